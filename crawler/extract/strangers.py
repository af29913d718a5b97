"""What stands within an article and is not of it: an advert, a name, "read next".

How it is called is anybody's choice, so it is told by its form: a box with a name of its own, unlike any box around
the text, that holds no sentence, no heading, no list, and no picture but one that leads elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from selectolax.lexbor import LexborNode

from crawler import byline, furniture
from crawler.extract.blocks import Block
from crawler.html import ancestors, attribute, text_of

_BOXES = frozenset(("div", "section", "article", "center", "span"))
_PLAIN = _BOXES | {"p", "a", "strong", "b"}
_NAMES = ("class", "id", "role", "data-", "aria-")
_SENTENCE = 60  # characters: a shorter one may be an advert's
_PROSE = 120  # so long an advert is not, whatever it ends with
_SENTENCE_END = re.compile(r"[.!?…:;][\"”’)\]/]*$")
_LINES = 3  # more are an address, or a poem
_OFTEN = 3
_HEADLINES = 2
_PICTURES = "img, video, audio, iframe"
_NO_PAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)|^#|^javascript:|^$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Company:
    """The blocks of an article without the strangers, and the name that one of these said."""

    own: list[Block]
    author: str | None = None


def part(body: Sequence[Block], top: LexborNode, *, titled: bool) -> Company:
    """Tell an article's own blocks from the strangers; `top` is the box around them all.

    Headlines behind a text are strangers only where that stands below the page's title, or they below a word of what
    they are: else it may be a list.
    """
    prose = [i for i, block in enumerate(body) if _is_prose(block)]
    if not prose:
        return Company(list(body))
    home = {top.mem_id: ""}  # every element around prose, and what it looks like
    for i in prose:
        home.update((node.mem_id, _look(node)) for node in _up_to(home, body[i].node))
    boxes = _apart(body, top, home)
    usual = {*home.values(), *_often(_look(box) for box, _ in boxes)}
    strange: set[int] = set()
    names: list[str] = []
    for box, places in boxes:
        said = [body[i] for i in places]
        behind, above = places[0] > prose[-1], places[-1] < prose[0]
        if not _is_named(box) or _look(box) in usual:
            continue
        known = titled or (len(prose) > 1 and furniture.is_furniture(said[0].text))
        if _is_aside(box, said, _SENTENCE if above else _PROSE) or (known and behind and _leads_on(said)):
            strange.update(places)
            names += [b.text for b in said if (above or behind) and byline.is_name(b.text)]
    return Company([b for i, b in enumerate(body) if i not in strange], names[0] if names else None)


def _is_prose(block: Block) -> bool:
    size = len(block.text)
    closed = size >= _PROSE or (size >= _SENTENCE and _SENTENCE_END.search(block.text) is not None)
    return closed and not block.is_link


def _up_to(home: Container[int], node: LexborNode) -> list[LexborNode]:
    """The node and those around it, as far as they are not at home."""
    return list(takewhile(lambda n: n.mem_id not in home, (node, *ancestors(node))))


def _apart(body: Sequence[Block], top: LexborNode, home: Container[int]) -> list[tuple[LexborNode, list[int]]]:
    """The largest boxes without prose, each with the places of its blocks."""
    found: dict[int, list[int]] = {}
    for i, block in enumerate(body):
        if block.within[0] in home:
            continue
        inward = reversed(block.within[: block.within.index(top.mem_id)])
        if (box := next((box for box in inward if box not in home), None)) is not None:
            found.setdefault(box, []).append(i)
    boxes = ((_up_to(home, body[places[0]].node)[-1], places) for places in found.values())
    return [(box, places) for box, places in boxes if box.tag in _BOXES]


def _often(looks: Iterable[str]) -> Iterator[str]:
    """What is met again and again is of the text: its questions, its headings."""
    return (look for look, times in Counter(looks).items() if times >= _OFTEN)


def _is_aside(box: LexborNode, said: Sequence[Block], limit: int) -> bool:
    """Whether it says as little as an advert, in no form that an author would choose."""
    return (
        len(said) <= _LINES
        and sum(len(b.text) for b in said) < limit
        and all(b.node.tag in _PLAIN and not b.is_link for b in said)
        and not _is_pictured(box)
        and not _is_heading(box)
    )


def _is_heading(box: LexborNode) -> bool:
    """Whether all of it is bold."""
    bold = box.css_first("strong, b")
    return bold is not None and text_of(bold) == text_of(box)


def _is_pictured(box: LexborNode) -> bool:
    """Whether it holds a picture or is the caption of one; a picture that leads to a page is an advert's."""
    place = box if box.css_first(_PICTURES) is not None else _picture_before(box)
    return place is not None and all(_NO_PAGE.search(attribute(a, "href")) for a in place.css("a[href]:has(img)"))


def _picture_before(box: LexborNode) -> LexborNode | None:
    """What stands right before it, where that is a picture and no words."""
    before = box.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    if before is None or text_of(before):
        return None
    return before if before.tag == "img" or before.css_first(_PICTURES) is not None else None


def _leads_on(said: Sequence[Block]) -> bool:
    """Whether these are headlines, below a word of what they are."""
    return sum(b.is_link for b in said) >= _HEADLINES and all(b.is_link or len(b.text) < _SENTENCE for b in said)


def _is_named(node: LexborNode) -> bool:
    """Whether the site's makers gave it a name: what an author types has none."""
    return any(value and name.startswith(_NAMES) for name, value in node.attributes.items())


def _look(node: LexborNode) -> str:
    """What boxes of one kind share."""
    attributes = node.attributes
    classes = " ".join((attributes.get("class") or "").split())
    return f"{node.tag}.{classes}" if classes else f"{node.tag}#{attributes.get('id') or ''}"
