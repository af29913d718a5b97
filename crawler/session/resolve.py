"""Which session a report tells of: its number, its day, and the year that most reports leave out.

A year is taken from the text first, then from a known session of the same body on that day and
month, then from the page's own date, its address, and last from the periods the text speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from crawler import reference
from crawler.model import DateFrom, KnownSession, SessionRef
from crawler.session import days, known, ordinals
from crawler.session.background import is_former
from crawler.session.bodies import in_force
from crawler.session.days import Day
from crawler.session.ordinals import Ordinal
from crawler.session.recognise import Judgement
from crawler.session.rivals import ownerless
from crawler.session.scan import RIVAL, Scan
from crawler.session.wording import any_of, listed, pattern

_NEAR = 45  # days within which a page's own date names the year of a day it tells
_REMEMBERED = 90  # days in which others still speak of a session
_DAY_WITHIN = 5_000  # characters; later days are deadlines


@dataclass(frozen=True, slots=True)
class Resolved:
    """The session, and why it is held to be that one; or that it was on another day, so that it is only spoken of."""

    ref: SessionRef
    why: tuple[str, ...] = ()
    belied: str | None = None


def resolve(scan: Scan, judgement: Judgement) -> Resolved:
    """The session of a report; what cannot be known stays open."""
    number = _ordinal(scan, judgement.events)
    day = _day(scan, judgement, number) or _today(scan)
    found = settle(scan, judgement.body, day, number)
    return replace(found, belied=_belied(found.ref)) if isinstance(day, Day) and day.part else found


def _belied(ref: SessionRef) -> str | None:
    """Why the page cannot tell of that session: the one of its number was held not long before.

    "Sáng 22/8, Bộ họp … Phiên họp thứ 6 của Ủy ban" tells of the ministry, for the sixth was on 12 July.
    """
    if ref.ordinal is None or ref.date is None:
        return None
    day = date.fromisoformat(ref.date)
    sat = (k.date for k in known.of_body(ref.body) if k.ordinal == ref.ordinal)
    before = next((iso for iso in sat if 0 < (day - date.fromisoformat(iso)).days <= _REMEMBERED), None)
    return f"number {ref.ordinal} was on {before}, not on {ref.date}" if before else None


def settle(scan: Scan, body: str | None, day: Day | str | None, number: Ordinal | None) -> Resolved:
    """The session of that number and day, as the page writes it or in full, if it says so much."""
    likely = body or _likely_body(scan)
    if isinstance(day, Day):
        iso, source, why = _date(scan, likely, day, number)
    elif day:
        iso, source, why = day, "published", ("the page's own day: the text says today",)
    else:
        iso, source, why = _undated(scan, likely, number)
    body = _body_on(scan, body, iso) if body else _body_of_day(likely, iso)
    if number is None and iso and (first := _first_of_year(scan, body, iso)):
        return Resolved(SessionRef(body, 1, iso, source, first), (f"number 1: {first}", *why))
    ref = SessionRef(body, number.number if number else None, iso, source, ordinals.label(number) if number else None)
    said = (f"number {number.number}: {scan.text[number.start : number.end]!r}",) if number else ()
    return Resolved(ref, (*said, *why))


def _first_of_year(scan: Scan, body: str, iso: str) -> str | None:
    """The label of a session said to be the first of its year, where that is how its body numbers them."""
    if not ordinals.is_first_of_year(scan.folded):
        return None
    return next((k.label for k in known.of_body(body) if k.date == iso and k.ordinal == 1), None)


# --- the number ---------------------------------------------------------------------------


@cache
def _present() -> re.Pattern[str]:
    """Words right before a number that make it the session told of."""
    return pattern("opens", "attends", "chair", "held", "speaks", "present")


def _ordinal(scan: Scan, events: Sequence[tuple[int, int]]) -> Ordinal | None:
    """The number said most weightily: in the sentence of the event, in the title, in captions."""
    weights: dict[int, float] = {}
    first: dict[int, Ordinal] = {}
    for found in scan.ordinals:
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
    within = any(start <= found.start < end for start, end in events)
    if RIVAL in scan.typed[found.start : found.end] or _is_of_another(scan, found.end, within) or is_former(before):
        return 0.0
    if within:
        return 4.0
    caption = len(before.strip()) < 40 and _present().search(before + " ")
    return 1.5 if caption or _present().search(before[-40:]) or before.strip() in ("", "the") else 0.0


_OF = re.compile(r"\s*(?:cua\s+)?")


def _is_of_another(scan: Scan, number_end: int, within: bool) -> bool:
    """Whether another body's name follows the number; an ownerless one in a sentence of the event is ours."""
    owner = _OF.match(scan.typed, number_end)
    at = owner.end() if owner else number_end
    return scan.typed.startswith(RIVAL, at) and not (within and ownerless().match(scan.folded, at))


