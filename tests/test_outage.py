"""Our own network down is one word to the operator; a site down by itself is never excused by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler import health
from crawler.archive import Archive
from crawler.doctor import folder
from crawler.model import Recipient, Settings, Visit
from tests.archive.samples import CAOBANG, HOUR, NOW

SITES = [replace(CAOBANG, id=f"xa-{n}", name=f"Xã {n}", listing=(f"https://{n}.vn/tin",)) for n in range(10)]
IDS = [site.id for site in SITES]
SETTINGS = Settings(sources=tuple(SITES), recipients=(Recipient("ban", "json://127.0.0.1:9/"),))


@dataclass
class Country:
    """Ten sites, visited in turn every hour; `now` goes on with each visit."""

    archive: Archive
    now: datetime = NOW

    def hours(self, number: int, dead: dict[str, str]) -> None:
        """Rounds over all sites, in which the dead ones fail with these words."""
        for _ in range(number):
            for n, id in enumerate(IDS):
                at = self.now + n * HOUR / len(IDS)
                self.archive.visited(id, Visit(at, dead.get(id, "ok"), links=id not in dead), at + HOUR)
            self.now += HOUR

    def told(self) -> list[str]:
        return [row[0].rsplit(":", 3)[0] for row in self.archive.db.execute("SELECT event FROM alert ORDER BY id")]

    def states(self) -> set[tuple[str, str | None]]:
        return {(row["state"], row["trouble"]) for row in health.health(self.archive.db, SETTINGS, self.now)}


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    with Archive.open(tmp_path, recipients=SETTINGS.recipients) as archive:
        archive.register(SITES, NOW)
        yield Country(archive)


@pytest.mark.parametrize(("words", "hours"), [("dns", 3), ("connect", 3), ("timeout", 3), ("dns", 30)])
def test_an_outage_is_told_once_and_held_against_nobody(country: Country, words: str, hours: int) -> None:
    country.hours(2, {})
    country.hours(hours, dict.fromkeys(IDS, words))
    assert country.told() == ["network:down"]
    assert country.states() == {("ok", "network")}
    country.hours(5, {})
    assert country.told() == ["network:down", "network:up"]
    assert country.states() == {("ok", None)}


def test_where_one_goes_on_answering_each_dead_site_is_told(country: Country) -> None:
    country.hours(2, {})
    country.hours(6, dict.fromkeys(IDS[1:], "connect"))
    assert country.told() == ["network:down", "network:up", *(f"source:{id}:broken" for id in IDS[1:])]


@pytest.mark.parametrize("words", ["status", "layout", "maintenance", "tls"])
def test_sites_that_answer_badly_all_at_once_are_told_each(country: Country, words: str) -> None:
    country.hours(6, dict.fromkeys(IDS, words))
    assert len(country.told()) == len(IDS)


def test_what_was_broken_before_stays_broken_and_what_breaks_in_an_outage_is_told_after_it(country: Country) -> None:
    country.hours(6, {IDS[0]: "dns"})
    country.hours(6, dict.fromkeys(IDS, "dns"))
    assert country.states() == {("broken", "dns"), ("ok", "network")}
    country.hours(6, {IDS[0]: "dns", IDS[1]: "connect"})
    assert country.told() == [f"source:{IDS[0]}:broken", "network:down", "network:up", f"source:{IDS[1]}:broken"]


def test_some_that_fail_before_the_others_answer_are_no_outage(country: Country) -> None:
    """After a start all are asked at once, and refused connections come back first."""
    country.hours(1, {})
    for _ in range(6):
        for n, id in enumerate(IDS):
            at = country.now + timedelta(seconds=n)
            country.archive.visited(id, Visit(at, "connect" if n < 6 else "ok"), at + HOUR)
        country.now += HOUR
    assert country.told() == [f"source:{id}:broken" for id in IDS[:6]]


def test_a_few_sources_cannot_tell(tmp_path: Path) -> None:
    with Archive.open(tmp_path, recipients=SETTINGS.recipients) as archive:
        archive.register(SITES[:4], NOW)
        country = Country(archive)
        for n in range(6):
            for id in IDS[:4]:
                archive.visited(id, Visit(NOW + n * HOUR, "dns"), NOW)
        assert country.told() == [f"source:{id}:broken" for id in IDS[:4]]


def test_doctor_says_it(country: Country, tmp_path: Path) -> None:
    country.hours(2, {})
    assert folder.answers(tmp_path).ok
    country.hours(2, dict.fromkeys(IDS, "dns"))
    found = folder.answers(tmp_path)
    assert not found.ok
    assert "this machine's network" in found.detail
