"""One indicator's series, and the list of all of them: what the pages on figures ask."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from crawler.errors import NotFound
from crawler.search.figures import indicators
from crawler.text import key, words

# From the reports to their figures: an archive has many more articles than reports.
_COUNTED = """
WITH told AS MATERIALIZED (
    SELECT r.article, r.session, coalesce(s.date, a.day) AS day
    FROM report r CROSS JOIN article a INDEXED BY article_standing ON a.number = r.article
    LEFT JOIN session s ON s.id = r.session WHERE a.revised_by IS NULL
)
SELECT series, name, count(*) AS points, count(DISTINCT told.session) AS sessions, max(told.day) AS latest
FROM told CROSS JOIN indicator i ON i.article = told.article GROUP BY coalesce(series, name)
ORDER BY series IS NULL, sessions DESC, points DESC, name
"""


@lru_cache(maxsize=10_000)
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
    return [{"slug": id, **row} for id, row in found.items() if id and (not wanted or wanted in key(row["name"]))]


def some_series(db: Database, name: str | None, *, limit: int, offset: int, latest: int) -> list[dict[str, Any]]:
    """A stretch of `all_series`, each with its `latest` points."""
    rows = all_series(db, name)[offset : offset + limit]
    ids = tuple(id for row in rows for id in row["ids"])
    told: dict[str, list[dict[str, Any]]] = {}
    for found in indicators(db, exactly=ids, latest=latest) if ids else ():
        told.setdefault(slug(found["series"] or found["name"]), []).append(found)
    return [_joined(row["slug"], told[row["slug"]]) for row in rows]


def one_series(db: Database, wanted: str) -> dict[str, Any]:
    """A series by its catalogue id or by its name's slug, every point with its quote."""
    ids = _ids(db, wanted)
    found = indicators(db, exactly=ids) if ids else []
    if not found:
        raise NotFound(f"no indicator {wanted!r} in the archive; `phienhop indicators` lists them")
    return _joined(wanted, found)


def _ids(db: Database, wanted: str) -> tuple[str, ...]:
    """What the archive calls a series: its catalogue id, or every name that makes this slug."""
    if db.execute(
        "SELECT 1 FROM indicator WHERE coalesce(series, name) = ? AND series IS NOT NULL LIMIT 1", [wanted]
    ).fetchone():
        return (wanted,)
    names = db.execute("SELECT DISTINCT name FROM indicator WHERE series IS NULL").fetchall()
    return tuple(name for (name,) in names if slug(name) == wanted)


def _joined(slug: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"slug": slug, **found[0], "points": [point for series in found for point in series["points"]]}
