"""Sites that hang: how long the others wait for their turn, in one pass over all of them."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.measure import ROOT, Line, Run, peer, say
from bench.ours import ready, source
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
    with tempfile.TemporaryDirectory() as folder, _sites() as (urls, asked):
        way(urls, Path(folder))
        times = asked()
    return max(times) - min(times)


@contextmanager
def _sites() -> Iterator[tuple[list[str], Callable[[], list[float]]]]:
    """Their addresses, and when each good one was asked, to be called once: it ends them."""
    words = [sys.executable, "-m", "bench.hanging", str(SITES)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        urls = list(json.loads(process.stdout.readline()))
        yield urls, lambda: list(json.loads(process.communicate()[0]))


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

    port = 0
    urls, servers = [], []
    for n in range(count):
        host = f"127.2.{n // 250}.{n % 250 + 1}"
        listening = socket.create_server((host, port))
        port = listening.getsockname()[1]
        handler = partial(answer, host=host, hangs=n % HANGING == 0)
        servers.append(await asyncio.start_server(handler, sock=listening))
        urls.append(f"http://{host}:{port}")
    print(json.dumps(urls), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps(list(asked.values())))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
