"""Which session a report tells of: its number, its day, and the year that most reports leave out.

A year is taken from the text first, then from a known session of the same body on that day and
month, then from the page's own date, its address, and last from the periods the text speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawler import reference
from crawler.model import DateFrom, SessionRef
from crawler.session import days, known, ordinals
from crawler.session.background import is_former
from crawler.session.bodies import in_force
from crawler.session.days import Day
from crawler.session.ordinals import Ordinal
from crawler.session.recognise import Judgement
from crawler.session.scan import RIVAL, Scan
from crawler.session.wording import pattern

_NEAR = 45  # days within which a page's own date names the year of a day it tells
_DAY_WITHIN = 5_000  # characters; later days are deadlines


@dataclass(frozen=True, slots=True)
class Resolved:
    """The session, and why it is held to be that one."""

    ref: SessionRef
    why: tuple[str, ...] = ()


def resolve(scan: Scan, judgement: Judgement) -> Resolved:
    """The session of a report; what cannot be known stays open."""
    number = _ordinal(scan, judgement.events)
    day = _day(scan, judgement)
    body = judgement.body or _likely_body(scan)
    if day:
        iso, source, why = _date(scan, body, day, number)
    else:
        iso, source, why = _undated(scan, body, number)
    body = _body_on(scan, body, iso)
    ref = SessionRef(body, number.number if number else None, iso, source, ordinals.label(number) if number else None)
    said = (f"number {number.number}: {scan.text[number.start : number.end]!r}",) if number else ()
    return Resolved(ref, (*said, *why))


# --- the number ---------------------------------------------------------------------------


@cache
def _present() -> re.Pattern[str]:
    """Words right before a number that make it the session told of."""
    return pattern("opens", "attends", "chair", "held", "speaks", "present")


def _ordinal(scan: Scan, events: Sequence[tuple[int, int]]) -> Ordinal | None:
    """The number said most weightily: in the sentence of the event, in the title, in captions."""
    weights: dict[int, float] = {}
    first: dict[int, Ordinal] = {}
    for found in ordinals.find(scan.folded):
        weight = _weight(scan, events, found)
        if weight > 0:
            weights[found.number] = weights.get(found.number, 0.0) + weight
            if found.number not in first or (found.year and not first[found.number].year):
                first[found.number] = found
    best = max(weights, key=lambda n: (weights[n], -first[n].start), default=None)
    return first[best] if best is not None else None


def _weight(scan: Scan, events: Sequence[tuple[int, int]], found: Ordinal) -> float:
    before = scan.typed[max(0, found.start - 70) : found.start]
    before = before[before.rfind("\n") + 1 :]
    after = scan.typed[found.end : found.end + 40].lstrip()
    if after.removeprefix("cua").lstrip().startswith(RIVAL) or RIVAL in scan.typed[found.start : found.end]:
        return 0.0
    if is_former(before):
        return 0.0
    if any(start <= found.start < end for start, end in events):
        return 4.0
    caption = len(before.strip()) < 40 and _present().search(before + " ")
    return 1.5 if caption or _present().search(before[-40:]) or not before.strip() else 0.0


# --- the day ------------------------------------------------------------------------------


def _day(scan: Scan, judgement: Judgement) -> Day | None:
    """The day of the session among all days a report names."""
    weighed = [
        (w, -d.start, d) for d in days.find(scan.folded, 0, _DAY_WITHIN) if (w := _day_weight(scan, judgement, d)) > 0
    ]
    best = max(weighed, key=lambda row: row[:2], default=None)
    return best[2] if best else None


def _day_weight(scan: Scan, judgement: Judgement, day: Day) -> float:
    if day.foreign or not (day.marked or day.year):
        return 0.0
    before = scan.typed[max(0, day.start - 90) : day.start]
    if is_former(before[before.rfind(".") + 1 :]) and not day.part:
        return 0.0
    at = next((i for i, s in enumerate(scan.sentences) if s.start <= day.start < s.end), len(scan.sentences))
    sentence = scan.sentences[at] if at < len(scan.sentences) else None
    weight = 0.0
    if any(start <= day.start < end for start, end in judgement.events):
        weight += 3.0
    elif sentence and sentence.lead and _leads_to_event(scan, judgement, sentence.end):
        weight += 1.5
    if day.part:
        weight += 2.0
    if sentence and pattern("session", "sitting").search(scan.folded, sentence.start, sentence.end):
        weight += 1.0
    if any(known.same_day(k, day) for k in known.of_body(judgement.body)):
        weight += 2.5
    return weight if weight >= 2.5 else 0.0


def _leads_to_event(scan: Scan, judgement: Judgement, end: int) -> bool:
    return any(0 <= start - end < 250 for start, _ in judgement.events)


# --- the year -----------------------------------------------------------------------------


def _date(
    scan: Scan, body: str, day: Day, number: Ordinal | None
) -> tuple[str | None, DateFrom | None, tuple[str, ...]]:
    """The day in full, where its year came from, and the sentence that says so."""
    written = scan.text[day.start : day.end]
    if day.year:
        return day.on(day.year), "text", (f"day {written!r}",)
    if number and number.year:
        return day.on(number.year), "text", (f"day {written!r}, year said with the number",)
    if near := _near(day, scan.article.published):
        return near, "published", (f"day {written!r}, year of the page's date {scan.article.published}",)
    stamp = days.of_url(scan.article.url)
    if near := _near(day, stamp):
        return near, "published", (f"day {written!r}, year of the address ({stamp})",)
    matches = [k for k in known.of_body(body) if known.same_day(k, day)]
    if len(matches) == 1:
        said = dict(days.years(scan.folded))
        source: DateFrom = "text" if int(matches[0].date[:4]) in said else "known"
        return matches[0].date, source, (f"day {written!r}, year of the known session {matches[0].key}",)
    if year := _year_of_text(scan, body, day):
        return day.on(year), "text", (f"day {written!r}, year {year} from the periods spoken of",)
    for page in (scan.article.published, stamp):
        if page and (year := _before(day, page)):
            return day.on(year), "published", (f"day {written!r}, the last one before the page's date {page}",)
    return None, None, (f"day {written!r} without any sign of its year",)


def _near(day: Day, page: str | None) -> str | None:
    """That day in the year that brings it next to the page's own date, if it comes close."""
    if not page:
        return None
    if len(page) == 7:
        return day.on(int(page[:4])) if abs(int(page[5:7]) - day.month) <= 1 else None
    shown = date.fromisoformat(page[:10])
    for year in (shown.year, shown.year - 1, shown.year + 1):
        iso = day.on(year)
        if iso and abs((shown - date.fromisoformat(iso)).days) <= _NEAR:
            return iso
    return None


