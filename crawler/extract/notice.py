"""Few words below a title: a notice, photographs, a document's table, all of which the prose around may outweigh."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborNode

from crawler import dates, furniture
from crawler.extract.blocks import Block
from crawler.extract.further import is_headline
from crawler.html import ancestors

_LEAST = 40  # characters of the words
_ABOVE = 2  # lines above the title in which its date may stand
_DATE_LINE = 80
_LABEL = 24  # characters beside a date: "Cập nhật lúc", a name


def box(page: Sequence[Block], title: int, *, dated: bool) -> LexborNode | None:
    """The smallest box around the title and words below it; None with a headline between, which begins a list.

    Unless the page tells machines its day (`dated`) the box must show one: undated words below a name are a section's.
    """
    first = next((i for i in range(title + 1, len(page)) if _is_said(page[i])), None)
    if first is None or any(is_headline(b) for b in page[title + 1 : first]):
        return None
    stamps = [b for b in page[max(0, title - _ABOVE) : first] if _is_dated(b)]
    below = page[title + 1 :]
    for node in (page[title].node, *ancestors(page[title].node)):
        if node.tag in ("body", "html"):
            break
        box = node.mem_id
        said = sum(len(b.text) for b in below if box in b.within and _is_said(b))
        if said >= _LEAST and (dated or any(box in b.within for b in stamps)):
            return node
    return None


def _is_said(block: Block) -> bool:
    """Whether the words can be the notice's."""
    text = block.text
    return not (block.is_link or furniture.is_nobodys(text) or furniture.leads_on(text) or _is_dated(block))


def _is_dated(block: Block) -> bool:
    """Whether it is a line with a date, rather than a sentence that names one."""
    if block.is_link or len(block.text) > _DATE_LINE:
        return False
    found = next(dates.spans(block.text), None)
    return found is not None and len(block.text) - (found.end - found.start) <= _LABEL
