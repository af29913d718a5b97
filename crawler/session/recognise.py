"""Is it a report of a session of a watched body? Evidence is weighed; nothing decides alone.

For: a session word tied to a watched body, its chair at work, an end point that followed.
Against: the same words tied to another body, a session only announced, one only looked back on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.session import events, signs
from crawler.session.evidence import NAMED, Evidence
from crawler.session.scan import Scan

THRESHOLD = 4.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether it is a report, about which body (None: it names none), and the sentences that speak of its session."""

    report: bool
    body: str | None = None
    events: tuple[tuple[int, int], ...] = ()
    why: tuple[str, ...] = ()


def judge(scan: Scan) -> Judgement:
    """Weigh all evidence for and against."""
    found = list(events.find(scan))
    ours = [e for e in found if e.weight > 0]
    beside = [*signs.address(scan), *signs.of_lost_lead(scan, found, any(_is_told(e) for e in found))]
    gained = _strongest(ours) + sum(e.weight for e in beside)
    against = [e for e in found if e.weight < 0]
    if gained >= THRESHOLD:  # of most pages it need not be asked
        against += signs.kind_of_page(scan)
    lost = abs(_strongest(against))
    why = tuple(f"{e.weight:+.2f} {e.why}" for e in (*ours[:4], *beside, *against[:3]))
    spans = tuple((e.start, e.end) for e in ours)
    if gained < THRESHOLD or gained <= lost:
        return Judgement(False, _body(scan, ours, beside), spans, (*why, no_report(gained, lost)))
    return Judgement(True, _body(scan, ours, beside), spans, (*why, f"report: {gained:.2f} for, {lost:.2f} against"))


def no_report(gained: float = 0.0, lost: float = 0.0) -> str:
    """What decided it, in words."""
    return f"no report: {gained:.2f} for (needs {THRESHOLD:.0f}), {lost:.2f} against"


def _is_told(event: Evidence) -> bool:
    """Whether an event is news, of ours or of another: one called to mind, passed by or only named is not."""
    return event.weight < 0 or event.weight > NAMED


def _strongest(evidence: Sequence[Evidence]) -> float:
    """The strongest sign in full, each further one a little: repetition is no proof."""
    weights = sorted((e.weight for e in evidence), key=abs, reverse=True)
    return weights[0] + sum(weights[1:5]) / 8 if weights else 0.0


def _body(scan: Scan, ours: Sequence[Evidence], beside: Sequence[Evidence]) -> str | None:
    """The body of the strongest event, else the first named, else one in the address, else one whose name is cut."""
    named = [e.body for e in sorted(ours, key=lambda e: -e.weight) if e.body]
    bodies = named or [m.body for m in (*scan.mentions, *scan.slug_mentions)]
    bodies = bodies or [e.body for e in beside if e.body]
    return bodies[0] if bodies else None
