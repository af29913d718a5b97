"""What a figure is called: a canonical series, so that sessions compare, or its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache

from crawler import reference
from crawler.session import tables
from crawler.session.prose import Prose, Span
from crawler.text import key


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
    needs: frozenset[str]  # of each set of words, one that it begins with

    def fits(self, clause: str, words: Set[str]) -> bool:
        """`clause` is its folded words between single spaces."""
        if self.needs.isdisjoint(words):
            return False  # most often so
        said = clause.__contains__
        return any(all(map(said, together)) for together in self.words) and not any(map(said, self.without))


@cache
def catalogue() -> tuple[Series, ...]:
    """Every series, the particular before the general."""
    return tuple(
        Series(
            id=row["id"],
            name=row["name"],
            sort=row["sort"],
            change=row.get("change", False),
            words=tuple(tuple(map(_apart, together)) for together in row["words"]),
            without=tuple(map(_apart, row.get("not", ()))),
            counts=tuple(map(_apart, row.get("counts", ()))),
            carries=row.get("carries", False),
            needs=frozenset(key(together[-1]).split()[0] for together in row["words"]),
        )
        for row in reference.load("indicators.yaml")
    )


def _apart(word: str) -> str:
    return f" {key(word)} "


@lru_cache(maxsize=1024)
def _candidates(sort: str, unit: str | None, change: bool) -> tuple[Series, ...]:
    noun = _apart(unit or "")
    rows = (s for s in catalogue() if s.sort == sort and s.change is change)
    return tuple(s for s in rows if not s.counts or any(head in noun for head in s.counts))


def series(sort: str, unit: str | None, clause: Sequence[str], others: Iterable[str], *, change: bool) -> Series | None:
    """The series told by the words of the clause, else by them with another context; all folded but the unit."""
    candidates = _candidates(sort, unit, change)
    for context in ("", *others) if candidates else ():
        words = [*_WORD.findall(context), *clause]
        said, known = f" {' '.join(words)} ", set(words)
        for candidate in candidates:
            if (not context or sort != "count" or candidate.carries) and candidate.fits(said, known):
                return candidate
    return None


_VERBS = ("verbs", "change", "hedges.gt", "hedges.lt", "hedges.approx")


_WORD = re.compile(r"[^\W_]+")
_LONG = 24  # letters; a shorter subject holds no one who says something
_EDGE = " ,;:.()[]“”\"'–-\n"


def subject(prose: Prose, clause: Span, figure: int) -> str:
    """What the clause speaks of, when it says so before its figure."""
    text, begin = prose.text, clause[0]
    end = figure
    for verb in tables.union(*_VERBS).run_before(prose, figure, " ,\n"):
        if verb < begin:
            break
        end = verb
    if begin < end and text[end:figure].strip(_EDGE).istitle():
        end = figure  # the verb is the end of a name: Cao Bằng
    told = prose.folded[begin:end].strip(_EDGE)
    if _PERIOD.match(told) or tables.phrases("leads_on").before(prose, end) is not None:
        return ""
    if end - begin > _LONG and (said := tables.phrases("says").last(prose, begin, end)):
        begin = said[1]
    return text[begin:end].strip(_EDGE)


def counted(text: str, clause: Span, number_end: int) -> str:
    """What stands behind the number: "người dân từ 15 tuổi trở lên có tài khoản thanh toán"."""
    return text[number_end : clause[1]].lstrip(_EDGE + "%").strip()


_PERIOD = re.compile(r"(?:(?:tinh )?den|trong|nam|quy|thang|\d{1,2} thang)\b[^,]{0,24}$")
