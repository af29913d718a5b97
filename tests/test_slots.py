"""When a source is visited next: at its own moment of the interval, which it comes to step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crawler.model import Kind, Source, Visit
from crawler.poll import SLOWEST, _next
from tests.archive.samples import NOW

HALF_HOUR = timedelta(minutes=30)


def _source(n: int, every: timedelta = HALF_HOUR) -> Source:
    return Source(f"xa-{n}", f"Xã {n}", Kind.PORTAL, every=every)


def test_what_was_due_together_parts() -> None:
    minutes = set()
    for n in range(300):
        at = NOW
        for _ in range(4):
            at = _next(_source(n), Visit(at), at)
        minutes.add(at.minute % 30)
        assert _next(_source(n), Visit(at), at) == at + HALF_HOUR, "once in its place it stays there"
    assert len(minutes) == 30, "every minute of the half hour has its share"


@pytest.mark.parametrize("outcome", ["ok", "unchanged", "timeout"])
@pytest.mark.parametrize("every", [timedelta(), timedelta(seconds=1), HALF_HOUR, timedelta(hours=5)])
def test_never_later_and_never_much_earlier(outcome: str, every: timedelta) -> None:
    wait = min(every * 2, max(SLOWEST, every)) if outcome == "timeout" else every
    for n in range(50):
        gone = _next(_source(n, every), Visit(NOW, outcome), NOW) - NOW
        assert wait * 0.75 <= gone <= wait
