"""What speaks for a report and against it, and how much."""

from __future__ import annotations

from typing import NamedTuple

from crawler.session.scan import Sentence

LEAD = 4.0  # a session told in one of the first sentences
_LATER = 2.5  # or further down
NAMED = 2.25  # one that is only named, so that other signs must say that it was held
PASSING = 0.75  # the most a session weighs where only something is said to have been told there
RECALLED = 0.5  # one that is only called to mind


class Evidence(NamedTuple):
    """One sign, how much it weighs (less than nothing: against), and the words that give it."""

    weight: float
    why: str
    body: str | None = None
    start: int = -1
    end: int = -1


def told_event(sentence: Sentence, why: str, body: str | None) -> Evidence:
    """A session told as held, or led."""
    return Evidence(weight(sentence), why, body, sentence.start, sentence.end)


def weight(sentence: Sentence) -> float:
    """What a session told there weighs."""
    return LEAD if sentence.lead else _LATER
