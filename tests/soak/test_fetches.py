"""A thousand hostile fetches, none of which outlives its deadline."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import cast

from crawler.errors import FetchFailed
from crawler.fetch import Fetcher
from tests.fetch.conftest import LOCAL, Reply, Site, serving
from tests.fetch.test_faults import FAULTS
from tests.soak.figures import figure

FETCHES, AT_ONCE = 1000, 50
DEADLINE = 5.0  # seconds; sources have 40
SLACK = 1.0  # as promised: 31 s for a deadline of 30
ACCESS = replace(LOCAL, timeout=timedelta(seconds=DEADLINE))


async def test_a_thousand_hostile_fetches() -> None:
    """Each fault of the wire again and again, fifty at a time, on a host of its own."""
    async with AsyncExitStack() as stack:
        replies = {name: cast(Reply, reply) for name, (reply, _) in FAULTS.items()}
        sites = {name: await stack.enter_async_context(serving({"/": reply})) for name, reply in replies.items()}
        fetcher = Fetcher(resolve=lambda host: ["127.0.0.1"])
        room, faults = asyncio.Semaphore(AT_ONCE), list(FAULTS)
        tasks = [_fetch(fetcher, sites[faults[n % len(faults)]], n, room) for n in range(FETCHES)]
        ended = await asyncio.gather(*tasks)
    took = sorted(seconds for seconds, _ in ended)
    said = ", ".join(f"{number} {reason}" for reason, number in Counter(reason for _, reason in ended).most_common())
    figure(2, f"{FETCHES} hostile fetches ({said}): the longest took {took[-1]:.2f} s, the deadline is {DEADLINE:g} s")
    for n, (_, reason) in enumerate(ended):
        assert reason in (FAULTS[faults[n % len(faults)]][1], "timeout"), faults[n % len(faults)]
    assert took[-1] <= DEADLINE + SLACK


async def _fetch(fetcher: Fetcher, site: Site, n: int, room: asyncio.Semaphore) -> tuple[float, str]:
    """How long it took and what became of it."""
    async with room:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            await fetcher.fetch(site.url("/", f"h{n}.test"), access=ACCESS, robots=False)
        except FetchFailed as failed:
            return loop.time() - started, failed.reason
        return loop.time() - started, "read"
