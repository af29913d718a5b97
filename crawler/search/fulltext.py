"""Full-text search, with or without diacritics, best first."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.archive.files import file_name
from crawler.search.places import family, province_name
from crawler.search.query import expressions, toned
from crawler.search.sessions import session_id

Hit = dict[str, Any]

SPARE = 40  # further matches looked at for the accents that were typed

# A match in the title counts for more; of equal matches the later one is wanted: half a year takes
# away about a quarter of what being new adds. The archive's own latest day is the measure of new.
_RANK = """
bm25(article_fts, 4.0, 1.0) * (1 + 0.5 / (1 + (julianday((SELECT max(day) FROM article)) - julianday(a.day)) / 180.0))
"""
_COLUMNS = """
a.number, a.title, a.hash, a.url, a.source, a.published, s.key AS session, r.province AS reported, a.province AS home,
(SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS named
"""
_FROM = """
LEFT JOIN report r ON r.article = a.number LEFT JOIN notice n ON n.article = a.number
LEFT JOIN session s ON s.id = coalesce(r.session, n.session)
"""


def search(
    db: Database,
    query: str,
    *,
    since: str | None = None,
    until: str | None = None,
    province: str | None = None,
    source: str | None = None,
    body: str | None = None,
    session: str | None = None,
    limit: int = 20,
    newest: bool = False,
) -> list[Hit]:
    """Articles that hold the words, best first or newest first; an empty query lists the newest.

    `since` and `until` are ISO days, both included. A revised text is found only by its address's latest form.
    """
    where, values = _filters(db, since, until, province, source, body, session)
    if where is None:
        return []
    if not query.strip():
        return _newest(db, where, values, limit)
    hits: dict[int, Hit] = {}
    for expression in expressions(query):
        if len(hits) < limit:
            for row in _matching(db, expression, where, {**values, "limit": limit + SPARE}, query, newest):
                hits.setdefault(row["number"], _hit(row))
    found = list(hits.values())
    if newest:
        found.sort(key=lambda hit: (hit["published"] or "", hit["number"]), reverse=True)
    return found[:limit]


def _matching(
    db: Database, expression: str, where: str, values: dict[str, Any], query: str, newest: bool
) -> list[dict[str, Any]]:
    matching = f"FROM article_fts JOIN article a ON a.number = article_fts.rowid {_FROM} WHERE article_fts MATCH :match"
    order = "a.day DESC, a.number DESC" if newest else _RANK
    # Chosen first, described then: a snippet of every match would cost far more than the search.
    best = db.execute(
        f"SELECT a.number {matching} AND {where} ORDER BY {order} LIMIT :limit", {**values, "match": expression}
    ).fetchall()
    numbers = {number: place for place, (number,) in enumerate(best)}
    rows = list(
        db.query(
            f"SELECT {_COLUMNS}, a.text, snippet(article_fts, 1, '[', ']', '…', 28) AS snippet {matching}"
            f" AND article_fts.rowid IN ({', '.join(map(str, numbers))})",
            {"match": expression},
        )
    )
    rows.sort(key=lambda row: numbers[row["number"]])
    typed = toned(query)
    if not newest and not typed.isascii():  # accents were typed: what is written with them comes first
        rows.sort(key=lambda row: typed not in toned(row["text"]))
    return rows


def _newest(db: Database, where: str, values: dict[str, Any], limit: int) -> list[Hit]:
    rows = db.query(
        f"SELECT {_COLUMNS}, substr(a.text, 1, 200) AS snippet FROM article a {_FROM}"
        f" WHERE {where} ORDER BY a.day DESC, a.number DESC LIMIT :limit",
        {**values, "limit": limit},
    )
    return [_hit(row) for row in rows]


def _filters(
    db: Database,
    since: str | None,
    until: str | None,
    province: str | None,
    source: str | None,
    body: str | None,
    session: str | None,
) -> tuple[str | None, dict[str, Any]]:
    """A condition and its values; None when nothing can meet it."""
    conditions = ["a.revised_by IS NULL"]
    values: dict[str, Any] = {"since": since, "until": until, "source": source, "body": body}
    given = {"since": "a.day >= :since", "until": "a.day <= :until", "source": "a.source = :source"}
    given["body"] = "coalesce(s.body, r.body, n.body) = :body"
    conditions += [condition for name, condition in given.items() if values[name] is not None]
    if province is not None:
        slugs = family(province)
        if slugs is None:
            return None, values
        marks = ", ".join(f":slug{n}" for n, _ in enumerate(slugs))
        conditions.append(f"(r.province IN ({marks}) OR (r.province IS NULL AND a.province IN ({marks})))")
        values |= {f"slug{n}": slug for n, slug in enumerate(slugs)}
    if session is not None:
        values["session"] = session_id(db, session)
        if values["session"] is None:
            return None, values
        conditions.append("s.id = :session")
    return " AND ".join(conditions), values


def _hit(row: dict[str, Any]) -> Hit:
    return {
        "number": row["number"],
        "name": file_name(row["number"], row["hash"]),
        "hash": row["hash"],
        "title": row["title"],
        "url": row["url"],
        "source": row["source"],
        "province": row["named"] or province_name(row["reported"] or row["home"]),
        "published": row["published"],
        "session": row["session"],
        "snippet": " ".join(row["snippet"].split()),
    }
