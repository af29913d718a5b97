"""`include:` in `sources.yaml`: what another file gives, and whose mistakes are told in which file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from crawler.model import Settings
from crawler.sources import Mistakes, load
from crawler.web.desk import Desk

NORTH = """\
defaults: {every: 2h}
bodies: [{id: bcd-bac, name: Ban Chỉ đạo miền Bắc}]
sources: [{id: bac, listing: https://bac.example.vn/}]
alerts: [{name: rieng, to: "${NOT_SET_HERE}"}]
"""
SOUTH = "sources: [{id: nam, listing: https://nam.example.vn/}]\n"
ALL = """\
include: [vung/bac.yaml, nam.yaml]
sources: [{id: chung, listing: https://chung.example.vn/}]
alerts: [{name: toa-soan, to: "json://127.0.0.1/", bodies: bcd-bac}]
"""


@pytest.fixture
def country(tmp_path: Path) -> Path:
    (tmp_path / "vung").mkdir()
    (tmp_path / "vung" / "bac.yaml").write_text(NORTH, encoding="utf-8")
    (tmp_path / "nam.yaml").write_text(SOUTH, encoding="utf-8")
    (tmp_path / "all.yaml").write_text(ALL, encoding="utf-8")
    return tmp_path / "all.yaml"


def told(file: Path) -> str:
    with pytest.raises(Mistakes) as caught:
        load(file, {})
    return str(caught.value)


def test_an_included_file_gives_sources_and_bodies_and_keeps_its_defaults_and_alerts(country: Path) -> None:
    found = load(country, {})
    assert {s.id: s.every for s in found.sources} == {
        "bac": timedelta(hours=2),
        "nam": timedelta(minutes=30),
        "chung": timedelta(minutes=30),
    }
    assert [body.id for body in found.bodies] == ["bcd-bac"]
    assert [recipient.name for recipient in found.recipients] == ["toa-soan"]


def test_a_file_included_on_two_ways_or_by_itself_counts_once(country: Path) -> None:
    (country.parent / "nam.yaml").write_text(f"include: [vung/bac.yaml, nam.yaml]\n{SOUTH}", encoding="utf-8")
    assert sorted(s.id for s in load(country, {}).sources) == ["bac", "chung", "nam"]


def test_a_mistake_is_told_in_the_file_where_it_stands(country: Path) -> None:
    south = country.parent / "nam.yaml"
    south.write_text("sources:\n  - {id: nam, listing: nowhere}\n")
    assert told(country).startswith(f'{south}:2: source "nam": key `listing`: "nowhere" is not an http(s) URL')
    south.write_text("sources:\n  - {id: chung, listing: https://nam.example.vn/}\n")
    assert told(country) == f'{country}:2: source "chung": key `id`: the same name stands in {south}; choose another'
    south.unlink()
    assert told(country).startswith(f'{country}:1: key `include`: "nam.yaml" is no file; write its path')


def test_the_page_sees_that_an_included_file_was_edited(country: Path) -> None:
    desk = Desk(country.parent, country)

    def ids(settings: Settings) -> set[str]:
        return {source.id for source in settings.sources}

    assert ids(desk.settings()) == {"bac", "nam", "chung"}
    before = desk.settings()
    assert desk.settings() is before
    (country.parent / "nam.yaml").write_text(SOUTH + "# khác\n")
    assert desk.settings() is not before
