"""The links of a listing page as a reader sees them: address, title, the date beside, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import dates
from crawler.discover.shapes import is_file, is_possible
from crawler.discover.urls import canonical, same_site
from crawler.html import HIDDEN, ancestors, attribute, text_of
from crawler.reference import load
from crawler.text import clean, key, pattern

MAX_ANCHORS = 3_000  # of one page
MAX_TITLE = 300
_CLIMB = 5  # how far above a link the box of its item may begin
_LABEL = 6  # words
_DEPTH = 64  # how far above a link the site's menu or footer may begin
_HEADING = "h1, h2, h3, h4, h5, h6, [class*=title], [class*=Title], [class*=tieude]"
_CUT = ("...", "…")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One `a` element that leads to a page of the same site."""

    url: str
    node: LexborNode
    above: tuple[LexborNode, ...]  # its ancestors, nearest first

    @property
    def place(self) -> str:
        """The shape of the markup around: the items of one list share it."""
        return "<".join(f"{n.tag}.{attribute(n, 'class').split(' ')[0]}" for n in self.above[:3])


class Anchors:
    """All anchors of one page, in order, with what can only be said of one by looking at all."""

    def __init__(self, tree: LexborHTMLParser, url: str, keep_query: tuple[str, ...], now: datetime) -> None:
        self._now = now
        base = attribute(tree.css_first("base[href]"), "href")
        base = (canonical(base, url) if base else None) or url
        self.all = tuple(_read(tree, url, base, keep_query))
        # By element: how many anchors are below it; the one article linked below it, None for several.
        # A link to a category, a tag or an author is part of the item it stands in.
        self._below = Counter(node.mem_id for anchor in self.all for node in anchor.above)
        self._sole: dict[int, str | None] = {}
        self.possible = tuple(anchor for anchor in self.all if is_possible(anchor.url, url))
        self._articles = {anchor.node.mem_id for anchor in self.possible}
        again = _shown_again(tree, self._below, len(self.all))
        self._named = dict.fromkeys(again, True)  # by element: whether it is furniture
        for anchor in self.possible:
            for node in anchor.above[:_CLIMB]:
                if self._sole.setdefault(node.mem_id, anchor.url) != anchor.url:
                    self._sole[node.mem_id] = None

    def is_furniture(self, anchor: Anchor) -> bool:
        """Whether it stands in a menu, header, footer or the like, and not in the list itself."""
        return any(self._is_named(node) and _is_furniture(node, anchor) for node in self._boxes(anchor))

    def in_menu(self, anchor: Anchor) -> bool:
        """Whether it is a short label in what is called a menu, as the sections of a site are."""
        words = len(_shown(anchor.node).split())
        return 1 < words <= _LABEL and any(
            node.tag == "nav" or not _menu().isdisjoint(_words(node)) for node in self._boxes(anchor)
        )

    def _boxes(self, anchor: Anchor) -> Iterator[LexborNode]:
        """What it stands in; a box around the whole page is no menu, whatever it is called."""
        nearly_all = 0.95 * len(self.all)
        return (node for node in anchor.above if self._below[node.mem_id] < nearly_all)

    def _is_named(self, node: LexborNode) -> bool:
        if node.mem_id not in self._named:
            self._named[node.mem_id] = _named_furniture(node)
        return self._named[node.mem_id]

    def box(self, anchor: Anchor) -> LexborNode:
        """The largest element around the link that holds no link to elsewhere: its item of the list."""
        box = anchor.node
        for node in anchor.above[:_CLIMB]:
            if node.tag == "body" or self._sole.get(node.mem_id) != anchor.url:
                break
            box = node
        return box

    def title(self, anchor: Anchor) -> str:
        """What the link is called: its heading or text, else its `title`, else the heading of its item."""
        text = _shown(anchor.node)
        if key(text).strip(" .…»>") in _calls():
            text = ""
        told = attribute(anchor.node, "title")
        if told and (len(text.split()) < 3 or (text.endswith(_CUT) and len(told) > len(text))):
            text = told
        if len(text.split()) < 3 and (heading := self.box(anchor).css_first(_HEADING)) is not None:
            text = max(text, text_of(heading, " "), key=len)
        return text if len(text) <= MAX_TITLE else ""

    def published(self, anchor: Anchor, title: str) -> str | None:
        """The date shown in the link's item, or right after it; never one within a sentence."""
        box = self.box(anchor)
        for node in (box, *self._following(box)):
            for text in _lines(node):
                if text != title and (found := _stamp(text, self._now)):
                    return found
        return None

    def _following(self, box: LexborNode) -> Iterator[LexborNode]:
        """What stands beside an item, two elements at most, up to the next article's link."""
        node, seen = box.next, 0
        while node is not None and seen < 2:
            if node.is_element_node:
                if node.mem_id in self._articles or any(a.mem_id in self._articles for a in node.css("a[href]")):
                    return
                seen += 1
            yield node
            node = node.next


