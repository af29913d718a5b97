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

# In the place of every page of a site, its articles' as well: what is said then is nobody's news.
REFUSALS = frozenset(("block page", "maintenance", "closed", "error"))

# Characters of visible text. A page that says more is itself, whatever words are on it: an article
# about "nâng cấp hệ thống" is no maintenance page.
_MUCH, _SOME, _NONE = 1_500, 600, 200
# What a script fills: a menu and an imprint beside it may come from the server.
_FRAMES = "#app, #root, #__next, #__nuxt, #___gatsby, app-root, [ng-app], [ng-repeat], [v-for], [v-cloak]"
_TEMPLATES = ("{{", "__NEXT_DATA__", "__NUXT__", "blazor.webassembly")
_LOADING = pattern("đang tải", "đang tải dữ liệu", "loading")
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
    """A word of `trouble.yaml`, `script only` or `empty`; None for a page that shows its own content."""
    return of_tree(parse(html), html)


def of_tree(tree: LexborHTMLParser, html: str) -> str | None:
    """The same of a page that is parsed already; scripts and the like are gone from the tree afterwards."""
    frame = tree.css_first(_FRAMES) is not None or any(mark in html for mark in _TEMPLATES)
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
    if scripted and (frame or _LOADING.search(text)):
        return "script only"
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
