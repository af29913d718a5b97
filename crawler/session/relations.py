"""How firmly a figure is stated, and what sort it is: hơn, gần, khoảng; actual, change, target or plan."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from crawler.model import Relation
from crawler.session import tables
from crawler.session.tables import phrases

Kind = Literal["actual", "change", "target", "plan"]
Span = tuple[int, int]

_HEDGES = (("gt", Relation.GT), ("lt", Relation.LT), ("approx", Relation.APPROX))
_SIGNS = {
    "≥": Relation.GT,
    ">": Relation.GT,
    "≤": Relation.LT,
    "<": Relation.LT,
    "~": Relation.APPROX,
    "≈": Relation.APPROX,
}
_ESTIMATED = re.compile(r"(?<!\w)(?:uoc|estimated)(?!\w)(?!\s+(?:mo|muon|vong|nguyen))")
_COMPARED = re.compile(r"(?<!\w)(?:cao|thap|nhieu|it|lon|nhanh|som|tot)\s$")  # "cao hơn 5 điểm" is a difference
_REACH = 40  # letters before a figure in which a verb speaks of it
_BEFORE = 120  # and in which an aim does


def hedge(text: str, folded: str, figure: int) -> tuple[Relation | None, int]:
    """The hedge that ends right before `figure`, and where it begins."""
    before = folded[:figure].rstrip() if figure < _REACH else folded[figure - _REACH : figure].rstrip()
    if before and before[-1] in _SIGNS:
        return _SIGNS[before[-1]], figure
    for name, relation in _HEDGES:
        start = phrases(f"hedges.{name}").before(text, folded, figure)
        if start is not None and not _COMPARED.search(folded, max(0, start - 8), start):
            _, first = hedge(text, folded, start)  # "ước khoảng": the clause begins before both
            return relation, first
    return None, figure


def softened(text: str, folded: str, clause: int, figure: Span) -> Relation | None:
    """A hedge that stands apart from its figure: `ước tăng trưởng 22,4%`, `50% trở lên`."""
    after = figure[1]
    while folded.startswith((" ", "("), after):
        after += 1
    for name, relation in (("gt", Relation.GT), ("approx", Relation.APPROX)):
        if phrases(f"hedges_after.{name}").at(text, folded, after):
            return relation
    return Relation.APPROX if _ESTIMATED.search(folded, clause, figure[0]) else None


@cache
def _change() -> re.Pattern[str]:
    hedges = "|".join(phrases(f"hedges.{name}").expression for name, _ in _HEDGES)
    return re.compile(
        rf"(?<!\w){tables.phrases('change').expression}(?:\s+(?:them|duoc|len|toi|den|dat|la|by|tu|{hedges}))*\s*$"
    )


def is_change(folded: str, start: int, figure: int) -> bool:
    """Whether the words right before the figure say it is a difference."""
    return _change().search(folded, max(start, figure - _REACH), figure) is not None


_GROWTH = re.compile(r"(?<!\w)(?:toc do tang|tang truong|growth)(?!\w)")


def is_growth(folded: str, clause: int, figure: int) -> bool:
    """Whether the clause's subject is a growth: `Tăng trưởng GDP đạt 8%`."""
    return _GROWTH.search(folded, clause, figure) is not None


def kind(text: str, folded: str, clause: Span, figure: int, sentence: int) -> Kind:
    """`clause` is the quote; `sentence` is where its sentence begins."""
    before = (max(sentence, clause[0] - _BEFORE), clause[1])
    if phrases("target").within(text, folded, *before):
        return "target"
    if is_change(folded, sentence, figure) or is_growth(folded, clause[0], figure):
        return "change"
    return "plan" if phrases("plan").within(text, folded, *before) else "actual"
