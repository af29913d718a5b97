"""A day of the timetable with thousands of sources, on a clock that skips what would only be waited for.

Service, passes, archive and alerts are the real ones; only the network is not: a site answers "not modified" after a
second, or hangs until the deadline. So the figures are of the scheduling alone, with each visit on the disk.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast
from unittest import mock

from bench import measure
from bench.archives import cost_of, poll_alone
from bench.clock import SkippingLoop
from bench.measure import Line
from crawler.archive import Archive
from crawler.archive.moments import stamp
from crawler.errors import FetchFailed
from crawler.fetch import Fetcher
from crawler.model import HostState, Kind, Page, Settings, Source, Validators, Visit
from crawler.poll import Desk, _next
from crawler.schedule import Options, Service, service

SOURCES, HANGING = 5_000, 10  # one in so many hangs
GROWN = (10, 1_000, 10_000)
EVERY = timedelta(minutes=30)
ANSWERS, DEADLINE = 1.0, 40.0  # seconds
HOURS, HOURS_FULL = 3, 24
SAMPLE = 200  # visits, ticks
ROOM = 16.0  # MiB that memory may move by and still be called flat


@dataclass(frozen=True, slots=True)
class Day:
    """What some simulated hours cost."""

    late: float  # seconds, p99 of the good sources, their first visit left out
    latest: float
    visits: int
    cpu: float  # seconds, of all threads
    memory: list[float]  # MiB, at the start and after each hour


def lines() -> Iterator[Line]:
    """Lateness, processor and memory; then what a visit costs among how many others."""
    hours = HOURS_FULL if measure.full() else HOURS
    day = _apart(SOURCES, hours)
    share, most, moved = day.cpu / hours / 36, max(day.memory), day.memory[-1] - day.memory[1]
    what = f"{SOURCES:,} sources every 30 minutes, {100 // HANGING} % hanging, {hours} simulated hours"
    yield Line(f"{what}: good ones late, p99", day.late, "at most 5 s", day.late <= 5, unit="s")
    yield Line(f"{what}: of one core", share, "below 15 %", share < 15, unit="%")
    yield Line(f"{what}: memory", most, "below 300 MiB", most < 300, unit="MiB")
    yield Line(f"{what}: memory gained after the first hour", moved, "flat", moved < ROOM, unit="MiB")
    yield from _growth()


def _growth() -> Iterator[Line]:
    """Processor time of one visit, and of one tick that finds nothing due."""
    for what, costs in zip(("visit", "tick"), zip(*map(_grown, GROWN), strict=True), strict=True):
        for count, cost in zip(GROWN, costs, strict=True):
            goal = "" if count == GROWN[0] else f"at most 1.5 × among {GROWN[0]}"
            yield Line(f"one {what} among {count:,} sources", cost, goal, cost <= 1.5 * costs[0] if goal else None)


def _grown(count: int) -> tuple[float, float]:
    sources, now = _sources(count), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder)) as archive:
        archive.register(sources, now)
        some = [sources[n * count // SAMPLE] for n in range(SAMPLE)]
        visits = [asyncio.run(poll_alone(archive, source)) for source in some]
        with archive.db.conn:
            archive.db.execute("UPDATE source SET last_visit = ?, next_poll = ?", [stamp(now), stamp(now + EVERY)])
        ticks = [cost_of(partial(archive.due_sources, now)) for _ in range(SAMPLE)]
    return statistics.median(visits), statistics.median(ticks)


def _apart(count: int, hours: int) -> Day:
    """In a process of its own, so that memory and processor are the service's alone."""
    measure.say(f"{count} sources, {hours} simulated hours")
    run = measure.run([sys.executable, "-m", "bench.timetable", str(count), str(hours)], limit=3600)
    return Day(**json.loads(run.out))


# --- in that process ---


@dataclass(slots=True)
class Country:
    """Stands in for the network."""

    clock: Callable[[], datetime]
    visits: int = 0

    async def fetch(self, url: str, *, validators: Validators, **_: object) -> Page:
        began = self.clock()
        self.visits += 1
        if "hangs" in url:
            await asyncio.sleep(DEADLINE)
            raise FetchFailed(url, "timeout", "no answer")
        await asyncio.sleep(ANSWERS)
        return Page(url, b"", began, status=304)

    def changed_hosts(self) -> list[HostState]:
        return []


@dataclass(slots=True)
class Watch(Service):
    """The service, noting how late it starts on good sources."""

    due: dict[str, datetime] = field(default_factory=dict)  # after the first visit
    late: array[float] = field(default_factory=lambda: array("d"))  # small: it is no memory of the service's

    def start(self, source: Source) -> asyncio.Task[Visit]:
        if due := self.due.get(source.id):
            self.late.append((self.desk.clock() - due).total_seconds())
        return Service.start(self, source)

    def next(self, source: Source, visit: Visit, now: datetime) -> datetime:
        """When the pass says to come again."""
        at = _next(source, visit, now)
        if not source.id.startswith("hangs"):
            self.due[source.id] = at
        return at


def _sources(count: int) -> tuple[Source, ...]:
    names = (("hangs" if n % HANGING == 0 else "good", n) for n in range(count))
    return tuple(
        Source(f"{kind}-{n}", f"Xã {n}", Kind.PORTAL, listing=(f"https://{kind}-{n}.example/tin",), every=EVERY)
        for kind, n in names
    )


async def _live(options: Options, count: int, hours: int, loop: SkippingLoop) -> Day:
    with loop.wall() as clock:
        async with service(Settings(sources=_sources(count)), options) as made:
            country = Country(clock)
            desk = Desk(cast(Fetcher, country), made.desk.worker, made.desk.keep, clock)
            watch = Watch(made.settings, made.options, desk, made.delivery)
            began = time.process_time()
            with mock.patch("crawler.poll._next", watch.next):
                memory = await _watched(watch, hours)
            cpu = time.process_time() - began
    late = sorted(watch.late) or [0.0]
    return Day(late[len(late) * 99 // 100], late[-1], country.visits, cpu, memory)


async def _watched(made: Service, hours: int) -> list[float]:
    """Let it run for some hours; its memory at the start and after each."""
    running = asyncio.create_task(made.forever())
    memory = [_memory()]
    for _ in range(hours):
        await asyncio.sleep(3600)
        memory.append(_memory())
    made.stopping.set()
    await running
    return memory


def _memory() -> float:
    """MiB resident now."""
    words = Path("/proc/self/status").read_text(encoding="utf-8").split()
    return int(words[words.index("VmRSS:") + 1]) / 1024


def _main(count: int, hours: int) -> None:
    logging.disable()
    loop = SkippingLoop()
    with tempfile.TemporaryDirectory() as folder, Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        options = Options(Path(folder), terminal=nowhere)
        day = loop.run_until_complete(_live(options, count, hours, loop))
    print(json.dumps(asdict(day)))


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
