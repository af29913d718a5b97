"""A site whose selectors stop matching while nothing is lost: named, told once, and never for one odd page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import selectors
from crawler.check import check
from crawler.model import Article, Rule, Select
from crawler.selectors import Shown, is_lost
from tests import sites
from tests.archive.samples import HOUR, NOW
from tests.fetch.conftest import Serve, Site, http, serve
from tests.test_health import source, watching

__all__ = ["serve"]
DAY = timedelta(days=1)
OWN = Select(links=".muc-tin a", title="h1.ten-bai", date=".ngay", body=".toan-van")
LINKS = Select(links=".muc-tin a")
UNDRESSED = ('class="toan-van"', 'class="noi-dung"'), ('class="ten-bai"', ""), ('class="ngay"', "")
DETAILED = ('class="chi-tiet"', 'class="news_column"'), ('class="toan-van"', 'id="news-bodyhtml"')
DETECTED = (*DETAILED, ("<head>", '<head><meta name="generator" content="NukeViet v4.5">'))


def dressed(n: int, *dress: tuple[str, str]) -> bytes:
    """An article in another template."""
    text = sites.article(n)
    for old, new in dress:
        assert old in text
        text = text.replace(old, new)
    return sites.html(text)


def publish(site: Site, numbers: Iterable[int], *dress: tuple[str, str]) -> None:
    """All articles from 0 to the last of the numbers are listed, those of the numbers in this template."""
    numbers = list(numbers)
    site.pages |= {sites.address(n): dressed(n, *dress) for n in numbers}
    site.pages["/tin-tuc"] = sites.html(sites.listing(range(max(numbers) + 1)))


def of(site: Site, **more: Any) -> Any:
    return source(site.url("/tin-tuc"), **more)


# --- the whole way, over a site ---


@pytest.mark.parametrize(
    ("stanza", "well", "after", "says"),
    [
        ({"select": OWN}, (), UNDRESSED, ("body '.toan-van'", "title 'h1.ten-bai'", "date '.ngay'")),
        ({"select": LINKS, "layout": "nukeviet"}, DETAILED, (), ("layout 'nukeviet'",)),
        ({"select": LINKS}, DETECTED, (), ("layout 'nukeviet'",)),
    ],
    ids=["select", "layout", "detected"],
)
async def test_a_template_that_the_general_rules_survive_is_named_and_told_once_as_is_its_end(
    tmp_path: Path, serve: Serve, stanza: dict[str, Any], well: Any, after: Any, says: tuple[str, ...]
) -> None:
    site = await serve({})
    publish(site, range(6), *well)
    async with watching(tmp_path, of(site, **stanza)) as watch:
        assert (await watch.passes()).outcome == "ok"
        publish(site, range(6, 8), *after)
        assert (await watch.passes()).outcome == "ok"  # two may be odd
        publish(site, range(8, 9), *after)
        changed = await watch.passes()
        assert (changed.outcome, changed.new) == ("layout", 1)
        assert all(rule in (changed.error or "") for rule in says)
        await watch.passes(5)
        seen = await watch.health()
        assert (seen["state"], seen["trouble"]) == ("broken", "layout")
        assert all(f"{rule} (since {NOW + HOUR:%Y-%m-%d %H:%M}Z)" in seen["reason"] for rule in says)
        publish(site, range(9), *well)  # nothing new: the page that showed it shows its end
        assert (await watch.passes(2)).outcome in ("ok", "unchanged")
        assert (await watch.health())["state"] == "ok"
        told = [word.split(":")[0] for word in await watch.told()]
        assert (told, await watch.articles()) == (["broken", "recovered"], 9)


async def test_odd_pages_among_good_ones_are_no_change_however_often_they_are_looked_at(
    tmp_path: Path, serve: Serve
) -> None:
    site = await serve({})
    publish(site, range(6))
    async with watching(tmp_path, of(site, select=OWN)) as watch:
        await watch.passes()
        publish(site, range(6, 7), ('class="toan-van"', 'class="phong-su-anh"'))
        await watch.passes(9)
        assert {visit.outcome for visit in watch.visits} <= {"ok", "unchanged"}
        assert len(site.asked) > 12  # it was looked at again
        for n in range(7, 15):
            publish(site, [n], *([('class="toan-van"', 'class="phong-su-anh"')] if n % 2 else []))
            assert (await watch.passes()).outcome == "ok"


async def test_a_source_that_was_never_found_by_its_selectors_is_left_to_the_check(
    tmp_path: Path, serve: Serve
) -> None:
    site = await serve({})
    publish(site, range(6))
    never = replace(OWN, body=".khong-co", date=".cung-khong")
    async with watching(tmp_path, of(site, select=never, layout="nukeviet")) as watch:
        await watch.passes()
        publish(site, range(6, 12))
        await watch.passes(6)
        assert ((await watch.health())["state"], await watch.told()) == ("ok", [])


@pytest.mark.parametrize("odd", [range(10, 20), range(8)], ids=["the older", "the newest"])
async def test_whatever_a_first_poll_brings_is_no_change(tmp_path: Path, serve: Serve, odd: range) -> None:
    site = await serve({})
    publish(site, range(20))
    publish(site, odd, ('class="toan-van"', 'class="giao-dien-khac"'))
    site.pages["/tin-tuc"] = sites.html(sites.listing(range(20)))
    async with watching(tmp_path, of(site, select=OWN)) as watch:
        await watch.passes(3)
        assert {visit.outcome for visit in watch.visits} <= {"ok", "unchanged"}


async def test_a_stanza_that_was_mended_begins_anew(tmp_path: Path, serve: Serve) -> None:
    site = await serve({})
    publish(site, range(6))
    async with watching(tmp_path, of(site, select=OWN)) as watch:
        await watch.passes()
        publish(site, range(6, 9), ('class="toan-van"', 'class="noi-dung"'))
        assert (await watch.passes()).outcome == "layout"
        watch.source = replace(watch.source, select=replace(OWN, body=".noi-dung"))
        assert (await watch.passes()).outcome == "ok"


# --- a list that has emptied, and a box beside it ---


def emptied(numbers: Iterable[int], bare: str = "") -> bytes:
    """The list's place is there, and nothing in it; beside it a few links that look like articles."""
    links = "".join(f'<p><a href="{sites.address(n)}">{sites.title(n)}</a></p>' for n in numbers)
    return sites.html(sites.page(f'<div class="danh-sach">{bare}</div><section class="goc-nhin">{links}</section>'))


