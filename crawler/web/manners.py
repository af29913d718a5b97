"""What holds for every answer: which requests are heard, the headers that guard a reader, and "not changed"."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crawler.web.kept import Answer, Kept, Key

log = logging.getLogger(__name__)

LONGEST_URL = 16 << 10  # bytes of path and query
AT_ONCE = 3  # answers being made
PATIENCE = 10.0  # seconds to wait for one's turn

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Refusal = Callable[[Scope, int], ASGIApp]
Version = Callable[[], object]


class Manners:
    """Only GET and HEAD, addresses of a sane length, guarded headers, and an ETag that is the answer's own hash."""

    def __init__(self, app: ASGIApp, refuse: Refusal, version: Version) -> None:
        self.app, self.refuse, self.version = app, refuse, version
        self.kept = Kept()
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if status := _objection(scope):
            answer = await _answer(self.refuse(scope, status), scope, receive)
        else:
            answer = await self._kept_or_made({**scope, "method": "GET"}, receive)
        if _matches(Headers(scope=scope).get("if-none-match"), _header(answer, b"etag")):
            answer = Answer(304, [pair for pair in answer.headers if pair[0] != b"content-length"], b"")
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    async def _kept_or_made(self, scope: Scope, receive: Receive) -> Answer:
        """Few answers are made at a time, in order of arrival; who would wait too long is told so."""
        if kept := self.kept.find(_asked(scope), self.version()):
            return kept
        try:
            await asyncio.wait_for(self.turns.acquire(), PATIENCE)
        except TimeoutError:
            return await _answer(self.refuse(scope, 503), scope, receive)
        try:
            return await self._made(scope, receive)
        finally:
            self.turns.release()

    async def _made(self, scope: Scope, receive: Receive) -> Answer:
        """The version is looked at first: what is written while a page is made can only make it newer than that."""
        asked, version = _asked(scope), self.version()
        if kept := self.kept.find(asked, version):
            return kept  # another asked for the same, and was before us
        try:
            answer = await _answer(self.app, scope, receive)
        except Exception:
            log.exception("%s", scope["path"])
            return await _answer(self.refuse(scope, 500), scope, receive)
        if answer.status == 200 and _header(answer, b"cache-control") != "no-store":
            self.kept.keep(asked, version, answer)
        return answer


def _asked(scope: Scope) -> Key:
    """All of a request that makes a difference; feeds name the host they were asked of."""
    return scope["raw_path"], scope["query_string"], Headers(scope=scope).get("host", "").encode()


def _objection(scope: Scope) -> int | None:
    if scope["method"] not in ("GET", "HEAD"):
        return 405
    if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_URL:
        return 414
    return None


async def _answer(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """What the application says, held until it is whole: pages are small, and their hash stands before them."""
    start: Message = {}
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, collect)
    headers = MutableHeaders(raw=list(start["headers"]))
    headers.update(HEADERS)
    if start["status"] == 200:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers.setdefault("Cache-Control", "no-cache")
    return Answer(start["status"], headers.raw, bytes(body))


def _header(answer: Answer, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in answer.headers if key == name), "")


def _matches(known: str | None, etag: str) -> bool:
    """RFC 9110, 13.1.2: any of the listed tags, weakly compared, or `*`; without a tag of its own nothing matches."""
    tags = [tag.strip().removeprefix("W/") for tag in (known or "").split(",")]
    return bool(etag) and (etag in tags or tags == ["*"])
