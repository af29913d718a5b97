"""Twenty thousand passes in one life of the real process: memory, threads and descriptors stay where they were."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

from tests import sites
from tests.faults.sites import LIST
from tests.faults.test_state import HurriedPhienhop
from tests.fetch.conftest import Site, serving
from tests.soak.country import Sample, how_it_went, sample
from tests.soak.figures import figure

SOURCES = 40
FROM, TO = 1_000, int(os.environ.get("PASSES") or 20_000)
GROWTH = 10 * 1024  # KiB
WITHIN = 1800.0  # seconds, however slow the machine
NEWS_EVERY = 100  # passes between two further articles


async def test_nothing_grows(tmp_path: Path) -> None:
    async with _service(tmp_path) as (phienhop, watched):
        assert phienhop.process is not None
        samples: dict[int, Sample] = {}
        async with asyncio.timeout(WITHIN):
            while (done := _passes(phienhop.state)) < TO:
                if done >= FROM:
                    samples[done] = sample(phienhop.process.pid)
                site = watched[done % SOURCES]
                site.pages |= sites.paged(3 + done // NEWS_EVERY // SOURCES)
                await asyncio.sleep(1)
        phienhop.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(phienhop.process.wait, 60) == 0
    _judge([samples[number] for number in sorted(samples)], done)


@asynccontextmanager
async def _service(folder: Path) -> AsyncIterator[tuple[HurriedPhienhop, list[Site]]]:
    """The service on sites that are read again as soon as they were read."""
    async with AsyncExitStack() as stack:
        watched = [await stack.enter_async_context(serving(sites.paged(3))) for _ in range(SOURCES)]
        phienhop = HurriedPhienhop(folder, {"PHIENHOP_TICK": "0.02", "PHIENHOP_RECHECKS": "10m"})
        stack.callback(phienhop.kill)
        common = {"kind": "national", "every": "0s", "pace": "0s", "allow_private": True}
        stanzas = [
            {"id": f"xa-{n}", "name": f"Xã {n}", "listing": s.url(LIST), **common} for n, s in enumerate(watched)
        ]
        phienhop.configure([], stanzas)
        phienhop.start()
        yield phienhop, watched


def _passes(state: Path) -> int:
    """Visits so far; the ids go on although old visits are forgotten."""
    try:
        with closing(sqlite3.connect(f"{(state / 'phienhop.db').as_uri()}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT coalesce(max(id), 0) FROM visit").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def _judge(samples: list[Sample], passes: int) -> None:
    first, last = samples[0], samples[-1]
    figure(22, f"{passes} passes in one life; from the {FROM}th on, {how_it_went(first, last, samples)}")
    quarter = len(samples) // 4
    before, after = samples[:quarter], samples[-quarter:]
    assert max(s.memory for s in after) - min(s.memory for s in before) <= GROWTH
    assert min(s.files for s in after) <= min(s.files for s in before) + 4  # without connections under way
