"""The registry of sessions, and one session: who reported it, and what the reports say side by side."""

from __future__ import annotations

import re
from typing import Any

from sqlite_utils import Database

from crawler import reference
from crawler.archive.files import file_name
from crawler.errors import NotFound
from crawler.search.compare import figures, words_told
from crawler.search.places import province_name

_NUMBERED = re.compile(r"(?P<body>.+)-no(?P<ordinal>\d{1,6})")

_REPORTS = """
SELECT r.article AS number, a.hash, a.title, a.url, a.source, a.published, r.province AS slug, a.story,
    length(a.text) AS length,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS province,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'local_chair') AS local_chair,
    (SELECT count(*) FROM indicator WHERE article = a.number) AS indicators
FROM report r JOIN article a ON a.number = r.article
WHERE r.session = ? AND a.revised_by IS NULL ORDER BY r.article
"""
_TOLD = """
SELECT (SELECT value FROM fact WHERE article = r.article AND kind = 'province') AS province
FROM report r JOIN article a INDEXED BY article_standing ON a.number = r.article
WHERE r.session = ? AND a.revised_by IS NULL ORDER BY r.article
"""


def session_id(db: Database, key: str) -> int | None:
    """The session a key stands for: its own, one it had before, or its number in its body (the latest of it)."""
    row = db.execute("SELECT session FROM session_alias WHERE key = ?", [key]).fetchone()
    if row is None and (parts := _NUMBERED.fullmatch(key)):
        row = db.execute(
            "SELECT id FROM session WHERE body = ? AND ordinal = ? ORDER BY date DESC LIMIT 1",
            [parts["body"], int(parts["ordinal"])],
        ).fetchone()
    return int(row[0]) if row else None


def sessions(db: Database, *, limit: int = -1, offset: int = 0) -> list[dict[str, Any]]:
    """The sessions with a report or a notice, the latest first; all of them unless told."""
    rows = db.query(
        "SELECT * FROM session ORDER BY coalesce(date, around, added) DESC, key LIMIT ? OFFSET ?", [limit, offset]
    )
    found = []
    for row in rows:
        reports = list(db.query(_TOLD, [row["id"]]))
        found.append({**_document(row), "reports": len(reports), "provinces": _names(reports)})
    return found


def session_titles(db: Database, limit: int = 200) -> list[dict[str, Any]]:
    """The latest sessions, without a look at their reports."""
    rows = db.query("SELECT * FROM session ORDER BY coalesce(date, around, added) DESC, key LIMIT ?", [limit])
    return [_document(row) for row in rows]


def session(db: Database, key: str) -> dict[str, Any]:
    """One session: reports, provinces present and absent, notice, and the facts of all reports side by side."""
    id = session_id(db, key)
    if id is None:
        raise NotFound(f"no session {key!r} in the archive; `phienhop sessions` lists them")
    (row,) = db.query("SELECT * FROM session WHERE id = ?", [id])
    reports = list(db.query(_REPORTS, [id]))
    numbers = [report["number"] for report in reports]
    aliases = db.execute("SELECT key FROM session_alias WHERE session = ? AND key != ?", [id, row["key"]]).fetchall()
    present = {report["slug"] for report in reports if report["slug"]}
    face = max(reports, key=_telling, default=None)
    return {
        **_document(row),
        "aliases": [alias for (alias,) in aliases],
        "reports": [_report(report) for report in reports],
        "face": face["number"] if face else None,
        "provinces": _names(reports),
        "absent": _absent(row["date"], present),
        "notices": _notices(db, id),
        "facts": words_told(db, numbers),
        "indicators": figures(db, numbers),
    }


def _document(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "body", "ordinal", "date", "label", "title")}


def _report(row: dict[str, Any]) -> dict[str, Any]:
    told = ("number", "title", "url", "source", "published", "local_chair", "indicators")
    return {
        **{name: row[name] for name in told},
        "name": file_name(row["number"], row["hash"]),
        "province": row["province"] or province_name(row["slug"]),
        "reprint": row["story"] is not None,
    }


def _names(reports: list[dict[str, Any]]) -> list[str]:
    """The provinces that reported, in order of arrival."""
    return list(dict.fromkeys(report["province"] for report in reports if report["province"]))


def _absent(day: str | None, present: set[str]) -> list[str]:
    """Provinces of that day no report has come from; of today's, while the day is unknown."""
    provinces = reference.provinces().values()
    if day is None:
        there = list(reference.current_provinces())
    else:
        there = [p for p in provinces if (p.since or "") <= day <= (p.until or "9")]
    # A report may name a province by the name it got or lost by the merger.
    heard = present | {p.slug for p in provinces if p.successor in present and p.until and day and p.until < day}
    return [p.name for p in there if p.slug not in heard]


def _notices(db: Database, id: int) -> list[dict[str, Any]]:
    return list(
        db.query(
            "SELECT f.value AS number, a.number AS article, a.title, a.url, a.published FROM notice n"
            " JOIN article a ON a.number = n.article LEFT JOIN fact f ON f.article = n.article AND f.kind = 'notice'"
            " WHERE n.session = ? AND a.revised_by IS NULL ORDER BY a.number",
            [id],
        )
    )


def _telling(report: dict[str, Any]) -> tuple[int, int, int]:
    """How much a report tells: figures first, then length; of equals the first."""
    return report["indicators"], report["length"], -report["number"]
