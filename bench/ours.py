"""Our own passes over sources, through everything the service goes through: `python -m bench.ours STATE PASSES URL…`.

Started for `measure.run`, so that the reading processes and whatever else is started are counted.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from bench.measure import Run, run
from crawler.errors import ReadFailed
from crawler.model import Access, Kind, Page, Settings, Source
from crawler.poll import Desk
from crawler.schedule import READERS, Options, open_desk, poll_all, settle

ACCESS = Access(pace=timedelta(), allow_private=True)


def source(url: str) -> Source:
    """A site of the benchmark, as a stanza would have it with `pace: 0s` and `allow_private: true`."""
    id = url.partition("//")[2].partition(":")[0].replace(".", "-")
    return Source(id, url, Kind.PORTAL, listing=(f"{url}/",), access=ACCESS)


def pass_over(urls: Sequence[str], state: Path, count: int) -> Run:
    """The same in a process of its own."""
    return run([sys.executable, "-m", "bench.ours", str(state), str(count), *urls])


async def passes(count: int, urls: Sequence[str], state: Path) -> Counter[str]:
    """So many passes over all of them, one after another; what came of them."""
    settings = Settings(sources=tuple(source(url) for url in urls))
    told: Counter[str] = Counter()
    async with open_desk(settings, Options(state)) as desk:
        await ready(desk)
        settle()
        for _ in range(count):
            for visit in (await poll_all(settings.sources, desk)).values():
                if visit.error:
                    raise SystemExit(f"a pass went wrong: {visit.error}")
                told.update(new=visit.new, fetched=visit.fetched, links=visit.links)
    return told


async def ready(desk: Desk) -> None:
    """Wait until the reading processes are there: their start is not measured, and on a busy machine takes long."""
    page = Page("https://thu.example/", b"<html><a href='/tin/1.html'>Tin</a></html>", desk.clock())
    for _ in range(20):
        with suppress(ReadFailed):
            await asyncio.gather(*(desk.worker.listing(page, source(page.url)) for _ in range(READERS)))
            return


if __name__ == "__main__":
    logging.disable()
    print(json.dumps(asyncio.run(passes(int(sys.argv[2]), sys.argv[3:], Path(sys.argv[1])))))
