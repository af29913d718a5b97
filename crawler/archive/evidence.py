"""Which session a report without day and number speaks of: what it shares with reports that say it.

Never forced. The figures of a session are new on its day, so a handful of uncommon ones told alike
names it; a theme needs something beside it, since a year has one theme and several sessions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.model import Indicator, Relation
from crawler.text import words

FIGURES = 3  # distinctive figures in common that settle it
LEAD = 2  # so many more than the next best session has
BEFORE, AFTER = timedelta(days=1), timedelta(days=45)  # a report appears so near its session
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Shared:
    """What one report has in common with the reports of one session."""

    session: int
    date: date | None
    figures: int
    theme: bool
    documents: int


def figure(indicator: Indicator) -> str | None:
    """The figure in a form to compare; None when it is too common to tell sessions apart (100%, 63, 2025)."""
    number = indicator.number if indicator.number is not None else indicator.value
    if indicator.relation in (Relation.RATIO, Relation.RANK) and indicator.of:
        return (
            f"{indicator.value:g}/{indicator.of:g}" if indicator.of >= 10 and indicator.value != indicator.of else None
        )
    digits = f"{abs(number):.10g}".replace(".", "").strip("0")
    is_year = number == int(number) and 1990 <= number <= 2050
    if len(digits) < 3 or is_year:
        return None
    percent = "%" if "%" in (indicator.unit or "") or "%" in indicator.quote else ""
    return f"{number:.10g}{percent}"


def same_theme(one: str | None, other: str | None) -> bool:
    """Whether two themes are worded alike, but for accents, case and punctuation."""
    return bool(one and other) and words(one or "") == words(other or "")


def settle(candidates: Iterable[Shared], appeared: date | None) -> int | None:
    """The session that fits, when exactly one does and no other comes near."""
    possible = [c for c in candidates if _in_time(c.date, appeared)]
    fitting = [c for c in possible if _fits(c, appeared)]
    if not fitting:
        return None
    best, *others = sorted(possible, key=lambda c: (c in fitting, c.figures, c.theme, c.documents), reverse=True)
    if any(other in fitting and best.figures - other.figures < LEAD for other in others):
        return None
    return best.session


def _fits(shared: Shared, appeared: date | None) -> bool:
    if shared.figures >= FIGURES:
        return True
    soon = bool(appeared and shared.date) and _within(shared.date, appeared, WEEK)
    return shared.theme and (soon or shared.figures > 0 or shared.documents > 1)


def _in_time(session: date | None, appeared: date | None) -> bool:
    return session is None or appeared is None or session - BEFORE <= appeared <= session + AFTER


def _within(session: date | None, appeared: date | None, span: timedelta) -> bool:
    return session is not None and appeared is not None and timedelta(0) <= appeared - session <= span