def _shown_again(tree: LexborHTMLParser, below: Mapping[int, int], links: int) -> Iterator[int]:
    """The small boxes that by their headings show articles of other days again: "Tin đọc nhiều nhất"."""
    for heading in tree.css(_HEADING):
        words = key(text_of(heading, " "))
        if len(words.split()) <= _LABEL and _again().search(words):
            box = next((n.mem_id for n in ancestors(heading) if below[n.mem_id] > below[heading.mem_id]), 0)
            if 2 * below[box] < links:
                yield box


@cache
def _calls() -> frozenset[str]:
    return frozenset(key(words) for words in load("listing.yaml")["calls"])


@cache
def _again() -> re.Pattern[str]:
    return pattern(*load("listing.yaml")["again"])


def _read(tree: LexborHTMLParser, url: str, base: str, keep_query: tuple[str, ...]) -> Iterator[Anchor]:
    for node in tree.css("a[href]")[:MAX_ANCHORS]:
        address = canonical(node.attributes.get("href") or "", base, keep_query)
        if address and same_site(address, url) and not is_file(address):
            yield Anchor(address, node, tuple(islice(ancestors(node), _DEPTH)))


@cache
def _furniture() -> frozenset[str]:
    return frozenset(load("listing.yaml")["furniture"])


@cache
def _menu() -> frozenset[str]:
    return frozenset(load("listing.yaml")["menu"])


_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SITE_HEADER = re.compile(r"(?:^|\s)(?:site|page|main|top)?[-_]?header", re.IGNORECASE)
_ITEM = frozenset(("article", "li", "main", "section"))


def _named_furniture(node: LexborNode) -> bool:
    """Whether an element is called like a menu, a header or the like."""
    if node.tag in ("nav", "footer", "header"):
        return True
    if node.tag in ("html", "body", "form", "main", "article"):
        return False
    return _SITE_HEADER.search(_names(node)) is not None or not _furniture().isdisjoint(_words(node))


def _is_furniture(node: LexborNode, anchor: Anchor) -> bool:
    """Whether an element so called is furniture around this link: an article has a header as well."""
    if node.tag in ("nav", "footer"):
        return True
    if node.tag == "header" or _SITE_HEADER.search(_names(node)):
        return not any(n.tag in _ITEM for n in anchor.above if n.mem_id != node.mem_id)
    return True


def _words(node: LexborNode) -> set[str]:
    """What an element is called, in words: `nav` and `bar` of "navBar"."""
    return {word.lower() for word in _NAME.findall(_names(node))}


def _names(node: LexborNode) -> str:
    return f"{attribute(node, 'class')} {attribute(node, 'id')}"


def _shown(node: LexborNode) -> str:
    heading = node.css_first(_HEADING)
    return text_of(heading, " ") or text_of(node, " ")


def _lines(node: LexborNode) -> Iterator[str]:
    """The texts below a node, each element's own, and the times it tells machines."""
    if node.is_text_node:
        yield clean(node.text_content or "")
    for part in node.traverse():
        if part.tag == "time" and (moment := attribute(part, "datetime")):
            yield moment
        if part.tag not in HIDDEN and (text := clean(part.text(deep=False) or "")):
            yield text


def _stamp(text: str, now: datetime) -> str | None:
    """A date that is most of what its line says: "Thứ tư, 10/07/2024 | 15:20", not a headline with a day in it."""
    if len(text) > 80:
        return None
    first = next(dates.spans(text), None)
    if first is None:
        return dates.relative(text, now) if len(text) <= 30 else None
    return first.value if first.end - first.start >= len(text) / 3 else None
