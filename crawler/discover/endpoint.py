"""A listing that is JSON: what a site's script would show, read by the paths its layout gives."""

from __future__ import annotations

from collections.abc import Iterator

from crawler import dates
from crawler.discover import offered
from crawler.discover.urls import canonical
from crawler.layouts import Answer, answer, detect
from crawler.model import Link, Listing, Source
from crawler.text import clean


def read(text: str, url: str, source: Source) -> Listing:
    """The articles an endpoint lists; none when no layout says where they stand."""
    layout = offered.layout_of(source) or detect(url, "")
    paths = layout.json if layout else None
    links = _links(text, url, paths, source.keep_query or layout.keep_query) if layout and paths else ()
    found = offered.articles(links, url, source)
    return Listing(found, problem=None if found else "empty", layout=layout.name if layout else None)


def _links(text: str, url: str, paths: Answer, keep_query: tuple[str, ...]) -> Iterator[Link]:
    for item in answer.items(text, paths):
        if address := canonical(item.link, url, keep_query):
            yield Link(address, clean(item.title) or None, dates.find(item.date))
