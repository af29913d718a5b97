"""An archive as one writes it in an afternoon: one FTS5 table, one commit for each article."""

from __future__ import annotations

import sqlite3


def open_table(path: str) -> sqlite3.Connection:
    """The table, made new."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE VIRTUAL TABLE article USING fts5(url UNINDEXED, published UNINDEXED, title, text)")
    return db


def keep(db: sqlite3.Connection, url: str, published: str | None, title: str | None, text: str | None) -> None:
    """One article, committed."""
    with db:
        db.execute("INSERT INTO article VALUES (?, ?, ?, ?)", [url, published, title, text])


def count(db: sqlite3.Connection) -> int:
    """How many articles with a text there are."""
    (found,) = db.execute("SELECT count(*) FROM article WHERE length(text) > 200").fetchone()
    return int(found)
