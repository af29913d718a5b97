"""Known sessions as a reader remembers them: by number, by day, by what was told there and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from crawler import reference
from crawler.model import KnownSession
from crawler.session.days import Day
from crawler.session.lexicon import Led, led
from crawler.session.ordinals import Ordinal
from crawler.session.prose import Prose
from crawler.session.scan import Scan
from crawler.session.wording import whole
from crawler.text import key

_ENOUGH = 2.0  # what a session must gather to be named
_MARGIN = 1.0  # and how far it must stand before the next


def of_body(body: str | None) -> tuple[KnownSession, ...]:
    """The known sessions of a body; of all bodies for None."""
    return tuple(k for k in reference.known_sessions() if body is None or k.body == body)


def same_day(session: KnownSession, day: Day) -> bool:
    """Whether it was on that day and month (and year, where said)."""
    year, month, number = (int(part) for part in session.date.split("-"))
    return (month, number) == (day.month, day.day) and day.year in (None, year)


def identify(scan: Scan, body: str | None, number: Ordinal | None) -> tuple[KnownSession, str] | None:
    """The one known session that fits an undated report, and by which signs; None unless it stands out."""
    marks = told(scan)
    rows = [(k, signs) for k in of_body(body) if (signs := _signs(scan, k, number, marks.get(k.key, ()))) is not None]
    ranked = sorted(rows, key=lambda row: -sum(w for w, _ in row[1]))
    if not ranked:
        return None
    best, signs = ranked[0]
    score = sum(w for w, _ in signs)
    runner_up = sum(w for w, _ in ranked[1][1]) if len(ranked) > 1 else 0.0
    if score < _ENOUGH or score - runner_up < _MARGIN:
        return None
    return best, "; ".join(words for _, words in signs)


def _signs(
    scan: Scan, session: KnownSession, number: Ordinal | None, marks: Iterable[str]
) -> list[tuple[float, str]] | None:
    """What speaks for a session; None when the number said rules it out."""
    signs: list[tuple[float, str]] = []
    if number is not None:
        if session.ordinal != number.number or (number.year and not session.date.startswith(str(number.year))):
            return None
        signs.append((3.0, f"number {number.number}"))
    signs += [(1.5, f"told there: {mark!r}") for mark in marks]
    return [*signs, *_times(scan, session)]


def _times(scan: Scan, session: KnownSession) -> Iterable[tuple[float, str]]:
    """Signs of time: the page's date soon after it, the address, the periods spoken of."""
    for page, name in ((scan.article.published, "page's date"), (scan.stamp, "address")):
        if page and _soon_after(session.date, page):
            yield 2.0, f"{name} {page}"
    if scan.years and str(scan.years[0][0]) == session.date[:4]:
        yield 0.5, f"year {scan.years[0][0]}"


def _soon_after(day: str, page: str) -> bool:
    if len(page) == 7:
        return page == day[:7]
    return -1 <= (date.fromisoformat(page[:10]) - date.fromisoformat(day)).days <= 14


@cache
def _marks() -> tuple[Led, Mapping[str, tuple[str, ...]]]:
    """All marks and themes as one pattern, and the keys of the sessions each belongs to."""
    keys: dict[str, tuple[str, ...]] = {}
    for session in reference.known_sessions():
        for mark in (*session.marks, *session.themes):
            keys[key(mark)] = (*keys.get(key(mark), ()), session.key)
    return led(keys, whole(keys)), keys


def told(scan: Scan) -> Mapping[str, tuple[str, ...]]:
    """By session key, the marks a text tells. A figure must stand alone: not "53 tỷ" within "1,53 tỷ"."""
    return scan.prose.once(told, lambda prose: _told(prose, scan.folded))


def _told(prose: Prose, folded: str) -> Mapping[str, tuple[str, ...]]:
    form, keys = _marks()
    found: dict[str, tuple[str, ...]] = {}
    for match in prose.matches(form, folded):
        if match.start() and folded[match.start() - 1] in ".,/" and match[0][0].isdecimal():
            continue
        mark = " ".join(match[0].split())
        for session in keys[mark]:
            if mark not in found.get(session, ()):
                found[session] = (*found.get(session, ()), mark)
    return found


def most_told(scan: Scan) -> int:
    """The most marks of any one session that a text tells."""
    return max(map(len, told(scan).values()), default=0)
