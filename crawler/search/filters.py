"""What a search is narrowed to: conditions on an article's row, which its indexes answer without its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from crawler.search.places import family
from crawler.search.sessions import session_id

_GIVEN = {
    "since": "a.day >= :since",
    "until": "a.day <= :until",
    "source": "a.source = :source",
    "body": "a.number IN (SELECT x.article FROM (SELECT article, session, body FROM report"
    " UNION ALL SELECT article, session, body FROM notice) x LEFT JOIN session s ON s.id = x.session"
    " WHERE coalesce(s.body, x.body) = :body)",
}
_SESSION = (
    "a.number IN (SELECT article FROM report WHERE session = :session"
    " UNION ALL SELECT article FROM notice WHERE session = :session)"
)
# What a report says of its province goes before the province of the site it stood on.
_PROVINCE = (
    "(a.number IN (SELECT article FROM report WHERE province IN ({slugs})) OR (a.province IN ({slugs})"
    " AND a.number NOT IN (SELECT article FROM report WHERE province IS NOT NULL)))"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that a search may find: a condition on `article a`, and its values."""

    where: str
    values: dict[str, Any]


def scope(
    db: Database,
    *,
    since: str | None = None,
    until: str | None = None,
    province: str | None = None,
    source: str | None = None,
    body: str | None = None,
    session: str | None = None,
) -> Scope | None:
    """The scope of the filters given; None when nothing can meet them."""
    conditions = ["a.revised_by IS NULL"]
    given: dict[str, Any] = {"since": since, "until": until, "source": source, "body": body}
    values = {name: value for name, value in given.items() if value is not None}
    conditions += [_GIVEN[name] for name in values]
    if province is not None:
        slugs = family(province)
        if slugs is None:
            return None
        named = {f"slug{n}": slug for n, slug in enumerate(slugs)}
        conditions.append(_PROVINCE.format(slugs=", ".join(f":{name}" for name in named)))
        values |= named
    if session is not None:
        values["session"] = session_id(db, session)
        if values["session"] is None:
            return None
        conditions.append(_SESSION)
    return Scope(" AND ".join(conditions), values)
