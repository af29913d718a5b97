"""A backup put back in the archive's place. What stood there is moved aside, never deleted."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.archive.archive import Archive
from crawler.archive.checks import problems
from crawler.archive.database import FILE
from crawler.archive.files import file_name
from crawler.archive.lock import only_service
from crawler.archive.schema import unknown
from crawler.errors import DamagedState, NewerState, StateError

_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in the archive now, and where the former one is."""

    articles: int
    aside: Path | None  # None: there was none


def restore(state: Path, backup: Path, now: datetime) -> Restored:
    """Put a backup in the place of the archive's database; its texts are written again from it.

    Refused while a service runs on the folder (StateInUse), and for a copy that fails its checks.
    """
    _judge(backup)
    with only_service(state):
        aside = _aside(state, now)
        new = state / f"{FILE}.restoring"
        try:
            _bring(backup, new)
            _swap(state / FILE, new, aside)
            articles = _tidy(state, aside)
            _own(state)
        except (OSError, sqlite3.Error) as error:
            new.unlink(missing_ok=True)
            raise StateError(f"{state}: {backup} cannot be put there ({error}); check the folder's space") from error
    return Restored(articles, aside if aside.exists() else None)


def _judge(backup: Path) -> None:
    try:
        backup.open("rb").close()
    except OSError as error:
        detail = f"cannot be read ({error.strerror}); name a copy made by `phienhop backup` that this user may read"
        raise StateError(f"{backup}: {detail}") from None
    if found := problems(backup):
        raise DamagedState(f"{backup}: fails its checks ({'; '.join(found)}); name an older copy")
    with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as db:
        if names := unknown(Database(db)):
            raise NewerState(f"{backup}: written by a newer version of phienhop (it knows {names[-1]}); upgrade first")


def _aside(state: Path, now: datetime) -> Path:
    """The folder for the former archive; not yet made."""
    aside = state / f"aside-{now:%Y-%m-%dT%H%M%S}"
    if aside.exists():
        raise StateError(f"{aside}: already exists; wait a second")
    return aside


def _bring(backup: Path, new: Path) -> None:
    """A copy in the state folder, on the disk, and sound there too."""
    with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as source:
        new.unlink(missing_ok=True)
        source.execute("VACUUM INTO ?", [str(new)])
    with new.open("rb") as file:
        os.fsync(file.fileno())
    if found := problems(new):
        raise OSError("; ".join(found))


def _swap(path: Path, new: Path, aside: Path) -> None:
    """The old log goes first: read into another database it would ruin it."""
    if path.exists():
        aside.mkdir()
        os.link(path, aside / path.name)  # so that at no instant a service would find no database, and begin anew
        for ending in _BESIDE:
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.replace(aside / beside.name)
    new.replace(path)


def _tidy(state: Path, aside: Path) -> int:
    """Bring it to today's form, write its texts, and move texts it does not know to the rest of their archive."""
    folder = state / "articles"
    with Archive.open(state) as archive:
        rows = archive.db.execute("SELECT number, hash FROM article").fetchall()
    known = {file_name(number, hash) for number, hash in rows}
    strange = [file for file in folder.iterdir() if file.name not in known]
    if strange:
        (aside / folder.name).mkdir(parents=True, exist_ok=True)
    for file in strange:
        file.replace(aside / folder.name / file.name)
    return len(rows)


def _own(state: Path) -> None:
    """What root wrote for a service with a user of its own must belong to that user."""
    owner = state.stat()
    for path in state.rglob("*"):
        if path.lstat().st_uid == os.geteuid() != owner.st_uid:
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
