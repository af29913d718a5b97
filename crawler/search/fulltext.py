"""Full-text search, with or without diacritics, best first."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from crawler.archive.files import file_name
from crawler.search.filters import Scope, scope
from crawler.search.places import province_name
from crawler.search.query import Expression, as_typed, expressions

Hit = dict[str, Any]

SPARE = 40  # further matches looked at for the accents that were typed
COMMON = 2_000  # matches from which on words no longer tell articles apart: then the latest are wanted
TRIED = 20  # of the latest articles, before it is judged whether words are everywhere

# A match in the title counts for more; of equal matches the later one is wanted: half a year takes
# away about a quarter of what being new adds. The archive's own latest day is the measure of new.
_RANK = """
bm25(article_fts, 4.0, 1.0) * (1 + 0.5 / (1 + (julianday((SELECT max(day) FROM article)) - julianday(a.day)) / 180.0))
"""
_MATCHING = """
SELECT a.number FROM article_fts CROSS JOIN article a INDEXED BY article_standing ON a.number = article_fts.rowid
WHERE article_fts MATCH :match AND {where} ORDER BY {order} LIMIT :limit
"""
_LATEST = "a.day DESC, a.number DESC"
_DESCRIBED = """
SELECT a.number, a.title, a.hash, a.url, a.source, a.published, s.key AS session, r.province AS reported,
    a.province AS home, (SELECT value FROM fact WHERE article = a.number AND kind = 'province') AS named,
    {snippet} AS snippet
FROM {found} LEFT JOIN report r ON r.article = a.number LEFT JOIN notice n ON n.article = a.number
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
    within = scope(db, since=since, until=until, province=province, source=source, body=body, session=session)
    if within is None:
        return []
    if not query.strip():
        return _plainly(db, _newest(db, within, offset + limit)[offset:])
    chosen = _choose(db, query, within, offset + limit, newest)
    return _described(db, list(chosen.items())[offset : offset + limit], marks)


def _choose(db: Database, query: str, within: Scope, wanted: int, newest: bool) -> dict[int, str]:
    """Numbers in order, each with the expression it matches: chosen first and described then, since a snippet of
    every match would cost far more than the search."""
    asked = expressions(query)
    if newest:  # the last finds all that the others find
        return {n: e.anywhere for e in asked[-1:] for n in _latest(db, e.anywhere, within, wanted)}
    chosen: dict[int, str] = {}
    for expression in asked:
        if len(chosen) < wanted:
            numbers = _typed_first(db, query, _best(db, expression, within, wanted + SPARE))
            chosen |= {number: expression.anywhere for number in numbers if number not in chosen}
    return chosen


def _typed_first(db: Database, query: str, numbers: list[int]) -> list[int]:
    """Where accents were typed, what is written with them comes first."""
    typed = as_typed(query)
    if typed is None:
        return numbers
    texts = dict(db.execute(f"SELECT number, text FROM article WHERE number IN ({_list(numbers)})").fetchall())
    return sorted(numbers, key=lambda number: typed.search(texts[number]) is None)


def _best(db: Database, expression: Expression, within: Scope, wanted: int) -> list[int]:
    """By rank. To rank is to look at every match, so of common words the latest are taken, titles first."""
    if _matches(db, expression.anywhere, COMMON) < COMMON:
        return _matching(db, expression.anywhere, within, _RANK, wanted)
    numbers = dict.fromkeys(_latest(db, expression.titled, within, wanted))
    if len(numbers) < wanted:
        numbers |= dict.fromkeys(_latest(db, expression.anywhere, within, wanted))
    return list(numbers)[:wanted]


def _latest(db: Database, expression: str, within: Scope, wanted: int) -> list[int]:
    """By day: of words that are everywhere without looking at every match."""
    found = [] if _starred(expression) else _walked(db, expression, within, wanted)
    return found if len(found) == wanted else _matching(db, expression, within, _LATEST, wanted)


def _walked(db: Database, expression: str, within: Scope, wanted: int) -> list[int]:
    """Matches among the latest articles, tried one by one; given up where fewer than half of them match."""
    found: list[int] = []
    holds = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? AND rowid = ?"
    for tried, number in enumerate(_newest(db, within, 2 * wanted + TRIED)):
        if len(found) == wanted or (tried >= TRIED and 2 * len(found) < tried):
            break
        if db.execute(holds, [expression, number]).fetchone():
            found.append(number)
    return found


def _starred(expression: str) -> bool:
    """Whether it asks for the beginning of a word: each time it is asked all words that begin so are merged."""
    return "*" in expression


def _newest(db: Database, within: Scope, wanted: int) -> list[int]:
    query = f"SELECT a.number FROM article a INDEXED BY article_latest WHERE {within.where} ORDER BY {_LATEST}"
    rows = db.execute(f"{query} LIMIT :limit", {**within.values, "limit": wanted})
    return [number for (number,) in rows.fetchall()]


def _matching(db: Database, expression: str, within: Scope, order: str, wanted: int) -> list[int]:
    query = _MATCHING.format(where=within.where, order=order)
    rows = db.execute(query, {**within.values, "match": expression, "limit": wanted})
    return [number for (number,) in rows.fetchall()]


def _matches(db: Database, expression: str, most: int) -> int:
    """How many texts match, counted no further than `most`."""
    some = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? LIMIT ?"
    (found,) = db.execute(f"SELECT count(*) FROM ({some})", [expression, most]).fetchone()
    return int(found)


def _described(db: Database, chosen: list[tuple[int, str]], marks: tuple[str, str]) -> list[Hit]:
    hits: dict[int, Hit] = {}
    query = _DESCRIBED.format(
        snippet="snippet(article_fts, 1, :open, :close, '…', 28)",
        found="article_fts JOIN article a ON a.number = article_fts.rowid",
    )
    for expression in dict.fromkeys(expression for _, expression in chosen):
        numbers = _list([number for number, found in chosen if found == expression])
        each = "+" if _starred(expression) else ""  # a plus keeps SQLite from asking for them one by one
        rows = db.query(
            f"{query} WHERE article_fts MATCH :match AND {each}article_fts.rowid IN ({numbers})",
            {"match": expression, "open": marks[0], "close": marks[1]},
        )
        hits |= {row["number"]: _hit(row) for row in rows}
    return [hits[number] for number, _ in chosen]


def _plainly(db: Database, numbers: list[int]) -> list[Hit]:
    query = _DESCRIBED.format(snippet="substr(a.text, 1, 200)", found="article a")
    hits = {row["number"]: _hit(row) for row in db.query(f"{query} WHERE a.number IN ({_list(numbers)})")}
    return [hits[number] for number in numbers]


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


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
