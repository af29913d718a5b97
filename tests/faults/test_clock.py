"""The real process while its wall clock is set: polls go on, once for each source, and nothing is told twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import sites
from tests.faults.clocks import Clock, clock
from tests.faults.sites import LIST
from tests.faults.test_state import HurriedPhienhop, Watched
from tests.fetch.conftest import Reply, Serve, Site, http
from tests.notify.service import alert, put

__all__ = ["clock"]
NIGHT = datetime(2026, 11, 21, 16, 50, tzinfo=UTC)  # ten to midnight in Vietnam
HOUR = timedelta(hours=1)


@pytest.fixture
def phienhop(tmp_path: Path, clock: Clock) -> Iterator[HurriedPhienhop]:
    made = HurriedPhienhop(tmp_path, {"PHIENHOP_TICK": "0.2", **clock.environ})
    yield made
    made.kill()


def undated(articles: int) -> dict[str, Reply]:
    """A site whose articles are news whatever the clock says."""
    pages: dict[str, Reply] = {sites.address(n): sites.html(sites.article(n, dated=False)) for n in range(articles)}
    return {**pages, LIST: sites.html(sites.listing(range(articles), dated=False))}


async def test_jumps(phienhop: HurriedPhienhop, clock: Clock, serve: Serve) -> None:
    """After each jump, and after the way back: one visit to a source that is due every hour, and its news told once."""
    hourly, often, inbox = await serve(undated(1)), await serve(sites.paged(1)), await serve({"/": http(200)})
    common = {"kind": "national", "pace": "0s", "timeout": "3s", "allow_private": True}
    stanzas = [
        {"id": "gio", "name": "Giờ", "listing": hourly.url(LIST), "every": "1h", **common},
        {"id": "luon", "name": "Luôn", "listing": often.url(LIST), "every": "0s", **common},
    ]
    to = f"json://127.0.0.1:{inbox.port}/"
    phienhop.configure([{"name": "ban", "to": to, "on": ["match"], "keywords": ["khánh thành"]}], stanzas)
    phienhop.start()
    watched = Watched(phienhop, hourly)
    await watched.until_read(1)  # the other site shows the same
    for published, ahead in enumerate(("-1h", "+0", "+10y", "+0"), 2):
        asked = hourly.asked.count(LIST)
        hourly.pages |= undated(published)
        clock.ahead(ahead)
        await watched.until_read(published)
        await _passes(watched, often, 2)
        assert hourly.asked.count(LIST) == asked + 1, f"after {ahead}"
    await watched.until("every alert is sent", lambda: _deliveries(phienhop) == [("sent", 1)] * 4)
    await _passes(watched, often, 2)
    assert _deliveries(phienhop) == [("sent", 1)] * 4
    assert 1 <= len(inbox.log) <= 4
    assert await watched.stop() == 0
    assert watched.sound()


def _deliveries(phienhop: HurriedPhienhop) -> list[tuple[str, int]]:
    """(state, attempts) of each alert's delivery."""
    with phienhop.outbox() as db:
        return list(db.execute("SELECT state, attempts FROM delivery").fetchall())


async def _passes(watched: Watched, site: Site, number: int) -> None:
    """Until another source has been visited so often: whatever was due by then has begun."""
    wanted = site.asked.count(LIST) + number
    await watched.until("further visits", lambda: site.asked.count(LIST) >= wanted)


async def test_quiet_hours_over_midnight_and_a_digest_due_while_down(
    phienhop: HurriedPhienhop, clock: Clock, serve: Serve
) -> None:
    by_night, digest, probe = [await serve({"/": http(200)}) for _ in range(3)]
    recipients = phienhop.configure(
        [
            {"name": "dem", "to": f"json://127.0.0.1:{by_night.port}/", "on": ["session"], "quiet": "22:00-06:00"},
            {"name": "sang", "to": f"json://127.0.0.1:{digest.port}/", "on": ["session"], "when": "daily 07:30"},
            {"name": "ngay", "to": f"json://127.0.0.1:{probe.port}/", "on": ["notice"]},
        ]
    ).recipients
    watched = Watched(phienhop, probe)
    told = 0

    async def all_is_sent(now: datetime) -> None:
        """A message that is due at once went out, so that whatever else was due before it went as well."""
        nonlocal told
        told += 1
        with phienhop.outbox() as db:
            put(db, recipients, now, alert(told, "notice"))
        await watched.until("the message of now", lambda: len(probe.log) == told)
        await asyncio.sleep(0.3)  # a message that should not go has its chance

    clock.at(NIGHT)
    phienhop.start()
    await watched.until_log("phienhop runs")
    with phienhop.outbox() as db:
        put(db, recipients, NIGHT, alert(1000), alert(1001))
    for now in (NIGHT, NIGHT + HOUR / 2, NIGHT + 6 * HOUR):  # 23:50, 00:20, 05:50
        clock.at(now)
        await all_is_sent(now)
        assert (len(by_night.log), len(digest.log)) == (0, 0), f"told at {now}"
    clock.at(NIGHT + 6.5 * HOUR)  # 06:20
    await watched.until("what the night held", lambda: len(by_night.log) == 2)
    assert await watched.stop() == 0
    assert len(digest.log) == 0
    clock.at(NIGHT + 10 * HOUR)  # 09:50: half past seven was while it was down
    phienhop.start()
    await watched.until("the digest", lambda: len(digest.log) == 1)
    for now in (NIGHT + 10 * HOUR, NIGHT + 32 * HOUR):  # the same day, the next day after the digest's hour
        clock.at(now)
        await all_is_sent(now)
    assert (len(by_night.log), len(digest.log)) == (2, 1)
    assert await watched.stop() == 0
