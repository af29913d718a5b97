"""What is due, and when: sources, links, failures, rechecks, hosts, and clocks that jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.archive import RECHECKS
from crawler.model import HostState, Settings, Telling, Validators, Visit
from tests.archive.samples import BOTH, CAOBANG, HOUR, NOW, Box, article, link, reading

TAG = Validators('"abc"', "Sat, 21 Nov 2026 08:00:00 GMT")
LISTING = "https://a.vn/tin"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_a_new_source_is_due_at_once_then_as_told(box: Box) -> None:
    assert sorted(box.archive.due_sources(NOW)) == ["caobang", "daklak"]
    box.archive.visited("caobang", Visit(NOW), NOW + HOUR)
    assert box.archive.due_sources(NOW) == ["daklak"]
    assert box.archive.due_sources(NOW + HOUR, limit=1) == ["daklak"]
    box.archive.next_poll("caobang", NOW)
    assert len(box.archive.due_sources(NOW)) == 2


def test_a_source_no_longer_configured_rests(box: Box) -> None:
    box.archive.register([CAOBANG], NOW)
    assert box.archive.due_sources(NOW) == ["caobang"]
    box.archive.configure(Settings(sources=(replace(CAOBANG, enabled=False), BOTH[1])), NOW)
    assert box.archive.due_sources(NOW) == ["daklak"]


@pytest.mark.parametrize("jump", [-HOUR, -3650 * DAY, timedelta(), HOUR, 3650 * DAY])
def test_a_clock_that_jumps_stops_nothing(box: Box, jump: timedelta) -> None:
    box.archive.found("caobang", LISTING, TAG, [link("https://a.vn/1")], NOW)
    box.archive.visited("caobang", Visit(NOW), NOW + MINUTE)
    then = NOW + jump + 2 * MINUTE
    assert "caobang" in box.archive.due_sources(then)
    assert len(box.archive.due("caobang", then)) == 1
    box.archive.visited("caobang", Visit(then), then + HOUR)
    assert "caobang" not in box.archive.due_sources(then)  # once, and at the new clock's pace from then on


def test_a_recheck_set_by_a_clock_far_ahead_is_due(box: Box) -> None:
    box.keep(article("Bài"), "https://a.vn/1", now=NOW + 3650 * DAY)
    assert [due.number for due in box.archive.due("caobang", NOW)] == [0]


def test_first_poll_ends_with_the_first_answer(box: Box) -> None:
    assert box.archive.first_poll("caobang")
    box.archive.visited("caobang", Visit(NOW, outcome="dns", error="no such host"), NOW + HOUR)
    assert box.archive.first_poll("caobang")
    box.archive.visited("caobang", Visit(NOW, outcome="unchanged"), NOW + HOUR)
    assert not box.archive.first_poll("caobang")
    assert box.archive.first_poll("unheard-of")


def test_links_are_remembered_once_in_page_order_latest_first(box: Box) -> None:
    page = [link("https://a.vn/2", "Hai"), link("https://a.vn/1"), link("https://a.vn/2", "Hai nữa")]
    assert box.archive.found("caobang", LISTING, TAG, page, NOW) == 2
    assert box.archive.found("caobang", LISTING, TAG, page, NOW + MINUTE) == 0
    assert box.archive.found("caobang", LISTING, TAG, [link("https://a.vn/3"), *page], NOW + HOUR) == 1
    due = box.archive.due("caobang", NOW + HOUR)
    assert [(d.url[-1], d.title) for d in due] == [("3", None), ("2", "Hai"), ("1", None)]
    assert [d.url[-1] for d in box.archive.due("caobang", NOW + HOUR, limit=1)] == ["3"]


def test_history_is_known_but_not_due(box: Box) -> None:
    assert (
        box.archive.found("caobang", LISTING, TAG, [link("https://a.vn/2")], NOW, later=[link("https://a.vn/1")]) == 1
    )
    assert box.archive.found("caobang", LISTING, TAG, [link("https://a.vn/2"), link("https://a.vn/1")], NOW) == 0
    assert [d.url for d in box.archive.due("caobang", NOW + 30 * DAY)] == ["https://a.vn/2"]


def test_validators_are_stored_with_the_links_and_grow_old(box: Box) -> None:
    assert box.archive.validators(LISTING, NOW) == Validators()
    box.archive.found("caobang", LISTING, TAG, [link("https://a.vn/1")], NOW)
    assert box.archive.validators(LISTING, NOW + 5 * HOUR) == TAG
    assert box.archive.validators(LISTING, NOW + 6 * HOUR) == Validators()
    box.archive.found("caobang", LISTING, Validators(), [], NOW + HOUR)
    assert box.archive.validators(LISTING, NOW + HOUR) == Validators()


def test_a_visit_that_finds_nothing_new_writes_nothing(box: Box) -> None:
    page = [link("https://a.vn/1")]
    box.archive.found("caobang", LISTING, TAG, page, NOW)
    before = box.db.conn.total_changes
    box.archive.found("caobang", LISTING, TAG, page, NOW + MINUTE)
    box.archive.register(BOTH, NOW + MINUTE)
    box.archive.remember_hosts([])
    assert box.db.conn.total_changes == before
    box.archive.found("caobang", LISTING, TAG, page, NOW + 5 * HOUR)  # a full answer renews its age
    assert box.archive.validators(LISTING, NOW + 10 * HOUR) == TAG


def test_failures_are_tried_again_at_growing_intervals_then_given_up(box: Box) -> None:
    url, now, waits = "https://a.vn/1", NOW, []
    box.archive.found("caobang", LISTING, TAG, [link(url)], NOW)
    while box.archive.due("caobang", now):
        box.archive.missed(url, "timed out \ud800", now)
        wait = next((n for n in range(1, 200) if box.archive.due("caobang", now + n * 10 * MINUTE)), 0)
        waits.append(wait * 10)
        now += wait * 10 * MINUTE
    assert waits[:6] == [10, 60, 360, 1440, 1440, 1440]
    assert waits[-1] == 0
    assert timedelta(days=14) <= now - NOW <= timedelta(days=16)
    assert [(row["state"], row["next_check"]) for row in box.db["address"].rows] == [("gone", None)]


def test_what_is_gone_is_not_asked_again(box: Box) -> None:
    box.archive.found("caobang", LISTING, TAG, [link("https://a.vn/1")], NOW)
    box.archive.missed("https://a.vn/1", "404", NOW, gone=True)
    box.archive.missed("https://unheard-of.vn/", "404", NOW)
    assert box.archive.due("caobang", NOW + 30 * DAY) == []


def test_new_links_come_before_failures_and_rechecks(box: Box) -> None:
    box.archive.found("caobang", LISTING, TAG, [link(f"https://a.vn/{n}") for n in (1, 2, 3)], NOW)
    box.keep(article("Bài"), "https://a.vn/1")
    box.archive.missed("https://a.vn/2", "timed out", NOW)
    due = box.archive.due("caobang", NOW + HOUR)
    assert [(d.url[-1], d.number, d.attempts) for d in due] == [("3", None, 0), ("2", None, 1), ("1", 0, 0)]


def test_articles_are_looked_at_again_for_two_days(box: Box) -> None:
    url, looks = "https://a.vn/1", []
    box.archive.found("caobang", LISTING, TAG, [link(url)], NOW)
    box.archive.add(reading(article("Bài")), url=url, source=CAOBANG, now=NOW, telling=Telling.FRESH, validators=TAG)
    for hour in range(1, 100):
        for due in box.archive.due("caobang", NOW + hour * HOUR):
            looks.append(hour)
            assert due.validators == TAG
            box.archive.unchanged(url, NOW + hour * HOUR)
    assert looks == [wait / HOUR for wait in RECHECKS]


@pytest.mark.parametrize(
    ("published", "telling", "again"),
    [
        (None, Telling.FRESH, True),
        ("2026-11-20", Telling.FRESH, True),
        ("2026-11-20T09:00:00+07:00", Telling.FIRST, True),
        ("2026-10-20", Telling.FRESH, False),  # history found today
        (None, Telling.SILENT, False),  # an import
    ],
)
def test_only_what_is_fresh_is_looked_at_again(box: Box, published: str | None, telling: Telling, again: bool) -> None:
    box.keep(article("Bài", published=published), "https://a.vn/1", telling=telling)
    assert bool(box.archive.due("caobang", NOW + HOUR)) is again


def test_a_failed_recheck_ends_well(box: Box) -> None:
    url = "https://a.vn/1"
    box.keep(article("Bài"), url)
    box.archive.missed(url, "timed out", NOW + HOUR)
    box.archive.unchanged(url, NOW + 2 * HOUR)
    (row,) = box.db["address"].rows
    assert (row["state"], row["attempts"], row["error"]) == ("read", 0, None)
    box.archive.unchanged("https://unheard-of.vn/", NOW)


def test_hosts_are_remembered_until_they_are_well(box: Box) -> None:
    tired = HostState("a.vn", NOW + HOUR, 3, "503")
    box.archive.remember_hosts([tired, HostState("b.vn", None, 1, "dns")])
    assert box.archive.hosts() == [tired, HostState("b.vn", None, 1, "dns")]
    box.archive.remember_hosts([HostState("a.vn")])
    assert [state.host for state in box.archive.hosts()] == ["b.vn"]


def test_visits_are_counted_and_forgotten_after_months(box: Box) -> None:
    box.archive.visited("caobang", Visit(NOW, outcome="dns", error="no such host"), NOW)
    box.archive.visited("caobang", Visit(NOW + HOUR, outcome="tls"), NOW)
    row = box.db.table("source").get("caobang")
    assert (row["failures"], row["reason"], row["failing_since"]) == (2, "tls", "2026-11-21T08:00:00.000Z")
    box.archive.visited("caobang", Visit(NOW + 90 * DAY, new=2, fetched=3), NOW)
    row = box.db.table("source").get("caobang")
    assert (row["failures"], row["reason"], row["last_new"]) == (0, None, "2027-02-19T08:00:00.000Z")
    assert [visit["new"] for visit in box.db["visit"].rows] == [2]