# --- the day ------------------------------------------------------------------------------


def _day(scan: Scan, judgement: Judgement, number: Ordinal | None) -> Day | None:
    """The day of the session among all days a report names."""
    sat = [k for k in known.of_body(judgement.body) if not number or k.ordinal in (None, number.number)]
    found = days.first(scan.prose, _DAY_WITHIN)
    weighed = [(w, -d.start, d) for d in found if (w := _day_weight(scan, judgement, d, sat)) > 0]
    best = max(weighed, key=lambda row: row[:2], default=None)
    return best[2] if best else None


def _day_weight(scan: Scan, judgement: Judgement, day: Day, sat: Sequence[KnownSession]) -> float:
    if day.foreign or not (day.marked or day.year):
        return 0.0
    before = scan.typed[max(0, day.start - 90) : day.start]
    if (is_former(before[before.rfind(".") + 1 :]) and not day.part) or _recalled().search(before):
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
    if sentence and scan.first_in(sentence, listed("session", "sitting")):
        weight += 1.0
    if any(known.same_day(k, day) for k in sat):
        weight += 2.5
    return weight if weight >= 2.5 else 0.0


@cache
def _recalled() -> re.Pattern[str]:
    """ "Thủ tướng nhắc lại ngày 18/3 …": of another session."""
    return re.compile(rf"{any_of('recalls')}(?:\s+[^\s.;]+){{0,3}}?\s*$")


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
    if iso := near(day, scan.article.published):
        return iso, "published", (f"day {written!r}, year of the page's date {scan.article.published}",)
    stamp = scan.stamp
    if iso := near(day, stamp):
        return iso, "published", (f"day {written!r}, year of the address ({stamp})",)
    matches = [k for k in known.of_body(body) if known.same_day(k, day)]
    if len(matches) == 1:
        said = dict(scan.years)
        source: DateFrom = "text" if int(matches[0].date[:4]) in said else "known"
        return matches[0].date, source, (f"day {written!r}, year of the known session {matches[0].key}",)
    if year := _year_of_text(scan, body, day):
        return day.on(year), "text", (f"day {written!r}, year {year} from the periods spoken of",)
    for page in (scan.article.published, stamp):
        if page and (year := _before(day, page)):
            return day.on(year), "published", (f"day {written!r}, the last one before the page's date {page}",)
    return None, None, (f"day {written!r} without any sign of its year",)


def near(day: Day, page: str | None) -> str | None:
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
    for year, _ in scan.years:
        iso = day.on(year)
        if iso and (terms is None or in_force(terms, iso)):
            return year
    return None


# --- no day at all ------------------------------------------------------------------------


def _today(scan: Scan) -> str | None:
    """The page's own day, where it says "sáng nay" and no day."""
    published = scan.article.published
    return published[:10] if published and days.today().search(scan.folded[:600]) else None


def _undated(scan: Scan, body: str, number: Ordinal | None) -> tuple[str | None, DateFrom | None, tuple[str, ...]]:
    """By number, or by what was told there."""
    match = known.identify(scan, body, number)
    if match:
        session, signs = match
        return session.date, "known", (f"known session {session.key}: {signs}",)
    return None, None, ("no day, and no known session that fits alone",)


def _likely_body(scan: Scan) -> str:
    """The body of a report that names none: by the kind of committee and the times it speaks of."""
    if match := known.identify(scan, None, None):
        return match[0].body
    years = [f"{year}-06-30" for year, _ in scan.years[:1]]
    return _of_government(scan.article.published or scan.stamp or "".join(years))


def _of_government(day: str) -> str:
    """The Government's own line of committees, one after the other; of an unknown day the longest-lived."""
    line = (reference.bodies()[id] for id in ("ubqg-cpdt", "ubqg-cds", "bcd-cp"))
    return next((body.id for body in line if day and day <= (body.until or "9999")), "ubqg-cds")


def _body_of_day(likely: str, iso: str | None) -> str:
    """The body of a report that names none, once its day is known: which sat on it, or could have."""
    if iso is None:
        return likely
    sat = {session.body for session in reference.known_sessions() if session.date == iso}
    if len(sat) == 1:
        return sat.pop()
    terms = reference.bodies().get(likely)
    return likely if terms and in_force(terms, iso) else _of_government(iso)


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
