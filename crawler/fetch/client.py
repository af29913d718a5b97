"""One request, one answer: httpx makes the request, `wire` sends it.

Nothing is kept between requests. Each has a connection of its own, closed with it: a reader
that rests between two requests has nothing to pool, and a pool loses its connections when
requests are cancelled. So httpx's own transport, which is a pool, is left out. What it leaves
open is closed here: a total deadline, the size and coding of the body, the addresses that may
be dialled (`connection`), the environment's proxies.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import h11
import httpx

from crawler.fetch import tls
from crawler.fetch.connection import Stream, dial
from crawler.fetch.decoding import LIMIT, Body, Oversize
from crawler.fetch.guard import WEB_PORTS, Guard
from crawler.fetch.trouble import Trouble
from crawler.fetch.wire import Headers, Wire
from crawler.model import Access, Post

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?\.?|[0-9a-f:.]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. The body is decoded; it is empty unless the status is 2xx."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name, its bytes one to one as Latin-1."""
        return next(self.every(name), None)

    def every(self, name: str) -> Iterator[str]:
        """All headers of that name."""
        wanted = name.lower().encode()
        return (value.decode("latin-1") for key, value in self.headers if key.lower() == wanted)


@dataclass(frozen=True, slots=True)
class Target:
    """An address that can be asked for: http or https, a plain host, a port that exists."""

    url: str
    scheme: str
    host: str  # as it goes to DNS: ASCII, lower case
    port: int
    parsed: httpx.URL = field(compare=False, repr=False)

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
        if "#" in str(parsed):
            parsed = parsed.copy_with(fragment=None)
        return cls(str(parsed), parsed.scheme, host, port, parsed)

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
            return self._from(self.parsed.join(reference))
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
    post: Post | None = None,
) -> Answer:
    """Ask once, within the deadline and the limits; `cut` takes the start of a body that is too long."""
    guard.check(target.host, target.port, access)
    stream: Stream | None = None
    try:
        async with asyncio.timeout(access.timeout.total_seconds()):
            trust = await tls.ready(access.tls, access.ca) if target.scheme == "https" else None
            proxy = _proxy(access.proxy) if access.proxy else None
            stream = await dial(*_place(proxy.url if proxy else target.parsed), guard, access)
            path, more = await _ready(stream, target, trust, proxy)
            request, wire = _request(target, headers, post), Wire(stream)
            head = await wire.ask(request.method, path, [*more, *request.headers.raw], request.content)
            return await _read(head, wire, limit, cut)
    except Trouble:
        raise
    except Exception as error:  # whatever a hostile answer brings out of the libraries
        raise _trouble(error) from error
    finally:
        if stream is not None:
            stream.close()


def _request(target: Target, headers: Headers, post: Post | None) -> httpx.Request:
    fields: dict[str, Any] = {("json" if post.json else "data"): dict(post.fields)} if post else {}
    return httpx.Request("POST" if post else "GET", target.parsed, headers=list(headers), **fields)


def _place(url: httpx.URL) -> tuple[str, int]:
    """Whom to dial for an address."""
    return url.raw_host.decode("ascii"), url.port or {"http": 80, "https": 443}[url.scheme]


async def _ready(
    stream: Stream, target: Target, trust: ssl.SSLContext | None, proxy: httpx.Proxy | None
) -> tuple[bytes, Headers]:
    """Make a connection fit for the request: how it names the target there, and what a proxy is told besides."""
    if proxy and proxy.url.scheme == "https":
        await stream.secure(await tls.ready("strict", None), proxy.url.host)
    if proxy and trust is None:
        return target.url.encode("ascii"), _credentials(proxy)
    if proxy:
        await _tunnel(stream, target, proxy)
    if trust:
        await stream.secure(trust, target.host)
    return target.parsed.raw_path, ()


async def _tunnel(stream: Stream, target: Target, proxy: httpx.Proxy) -> None:
    """Have a proxy connect us to the target."""
    place = f"[{target.host}]:{target.port}" if ":" in target.host else f"{target.host}:{target.port}"
    head = await Wire(stream).ask("CONNECT", place.encode(), [(b"Host", place.encode()), *_credentials(proxy)])
    if not 200 <= head.status_code < 300:
        raise Trouble("connect", f"the proxy answered {head.status_code}")


def _credentials(proxy: httpx.Proxy) -> Headers:
    if proxy.raw_auth is None:
        return ()
    return [(b"Proxy-Authorization", b"Basic " + b64encode(b":".join(proxy.raw_auth)))]


def _proxy(url: str) -> httpx.Proxy:
    """A proxy's address may hold a password, so a failure never repeats it."""
    with suppress(httpx.InvalidURL, ValueError):
        proxy = httpx.Proxy(url)
        if proxy.url.scheme in ("http", "https") and proxy.url.host:
            return proxy
    raise Trouble("connect", "the proxy is not a usable http(s) URL")


async def _read(head: h11.Response, wire: Wire, limit: int, cut: bool) -> Answer:
    answer = Answer(head.status_code, tuple(head.headers.raw_items()))
    if not 200 <= answer.status < 300:
        return answer
    body = Body(",".join(answer.every("content-encoding")), limit)
    try:
        async for chunk in wire.body():
            body.feed(chunk)
    except Oversize:
        if not cut:
            raise
        return replace(answer, body=body.start())
    return replace(answer, body=body.whole())


def _trouble(error: Exception) -> Trouble:
    """A library's exception in one of our words."""
    detail = f"{type(error).__name__}: {error}".removesuffix(": ")
    match error:
        case TimeoutError():
            return Trouble("timeout")
        case ssl.SSLError():
            return Trouble("tls", tls.advice(str(error)))
        case _:
            return Trouble("protocol", detail)
