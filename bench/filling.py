"""Archives made larger by what stands in them already: a million articles would take long to be written one by one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from crawler.archive import Archive
from crawler.archive.database import FILE, immediate
from crawler.archive.schema import index, join_index

SHINGLES = 24  # of each article, which made archives leave out
PORTION = 2_000  # articles that are multiplied in one transaction
CACHE = 400  # MiB

# Each article comes as many times, one after the other, so that numbers still follow the days. In all but its number
# in the title ("tin số N") a copy equals the first; the places of its facts are not moved by a longer number.
_ARTICLES = """
INSERT INTO article (number, hash, title, text, url, source, province, published, published_from, author, lang, layout,
    added, recipe, sketch)
SELECT number * :times + n.value AS new, substr(hash, 1, 56) || printf('%08d', n.value),
    replace(title, '(tin số ' || number || ')', '(tin số ' || (number * :times + n.value) || ')'),
    replace(text, '(tin số ' || number || ')', '(tin số ' || (number * :times + n.value) || ')'),
    url || '-' || n.value, source, province, published, published_from, author, lang, layout, added, recipe, sketch
FROM small.article CROSS JOIN json_each(:copies) n WHERE number >= :first AND number < :first + :portion ORDER BY new
"""
_ADDRESSES = """
INSERT INTO address (url, source, article, state, published, first_seen, first_read)
SELECT url, source, number, 'read', published, added, added FROM article WHERE number >= :first * :times
"""
_WHOLE = ("session", "session_alias")
_OF_ARTICLES = ("report", "notice", "fact", "task", "indicator")


def multiplied(small: Path, state: Path, times: int) -> None:
    """A new archive of so many times the articles of `small`, a state folder."""
    with Archive.open(state, cache=CACHE) as archive:
        db = archive.db
        db.execute("PRAGMA synchronous = OFF")  # a crash here costs nothing
        db.execute("ATTACH ? AS small", [str(small / FILE)])
        (count,) = db.execute("SELECT max(number) + 1 FROM small.article").fetchone()
        told = {"times": times, "copies": json.dumps(list(range(times))), "portion": PORTION}
        for first in range(0, count, PORTION):
            with immediate(db):
                db.execute(_ARTICLES, {**told, "first": first})
                db.execute(_ADDRESSES, {"first": first, "times": times})
                index(db, first * times)
        with immediate(db):
            for table in _WHOLE:
                db.execute(f"INSERT INTO {table} SELECT * FROM small.{table}")
            for table in _OF_ARTICLES:
                _copy_rows(db, table, told)


def _copy_rows(db: Database, table: str, told: dict[str, object]) -> None:
    """The rows of a table, for each copy of the article they belong to."""
    columns = [
        row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall() if row[1] not in ("id", "article")
    ]
    names, theirs = ", ".join(columns), ", ".join(f"one.{name}" for name in columns)
    db.execute(
        f"INSERT INTO {table} (article, {names}) SELECT one.article * :times + n.value AS new, {theirs}"
        f" FROM small.{table} one CROSS JOIN json_each(:copies) n ORDER BY new",
        told,
    )


def settle(state: Path) -> None:
    """As if the articles had come one by one: each with its hashes, and no part of the search index left to be joined,
    for which the next articles would pay."""
    each = f"SELECT abs(random()) >> 1 AS hash, number FROM article, json_each('{json.dumps(list(range(SHINGLES)))}')"
    with closing(sqlite3.connect(state / FILE)) as db, db:
        db.execute(f"PRAGMA cache_size = {-1024 * CACHE}")
        db.execute("PRAGMA synchronous = OFF")
        db.execute(f"INSERT OR IGNORE INTO shingle (hash, article) SELECT * FROM ({each}) ORDER BY 1")
        join_index(Database(db))
