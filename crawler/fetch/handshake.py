"""One TLS handshake with a host, and nothing asked of it: for `doctor`, which would know whether it could."""

from __future__ import annotations

import asyncio
import ssl

from crawler.fetch import tls
from crawler.fetch.client import Target
from crawler.fetch.guard import Guard
from crawler.fetch.trouble import Trouble
from crawler.model import Access


async def handshake(target: Target, access: Access, guard: Guard) -> None:
    """Returns when it succeeded; Trouble says why it did not. The rules of addresses hold as for a request."""
    guard.check(target.host, target.port, access)
    try:
        async with asyncio.timeout(access.timeout.total_seconds()):
            address = (await guard.addresses(target.host, access))[0]
            _, writer = await asyncio.open_connection(address, target.port)
            try:
                await _shake(writer, target.host, tls.context(access.tls, access.ca))
            finally:
                writer.transport.abort()
    except TimeoutError:
        raise Trouble("timeout") from None
    except OSError as error:
        raise Trouble("connect", error.strerror or str(error)) from error


async def _shake(writer: asyncio.StreamWriter, host: str, context: ssl.SSLContext) -> None:
    try:
        await writer.start_tls(context, server_hostname=host)
    except ssl.SSLError as error:
        raise Trouble("tls", tls.advice(str(error))) from error
    except ConnectionError as error:
        raise Trouble("tls", tls.advice(tls.HUNG_UP)) from error
