"""What to ask for next on a way into the past. Pure; runs in the worker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from crawler import charset, discover
from crawler.discover import sitemap as sitemaps
from crawler.discover.urls import canonical, same_site
from crawler.html import attribute, parse, text_of
from crawler.layouts import answer, detect, layouts
from crawler.model import Listing, Page, Request, Source
from crawler.text import key

_NEXT_WORDS = frozenset(
    ("trang sau", "tiep", "tiep theo", "sau", "ke tiep", "next", "older posts", ">", "›", "»", ">>")
)
_PAGER = "[class*=pag], [class*=Pag], [class*=phantrang], [id*=pager], nav"
_MONTH = re.compile(r"^(https?://[^/]+/(?:[^?#]*?/)?)(20\d\d)(/?)(0[1-9]|1[0-2])/")


def request(first: Page, source: Source, listing: str, n: int) -> Request | None:
    """What to ask for as a listing's page `n`, by its layout's pager; `first` is the listing's first page."""
    html = charset.decode(first.body, first.content_type)
    layout = layouts().get(source.layout) if source.layout else detect(first.url, html)
    return layout.pager.request(listing, n, html) if layout and layout.pager else None


def next_link(page: Page, source: Source, n: int) -> str | None:
    """Where page `n` itself leads on to: rel=next, the number after its own in a pager, "Trang sau"."""
    text = charset.decode(page.body, page.content_type)
    found = (canonical(href, page.url) for href in _leading_on(text, source, n) if href)
    return next((url for url in found if url and url != page.url and same_site(url, page.url)), None)


def _leading_on(text: str, source: Source, n: int) -> list[str]:
    if answer.is_json(text):
        layout = layouts().get(source.layout or "")
        return [answer.following(text, layout.json)] if layout and layout.json else []
    tree = parse(text)
    numbered: list[str] = []
    named = [attribute(node, "href") for node in tree.css("link[rel~=next], a[rel~=next]")]
    for pager in tree.css(_PAGER):
        for node in pager.css("a[href]"):
            label = key(text_of(node, " "))
            if label == str(n + 1):
                numbered.append(attribute(node, "href"))
            elif label in _NEXT_WORDS:
                named.append(attribute(node, "href"))
    return [*numbered, *named]


def sitemap(page: Page, source: Source, since: str, begin: int) -> tuple[Listing, int | None] | None:
    """What a sitemap holds since a day, from an entry on, and where to go on; None when the page is no sitemap."""
    text = charset.decode(page.body, page.content_type)
    return sitemaps.past(text, page.url, source, since, begin) if discover.kind(text) == "sitemap" else None


def folders(urls: Sequence[str], since: date, today: date) -> list[str]:
    """The month folders in which these articles stand, `/2024/07/` or `/202407/`, from today back to a day."""
    shapes = {(m[1], m[3]) for url in urls if (m := _MONTH.match(url))}
    return [f"{stem}{year}{bar}{month:02}/" for stem, bar in sorted(shapes) for year, month in _months(since, today)]


def _months(since: date, today: date) -> Iterator[tuple[int, int]]:
    year, month = today.year, today.month
    while (year, month) >= (since.year, since.month):
        yield year, month
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
