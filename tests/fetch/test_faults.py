"""A hostile or broken server costs one failed fetch with the right word for it, in time."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from itertools import repeat

import pytest

from crawler.fetch import Fetcher
from crawler.fetch.decoding import LIMIT
from tests.fetch.conftest import HURRIED, LOCAL, Handler, failure, http, until

OK = b"HTTP/1.1 200 OK\r\n"


def drip(*pieces: bytes, every: float = 0.02) -> Handler:
    """Sends its pieces slowly, each soon enough that no single read is ever late."""

    async def reply(writer, asked):
        for piece in pieces[:-1]:
            writer.write(piece)
        for piece in repeat(pieces[-1]):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return reply


async def mute(writer, asked):
    await asyncio.sleep(60)


async def reset(writer, asked):
    writer.write(OK + b"Content-Length: 100\r\n\r\nabc")
    await writer.drain()
    writer.transport.abort()


def endless(head: bytes, piece: bytes) -> Handler:
    async def reply(writer, asked):
        writer.write(OK + head)
        for _ in range(5000):
            writer.write(piece)
            await writer.drain()

    return reply


FAULTS = {
    "mute": (mute, "timeout"),
    "drip-head": (drip(OK, b"X-A: b\r\n"), "timeout"),
    "drip-body": (drip(OK + b"\r\n", b"x"), "timeout"),
    "drip-chunks": (drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), "timeout"),
    "drip-100-continue": (drip(b"HTTP/1.1 100 Continue\r\n\r\n"), "timeout"),
    "cut-short": (OK + b"Content-Length: 100\r\n\r\nabc", "protocol"),
    "cut-chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n64\r\nabc", "protocol"),
    "bad-chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n", "protocol"),
    "reset": (reset, "protocol"),
    "nothing": (b"", "protocol"),
    "garbage": (b"\x00\x01\x02 hello \xff\r\n\r\n", "protocol"),
    "not-http": (b"220 ftp.example ESMTP\r\n", "protocol"),
    "space-before-colon": (OK + b"Server : x\r\nContent-Length: 1\r\n\r\nx", "protocol"),
    "two-lengths": (OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "protocol"),
    "negative-length": (OK + b"Content-Length: -1\r\n\r\nx", "protocol"),
    "status-0": (b"HTTP/1.1 000 X\r\n\r\n", "protocol"),
    "strange-transfer-coding": (OK + b"Transfer-Encoding: gzip\r\n\r\nx", "protocol"),
    "header-flood": (endless(b"", b"X-A: b\r\n" * 2000), "protocol"),
    "one-long-header": (endless(b"X-A: ", b"b" * 20_000), "protocol"),
    "endless-body": (endless(b"\r\n", b"x" * 65536), "size"),
    "declared-too-long": (endless(b"Content-Length: 99999999999\r\n\r\n", b"x" * 65536), "size"),
    "gzip-bomb": (http(body=gzip.compress(bytes(LIMIT * 2)), Content_Encoding="gzip"), "size"),
    "gzip-cut": (http(body=gzip.compress(b"abc" * 100)[:-9], Content_Encoding="gzip"), "encoding"),
    "gzip-lie": (http(body=b"<html>plain", Content_Encoding="gzip"), "encoding"),
    "brotli-unasked": (http(body=b"\x0b\x02\x80abc\x03", Content_Encoding="br"), "encoding"),
    "zstd-unasked": (http(body=b"x", Content_Encoding="zstd"), "encoding"),
    "deflate-unasked": (http(body=b"x", Content_Encoding="deflate"), "encoding"),
    "gzip-in-gzip": (http(body=gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip"), "encoding"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_fault(serve, fault):
    reply, reason = FAULTS[fault]
    site = await serve({"/": reply})
    access = HURRIED if reason == "timeout" else LOCAL
    assert (await failure(Fetcher(), site.url(), access, robots=False)).reason == reason


@pytest.mark.parametrize("fault", ["mute", "drip-body", "garbage", "gzip-cut"])
async def test_the_same_on_robots_txt(serve, fault):
    reply, reason = FAULTS[fault]
    site = await serve({"/robots.txt": reply, "/": http(body=b"x")})
    failed = await failure(Fetcher(), site.url(), HURRIED if reason == "timeout" else LOCAL)
    assert failed.reason == reason
    assert "robots.txt" in failed.detail
    assert site.asked == []


async def test_a_bomb_takes_little_memory(serve):
    bomb = gzip.compress(bytes(200 * 1024 * 1024), compresslevel=9)
    site = await serve({"/": http(body=bomb, Content_Encoding="gzip")})
    tracemalloc.start()
    try:
        await failure(Fetcher(), site.url(), robots=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * LIMIT


async def test_nobody_there(serve):
    site = await serve()
    fetcher = Fetcher()
    failed = await failure(fetcher, "http://127.0.0.1:1/")
    assert failed.reason == "connect"
    assert "refused" in failed.detail
    assert (await failure(fetcher, "http://127.0.0.1:1/")).reason == "wait"  # left alone for a while
    assert (await failure(fetcher, site.url())).reason == "status"  # another host is not


async def test_extra_bytes_after_the_declared_length_are_not_read(serve):
    site = await serve({"/": OK + b"Content-Length: 1\r\n\r\nxyz"})
    assert (await Fetcher().fetch(site.url(), access=LOCAL, robots=False)).body == b"x"


async def test_bad_hosts_do_not_delay_good_ones(serve):
    """Forty mute hosts at once, and a good one is read while they all still hang."""
    bad = await serve({"/": mute})
    good = await serve({"/": http(body=b"x")})
    fetcher = Fetcher(resolve=lambda host: ["127.0.0.1"])
    urls = [bad.url("/", f"bad{n}.test") for n in range(40)]
    stuck = [asyncio.create_task(fetcher.fetch(url, access=LOCAL, robots=False)) for url in urls]
    await until(lambda: bad.open == len(urls))
    assert (await fetcher.fetch(good.url(), access=LOCAL)).body == b"x"
    assert not any(task.done() for task in stuck)
    for task in stuck:
        task.cancel()
    await asyncio.gather(*stuck, return_exceptions=True)
