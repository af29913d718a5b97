"""One poll of an unchanged listing: what the service does most."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.floor import floor
from bench.measure import Line, Run, peer, say
from bench.ours import pass_over
from bench.site import serving
from bench.slope import Job, Task, costs
from bench.watchers import Watcher

LISTINGS = 200
LOOKS = 10  # at each listing, after a first one by each process, which knows none of them yet


def lines() -> Iterator[Line]:
    """CPU of a poll, 60 KB each, only the clock changed: beside whole runs of what cron would start each time."""
    with serving(LISTINGS) as urls, tempfile.TemporaryDirectory() as folder:
        listings, state = [f"{url}/" for url in urls], Path(folder) / "state"
        say("  the articles of all listings are read, so that none is new")
        pass_over(urls, state, 1)
        tasks = {
            "ours": Task(lambda n: pass_over(urls, state, n), 1, 1 + LOOKS, LISTINGS),
            "httpx + selectolax": Task(lambda n: floor(listings * n), 1, 1 + LOOKS, LISTINGS),
        }
        for name in ("urlwatch", "webchanges"):
            if command := peer(name):
                tasks[name] = Task(_whole(Watcher(command, Path(folder), urls)), 0, LISTINGS)
        cpu = {name: cost.cpu for name, cost in costs(tasks).items()}
    ours, least = cpu.pop("ours"), cpu.pop("httpx + selectolax")
    known = "urlwatch" in cpu and "webchanges" in cpu
    yield Line(
        f"poll of an unchanged listing, CPU (of {LISTINGS}, 60 KB)",
        ours,
        goal="at most 2.5 × the floor; 4 × less than urlwatch, 12 × less than webchanges",
        met=ours <= 2.5 * least and 4 * ours <= cpu["urlwatch"] and 12 * ours <= cpu["webchanges"] if known else None,
        floor=("httpx + selectolax", least),
        peers=tuple(cpu.items()),
    )


def _whole(watcher: Watcher) -> Job:
    """Its start counts: it has no other way to poll."""
    return lambda count: watcher(count) if count else Run(0.0, 0.0, "")
