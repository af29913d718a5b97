"""What a user may write and a site may show to its own harm: said clearly, and the source beside it goes on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import sources
from crawler.errors import ConfigError
from crawler.model import Kind, Select, Settings, Source, Visit
from crawler.poll import FIRST_LINKS
from crawler.schedule import Options, open_desk, poll_all
from crawler.worker import SECONDS, Worker
from tests import sites
from tests.fetch.conftest import LOCAL, Reply, Serve, serve

__all__ = ["serve"]
DEPTH = 80
BOMB = "*:has(" * 6 + "x" + ")" * 6  # tries every six of the elements around each other
BOMBED = "<div>" * DEPTH + "Liên hệ tòa soạn" + "</div>" * DEPTH
BRIEF = 2  # seconds a page of these may take to be read; there are few links on it


def source(id: str, address: str, **more: Any) -> Source:
    return Source(id, id, Kind.NATIONAL, **{"listing": (address,), **more}, access=replace(LOCAL, pace=timedelta()))


async def passed(folder: Path, *watched: Source, seconds: float = SECONDS) -> dict[str, Visit]:
    async with open_desk(Settings(sources=watched), Options(state=folder)) as desk:
        with closing(Worker(seconds=seconds)) as worker:
            return await poll_all(watched, replace(desk, worker=worker))


def site_with(listing: str, articles: int = 1) -> dict[str, Reply]:
    pages: dict[str, Reply] = {sites.address(n): sites.html(_bombed(sites.article(n))) for n in range(articles)}
    return {**pages, "/tin-tuc": sites.html(listing)}


def _bombed(article: str) -> str:
    """What a selector can do harm to, within the text and on the page below it."""
    return article.replace('<div class="toan-van">', f'<div class="toan-van"><aside>{BOMBED}</aside>') + BOMBED


@pytest.mark.parametrize(
    ("select", "outcome", "says"),
    [
        (Select(links=".khong-co a"), ("layout", 1), "nothing matches '.khong-co a'"),  # by the general rules they are
        (Select(links=BOMB), ("read", 0), "reading took more than 2 s"),
        (Select(body=".toan-van", date=BOMB), ("ok", 0), "reading took more than 2 s"),
        (Select(body=".toan-van", drop=(BOMB,)), ("ok", 0), "reading took more than 2 s"),
    ],
    ids=["wrong", "links", "date", "drop"],
)
async def test_a_bad_selector_costs_its_own_source_alone(
    tmp_path: Path, serve: Serve, select: Select, outcome: tuple[str, int], says: str
) -> None:
    bad, good = await serve(site_with(sites.listing(range(1)) + BOMBED)), await serve(sites.paged(12))
    watched = source("xau", bad.url("/tin-tuc"), select=select), source("tot", good.url("/tin-tuc"))
    visits = await passed(tmp_path, *watched, seconds=BRIEF)
    archived = visits["xau"].new + visits["xau"].copies  # both sites carry it: the first to be read has it new
    assert (visits["xau"].outcome, archived) == outcome
    assert says in (visits["xau"].error or "")
    assert (visits["tot"].outcome, visits["tot"].fetched, visits["tot"].error) == ("ok", 12, None)


async def test_a_date_that_never_ends_is_no_date(tmp_path: Path, serve: Serve) -> None:
    endless = "12/" * 20_000 + "1" * 20_000
    page = sites.article(0).replace(f"{sites.day(0):%d/%m/%Y}", endless)
    site = await serve({"/tin-tuc": sites.html(sites.listing(range(1))), sites.address(0): sites.html(page)})
    watched = source("xa", site.url("/tin-tuc"), select=Select(links=".muc-tin a", date=".ngay"))
    assert (await passed(tmp_path, watched))["xa"].new == 1


@pytest.mark.parametrize("key", ["date_format", "regex"])
def test_a_pattern_of_ones_own_is_no_key(key: str) -> None:
    text = f"sources:\n  - id: xa\n    kind: national\n    listing: https://a.vn/\n    select: {{{key}: '(a+)+$'}}\n"
    with pytest.raises(ConfigError, match=rf"sources\.yaml:5.*{key}"):
        sources.parse(text, "sources.yaml", {}, Path())


async def test_a_list_of_ten_thousand_is_read_from_its_head(tmp_path: Path, serve: Serve) -> None:
    """More than any page of news shows: so much of it is taken as a first poll takes, and nothing hangs."""
    pages: dict[str, Reply] = {sites.address(n): sites.html(sites.article(n)) for n in range(FIRST_LINKS)}
    site = await serve({**pages, "/tin-tuc": sites.html(sites.listing(range(10_000)))})
    good = await serve(sites.paged(12))
    visits = await passed(tmp_path, source("dai", site.url("/tin-tuc")), source("tot", good.url("/tin-tuc")))
    assert (visits["dai"].outcome, visits["dai"].fetched, visits["tot"].fetched) == ("ok", FIRST_LINKS, 12)
    assert 0 < visits["dai"].links < 10_000


async def test_a_sitemap_index_of_itself_is_asked_for_once(tmp_path: Path, serve: Serve) -> None:
    site = await serve({sites.address(n): sites.html(sites.article(n)) for n in range(5)})
    site.pages["/map.xml"] = sites.index([site.url("/map.xml"), site.url("/a.xml")])
    site.pages["/a.xml"] = sites.index([site.url("/map.xml"), site.url("/a.xml"), site.url("/b.xml")])
    site.pages["/b.xml"] = sites.sitemap(range(5), site.url(""))
    visits = await passed(tmp_path, source("xa", "", listing=(), sitemap=(site.url("/map.xml"),)))
    assert (visits["xa"].outcome, visits["xa"].new) == ("ok", 5)
    assert sorted(path for path in site.asked if path.endswith(".xml")) == ["/a.xml", "/b.xml", "/map.xml"]
