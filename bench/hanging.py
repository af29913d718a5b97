"""Sites that hang: how long the others wait for their turn, in one pass over all of them."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.measure import Line, Run, peer, say
from bench.ours import ready, source
from bench.site import listening, started, until_ended
from bench.watchers import Watcher
from crawler.model import Settings
from crawler.schedule import Options, open_desk, poll_all

SITES, HANGING = 100, 10  # one in so many hangs
PAGE = b"<!doctype html><title>Tin</title><p><a href='/bai/1.html'>Bai</a> luc 08:00:00</p>"
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"

Pass = Callable[[list[str], Path], object]


def lines() -> Iterator[Line]:
    """Seconds until the last good site is looked at. Neither peer keeps a timetable: cron starts one pass after
    another, and a pass that is not over when the next begins is the end of the interval they can keep."""
    ways: dict[str, Pass] = {"ours": _ours}
    for name in ("urlwatch", "webchanges"):
        if command := peer(name):
            ways[name] = partial(_watcher, command)
    late = {name: _waited(name, way) for name, way in ways.items()}
    ours = late.pop("ours")
    yield Line(
        f"one pass over {SITES} sources, {100 // HANGING} % hanging: the last good one is looked at after",
        ours,
        "at most 5 s",
        ours <= 5,
        peers=tuple(late.items()),
        unit="s",
    )


def _watcher(command: str, urls: list[str], folder: Path) -> Run:
    return Watcher(command, folder, urls).first(len(urls))


def _ours(urls: list[str], state: Path) -> None:
    async def once() -> None:
        settings = Settings(sources=tuple(map(source, urls)))
        async with open_desk(settings, Options(state)) as desk:
            await ready(desk)
            await poll_all(settings.sources, desk)

    asyncio.run(once())


def _waited(name: str, way: Pass) -> float:
    """Seconds between the first and the last time that a good site was asked for its list."""
    say(f"  {name}, until all sites that hang were given up")
    with tempfile.TemporaryDirectory() as folder, started("bench.hanging", SITES) as (urls, process):
        way(urls, Path(folder))
        times = json.loads(process.communicate()[0])
    return float(max(times) - min(times))


async def serve(count: int) -> None:
    """Answer, or not, until standard input ends; then say when each good site was first asked for its list."""
    asked: dict[str, float] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, hangs: bool) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET /robots.txt "):
            writer.write(_ANSWER % (0, b""))
        elif hangs:
            await reader.read()  # until the other side has had enough
        else:
            asked.setdefault(host, time.monotonic())
            writer.write(_ANSWER % (len(PAGE), PAGE))
        writer.close()

    sockets = listening("127.2", count)
    servers = []
    for n, one in enumerate(sockets):
        handler = partial(answer, host=one.getsockname()[0], hangs=n % HANGING == 0)
        servers.append(await asyncio.start_server(handler, sock=one))
    await until_ended(sockets)
    print(json.dumps(list(asked.values())))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
