"""From a page to an Article: by the layout's selectors, else by where the prose is dense. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler import charset, dates, layouts
from crawler.assemble import assemble
from crawler.discover import trouble
from crawler.extract import by_layout, density, meta, unpack
from crawler.extract.parts import Parts
from crawler.extract.told import Told
from crawler.html import parse
from crawler.layouts import Layout
from crawler.model import Article, Link, Page, Select, Source

__all__ = ["extract"]

_LITTLE = 600  # characters of a page that may be waiting for a script to put in the rest
_SHORT = 1500  # a page that refuses says less


def extract(page: Page, source: Source | None = None, link: Link | None = None) -> Article | None:
    """The page's article; None when it holds none: a listing, a home page, a video without text."""
    shown, is_utf8 = charset.read(page.body, page.content_type)
    layout = _layout(page.url, shown, source)
    if _is_listing(page.url, layout, source):
        return None
    html = unpack.page(shown, layout)
    if not html:
        return None
    select = source.select if source else Select()
    opened = _open(html, layout, select, raw=page.body if is_utf8 and html is shown else None)
    if (opened is None or opened.size < _LITTLE) and (fuller := unpack.longest(html)):
        both = (opened, _open(fuller, layout, select, titled=True))
        opened = max(filter(None, both), key=lambda one: one.size, default=None)
    if opened is None:
        return None
    told, parts = opened.told, opened.parts
    above = meta.Above(opened.tree, told, parts)
    title = meta.title(told, parts.title, above, link.title if link else None)
    listed = (link.published, "listing") if link else (None, None)
    published, published_from = _published(told, page, layout, parts) or _shown(page, above, title, parts) or listed
    article = assemble(
        parts.paragraphs,
        title=title,
        url=page.url or None,
        source=source.id if source else None,
        published=published,
        published_from=published_from,
        author=parts.author,
        layout=parts.layout,
    )
    return None if article and len(article.text) < _SHORT and opened.trouble in trouble.REFUSALS else article


class _Opened(NamedTuple):
    """A page taken apart."""

    html: str
    tree: LexborHTMLParser
    told: Told
    parts: Parts

    @property
    def size(self) -> int:
        return sum(map(len, self.parts.paragraphs))

    @property
    def trouble(self) -> str | None:
        """What the page is instead of an article; asked for last, since it takes from the tree."""
        return trouble.of_tree(self.tree, self.html)


def _open(
    html: str, layout: Layout | None, select: Select, *, raw: bytes | None = None, titled: bool = False
) -> _Opened | None:
    """None where the page has no article; with `titled` none but below the title that it shows."""
    tree = parse(html, raw)
    told = Told(tree)
    parts = _parts(tree, told, layout, select, titled=titled)
    return _Opened(html, tree, told, parts) if parts else None


def _layout(url: str, html: str, source: Source | None) -> Layout | None:
    if source is not None and source.layout:
        return layouts.layouts().get(source.layout)
    return layouts.detect(url, html)


def _is_listing(url: str, layout: Layout | None, source: Source | None) -> bool:
    """Whether the address alone says that it is no article."""
    if source is not None and url in source.addresses:
        return True
    if not url:  # a page at hand, from nobody knows where
        return False
    address = urlsplit(url)
    home = address.path in ("", "/") and not address.query
    return home or bool(layout and layout.not_article and layout.not_article.search(url))


def _parts(tree: LexborHTMLParser, told: Told, layout: Layout | None, select: Select, *, titled: bool) -> Parts | None:
    rules = by_layout.rules(layout, select)
    found = by_layout.read(tree, told, rules) if rules else None
    if found:
        return found
    by_layout.cut(tree, select.drop)
    found = density.read(tree, told, titled=titled)
    if found is None:
        return None
    name = layout.name if layout and not layout.body else found.layout  # known by its addresses, its markup by none
    title, date = by_layout.said(tree, select)
    return replace(found, layout=name, title=title or found.title, date=date or found.date)


def _published(told: Told, page: Page, layout: Layout | None, parts: Parts) -> tuple[str, str] | None:
    """The publishing date where its place is known, the surest first, and what said so."""
    if found := told.published:
        return found, "meta"
    if parts.date:
        return parts.date, "page"
    found = dates.from_url(page.url, layout.date_in_url if layout else None)
    return (found, "url") if found else None


def _shown(page: Page, above: meta.Above, title: str | None, parts: Parts) -> tuple[str, str] | None:
    found = meta.shown_date(above.blocks, title, page.fetched_at) or meta.date_below(parts)
    return (found, "page") if found else None
