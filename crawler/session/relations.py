"""How firmly a figure is stated, and what sort it is: hơn, gần, khoảng; actual, change, target or plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.model import Relation
from crawler.session import tables
from crawler.session.prose import Prose, Span, within
from crawler.session.tables import phrases
from crawler.session.wording import whole

Kind = Literal["actual", "change", "target", "plan"]

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
    if not tables.may_end(folded, max(0, figure - _REACH), figure, _hedge_ends()):
        return None, figure
    for name, relation in _HEDGES:
        start = phrases(f"hedges.{name}").before(text, folded, figure)
        if start is not None and not _COMPARED.search(folded, max(0, start - 8), start):
            _, first = hedge(text, folded, start)  # "ước khoảng": the clause begins before both
            return relation, first
    return None, figure


@cache
def _hedge_ends() -> frozenset[str]:
    return frozenset().union(*(phrases(f"hedges.{name}").last for name, _ in _HEDGES))


def softened(text: str, folded: str, clause: int, figure: Span) -> Relation | None:
    """A hedge that stands apart from its figure: `ước tăng trưởng 22,4%`, `50% trở lên`."""
    after = figure[1]
    while folded.startswith((" ", "("), after):
        after += 1
    for name, relation in (("gt", Relation.GT), ("approx", Relation.APPROX)):
        if phrases(f"hedges_after.{name}").at(text, folded, after):
            return relation
    return Relation.APPROX if _ESTIMATED.search(folded, clause, figure[0]) else None


_LINKS = ("them", "duoc", "len", "toi", "den", "dat", "la", "by", "tu")  # "tăng thêm được 5%"


@cache
def _change() -> tuple[re.Pattern[str], frozenset[str]]:
    """A word of change right before a figure, and the words such an end may have."""
    hedges = "|".join(phrases(f"hedges.{name}").expression for name, _ in _HEDGES)
    change = phrases("change")
    form = rf"{whole(change.folded)}(?:\s+(?:{'|'.join(_LINKS)}|{hedges}))*\s*$"
    return re.compile(form), change.last | _hedge_ends() | frozenset(_LINKS)


def is_change(folded: str, start: int, figure: int) -> bool:
    """Whether the words right before the figure say it is a difference."""
    form, ends = _change()
    start = max(start, figure - _REACH)
    return tables.may_end(folded, start, figure, ends) and form.search(folded, start, figure) is not None


_GROWTH = re.compile(whole(("toc do tang", "tang truong", "growth")))


def is_growth(folded: str, clause: int, figure: int) -> bool:
    """Whether the clause's subject is a growth: `Tăng trưởng GDP đạt 8%`."""
    return _GROWTH.search(folded, clause, figure) is not None


@dataclass(frozen=True, slots=True)
class Aims:
    """Where a text speaks of targets and of plans."""

    targets: Sequence[Span]
    plans: Sequence[Span]


def aims(prose: Prose) -> Aims:
    """Every such place of a text."""
    return Aims(phrases("target").everywhere(prose), phrases("plan").everywhere(prose))


def kind(aims: Aims, clause: Span, sentence: int, *, change: bool) -> Kind:
    """`clause` is the quote, `sentence` where its sentence begins, `change` whether it is a difference or a growth."""
    before = (max(sentence, clause[0] - _BEFORE), clause[1])
    if within(aims.targets, *before):
        return "target"
    if change:
        return "change"
    return "plan" if within(aims.plans, *before) else "actual"
