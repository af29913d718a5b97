"""Other articles within an article's container: a list below a heading that says so, a box with one in the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from selectolax.lexbor import LexborNode

from crawler import furniture
from crawler.extract.blocks import Block
from crawler.html import ancestors

_HEADLINE = 25
_PROSE = 80  # the least of a summary, or of a paragraph that shows that the article goes on
_NEAR = 3  # blocks from a heading to the first headline: a picture's caption or a date may stand between
_OFTEN = 3  # boxes with a headline and a text of its own: the article is made of them


def without(body: Sequence[Block]) -> Sequence[Block]:
    """The blocks that are of the article."""
    if not any(block.links and is_headline(block) for block in body):
        return body
    first = next((i for i, block in enumerate(body) if _is_prose(block)), None)
    if first is None:
        return body
    headings = [i for i in range(first + 1, len(body)) if _heads(body, i)]
    end = next((i for i in headings if _is_end(body[i + 1 :], body[first])), len(body))
    strange = _inserted(body[:end], first).union(headings)
    return [block for i, block in enumerate(body[:end]) if i not in strange]


def is_headline(block: Block) -> bool:
    """Whether it leads to another article."""
    return block.is_link and len(block.text) >= _HEADLINE


def _heads(body: Sequence[Block], at: int) -> bool:
    """Whether the block is a heading of other articles, and they follow."""
    return furniture.leads_on(body[at].text) and any(map(is_headline, body[at + 1 : at + 1 + _NEAR]))


def _is_end(rest: Sequence[Block], home: Block) -> bool:
    """Whether what follows is headlines, with or without summaries, and nothing of the article."""
    links = [i for i, block in enumerate(rest) if is_headline(block)]
    prose = [i for i, block in enumerate(rest) if _is_prose(block)]
    behind = [i for i in prose if i > links[-1]]
    if len(behind) != 1:
        return not behind
    summed = len(links) > 1 and all(any(a < i < b for i in prose) for a, b in pairwise(links))
    return summed or _common(rest[links[-1]], rest[behind[0]]) not in home.within


def _inserted(body: Sequence[Block], first: int) -> set[int]:
    """Where boxes stand that hold a headline and its summary, and no other prose."""
    boxes = []
    for at, (link, summary) in enumerate(pairwise(body)):
        if at > first and is_headline(link) and _is_prose(summary) and _is_box(summary, _common(link, summary)):
            within = [i for i, block in enumerate(body) if _common(link, summary) in block.within]
            if within[0] == at and sum(_is_prose(body[i]) for i in within) == 1:
                boxes.append(within)
    return {i for within in boxes for i in within} if len(boxes) < _OFTEN else set()


def _common(link: Block, summary: Block) -> int:
    """The smallest box around both."""
    return next(box for box in summary.within if box in link.within)


def _is_box(block: Block, box: int) -> bool:
    """Whether the site's makers made it: an author gives no names."""
    around: tuple[LexborNode, ...] = (block.node, *ancestors(block.node))
    node = next(n for n in around if n.mem_id == box)
    return node.tag in ("article", "aside", "section") or "class" in node.attributes or "id" in node.attributes


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _PROSE and not block.is_link and not furniture.is_nobodys(block.text)
