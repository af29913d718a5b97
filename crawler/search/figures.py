"""Figures over time: one series for each indicator, each point with its quote."""

from __future__ import annotations

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
# Chosen first and described then, so that no text is passed by for a point that is not wanted.
_CHOSEN = """
SELECT id FROM (
    SELECT i.id, row_number() OVER (
        PARTITION BY coalesce(i.series, i.name) ORDER BY coalesce(s.date, a.day) DESC, i.id DESC
    ) AS nth
    FROM indicator i CROSS JOIN article a INDEXED BY article_standing ON a.number = i.article
    JOIN report r ON r.article = i.article LEFT JOIN session s ON s.id = r.session
    WHERE a.revised_by IS NULL AND {which}
) WHERE :latest IS NULL OR nth <= :latest
"""


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
    values = {f"id{n}": id for n, id in enumerate(exactly)}
    marks = ", ".join(f":{name}" for name in values)
    which = f"(i.series IN ({marks}) OR (i.series IS NULL AND i.name IN ({marks})))" if exactly else "true"
    return db.query(_POINTS.format(chosen=_CHOSEN.format(which=which)), {**values, "latest": latest})
