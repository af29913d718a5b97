"""The database's form and its history. A later form is a further migration; none is ever changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import resources

from sqlite_utils import Database, Migrations

migrations = Migrations("phienhop")

_JOINED = 500  # pages of the search index joined in one transaction: some hundredths of a second


@migrations(name="0001")
def first(db: Database) -> None:
    """The first form of the archive."""
    _apply(db, "schema.sql")


@migrations(name="0002")
def second(db: Database) -> None:
    """What each address of a source showed last, when sources recovered, and walks into the past."""
    _apply(db, "schema-2.sql")


@migrations(name="0003")
def third(db: Database) -> None:
    """Indexes that answer searches without reading texts."""
    _apply(db, "schema-3.sql")


@migrations(name="0004")
def fourth(db: Database) -> None:
    """Indexes that keep the cost of a poll from growing with the archive."""
    _apply(db, "schema-4.sql")


@migrations(name="0005")
def fifth(db: Database) -> None:
    """The search index is filled by the archive, for many articles at once."""
    _apply(db, "schema-5.sql")


@migrations(name="0006")
def sixth(db: Database) -> None:
    """Which of a source's selectors match its articles, and since when they do not."""
    _apply(db, "schema-6.sql")


@migrations(name="0007")
def seventh(db: Database) -> None:
    """Indexes for searches within a province; the search index is joined less often."""
    _apply(db, "schema-7.sql")


def unknown(db: Database) -> list[str]:
    """Migrations applied to this database that this version has never heard of."""
    ours = {migration.name for migration in migrations.pending(Database(memory=True, execute_plugins=False))}
    return sorted(applied.name for applied in migrations.applied(db) if applied.name not in ours)


def index_again(db: Database) -> None:
    """Fill the search index anew; inside the caller's transaction."""
    db.execute("INSERT INTO article_fts(article_fts) VALUES ('delete-all')")
    index(db, 0)


def index(db: Database, first: int) -> None:
    """Enter the articles from this number on into the search index; inside the caller's transaction."""
    db.execute(
        "INSERT INTO article_fts(rowid, title, text) SELECT number, title, text FROM article_folded WHERE number >= ?",
        [first],
    )


def join_index(db: Database) -> None:
    """Join all parts of the search index, in short transactions, as FTS5 describes its `merge`.

    For when much was taken in: one of the next additions would else join them, all at once.
    """
    pages = -_JOINED  # below zero: all parts, whatever their size
    while True:
        before = db.conn.total_changes
        with db.conn:
            db.execute("INSERT INTO article_fts(article_fts, rank) VALUES ('merge', ?)", [pages])
        if db.conn.total_changes - before < 2:  # nothing was left to be joined
            return
        pages = _JOINED


def _apply(db: Database, name: str) -> None:
    for statement in _statements(name):
        db.execute(statement)


def _statements(name: str) -> Iterator[str]:
    """One by one, since `executescript` would commit in the middle of the migration."""
    statement = ""
    for line in resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
