"""What the two readers of a page hand on, and when a page holds an article at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler import furniture
from crawler.extract.blocks import Block

_SENTENCE = 60  # the least length of a paragraph that counts as prose
_ENOUGH = 120  # characters of prose, the least of a short notice
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]/]*$")
_HEADLINE = 25
_NOTICES = 4  # more time stamps than an article has: a timeline, or a list with summaries


@dataclass(frozen=True, slots=True)
class Parts:
    """A page taken apart. `start` is the first long block of the article: title and date stand above it.

    `page` is every block of it, where a reader had to look at all of them.
    """

    paragraphs: tuple[str, ...]
    start: Block
    layout: str
    title: str | None = None
    date: str | None = None
    author: str | None = None
    page: Sequence[Block] | None = None


def start(found: Sequence[Block]) -> Block:
    """Where the text begins: its first long paragraph, which a title within the body is not."""
    long = [b for b in found if len(b.text) >= _SENTENCE and b.node.tag not in ("h1", "h2", "h3")]
    return next((b for b in long if _SENTENCE_END.search(b.text)), (*long, *found)[0])


def own(found: Sequence[Block]) -> list[Block]:
    """The blocks that belong to an article: a headline that leads elsewhere does not."""
    return [b for b in found if not b.is_link]


def is_article(found: Sequence[Block]) -> bool:
    """Whether the blocks read as one article, not as a list of them or as a page without text."""
    prose = [b for b in found if len(b.text) >= _SENTENCE and not b.is_link and not furniture.is_furniture(b.text)]
    size = sum(len(b.text) - b.links for b in prose)
    headlines = [len(b.text) for b in found if b.is_link and len(b.text) >= _HEADLINE]
    stamps = sum(furniture.is_stamp(b.text) for b in found)
    listed = len(headlines) >= 3 and (sum(headlines) * 2 > size or len(headlines) >= len(prose))
    return size >= _ENOUGH and not listed and stamps < _NOTICES
