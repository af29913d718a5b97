"""Is a database sound? Asked at every start, by `doctor`, and of every backup."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

CHECK_INDEX = "INSERT INTO article_fts(article_fts) VALUES ('integrity-check')"


def problems(path: Path) -> list[str]:
    """What is wrong with a database: its pages, its references, its search index. Empty when it is sound."""
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        return [str(error)]
    try:
        found = [row[0] for row in db.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        found += [f"{row[0]} {row[1]}: refers to a missing {row[2]}" for row in db.execute("PRAGMA foreign_key_check")]
        indexed, kept = (
            db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("article_fts_docsize", "article")
        )
        if indexed != kept:
            found.append(f"the search index holds {indexed} of {kept} articles")
    except sqlite3.Error as error:
        found = [str(error)]
    finally:
        db.close()
    return found


def broken_index(path: Path) -> str | None:
    """What FTS5 says is wrong with the search index. Wants write access, and writes nothing; None also when refused it.

    `PRAGMA integrity_check` says ok to an index that finds the wrong rows.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as db:
            db.execute(CHECK_INDEX)
    except sqlite3.OperationalError:  # locked, or not ours to write
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None


def newest_sound_backup(state: Path) -> Path | None:
    """The latest database in the state folder's `backups/` that passes its checks."""
    with suppress(OSError):
        files = [file for file in (state / "backups").iterdir() if file.suffix == ".db"]
        for file in sorted(files, key=lambda f: f.stat().st_mtime, reverse=True):
            if not problems(file):
                return file
    return None
