"""Title and publishing date: what a page tells machines, else what it shows near the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser

from crawler import dates, furniture
from crawler.extract import further
from crawler.extract.blocks import Block, blocks
from crawler.extract.parts import Parts
from crawler.extract.told import Told
from crawler.text import fold, key

# What a site calls itself, in a heading or in <title>: never the title of an article.
_SITE = re.compile(
    r"\W*(?:cong (?:thong tin|ttdt)|trang (?:thong tin|tin|chu)\b|home\b|::|bao dien tu\b|website\b)"
    r"|tin tuc\W*$|(?:tin tuc )?su kien\W*$"
)
# The name of an office: most likely the site's, yet "Sở Y tế tập huấn kỹ năng số" is a title.
_OFFICE = re.compile(r"\W*(?:ubnd|hdnd|so|uy ban|bo)\b.{0,45}$")
_SEPARATORS = re.compile(r"\s+[-|–»]\s+")
_STYLED = re.compile(r"title|headline|tieu-?de", re.IGNORECASE)
_SHORTEST, _LONGEST = 8, 300
_NEAR = 12  # blocks above the body in which its title stands
_NEAR_DATE = 3
_STAMP = 120  # a longer block is not a line with a date
_APART = " · "  # between lines: no clock reaches over it to a date
_REPEATED = 15  # a shorter line is in <title> by chance


class Above:
    """The blocks of the page above the text, gathered only when title or date must be looked for there."""

    def __init__(self, tree: LexborHTMLParser, told: Told, parts: Parts) -> None:
        self._tree, self._told, self._parts = tree, told, parts

    @cached_property
    def blocks(self) -> Sequence[Block]:
        start = self._parts.start.text
        page = self._parts.page
        if page is None:
            page = blocks(self._tree.body, until=start) if self._tree.body is not None else ()
        return next((page[:at] for at, block in enumerate(page) if block.text == start), ())

    @cached_property
    def heading(self) -> str | None:
        """What may be the title."""
        return _heading(self.blocks, (self._told.title, self._told.social))


def title(told: Told, shown: str | None, above: Above, listed: str | None) -> str | None:
    """The layout's, the machine's, a heading above the text, the listing's, <title>; never the site's name."""
    site = told.site
    if shown and shown != site and is_title(shown):
        return shown
    titles = (t for t in _titles(told, above, listed) if t and t != site and is_title(t))
    near = (t for t in titles if not _OFFICE.match(fold(t)) or t in (told.headline, above.heading, listed))
    return next(near, None)


def _titles(told: Told, above: Above, listed: str | None) -> Iterator[str | None]:
    """The surest first; the page is looked at only for want of a better."""
    yield told.headline
    yield _without_site(told.social, told.site)
    yield above.heading
    yield listed
    yield _without_site(told.title, told.site)


def is_title(text: str) -> bool:
    """Whether the words can be an article's title."""
    return _SHORTEST <= len(text) <= _LONGEST and not _SITE.match(fold(text)) and not furniture.is_furniture(text)


def shown_date(above: Sequence[Block], title: str | None, fetched_at: datetime) -> str | None:
    """The date in a line between title and text, else just above the title; there the day of fetching is a clock."""
    today = f"{fetched_at.astimezone(dates.VIETNAM):%Y-%m-%d}"
    at = _title_at(above, title)
    near = len(above) if at is None else at
    below = _APART.join(block.text for block in above[near + 1 :] if len(block.text) <= _STAMP)
    if found := dates.find(below, now=fetched_at):
        return found
    for block in reversed(above[max(0, near - _NEAR_DATE) : near]):
        found = dates.find(block.text) if len(block.text) <= _STAMP else None
        if found and not found.startswith(today):
            return found
    return None


def date_below(parts: Parts) -> str | None:
    """The date in a line below the text that says what day it is, before anything of other articles."""
    page = parts.page or ()
    at = next((i for i, block in enumerate(page) if block is parts.start), len(page))
    own = takewhile(lambda b: not (further.is_headline(b) or furniture.leads_on(b.text)), page[at:])
    stamps = (b.text for b in own if furniture.is_stamp(b.text))
    return next((found for text in stamps if (found := dates.labelled(text))), None)


def _without_site(text: str, site: str) -> str:
    """The title without the site's name at its end."""
    if len(site) > 3 and text.endswith(site) and text != site:
        return text[: -len(site)].rstrip(" -|–»")
    parts = _SEPARATORS.split(text)
    if len(parts) > 1 and _SITE.match(fold(parts[-1])):
        return text[: text.rindex(parts[-1])].rstrip(" -|–»")
    return text


def _heading(above: Sequence[Block], names: Sequence[str]) -> str | None:
    """The nearest line above the text that <title> or og:title repeats, else the nearest heading."""
    near = [b for b in reversed(above[-_NEAR:]) if not b.is_link and is_title(b.text)]
    near.sort(key=lambda b: _OFFICE.match(fold(b.text)) is not None)
    known = [key(n) for n in names]
    repeated = (b for b in near if len(b.text) >= _REPEATED and any(key(b.text) in k for k in known))
    heading = (b for b in near if b.node.tag in ("h1", "h2", "h3"))
    styled = (b for b in near if _STYLED.search(b.node.attributes.get("class") or ""))
    return next((b.text for b in (*repeated, *heading, *styled)), None)


def _title_at(above: Sequence[Block], title: str | None) -> int | None:
    """Where the title stands above the text: the place nearest to it."""
    wanted = key(title) if title else ""
    alike = (i for i in range(len(above) - 1, -1, -1) if len(above[i].text) == len(wanted))  # folding keeps the length
    return next((i for i in alike if key(above[i].text) == wanted), None)
