"""From a tree to the paragraphs a reader sees, in reading order, each with how much of it is link."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

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
    return _walk(_Place(root, (root.mem_id,)), unseen.union(skip), until)


def _walk(at: _Place, skip: Collection[int], until: str | None = None) -> list[Block]:
    walk = _Walk(skip, until)
    walk.inside(at, at, in_link=False, in_picture=False)
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


class _Place(NamedTuple):
    """An element on the walk."""

    node: LexborNode
    within: tuple[int, ...]


class _Walk:
    """The paragraph being gathered, and those that are complete."""

    def __init__(self, skip: Collection[int], until: str | None) -> None:
        self.found: list[Block] = []
        self._skip = skip
        self._until = until
        self._ended = False
        self._parts: list[str] = []
        self._links = 0
        self._owner: _Place | None = None

    def inside(self, here: _Place, owner: _Place, *, in_link: bool, in_picture: bool) -> None:
        """Walk what `here` holds; its text belongs to `owner`, the block around it."""
        child = here.node.first_child
        while child is not None and not self._ended:
            tag = child.tag
            if tag == "-text":
                self._text(child.text_content or "", owner, in_link=in_link and not in_picture)
            elif tag == "br":
                self.flush()
            elif tag and tag[0] not in "-_!" and tag not in _UNSEEN:
                self._element(child, tag, here, owner, in_link=in_link, in_picture=in_picture)
            child = child.next

    def flush(self) -> None:
        """End the paragraph."""
        if not self._parts:
            return
        text = clean("".join(self._parts))
        if text and self._owner is not None and not self._ended:
            self._ended = text == self._until
            self.found.append(Block(text, min(self._links, len(text)), *self._owner))
        self._parts.clear()
        self._links = 0

    def _text(self, text: str, owner: _Place, *, in_link: bool) -> None:
        self._parts.append(text)
        if not text.isspace():
            self._owner = owner
            if in_link:
                self._links += len(clean(text))

    def _element(
        self, node: LexborNode, tag: str, parent: _Place, owner: _Place, *, in_link: bool, in_picture: bool
    ) -> None:
        identity = node.mem_id
        if identity in self._skip:
            return
        if len(parent.within) > _DEEPEST:
            self._text(node.text(separator=" "), owner, in_link=in_link)
            return
        if node.first_child is None:  # a picture, an empty box: many
            if tag in _BLOCK and self._parts:
                self.flush()
            return
        here = _Place(node, (identity, *parent.within))
        in_picture = in_picture or tag in _PICTURE
        if tag not in _BLOCK:
            self.inside(here, owner, in_link=in_link or tag == "a", in_picture=in_picture)
            return
        if self._parts:  # most boxes hold boxes only
            self.flush()
        if not (tag == "tr" and self._row(here)):
            self.inside(here, here, in_link=in_link, in_picture=in_picture)
        if self._parts:
            self.flush()

    def _row(self, row: _Place) -> bool:
        """A row of a table of data as one paragraph, cells apart by a bar; False for a table that lays out a page."""
        cells = [c for c in row.node.iter() if c.tag in ("td", "th")]
        if len(cells) < 2 or any(c.css_first("table, ul, ol, h1, h2, form, div div") is not None for c in cells):
            return False
        parts = [_walk(_Place(cell, (cell.mem_id, *row.within)), self._skip) for cell in cells]
        texts = [" ".join(b.text for b in part) for part in parts]
        filled = [t for t in texts if t]
        if len(filled) < 2 or any(len(t) > _CELL for t in filled):
            return False
        self.found.append(Block(" | ".join(filled), sum(b.links for part in parts for b in part), *row))
        return True
