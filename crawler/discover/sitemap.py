"""Sitemaps and sitemap indexes: the newest first, since a sitemap may list a site's whole past."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from crawler import dates
from crawler.discover import offered, shapes
from crawler.discover.urls import canonical
from crawler.model import Link, Listing, Source
from crawler.text import clean

_MAX_PAGES, _MAX_SITEMAPS = 10_000, 500
_AT_ONCE = 5_000  # entries of a past: a sitemap may hold fifty thousand, too many for one answer
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Cut by hand: fifty thousand entries take a few milliseconds, and a file cut off halfway still gives its half.
_ENTRY = re.compile(r"<(?:\w+:)?(url|sitemap)(?:\s[^<>]*)?>", re.IGNORECASE)
_FIELD = re.compile(  # a picture's address and title are not the article's
    r"<(?!image:|video:)(?:\w+:)?(loc|lastmod|publication_date|title)>\s*(?:<!\[CDATA\[)?([^<]*?)(?:\]\]>|<)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    loc: str
    title: str | None
    published: str  # as written, ISO 8601; "" unless a news sitemap says so
    changed: str


def read(text: str, url: str, source: Source) -> Listing:
    """The articles of a sitemap, or the sitemaps of an index, newest first."""
    pages, maps = _entries(text)
    pages.sort(key=lambda e: e.published or e.changed, reverse=True)
    maps.sort(key=lambda e: e.changed, reverse=True)
    found = offered.articles(_links(pages[:_MAX_PAGES], url, source), url, source)
    more = tuple(_addresses(maps, url))[:_MAX_SITEMAPS]
    return Listing(found, problem=None if found or more else "empty", more=more)


def past(text: str, url: str, source: Source, since: str, begin: int = 0) -> tuple[Listing, int | None]:
    """What a sitemap, or an index, holds of the time since a day: some entries, and where the next ones begin.

    What was last changed before that day was published before it as well.
    """
    pages, maps = ([e for e in entries if not _is_before(e, since)] for entries in _entries(text))
    end = begin + _AT_ONCE
    found = offered.articles(_links(pages[begin:end], url, source), url, source, most=_AT_ONCE)
    more = () if begin else tuple(_addresses(maps, url))
    return Listing(found, more=more), end if end < len(pages) else None


def _is_before(entry: _Entry, day: str) -> bool:
    written = entry.published or entry.changed
    return _DAY.match(written) is not None and written[:10] < day


def _addresses(maps: Iterable[_Entry], url: str) -> Iterable[str]:
    """Further sitemaps, each once; an index may name itself."""
    return dict.fromkeys(u for e in maps if (u := canonical(e.loc, url)) and u != url)


def _links(entries: Iterable[_Entry], url: str, source: Source) -> Iterator[Link]:
    keep = offered.keep_query(source)
    for entry in entries:
        address = canonical(entry.loc, url, keep)
        if address:
            link = Link(address, entry.title, dates.find(entry.published))
            if _may_be(link, url, source):
                yield link


def _may_be(link: Link, url: str, source: Source) -> bool:
    """A plain sitemap lists categories and service pages as well."""
    layout = offered.layout_of(source)
    if layout and layout.article_url:
        return layout.article_url.search(link.url) is not None
    return link.published is not None or (shapes.is_possible(link.url, url) and shapes.is_shaped(link.url))


def _entries(text: str) -> tuple[list[_Entry], list[_Entry]]:
    """The pages it lists, and the sitemaps."""
    pages: list[_Entry] = []
    maps: list[_Entry] = []
    starts = list(_ENTRY.finditer(text))
    ends = [*(m.start() for m in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=False):
        if entry := _entry(text[start.end() : end]):
            (maps if start[1].lower() == "sitemap" else pages).append(entry)
    return pages, maps


def _entry(text: str) -> _Entry | None:
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        fields.setdefault(name.lower(), value)
    loc = unescape(fields.get("loc", "")).strip()
    if not loc:
        return None
    return _Entry(
        loc=loc,
        title=clean(unescape(fields.get("title", ""))) or None,
        published=fields.get("publication_date", "").strip(),
        changed=fields.get("lastmod", "").strip(),
    )
