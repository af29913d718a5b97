"""The one door to the HTML parser, and what every reader of a tree needs."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from crawler import charset, prescan
from crawler.model import Page
from crawler.text import clean

_OPTIONS = LexborDocumentOptions.WO_EVENTS.value  # a tree as it is written: nothing is to happen in it
# Elements whose text no reader sees.
HIDDEN = ("script", "style", "noscript", "template", "svg", "iframe", "textarea", "select")


def parse(html: str, raw: bytes | None = None) -> LexborHTMLParser:
    """A tree of the page; ReadFailed when its markup would keep the parser busy beyond reason.

    `raw` is the same in UTF-8, where that is at hand: the parser reads bytes.
    """
    prescan.check(html)
    return LexborHTMLParser(raw if raw is not None else html, options=_OPTIONS)


def of_page(page: Page) -> tuple[str, LexborHTMLParser]:
    """A page's text and its tree; ReadFailed as `parse`."""
    html, is_utf8 = charset.read(page.body, page.content_type)
    return html, parse(html, page.body if is_utf8 else None)


def text_of(node: LexborNode | None, separator: str = "") -> str:
    """The node's text as one clean line; "" for no node."""
    return clean(node.text(separator=separator)) if node is not None else ""


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's value as one clean line; "" where the node or the attribute is absent or empty."""
    return clean(node.attrs.get(name) or "") if node is not None else ""


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The node's parents, nearest first, up to but without the document itself."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent
