"""What every answer is made from: the archive, opened for reading only, and the list of sources."""

from __future__ import annotations

import logging
import os
import queue
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.archive.database import FILE
from crawler.errors import ConfigError, PhienhopError
from crawler.health import health
from crawler.model import Settings
from crawler.search import open_readonly
from crawler.sources import parse

log = logging.getLogger(__name__)

CONNECTIONS = 4  # questions at a time; more would only wait for one another
PATIENCE = 10.0  # seconds to wait for a connection
LIMIT = 5.0  # seconds a page may ask the archive
CLOCK = 60.0  # seconds after which a page that tells the time may differ
HEALTH_AGE = 20.0  # seconds a judgement of the sources is kept
_CHECK_EVERY = 20_000  # steps of SQLite's machine between two looks at the clock

# Recipients are nobody's business here: their stanzas are blanked before the file is read, lines kept.
_ALERTS = re.compile(r"^alerts[ \t]*:[^\n]*(?:\n(?:[ \t#-][^\n]*)?)*", re.MULTILINE)

Lent = tuple[Database, object]  # a connection, and the file it was opened on


class Busy(PhienhopError):
    """More questions than can be answered now, or one that takes too long."""


class Desk:
    """Connections to one archive, each lent to one answer at a time."""

    def __init__(self, state: Path, sources: Path) -> None:
        self.state, self.sources = state, sources
        self._idle: queue.LifoQueue[Lent | None] = queue.LifoQueue()
        for _ in range(CONNECTIONS):
            self._idle.put(None)
        self._lock = threading.Lock()
        self._settings: tuple[object, Settings] = (None, Settings())
        self._health: tuple[float, list[dict[str, Any]]] = (-HEALTH_AGE, [])
        self._watch: Lent | None = None

    @contextmanager
    def asking(self) -> Iterator[Database]:
        """The archive as it stands at this moment: whatever is written meanwhile is not seen."""
        try:
            lent = self._idle.get(timeout=PATIENCE)
        except queue.Empty:
            raise Busy("too many questions at once") from None
        ready = None
        try:
            ready = self._fresh(lent)
            yield from _snapshot(ready[0])
        finally:
            self._idle.put(ready)

    def version(self) -> object:
        """Differs whenever an answer may: the archive was written or replaced, the sources were edited, or a minute
        has passed. None while that cannot be told."""
        watch, self._watch = self._watch, None
        try:
            watch = self._fresh(watch)
            (written,) = watch[0].execute("PRAGMA data_version").fetchone()
        except (PhienhopError, sqlite3.Error):
            return None
        self._watch = watch
        return watch[1], written, self._files(self._settings[1]), time.time() // CLOCK

    def settings(self) -> Settings:
        """All of sources.yaml but its recipients, read again when a file changes; the last good one stays."""
        with self._lock:
            before = self._settings[1]
            if self._files(before) != self._settings[0]:
                settings = _read(self.sources) or before
                self._settings = (self._files(settings), settings)
            return self._settings[1]

    def health(self, db: Database) -> list[dict[str, Any]]:
        """Every source's state, at most some seconds old."""
        at, rows = self._health
        if time.monotonic() - at > HEALTH_AGE or len(rows) != len(self.settings().sources):
            rows = health(db, self.settings())
            self._health = (time.monotonic(), rows)
        return rows

    def close(self) -> None:
        """End every connection that is not lent."""
        while not self._idle.empty():
            if lent := self._idle.get_nowait():
                lent[0].close()
        if self._watch:
            self._watch[0].close()

    def _files(self, settings: Settings) -> object:
        """What differs when sources.yaml, or a file that it includes, was edited."""
        return tuple(map(_identity, (self.sources, *settings.included)))

    def _fresh(self, lent: Lent | None) -> Lent:
        """The connection, made anew when another file took the database's place (a restored backup)."""
        seen = _inode(self.state / FILE)
        if lent and lent[1] == seen:
            return lent
        if lent:
            lent[0].close()
        return open_readonly(self.state), seen


def _snapshot(db: Database) -> Iterator[Database]:
    end = time.monotonic() + LIMIT
    db.conn.set_progress_handler(lambda: time.monotonic() > end, _CHECK_EVERY)
    db.execute("BEGIN")
    try:
        yield db
    finally:
        db.execute("ROLLBACK")
        db.conn.set_progress_handler(None, 0)


def _read(path: Path) -> Settings | None:
    try:
        text = _ALERTS.sub(lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8-sig"))
        return parse(text, name=str(path), environ=os.environ, base=path.parent)
    except (OSError, UnicodeError, ConfigError) as error:
        log.warning("the sources cannot be read; the page goes on with those it has: %s", error)
        return None


def _identity(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _inode(path: Path) -> object:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
