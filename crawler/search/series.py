"""One indicator's series, and the list of all of them: what the pages on figures ask."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.errors import NotFound
from crawler.search.figures import indicators
from crawler.text import key, words

_COUNTED = """
SELECT series, name, count(*) AS points, count(DISTINCT r.session) AS sessions, max(coalesce(s.date, a.day)) AS latest
FROM indicator i JOIN article a INDEXED BY article_standing ON a.number = i.article
JOIN report r ON r.article = i.article
LEFT JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL GROUP BY coalesce(series, name)
ORDER BY series IS NULL, count(DISTINCT r.session) DESC, count(*) DESC, name
"""


def slug(id: str) -> str:
    """A series as a part of an address: its catalogue id, or its name without accents."""
    return "-".join(words(id))


def all_series(db: Database, name: str | None = None) -> list[dict[str, Any]]:
    """Every series, or those whose name holds `name`, with how often and how lately told; the catalogue's first.

    `ids` are the names the archive has for a series: one of the catalogue's, or all that make one slug.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in db.query(_COUNTED):
        id = row["series"] or row["name"]
        mine = found.setdefault(slug(id), {**row, "points": 0, "sessions": 0, "ids": []})
        mine["ids"].append(id)
        mine["points"] += row["points"]
        mine["sessions"] = max(mine["sessions"], row["sessions"])
        mine["latest"] = max(mine["latest"], row["latest"])
    wanted = key(name or "")
    return [{"slug": id, **row} for id, row in found.items() if id and wanted in key(row["name"])]


def some_series(db: Database, name: str | None, *, limit: int, offset: int, latest: int) -> list[dict[str, Any]]:
    """A stretch of `all_series`, each with its `latest` points."""
    rows = all_series(db, name)[offset : offset + limit]
    return [_joined(row["slug"], indicators(db, exactly=tuple(row["ids"]), latest=latest)) for row in rows]


def one_series(db: Database, wanted: str) -> dict[str, Any]:
    """A series by its catalogue id or by its name's slug, every point with its quote."""
    names: dict[str, None] = {}
    for series, name in db.execute("SELECT DISTINCT series, name FROM indicator").fetchall():
        if slug(series or name) == wanted:
            names[series or name] = None
    found = indicators(db, exactly=tuple(names)) if names else []
    if not found:
        raise NotFound(f"no indicator {wanted!r} in the archive; `phienhop indicators` lists them")
    return _joined(wanted, found)


def _joined(slug: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"slug": slug, **found[0], "points": [point for series in found for point in series["points"]]}
