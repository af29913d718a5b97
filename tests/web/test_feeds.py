"""The feed, the calendar and the CSV, read by other programs' rules."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree as ET

import feedparser
import pytest

from crawler.web.feeds import ics, points_csv
from tests.web.made import NASTY
from tests.web.talking import Client

NS = {"a": "http://www.w3.org/2005/Atom"}


def test_the_feed_is_what_a_feed_reader_expects(client: Client) -> None:
    body = client.get("/feed.atom").content
    read = feedparser.parse(body)
    assert not read.bozo
    assert [entry.link.removeprefix(client.base) for entry in read.entries] == ["/bai/4", "/bai/3", "/bai/2", "/bai/0"]
    root = ET.fromstring(body)
    ids = [node.text for node in root.iterfind(".//a:id", NS)]
    assert len(set(ids)) == 5
    assert all(str(id).startswith("urn:uuid:") for id in ids)


def test_the_feed_keeps_hostile_text_as_text(client: Client) -> None:
    root = ET.fromstring(client.get("/feed.atom").content)
    titles = [node.text for node in root.iterfind(".//a:entry/a:title", NS)]
    assert f"Bản tin {NASTY}" in titles
    assert {node.tag.split("}")[1] for node in root.iter()} <= {
        *("feed", "entry", "id", "title", "updated", "link", "author", "name", "summary")
    }
    links = [node.attrib["href"] for node in root.iterfind(".//a:link", NS)]
    assert all(link.startswith(("http://", "https://")) for link in links)


def test_a_host_that_is_none_is_not_repeated(client: Client) -> None:
    body = client.get("/feed.atom", headers={"Host": 'x"><script>'})
    assert "script" not in body.text.split("<entry>")[0]


def test_the_calendar_has_the_sessions(client: Client) -> None:
    text = client.get("/phien.ics").text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20240710\r\nDTEND;VALUE=DATE:20240711\r\n" in whole
    assert re.search(r"SUMMARY:Phiên họp lần thứ 9 [^\r]*\\, 10/7/2024\r\n", whole)


@pytest.mark.parametrize("title", ["a\r\nATTACH:http://x", "a;b,c\\d", "Đ" * 200, NASTY])
def test_a_title_cannot_leave_its_line(title: str) -> None:
    row = {"key": "k", "date": "2024-07-10", "title": title, "reports": 1, "provinces": []}
    lines = ics([row], "http://x").replace("\r\n ", "").split("\r\n")
    assert len([line for line in lines if line]) == 16
    assert not any(line.startswith("ATTACH") for line in lines)


def test_figures_as_csv(client: Client) -> None:
    answer = client.get("/chi-so/kinh-te-so-gdp/so-lieu.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["date"], row["value"]) for row in rows] == [
        *(("2024-04-24", "16.5"), ("2024-07-10", "18.5"), ("2024-07-10", "18.3"))
    ]


def test_a_cell_is_never_a_formula() -> None:
    names = ("date", "session", "value", "number", "high", "of", "unit", "relation", "period", "scope", "kind")
    point = dict.fromkeys([*names, "province", "article", "url"]) | {"quote": "=cmd|' /C calc'!A0", "value": -5.0}
    (row,) = csv.DictReader(io.StringIO(points_csv([point]).removeprefix("\ufeff")))
    assert (row["quote"], row["value"]) == ("'=cmd|' /C calc'!A0", "-5.0")
