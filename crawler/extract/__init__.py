"""From a page to an Article: by the layout's selectors, else by where the prose is dense. Pure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler import charset, dates, layouts
from crawler.assemble import assemble
from crawler.discover import trouble
from crawler.extract import by_layout, density, meta, unpack
from crawler.extract.parts import Parts
from crawler.html import parse
from crawler.layouts import Layout
from crawler.model import Article, Link, Page, Select, Source

__all__ = ["extract"]

_SHORT = 1500  # a page that refuses says less
_REFUSED = frozenset(("block page", "maintenance"))


def extract(page: Page, source: Source | None = None, link: Link | None = None) -> Article | None:
    """The page's article; None when it holds none: a listing, a home page, a video without text."""
    html = charset.decode(page.body, page.content_type)
    layout = _layout(page.url, html, source)
    if _is_listing(page.url, layout, source):
        return None
    html = unpack.page(html, layout)
    if not html:
        return None
    tree = parse(html)
    parts = _parts(tree, layout, source.select if source else Select())
    if parts is None:
        return None
    above = meta.Above(tree, parts.start)
    title = meta.title(tree, parts.title, above, link.title if link else None)
    listed = (link.published, "listing") if link else (None, None)
    published, published_from = _published(tree, page, layout, parts) or _shown(page, above, title) or listed
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
    return None if article and len(article.text) < _SHORT and trouble.of_tree(tree, html) in _REFUSED else article


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


def _parts(tree: LexborHTMLParser, layout: Layout | None, select: Select) -> Parts | None:
    rules = by_layout.rules(layout, select)
    found = by_layout.read(tree, rules) if rules else None
    if found:
        return found
    by_layout.cut(tree, select.drop)
    found = density.read(tree)
    if found is None:
        return None
    name = layout.name if layout and not layout.body else found.layout  # known by its addresses, its markup by none
    title, date = by_layout.said(tree, select)
    return replace(found, layout=name, title=title or found.title, date=date or found.date)


def _published(tree: LexborHTMLParser, page: Page, layout: Layout | None, parts: Parts) -> tuple[str, str] | None:
    """The publishing date where its place is known, the surest first, and what said so."""
    if found := meta.machine_date(tree):
        return found, "meta"
    if parts.date:
        return parts.date, "page"
    found = dates.from_url(page.url, layout.date_in_url if layout else None)
    return (found, "url") if found else None


def _shown(page: Page, above: meta.Above, title: str | None) -> tuple[str, str] | None:
    found = meta.shown_date(above.blocks, title, page.fetched_at)
    return (found, "page") if found else None
