"""A checked copy of the database, taken while the service goes on writing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawler.archive.checks import problems
from crawler.archive.database import FILE
from crawler.errors import StateError


def backup(state: Path, target: Path) -> int:
    """Copy the archive's database to a new file and check the copy; its size in bytes.

    The text files need no copy: each can be written again from the database.
    """
    path = state / FILE
    if not path.is_file():
        raise StateError(f"{path}: there is no archive to copy; is --state right?")
    if target.exists():
        raise StateError(f"{target}: already exists; name a new file")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True) as db:
            db.execute("VACUUM INTO ?", [str(part)])
        db.close()
        if found := problems(part):
            raise StateError(f"{target}: the copy fails its checks ({'; '.join(found)}); it is left as {part}")
        part.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise StateError(f"{target}: cannot be written ({error}); check the folder and the free space") from error
    return target.stat().st_size
