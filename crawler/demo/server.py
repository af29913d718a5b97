"""Just enough of HTTP/1.1 to be a web site: one request a connection, each noted."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

_HEAD_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What a site was asked."""

    site: str
    path: str  # with its query
    headers: Mapping[str, str]  # names in lower case
    at: float  # monotonic seconds
    together: int  # requests to this site under way, this one included
    body: bytes = b""
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Response:
    """What it answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Server:
    """One address that answers; port 0 takes whichever is free."""

    def __init__(self, site: str, answer: Callable[[Request], Awaitable[Response]]) -> None:
        self.answer = answer
        self._site = site
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self.requests: list[Request] = []
        self.base = ""

    async def start(self, host: str) -> None:
        self._server = await asyncio.start_server(self._connected, host, 0, limit=_HEAD_LIMIT)
        self.base = "http://{}:{}".format(*self._server.sockets[0].getsockname())

    async def close(self) -> None:
        """Close, and drop who still waits for an answer."""
        if self._server is not None:
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever asked may be killed at any moment: that is no failure of the site.
        with contextlib.closing(writer), contextlib.suppress(OSError, asyncio.IncompleteReadError):
            request = await self._read(reader)
            self._under_way += 1
            self.requests.append(replace(request, together=self._under_way))
            try:
                response = await self.answer(request)
            finally:
                self._under_way -= 1
            writer.write(_bytes(response))
            await writer.drain()

    async def _read(self, reader: asyncio.StreamReader) -> Request:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, path, _ = first.split()
        return Request(self._site, path, headers, time.monotonic(), 1, body, method)


def _bytes(response: Response) -> bytes:
    headers = {**response.headers, "Content-Length": str(len(response.body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + response.body
