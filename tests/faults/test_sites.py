"""One service watches good sites and every bad one: the good ones lose no time and no article.

That each fault has the right name by itself is tested in `tests/fetch`; here they come all at once.
"""

from __future__ import annotations

import asyncio
import resource
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler import health
from crawler.poll import Desk, poll
from crawler.schedule import poll_all
from tests.faults import sites as faults
from tests.faults.conftest import desk_on, source, watching
from tests.fetch.conftest import LOCAL, Asked, Handler, Serve
from tests.sites import paged

LOCAL_FOR_LONG = replace(LOCAL, timeout=timedelta(minutes=5))
GOOD = [f"tot-{n}" for n in range(3)]
BAD = [*faults.AT_LIST, *faults.AT_ROBOTS]


def _until(released: asyncio.Event) -> Handler:
    """Hangs up when it is told to."""

    async def reply(writer: asyncio.StreamWriter, asked: Asked) -> None:
        await released.wait()

    return reply


async def _articles(desk: Desk, id: str) -> int:
    sql = "SELECT count(*) FROM address WHERE source = ? AND state = 'read'"
    return await desk.keep(lambda archive: archive.db.execute(sql, [id]).fetchone()[0])


async def test_bad_sites_all_at_once(tmp_path: Path, serve: Serve) -> None:
    """While they hang, drip and bomb, good sources are read twice; each fault is then named by its trouble."""
    released = asyncio.Event()
    held = await serve({"/robots.txt": _until(released)})  # so that the storm lasts, however slow the machine
    good = [source(id, (await serve(paged(faults.ARTICLES))).url(faults.LIST)) for id in GOOD]
    bad = [source(id, (await serve(faults.bad(id)[0])).url(faults.LIST)) for id in BAD]
    bad.append(replace(source("giu", held.url(faults.LIST)), access=LOCAL_FOR_LONG))
    settings = watching([*good, *bad])
    async with desk_on(settings, tmp_path) as desk:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        storm = asyncio.create_task(poll_all(bad, desk))
        for outcomes in ({"ok"}, {"ok", "unchanged"}):
            visits = await poll_all(good, desk)
            assert {visit.outcome for visit in visits.values()} <= outcomes
        assert not storm.done(), "nothing bad was under way any more: this proved nothing"
        assert [await _articles(desk, id) for id in GOOD] == [faults.ARTICLES] * 3
        released.set()
        await storm
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        rows = await desk.keep(lambda archive: health.health(archive.db, settings, datetime.now(UTC)))
        told = await desk.keep(lambda archive: archive.db.execute("SELECT event FROM alert").fetchall())
    named = {row["id"]: row["trouble"] for row in rows}
    assert named == {**dict.fromkeys(GOOD), **{id: faults.bad(id)[1] for id in BAD}, "giu": "protocol"}
    assert [row["id"] for row in rows if row["trouble"] and not (row["reason"] and row["remedy"])] == []
    assert told == []
    assert grown < 256 * 1024


@pytest.mark.parametrize("odd", faults.ODD)
async def test_oddities_cost_nothing(odd: str, tmp_path: Path, serve: Serve) -> None:
    """Read in the first pass, and found the same in the second, whatever the validators are worth."""
    site = await serve(faults.ODD[odd])
    odd_source = source("la", site.url(faults.LIST))
    async with desk_on(watching([odd_source]), tmp_path) as desk:
        first, second = [await poll(odd_source, desk) for _ in range(2)]
        texts = await desk.keep(lambda archive: [row[0] for row in archive.db.execute("SELECT text FROM article")])
    assert (first.outcome, first.new, first.error) == ("ok", faults.ARTICLES, None)
    assert (second.new, second.revisions, second.error) == (0, 0, None)
    assert all("bà con xã vùng cao dự lễ khánh thành công trình" in text for text in texts)
    assert not [text for text in texts if "\x00" in text]
