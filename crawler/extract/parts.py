"""What the two readers of a page hand on, and when a page holds an article at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from crawler import furniture
from crawler.extract.blocks import Block
from crawler.text import key

_SENTENCE = 60  # the least length of a paragraph that counts as prose
_ENOUGH = 120  # characters of prose, the least of a page that nothing else tells from a list
_NOTICE = 40  # characters, the least of a notice that stands below its title
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]/]*$")
_HEADLINE = 25
_SHORT_HEADLINE = 15  # enough above a summary
_SUMMARIES = re.compile("(?:h+p){2,}h*")  # headlines and prose in turn
_MORE = re.compile(r"\W*(?:(?:xem |doc )?chi tiet|(?:xem|doc) (?:tiep|them))\W*")
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
    said = (b for b in found if not furniture.is_furniture(b.text))
    return next(chain((b for b in long if _SENTENCE_END.search(b.text)), long, said, found))


def own(found: Sequence[Block]) -> list[Block]:
    """The blocks that belong to an article: a headline that leads elsewhere does not."""
    return [b for b in found if not b.is_link]


def is_article(found: Sequence[Block], *, short: bool = False) -> bool:
    """Whether the blocks read as one article, not as a list of them or as a page without text.

    With `short` lines will do: of a notice, a table, captions.
    """
    least, enough = (1, _NOTICE) if short else (_SENTENCE, _ENOUGH)
    prose = [b for b in found if len(b.text) >= least and not b.is_link and not furniture.is_furniture(b.text)]
    size = sum(len(b.text) - b.links for b in prose)
    stamps = sum(furniture.is_stamp(b.text) for b in found)
    return size >= enough and not _is_list(found, len(prose), size) and stamps < _NOTICES


def _is_list(found: Sequence[Block], prose: int, size: int) -> bool:
    """Whether headlines outweigh the prose, or stand above each piece of it, or each piece leads to its whole."""
    links = [b for b in found if b.links and b.is_link]
    if len(links) < 2:
        return False
    headlines = [len(b.text) for b in links if len(b.text) >= _HEADLINE]
    more = sum(_MORE.fullmatch(key(b.text)) is not None for b in links)
    return (
        (len(headlines) >= 3 and (sum(headlines) * 2 > size or len(headlines) >= prose))
        or _SUMMARIES.fullmatch("".join(map(_letter, found))) is not None
        or more >= 3
    )


def _letter(block: Block) -> str:
    if block.is_link:
        return "h" if len(block.text) >= _SHORT_HEADLINE else ""
    return "p" if len(block.text) >= _SENTENCE and not furniture.is_furniture(block.text) else ""
