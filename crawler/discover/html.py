"""A listing page: by the source's selector, by its layout, or by what articles' links look like."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.discover import generic, trouble
from crawler.discover.anchors import Anchor, Anchors
from crawler.discover.generic import Candidate
from crawler.html import parse
from crawler.layouts import Layout, detect, layouts
from crawler.model import Link, Listing, Source

MAX_LINKS = 2_000


def read(html: str, url: str, source: Source, now: datetime) -> Listing:
    """The article links of a listing page, in its order."""
    tree = parse(html)
    layout = layouts().get(source.layout) if source.layout else detect(url, html)
    page = Anchors(tree, url, source.keep_query or (layout.keep_query if layout else ()), now)
    problem = None
    found: list[Candidate] = []
    if source.select.links:
        found = _selected(tree, page, [source.select.links])
        problem = None if found else f"nothing matches {source.select.links!r}"
    if not found and layout:
        chosen = _selected(tree, page, layout.links)
        found = _by_layout(chosen, page, layout)
        if source.layout and layout.links and not chosen:
            layout = None  # its addresses may still give articles away, its markup is gone
    if not found:
        found, layout = generic.find(page), None if source.layout else layout
    if not found:
        problem = trouble.of_tree(tree, html) or problem or "empty"
    return Listing(
        links=tuple(Link(c.url, c.title or None, c.published) for c in found[:MAX_LINKS]),
        problem=problem,
        layout=layout.name if layout else None,
        left_out=len(found[MAX_LINKS:]),
    )


def _by_layout(matched: Sequence[Candidate], page: Anchors, layout: Layout) -> list[Candidate]:
    """What the layout's selectors match, and beside it whatever has the address of its articles.

    A site may show a list in a skin the selectors do not know: its address gives an article away.
    """
    chosen = {c.url: c for c in matched if _may_be(c, layout)}
    for candidate in generic.find(page) if _may_have_more(page, chosen, layout) else ():
        if _is_article(candidate.url, layout):
            chosen.setdefault(candidate.url, candidate)
    order = {anchor.url: place for place, anchor in reversed(list(enumerate(page.all)))}
    return sorted(chosen.values(), key=lambda c: order[c.url])


def _may_have_more(page: Anchors, chosen: Container[str], layout: Layout) -> bool:
    """Whether there is any other link with the address of an article; where addresses do not tell, none is sought."""
    if layout.article_url is None:
        return not chosen
    return any(a.url not in chosen and _is_article(a.url, layout) for a in page.possible)


def _selected(tree: LexborHTMLParser, page: Anchors, selectors: Sequence[str]) -> list[Candidate]:
    """The anchors the selectors match, or that stand in what they match; none for what is no selector."""
    try:
        matched = {node for selector in selectors for node in tree.css(selector)}
    except (SelectolaxError, ValueError):
        return []
    urls = {anchor.url for anchor in _within(page.all, matched)}
    return generic.candidates((a for a in page.all if a.url in urls), page)  # others may tell its title and day


def _within(anchors: Iterable[Anchor], matched: set[LexborNode]) -> Iterable[Anchor]:
    return (a for a in anchors if a.node in matched or not matched.isdisjoint(a.above))


def _may_be(candidate: Candidate, layout: Layout) -> bool:
    """Selectors also meet a picture's credit or a category's name: those have short texts and other addresses."""
    if layout.not_article and layout.not_article.search(candidate.url):
        return False
    return candidate.words >= generic.LABEL or _is_article(candidate.url, layout)


def _is_article(url: str, layout: Layout) -> bool:
    if layout.not_article and layout.not_article.search(url):
        return False
    return layout.article_url is None or layout.article_url.search(url) is not None
