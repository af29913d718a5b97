"""Title and publishing date: what a page says for machines, else what it shows near the body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from crawler import dates, furniture
from crawler.extract.blocks import Block, blocks
from crawler.html import attribute, text_of
from crawler.text import clean, fold, key

_DATE_MARKS = (
    'meta[property="article:published_time"]',
    'meta[itemprop="datePublished"]',
    '[itemprop="datePublished"]',
)
_LATER_MARKS = ('meta[name="pubdate"]', 'meta[name="dc.date"]', 'meta[name="dc.date.issued"]', "article time[datetime]")
# What a site calls itself, in a heading or in <title>: never the title of an article.
_SITE = re.compile(
    r"\W*(?:cong (?:thong tin|ttdt)|trang (?:thong tin|tin|chu)|home\b|::|bao dien tu\b|website\b)"
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
_REPEATED = 15  # a shorter line is in <title> by chance


class Above:
    """The blocks of the page above the text, gathered only when title or date must be looked for there."""

    def __init__(self, tree: LexborHTMLParser, start: Block) -> None:
        self._tree, self._start = tree, start

    @cached_property
    def blocks(self) -> list[Block]:
        if self._tree.body is None:
            return []
        page = blocks(self._tree.body, until=self._start.text)
        return page[:-1] if page and page[-1].text == self._start.text else []


def title(tree: LexborHTMLParser, shown: str | None, above: Above, listed: str | None) -> str | None:
    """The layout's, the machine's, a heading above the text, the listing's, <title>; never the site's name."""
    site = attribute(tree.css_first('meta[property="og:site_name"]'), "content")
    if shown and shown != site and is_title(shown):
        return shown
    head = text_of(tree.css_first("title"))
    social = attribute(tree.css_first('meta[property="og:title"]'), "content")
    near = [_headline(tree), _heading(above.blocks, (head, social)), listed]
    names = [near[0], _without_site(social, site), *near[1:], _without_site(head, site)]
    titles = [t for t in names if t and t != site and is_title(t)]
    return next((t for t in titles if not _OFFICE.match(fold(t)) or t in near), None)


def is_title(text: str) -> bool:
    """Whether the words can be an article's title."""
    return _SHORTEST <= len(text) <= _LONGEST and not _SITE.match(fold(text)) and not furniture.is_furniture(text)


def machine_date(tree: LexborHTMLParser) -> str | None:
    """The publishing time in meta elements and JSON-LD."""
    for selector in _DATE_MARKS:
        if found := _marked(tree, selector):
            return found
    for item in _linked_data(tree):
        if found := dates.find(str(item.get("datePublished") or "")):
            return found
    return next((found for selector in _LATER_MARKS if (found := _marked(tree, selector))), None)


def shown_date(above: Sequence[Block], title: str | None, fetched_at: datetime) -> str | None:
    """The date in a line between title and text, else just above the title; there the day of fetching is a clock."""
    today = f"{fetched_at.astimezone(dates.VIETNAM):%Y-%m-%d}"
    at = _title_at(above, title)
    near = len(above) if at is None else at
    for block in above[near + 1 :]:
        if len(block.text) <= _STAMP and (found := dates.find(block.text, now=fetched_at)):
            return found
    for block in reversed(above[max(0, near - _NEAR_DATE) : near]):
        found = dates.find(block.text) if len(block.text) <= _STAMP else None
        if found and not found.startswith(today):
            return found
    return None


def _marked(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    if node is None:
        return None
    written = attribute(node, "content") or attribute(node, "datetime") or text_of(node)
    return dates.find(written)


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, object]]:
    """The JSON-LD objects that carry a publishing date: articles, whatever type they claim."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            stack = [json.loads(node.text(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            item = stack.pop()
            if isinstance(item, dict):
                stack += [v for v in item.values() if isinstance(v, (dict, list))]
                if "datePublished" in item:
                    yield item
            elif isinstance(item, list):
                stack += reversed(item)


def _headline(tree: LexborHTMLParser) -> str | None:
    words = (clean(str(item.get("headline") or "")) for item in _linked_data(tree))
    return next((w for w in words if w), None)


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
