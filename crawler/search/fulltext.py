"""Full-text search, with or without diacritics, best first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

from crawler.archive.files import file_name
from crawler.search.filters import EVERYTHING, Filters, Scope, scope
from crawler.search.places import province_name
from crawler.search.query import Expression, as_typed, expressions

Hit = dict[str, Any]

WINDOW = 60  # of the first matches, among which those with the accents that were typed go before the others
COMMON = 2_000  # matches from which on words no longer tell articles apart: then the latest are wanted
REACH = 1_000  # of the latest articles, among which common words are looked for, in titles first
GAP = 500  # articles; the index passes by so many as fast as it is asked again

_BREAK = re.compile(r"(?<![.!?…:;\n])\n+(?=.)")  # after a paragraph that no mark of its own ends, such as a title

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
    filters: Filters = EVERYTHING,
    *,
    limit: int = 20,
    offset: int = 0,
    newest: bool = False,
    marks: tuple[str, str] = ("[", "]"),
) -> list[Hit]:
    """Articles that hold the words, best first or newest first; an empty query lists the newest.

    `marks` go around the words found. A revised text is found only by its address's latest form.
    """
    within = scope(db, filters)
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
        return {number: e.anywhere for e in asked[-1:] for number in _found(db, e, within, wanted, _LATEST)}
    chosen: dict[int, str] = {}
    for expression in asked:
        if len(chosen) < wanted:
            numbers = _typed_first(db, query, _found(db, expression, within, max(wanted, WINDOW), _RANK))
            chosen |= {number: expression.anywhere for number in numbers if number not in chosen}
    return chosen


def _typed_first(db: Database, query: str, numbers: list[int]) -> list[int]:
    """Where accents were typed, what is written with them comes first; among the first ones, whatever page is asked."""
    typed = as_typed(query) if len(numbers) > 1 else None
    if typed is None:
        return numbers
    first, rest = numbers[:WINDOW], numbers[WINDOW:]
    texts = dict(db.execute(f"SELECT number, text FROM article WHERE number IN ({_list(first)})").fetchall())
    return [*sorted(first, key=lambda number: typed.search(texts[number]) is None), *rest]


def _found(db: Database, expression: Expression, within: Scope, wanted: int, order: str) -> list[int]:
    """The first matches in that order; of common words the latest, since to order is to look at every match."""
    matches = _matches(db, expression.anywhere, COMMON)
    if len(matches) < COMMON:
        if len(matches) > 1 and order == _RANK:
            return _matching(db, expression.anywhere, within, order, wanted)
        return _latest_of(db, matches, within, wanted)
    near = _newest(db, within, REACH)
    first = _holding(db, expression.titled, near) if order == _RANK else []
    return list(dict.fromkeys([*first, *_latest(db, expression.anywhere, within, wanted, near)]))[:wanted]


def _latest(db: Database, expression: str, within: Scope, wanted: int, near: list[int]) -> list[int]:
    """By day: of words that are everywhere without looking at every match. `near` are the latest articles."""
    for reach in (REACH, 8 * (REACH + wanted)):
        latest = near if reach == REACH else _newest(db, within, reach)
        found = _holding(db, expression, latest)
        if len(found) >= wanted or len(latest) < reach:
            return found
    return _matching(db, expression, within, _LATEST, wanted)


def _holding(db: Database, expression: str, numbers: Sequence[int]) -> list[int]:
    """Which of the articles match. The index is asked for stretches: one costs little more than a single article."""
    asked = set(numbers)
    in_stretch = "SELECT rowid FROM article_fts WHERE article_fts MATCH ? AND rowid BETWEEN ? AND ?"
    held = {
        number
        for first, last in _stretches(numbers)
        for (number,) in db.execute(in_stretch, [expression, first, last])
        if number in asked
    }
    return [number for number in numbers if number in held]


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of numbers that lie close together."""
    ordered = sorted(numbers)
    ends = [n for n, (number, following) in enumerate(pairwise(ordered)) if following - number > GAP]
    for first, last in zip([0, *(end + 1 for end in ends)], [*ends, len(ordered) - 1], strict=True):
        if ordered:
            yield ordered[first], ordered[last]


def _starred(expression: str) -> bool:
    """Whether it asks for the beginning of a word: each time it is asked all words that begin so are merged."""
    return "*" in expression


def _newest(db: Database, within: Scope, wanted: int) -> list[int]:
    query = f"SELECT a.number FROM article a INDEXED BY {within.index} WHERE {within.where} ORDER BY {_LATEST}"
    rows = db.execute(f"{query} LIMIT :limit", {**within.values, "limit": wanted})
    return [number for (number,) in rows.fetchall()]


def _matching(db: Database, expression: str, within: Scope, order: str, wanted: int) -> list[int]:
    query = _MATCHING.format(where=within.where, order=order)
    rows = db.execute(query, {**within.values, "match": expression, "limit": wanted})
    return [number for (number,) in rows.fetchall()]


def _matches(db: Database, expression: str, most: int) -> list[int]:
    """The texts that match, but no more than `most`, in no order that matters."""
    rows = db.execute("SELECT rowid FROM article_fts WHERE article_fts MATCH ? LIMIT ?", [expression, most])
    return [number for (number,) in rows]


def _latest_of(db: Database, numbers: Sequence[int], within: Scope, wanted: int) -> list[int]:
    """Of these articles the ones in the scope, by day."""
    asked = f"SELECT a.number FROM article a WHERE a.number IN ({_list(numbers)}) AND {within.where}"
    rows = db.execute(f"{asked} ORDER BY {_LATEST} LIMIT :limit", {**within.values, "limit": wanted})
    return [number for (number,) in rows]


def _described(db: Database, chosen: list[tuple[int, str]], marks: tuple[str, str]) -> list[Hit]:
    hits: dict[int, Hit] = {}
    query = _DESCRIBED.format(
        snippet="snippet(article_fts, 1, :open, :close, '…', 28)",
        found="article_fts JOIN article a ON a.number = article_fts.rowid",
    )
    for expression in dict.fromkeys(expression for _, expression in chosen):
        numbers = [number for number, found in chosen if found == expression]
        first, last = min(numbers), max(numbers)
        # A plus keeps SQLite from asking for them one by one.
        each = "+" if _starred(expression) or last - first < GAP * len(numbers) else ""
        rows = _rows(
            db,
            f"{query} WHERE article_fts MATCH :match AND {each}article_fts.rowid IN ({_list(numbers)})"
            " AND article_fts.rowid BETWEEN :first AND :last",
            {"match": expression, "first": first, "last": last, "open": marks[0], "close": marks[1]},
        )
        hits |= {row["number"]: _hit(row) for row in rows}
    return [hits[number] for number, _ in chosen]


def _plainly(db: Database, numbers: list[int]) -> list[Hit]:
    query = _DESCRIBED.format(snippet="substr(a.text, 1, 200)", found="article a")
    hits = {row["number"]: _hit(row) for row in _rows(db, f"{query} WHERE a.number IN ({_list(numbers)})", {})}
    return [hits[number] for number in numbers]


def _rows(db: Database, query: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """As `Database.query`, which sets a savepoint around each question."""
    cursor = db.execute(query, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _list(numbers: Sequence[int]) -> str:
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
        "snippet": one_line(row["snippet"]),
    }


def one_line(text: str) -> str:
    """A piece of a text, where one can still see that its title ends."""
    return " ".join(_BREAK.sub(" – ", text).split())
