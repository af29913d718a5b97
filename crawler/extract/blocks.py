"""From a tree to the paragraphs a reader sees, in reading order, each with how much of it is link."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.html import HIDDEN
from crawler.text import clean


def _ids(*names: str) -> frozenset[int]:
    """The parser's numbers for tags, which cost less to ask an element for than their names."""
    return frozenset(_SAMPLE.create_node(name).tag_id for name in names)


_SAMPLE = LexborHTMLParser("<p>text<!-- comment -->")
_TEXT_NODE, _COMMENT = (node.tag_id for node in _SAMPLE.css("p")[0].iter(include_text=True))
(_BR,), (_A,), (_TR,) = _ids("br"), _ids("a"), _ids("tr")
_BLOCK = _ids(
    *"""address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot tr th thead ul
    video audio""".split()  # noqa: SIM905 - reads better
)
_UNSEEN = _ids(
    *(*HIDDEN, "head", "button", "option", "object", "embed", "input", "dialog", "map", "video", "audio")
) | {_COMMENT}
_UNSEEN_CLASS = re.compile(r"(?:^|\s)(?:hidden|sr-only|hide-accessible|ms-accessible|visually-hidden|d-none)(?:\s|$)")
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# What can be any of these at all: one search instead of a look at every element's attributes.
_MAY_BE_UNSEEN = "[hidden], [style], " + ", ".join(
    f"[class*={name}]" for name in ("hidden", "sr-only", "accessible", "d-none")
)
_PICTURE = _ids("figure", "figcaption")
_DEEPEST = 250  # elements within each other; what lies deeper is read as plain text, well within the stack
_CELL = 300  # a longer cell holds paragraphs of its own
_HEADLINE = 300
_OF_A_LAYOUT = "table, ul, ol, h1, h2, form, nav, aside, footer, div div"  # no cell of data holds any
# A block on the walk, and how many elements the way from the root to it has, itself among them.
_Place: TypeAlias = tuple[LexborNode, int]
_Words: TypeAlias = int
_TEXT: Final[_Words] = 0  # whose words these are: the text's, a link's, or a picture's, which is no text's
_LINK: Final[_Words] = 1
_CAPTION: Final[_Words] = 2  # though its picture be a link
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]/]*$")


@dataclass(slots=True, eq=False)
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
    return _walk(root, (root.mem_id,), unseen.union(skip), until)


def _walk(root: LexborNode, path: Sequence[int], skip: Collection[int], until: str | None = None) -> list[Block]:
    walk = _Walk(path, skip, until)
    walk.inside(root.first_child, (root, len(path)), _TEXT)
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

    def __init__(self, path: Sequence[int], skip: Collection[int], until: str | None) -> None:
        self.found: list[Block] = []
        self._path = list(path)  # `mem_id` of the element the walk is in and of all around it, the root first
        self._skip = skip
        self._until = until
        self._ended = False
        self._parts: list[str] = []
        self._linked: list[str] = []
        self._owner: _Place | None = None

    def inside(self, child: LexborNode | None, owner: _Place, words: _Words) -> None:
        """Walk an element's children, from the first on; their text belongs to `owner`, the block around it."""
        skip, path = self._skip, self._path
        while child is not None and not self._ended:
            tag = child.tag_id
            if tag == _TEXT_NODE:
                if self._parts or not child.is_empty_text_node:  # between boxes is white space, and nothing to gather
                    self._text(child.text_content or "", owner, words)
            elif tag == _BR:
                self.flush()
            elif tag not in _UNSEEN and (place := child.mem_id) not in skip:
                first = child.first_child
                if first is None:
                    if self._parts and tag in _BLOCK:  # a picture, an empty box: many
                        self.flush()
                elif len(path) > _DEEPEST:
                    self._text(child.text(separator=" "), owner, words)
                else:
                    path.append(place)
                    if tag not in _BLOCK:
                        self.inside(first, owner, words or _LINK if tag == _A else words)
                    else:
                        if self._parts:  # most boxes hold boxes only
                            self.flush()
                        if tag != _TR or not self._row(child):
                            self.inside(first, (child, len(path)), _CAPTION if tag in _PICTURE else words)
                        if self._parts:
                            self.flush()
                    path.pop()
            child = child.next

    def flush(self) -> None:
        """End the paragraph."""
        if not self._parts:
            return
        text = clean("".join(self._parts))
        if text and self._owner is not None and not self._ended:
            self._ended = text == self._until
            node, depth = self._owner
            links = self._links(text) if self._linked else 0
            self.found.append(Block(text, links, node, tuple(self._path[depth - 1 :: -1])))
        self._parts, self._linked = [], []

    def _links(self, text: str) -> int:
        """How much of the paragraph stands in links."""
        if self._linked == self._parts:  # all of it: most links are a line of a menu
            return len(text)
        return min(sum([len(clean(part)) for part in self._linked]), len(text))

    def _text(self, text: str, owner: _Place, words: _Words) -> None:
        if text.isspace():
            if self._parts:
                self._parts.append(text)
            return
        self._parts.append(text)
        self._owner = owner
        if words == _LINK:
            self._linked.append(text)

    def _row(self, row: LexborNode) -> bool:
        """A row of a table of data as one paragraph, cells apart by a bar; False for a table that lays out a page."""
        cells = [c for c in row.iter() if c.tag in ("td", "th")]
        if len(cells) < 2 or (
            row.css_first(_OF_A_LAYOUT) is not None and any(c.css_first(_OF_A_LAYOUT) is not None for c in cells)
        ):
            return False
        parts = [_walk(cell, (*self._path, cell.mem_id), self._skip) for cell in cells]
        texts = [" ".join(b.text for b in part) for part in parts]
        filled = [t for t in texts if t]
        if len(filled) < 2 or any(len(t) > _CELL for t in filled):
            return False
        links = sum(b.links for part in parts for b in part)
        self.found.append(Block(" | ".join(filled), links, row, tuple(reversed(self._path))))
        return True
