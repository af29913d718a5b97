"""A thousand sources, a hundred of which never answer: the others are visited when they are due."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.model import Access, Kind, Settings, Source
from crawler.schedule import Options, Service, service, settle
from tests.faults.sites import LIST
from tests.fetch.conftest import Site, listening
from tests.fetch.test_faults import mute
from tests.sites import paged
from tests.soak.figures import figure

MANY, MUTE_EVERY = 1000, 10
SPREAD = 40  # seconds over which they fall due
ACCESS = Access(pace=timedelta(), timeout=timedelta(seconds=30), allow_private=True)


async def test_sources_that_hang_delay_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as stack:
        sources = [await _source(stack, n) for n in range(MANY)]
        made = await stack.enter_async_context(service(Settings(sources=tuple(sources)), Options(state=tmp_path)))
        settle()  # as `run` does; the thousand sites in this process are none of the service's
        with _timed(monkeypatch) as held:
            visits, due, lags = await _watch(made)
    late = sorted(_late(visits, due))
    p99 = late[len(late) * 99 // 100]
    figure(3, f"{MANY} sources: half {late[len(late) // 2]:.2f} s late, p99 {p99:.2f} s, most {late[-1]:.2f} s")
    figure(3, f"loop: p99 {sorted(lags)[len(lags) * 99 // 100] * 1000:.0f} ms late, most {max(lags) * 1000:.0f} ms")
    longest, once = sorted(held)[-2:]  # the very first request imports what it needs
    figure(
        3, f"no callback held the loop for more than {longest * 1000:.0f} ms of its own time, once {once * 1000:.0f}"
    )
    assert p99 <= 5
    assert longest <= 0.1


async def _source(stack: AsyncExitStack, n: int) -> Source:
    """A source on an address of its own; every tenth never answers."""
    hangs = n % MUTE_EVERY == 0
    site = Site(pages={LIST: mute, "/robots.txt": mute} if hangs else paged(1))
    host = f"127.20.{n // 250}.{n % 250 + 1}"
    port = await stack.enter_async_context(listening(site.answer, host))
    id = f"{'bad' if hangs else 'good'}-{n}"
    return Source(id, "Xã", Kind.NATIONAL, listing=(f"http://{host}:{port}{LIST}",), access=ACCESS)


async def _watch(made: Service) -> tuple[list[tuple[str, str, str]], dict[str, datetime], list[float]]:
    """Let them fall due one after the other; the first visits, when each was due, and how late the loop ran."""
    start, lags = datetime.now(UTC) + timedelta(seconds=15), list[float]()
    order = sorted(made.settings.sources, key=lambda source: source.id[::-1])
    due = {s.id: start + timedelta(seconds=SPREAD * n / MANY) for n, s in enumerate(order)}
    for id, at in due.items():
        await made.desk.keep(partial(_put_off, id, at))
    probe = asyncio.create_task(_probe(lags))
    running = asyncio.create_task(made.forever())
    visits = await _visits(made)
    for task in (probe, *made.running.values()):
        task.cancel()
    made.stopping.set()
    await running
    return visits, due, lags


async def _visits(made: Service) -> list[tuple[str, str, str]]:
    """(source, when, outcome) of the first visits, when every good source has had one."""
    sql = "SELECT source, min(at), outcome FROM visit WHERE source LIKE 'good-%' GROUP BY source"
    async with asyncio.timeout(600):
        while True:
            await asyncio.sleep(2)
            visits = await made.desk.keep(lambda archive: archive.db.execute(sql).fetchall())
            if len(visits) == MANY - MANY // MUTE_EVERY:
                return visits


def _put_off(id: str, at: datetime, archive: Archive) -> None:
    archive.next_poll(id, at)


def _late(visits: list[tuple[str, str, str]], due: dict[str, datetime]) -> Iterator[float]:
    for id, at, outcome in visits:
        assert outcome == "ok"
        yield (datetime.fromisoformat(at) - due[id]).total_seconds()


@contextmanager
def _timed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """How much time of the loop's own thread each callback takes: what a busy machine adds is no fault of theirs."""
    held: list[float] = []
    run = asyncio.Handle._run

    def timed(self: asyncio.Handle) -> None:
        before = time.thread_time()
        run(self)
        held.append(time.thread_time() - before)

    with monkeypatch.context() as patch:
        patch.setattr(asyncio.Handle, "_run", timed)
        yield held


async def _probe(lags: list[float]) -> None:
    loop = asyncio.get_running_loop()
    with suppress(asyncio.CancelledError):
        while True:
            before = loop.time()
            await asyncio.sleep(0.05)
            lags.append(loop.time() - before - 0.05)
