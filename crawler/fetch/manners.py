"""One request at a time per host, with time between, and less of them when the host is unwell.

What a host asked for (Retry-After) and our own back-off are moments on the clock, kept across
restarts in `HostState`; the pace between two requests is measured on the loop's own time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.fetch.trouble import Trouble
from crawler.model import HostState

BACKOFF_FIRST = timedelta(minutes=1)
BACKOFF_CAP = timedelta(hours=1)
RETRY_AFTER_CAP = timedelta(hours=24)
NAP_CAP = timedelta(minutes=10)  # a longer wait is told to the caller instead of slept
SLOW_FACTOR = 5  # a host that takes 2 s to answer is given 10 s of rest ...
SLOW_CAP = 10  # ... but never more than ten times the pace

# Failures that say the host is unwell, not that one of its pages is.
HOST_TROUBLE = frozenset({"dns", "connect", "tls", "timeout"})
ASKS_TO_WAIT = frozenset({429, 503})


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """The moment a Retry-After header names, in seconds or as a date; at most a day ahead."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return now + min(timedelta(seconds=min(int(text[:12]), 10**9)), RETRY_AFTER_CAP)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return max(now, min(moment, now + RETRY_AFTER_CAP))


def backoff(failures: int) -> timedelta:
    """How long a host is left alone after so many failures in a row: 1, 2, 4 ... 60 minutes."""
    return min(BACKOFF_FIRST * (1 << min(failures - 1, 16)), BACKOFF_CAP)


def gap(pace: timedelta, crawl_delay: timedelta, took: float) -> float:
    """Seconds between the end of one request and the start of the next."""
    rest = min(SLOW_FACTOR * took, SLOW_CAP * pace.total_seconds())
    return max(pace.total_seconds(), crawl_delay.total_seconds(), rest)


def _under(host: str, trust: str) -> str:
    """What a failed handshake is remembered under."""
    return f"{host} tls {trust}" if trust else host


@dataclass(slots=True)
class _Turnstile:
    """One host's queue, and when its last request ended (in the loop's time)."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended: float | None = None
    took: float = 0.0


class Manners:
    """Whose turn it is, and who is to be left alone."""

    def __init__(self, hosts: Iterable[HostState], clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._states = {state.host: state for state in hosts}
        self._changed: set[str] = set()
        self._turnstiles: dict[str, _Turnstile] = {}

    @asynccontextmanager
    async def turn(
        self, host: str, pace: timedelta, crawl_delay: timedelta = timedelta(), *, trust: str = ""
    ) -> AsyncIterator[None]:
        """Hold the host's only turn; Trouble("wait") when the host is to be left alone for now.

        `trust` says how its certificate is judged: a handshake that failed under one rule may succeed under another.
        """
        self._refuse_if_resting(host, trust)
        turnstile = self._turnstiles.setdefault(host, _Turnstile())
        loop = asyncio.get_running_loop()
        async with turnstile.lock:
            self._refuse_if_resting(host, trust)  # it may have failed while we stood in line
            if turnstile.ended is not None:
                await self._nap(turnstile.ended + gap(pace, crawl_delay, turnstile.took) - loop.time())
            started = loop.time()
            try:
                yield
            finally:
                turnstile.ended = loop.time()
                turnstile.took = turnstile.ended - started

    async def _nap(self, seconds: float) -> None:
        if seconds > NAP_CAP.total_seconds():
            raise Trouble("wait", "Crawl-delay", until=self._clock() + timedelta(seconds=seconds))
        await asyncio.sleep(max(0.0, seconds))

    def _refuse_if_resting(self, host: str, trust: str) -> None:
        now = self._clock()
        for state in filter(None, (self._states.get(host), self._states.get(_under(host, trust)))):
            # Nothing lasts longer than a day: a later moment is left from a clock that was wrong.
            if state.not_before is None or not now < state.not_before <= now + RETRY_AFTER_CAP:
                continue
            detail = f"{state.reason or 'failed'}; until {state.not_before:%Y-%m-%d %H:%M:%S}Z"
            raise Trouble("wait", detail, until=state.not_before)

    def failed(self, host: str, reason: str, *, trust: str = "") -> None:
        """The host could not be reached or did not answer in time: leave it alone for a while."""
        host = _under(host, trust) if reason == "tls" else host
        failures = self._failures(host) + 1
        self._keep(HostState(host, self._clock() + backoff(failures), failures, reason))

    def answered(self, host: str, status: int, retry_header: str | None = None, *, trust: str = "") -> None:
        """The host answered; Trouble("wait") when it answered that we should wait."""
        if trust and self._failures(_under(host, trust)):
            self._keep(HostState(_under(host, trust)))
        now, reason = self._clock(), f"status {status}"
        if status in ASKS_TO_WAIT:
            failures = self._failures(host) + 1
            until = retry_after(retry_header, now) or now + backoff(failures)
            self._keep(HostState(host, until, failures, reason))
            raise Trouble("wait", f"{reason}; until {until:%Y-%m-%d %H:%M:%S}Z", status=status, until=until)
        if status >= 500:
            # One broken page is no broken host; two in a row are.
            failures = self._failures(host) + 1
            self._keep(HostState(host, now + backoff(failures - 1) if failures > 1 else None, failures, reason))
        elif self._failures(host):
            self._keep(HostState(host))

    def _failures(self, host: str) -> int:
        state = self._states.get(host)
        return state.failures if state else 0

    def _keep(self, state: HostState) -> None:
        self._states[state.host] = state
        self._changed.add(state.host)

    def changed(self) -> list[HostState]:
        """States that changed since this was last asked."""
        changed, self._changed = sorted(self._changed), set()
        return [self._states[host] for host in changed]
