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
class Filters:
    """What a search is narrowed to. Days are ISO, both included; a province goes by any name, a session by any key."""

    since: str | None = None
    until: str | None = None
    province: str | None = None
    source: str | None = None
    body: str | None = None
    session: str | None = None


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that a search may find: a condition on `article a`, its values, and the index that meets it best."""

    where: str
    values: dict[str, Any]
    index: str


def scope(db: Database, filters: Filters) -> Scope | None:
    """The scope of the filters given; None when nothing can meet them."""
    conditions, index = ["a.revised_by IS NULL"], "article_latest"
    values: dict[str, Any] = {name: value for name in _GIVEN if (value := getattr(filters, name)) is not None}
    conditions += [_GIVEN[name] for name in values]
    if filters.source is not None:
        index = "article_source"
    if filters.province is not None:
        slugs = family(filters.province)
        if slugs is None:
            return None
        named = {f"slug{n}": slug for n, slug in enumerate(slugs)}
        conditions.append(_PROVINCE.format(slugs=", ".join(f":{name}" for name in named)))
        values |= named
    if filters.session is not None:
        values["session"] = session_id(db, filters.session)
        if values["session"] is None:
            return None
        conditions.append(_SESSION)
    if filters.body is not None or filters.session is not None:
        index = "article_standing"  # few articles, each known by its number
    return Scope(" AND ".join(conditions), values, index)
