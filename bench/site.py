"""The local sites: a process of its own, so that what answering costs is nobody's cost.

Each site is an address of 127.0.0.0/8, all on one port. The clock on a page is another one on each answer.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from bench import pages
from bench.measure import ROOT, say

ROBOTS = b"User-agent: *\nDisallow: /quan-tri/\nAllow: /\n"
_HEAD = "HTTP/1.1 {} OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: {}\r\n\r\n"


@contextmanager
def serving(count: int) -> Iterator[list[str]]:
    """So many sites, until the block ends; the base URL of each."""
    say(f"{count} sites are made")
    with started("bench.site", count) as (urls, _):
        yield urls


@contextmanager
def started(module: str, count: int) -> Iterator[tuple[list[str], subprocess.Popen[str]]]:
    """A module that serves so many sites, in a process that ends when its input does; the base URL of each."""
    words = [sys.executable, "-m", module, str(count)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        yield list(json.loads(process.stdout.readline())), process
        process.stdin.close()


def listening(net: str, count: int) -> list[socket.socket]:
    """A socket at each of so many addresses that begin so, all on one port."""
    sockets: list[socket.socket] = []
    port = 0
    for n in range(count):
        sockets.append(socket.create_server((f"{net}.{n // 250}.{n % 250 + 1}", port), backlog=256))
        port = sockets[-1].getsockname()[1]
    return sockets


async def until_ended(sockets: Sequence[socket.socket]) -> None:
    """Tell whoever called `started` the base URLs, and wait for the end of standard input."""
    print(json.dumps(["http://{}:{}".format(*one.getsockname()) for one in sockets]), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


class Site(asyncio.Protocol):
    """One connection. Requests have no bodies, and one comes after another."""

    clock = itertools.count()

    def __init__(self, sites: Mapping[str, Mapping[str, bytes]]) -> None:
        self._sites = sites
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._pages = self._sites[transport.get_extra_info("sockname")[0]]

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        path = head.split(" ", 2)[1]
        last = "\r\nconnection: close" in head.lower()
        status, kind, body = 200, "text/html; charset=utf-8", self._pages.get(pages.key(path), b"")
        if path == "/robots.txt":
            kind, body = "text/plain", ROBOTS
        elif not body:
            status = 404
        body = body.replace(pages.CLOCK.encode(), self._time(), 1)
        form = _HEAD.format(status, kind, len(body), "close" if last else "keep-alive")
        self._transport.write(form.encode() + body)
        if last:
            self._transport.close()

    def _time(self) -> bytes:
        seconds = next(self.clock)
        return b"%02d:%02d:%02d" % (seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)


async def serve(count: int) -> None:
    """Answer until standard input ends."""
    sockets, sites = listening("127.1", count), {}
    for n, one in enumerate(sockets):
        sites[one.getsockname()[0]] = {pages.key(path): page.encode() for path, page in pages.site(n).items()}
    for one in sockets:
        await asyncio.get_running_loop().create_server(lambda: Site(sites), sock=one)
    await until_ended(sockets)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
