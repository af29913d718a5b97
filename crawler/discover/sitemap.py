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
# Cut by hand: fifty thousand entries take a few milliseconds, and a file cut off halfway still gives its half.
_ENTRY = re.compile(r"<(?:\w+:)?(url|sitemap)(?:\s[^<>]*)?>", re.IGNORECASE)
_FIELD = re.compile(
    r"<(?:(\w+):)?(loc|lastmod|publication_date|title)>\s*(?:<!\[CDATA\[)?([^<]*?)(?:\]\]>|<)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Entry:
    loc: str
    title: str | None
    published: str  # as written, ISO 8601; "" unless a news sitemap says so
    changed: str


def read(text: str, url: str, source: Source) -> Listing:
    """The articles of a sitemap, or the sitemaps of an index, newest first."""
    pages = sorted(_entries(text, "url"), key=lambda e: e.published or e.changed, reverse=True)
    maps = sorted(_entries(text, "sitemap"), key=lambda e: e.changed, reverse=True)
    found = offered.articles(_links(pages[:_MAX_PAGES], url, source), url, source)
    more = dict.fromkeys(u for e in maps if (u := canonical(e.loc, url)) and u != url)
    return Listing(found, problem=None if found or more else "empty", more=tuple(more)[:_MAX_SITEMAPS])


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


def _entries(text: str, kind: str) -> Iterator[_Entry]:
    starts = [m for m in _ENTRY.finditer(text) if m[1].lower() == kind]
    ends = [*(m.start() for m in starts[1:]), len(text)]
    for start, end in zip(starts, ends, strict=False):
        if entry := _entry(text[start.end() : end]):
            yield entry


def _entry(text: str) -> _Entry | None:
    fields: dict[str, str] = {}
    for prefix, name, value in _FIELD.findall(text):
        if prefix.lower() not in ("image", "video"):  # a picture's address and title are not the article's
            fields.setdefault(name.lower(), clean(unescape(value)))
    if not fields.get("loc"):
        return None
    return _Entry(
        loc=fields["loc"],
        title=fields.get("title") or None,
        published=fields.get("publication_date", ""),
        changed=fields.get("lastmod", ""),
    )
