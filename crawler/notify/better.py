"""What a further report tells otherwise than the session's alert did. Sparingly: reports differ in words all the time.

Only what the alert showed counts, each fact once for a session, and figures that merely round
differently agree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from crawler.model import Fact, Indicator, Relation, Report, SessionRef
from crawler.notify.facts import FIGURES, UNKNOWN, Change, figure_change, numbered, telling
from crawler.notify.told import Told
from crawler.text import key
from crawler.words import day

_ROUND = 0.1  # "hơn 16 triệu" and "16,4 triệu" may be one figure, "hơn 16" and "28" are not


def better(told: Told, report: Report) -> list[Change]:
    """The facts told before that this report tells otherwise, or tells where they were not known."""
    if told.report is None:
        return []
    found = [*_session(told.report.session, report.session), *_words(told.report, report)]
    found += _figures(telling(told.report.indicators)[:FIGURES], report.indicators)
    return [change for change in found if change.fact not in told.corrected]


def _session(old: SessionRef, new: SessionRef) -> Iterator[Change]:
    """The day and the number. A day may be one taken from the page's date: only one in the text's own words differs."""
    if new.date and (old.date is None or (old.date != new.date and new.date_from == "text")):
        yield Change("date", "Ngày họp", day(old.date) if old.date else UNKNOWN, day(new.date))
    if new.ordinal is not None and new.ordinal != old.ordinal:
        yield Change("ordinal", "Phiên họp", numbered(old.ordinal), numbered(new.ordinal))


def _words(old: Report, new: Report) -> Iterator[Change]:
    if new.chair and not (old.chair and _same(old.chair, new.chair)):
        yield Change("chair", "Chủ trì", old.chair.value if old.chair else UNKNOWN, new.chair.value, new.chair.quote)
    if old.theme and new.theme and not _same(old.theme, new.theme):
        yield Change("theme", "Chủ đề", old.theme.value, new.theme.value, new.theme.quote)


def _same(one: Fact, other: Fact) -> bool:
    """A name with an office before it, and a theme cut short, are the same."""
    first, second = key(one.value), key(other.value)
    return first in second or second in first


def _figures(shown: Sequence[Indicator], others: Sequence[Indicator]) -> Iterator[Change]:
    """Figures of the whole country that the catalogue knows: other names may mean anything."""
    old, new = _by_name(shown), _by_name(others)
    for name in old.keys() & new.keys():
        if not _agree(old[name], new[name]):
            yield figure_change(old[name], new[name])


def _by_name(indicators: Sequence[Indicator]) -> dict[Hashable, Indicator]:
    """Each figure by what it counts; one that a report gives twice is left out."""
    found: dict[Hashable, list[Indicator]] = {}
    for one in indicators:
        if one.series and one.scope == "national":
            found.setdefault((one.series, one.period, one.kind, key(one.unit or "") == "%"), []).append(one)
    return {name: same[0] for name, same in found.items() if len(same) == 1}


def _agree(one: Indicator, other: Indicator) -> bool:
    first, second = _full(one), _full(other)
    if one.of != other.of and None not in (one.of, other.of):
        return False
    if Relation.RANK in (one.relation, other.relation):
        return first == second
    if one.high is not None or other.high is not None:
        return _overlap(one, other)
    if {one.relation, other.relation} != {Relation.EQ} and {one.relation, other.relation} != {Relation.RATIO}:
        return abs(first - second) <= _ROUND * max(abs(first), abs(second))
    return abs(first - second) < max(_last_place(one), _last_place(other)) or first == second


def _full(indicator: Indicator) -> float:
    return indicator.value if indicator.number is None else indicator.number


def _overlap(one: Indicator, other: Indicator) -> bool:
    return one.value <= (other.high or other.value) and other.value <= (one.high or one.value)


def _last_place(indicator: Indicator) -> float:
    """What one in the last decimal written is worth: 0.1 million in "16,4 triệu"."""
    decimals = len(f"{indicator.value:.6f}".rstrip("0").partition(".")[2])
    scale = _full(indicator) / indicator.value if indicator.value else 1.0
    return abs(scale) * 10.0**-decimals
