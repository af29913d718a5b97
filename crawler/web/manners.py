"""What holds for every answer: which requests are heard, the headers that guard a reader, and "not changed"."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_URL = 16 << 10  # bytes of path and query

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


class Manners:
    """Only GET and HEAD, addresses of a sane length, guarded headers, and an ETag that is the answer's own hash."""

    def __init__(self, app: ASGIApp, refuse: Refusal) -> None:
        self.app, self.refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        answer = _Answer(send, Headers(scope=scope).get("if-none-match"), head)
        status = _objection(scope)
        app = self.refuse(scope, status) if status else self.app
        await app({**scope, "method": "GET"} if head else scope, receive, answer)


def _objection(scope: Scope) -> int | None:
    if scope["method"] not in ("GET", "HEAD"):
        return 405
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_URL:
        return 414
    return None


class _Answer:
    """Holds an answer until it is whole: pages are small, and their hash stands before them."""

    def __init__(self, send: Send, known: str | None, head: bool) -> None:
        self.send, self.known, self.head = send, known, head
        self.start: Message = {}
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            await self._finish()

    async def _finish(self) -> None:
        headers = MutableHeaders(raw=list(self.start["headers"]))
        headers.update(HEADERS)
        body = bytes(self.body)
        if self.start["status"] == 200:
            headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
            headers.setdefault("Cache-Control", "no-cache")
            if _matches(self.known, headers["ETag"]):
                del headers["content-length"]
                await self._emit(304, headers, b"")
                return
        await self._emit(self.start["status"], headers, b"" if self.head else body)

    async def _emit(self, status: int, headers: MutableHeaders, body: bytes) -> None:
        await self.send({"type": "http.response.start", "status": status, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def _matches(known: str | None, etag: str) -> bool:
    """RFC 9110, 13.1.2: any of the listed tags, weakly compared, or `*`."""
    tags = [tag.strip().removeprefix("W/") for tag in (known or "").split(",")]
    return etag in tags or tags == ["*"]
