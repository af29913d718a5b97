"""Figures over time: one series for each indicator, each point with its quote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from crawler.text import key

_POINTS = """
SELECT coalesce(i.series, i.name) AS id, i.series, i.name, s.key AS session, s.date, a.published, i.value, i.number,
    i.high, i.out_of AS "of", i.unit, i.relation, i.period, i.scope, i.kind, i.quote, i.start,
    i.stop AS "end", i.article, a.url, a.source,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS province
FROM indicator i JOIN article a ON a.number = i.article JOIN report r ON r.article = i.article
LEFT JOIN session s ON s.id = r.session
WHERE i.id IN ({chosen}) ORDER BY coalesce(s.date, a.day), i.article, i.id
"""
# Chosen first and described then, so that no text is passed by for a point that is not wanted; and series by series,
# so that of each only its latest points are kept in order.
_CHOSEN = """
WITH told AS MATERIALIZED (
    SELECT r.article, coalesce(s.date, a.day) AS day
    FROM report r CROSS JOIN article a INDEXED BY article_standing ON a.number = r.article
    LEFT JOIN session s ON s.id = r.session WHERE a.revised_by IS NULL
)
SELECT point.id FROM ({wanted}) wanted CROSS JOIN indicator point ON point.id IN (
    SELECT i.id FROM indicator i CROSS JOIN told ON told.article = i.article
    WHERE coalesce(i.series, i.name) = wanted.value ORDER BY told.day DESC, i.id DESC LIMIT :latest
)
"""
_THESE = "SELECT value FROM json_each(:ids)"
_ALL = "SELECT DISTINCT coalesce(series, name) AS value FROM indicator"


def indicators(
    db: Database, name: str | None = None, *, exactly: tuple[str, ...] = (), latest: int | None = None
) -> list[dict[str, Any]]:
    """Every series, or those whose name or catalogue id holds `name` (accents do not matter); the longest first.

    `exactly` asks for series by their very ids (or names, where the catalogue has none), and reads no others;
    `latest` keeps so many of each one's latest points.
    """
    wanted = key(name or "")
    series: dict[str, dict[str, Any]] = {}
    for point in _points(db, exactly, latest):
        id = key(point.pop("id"))
        if wanted and wanted not in id and wanted not in key(point["name"]):
            continue
        about = {"series": point.pop("series"), "name": point["name"], "unit": point["unit"], "points": []}
        series.setdefault(id, about)["points"].append(point)
    return sorted(series.values(), key=lambda s: (-len(s["points"]), s["name"]))


def _points(db: Database, exactly: tuple[str, ...], latest: int | None) -> Iterator[dict[str, Any]]:
    chosen = _CHOSEN.format(wanted=_THESE if exactly else _ALL)
    every = -1  # as a limit
    values = {"ids": json.dumps(exactly), "latest": every if latest is None else latest}
    return db.query(_POINTS.format(chosen=chosen), values)