@pytest.mark.parametrize("of_box", [(3, 5, 8, 9), (3, 5, 8, 14)], ids=["known", "one unknown"])
async def test_an_emptied_list_is_not_nothing_new_though_a_box_is_left(
    tmp_path: Path, serve: Serve, of_box: tuple[int, ...]
) -> None:
    site = await serve(sites.paged(15, per_page=12))
    async with watching(tmp_path, of(site)) as watch:
        assert (await watch.passes()).links == 12
        well, site.pages["/tin-tuc"] = site.pages["/tin-tuc"], emptied(of_box)
        await watch.passes(6)
        assert watch.visits[-1].links == 4
        seen = await watch.health()
        assert (watch.visits[-1].outcome, seen["state"], seen["trouble"]) == ("empty", "broken", "empty")
        site.pages["/tin-tuc"] = well
        assert (await watch.passes(2)).outcome in ("ok", "unchanged")
        assert [word.split(":")[0] for word in await watch.told()] == ["broken", "recovered"]


async def test_a_shorter_list_that_brings_news_becomes_usual(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    async with watching(tmp_path, of(site)) as watch:
        await watch.passes()
        for n in range(20, 26):
            site.pages[sites.address(n)] = sites.html(sites.article(n))
            site.pages["/tin-tuc"] = sites.html(sites.listing(range(n - 7, n + 1)))
            assert (await watch.passes()).outcome == "ok"
        assert (await watch.passes(3)).outcome in ("ok", "unchanged")


async def test_a_server_cannot_hide_an_emptied_list_behind_not_modified(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(12))
    async with watching(tmp_path, of(site)) as watch:
        await watch.passes()
        body = emptied((3, 5, 8)).partition(b"\r\n\r\n")[2]
        site.pages["/tin-tuc"] = http(body=body, Content_Type="text/html; charset=utf-8", ETag='"1"')
        await watch.passes(2)
        assert [visit.outcome for visit in watch.visits] == ["ok", "empty", "empty"]
        assert not [asked for asked in site.log if "if-none-match" in asked.headers]


# --- sitemaps, and lists without end ---


async def test_an_index_that_leads_nowhere_is_empty_and_one_with_a_map_of_sections_is_not(
    tmp_path: Path, serve: Serve
) -> None:
    site = await serve({})
    sections = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>%s</loc></url></urlset>'
    site.pages["/muc.xml"] = http(body=sections % site.url("/kinh-te").encode(), Content_Type="application/xml")
    site.pages["/bai.xml"] = sites.sitemap(range(4), site.url(""))
    site.pages |= {sites.address(n): sites.html(sites.article(n)) for n in range(4)}
    site.pages["/sitemap.xml"] = sites.index([site.url("/muc.xml")])
    index = replace(of(site), listing=(), sitemap=(site.url("/sitemap.xml"),))
    async with watching(tmp_path, index) as watch:
        nowhere = await watch.passes()
        assert (nowhere.outcome, nowhere.links, "lead to no article" in (nowhere.error or "")) == ("empty", 0, True)
        site.pages["/sitemap.xml"] = sites.index([site.url("/muc.xml"), site.url("/bai.xml")])
        assert [(await watch.passes()).outcome for _ in range(2)] == ["ok", "ok"]
        assert await watch.articles() == 4


async def test_links_beyond_the_most_are_said_once_and_by_the_check(
    tmp_path: Path, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    site = await serve({"/tin-tuc": sites.html(sites.listing(range(2_100), dated=False))})
    async with watching(tmp_path, of(site, select=LINKS)) as watch:
        await watch.passes()
        site.pages["/tin-tuc"] = sites.html(sites.listing(range(2_101), dated=False))
        await watch.passes()
        (checked,) = await check([watch.source])
    assert [(row["links"], row["left_out"]) for row in checked["addresses"]] == [(2_000, 101)]
    assert [record.getMessage() for record in caplog.records if "more than can be taken" in record.message] == [
        f"source=xa {site.url('/tin-tuc')}: 100 links more than can be taken"
    ]


# --- the judgement alone ---


@pytest.mark.parametrize(
    ("history", "lost"),
    [
        ("111000", True),
        ("11100", False),  # two may be odd
        ("11000", False),  # and two no habit
        ("000", False),  # it never matched
        ("111101111000", True),
        ("1110110011110000", False),  # two in a row were odd before: four are not far from it
        ("11101100111100000", True),
        ("1000100010001000", False),  # it never was the rule
    ],
)
def test_is_lost(history: str, lost: bool) -> None:
    assert is_lost(history) is lost


def shown(n: int, layout: str = "generic", at: datetime = NOW) -> Shown:
    article = Article(f"Bài {n}\n", published=f"{at:%Y-%m-%d}", layout=layout)
    return Shown(f"https://a.vn/{n}", article, (), True)


def test_a_layout_that_no_stanza_names_is_done_without_after_a_week() -> None:
    site = source("https://a.vn/")
    rules = [Rule("detected", "nukeviet", "1111000", NOW, "https://a.vn/9")]
    later = NOW + 6 * DAY
    assert selectors.lost(selectors.watch(site, rules, [shown(1, at=later)], later)) == [
        replace(rules[0], page="https://a.vn/1")
    ]
    assert selectors.watch(site, rules, [shown(1, at=NOW + 7 * DAY)], NOW + 7 * DAY) == []


def test_a_lost_rule_does_not_forget_that_it_matched() -> None:
    site, rules = source("https://a.vn/", layout="nukeviet"), [Rule("layout", "nukeviet", "1111")]
    for n in range(200):
        rules = selectors.watch(site, rules, [shown(n)], NOW)
    assert [rule.part for rule in selectors.lost(rules)] == ["layout"]
    (found,) = selectors.watch(site, rules, [shown(200, "nukeviet")], NOW)
    assert (selectors.lost([found]), found.since, found.page) == ([], None, None)
