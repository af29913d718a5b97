"""For other programs of the reader: an Atom feed of sessions and reports, a calendar of sessions, figures as CSV."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Request
from starlette.responses import Response

from crawler import search
from crawler.search import overview, series
from crawler.text import clean
from crawler.web import words
from crawler.web.asking import TheDesk

router = APIRouter(include_in_schema=False)

ENTRIES = 50
ATOM = "http://www.w3.org/2005/Atom"
_HOST = re.compile(r"https?://[\w.\-\[\]:]+", re.ASCII)
_EPOCH = "2000-01-01T00:00:00Z"  # when an empty feed was last changed

Row = Mapping[str, Any]


@router.get("/feed.atom")
def feed(request: Request, desk: TheDesk) -> Response:
    with desk.asking() as db:
        rows = overview.newest(db, reports=True, limit=ENTRIES)
    return Response(atom(rows, site(request)), media_type="application/atom+xml; charset=utf-8")


@router.get("/phien.ics")
def calendar(request: Request, desk: TheDesk) -> Response:
    with desk.asking() as db:
        rows = search.sessions(db)
    return Response(ics(rows, site(request)), media_type="text/calendar; charset=utf-8")


@router.get("/chi-so/{slug}/so-lieu.csv")
def figures(desk: TheDesk, slug: str) -> Response:
    with desk.asking() as db:
        found = series.one_series(db, slug)
    headers = {"Content-Disposition": f'attachment; filename="{found["slug"][:80]}.csv"'}
    return Response(points_csv(found["points"]), media_type="text/csv; charset=utf-8", headers=headers)


def site(request: Request) -> str:
    """Where we are reached, from the request; a Host header that is none is not repeated."""
    base = str(request.base_url).rstrip("/")
    return base if _HOST.fullmatch(base) else "http://localhost"


def atom(rows: Iterable[Row], base: str) -> bytes:
    """RFC 4287. An entry's id is made from its text, so that it is the same wherever the archive is served."""
    ET.register_namespace("", ATOM)
    rows = list(rows)
    root = _element(None, "feed", {"{http://www.w3.org/XML/1998/namespace}lang": "vi"})
    _element(root, "id", text=uuid.uuid5(uuid.NAMESPACE_URL, "phienhop:feed").urn)
    _element(root, "title", text="Phiên họp chuyển đổi số: bản tin mới")
    _element(root, "updated", text=max((row["added"] for row in rows), default=_EPOCH))
    _element(root, "link", {"rel": "self", "href": f"{base}/feed.atom"})
    _element(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/"})
    for row in rows:
        _entry(root, row, base)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, row: Row, base: str) -> None:
    entry = _element(root, "entry")
    _element(entry, "id", text=uuid.uuid5(uuid.NAMESPACE_URL, f"phienhop:{row['hash']}").urn)
    _element(entry, "title", text=row["title"] or row["session_title"] or f"Bài {row['number']}")
    _element(entry, "updated", text=row["added"])
    _element(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/bai/{row['number']}"})
    if address := words.link(row["url"]):
        _element(entry, "link", {"rel": "via", "href": address})
    _element(_element(entry, "author"), "name", text=row["source"] or "phienhop")
    told = ["Thông báo kết luận" if row["notice"] else "Bản tin", row["session_title"], row["province"]]
    _element(entry, "summary", text=" · ".join(part for part in told if part))


def _element(
    parent: ET.Element | None, name: str, attributes: dict[str, str] | None = None, text: str | None = None
) -> ET.Element:
    tag = f"{{{ATOM}}}{name}"
    made = ET.Element(tag) if parent is None else ET.SubElement(parent, tag)
    made.attrib.update({key: clean(value) for key, value in (attributes or {}).items()})
    made.text = clean(text) if text is not None else None
    return made


def ics(rows: Iterable[Row], base: str) -> str:
    """RFC 5545: each session whose day is known, as a whole day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//phienhop//phienhop//VI", "CALSCALE:GREGORIAN"]
    lines.append("X-WR-CALNAME:Phiên họp chuyển đổi số")
    for row in rows:
        if row["date"]:
            lines += _event(row, base)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(row: Row, base: str) -> list[str]:
    day = date.fromisoformat(row["date"])
    told = f"{row['reports']} bản tin"
    if row["provinces"]:
        told += f", {len(row['provinces'])} tỉnh, thành phố: {', '.join(row['provinces'])}"
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(row['key'])}@phienhop",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(row['title'])}",
        f"DESCRIPTION:{_escaped(told)}",
        f"URL:{base}/phien/{_escaped(row['key'])}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", clean(text))


def _folded(line: str) -> str:
    """At most 75 bytes a line, never inside a letter."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            parts.append("")
            size = 1  # the space that begins a further line
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts)


_COLUMNS = (
    *("date", "session", "value", "number", "high", "of", "unit", "relation", "period", "scope", "kind"),
    *("province", "article", "url", "quote"),
)


def points_csv(points: Iterable[Row]) -> str:
    """The points of a series; text that a spreadsheet would run as a formula is kept as text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for point in points:
        writer.writerow([_plain(point[column]) for column in _COLUMNS])
    return "\ufeff" + buffer.getvalue()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value
