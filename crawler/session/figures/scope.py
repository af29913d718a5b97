"""Whose figure it is: the country's, or the province's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from crawler import reference
from crawler.session import tables
from crawler.session.lexicon import Led, led, pairs
from crawler.session.prose import Prose

_OWN = (
    r"(?:toan tinh|(?:tren )?dia ban (?:tinh|thanh pho)|doi voi tinh|cua tinh(?! bo)|o tinh"
    r"|tinh (?:ta|nha|da|co|dat|hien|dang)|(?:toan|cua) thanh pho|chi so chuyen doi so cap tinh|in the province)(?!\w)"
)
_END_POINT = re.compile(r"(?:diem|dau) cau(?: ubnd| tru so)?[^.;]{0,12}$")


@cache
def _own() -> Led:
    told = [f"tinh {verb}" for verb in ("ta", "nha", "da", "co", "dat", "hien", "dang")]
    places = ("toan tinh", "toan thanh", "tren dia", "dia ban", "doi voi", "cua tinh", "cua thanh", "o tinh")
    return led((*told, *places, "chi so", "in the"), _OWN)


@cache
def _named() -> Led:
    """The province by its name where a clause may begin with it."""
    names = tables.Phrases(p.name for p in reference.provinces().values())
    first = rf"(?:doi voi|rieng|tai|o|in)\s+(?:tinh\s+|thanh pho\s+)?{names.expression}"
    return led(
        (*names.folded, "doi voi", *pairs(("rieng", "tai", "o", "in"), ("tinh", "thanh pho", *names.folded))),
        rf"{first}|{names.expression}\s+(?:da|co|dat|hien|xep)\s",
    )


def turns(prose: Prose) -> list[int]:
    """Where the text begins to speak of a province of its own, an end point's name apart."""
    starts = [m.start() for m in prose.matches(_own())]
    starts += [m.start() for m in prose.matches(_named()) if _opens_clause(prose.folded, m.start())]
    return sorted(at for at in starts if not _of_end_point(prose.folded, at))


def _opens_clause(folded: str, at: int) -> bool:
    before = folded[max(0, at - 2) : at]
    return not before or before[-1] == "\n" or (before[0] in ".;:\n" and before[-1].isspace())


def _of_end_point(folded: str, at: int) -> bool:
    paragraph = folded.rfind("\n", 0, at) + 1
    return _END_POINT.search(folded, max(paragraph, at - 30), at) is not None


def own(turned: Sequence[int], paragraph: int, end: int) -> int:
    """Where a paragraph turns to the province; figures before it are the country's."""
    first = bisect_left(turned, paragraph)
    if first == len(turned) or turned[first] >= end:
        return end
    return max(paragraph, turned[first] - 40)  # "1.871 tổ của tỉnh"
