"""`sources check`: what each selector finds today, how full the fields are, and what is not as it was."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.database import open_readonly
from crawler.check import Before, before, check
from crawler.model import Kind, Seen, Select, Settings, Source
from crawler.poll import poll
from crawler.schedule import Options, open_desk
from tests import sites
from tests.cli.conftest import Run, run
from tests.fetch.conftest import LOCAL, Serve, http, serve

__all__ = ["run", "serve"]
SELECT = Select(links=".muc-tin a", title="h1.ten-bai", date=".ngay", body=".toan-van")


def source(address: str, select: Select = SELECT, **more: Any) -> Source:
    return Source("xa", "Xã Vùng Cao", Kind.NATIONAL, listing=(address,), access=LOCAL, select=select, **more)


async def one(source: Source, known: Before | None = None) -> dict[str, Any]:
    (result,) = await check([source], {source.id: known} if known else None)
    return result


async def test_a_stanza_that_works(serve: Serve) -> None:
    site = await serve(sites.paged(20))
    found = await one(source(site.url("/tin-tuc")))
    assert (found["ok"], found["changed"]) == (True, [])
    assert found["coverage"] == {"title": 5, "published": 5, "length": 5}
    own = {row["field"]: (row["elements"], row["found"], row["pages"]) for row in found["selectors"] if row["own"]}
    assert own == {"links": (20, 1, 1), "title": (5, 5, 5), "date": (5, 5, 5), "body": (5, 5, 5)}


@pytest.mark.parametrize(
    ("select", "problem"),
    [
        (replace(SELECT, links=".khong-co a"), "select.links matches nothing on 1 pages"),
        (replace(SELECT, body="#khong-co"), "select.body matches nothing on 5 pages"),
        (replace(SELECT, date=".khong-co"), "select.date matches nothing on 5 pages"),
    ],
)
async def test_a_selector_that_matches_nothing_fails(serve: Serve, select: Select, problem: str) -> None:
    site = await serve(sites.paged(20))
    found = await one(source(site.url("/tin-tuc"), select))
    assert not found["ok"]
    assert [row["problem"] for row in found["selectors"] if row["problem"]] == [problem]


async def test_a_lead_or_something_to_drop_may_be_missing(serve: Serve) -> None:
    site = await serve(sites.paged(20))
    assert (await one(source(site.url("/tin-tuc"), replace(SELECT, lead=".sapo", drop=(".quang-cao",)))))["ok"]


async def test_what_is_not_as_it_was(serve: Serve) -> None:
    site = await serve({"/tin-tuc": sites.html(sites.listing(range(6), dated=False))})
    for n in range(6):
        site.pages[sites.address(n)] = sites.html(sites.article(n, dated=False))
    address = site.url("/tin-tuc")
    known = Before({address: (Seen(address, 20, "nukeviet"), "2026-11-20T08:00:00.000Z")}, 1.0, 0.9, "nukeviet")
    found = await one(source(address, Select()), known)
    assert found["changed"] == [
        f"{address}: 6 links, and 20 at 2026-11-20T08:00Z",
        f"{address}: layout unknown, and nukeviet at 2026-11-20T08:00Z",
        "published: found on 0% of the newest articles, and on 90% of those in the archive",
        "articles: read by layout generic, and by nukeviet before",
    ]
    assert not found["ok"]


async def test_a_good_visit_is_remembered_and_a_bad_one_forgets_nothing(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    watched = source(site.url("/tin-tuc"))
    async with open_desk(Settings(sources=(watched,)), Options(state=tmp_path)) as desk:
        await poll(watched, desk)
        site.pages["/tin-tuc"] = http(404)
        await poll(watched, desk)
    with closing(open_readonly(tmp_path)) as db:
        known = before(db, "xa")
    assert known.seen[site.url("/tin-tuc")][0] == Seen(site.url("/tin-tuc"), 20, None)
    assert (known.titled, known.dated, known.layout) == (1.0, 1.0, "generic")


async def test_the_command_probes_and_adds(run: Run, tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(20))
    (tmp_path / "sources.yaml").write_text("sources: []  # none yet\n", encoding="utf-8")
    ran = await asyncio.to_thread(
        run, "sources", "probe", "--add", "--json", site.url("/tin-tuc"), PHIENHOP_ALLOW_PRIVATE="1"
    )
    assert (ran.code, set(ran.json)) == (0, {"stanza", "articles", "warnings"})
    assert "none yet" in (tmp_path / "sources.yaml").read_text(encoding="utf-8")
    checked = await asyncio.to_thread(run, "sources", "check", "--json")
    assert (checked.code, checked.json[0]["id"]) == (0, ran.json["stanza"]["id"])
    refused = await asyncio.to_thread(run, "sources", "probe", site.url("/tin-tuc"))
    assert (refused.code, "private" in refused.err) == (1, True)


async def test_the_command_fails_where_a_stanza_does(run: Run, tmp_path: Path) -> None:
    stanzas = "sources:\n  - {id: a, kind: national, listing: 'http://127.0.0.1:9/', allow_private: true}\n"
    (tmp_path / "sources.yaml").write_text(stanzas, encoding="utf-8")
    ran = run("sources", "check", "--json")
    assert (ran.code, ran.json[0]["ok"]) == (1, False)
    assert "does not accept connections" in ran.json[0]["addresses"][0]["problem"]
    assert run("sources", "check", "b").code == 2
