"""One indicator's series, and the list of all of them: what the pages on figures ask."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.errors import NotFound
from crawler.search.figures import indicators
from crawler.text import key, words

_COUNTED = """
SELECT series, name, count(*) AS points, count(DISTINCT r.session) AS sessions, max(coalesce(s.date, a.day)) AS latest
FROM indicator i JOIN article a ON a.number = i.article JOIN report r ON r.article = i.article
LEFT JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL GROUP BY coalesce(series, name)
ORDER BY series IS NULL, count(DISTINCT r.session) DESC, count(*) DESC, name
"""


def slug(id: str) -> str:
    """A series as a part of an address: its catalogue id, or its name without accents."""
    return "-".join(words(id))


def all_series(db: Database, name: str | None = None) -> list[dict[str, Any]]:
    """Every series, or those whose name holds `name`, with how often and how lately told; the catalogue's first."""
    found: dict[str, dict[str, Any]] = {}
    for row in db.query(_COUNTED):
        mine = found.setdefault(slug(row["series"] or row["name"]), {**row, "points": 0, "sessions": 0})
        mine["points"] += row["points"]
        mine["sessions"] = max(mine["sessions"], row["sessions"])
        mine["latest"] = max(mine["latest"], row["latest"])
    wanted = key(name or "")
    return [{"slug": id, **row} for id, row in found.items() if id and wanted in key(row["name"])]


def one_series(db: Database, wanted: str) -> dict[str, Any]:
    """A series by its catalogue id or by its name's slug, every point with its quote."""
    names: dict[str, None] = {}
    for series, name in db.execute("SELECT DISTINCT series, name FROM indicator").fetchall():
        if slug(series or name) == wanted:
            names[series or name] = None
    found = indicators(db, exactly=tuple(names)) if names else []
    if not found:
        raise NotFound(f"no indicator {wanted!r} in the archive; `phienhop indicators` lists them")
    return {"slug": wanted, **found[0], "points": [point for series in found for point in series["points"]]}
