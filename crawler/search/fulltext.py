"""Full-text search, with or without diacritics, best first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from sqlite_utils import Database

from crawler.search import index
from crawler.search.filters import EVERYTHING, Filters, Scope, scope
from crawler.search.hits import Hit, described, first_two
from crawler.search.query import Expression, as_typed, expressions

WINDOW = 60  # of the first matches, among which those with the accents that were typed go before the others
REACH = 1_000  # of the latest articles, among which common words are looked for, in titles first

# A match in the title counts for more; of equal matches the later one is wanted: half a year takes
# away about a quarter of what being new adds. The archive's own latest day is the measure of new.
_RANK = """
bm25(article_fts, 4.0, 1.0) * (1 + 0.5 / (1 + (julianday((SELECT max(day) FROM article)) - julianday(a.day)) / 180.0))
"""
_LATEST = "a.day DESC, a.number DESC"
_MATCHING = """
SELECT a.number FROM article_fts CROSS JOIN article a INDEXED BY article_standing ON a.number = article_fts.rowid
WHERE article_fts MATCH :match AND {where} ORDER BY {order} LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one search wants to know."""

    query: str
    within: Scope
    wanted: int  # articles, from the first page on
    newest: bool
    marks: index.Marks

    @property
    def enough(self) -> int:
        """How many articles to find."""
        return self.wanted if self.newest else max(self.wanted, WINDOW)


class Match(NamedTuple):
    """Why an article is found: the expression it matches; and what is told of it, where that is known already."""

    expression: str
    hit: Hit | None = None


def search(
    db: Database,
    query: str,
    filters: Filters = EVERYTHING,
    *,
    limit: int = 20,
    offset: int = 0,
    newest: bool = False,
    marks: index.Marks = ("[", "]"),
) -> list[Hit]:
    """Articles that hold the words, best first or newest first; an empty query lists the newest.

    `marks` go around the words found. A revised text is found only by its address's latest form.
    """
    within = scope(db, filters)
    if within is None:
        return []
    if not query.strip():
        return described(db, dict.fromkeys(within.latest(db, offset + limit)[offset:]))
    chosen = _choose(db, _Asked(query, within, offset + limit, newest, marks))
    return _described(db, dict([*chosen.items()][offset : offset + limit]), marks)


def _choose(db: Database, asked: _Asked) -> dict[int, Match]:
    """Numbers in order, each with its match: chosen first and described then, since a snippet of every match would
    cost far more than the search."""
    tried = expressions(asked.query)
    chosen: dict[int, Match] = {}
    for expression in tried[-1:] if asked.newest else tried:  # the last finds all that the others find
        if len(chosen) < asked.wanted:
            found = _matches(db, asked, expression)
            chosen |= {number: match for number, match in found.items() if number not in chosen}
    return chosen


def _matches(db: Database, asked: _Asked, expression: Expression) -> dict[int, Match]:
    """The first matches in order. What stands in one article only is known at the first look."""
    anywhere, starred = expression.anywhere, index.starred(expression.anywhere)
    first = [] if starred else first_two(db, anywhere, asked.within, asked.marks)
    if len(first) < 2 and not starred:
        return {hit["number"]: Match(anywhere, hit) for inside, hit in first if inside}
    if index.common(db, anywhere, [hit["number"] for _, hit in first]):
        numbers = _latest(db, asked, expression)
    else:
        numbers = _matching(db, asked, anywhere, _LATEST if asked.newest else _RANK)
    return dict.fromkeys(numbers if asked.newest else _typed_first(db, asked, numbers), Match(anywhere))


def _typed_first(db: Database, asked: _Asked, numbers: list[int]) -> list[int]:
    """Where accents were typed, what is written with them comes first; among the first ones, whatever page is asked."""
    typed = as_typed(asked.query) if len(numbers) > 1 else None
    if typed is None:
        return numbers
    written: list[int] = []
    others: list[int] = []
    for number in numbers[:WINDOW]:
        (text,) = db.execute("SELECT text FROM article WHERE number = ?", [number]).fetchone()
        (written if typed.search(text) else others).append(number)
        if len(written) == asked.wanted:
            return written
    return [*written, *others, *numbers[WINDOW:]]


def _matching(db: Database, asked: _Asked, anywhere: str, order: str) -> list[int]:
    """The first matches in that order, for which each is looked at."""
    query = _MATCHING.format(where=asked.within.where, order=order)
    rows = db.execute(query, {**asked.within.values, "match": anywhere, "limit": asked.enough})
    return [number for (number,) in rows.fetchall()]


def _latest(db: Database, asked: _Asked, expression: Expression) -> list[int]:
    """Of common words the latest matches, those in titles first where the best are asked for."""
    near = asked.within.latest(db, REACH)
    titled = [] if asked.newest else index.holding(db, expression.titled, near)
    return list(dict.fromkeys([*titled, *_by_day(db, asked, expression.anywhere, near)]))[: asked.enough]


def _by_day(db: Database, asked: _Asked, anywhere: str, near: list[int]) -> list[int]:
    """Without looking at every match: as a rule enough of the latest, which are `near`, hold what is everywhere."""
    found: list[int] = []
    steps = [] if index.starred(anywhere) else [REACH // 8, REACH // 4, REACH // 2]
    for first, last in pairwise([0, *steps, REACH, 8 * (REACH + asked.enough)]):
        latest = near if last <= REACH else asked.within.latest(db, last)
        found += index.holding(db, anywhere, latest[first:last])
        if len(found) >= asked.enough or len(latest) < last:
            return found
    return _matching(db, asked, anywhere, _LATEST)


def _described(db: Database, chosen: dict[int, Match], marks: index.Marks) -> list[Hit]:
    hits = {number: match.hit for number, match in chosen.items() if match.hit}
    for expression in dict.fromkeys(match.expression for match in chosen.values() if not match.hit):
        numbers = [n for n, match in chosen.items() if match.expression == expression and not match.hit]
        hits |= {hit["number"]: hit for hit in described(db, index.snippets(db, expression, numbers, marks))}
    return [hits[number] for number in chosen]
