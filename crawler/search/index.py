"""The full-text index: whether much matches an expression, which of some articles do, and the words around a match.

Every question is one of a few texts, whatever it asks for: SQLite keeps a statement it has prepared, and to prepare
one takes longer than to look up a rare word.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlite_utils import Database

COMMON = 2_000  # matches from which on words no longer tell articles apart: then the latest are wanted
GAP = 500  # articles; the index passes by so many as fast as it is asked again

SNIPPET = "snippet(article_fts, 1, :open, :close, '…', 28)"
_FURTHER = "SELECT 1 FROM article_fts WHERE article_fts MATCH ? AND rowid > ? LIMIT 1 OFFSET ?"
# A plus keeps SQLite from asking for the articles one by one.
_AMONG = (
    "FROM article_fts WHERE article_fts MATCH :match AND rowid BETWEEN :first AND :last"
    " AND +rowid IN (SELECT value FROM json_each(:numbers))"
)

Marks = tuple[str, str]  # what goes around the words found


def starred(expression: str) -> bool:
    """Whether it asks for the beginning of a word: each time it is asked all words that begin so are merged."""
    return "*" in expression


def common(db: Database, expression: str, known: Sequence[int]) -> bool:
    """Whether so many articles match that it would take long to look at each. Past the `known`, the first matches by
    number, one need not walk again."""
    asked = [expression, max(known, default=-1), COMMON - 1 - len(known)]
    return db.execute(_FURTHER, asked).fetchone() is not None


def holding(db: Database, expression: str, numbers: Sequence[int]) -> list[int]:
    """Which of the articles match, in the order given."""
    held = {number for (number,) in _among(db, "rowid", expression, numbers)}
    return [number for number in numbers if number in held]


def snippets(db: Database, expression: str, numbers: Sequence[int], marks: Marks) -> dict[int, str]:
    """The words around the match in each of these articles."""
    return dict(_among(db, f"rowid, {SNIPPET}", expression, numbers, open=marks[0], close=marks[1]))


def _among(db: Database, what: str, expression: str, numbers: Sequence[int], **values: str) -> Iterator[Any]:
    """The index is asked for stretches: one costs little more than a single article."""
    gap = max(numbers, default=0) if starred(expression) else GAP
    for stretch in _stretches(numbers, gap):
        asked = {"match": expression, "first": stretch[0], "last": stretch[-1], "numbers": json.dumps(stretch)}
        yield from db.execute(f"SELECT {what} {_AMONG}", {**asked, **values})


def _stretches(numbers: Sequence[int], gap: int) -> Iterator[list[int]]:
    """The numbers in order, parted where two are further from one another than the gap."""
    ordered = sorted(numbers)
    ends = [n for n, (number, following) in enumerate(pairwise(ordered), 1) if following - number > gap]
    return (ordered[first:end] for first, end in pairwise([0, *ends, len(ordered)]) if ordered)
