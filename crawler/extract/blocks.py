"""From a tree to the paragraphs a reader sees, in reading order, each with how much of it is link."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

from selectolax.lexbor import LexborNode

from crawler.html import HIDDEN
from crawler.text import clean

_BLOCK = frozenset(
    """address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    video audio""".split()  # noqa: SIM905 - reads better
)
_UNSEEN = frozenset(
    (*HIDDEN, "head", "button", "option", "object", "embed", "input", "dialog", "map", "video", "audio")
)
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:hidden|sr-only|hide-accessible|ms-accessible|visually-hidden|d-none)(?:\s|$)")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# What can be any of these at all: one search instead of a look at every element's attributes.
_MAY_BE_UNSEEN = "[hidden], [style], " + ", ".join(
    f"[class*={name}]" for name in ("hidden", "sr-only", "accessible", "d-none")
)
_PICTURE = frozenset(("figure", "figcaption"))
_DEEPEST = 250  # elements within each other; what lies deeper is read as plain text, well within the stack
_CELL = 300  # a longer cell holds paragraphs of its own
_HEADLINE = 300
_OF_A_LAYOUT = "table, ul, ol, h1, h2, form, nav, aside, footer, div div"  # no cell of data holds any
# An element on the walk, and `mem_id` of it and of all around it.
_Place: TypeAlias = tuple[LexborNode, tuple[int, ...]]
_Words: TypeAlias = int
_TEXT: Final[_Words] = 0  # whose words these are: the text's, a link's, or a picture's, which is no text's
_LINK: Final[_Words] = 1
_CAPTION: Final[_Words] = 2  # though its picture be a link
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]/]*$")


@dataclass(slots=True)
class Block:
    """One paragraph: `links` counts its characters that stand in links, `node` is the block it stands in."""

    text: str
    links: int
    node: LexborNode
    within: tuple[int, ...]  # `mem_id` of the node and of all around it, up to the root of the walk

    @property
    def is_link(self) -> bool:
        """Whether it is a headline that leads elsewhere, not a sentence with a link in it."""
        size = len(self.text)
        if self.links < 0.85 * size or size > _HEADLINE:
            return False
        return size < 120 or not _SENTENCE_END.search(self.text)


def blocks(root: LexborNode, skip: Collection[int] = (), until: str | None = None) -> list[Block]:
    """The paragraphs under `root`; `skip` holds the `mem_id` of elements to leave out with all they contain.

    With `until` the walk ends at the first paragraph that says just this, which comes last.
    """
    unseen = {n.mem_id for n in root.css(_MAY_BE_UNSEEN) if _is_unseen(n)}
    return _walk((root, (root.mem_id,)), unseen.union(skip), until)


def _walk(at: _Place, skip: Collection[int], until: str | None = None) -> list[Block]:
    walk = _Walk(skip, until)
    walk.inside(at, at, _TEXT)
    walk.flush()
    return walk.found


def _is_unseen(node: LexborNode) -> bool:
    """Whether no reader sees the element."""
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style")
    classes = attributes.get("class")
    return (
        "hidden" in attributes
        or (style is not None and _UNSEEN_STYLE.search(style) is not None)
        or (classes is not None and _UNSEEN_CLASS.search(classes) is not None)
    )


class _Walk:
    """The paragraph being gathered, and those that are complete.

    Every element of a page comes through here: what most of them need is said in line.
    """

    def __init__(self, skip: Collection[int], until: str | None) -> None:
        self.found: list[Block] = []
        self._skip = skip
        self._until = until
        self._ended = False
        self._parts: list[str] = []
        self._linked: list[str] = []
        self._owner: _Place | None = None

    def inside(self, here: _Place, owner: _Place, words: _Words) -> None:
        """Walk what `here` holds; its text belongs to `owner`, the block around it."""
        child = here[0].first_child
        while child is not None and not self._ended:
            tag = child.tag or ""
            if tag == "-text":
                text = child.text_content or ""
                if self._parts or not text.isspace():  # between boxes there is white space, and nothing to gather
                    self._text(text, owner, words)
            elif tag == "br":
                self.flush()
            elif tag not in _UNSEEN and child.mem_id not in self._skip and child.is_element_node:
                if child.first_child is not None:
                    self._element(child, tag, here, owner, words)
                elif self._parts and tag in _BLOCK:  # a picture, an empty box: many
                    self.flush()
            child = child.next

    def flush(self) -> None:
        """End the paragraph."""
        if not self._parts:
            return
        text = clean("".join(self._parts))
        if text and self._owner is not None and not self._ended:
            self._ended = text == self._until
            self.found.append(Block(text, self._links(text), *self._owner))
        self._parts.clear()
        self._linked.clear()

    def _links(self, text: str) -> int:
        """How much of the paragraph stands in links."""
        if self._linked == self._parts:  # all of it: most links are a line of a menu
            return len(text)
        return min(sum([len(clean(part)) for part in self._linked]), len(text)) if self._linked else 0

    def _text(self, text: str, owner: _Place, words: _Words) -> None:
        self._parts.append(text)
        if not text.isspace():
            self._owner = owner
            if words is _LINK:
                self._linked.append(text)

    def _element(self, node: LexborNode, tag: str, around: _Place, owner: _Place, words: _Words) -> None:
        within = around[1]
        if len(within) > _DEEPEST:
            self._text(node.text(separator=" "), owner, words)
            return
        here = (node, (node.mem_id, *within))
        if tag == "a":
            words = words or _LINK
        elif tag in _PICTURE:
            words = _CAPTION
        if tag not in _BLOCK:
            self.inside(here, owner, words)
            return
        if self._parts:  # most boxes hold boxes only
            self.flush()
        if not (tag == "tr" and self._row(here)):
            self.inside(here, here, words)
        if self._parts:
            self.flush()

    def _row(self, row: _Place) -> bool:
        """A row of a table of data as one paragraph, cells apart by a bar; False for a table that lays out a page."""
        node, within = row
        cells = [c for c in node.iter() if c.tag in ("td", "th")]
        if len(cells) < 2 or any(c.css_first(_OF_A_LAYOUT) is not None for c in cells):
            return False
        parts = [_walk((cell, (cell.mem_id, *within)), self._skip) for cell in cells]
        texts = [" ".join(b.text for b in part) for part in parts]
        filled = [t for t in texts if t]
        if len(filled) < 2 or any(len(t) > _CELL for t in filled):
            return False
        self.found.append(Block(" | ".join(filled), sum(b.links for part in parts for b in part), *row))
        return True
