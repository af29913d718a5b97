"""The body, decoded by ourselves within bounds. Pure; only gzip is asked for, so only gzip is read."""

from __future__ import annotations

import zlib

from crawler.fetch.trouble import Trouble

LIMIT = 8 * 1024 * 1024  # decoded bytes
SITEMAP_LIMIT = 50 * 1024 * 1024  # what the sitemaps protocol allows
_MAGIC = b"\x1f\x8b"
_MEMBERS = 1000  # a gzip body may be a chain of members; a hostile one is a chain of nothing else


class Oversize(Trouble):
    """The body goes on beyond the limit."""

    def __init__(self, limit: int) -> None:
        super().__init__("size", f"more than {limit:,} bytes")


class Body:
    """Takes raw bytes as they come and never holds more than `limit` decoded ones."""

    def __init__(self, content_encoding: str = "", limit: int = LIMIT) -> None:
        self._gzip: _Gunzip | None = _Gunzip() if _is_gzip(content_encoding) else None
        self._limit = limit
        self._received = 0
        self._out = bytearray()

    def feed(self, raw: bytes) -> None:
        if not raw:
            return
        # A compressed file (sitemap.xml.gz) says so by its first bytes, not in a header.
        if not self._received and self._gzip is None and raw.startswith(_MAGIC):
            self._gzip = _Gunzip()
        self._received += len(raw)
        if self._gzip is None:
            self._out += raw[: self._limit + 1 - len(self._out)]
        else:
            self._gzip.feed(raw, self._out, self._limit + 1)
        if max(len(self._out), self._received) > self._limit:
            raise Oversize(self._limit)

    def start(self) -> bytes:
        """What came so far, up to the limit."""
        return bytes(self._out[: self._limit])

    def whole(self) -> bytes:
        """The complete body; Trouble when its compression breaks off in the middle."""
        if self._gzip is not None and self._received:
            self._gzip.finish()
        return bytes(self._out)


def _is_gzip(content_encoding: str) -> bool:
    codings = [c for part in content_encoding.split(",") if (c := part.strip().lower()) not in ("", "identity")]
    if not codings:
        return False
    if codings not in (["gzip"], ["x-gzip"]):
        raise Trouble("encoding", f"Content-Encoding {', '.join(codings)[:60]} was not asked for")
    return True


class _Gunzip:
    """gzip with everything zlib leaves to the caller: the end, further members, what comes after."""

    def __init__(self) -> None:
        self._member = _new_member()
        self._members = 1
        self._after = b""  # bytes after a complete member, while they may begin another

    def feed(self, raw: bytes, out: bytearray, room: int) -> None:
        """Decode into `out` up to `room` bytes in all."""
        while raw and len(out) < room:
            if self._member.eof:
                raw = self._next_member(raw)
                continue
            try:
                out += self._member.decompress(raw, room - len(out))
            except zlib.error as error:
                raise Trouble("encoding", str(error)) from error
            raw = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def _next_member(self, raw: bytes) -> bytes:
        """Begin the next member where one begins; padding and stray bytes after the last are ignored."""
        start = self._after + raw[:2]
        if len(start) < len(_MAGIC) and _MAGIC.startswith(start):
            self._after = start
            return b""
        if not start.startswith(_MAGIC):
            self._after = b"\0"  # never again the beginning of a member
            return b""
        self._members += 1
        if self._members > _MEMBERS:
            raise Trouble("encoding", f"more than {_MEMBERS} gzip members")
        raw, self._after = self._after + raw, b""
        self._member = _new_member()
        return raw

    def finish(self) -> None:
        if not self._member.eof:
            raise Trouble("encoding", "the gzip body breaks off")


def _new_member() -> zlib._Decompress:
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
