"""What a site's trouble is called, when it is told, and that nothing is lost by it: passes over a site that changes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import health
from crawler.archive import Archive
from crawler.health import Missed, habit
from crawler.model import Kind, Recipient, Select, Settings, Source, Visit
from crawler.poll import Desk, poll
from crawler.schedule import Options, open_desk
from tests import sites
from tests.archive.samples import CAOBANG, HOUR, NOW, Box, Told, article, ref, report
from tests.fetch.conftest import LOCAL, Serve, http, serve

__all__ = ["serve"]
DAY = timedelta(days=1)
REFUSED = sites.html(sites.page("<h1>Truy cập bị từ chối</h1><p>Yêu cầu của bạn đã bị từ chối.</p>"))
MAINTENANCE = sites.html(sites.page("<h1>Hệ thống đang bảo trì</h1><p>Mời bạn quay lại sau.</p>"))
EMPTY = sites.html(sites.page('<div class="danh-sach"></div>'))
OTHER_MAKE = sites.html(sites.listing(range(20)).replace("muc-tin", "tin-moi"))
SCRIPT = sites.html('<html><body><div id="app"></div><script src="/app.js"></script></body></html>')


@dataclass
class Watch:
    """A source watched with a clock of our own."""

    desk: Desk
    source: Source
    settings: Settings
    now: datetime = NOW
    visits: list[Visit] = field(default_factory=list)

    async def passes(self, number: int = 1, every: timedelta = HOUR) -> Visit:
        for _ in range(number):
            # A fetcher's back-off keeps its own clock: what a pass says of a site is what counts here.
            self.desk.fetcher._manners._states.clear()
            self.visits.append(await poll(self.source, replace(self.desk, clock=lambda: self.now)))
            self.now += every
        return self.visits[-1]

    async def health(self) -> dict[str, Any]:
        (row,) = await self.desk.keep(lambda archive: health.health(archive.db, self.settings, self.now))
        return row

    async def told(self) -> list[str]:
        """The alerts about the source, in order: its state, and what the message says of the reason."""
        rows = await self.desk.keep(lambda a: a.db.execute("SELECT data FROM alert WHERE kind = 'source'").fetchall())
        data = [json.loads(row[0]) for row in rows]
        return [f"{d['state']}: {d['reason']}" if d["reason"] else d["state"] for d in data]

    async def articles(self) -> int:
        return await self.desk.keep(lambda archive: len(archive.numbers()))


@asynccontextmanager
async def watching(state: Path, source: Source) -> AsyncIterator[Watch]:
    settings = Settings(sources=(source,), recipients=(Recipient("ban", "json://127.0.0.1:9/"),))
    async with open_desk(settings, Options(state=state)) as desk:
        yield Watch(desk, source, settings)


def source(address: str, **more: Any) -> Source:
    return Source("xa", "Xã Vùng Cao", Kind.PORTAL, province="caobang", listing=(address,), access=LOCAL, **more)


# --- a site that changes between two passes ---


@pytest.mark.parametrize(
    ("becomes", "outcome", "trouble", "says"),
    [
        (REFUSED, "block page", "block page", "trang chặn truy cập"),
        (MAINTENANCE, "maintenance", "maintenance", "trang đang bảo trì"),
        (EMPTY, "layout", "layout", "giao diện trang đã đổi"),
        (OTHER_MAKE, "layout", "layout", "giao diện trang đã đổi"),
        (SCRIPT, "script only", "script only", "trang chỉ chạy bằng JavaScript"),
        (http(404), "status", "status", "trang báo lỗi"),
    ],
)
async def test_each_trouble_has_its_name_and_is_told_once_as_is_its_end(
    tmp_path: Path, serve: Serve, becomes: bytes, outcome: str, trouble: str, says: str
) -> None:
    site = await serve(sites.paged(20))
    well = site.pages["/tin-tuc"]
    async with watching(tmp_path, source(site.url("/tin-tuc"), select=Select(links=".muc-tin a"))) as watch:
        assert (await watch.passes()).outcome == "ok"
        site.pages["/tin-tuc"] = becomes
        assert (await watch.passes()).outcome == outcome
        seen = await watch.health()
        assert (seen["state"], seen["trouble"]) == ("ok", trouble)  # one failure is no news
        assert await watch.told() == []
        await watch.passes(5)
        seen = await watch.health()
        assert (seen["state"], seen["trouble"]) == ("broken", trouble)
        assert seen["remedy"]
        told = await watch.told()
        assert len(told) == 1
        assert told[0].startswith(f"broken: {says}: ")
        site.pages |= sites.paged(23) | {"/tin-tuc": well}
        site.pages["/tin-tuc"] = sites.html(sites.listing(range(23)))
        assert (await watch.passes(2)).outcome in ("ok", "unchanged")
        assert (await watch.health())["state"] == "ok"
        assert await watch.told() == [told[0], "recovered"]
        assert await watch.articles() == 23


async def test_an_empty_list_is_not_nothing_new(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    async with watching(tmp_path, source(site.url("/tin-tuc"))) as watch:
        await watch.passes()
        site.pages["/tin-tuc"] = EMPTY
        assert (await watch.passes()).outcome == "empty"
        assert (await watch.health())["trouble"] == "empty"


async def test_a_host_left_alone_for_a_while_is_still_called_what_it_is(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    async with watching(tmp_path, source(site.url("/tin-tuc"))) as watch:
        await watch.passes()
        site.pages["/tin-tuc"] = http(500)
        await watch.passes(2)
        await poll(watch.source, watch.desk)  # refused by our own back-off
        seen = await watch.health()
        assert (seen["trouble"], "status" in seen["reason"]) == ("status", True)


async def test_a_listing_that_moved_is_read_and_told_once(tmp_path: Path, serve: Serve) -> None:
    old, new = await serve({}), await serve(sites.paged(20))
    old.pages["/tin-tuc"] = http(301, Location=new.url("/tin-tuc"))
    async with watching(tmp_path, source(old.url("/tin-tuc"))) as watch:
        await watch.passes(3)
        seen = await watch.health()
        assert (seen["state"], seen["trouble"], await watch.articles()) == ("ok", "moved", 20)
        assert new.url("/tin-tuc") in seen["remedy"]
        old.pages["/tin-tuc"] = http(404)
        await watch.passes()
        old.pages["/tin-tuc"] = http(301, Location=new.url("/tin-tuc"))
        await watch.passes()
        assert await watch.told() == [f"moved: {new.url('/tin-tuc')}"]


async def test_a_site_that_is_found_elsewhere_has_moved_too_but_https_is_no_move(tmp_path: Path, serve: Serve) -> None:
    old, new = await serve({}), await serve(sites.paged(20), host="127.0.0.2")
    old.pages["/tin-tuc"] = http(302, Location=new.url("/tin-tuc"))
    old.pages["/tin"] = http(301, Location=old.url("/tin/"))
    old.pages["/tin/"] = sites.html(sites.listing(range(20)))
    async with watching(tmp_path / "a", source(old.url("/tin-tuc"))) as watch:
        assert (await watch.passes()).moved_to == new.url("/tin-tuc")
    async with watching(tmp_path / "b", source(old.url("/tin"))) as watch:
        assert (await watch.passes()).moved_to is None


async def test_articles_behind_a_block_page_are_read_when_it_is_gone(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    site.pages[sites.address(3)] = REFUSED
    async with watching(tmp_path, source(site.url("/tin-tuc"))) as watch:
        await watch.passes()
        assert await watch.articles() == 19
        site.pages |= sites.paged(20)
        await watch.passes(2)
        assert await watch.articles() == 20


async def test_page_after_page_without_an_article_is_a_changed_site(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    async with watching(tmp_path, source(site.url("/tin-tuc"))) as watch:
        await watch.passes()
        site.pages["/tin-tuc"] = sites.html(sites.listing(range(25)))
        for n in range(20, 25):
            site.pages[sites.address(n)] = sites.html(sites.page(f"<h1>{sites.title(n)}</h1><div id=noi-dung></div>"))
        assert (await watch.passes()).outcome == "layout"
        await watch.passes(5)
        assert (await watch.health())["state"] == "broken"
        site.pages |= sites.paged(26)
        site.pages["/tin-tuc"] = sites.html(sites.listing(range(26)))
        await watch.passes(2)
        assert ((await watch.health())["state"], await watch.articles()) == ("ok", 26)
        assert [told.split(":")[0] for told in await watch.told()] == ["broken", "recovered"]


async def test_a_source_with_one_dead_listing_of_two_has_had_its_first_poll(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    both = replace(source(site.url("/tin-tuc")), listing=(site.url("/khong-con"), site.url("/tin-tuc")))
    async with watching(tmp_path, both) as watch:
        assert (await watch.passes()).new == 20
        assert not await watch.desk.keep(lambda archive: archive.first_poll("xa"))


# --- silence ---


@pytest.mark.parametrize(
    ("gaps", "days"),
    [
        ([1] * 20, 4),  # every day: four days of silence are odd
        ([1, 1, 1, 1, 3] * 4, 12),  # every working day
        ([7] * 12, 28),
        ([1] * 8, None),  # too few to call it a habit
    ],
)
def test_habit(gaps: list[int], days: int | None) -> None:
    told = [date(2026, 1, 1)]
    for gap in gaps:
        told.append(told[-1] + timedelta(days=gap))
    assert habit(told) == (timedelta(days=days) if days else None)


def test_a_source_silent_for_much_longer_than_its_habit_is_silent(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        archive.register([CAOBANG], NOW - 30 * DAY)
        box = Box(archive, Told())
        for n in range(20):
            told = NOW - 30 * DAY + n * DAY
            box.keep(article(f"Bài số {n} của xã", published=f"{told:%Y-%m-%d}"), f"https://a.vn/{n}", now=told)
        archive.visited("caobang", Visit(NOW - 10 * DAY, new=1), NOW)
        states = []
        for days in (3, 5):
            (row,) = health.health(archive.db, Settings(sources=(CAOBANG,)), NOW - 10 * DAY + days * DAY)
            states.append((row["state"], row["trouble"]))
    assert states == [("ok", None), ("silent", "silent")]  # fourteen days would pass by the rule for portals


def test_after_a_breakdown_silence_is_counted_from_the_recovery(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        archive.register([CAOBANG], NOW)
        archive.visited("caobang", Visit(NOW, new=1), NOW)
        for n in range(20):
            archive.visited("caobang", Visit(NOW + n * DAY, "dns", error="gone"), NOW)
        archive.visited("caobang", Visit(NOW + 21 * DAY), NOW)
        states = [
            health.health(archive.db, Settings(sources=(CAOBANG,)), NOW + days * DAY)[0]["state"] for days in (22, 36)
        ]
    assert states == ["ok", "silent"]


# --- a session others reported ---

NINTH = ref("bcd-cp", ordinal=9, date="2026-11-18")


@pytest.mark.parametrize(
    ("provinces", "hours", "says"),
    [
        (["daklak", "nghean", "hanoi"], 49, True),
        (["daklak", "nghean", "hanoi"], 47, False),
        (["daklak", "nghean"], 100, False),
        (["daklak", "phuyen", "nghean"], 49, False),  # Phú Yên is Đắk Lắk today
        (["daklak", "nghean", "hanoi", "caobang"], 49, False),
    ],
)
def test_a_province_that_missed_a_session(tmp_path: Path, provinces: list[str], hours: int, says: bool) -> None:
    names = {"daklak": "Đắk Lắk", "nghean": "Nghệ An", "hanoi": "Hà Nội", "caobang": "Cao Bằng", "phuyen": "Phú Yên"}
    with Archive.open(tmp_path, tell=Told()) as archive:
        archive.register([CAOBANG], NOW - 30 * DAY)
        archive.visited("caobang", Visit(NOW - HOUR, new=1), NOW)
        box = Box(archive, Told())
        for n, slug in enumerate(provinces):
            told = report(NINTH, names[slug])
            box.keep(article(f"{names[slug]} dự phiên họp"), f"https://{n}.vn/1", told, now=NOW, source=None)
        archive.visited("caobang", Visit(NOW + timedelta(hours=hours), new=1), NOW)
        (row,) = health.health(archive.db, Settings(sources=(CAOBANG,)), NOW + timedelta(hours=hours))
    assert row["state"] == "ok"
    assert (row["trouble"] == "missed", "bcd-cp-2026-11-18" in (row["reason"] or "")) == (says, says)


def test_a_source_is_not_blamed_for_what_was_before_it_was_watched() -> None:
    row = {"failing_since": None, "moved_to": None, "registered": "2026-11-20T08:00:00.000Z", "error": None}
    row |= {"last_ok": "2026-11-21T08:00:00.000Z", "last_new": "2026-11-21T08:00:00.000Z", "reason": None}
    missed = Missed("bcd-cp-2026-11-18", NOW - 2 * DAY, frozenset(("daklak", "nghean", "hanoi")))
    assert health.judge(CAOBANG, row, NOW, [missed]).trouble is None
    assert health.judge(CAOBANG, {**row, "registered": "2026-11-19T07:00:00.000Z"}, NOW, [missed]).trouble == "missed"


@pytest.mark.parametrize("trouble", ["dns", "connect", "tls", "timeout", "wait", "login", "missed", "moved", "đó"])
def test_every_trouble_has_a_remedy_in_both_languages(trouble: str) -> None:
    assert "caobang" in health.in_vietnamese(trouble, "caobang", "https://b.vn/")[1] or trouble in (
        "wait",
        "tls",
        "missed",
    )
    assert health.remedy(trouble, "caobang", "https://b.vn/")
