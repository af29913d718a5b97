"""How firmly a figure is stated, and what sort it is: hơn, gần, khoảng; actual, change, target or plan."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.model import Relation
from crawler.session import tables
from crawler.session.lexicon import led
from crawler.session.prose import Prose, Span, within
from crawler.session.tables import phrases
from crawler.session.wording import whole

Kind = Literal["actual", "change", "target", "plan"]

_HEDGES = (("hedges.gt", Relation.GT), ("hedges.lt", Relation.LT), ("hedges.approx", Relation.APPROX))
_SIGNS = {
    "≥": Relation.GT,
    ">": Relation.GT,
    "≤": Relation.LT,
    "<": Relation.LT,
    "~": Relation.APPROX,
    "≈": Relation.APPROX,
}
_ESTIMATED = led(("uoc", "estimated"), r"(?:uoc|estimated)(?!\w)(?!\s+(?:mo|muon|vong|nguyen))")
_COMPARED = re.compile(r"(?<!\w)(?:cao|thap|nhieu|it|lon|nhanh|som|tot)\s$")  # "cao hơn 5 điểm" is a difference
_SPACE = " \n"
_REACH = 40  # letters before a figure in which a verb speaks of it
_BEFORE = 120  # and in which an aim does


def hedge(prose: Prose, figure: int) -> tuple[Relation | None, int]:
    """The hedge that ends right before `figure`, and where it begins: "ước khoảng" before both of its words."""
    relation, start = None, currency(prose, figure)
    while found := _last_hedge(prose, start):
        said, start = found
        relation = relation or said
    sign = prose.folded[max(0, start - 2) : start].rstrip()[-1:]
    return relation or _SIGNS.get(sign), start


CURRENCIES = ("us$", "vnd", "usd", "eur", "$", "€")


def currency(prose: Prose, figure: int) -> int:
    """Where the currency right before a figure begins: "VND2,468 trillion"; the figure's own place without one."""
    before = prose.folded[max(0, figure - 4) : figure].rstrip(_SPACE)
    if not before.endswith(CURRENCIES):
        return figure  # most often so
    return prose.folded.rfind(next(filter(before.endswith, CURRENCIES)), 0, figure)


def _last_hedge(prose: Prose, end: int) -> tuple[Relation, int] | None:
    for name, relation in _HEDGES if _hedges().before(prose, end) is not None else ():
        start = phrases(name).before(prose, end)
        if start is not None and not _COMPARED.search(prose.folded, max(0, start - 8), start):
            return relation, start
    return None


@cache
def _hedges() -> tables.Phrases:
    return tables.union(*(name for name, _ in _HEDGES))


def softened(prose: Prose, clause: int, figure: Span) -> Relation | None:
    """A hedge that stands apart from its figure: `ước tăng trưởng 22,4%`, `50% trở lên`."""
    folded, after = prose.folded, figure[1]
    while folded.startswith((" ", "("), after):
        after += 1
    for name, relation in (("gt", Relation.GT), ("approx", Relation.APPROX)):
        if phrases(f"hedges_after.{name}").at(prose, after):
            return relation
    return Relation.APPROX if prose.search(_ESTIMATED, clause, figure[0]) else None


@cache
def _links() -> tables.Phrases:
    """What may stand between a word of change and its figure: "tăng thêm được hơn 5%"."""
    return tables.Phrases(("thêm", "được", "lên", "tới", "đến", "đạt", "là", "by", "từ", *_hedges().written))


def is_change(prose: Prose, start: int, figure: int) -> bool:
    """Whether the words right before the figure say it is a difference."""
    for end in (figure, *_links().run_before(prose, figure, _SPACE)):
        begin = phrases("change").before(prose, end, _SPACE)
        if begin is not None:
            return begin >= max(start, figure - _REACH)
    return False


_GROWS = ("toc do tang", "tang truong", "growth")
_GROWTH = led(_GROWS, whole(_GROWS))


def is_growth(prose: Prose, clause: int, figure: int) -> bool:
    """Whether the clause's subject is a growth: `Tăng trưởng GDP đạt 8%`."""
    return prose.search(_GROWTH, clause, figure) is not None


@dataclass(frozen=True, slots=True)
class Aims:
    """Where a text speaks of targets and of plans."""

    targets: Sequence[Span]
    plans: Sequence[Span]


def aims(prose: Prose) -> Aims:
    """Every such place of a text."""
    return Aims(phrases("target").spans(prose), phrases("plan").spans(prose))


def kind(aims: Aims, clause: Span, sentence: int, *, change: bool) -> Kind:
    """`clause` is the quote, `sentence` where its sentence begins, `change` whether it is a difference or a growth."""
    before = (max(sentence, clause[0] - _BEFORE), clause[1])
    if within(aims.targets, *before):
        return "target"
    if change:
        return "change"
    return "plan" if within(aims.plans, *before) else "actual"
