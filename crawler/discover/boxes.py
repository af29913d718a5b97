"""What stands around a link, by what it is called: a menu, a header, the footer of the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from selectolax.lexbor import LexborNode

from crawler.reference import load

T = TypeVar("T")

_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SITE_HEADER = re.compile(r"(?:^|\s)(?:site|page|main|top)?[-_]?header", re.IGNORECASE)
_REMEMBERED = 1_024  # names: those of one list return with each of its items
_PLAIN = frozenset(("html", "body", "form", "main", "article"))  # furniture by no name


class Once(dict[LexborNode, T]):
    """What can be said of an element, found out when it is first asked for: one box is around many links."""

    def __init__(self, say: Callable[[LexborNode], T]) -> None:
        self._say = say

    def __missing__(self, node: LexborNode) -> T:
        said = self[node] = self._say(node)
        return said


class Called(NamedTuple):
    """What an element is, or is called."""

    menu: bool
    header: bool  # an article has one as well
    furniture: bool  # one of these, or the like


def called(node: LexborNode) -> Called:
    """What an element is called, where its tag does not say it."""
    tag = node.tag
    menu, header, furniture = _by_words(f"{node.attrs.get('class') or ''} {node.attrs.get('id') or ''}")
    if tag in ("nav", "footer"):
        return Called(menu or tag == "nav", False, True)
    header = header or tag == "header"
    return Called(menu, header, tag not in _PLAIN and (header or furniture))


@lru_cache(_REMEMBERED)
def _by_words(names: str) -> Called:
    """By its words: `nav` and `bar` of "navBar"."""
    words = {word.lower() for word in _NAME.findall(names)}
    header = _SITE_HEADER.search(names) is not None
    return Called(not _listed("menu").isdisjoint(words), header, not _listed("furniture").isdisjoint(words))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(load("listing.yaml")[name])
