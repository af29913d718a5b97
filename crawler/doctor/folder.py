"""The state folder: who may write it, how much room it has, whether database and backups are sound."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from crawler.archive.checks import broken_index, problems
from crawler.archive.database import FILE
from crawler.archive.lock import holder, last_beat
from crawler.doctor.check import Check, judged
from crawler.outage import outage

FREE_BYTES = 500 << 20  # below this a year of text may not fit
BACKUP_AGE = timedelta(days=3)
STANDS = timedelta(minutes=2)  # without a tick: as long as systemd's watchdog waits
AHEAD = timedelta(hours=1)  # a visit so far in the future was made by another clock


def checks(state: Path) -> Iterator[Check]:
    """The folder, and what is in it."""
    yield writable(state)
    if state.is_dir():
        yield permissions(state)
    yield room(state)
    if (state / FILE).exists():
        yield from database(state)
        yield visits(state, datetime.now(UTC))
        yield answers(state)
        yield backups(state, datetime.now(UTC))
        yield service(state, datetime.now(UTC))


def writable(state: Path) -> Check:
    """Tried, not guessed from modes."""
    if not state.exists():
        return Check("state folder", True, f"{state} does not exist yet; the first run or import makes it")
    probe = state / ".doctor"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        remedy = f"give this user the folder: chown $USER {state}; or choose another with --state"
        return Check("state folder", False, f"{state}: {error.strerror}", remedy)
    return Check("state folder", True, f"{state.resolve()} is writable")


def permissions(state: Path) -> Check:
    """Everybody's to write, or not the service's own: both end badly."""
    owner, entries = state.stat().st_uid, [state]
    with suppress(OSError):
        entries += state.iterdir()
    kept = {path: path.lstat() for path in entries}
    if loose := [path for path, found in kept.items() if found.st_mode & stat.S_IWOTH]:
        return Check("permissions", False, f"anybody may write {_some(loose)}", f"chmod -R o-w {state}")
    if foreign := [path for path, found in kept.items() if found.st_uid != owner]:
        remedy = f"chown -R --reference={state} {state}"
        return Check("permissions", False, f"{_some(foreign)} belong to another user than the folder", remedy)
    return Check("permissions", True, "only its owner writes the state folder")


def room(state: Path) -> Check:
    """A backup and a migration each want the database's size once more."""
    place = state
    while not place.exists():
        place = place.absolute().parent
    size = (state / FILE).stat().st_size if (state / FILE).exists() else 0
    free = shutil.disk_usage(place).free
    return judged("disk", free > FREE_BYTES + 2 * size, f"{free / 1e9:.1f} GB free", "free some space")


def database(state: Path) -> Iterator[Check]:
    """Pages, references, and the search index."""
    path = state / FILE
    found = problems(path)
    remedy = "stop the service, then `phienhop restore FILE` with the newest good copy of `phienhop backup`"
    yield judged("database", not found, "; ".join(found) or "pages and references are sound", remedy)
    if not found:
        broken = broken_index(path)
        yield judged("search index", not broken, broken or "sound", "start the service again: it fills the index anew")


def visits(state: Path, now: datetime) -> Check:
    """What the archive says about the clock."""
    newest = None
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{(state / FILE).resolve().as_uri()}?mode=ro", uri=True)) as db,
    ):
        (newest,) = db.execute("SELECT max(at) FROM visit").fetchone()
    if newest is None:
        return Check("last visit", True, "no source has been visited yet")
    ok = datetime.fromisoformat(newest) <= now + AHEAD
    remedy = "the clock is behind, or was ahead then: timedatectl set-ntp true; sources are visited all the same"
    return judged("last visit", ok, newest if ok else f"{newest} is in the future", remedy)


def answers(state: Path) -> Check:
    """Whether any site answers the service at all."""
    down = None
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{(state / FILE).resolve().as_uri()}?mode=ro", uri=True)) as db,
    ):
        down = outage(Database(db))
    remedy = "check this machine's network, its resolver and its firewall"
    return judged("answers", down is None, down.says if down else "sites answer the service", remedy)


def backups(state: Path, now: datetime) -> Check:
    """None is a choice; one that is old or bad is a surprise."""
    with suppress(OSError):
        files = sorted((f for f in (state / "backups").iterdir() if f.suffix == ".db"), key=lambda f: f.stat().st_mtime)
        if files:
            return _newest(files[-1], now)
    return Check("backups", True, "none; `phienhop backup --rotate` makes one, phienhop-backup.timer one every night")


def _newest(file: Path, now: datetime) -> Check:
    if found := problems(file):
        return Check("backups", False, f"{file}: {'; '.join(found)}", "make another: phienhop backup --rotate")
    age = now - datetime.fromtimestamp(file.stat().st_mtime, UTC)
    detail = f"{file}, {age.days} days old" if age.days else f"{file}, of the last day"
    return judged(
        "backups", age <= BACKUP_AGE, detail, "see why no newer one is made: systemctl status phienhop-backup"
    )


def service(state: Path, now: datetime) -> Check:
    """Running or not is no fault, and `restore` wants to know; standing still is one."""
    process, beat = holder(state), last_beat(state)
    if process is None or beat is None:
        return Check("service", True, "does not run on this folder")
    age = now - beat
    detail = f"runs as process {process}, its last tick {max(age, timedelta()).total_seconds():.0f} s ago"
    remedy = "the disk may be stuck: see dmesg and the log; then start the service again"
    return judged("service", age < STANDS, detail, remedy)


def _some(paths: list[Path]) -> str:
    names = ", ".join(map(os.fspath, paths[:3]))
    return names if len(paths) <= 3 else f"{names} and {len(paths) - 3} more"
