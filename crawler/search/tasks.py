"""Tasks ordered at sessions: by deadline, and by who is to do them. The same task told by several reports is one."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.search.sessions import session_id

# The last day of what a report calls its deadline: a day, a month `2024-07`, a quarter `2024-Q3`, a year.
_LAST_DAY = """
CASE WHEN t.due LIKE '____-Q_' THEN substr(t.due, 1, 5) || printf('%02d', 3 * substr(t.due, 7, 1)) || '-31'
     WHEN length(t.due) = 7 THEN t.due || '-31' WHEN length(t.due) = 4 THEN t.due || '-12-31' ELSE t.due END
"""
_TASKS = f"""
SELECT t.value, t.quote, min(t.article) AS article, t.start, t.stop AS "end", t.ordered_by AS "by", t.assignee, t.due,
    t.due_text, {_LAST_DAY} AS last_day, s.key AS session, s.date, count(DISTINCT t.article) AS told
FROM task t CROSS JOIN article a INDEXED BY article_standing ON a.number = t.article
JOIN report r ON r.article = t.article LEFT JOIN session s ON s.id = r.session
WHERE a.revised_by IS NULL AND {{where}}
GROUP BY r.session, t.value, t.due, t.assignee
"""
_WHEN = {
    "ahead": f"{_LAST_DAY} >= :today",
    "past": f"{_LAST_DAY} < :today",
    "open": "t.due IS NULL",
}
_ORDER = {"ahead": "last_day, s.date DESC", "past": "last_day DESC, s.date DESC"}


def tasks(
    db: Database,
    *,
    today: str,
    when: str | None = None,
    assignee: str | None = None,
    session: str | None = None,
    limit: int = -1,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Tasks whose deadline is `ahead` of, `past`, or `open` (none told); without `when` all, the latest deadline first.

    A deadline that is past says nothing of whether the work was done.
    """
    where = ["true"]
    if when:
        where.append(_WHEN[when])
    if assignee is not None:
        where.append("t.assignee = :assignee")
    if session is not None:
        where.append("r.session = :session")
    order = _ORDER.get(when or "", "last_day IS NULL, last_day DESC, s.date DESC")
    rows = db.query(
        f"{_TASKS.format(where=' AND '.join(where))} ORDER BY {order}, article, t.start LIMIT :limit OFFSET :offset",
        {
            "today": today,
            "assignee": assignee,
            "session": session_id(db, session) if session else None,
            "limit": limit,
            "offset": offset,
        },
    )
    return [{**row, "past": bool(row["last_day"] and row["last_day"] < today)} for row in rows]


def assignees(db: Database, *, limit: int = -1, offset: int = 0) -> list[dict[str, Any]]:
    """Who is to do how many tasks, the most first."""
    return list(
        db.query(
            "SELECT t.assignee, count(DISTINCT t.value) AS tasks FROM task t"
            " CROSS JOIN article a INDEXED BY article_standing ON a.number = t.article"
            " WHERE a.revised_by IS NULL AND t.assignee IS NOT NULL"
            " GROUP BY t.assignee ORDER BY tasks DESC, t.assignee LIMIT ? OFFSET ?",
            [limit, offset],
        )
    )
