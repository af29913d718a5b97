"""When nothing is found: the same words with the unknown ones replaced by the nearest the archive has."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from crawler.search.query import LONGEST
from crawler.text import words

LETTERS = range(3, 31)  # a shorter word is near to too many, a longer one is no word
MOST = 12  # words looked at
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def suggest(db: Database, query: str) -> str | None:
    """A query to try instead; None when every word is known or has no near one."""
    db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, article_fts, row)")
    told = words(query[:LONGEST])[:MOST]
    better = [_nearest(db, word) for word in told]
    return " ".join(better) if better != told else None


def _nearest(db: Database, word: str) -> str:
    """The word itself where it is known, else the commonest that is one slip of the keyboard away."""
    if len(word) not in LETTERS or db.execute("SELECT 1 FROM vocabulary WHERE term = ?", [word]).fetchone():
        return word
    near = sorted(set(_slips(word)))
    marks = ", ".join("?" * len(near))
    found = db.execute(
        f"SELECT term FROM vocabulary WHERE term IN ({marks}) ORDER BY doc DESC LIMIT 1", near
    ).fetchone()
    return str(found[0]) if found else word


def _slips(word: str) -> Iterator[str]:
    """Every word with one letter dropped, swapped with the next, replaced or added."""
    for n in range(len(word) + 1):
        before, after = word[:n], word[n:]
        yield from (before + letter + after for letter in _LETTERS)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
