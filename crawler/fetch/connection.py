"""One connection, on asyncio's own transports: who is dialled, and how what comes is read."""

from __future__ import annotations

import asyncio
import os
import ssl

from crawler.fetch import tls
from crawler.fetch.guard import Guard
from crawler.fetch.trouble import Trouble
from crawler.model import Access

CONNECT_CAP = 15.0  # seconds for one address, so that a dead IPv6 address leaves time for IPv4
_TRIES = 4  # addresses dialled at most
_AHEAD = 256 << 10  # bytes that may wait to be read before no more are taken


async def dial(host: str, port: int, guard: Guard, access: Access) -> Stream:
    """A connection to the first judged address of a host that takes one."""
    failure: Exception | None = None
    for address in (await guard.addresses(host, access))[:_TRIES]:
        try:
            async with asyncio.timeout(CONNECT_CAP):
                _, stream = await asyncio.get_running_loop().create_connection(Stream, address, port)
                return stream
        except OSError as error:  # a TimeoutError is one
            failure = error
    reason = "timeout" if isinstance(failure, TimeoutError) else "connect"
    raise Trouble(reason, _told(failure)) from failure


class Stream(asyncio.Protocol):
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

    # --- as `wire` calls it ---

    async def read(self, most: int) -> bytes:
        """What came, so many bytes at most; nothing at its end."""
        while not self._came and not self._is_over:
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        if not self._came and self._failure is not None:
            raise Trouble("protocol", str(self._failure)) from self._failure
        data = bytes(self._came[:most])
        del self._came[:most]
        if len(self._came) <= _AHEAD and not self._is_over:
            self.transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    def close(self) -> None:
        self.transport.abort()

    async def secure(self, context: ssl.SSLContext, host: str) -> None:
        """From here on in TLS, with a certificate of this host."""
        loop = asyncio.get_running_loop()
        try:
            made = await loop.start_tls(self.transport, self, context, server_hostname=host)
        except ssl.SSLError as error:
            raise Trouble("tls", tls.advice(str(error))) from error
        except ConnectionError as error:
            raise Trouble("tls", tls.advice(tls.HUNG_UP)) from error
        if made is None:  # the connection was lost in the middle
            raise Trouble("tls", tls.advice(tls.HUNG_UP))
        self.transport = made


def _told(error: Exception | None) -> str:
    """ "Connection refused", without the address that was dialled."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error or "no address")
