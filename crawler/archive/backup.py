"""A checked copy of the database, taken while the service goes on writing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database

from crawler.archive.checks import broken_index, newest_sound_backup, problems
from crawler.archive.database import BUSY, FILE, immediate
from crawler.archive.schema import index_again
from crawler.errors import DamagedState, StateError


def backup(state: Path, target: Path) -> int:
    """Copy the archive's database to a new file and check the copy; its size in bytes.

    The text files need no copy: each can be written again from the database.
    """
    try:
        if target.exists():
            raise StateError(f"{target}: already exists; name a new file")
    except OSError as error:  # a folder that this user may not look into
        raise _not_written(target, error) from error
    return copy(state, target)


def copy(state: Path, target: Path) -> int:
    """The same, in place of a file of that name: the old one stays until the new one is good and on the disk."""
    path = state / FILE
    if not path.is_file():
        raise StateError(f"{path}: there is no archive to copy; is --state right?")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY)) as db:
            db.execute("VACUUM INTO ?", [str(part)])
        _accept(part, state)
        _settle(part, target)
        return target.stat().st_size
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise _not_written(target, error) from error
        raise _damaged(state, str(error)) from error
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _accept(part: Path, state: Path) -> None:
    """Sound, or made so: a search index holds nothing of its own, so a broken one costs no backup."""
    if broken_index(part):
        with closing(Database(part)) as db, immediate(db):
            index_again(db)
    if found := problems(part):
        raise _damaged(state, "; ".join(found))


def _settle(part: Path, target: Path) -> None:
    """Onto the disk, then under its name: VACUUM INTO leaves the first to the system."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _not_written(target: Path, error: Exception) -> StateError:
    return StateError(f"{target}: cannot be written ({error}); check the folder and the free space")


def _damaged(state: Path, detail: str) -> DamagedState:
    good = newest_sound_backup(state)
    remedy = f"`phienhop restore {good}` puts back the newest good one" if good else "look for an older copy"
    return DamagedState(f"{state / FILE}: a copy of it fails its checks ({detail}) and was not kept; {remedy}")
