"""How often each selector in force matches a page."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.html import of_page
from crawler.layouts import Layout, detect, layouts
from crawler.model import Page, Source
from crawler.probe.places import matches

OF_ARTICLE = ("title", "lead", "date", "body", "drop")
_PARTS = ("title", "date", "body")  # what no article lacks


def count(page: Page, source: Source, fields: tuple[str, ...]) -> list[tuple[str, str, bool, int]]:
    """(field, selector, whether the stanza itself names it, matches) for each selector of these fields."""
    html, tree = of_page(page)
    layout = layouts().get(source.layout) if source.layout else detect(page.url, html)
    return [
        (field, selector, own, len(matches(tree, selector)))
        for field in fields
        for selector, own in _in_force(source, layout, field)
    ]


def of_stanza(page: Page, source: Source) -> tuple[tuple[str, str, bool], ...]:
    """(field, selector, whether it matches) for what a stanza itself says of an article's parts."""
    own = [(field, selector) for field in _PARTS if (selector := getattr(source.select, field))]
    if not own:
        return ()
    _, tree = of_page(page)
    return tuple((field, selector, bool(matches(tree, selector))) for field, selector in own)


def _in_force(source: Source, layout: Layout | None, field: str) -> Iterator[tuple[str, bool]]:
    """The stanza's selector takes the place of the layout's, except for `drop`, which adds to it."""
    own = getattr(source.select, field)
    own = tuple(own) if isinstance(own, tuple) else (own,) if own else ()
    yield from ((selector, True) for selector in own)
    if layout and (not own or field == "drop"):
        yield from ((selector, False) for selector in getattr(layout, field))
