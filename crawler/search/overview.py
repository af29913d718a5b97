"""What is new: the latest articles and reports, and the figures that moved between sessions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from sqlite_utils import Database

from crawler.text import key

_RECENT = 5  # sessions whose figures are looked at
_REMEMBERED = 24  # sessions among which an earlier figure is looked for
# The latest of either, with enough to spare for those that were revised since.
_LATEST_REPORTS = """
(SELECT * FROM (SELECT article FROM report ORDER BY article DESC LIMIT :some)
 UNION ALL SELECT * FROM (SELECT article FROM notice ORDER BY article DESC LIMIT :some)) x
JOIN article a ON a.number = x.article
"""
_FIGURES = """
SELECT i.series, i.name, i.value, coalesce(i.number, i.value) AS number, i.high, i.out_of AS "of", i.unit, i.relation,
    i.period, i.quote, i.start, i.stop AS "end", min(i.article) AS article, s.key AS session, s.date, count(*) AS told
FROM indicator i JOIN report r ON r.article = i.article
JOIN article a INDEXED BY article_standing ON a.number = i.article
JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL AND i.series IS NOT NULL AND i.scope = 'national' AND i.kind = 'actual' AND r.session = ?
GROUP BY i.series, coalesce(i.number, i.value), i.out_of
ORDER BY told DESC, article
"""


def newest(db: Database, *, reports: bool = False, limit: int = 10) -> list[dict[str, Any]]:
    """The articles, or only the reports and notices, that came last, with the session they belong to."""
    found = _LATEST_REPORTS if reports else "article a"
    return list(
        db.query(
            "SELECT a.number, a.hash, a.title, a.url, a.source, a.published, a.added, a.lang, s.key AS session,"
            " s.title AS session_title, n.article IS NOT NULL AS notice,"
            " (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS province"
            f" FROM {found} LEFT JOIN report r ON r.article = a.number LEFT JOIN notice n ON n.article = a.number"
            " LEFT JOIN session s ON s.id = coalesce(r.session, n.session)"
            " WHERE a.revised_by IS NULL ORDER BY a.number DESC LIMIT :limit",
            {"limit": limit, "some": 4 * limit},
        )
    )


def moved(db: Database, limit: int = 8) -> list[dict[str, Any]]:
    """Figures of the latest sessions that differ from the last earlier session that told them: `before` and `now`."""
    rows = db.execute("SELECT id FROM session WHERE date IS NOT NULL ORDER BY date DESC LIMIT ?", [_REMEMBERED])
    sessions = [id for (id,) in rows.fetchall()]
    told = cache(partial(_figures, db))  # asked for when needed: most figures were told at the session before
    seen: set[str] = set()
    found: list[dict[str, Any]] = []
    for at, now in ((at, now) for at, session in enumerate(sessions[:_RECENT], 1) for now in told(session)):
        if now["series"] in seen:  # of a session's values the one most articles tell stands first
            continue
        seen.add(now["series"])
        if before := _before(map(told, sessions[at:]), now):
            found.append({"series": now["series"], "name": now["name"], "before": before, "now": now})
        if len(found) == limit:
            break
    return found


def _before(earlier: Iterable[list[dict[str, Any]]], now: dict[str, Any]) -> dict[str, Any] | None:
    """The same figure at an earlier session, where it can be compared and is another."""
    same = (f for figures in earlier for f in figures if f["series"] == now["series"] and _sort(f) == _sort(now))
    before = next(same, None)
    if before and (before["number"], before["of"]) == (now["number"], now["of"]):
        return None
    return before


def _sort(figure: dict[str, Any]) -> tuple[str, str]:
    """What it counts: the last word of its unit, so that "triệu tài khoản" and "tài khoản" are one."""
    counted = key(figure["unit"] or "").split()[-1:]
    return figure["relation"] if figure["relation"] in ("rank", "ratio") else "", "".join(counted)


def _figures(db: Database, session: int) -> list[dict[str, Any]]:
    return list(db.query(_FIGURES, [session]))


def brief(db: Database, numbers: list[int]) -> list[dict[str, Any]]:
    """Some articles by number, each in a line's worth: title, source, day."""
    marks = ", ".join("?" * len(numbers))
    return list(
        db.query(
            "SELECT number, title, url, source, published, added, revised_by FROM article"
            f" WHERE number IN ({marks}) ORDER BY number",
            numbers,
        )
    )
