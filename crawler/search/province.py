"""One province: what it reported, under its own name and those of its predecessors."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler import reference
from crawler.errors import NotFound
from crawler.search.places import family

_REPORTS = """
SELECT a.number, a.title, a.url, a.source, a.published, s.key AS session, s.title AS session_title, s.date,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS province,
    (SELECT value FROM fact WHERE article = a.number AND kind = 'local_chair') AS local_chair
FROM report r JOIN article a ON a.number = r.article LEFT JOIN session s ON s.id = r.session
WHERE r.province IN ({slugs}) AND a.revised_by IS NULL
ORDER BY coalesce(s.date, a.day) DESC, a.number LIMIT :limit OFFSET :offset
"""
_FIGURES = """
SELECT i.series, i.name, i.value, i.high, i.out_of AS "of", i.unit, i.relation, i.period, i.quote, i.start,
    i.stop AS "end", i.article, s.key AS session, s.date
FROM report r JOIN indicator i ON i.article = r.article AND i.scope = 'provincial'
JOIN article a ON a.number = r.article LEFT JOIN session s ON s.id = r.session
WHERE r.province IN ({slugs}) AND a.revised_by IS NULL
ORDER BY coalesce(s.date, a.day) DESC, i.article, i.start LIMIT 100
"""


def province(db: Database, slug: str, *, limit: int = -1, offset: int = 0) -> dict[str, Any]:
    """A province by its slug: its names over time, its reports (latest session first), figures of its own."""
    found = reference.provinces().get(slug)
    if found is None:
        raise NotFound(f"no province {slug!r}")
    slugs = family(slug) or [slug]
    marks = ", ".join(f":slug{n}" for n, _ in enumerate(slugs))
    values = {f"slug{n}": one for n, one in enumerate(slugs)}
    predecessors = [p for p in reference.provinces().values() if p.successor == slug != p.slug]
    successor = reference.provinces().get(found.successor or "")
    return {
        "slug": slug,
        "name": found.name,
        "until": found.until,
        "successor": {"slug": successor.slug, "name": successor.name} if successor and successor != found else None,
        "predecessors": [{"slug": p.slug, "name": p.name, "until": p.until} for p in predecessors],
        "reports": list(db.query(_REPORTS.format(slugs=marks), {**values, "limit": limit, "offset": offset})),
        "indicators": list(db.query(_FIGURES.format(slugs=marks), values)),
    }


_COUNTS = """
SELECT r.province, count(*) FROM report r CROSS JOIN article a INDEXED BY article_standing ON a.number = r.article
WHERE r.province IS NOT NULL AND a.revised_by IS NULL AND {which} GROUP BY r.province
"""


def reported(db: Database, session: str) -> dict[str, int]:
    """Today's provinces (slugs) that a session's reports come from, with how many; a former one counts for its heir."""
    return _counts(db, "r.session = (SELECT id FROM session WHERE key = ?)", [session])


def reports_by_province(db: Database) -> dict[str, int]:
    """The same over all sessions."""
    return _counts(db, "true", [])


def _counts(db: Database, which: str, values: list[object]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for slug, count in db.execute(_COUNTS.format(which=which), values).fetchall():
        heir = reference.provinces()[slug].successor or slug
        counts[heir] = counts.get(heir, 0) + count
    return counts
