"""gzip within bounds, whatever the pieces it comes in."""

from __future__ import annotations

import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.decoding import Body, Oversize
from crawler.fetch.trouble import Trouble

TEXT = "Phiên họp lần thứ chín. ".encode() * 50


def read(raw: bytes, coding: str = "gzip", limit: int = 10_000, step: int = 7) -> bytes:
    body = Body(coding, limit)
    for start in range(0, len(raw), step):
        body.feed(raw[start : start + step])
    return body.whole()


def packed(data: bytes) -> bytes:
    """gzip without the time of day, so that every worker names the same tests."""
    return gzip.compress(data, mtime=0)


PACKED = packed(TEXT)


@pytest.mark.parametrize("step", [1, 2, 3, 7, 100_000])
@pytest.mark.parametrize(
    ("raw", "coding", "text"),
    [
        (TEXT, "", TEXT),
        (TEXT, "identity", TEXT),
        (PACKED, "gzip", TEXT),
        (PACKED, "x-gzip", TEXT),
        (PACKED, " GZIP ,identity", TEXT),
        (PACKED + packed(b"second"), "gzip", TEXT + b"second"),
        (PACKED + b"\r\n", "gzip", TEXT),  # a stray line end of the program behind the server
        (PACKED + bytes(20), "gzip", TEXT),  # padding
        (PACKED + b"\x1f\x00", "gzip", TEXT),
        (PACKED + b"\n" + PACKED, "gzip", TEXT),  # after a stray byte nothing begins again
        (b"", "gzip", b""),
    ],
)
def test_whole_bodies(raw, coding, text, step):
    assert read(raw, coding, step=step) == text


@pytest.mark.parametrize("step", [1, 5, 100_000])
@pytest.mark.parametrize(
    "raw",
    [
        PACKED[:-1],
        PACKED[: len(PACKED) // 2],
        PACKED[:5],
        PACKED + PACKED[:12],  # the second member breaks off
        PACKED[:-8] + bytes(8),  # wrong checksum
        b"plain text",
        packed(b"") * 2000,  # a chain of nothing
    ],
)
def test_broken_bodies(raw, step):
    with pytest.raises(Trouble) as caught:
        read(raw, limit=100_000, step=step)
    assert caught.value.reason == "encoding"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "gzip, br", "compress", "đ" * 500])
def test_codings_not_asked_for(coding):
    with pytest.raises(Trouble) as caught:
        Body(coding)
    assert caught.value.reason == "encoding"


@pytest.mark.parametrize(("raw", "coding"), [(bytes(101), ""), (packed(bytes(101)), "gzip")])
def test_the_limit_is_exact_and_the_start_is_kept(raw, coding):
    body = Body(coding, limit=100)
    with pytest.raises(Oversize):
        body.feed(raw)
    assert body.start() == bytes(100)
    assert len(read(packed(bytes(100)) if coding else bytes(100), coding, limit=100)) == 100


@given(st.binary(max_size=300), st.integers(1, 50))
def test_any_bytes_are_read_or_refused(raw, step):
    with suppress(Trouble):
        assert len(read(packed(b"x")[:10] + raw, limit=1000, step=step)) <= 1000