def _before(day: Day, page: str) -> int | None:
    year = int(page[:4])
    iso = day.on(year)
    return year if iso and iso[: len(page[:10])] <= page[:10] else year - 1


def _year_of_text(scan: Scan, body: str, day: Day) -> int | None:
    """The strongest year the text speaks of in which the body sat on that day."""
    terms = reference.bodies().get(body)
    for year, _ in days.years(scan.folded):
        iso = day.on(year)
        if iso and (terms is None or in_force(terms, iso)):
            return year
    return None


# --- no day at all ------------------------------------------------------------------------


def _undated(scan: Scan, body: str, number: Ordinal | None) -> tuple[str | None, DateFrom | None, tuple[str, ...]]:
    """By number, by "sáng nay" and the page's date, or by what was told there."""
    published = scan.article.published
    if published and days.today().search(scan.folded[:600]):
        return published[:10], "published", ("the page's own day: the text says today",)
    match = known.identify(scan, body, number)
    if match:
        session, signs = match
        return session.date, "known", (f"known session {session.key}: {signs}",)
    return None, None, ("no day, and no known session that fits alone",)


def _likely_body(scan: Scan) -> str:
    """The body of a report that names none: by the kind of committee and the times it speaks of."""
    years = [year for year, _ in days.years(scan.folded)[:1]]
    stamp = scan.article.published or days.of_url(scan.article.url) or (f"{years[0]}" if years else "")
    if match := known.identify(scan, None, None):
        return match[0].body
    if stamp and stamp < "2021-09":
        return "ubqg-cpdt"
    return "bcd-cp" if stamp[:7] > "2025-03" else "ubqg-cds"


def _body_on(scan: Scan, body: str, iso: str | None) -> str:
    """A name used past its body's end gives way to a body in force that the text names too."""
    terms = reference.bodies().get(body)
    if terms is None or in_force(terms, iso):
        return body
    others: Iterable[str] = (m.body for m in (*scan.mentions, *scan.slug_mentions) if m.body != body)
    for other in others:
        row = reference.bodies().get(other)
        if row and in_force(row, iso):
            return other
    return body
