"""A proxy the user named may stand anywhere; what is asked through it is judged all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from crawler.fetch import Fetcher
from tests.fetch.conftest import LOCAL, failure, http, listening
from tests.fetch.test_tls import CA, server

OUTSIDE = replace(LOCAL, allow_private=False)


async def test_a_page_through_a_proxy(serve):
    proxy = await serve({"http://caobang.test/tin": http(body=b"x")})
    through = replace(OUTSIDE, proxy=proxy.url("").replace("//", "//desk:secret@"))
    page = await Fetcher().fetch("http://caobang.test/tin", access=through)
    assert (page.url, page.body) == ("http://caobang.test/tin", b"x")
    assert [asked.path for asked in proxy.log] == ["http://caobang.test/robots.txt", "http://caobang.test/tin"]
    assert proxy.log[0].headers["proxy-authorization"].startswith(b"Basic ")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]", "localhost", "router", "db.internal"])
async def test_private_targets_through_a_proxy(serve, host):
    proxy = await serve()
    failed = await failure(Fetcher(), f"http://{host}/", replace(OUTSIDE, proxy=proxy.url()))
    assert failed.reason == "private"
    assert proxy.log == []


@pytest.mark.parametrize(
    "proxy",
    ["http://desk:s3cret@127.0.0.1:1/", "socks5://desk:s3cret@127.0.0.1:1/", "odd://desk:s3cret@x/", "http:///"],
)
async def test_a_proxy_that_fails_keeps_its_password(proxy):
    failed = await failure(Fetcher(), "http://caobang.test/", replace(OUTSIDE, proxy=proxy))
    assert failed.reason == "connect"
    assert "s3cret" not in str(failed)


async def test_a_proxy_that_refuses_https(serve):
    proxy = await serve({"caobang.test:443": http(407)})
    failed = await failure(Fetcher(), "https://caobang.test/", replace(OUTSIDE, proxy=proxy.url()))
    assert failed.reason == "connect"
    assert "407" in failed.detail


async def test_https_goes_through_a_tunnel(serve):
    """The proxy learns the host and the password meant for it; it carries the rest unread."""
    site = await serve({"/tin": http(body=b"x")}, tls=server())
    heads = []

    async def tunnel(reader, writer):
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        behind, before = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_carry(reader, before), _carry(behind, writer), return_exceptions=True)

    async with listening(tunnel) as port:
        through = replace(OUTSIDE, ca=CA, proxy=f"http://desk:secret@127.0.0.1:{port}")
        page = await Fetcher().fetch("https://site.test/tin", access=through)
    assert (page.url, page.body) == ("https://site.test/tin", b"x")
    assert site.asked == ["/tin"]
    assert "proxy-authorization" not in site.log[0].headers
    assert {head.split(b"\r\n")[0] for head in heads} == {b"CONNECT site.test:443 HTTP/1.1"}
    assert all(b"\r\nProxy-Authorization: Basic ZGVzazpzZWNyZXQ=\r\n" in head for head in heads)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
    finally:
        writer.close()
