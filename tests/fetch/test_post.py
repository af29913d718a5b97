"""What goes along with a request, and where it may go when the site leads on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from crawler.errors import FetchFailed
from crawler.fetch import Fetcher
from crawler.model import Post, Validators
from tests.fetch.conftest import LOCAL, Asked, Handler, Serve, http

QUESTION = Post({"categoryId": "tin tức"}, json=True)
KNOWN = Validators(etag='"1"')


def echo(said: list[tuple[str, dict[str, bytes]]]) -> Handler:
    async def reply(writer: asyncio.StreamWriter, asked: Asked) -> None:
        said.append((asked.path, asked.headers))
        writer.write(http(body=b"{}"))
        await writer.drain()

    return reply


async def ask(url: str, **more: Any) -> Any:
    fetcher = Fetcher()
    try:
        return await fetcher.fetch(url, access=LOCAL, post=QUESTION, **more)
    finally:
        await fetcher.close()


async def test_json_goes_along(serve: Serve) -> None:
    said: list[tuple[str, dict[str, bytes]]] = []
    site = await serve({"/api": echo(said)})
    page = await ask(site.url("/api"), validators=KNOWN)
    ((_, headers),) = said
    assert headers["content-type"] == b"application/json"
    assert int(headers["content-length"]) == len(
        json.dumps(QUESTION.fields, ensure_ascii=False, separators=(",", ":")).encode()
    )
    assert headers["accept"].startswith(b"application/json")
    assert "if-none-match" not in headers  # a POST asks for no page that could be as it was
    assert page.status == 200


@pytest.mark.parametrize(("status", "sent_on"), [(301, False), (302, False), (303, False), (307, True), (308, True)])
async def test_a_redirect_on_the_same_host(status: int, sent_on: bool, serve: Serve) -> None:
    said: list[tuple[str, dict[str, bytes]]] = []
    site = await serve({"/api": http(status, Location="/v2"), "/v2": echo(said)})
    await ask(site.url("/api"))
    ((path, headers),) = said
    assert (path, "content-type" in headers) == ("/v2", sent_on)


@pytest.mark.parametrize("status", [307, 308])
async def test_nothing_is_sent_on_to_another_host(status: int, serve: Serve) -> None:
    said: list[tuple[str, dict[str, bytes]]] = []
    other = await serve({"/api": echo(said)}, host="127.0.0.2")
    site = await serve({"/api": http(status, Location=other.url("/api"))})
    with pytest.raises(FetchFailed, match="a POST is not sent on to another host") as caught:
        await ask(site.url("/api"))
    assert caught.value.reason == "redirect"
    assert said == []


async def test_robots_are_obeyed_and_size_is_bounded(serve: Serve) -> None:
    site = await serve(
        {
            "/robots.txt": http(body=b"User-agent: *\nDisallow: /kin"),
            "/kin": http(body=b"{}"),
            "/lon": http(body=b"{" + b" " * 9_000_000),
        }
    )
    for path, reason in (("/kin", "robots"), ("/lon", "size")):
        with pytest.raises(FetchFailed) as caught:
            await ask(site.url(path))
        assert caught.value.reason == reason
    assert "/kin" not in site.asked
