"""One request, one answer: the only file that imports httpx and httpcore.

Nothing is kept between requests. Each has a transport of its own, closed with it: a reader
that rests between two requests has nothing to pool, and a pool loses its connections when
requests are cancelled. What httpx leaves open is closed here: a total deadline, the size and
coding of the body, the addresses that may be dialled, the environment's proxies.
"""
# ruff: noqa: ASYNC109  (httpcore's network interface hands the timeout down as an argument)

from __future__ import annotations

import asyncio
import os
import re
import ssl
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from crawler.fetch import tls
from crawler.fetch.decoding import LIMIT, Body, Oversize
from crawler.fetch.guard import WEB_PORTS, Guard
from crawler.fetch.trouble import Trouble
from crawler.model import Access

# httpcore asks for sniffio several times in each request. Where it is not installed, every failed import searches the
# disk again, on the loop; once it is noted as absent, none does.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_CAP = 15.0  # seconds for one address, so that a dead IPv6 address leaves time for IPv4
_TRIES = 4  # addresses dialled at most

_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?|[0-9a-f:.]+", re.IGNORECASE)

Headers = Sequence[tuple[bytes, bytes]]
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. The body is decoded; it is empty unless the status is 2xx."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, its bytes one to one as Latin-1."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that can be asked for: http or https, a plain host, a port that exists."""

    url: str
    scheme: str
    host: str  # as it goes to DNS: ASCII, lower case
    port: int

    @classmethod
    def parse(cls, url: str) -> Target:
        try:
            return cls._from(httpx.URL(url))
        except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
            raise Trouble("url", str(error)) from error

    @classmethod
    def _from(cls, parsed: httpx.URL) -> Target:
        host = parsed.raw_host.decode("ascii")
        if parsed.scheme not in ("http", "https"):
            raise Trouble("url", f"{parsed.scheme or 'no scheme'}: only http and https are read")
        if not _HOST.fullmatch(host):
            raise Trouble("url", "no usable host name")
        if parsed.userinfo:
            raise Trouble("url", "a name and password in the address")
        port = parsed.port if parsed.port is not None else {"http": 80, "https": 443}[parsed.scheme]
        if not 0 < port < 65536:
            raise Trouble("url", f"port {port}")
        if "#" in (url := str(parsed)):
            url = str(parsed.copy_with(fragment=None))
        return cls(url, parsed.scheme, host, port)

    @property
    def origin(self) -> str:
        """Whom robots.txt speaks for."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def key(self) -> str:
        """Whom manners are kept with: http and https of a host are one, another port is another."""
        return self.host if self.port in WEB_PORTS else f"{self.host}:{self.port}"

    def join(self, reference: str) -> Target:
        try:
            return self._from(httpx.URL(self.url).join(reference))
        except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
            raise Trouble("url", str(error)) from error

    def follow(self, answer: Answer) -> Target:
        """Where a redirect leads; Trouble("redirect") when it leads to nothing we ask for."""
        location = answer.header("location")
        if location is None:
            raise Trouble("redirect", f"{answer.status} without a Location")
        with suppress(UnicodeDecodeError):
            # Sites write Vietnamese paths into the header as they are, in UTF-8.
            location = location.encode("latin-1").decode()
        try:
            return self.join(location)
        except Trouble as trouble:
            raise Trouble("redirect", f"to {location[:100]!r}: {trouble.detail}") from trouble


async def exchange(
    target: Target,
    headers: Headers,
    access: Access,
    guard: Guard,
    *,
    limit: int = LIMIT,
    cut: bool = False,
    form: Form | None = None,
) -> Answer:
    """Ask once, within the deadline and the limits; `cut` takes the start of a body that is too long."""
    guard.check(target.host, target.port, access)
    backend = _Backend(guard, access)
    try:
        async with asyncio.timeout(access.timeout.total_seconds()):
            trust = await tls.ready(access.tls, access.ca)
            async with _transport(access, trust, backend) as transport:
                method = "GET" if form is None else "POST"
                request = httpx.Request(method, target.url, headers=list(headers), data=form)
                response = await transport.handle_async_request(request)
                return await _read(response, limit, cut)
    except Trouble:
        raise
    except Exception as error:  # whatever a hostile answer brings out of the libraries
        raise _trouble(error) from error
    finally:
        await backend.close()


def _transport(access: Access, trust: ssl.SSLContext, backend: _Backend) -> httpx.AsyncHTTPTransport:
    transport = httpx.AsyncHTTPTransport(
        verify=trust,
        trust_env=False,
        proxy=_proxy(access.proxy) if access.proxy else None,
    )
    # httpx offers no argument for it; a test asks for a loopback address to see that this holds.
    transport._pool._network_backend = backend
    return transport


def _proxy(url: str) -> httpx.Proxy:
    """A proxy's address may hold a password, so a failure never repeats it."""
    with suppress(httpx.InvalidURL, ValueError):
        proxy = httpx.Proxy(url)
        if proxy.url.scheme in ("http", "https") and proxy.url.host:
            return proxy
    raise Trouble("connect", "the proxy is not a usable http(s) URL")


async def _read(response: httpx.Response, limit: int, cut: bool) -> Answer:
    headers = tuple(response.headers.raw)
    if not 200 <= response.status_code < 300:
        return Answer(response.status_code, headers)
    body = Body(",".join(response.headers.get_list("content-encoding")), limit)
    try:
        async for chunk in response.aiter_raw():
            body.feed(chunk)
    except Oversize:
        if not cut:
            raise
        return Answer(response.status_code, headers, body.start())
    return Answer(response.status_code, headers, body.whole())


def _trouble(error: Exception) -> Trouble:
    """A library's exception in one of our words."""
    detail = f"{type(error).__name__}: {error}".removesuffix(": ")
    match error:
        case TimeoutError() | httpx.TimeoutException():
            return Trouble("timeout")
        case ssl.SSLError():
            return Trouble("tls", tls.advice(str(error)))
        case httpx.ProxyError() | httpx.ConnectError():
            return Trouble("connect", detail)
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return Trouble("url", detail)
        case _:
            return Trouble("protocol", detail)


class _Backend(httpcore.AsyncNetworkBackend):
    """Dials judged addresses only, and closes what it opened, whatever became of the request."""

    def __init__(self, guard: Guard, access: Access) -> None:
        self._guard, self._access = guard, access
        self._inner = httpcore.AnyIOBackend()
        self._opened: list[httpcore.AsyncNetworkStream] = []

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
                stream = await self._inner.connect_tcp(address, port, CONNECT_CAP, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                self._opened.append(stream)
                return _Stream(stream)
        reason = "timeout" if isinstance(failure, httpcore.ConnectTimeout) else "connect"
        raise Trouble(reason, _root(failure)) from failure

    async def close(self) -> None:
        for stream in self._opened:
            await stream.aclose()


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that tells a failed handshake from a refused connection."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return _Stream(await self._inner.start_tls(ssl_context, server_hostname, timeout))
        except httpcore.ConnectError as error:
            raise Trouble("tls", tls.advice(str(error) or tls.HUNG_UP)) from error

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _root(error: BaseException | None) -> str:
    """The innermost cause: "Connection refused" instead of "All connection attempts failed"."""
    while error is not None and (error.__cause__ or error.__context__):
        error = error.__cause__ or error.__context__
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else str(error or "no address")
