"""Why a page that answered 200 is not the page that was asked for: blocked, in maintenance, a login, a bare script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from crawler.html import HIDDEN, parse, text_of
from crawler.reference import load
from crawler.text import clean, key, pattern

# Characters of visible text. A page that says more is itself, whatever words are on it: an article
# about "nâng cấp hệ thống" is no maintenance page.
_MUCH, _SOME, _NONE = 1_500, 600, 200
_MANY = _MUCH // 2 + 1  # words that are surely as many characters, quicker to see


@dataclass(frozen=True, slots=True)
class _Signs:
    title: re.Pattern[str]
    text: re.Pattern[str]
    markup: tuple[str, ...]


@cache
def _signs() -> Mapping[str, _Signs]:
    return {
        problem: _Signs(pattern(*row["title"]), pattern(*row["text"]), tuple(row["markup"]))
        for problem, row in load("trouble.yaml").items()
    }


def name(html: str) -> str | None:
    """`block page`, `maintenance`, `login`, `script only` or `empty`; None for a page that shows its own content."""
    return of_tree(parse(html), html)


def of_tree(tree: LexborHTMLParser, html: str) -> str | None:
    """The same of a page that is parsed already; scripts and the like are gone from the tree afterwards."""
    scripted = tree.css_first("script") is not None
    password = tree.css_first("input[type=password]") is not None
    title = " / ".join(text_of(node) for node in tree.css("title, h1, h2")[:4])
    tree.strip_tags(list(HIDDEN))
    text = tree.body.text(separator=" ") if tree.body is not None else ""
    if len(text.split(maxsplit=_MANY)) > _MANY or len(text := clean(text)) > _MUCH:
        return None
    title, text = key(title), key(text)
    if told := _told(html, title, text):
        return told
    if len(text) > _NONE:
        return None
    if password:
        return "login"
    if scripted:
        return "script only"
    return None if text else "empty"


def _told(html: str, title: str, text: str) -> str | None:
    """What the page says of itself."""
    for problem, signs in _signs().items():
        if signs.title.search(title) or any(mark in html for mark in signs.markup):
            return problem
        if len(text) <= _SOME and signs.text.search(text):
            return problem
    return None
