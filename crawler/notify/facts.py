"""Which facts changed: between two texts of one report, or from what was told to a better report. In readers' words."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from crawler.model import Fact, Indicator, Report, SessionRef, Task
from crawler.text import key
from crawler.words import day, figure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """A fact as told before and as it reads now, with the words that prove the new one."""

    fact: str  # which fact it is, the same in every report: "chair", "figure:vneid:2024"
    what: str
    old: str
    new: str
    quote: str = ""


FIGURES = 5  # an alert shows the most telling; the rest is behind the link
UNKNOWN = "chưa rõ"


_SCALARS = {
    "chair": "Chủ trì",
    "province": "Điểm cầu",
    "local_chair": "Chủ trì tại điểm cầu",
    "venue": "Nơi dự",
    "theme": "Chủ đề",
}
_FIGURES = re.compile(r"\d[\d.,]*")


def changes(before: Report, after: Report) -> list[Change]:
    """The facts both texts give, differently. What one of them leaves out is no change."""
    found = _session_changes(before.session, after.session)
    for name, label in _SCALARS.items():
        old: Fact | None = getattr(before, name)
        new: Fact | None = getattr(after, name)
        if old and new and key(old.value) != key(new.value):
            found.append(Change(name, label, old.value, new.value, new.quote))
    for one, other in _pairs(before.indicators, after.indicators, _indicator_keys):
        if figure(one) != figure(other):
            found.append(figure_change(one, other))
    for first, second in _pairs(before.tasks, after.tasks, _task_keys):
        if first.due and second.due and first.due != second.due:
            what, which = f"Thời hạn: {second.value}", f"due:{key(second.value)}"
            found.append(Change(which, what, day(first.due), day(second.due), second.quote))
    return found


def _session_changes(before: SessionRef, after: SessionRef) -> list[Change]:
    found = []
    if before.date and after.date and before.date != after.date:
        found.append(Change("date", "Ngày họp", day(before.date), day(after.date)))
    if before.ordinal is not None and after.ordinal is not None and before.ordinal != after.ordinal:
        found.append(Change("ordinal", "Phiên họp", numbered(before.ordinal), numbered(after.ordinal)))
    return found


def numbered(ordinal: int | None) -> str:
    """ "lần thứ 9", or that it is not known."""
    return UNKNOWN if ordinal is None else f"lần thứ {ordinal}"


def figure_change(old: Indicator, new: Indicator) -> Change:
    """A figure as it was and as it is."""
    which = f"figure:{new.series or key(new.name)}:{new.period or ''}"
    return Change(which, new.name, figure(old), figure(new), new.quote)


def telling(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The figures, the most telling first: of the catalogue, done rather than planned, of the whole country."""
    kinds = ("actual", "change", "target", "plan")
    return sorted(indicators, key=lambda i: (i.series is None, kinds.index(i.kind), i.scope != "national"))


# --- which fact of one text is which of the other -----------------------------------------


def _indicator_keys(indicators: Sequence[Indicator]) -> list[tuple[Hashable, Hashable]]:
    """A figure is known again by its name, else by its place in a sentence equal but for the figures."""
    sentences: dict[str, int] = {}
    keys: list[tuple[Hashable, Hashable]] = []
    for item in sorted(indicators, key=lambda i: i.start):
        sentence = _mask(item.quote)
        place = sentences[sentence] = sentences.get(sentence, 0) + 1
        keys.append(((item.series or key(item.name), item.period, item.scope, item.kind), (sentence, place)))
    return keys


def _task_keys(tasks: Sequence[Task]) -> list[tuple[Hashable, Hashable]]:
    return [(key(task.value), _mask(task.quote)) for task in sorted(tasks, key=lambda t: t.start)]


def _mask(quote: str) -> str:
    return _FIGURES.sub("#", key(quote))


_Keys = Callable[[Sequence[T]], Sequence[tuple[Hashable, Hashable]]]


def _pairs(before: Sequence[T], after: Sequence[T], keys: _Keys[T]) -> list[tuple[T, T]]:
    """Each item with its like, found by the first key where that is unambiguous, else by the second."""
    old = dict(enumerate(zip(_in_order(before), keys(before), strict=True)))
    new = dict(enumerate(zip(_in_order(after), keys(after), strict=True)))
    found = []
    for level in (0, 1):
        mine = _unique((place, row[1][level]) for place, row in old.items())
        for other, one in _unique((place, row[1][level]) for place, row in new.items()).items():
            if other in mine:
                found.append((one, old.pop(mine[other])[0], new.pop(one)[0]))
    return [(first, second) for _, first, second in sorted(found, key=lambda row: row[0])]


def _in_order(items: Sequence[T]) -> list[T]:
    return sorted(items, key=lambda item: item.start)  # type: ignore[attr-defined]


def _unique(rows: Iterable[tuple[int, Hashable]]) -> dict[Hashable, int]:
    places: dict[Hashable, list[int]] = {}
    for place, found in rows:
        places.setdefault(found, []).append(place)
    return {found: where[0] for found, where in places.items() if len(where) == 1}
