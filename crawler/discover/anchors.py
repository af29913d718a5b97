"""The links of a listing page as a reader sees them: address, title, the date beside, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import chain
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import dates
from crawler.discover.boxes import Once, called
from crawler.discover.shapes import is_file, is_possible
from crawler.discover.urls import canonical, home, same_site
from crawler.html import HIDDEN, ancestors, attribute, text_of
from crawler.reference import load
from crawler.text import clean, key, pattern

MAX_ANCHORS = 3_000  # of one page
MAX_TITLE = 300
_CLIMB = 5  # how far above a link the box of its item may begin
_LABEL = 6  # words
_DEPTH = 64  # how far above a link the site's menu or footer may begin
_HEADING = "h1, h2, h3, h4, h5, h6, [class*=title], [class*=Title], [class*=tieude]"
_ITEM = frozenset(("article", "li", "main", "section"))
_CUT = ("...", "…")
_DIGIT = re.compile(r"\d")  # there is no date without one


class Anchor(NamedTuple):
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
        self._below = Counter(chain.from_iterable(anchor.above for anchor in self.all))
        self._sole: dict[LexborNode, str | None] = {}
        self._dates: dict[tuple[LexborNode, str], str | None] = {}
        self.possible = tuple(anchor for anchor in self.all if is_possible(anchor.url, url))
        self._holding = set().union(*(anchor.above for anchor in self.possible), (a.node for a in self.possible))
        self._again = frozenset(_shown_again(tree, self._below, len(self.all)))
        self._shown, self._called = Once(_shown), Once(called)
        for anchor in self.possible:
            for node in anchor.above[:_CLIMB]:
                if self._sole.setdefault(node, anchor.url) != anchor.url:
                    self._sole[node] = None

    def is_furniture(self, anchor: Anchor) -> bool:
        """Whether it stands in a menu, header, footer or the like, and not in the list itself."""
        return any(
            (self._called[node].furniture or node in self._again)
            and not (self._called[node].header and _is_in_item(anchor, node))
            for node in self._boxes(anchor)
        )

    def in_menu(self, anchor: Anchor) -> bool:
        """Whether it is a short label in what is called a menu, as the sections of a site are."""
        return (
            any(self._called[node].menu for node in self._boxes(anchor))
            and 1 < len(self._shown[anchor.node].split()) <= _LABEL
        )

    def _boxes(self, anchor: Anchor) -> Iterator[LexborNode]:
        """What it stands in; a box around the whole page is no menu, whatever it is called."""
        nearly_all = 0.95 * len(self.all)
        return (node for node in anchor.above if self._below[node] < nearly_all)

    def box(self, anchor: Anchor) -> LexborNode:
        """The largest element around the link that holds no link to elsewhere: its item of the list."""
        box = anchor.node
        for node in anchor.above[:_CLIMB]:
            if node.tag == "body" or self._sole.get(node) != anchor.url:
                break
            box = node
        return box

    def title(self, anchor: Anchor) -> str:
        """What the link is called: its heading or text, else its `title`, else the heading of its item."""
        text = self._shown[anchor.node]
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
        if (box, title) not in self._dates:
            lines = (text for node in (box, *self._following(box)) for text in _lines(node) if text != title)
            self._dates[box, title] = next((found for text in lines if (found := _stamp(text, self._now))), None)
        return self._dates[box, title]

    def _following(self, box: LexborNode) -> Iterator[LexborNode]:
        """What stands beside an item, two elements at most, up to the next article's link."""
        node, seen = box.next, 0
        while node is not None and seen < 2:
            if node.is_element_node:
                if node in self._holding:
                    return
                seen += 1
            yield node
            node = node.next


def _shown_again(tree: LexborHTMLParser, below: Mapping[LexborNode, int], links: int) -> Iterator[LexborNode]:
    """The small boxes that by their headings show articles of other days again: "Tin đọc nhiều nhất"."""
    for heading in tree.css(_HEADING):
        words = key(text_of(heading, " "))
        if len(words.split()) <= _LABEL and _again().search(words):
            box = next((node for node in ancestors(heading) if below[node] > below[heading]), None)
            if box is not None and 2 * below[box] < links:
                yield box


def _is_in_item(anchor: Anchor, header: LexborNode) -> bool:
    """Whether a header around a link is, or may be, that of an item: of an article, not of the site."""
    return any(node.tag in _ITEM for node in anchor.above if node.mem_id != header.mem_id)


@cache
def _calls() -> frozenset[str]:
    return frozenset(key(words) for words in load("listing.yaml")["calls"])


@cache
def _again() -> re.Pattern[str]:
    return pattern(*load("listing.yaml")["again"])


def _read(tree: LexborHTMLParser, url: str, base: str, keep_query: tuple[str, ...]) -> Iterator[Anchor]:
    chains: dict[LexborNode, tuple[LexborNode, ...]] = {}
    root = f"{home(url) or url}/"
    for node in tree.css("a[href]")[:MAX_ANCHORS]:
        address = canonical(node.attrs.get("href") or "", base, keep_query)
        if address and (address.startswith(root) or same_site(address, url)) and not is_file(address):
            yield Anchor(address, node, _above(node, chains))


def _above(node: LexborNode, known: dict[LexborNode, tuple[LexborNode, ...]]) -> tuple[LexborNode, ...]:
    """The ancestors of an element, nearest first; what neighbours share is climbed once."""
    climbed = []
    while (parent := node.parent) is not None and parent.is_element_node and parent not in known:
        climbed.append(parent)
        node = parent
    above = known.get(parent, ()) if parent is not None else ()
    for element in reversed(climbed):
        above = known[element] = (element, *above)[:_DEPTH]
    return above


def _shown(node: LexborNode) -> str:
    """Its heading, else all of its text; most links hold nothing else, and no heading is sought."""
    child = node.first_child
    plain = child is None or (child.is_text_node and child.next is None)
    heading = None if plain else node.css_first(_HEADING)
    return text_of(heading, " ") or text_of(node, " ")


def _lines(node: LexborNode) -> Iterator[str]:
    """The texts below a node that may hold a date, each element's own, and the times it tells machines."""
    text = (node.text_content if node.is_text_node else node.text()) or ""
    if not _DIGIT.search(text) and (node.is_text_node or node.css_first("time[datetime]") is None):
        return
    if node.is_text_node:
        yield clean(text)
    for part in node.traverse():
        tag = part.tag
        if tag == "time" and (moment := attribute(part, "datetime")):
            yield moment
        if tag not in HIDDEN and _DIGIT.search(text := part.text(deep=False) or ""):
            yield clean(text)


def _stamp(text: str, now: datetime) -> str | None:
    """A date that is most of what its line says: "Thứ tư, 10/07/2024 | 15:20", not a headline with a day in it."""
    if len(text) > 80:
        return None
    first = next(dates.spans(text), None)
    if first is None:
        return dates.relative(text, now) if len(text) <= 30 else None
    return first.value if first.end - first.start >= len(text) / 3 else None
