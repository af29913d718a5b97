"""The one door to the HTML parser, and what every reader of a tree needs."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import prescan
from crawler.text import clean

# Elements whose text no reader sees.
HIDDEN = ("script", "style", "noscript", "template", "svg", "iframe", "textarea", "select")


def parse(html: str) -> LexborHTMLParser:
    """A tree of the page; ReadFailed when its markup would keep the parser busy beyond reason."""
    prescan.check(html)
    return LexborHTMLParser(html)


def text_of(node: LexborNode | None, separator: str = "") -> str:
    """The node's text as one clean line; "" for no node."""
    return clean(node.text(separator=separator)) if node is not None else ""


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's value as one clean line; "" where the node or the attribute is absent or empty."""
    return clean(node.attributes.get(name) or "") if node is not None else ""


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The node's parents, nearest first, up to but without the document itself."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent
