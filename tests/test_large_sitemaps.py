"""Sitemaps as large as their protocol allows, and what goes on beyond; each is made small to be sent."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest

from crawler.backfill.walk import Stopped
from crawler.demo.server import Request, Response, Server
from crawler.fetch.decoding import LIMIT, SITEMAP_LIMIT
from crawler.model import Kind, Settings, Source
from crawler.poll import poll
from crawler.probe.story import probe
from crawler.schedule import Options, open_desk
from tests import sites
from tests.fetch.conftest import LOCAL, Serve, Site, http, serve
from tests.test_backfill import LONG_AGO, kept, walk

__all__ = ["serve"]
ARTICLES = 30
PICTURE = "<image:image><image:loc>https://anh.a.vn/bia.jpg</image:loc></image:image>"


def large(base: str, size: int) -> bytes:
    """A sitemap of some articles with pictures, indented to so many bytes, packed."""
    filling = PICTURE + " " * (size // ARTICLES - 400)
    rows = "".join(
        f"<url><loc>{base}{sites.address(n)}</loc><lastmod>{sites.day(n)}</lastmod>{filling}</url>"
        for n in range(ARTICLES)
    )
    return gzip.compress(f"<urlset>{rows}</urlset>".ljust(size).encode(), compresslevel=1, mtime=0)


async def site_with(serve: Serve, size: int) -> Site:
    site = await serve({sites.address(n): sites.html(sites.article(n)) for n in range(ARTICLES)})
    site.pages["/map.xml.gz"] = http(body=large(site.url(""), size), Content_Type="application/gzip")
    site.pages["/robots.txt"] = http(body=f"Sitemap: {site.url('/map.xml.gz')}\n".encode())
    return site


def source(site: Site, **more: Any) -> Source:
    return Source("xa", "Xã", Kind.NATIONAL, access=LOCAL, **(more or {"sitemap": (site.url("/map.xml.gz"),)}))


async def outcome(folder: Path, source: Source) -> tuple[str, int, str]:
    async with open_desk(Settings(sources=(source,)), Options(state=folder)) as desk:
        visit = await poll(source, desk)
    return visit.outcome, visit.new, visit.error or ""


async def test_one_beyond_the_limit_of_a_page_is_read(tmp_path: Path, serve: Serve) -> None:
    site = await site_with(serve, LIMIT + 1)
    assert await outcome(tmp_path / "a", source(site)) == ("ok", ARTICLES, "")
    index = sites.index([site.url("/map.xml.gz")])
    site.pages["/index.xml"] = index
    assert await outcome(tmp_path / "b", source(site, sitemap=(site.url("/index.xml"),))) == ("ok", ARTICLES, "")
    await walk(tmp_path / "c", source(site), LONG_AGO)
    assert kept(tmp_path / "c")["articles"] == ARTICLES
    found = await probe(site.url("/"), private=True)
    assert found.stanza["sitemap"] == site.url("/map.xml.gz")


async def test_a_list_so_large_is_not_read(tmp_path: Path, serve: Serve) -> None:
    site = await site_with(serve, LIMIT + 1)
    word, new, said = await outcome(tmp_path, source(site, listing=(site.url("/map.xml.gz"),)))
    assert (word, new, f"more than {LIMIT:,} bytes" in said) == ("size", 0, True)


async def test_one_beyond_what_is_allowed_is_named(tmp_path: Path, serve: Serve) -> None:
    site = await site_with(serve, SITEMAP_LIMIT + 1)
    word, new, said = await outcome(tmp_path, source(site))
    assert (word, new, f"more than {SITEMAP_LIMIT:,} bytes" in said) == ("size", 0, True)


async def test_there_is_one_at_a_time(tmp_path: Path, serve: Serve) -> None:
    """The second is asked for when the first has been read to its last link; next time each waits for its turn only."""
    site = await site_with(serve, LIMIT + 1)
    watched = [Source(id, id, Kind.NATIONAL, sitemap=(site.url("/map.xml.gz"),), access=LOCAL) for id in "ab"]
    async with open_desk(Settings(sources=tuple(watched)), Options(state=tmp_path)) as desk:
        async with desk.fetcher.large:
            passes = [asyncio.ensure_future(poll(one, desk)) for one in watched]
            done, _ = await asyncio.wait(passes, timeout=0.2)
            assert done == set()
        visits = await asyncio.gather(*passes)
        assert [visit.outcome for visit in visits] == ["ok", "ok"]
        asked = site.asked.count("/map.xml.gz")
        await poll(watched[0], desk)
        assert site.asked.count("/map.xml.gz") == asked + 1


async def round_and_round(request: Request) -> Response:
    """An index that names itself by an ever new address."""
    if not request.path.startswith("/map.xml"):
        return Response(404)
    n = int(request.path.partition("=")[2] or 0) + 1
    loc = f"<sitemap><loc>http://{request.headers['host']}/map.xml?n={n}</loc></sitemap>"
    return Response(200, {"Content-Type": "text/xml"}, f"<sitemapindex>{loc}</sitemapindex>".encode())


async def test_an_index_that_goes_round_in_a_circle_is_named(tmp_path: Path) -> None:
    server = Server("xa", round_and_round)
    await server.start("127.0.0.1")
    watched = Source("xa", "Xã", Kind.NATIONAL, sitemap=(f"{server.base}/map.xml",), access=LOCAL)
    word, new, said = await outcome(tmp_path, watched)
    assert (word, new, "lead to no article" in said) == ("empty", 0, True)
    asked = len(server.requests)
    with pytest.raises(Stopped, match="sitemaps that name sitemaps, 4 deep, and no article"):
        await walk(tmp_path, watched, LONG_AGO)
    assert len(server.requests) - asked < 10
    await server.close()
