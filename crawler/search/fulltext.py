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
COMMON = 2000  # matches from which on words no longer tell articles apart: then the latest are wanted

# A match in the title counts for more; of equal matches the later one is wanted: half a year takes
# away about a quarter of what being new adds. The archive's own latest day is the measure of new.
_RANK = """
bm25(article_fts, 4.0, 1.0) * (1 + 0.5 / (1 + (julianday((SELECT max(day) FROM article)) - julianday(a.day)) / 180.0))
"""
_STANDING = "a.revised_by IS NULL"
_DAYS = {"since": "a.day >= :since", "until": "a.day <= :until"}
_BY_DAY = {_STANDING, *_DAYS.values()}
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
    offset: int = 0,
    newest: bool = False,
    marks: tuple[str, str] = ("[", "]"),
) -> list[Hit]:
    """Articles that hold the words, best first or newest first; an empty query lists the newest.

    `since` and `until` are ISO days, both included; `marks` go around the
    words found. A revised text is found only by its address's latest form.
    """
    where, values = _filters(db, since, until, province, source, body, session)
    if where is None:
        return []
    values["limit"] = offset + limit
    if not query.strip():
        return _newest(db, where, values)[offset:]
    chosen = _choose(db, query, where, values, newest)
    return _described(db, list(chosen.items())[offset : offset + limit], marks)


def _choose(db: Database, query: str, where: str, values: dict[str, Any], newest: bool) -> dict[int, str]:
    """Numbers in order, each with the expression it matches: chosen first and described then, since a snippet of
    every match would cost far more than the search."""
    asked = expressions(query)
    if newest:  # the last finds all that the others find
        return dict.fromkeys(_latest(db, asked[-1], where, values), asked[-1]) if asked else {}
    chosen: dict[int, str] = {}
    for expression in asked:
        if len(chosen) < values["limit"]:
            numbers = _best(db, expression, where, {**values, "limit": values["limit"] + SPARE})
            chosen |= {number: expression for number in _as_typed(db, query, numbers) if number not in chosen}
    return chosen


def _as_typed(db: Database, query: str, numbers: list[int]) -> list[int]:
    """Where accents were typed, what is written with them comes first."""
    typed = toned(query)
    if typed.isascii():
        return numbers
    texts = dict(db.execute(f"SELECT number, text FROM article WHERE number IN ({_list(numbers)})").fetchall())
    return sorted(numbers, key=lambda number: typed not in toned(texts[number]))


def _described(db: Database, chosen: list[tuple[int, str]], marks: tuple[str, str]) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for expression in dict.fromkeys(expression for _, expression in chosen):
        rows = db.query(
            f"SELECT {_COLUMNS}, snippet(article_fts, 1, :open, :close, '…', 28) AS snippet"
            f" FROM article_fts JOIN article a ON a.number = article_fts.rowid {_FROM} WHERE article_fts MATCH :match"
            f" AND article_fts.rowid IN ({_list([number for number, found in chosen if found == expression])})",
            {"match": expression, "open": marks[0], "close": marks[1]},
        )
        hits |= {row["number"]: _hit(row) for row in rows}
    return [hits[number] for number, _ in chosen]


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _best(db: Database, expression: str, where: str, values: dict[str, Any]) -> list[int]:
    """By rank. To rank is to look at every match, so of common words the latest are taken, titles first."""
    if _common(db, expression, where):
        titled = _latest(db, f"{{title}} : ({expression})", where, values)
        return list(dict.fromkeys([*titled, *_latest(db, expression, where, values)]))[: values["limit"]]
    rows = db.execute(
        f"SELECT a.number FROM article_fts JOIN article a ON a.number = article_fts.rowid {_FROM}"
        f" WHERE article_fts MATCH :match AND {where} ORDER BY {_RANK} LIMIT :limit",
        {**values, "match": expression},
    )
    return [number for (number,) in rows.fetchall()]


def _latest(db: Database, expression: str, where: str, values: dict[str, Any]) -> list[int]:
    """By day. Common words are looked for in the latest articles one by one, which soon finds enough."""
    way = "article a CROSS JOIN article_fts ON" if _common(db, expression, where) else "article_fts JOIN article a ON"
    rows = db.execute(
        f"SELECT a.number FROM {way} a.number = article_fts.rowid {_FROM}"
        f" WHERE article_fts MATCH :match AND {where} ORDER BY a.day DESC, a.number DESC LIMIT :limit",
        {**values, "match": expression},
    )
    return [number for (number,) in rows.fetchall()]


def _common(db: Database, expression: str, where: str) -> bool:
    """Whether so many articles match that any stretch of days holds some; a narrower filter may hold none."""
    if not set(where.split(" AND ")) <= _BY_DAY:
        return False
    some = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? LIMIT ?"
    (found,) = db.execute(f"SELECT count(*) FROM ({some})", [expression, COMMON]).fetchone()
    return bool(found == COMMON)


def _newest(db: Database, where: str, values: dict[str, Any]) -> list[Hit]:
    rows = db.query(
        f"SELECT {_COLUMNS}, substr(a.text, 1, 200) AS snippet FROM article a {_FROM}"
        f" WHERE {where} ORDER BY a.day DESC, a.number DESC LIMIT :limit",
        values,
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
    conditions = [_STANDING]
    values: dict[str, Any] = {"since": since, "until": until, "source": source, "body": body}
    given = {**_DAYS, "source": "a.source = :source"}
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
