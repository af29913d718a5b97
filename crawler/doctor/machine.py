"""Where it runs: versions, clock, certificates, limits."""

from __future__ import annotations

import resource
import sqlite3
import ssl
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crawler import __version__
from crawler.doctor.check import Check, judged

FIRST_YEAR = 2026  # of this program
DESCRIPTORS = 1024  # 200 sources at a time, each with a few

# What the archive wants of SQLite, each with a statement that needs it.
_FEATURES = {
    "FTS5": "CREATE VIRTUAL TABLE a USING fts5(x, tokenize='unicode61 remove_diacritics 2')",
    "STRICT tables": "CREATE TABLE b (x TEXT) STRICT",
    "JSON": "SELECT json_group_array(1)",
}


def checks() -> Iterator[Check]:
    """All that needs neither state nor configuration."""
    with closing(sqlite3.connect(":memory:")) as db:
        yield version(db)
    yield clock(datetime.now(UTC))
    yield certificates(ssl.get_default_verify_paths())
    yield descriptors(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def version(db: sqlite3.Connection) -> Check:
    """What runs, and whether its SQLite can do what the archive wants."""
    running = f"phienhop {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if missing := [name for name, statement in _FEATURES.items() if not _can(db, statement)]:
        remedy = "use a Python whose SQLite is 3.37 or newer and built with FTS5"
        return Check("version", False, f"{running}, which lacks {', '.join(missing)}", remedy)
    return Check("version", True, running)


def _can(db: sqlite3.Connection, statement: str) -> bool:
    try:
        db.execute(statement)
    except sqlite3.Error:
        return False
    return True


def clock(now: datetime) -> Check:
    """A machine without a battery starts in the past."""
    told = now.isoformat(timespec="seconds")
    return judged("clock", now.year >= FIRST_YEAR, told, "set the clock: timedatectl set-ntp true")


def certificates(paths: ssl.DefaultVerifyPaths) -> Check:
    """Whether OpenSSL has anybody to trust."""
    folder = Path(paths.capath) if paths.capath else None
    if paths.cafile or (folder and folder.is_dir() and any(folder.iterdir())):
        return Check("certificates", True, f"trusted authorities in {paths.cafile or folder}")
    wanted = f"{paths.openssl_cafile} and {paths.openssl_capath} hold nothing"
    return Check("certificates", False, wanted, "install the system's authorities: apt install ca-certificates")


def descriptors(limit: int) -> Check:
    """Too few, and a pass over many sources fails at random."""
    enough = limit == resource.RLIM_INFINITY or limit >= DESCRIPTORS
    detail = f"{limit} files may be open" if limit != resource.RLIM_INFINITY else "any number of files may be open"
    return judged("descriptors", enough, detail, f"raise it: ulimit -n {4 * DESCRIPTORS}, or LimitNOFILE= in the unit")
