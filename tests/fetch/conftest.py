"""A site on loopback that answers as it is told, and keeps a log of who asked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from crawler.errors import FetchFailed
from crawler.fetch import Fetcher
from crawler.model import Access

LOCAL = Access(pace=timedelta(), timeout=timedelta(seconds=5), allow_private=True)
HURRIED = replace(LOCAL, timeout=timedelta(seconds=0.3))

Handler = Callable[[asyncio.StreamWriter, "Asked"], Awaitable[None]]
Reply = bytes | Handler


def http(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A plain answer; header names with _ for -."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    path: str
    headers: dict[str, bytes]
    at: float


@dataclass
class Site:
    """Answers from `pages`; a path it does not know is a 404, robots.txt among them."""

    port: int = 0
    pages: dict[str, Reply] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    ended: list[float] = field(default_factory=list)
    host: str = "127.0.0.1"
    scheme: str = "http"

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        """The paths asked for, without robots.txt."""
        return [asked.path for asked in self.log if asked.path != "/robots.txt"]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            asked = await _read_request(reader)
            self.log.append(asked)
            reply = self.pages.get(asked.path, http(404))
            if isinstance(reply, bytes):
                writer.write(reply)
                await writer.drain()
            else:
                await reply(writer, asked)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            self.ended.append(asyncio.get_running_loop().time())


async def _read_request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
    path = head[0].split(b" ")[1].decode("latin-1")
    headers = {key.decode().lower(): value.strip() for key, _, value in (h.partition(b":") for h in head[1:] if h)}
    return Asked(path, headers, asyncio.get_running_loop().time())


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answer, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A listener's port; connections that hang on purpose are closed with it."""
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(connected(reader, writer)))

    server = await asyncio.start_server(accept, host, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0.001)  # a closed transport leaves the loop one turn later


@asynccontextmanager
async def serving(
    pages: dict[str, Reply] | None = None, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    site = Site(pages=pages or {}, host=host, scheme="https" if tls else "http")
    async with listening(site.answer, host, tls) as site.port:
        yield site


async def until(done: Callable[[], bool]) -> None:
    """Wait for something a server or a thread will have done soon."""
    async with asyncio.timeout(10):
        while not done():  # noqa: ASYNC110  (what is waited for knows no event)
            await asyncio.sleep(0.005)


Serve = Callable[..., Awaitable[Site]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """`await serve({"/": http(body=b"...")})` starts a site that ends with the test."""
    async with AsyncExitStack() as stack:

        async def start(
            pages: dict[str, Reply] | None = None, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
        ) -> Site:
            return await stack.enter_async_context(serving(pages, host, tls))

        yield start


async def failure(fetcher: Fetcher, url: str, access: Access = LOCAL, *, robots: bool = True) -> FetchFailed:
    """The FetchFailed that a fetch ends with; any other exception fails the test."""
    with pytest.raises(FetchFailed) as caught:
        await fetcher.fetch(url, access=access, robots=robots)
    return caught.value
