"""A thousand sources, a hundred of which never answer: the others are visited when they are due."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from crawler.archive import Archive
from crawler.model import Access, Kind, Settings, Source
from crawler.schedule import Options, Service, service
from tests.faults.sites import LIST
from tests.fetch.conftest import Site, listening
from tests.fetch.test_faults import mute
from tests.sites import paged

MANY, MUTE_EVERY = 1000, 10
SPREAD = 40  # seconds over which they fall due
ACCESS = Access(pace=timedelta(), timeout=timedelta(seconds=30), allow_private=True)


async def test_sources_that_hang_delay_nobody(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        sources = [await _source(stack, n) for n in range(MANY)]
        made = await stack.enter_async_context(service(Settings(sources=tuple(sources)), Options(state=tmp_path)))
        visits, due, lags = await _watch(made)
    late = sorted(_late(visits, due))
    assert len(late) == MANY - MANY // MUTE_EVERY, "not every good source was visited"
    p99 = late[len(late) * 99 // 100]
    print(f"\nlate: half {late[len(late) // 2]:.2f} s, p99 {p99:.2f} s, most {late[-1]:.2f} s")
    print(f"loop: p99 {sorted(lags)[len(lags) * 99 // 100] * 1000:.0f} ms late, most {max(lags) * 1000:.0f} ms")
    assert p99 <= 5


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
    await asyncio.sleep((start - datetime.now(UTC)).total_seconds() + SPREAD + 6)
    sql = "SELECT source, min(at), outcome FROM visit GROUP BY source"
    visits = await made.desk.keep(lambda archive: archive.db.execute(sql).fetchall())
    for task in (probe, *made.running.values()):
        task.cancel()
    made.stopping.set()
    await running
    return visits, due, lags


def _put_off(id: str, at: datetime, archive: Archive) -> None:
    archive.next_poll(id, at)


def _late(visits: list[tuple[str, str, str]], due: dict[str, datetime]) -> Iterator[float]:
    for id, at, outcome in visits:
        if id.startswith("good"):
            assert outcome == "ok"
            yield (datetime.fromisoformat(at) - due[id]).total_seconds()


async def _probe(lags: list[float]) -> None:
    loop = asyncio.get_running_loop()
    with suppress(asyncio.CancelledError):
        while True:
            before = loop.time()
            await asyncio.sleep(0.05)
            lags.append(loop.time() - before - 0.05)
