"""CSS selectors by which an element can be found again on the next page of the same make."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from crawler.html import attribute

# A class or id with a number in it belongs to one article or one box; these say nothing of the make.
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*")
_COMMON = frozenset(("row", "col", "container", "clearfix", "wrapper", "active", "first", "last", "left", "right"))
_LONGEST = 40


def steps(node: LexborNode) -> Iterator[str]:
    """The element's own selectors, the surest first: by id, by class."""
    tag = node.tag or ""
    if _is_telling(name := attribute(node, "id")):
        yield f"#{name}"
    for name in attribute(node, "class").split():
        if _is_telling(name):
            yield f"{tag}.{name}"


def matches(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """What a selector finds; nothing where it is none."""
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError):
        return []


def _is_telling(name: str) -> bool:
    return len(name) <= _LONGEST and _NAME.fullmatch(name) is not None and name.lower() not in _COMMON
