"""Opening the database: for the one writer, with every check, and for readers."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from crawler.archive.checks import CHECK_INDEX, newest_sound_backup
from crawler.archive.schema import index_again, migrations, unknown
from crawler.errors import DamagedState, NewerState, StateError

log = logging.getLogger(__name__)

FILE = "phienhop.db"
BUSY = 30.0  # seconds to wait for another program's write
LOG = 4000  # pages, 16 MiB, before the log is put away: what many articles change is then written once for all of them


@contextmanager
def immediate(db: Database, *, wait: bool = True) -> Iterator[None]:
    """One write transaction, or a part of the one under way, which can fail without the rest.

    Immediate, since one that begins by reading cannot wait for another writer; without `wait` it fails
    where another program writes just now.
    """
    inner = db.conn.in_transaction
    if inner:
        db.execute("SAVEPOINT part")
    else:
        _begin(db, wait)
    try:
        yield
        db.execute("RELEASE part" if inner else "COMMIT")
    except BaseException:
        if db.conn.in_transaction:  # a full disk may have ended it already
            db.execute("ROLLBACK TO part" if inner else "ROLLBACK")
            if inner:
                db.execute("RELEASE part")  # or a part that it is a part of would be rolled back only to here
        raise


def _begin(db: Database, wait: bool) -> None:
    if wait:
        db.execute("BEGIN IMMEDIATE")
        return
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
    finally:
        db.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")


def insert(db: Database, table: str, **row: object) -> int:
    """Add one row; the id it was given."""
    return int(db.execute(_inserting(table, tuple(row)), row).lastrowid or 0)


@cache
def _inserting(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"


def open_writable(state: Path, cache: int | None = None) -> Database:
    """The database of a state folder, made where there is none, migrated and checked; `cache` in MiB."""
    path = state / FILE
    _make_folder(state)
    try:
        db = _database(sqlite3.connect(path, timeout=BUSY))
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        _prepare(db, path)
        if cache is not None:
            db.execute(f"PRAGMA cache_size = {-1024 * cache}")
    except BaseException:
        db.close()
        raise
    return db


def open_readonly(state: Path) -> Database:
    """The same database for questions: nothing can be written through it."""
    path = state / FILE
    if not path.is_file():
        raise StateError(f"{path}: there is no archive yet; `phienhop run` or `phienhop import` makes it")
    db = None
    try:
        db = _connect_readonly(path)
        _refuse_newer(db, path)
        if migrations.pending(db):
            raise StateError(f"{path}: written by an older version; run `phienhop run --once` to bring it up to date")
    except sqlite3.OperationalError as error:
        raise _unusable(path, error) from error
    except sqlite3.Error as error:
        raise _damaged(path, str(error)) from error
    except BaseException:
        if db is not None:
            db.close()
        raise
    return db


def _make_folder(state: Path) -> None:
    try:
        state.mkdir(parents=True, exist_ok=True)
        probe = state / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise StateError(
            f"{state}: cannot be written ({error.strerror}); give this user write access to the folder,"
            " or choose another with --state"
        ) from error


def _prepare(db: Database, path: Path) -> None:
    try:
        _refuse_newer(db, path)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA journal_mode = WAL").fetchall()
        db.execute("PRAGMA synchronous = FULL")  # acknowledged means on the disk; we commit rarely
        db.execute(f"PRAGMA wal_autocheckpoint = {LOG}").fetchall()
        if migrations.pending(db):
            with immediate(db):
                migrations.apply(db)
        found = [row[0] for row in db.execute("PRAGMA quick_check(3)").fetchall()]
    except sqlite3.OperationalError as error:
        raise _unusable(path, error) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if found != ["ok"]:
        raise _damaged(path, found[0])
    _check_index(db, path)


def _refuse_newer(db: Database, path: Path) -> None:
    if names := unknown(db):
        raise NewerState(
            f"{path}: written by a newer version of phienhop (it knows {names[-1]}); upgrade, or use another --state"
        )


def _check_index(db: Database, path: Path) -> None:
    """The search index holds nothing of its own, so a broken one is made again."""
    try:
        db.execute(CHECK_INDEX)
    except sqlite3.OperationalError as error:
        raise _unusable(path, error) from error
    except sqlite3.DatabaseError:
        log.warning("%s: the search index is damaged; filling it again from the articles", path)
        try:
            with immediate(db):
                index_again(db)
            db.execute(CHECK_INDEX)
        except sqlite3.DatabaseError as error:
            raise _damaged(path, f"search index: {error}") from error


def _connect_readonly(path: Path) -> Database:
    """Without write access to the folder SQLite cannot read a closed WAL database, unless told that nobody writes."""
    quoted = path.resolve().as_uri()
    db = _database(sqlite3.connect(f"{quoted}?mode=ro", uri=True, timeout=BUSY, check_same_thread=False))
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except sqlite3.OperationalError:
        db.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        db = _database(sqlite3.connect(f"{quoted}?immutable=1", uri=True, check_same_thread=False))
        db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return db


def _database(connection: sqlite3.Connection) -> Database:
    """Without the plugins of sqlite-utils: to look for them takes longer than a search, and none may change ours."""
    return Database(connection, execute_plugins=False)


def _unusable(path: Path, error: sqlite3.Error) -> StateError:
    return StateError(f"{path}: cannot be used ({error}); check that this user may write it and that the disk has room")


def _damaged(path: Path, detail: str) -> DamagedState:
    remedy = "restore a backup: phienhop restore FILE"
    if backup := newest_sound_backup(path.parent):
        remedy = f"restore the newest good backup: phienhop restore {backup}"
    return DamagedState(f"{path}: the database is damaged ({detail}); nothing was changed. To go on, {remedy}")
