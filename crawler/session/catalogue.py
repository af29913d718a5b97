"""What a figure is called: a canonical series, so that sessions compare, or its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from crawler import reference
from crawler.session import tables
from crawler.text import fold, key, words

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Series:
    """A canonical indicator, and the words by which a clause is known to tell it."""

    id: str
    name: str
    sort: str
    change: bool
    words: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    counts: tuple[str, ...]
    carries: bool

    def fits(self, clause: str) -> bool:
        """`clause` is words between single spaces, folded."""
        if any(f" {word} " in clause for word in self.without):
            return False
        return any(all(f" {word} " in clause for word in together) for together in self.words)


@cache
def catalogue() -> tuple[Series, ...]:
    """Every series, the particular before the general."""
    return tuple(
        Series(
            id=row["id"],
            name=row["name"],
            sort=row["sort"],
            change=row.get("change", False),
            words=tuple(tuple(key(word) for word in together) for together in row["words"]),
            without=tuple(key(word) for word in row.get("not", ())),
            counts=tuple(key(word) for word in row.get("counts", ())),
            carries=row.get("carries", False),
        )
        for row in reference.load("indicators.yaml")
    )


@cache
def _of_sort(sort: str, change: bool) -> tuple[Series, ...]:
    return tuple(s for s in catalogue() if s.sort == sort and s.change is change)


def series(sort: str, unit: str | None, clause: str, others: Iterable[str], *, change: bool) -> Series | None:
    """The series told by the clause, else with the words of another context beside it."""
    noun = f"{key(unit or '')} "
    candidates = [s for s in _of_sort(sort, change) if not s.counts or _counts(s, noun)]
    for context in ("", *others):
        said = f" {' '.join(words(f'{context} {clause}'))} "
        for candidate in candidates:
            if (not context or sort != "count" or candidate.carries) and candidate.fits(said):
                return candidate
    return None


def _counts(candidate: Series, noun: str) -> bool:
    return any(f" {head} " in f" {noun}" for head in candidate.counts)


@cache
def _verb() -> re.Pattern[str]:
    said = [tables.phrases(name).expression for name in ("verbs", "change", "hedges.gt", "hedges.lt", "hedges.approx")]
    return re.compile(rf"(?:[\s,]*(?<!\w)(?:{'|'.join(said)}))+[\s,]*$")


_EDGE = " ,;:.()[]“”\"'–-\n"


def subject(text: str, folded: str, clause: Span, figure: int) -> str:
    """What the clause speaks of, when it says so before its figure."""
    before = _verb().sub("", folded[clause[0] : figure])
    if before and text[clause[0] + len(before) : figure].lstrip(_EDGE).istitle():
        before = folded[clause[0] : figure]  # the verb is the end of a name: Cao Bằng
    found = text[clause[0] : clause[0] + len(before)].strip(_EDGE)
    return "" if _PERIOD.match(fold(found)) else found


def counted(text: str, clause: Span, number_end: int) -> str:
    """What stands behind the number: "người dân từ 15 tuổi trở lên có tài khoản thanh toán"."""
    return text[number_end : clause[1]].lstrip(_EDGE + "%").strip()


_PERIOD = re.compile(r"(?:(?:tinh )?den|trong|nam|quy|thang|\d{1,2} thang)\b[^,]{0,24}$")
