"""Figures over time: one series for each indicator, each point with its quote."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.text import key

_POINTS = """
SELECT coalesce(i.series, i.name) AS id, i.series, i.name, s.key AS session, s.date, a.published, i.value, i.number,
    i.high, i.out_of AS "of", i.unit, i.relation, i.period, i.scope, i.kind, i.quote, i.article, a.url, a.source,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS province
FROM indicator i JOIN article a ON a.number = i.article JOIN report r ON r.article = i.article
LEFT JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL
ORDER BY coalesce(s.date, a.day), i.article, i.id
"""


def indicators(db: Database, name: str | None = None) -> list[dict[str, Any]]:
    """Every series, or those whose name or catalogue id holds `name` (accents do not matter); the longest first."""
    wanted = key(name or "")
    series: dict[str, dict[str, Any]] = {}
    for point in db.query(_POINTS):
        id = key(point.pop("id"))
        if wanted and wanted not in id and wanted not in key(point["name"]):
            continue
        about = {"series": point.pop("series"), "name": point["name"], "unit": point["unit"], "points": []}
        series.setdefault(id, about)["points"].append(point)
    return sorted(series.values(), key=lambda s: (-len(s["points"]), s["name"]))
