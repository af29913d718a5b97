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
    "session": "a.number IN (SELECT article FROM report WHERE session = :session"
    " UNION ALL SELECT article FROM notice WHERE session = :session)",
}
# What a report says of its province goes before the province of the site it stood on.
_PROVINCE = "coalesce((SELECT province FROM report WHERE article = a.number), a.province) IN ({slugs})"
_REPORTED = "a.number IN (SELECT article FROM report WHERE province IN ({slugs}))"
_AT_HOME = "a.province = {slug} AND NOT EXISTS (SELECT 1 FROM report WHERE article = a.number AND province IS NOT NULL)"


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
class Way:
    """Articles that an index leads to from the latest on, or by number: a condition on `article a`."""

    index: str
    where: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that a search may find: a condition on `article a`, its values, and ways which together lead to
    all of them, to each but once."""

    where: str
    values: dict[str, Any]
    ways: list[Way]

    def latest(self, db: Database, wanted: int) -> list[int]:
        """The latest articles, by day; each way is followed only as far as it is needed."""
        ways = (f"SELECT a.day, a.number FROM article a INDEXED BY {way.index} WHERE {way.where}" for way in self.ways)
        ordered = f"{' UNION ALL '.join(ways)} ORDER BY 1 DESC, 2 DESC LIMIT :limit"
        rows = db.execute(f"SELECT number FROM ({ordered})", {**self.values, "limit": wanted})
        return [number for (number,) in rows.fetchall()]


def scope(db: Database, filters: Filters) -> Scope | None:
    """The scope of the filters given; None when nothing can meet them."""
    values: dict[str, Any] = {name: value for name in _GIVEN if (value := getattr(filters, name)) is not None}
    where = " AND ".join(["a.revised_by IS NULL", *(_GIVEN[name] for name in values)])
    slugs = family(filters.province) if filters.province is not None else []
    if filters.session is not None:
        values["session"] = session_id(db, filters.session)
    if slugs is None or None in values.values():
        return None
    ways = [Way("article_latest" if filters.source is None else "article_source", where)]
    if slugs:
        named = [f":slug{n}" for n, _ in enumerate(slugs)]
        values |= {f"slug{n}": slug for n, slug in enumerate(slugs)}
        ways = _of_province(where, named)
        where += f" AND {_PROVINCE.format(slugs=', '.join(named))}"
    if filters.body is not None or filters.session is not None:
        ways = [Way("article_standing", where)]  # few articles, each known by its number
    return Scope(where, values, ways)


def _of_province(where: str, slugs: list[str]) -> list[Way]:
    """One for what reports say, and one for each slug, since within one the index leads from day to day."""
    reported = Way("article_standing", f"{where} AND {_REPORTED.format(slugs=', '.join(slugs))}")
    at_home = (Way("article_province", f"{where} AND {_AT_HOME.format(slug=slug)}") for slug in slugs)
    return [reported, *at_home]
