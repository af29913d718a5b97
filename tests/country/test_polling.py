"""Passes over the whole country: nothing twice, nothing missed, and the manners kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.demo import data
from crawler.demo.country import Country
from crawler.errors import Forbidden
from crawler.fetch import Fetcher
from crawler.model import Settings, Visit
from crawler.notify import outbox
from crawler.poll import Desk
from crawler.schedule import poll_all
from tests.country.conftest import SOON, desk_on

Watch = Callable[[Iterable[str]], Settings]
DEMO = [site.id for site in data.sites("demo") if site.trouble is None]


async def _pass(settings: Settings, desk: Desk) -> dict[str, Visit]:
    """One pass; what was read before is due again."""
    await asyncio.sleep(3 * SOON.total_seconds())
    return await poll_all(settings.sources, desk)


def _sum(visits: dict[str, Visit], name: str) -> int:
    return sum(getattr(visit, name) for visit in visits.values())


async def _alerts(desk: Desk) -> Counter[str]:
    rows = await desk.keep(lambda archive: outbox.listing(archive.db))
    return Counter(row["kind"] for row in rows)


async def test_nothing_is_archived_twice(country: Country, watch: Watch, tmp_path: Path) -> None:
    """The second pass reads every page again: counters and clocks moved on all, articles on none."""
    settings = watch(country.healthy())
    truth = country.truth()
    async with desk_on(settings, tmp_path / "state") as desk:
        first = await _pass(settings, desk)
        assert _sum(first, "new") == len({t.text for t in truth})
        assert _sum(first, "new") + _sum(first, "copies") == len(truth)
        assert {visit.outcome for visit in first.values()} == {"ok"}

        second = await _pass(settings, desk)
        assert _sum(second, "fetched") == len(truth)
        assert _sum(second, "new") == _sum(second, "copies") == _sum(second, "revisions") == 0

        texts = await desk.keep(lambda archive: [row[0] for row in archive.db.execute("SELECT text FROM article")])
        assert set(texts) == {t.text for t in truth}
        assert await _alerts(desk) == {}


async def test_not_modified_is_believed_where_it_is_honest(country: Country, watch: Watch, tmp_path: Path) -> None:
    settings = watch(["bao-dulieu", "bao-nghean", "khcn-daklak"])
    async with desk_on(settings, tmp_path / "state") as desk:
        for _ in range(3):
            await _pass(settings, desk)
        visits = await _pass(settings, desk)
    assert {id: visit.outcome for id, visit in visits.items()} == {
        "bao-dulieu": "unchanged",
        "bao-nghean": "ok",  # it never says "not modified", and its ETag never changes
        "khcn-daklak": "ok",  # a new ETag every time
    }


@pytest.mark.parametrize(("site", "story"), [("bao-nghean", "phien-hop-nghean"), ("khcn-daklak", "phien-hop-daklak")])
async def test_a_lying_etag_hides_nothing(
    site: str, story: str, country: Country, watch: Watch, tmp_path: Path
) -> None:
    settings = watch([site])
    async with desk_on(settings, tmp_path / "state") as desk:
        await _pass(settings, desk)
        country.publish(story)
        assert _sum(await _pass(settings, desk), "new") == 1
        country.correct(story, "lần thứ hai", "lần thứ ba")
        assert _sum(await _pass(settings, desk), "revisions") == 1


async def test_a_session_is_told_once(country: Country, watch: Watch, tmp_path: Path) -> None:
    settings = watch(DEMO)
    async with desk_on(settings, tmp_path / "state") as desk:
        await _pass(settings, desk)
        country.publish("phien-hop-caobang")
        await _pass(settings, desk)
        assert await _alerts(desk) == {"session": 1}
        country.publish("phien-hop-dienbien", "phien-hop-daklak", "phien-hop-nghean", "phien-hop-toan-quoc")
        await _pass(settings, desk)
        country.publish("phien-hop-dang-lai")
        reprint = await _pass(settings, desk)
        assert reprint["hoi-camau"].new == 1
        assert await _alerts(desk) == {"session": 1, "report": 4}


async def test_a_correction_is_a_revision_that_is_told(country: Country, watch: Watch, tmp_path: Path) -> None:
    settings = watch(["cong-caobang"])
    async with desk_on(settings, tmp_path / "state") as desk:
        await _pass(settings, desk)
        country.publish("phien-hop-caobang")
        await _pass(settings, desk)
        country.correct("phien-hop-caobang", "68,4%", "64,8%")
        assert _sum(await _pass(settings, desk), "revisions") == 1
        assert await _alerts(desk) == {"session": 1, "update": 1}


async def test_manners(country: Country, watch: Watch, tmp_path: Path) -> None:
    """One request at a time per site, robots.txt asked first and once, its Crawl-delay kept."""
    settings = watch(DEMO)
    async with desk_on(settings, tmp_path / "state") as desk:
        await _pass(settings, desk)
    asked = country.requests
    assert {request.together for request in asked} == {1}
    assert all(request.headers["user-agent"].startswith("phienhop/") for request in asked)
    for site in DEMO:
        here = [request for request in asked if request.site == site]
        assert [request.path == "/robots.txt" for request in here] == [True] + [False] * (len(here) - 1)
        if "robots" in country.sites[site].quirks:
            assert all(b.at - a.at > 0.099 for a, b in pairwise(here[1:]))


async def test_what_robots_txt_closes_is_not_asked_for(country: Country, watch: Watch) -> None:
    (source,) = watch(["cong-gialai"]).sources
    fetcher = Fetcher()
    with pytest.raises(Forbidden):
        await fetcher.fetch(country.base("cong-gialai") + "/noi-bo/lich-tuan", access=source.access)
    assert [request.path for request in country.requests] == ["/robots.txt"]
    await fetcher.close()
