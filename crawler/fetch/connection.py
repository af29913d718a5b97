"""One connection, on asyncio's own transports: httpcore speaks HTTP over it, and knows nothing of addresses.

httpcore's own go through anyio, whose cancel scopes and checkpoints are half of what a request costs;
one deadline around the whole request stands for all of them.
"""
# ruff: noqa: ASYNC109  (httpcore's network interface hands the timeout down as an argument)

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore

from crawler.fetch import tls
from crawler.fetch.guard import Guard
from crawler.fetch.trouble import Trouble
from crawler.model import Access

CONNECT_CAP = 15.0  # seconds for one address, so that a dead IPv6 address leaves time for IPv4
_TRIES = 4  # addresses dialled at most
_AHEAD = 256 << 10  # bytes that may wait to be read before no more are taken


class Dialler(httpcore.AsyncNetworkBackend):
    """Dials judged addresses only, and closes what it opened, whatever became of the request."""

    def __init__(self, guard: Guard, access: Access) -> None:
        self._guard, self._access = guard, access
        self._opened: list[_Stream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception | None = None
        for address in (await self._guard.addresses(host, self._access))[:_TRIES]:
            try:
                return await self._dial(address, port)
            except OSError as error:  # a TimeoutError is one
                failure = error
        reason = "timeout" if isinstance(failure, TimeoutError) else "connect"
        raise Trouble(reason, _told(failure)) from failure

    async def _dial(self, address: str, port: int) -> _Stream:
        async with asyncio.timeout(CONNECT_CAP):
            _, stream = await asyncio.get_running_loop().create_connection(_Stream, address, port)
        self._opened.append(stream)
        return stream

    def close(self) -> None:
        for stream in self._opened:
            stream.transport.abort()


class _Stream(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """What came is kept until it is read, and is read even when a reset came after it."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self._came = bytearray()
        self._is_over = False
        self._failure: Exception | None = None
        self._news: asyncio.Future[None] | None = None

    # --- as asyncio calls it ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        if len(self._came) > _AHEAD:
            self.transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._is_over, self._failure = True, error
        self._wake()

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    # --- as httpcore calls it ---

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        while not self._came and not self._is_over:
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        if not self._came and self._failure is not None:
            raise httpcore.ReadError(str(self._failure)) from self._failure
        data = bytes(self._came[:max_bytes])
        del self._came[:max_bytes]
        if len(self._came) <= _AHEAD and not self._is_over:
            self.transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if buffer:
            self.transport.write(buffer)

    async def aclose(self) -> None:
        self.transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        loop, plain = asyncio.get_running_loop(), self.transport
        try:
            made = await loop.start_tls(plain, self, ssl_context, server_hostname=server_hostname)
        except ssl.SSLError as error:
            raise Trouble("tls", tls.advice(str(error))) from error
        except ConnectionError as error:
            raise Trouble("tls", tls.advice(tls.HUNG_UP)) from error
        if made is None:  # the connection was lost in the middle
            raise Trouble("tls", tls.advice(tls.HUNG_UP))
        self.transport = made
        return self

    def get_extra_info(self, info: str) -> Any:
        return self.transport.get_extra_info(info)


def _told(error: Exception | None) -> str:
    """ "Connection refused", without the address that was dialled."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error or "no address")
