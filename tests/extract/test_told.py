"""What a page tells machines."""

from __future__ import annotations

import json

import pytest

from crawler.extract.told import Told
from crawler.html import parse

META = "<meta property='article:published_time' content='2025-01-01'>"
ITEM = "<b itemprop='datePublished' content='2025-01-02'></b>"
DATA = '<script type=\'application/ld+json\'>[{}, {"datePublished": "2025-01-03", "headline": " Tin  A "}]</script>'
LATER = "<meta name='dc.date' content='2025-01-04'>"
TIME = "<article><time datetime='2025-01-05'>hôm qua</time></article>"


@pytest.mark.parametrize(
    ("marks", "day"),
    [
        ((TIME, LATER, DATA, ITEM, META), "2025-01-01"),
        ((TIME, LATER, DATA, ITEM), "2025-01-02"),
        ((TIME, LATER, DATA), "2025-01-03"),
        ((TIME, LATER), "2025-01-04"),
        ((TIME,), "2025-01-05"),
        ((META.replace("2025-01-01", "không rõ"), TIME), "2025-01-05"),
        ((META.replace("2025-01-01", ""), META), None),  # of several alike the first
        ((), None),
    ],
)
def test_published(marks: tuple[str, ...], day: str | None) -> None:
    assert Told(parse("".join(marks))).published == day


def test_names() -> None:
    social = "<meta property='og:title' content='Tin  A'><meta property='og:site_name'>"
    page = Told(parse(f"<title> Tin A - Báo B </title>{social}{DATA}"))
    assert (page.title, page.social, page.headline, page.site) == ("Tin A - Báo B", "Tin A", "Tin A", "")


def test_data_is_read_once_and_only_where_it_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def loads(text: str, **_: object) -> object:
        read.append(text)
        return {}

    monkeypatch.setattr(json, "loads", loads)
    page = Told(parse(DATA + DATA.replace("datePublished", "name")))
    assert (page.published, page.headline, len(read)) == (None, None, 1)
