"""The one thread that holds the archive for writing; what waits for it together is committed together.

A commit waits for the disk. While it does, more calls come in from other sources: all that have
come are one transaction, so that a busy service waits once for many. Each is a part of it that can
fail without the others, and none is answered before all are on the disk.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlite_utils import Database

from crawler.archive.archive import Archive
from crawler.archive.database import BUSY, immediate

T = TypeVar("T")

TOGETHER = 100  # calls in one transaction at most: readers of the database see it only when it ends


class Writer:
    """`await writer(call)` runs a call on the archive, in its thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._archive: Archive | None = None
        self._waiting: deque[_Call] = deque()

    async def open(self, make: Callable[[], Archive]) -> None:
        self._archive = await asyncio.get_running_loop().run_in_executor(self._thread, make)

    def __call__(self, call: Callable[[Archive], T]) -> Awaitable[T]:
        if self._archive is None:
            raise RuntimeError("the archive is not open")
        waiting = _Call(call)
        self._waiting.append(waiting)
        self._thread.submit(self._run_waiting, self._archive)
        # Shielded: a cancelled task must not leave us guessing whether its write happened.
        return asyncio.shield(asyncio.wrap_future(waiting.answer))

    async def close(self) -> None:
        if self._archive is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._archive.close)
            self._archive = None
        self._thread.shutdown(wait=True)

    def _run_waiting(self, archive: Archive) -> None:
        """Run all that waits; nothing, when an earlier call of this has run it already."""
        calls = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        if len(calls) > 1 and _is_free(archive.db):
            _run_together(calls, archive)
        else:
            for call in calls:
                call.run(archive)
        for call in calls:
            call.tell()


def _is_free(db: Database) -> bool:
    """Whether no other program writes just now: questions need not wait for it, as they would in one transaction."""
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    finally:
        db.execute(f"PRAGMA busy_timeout = {BUSY * 1000:.0f}")
    return True


def _run_together(calls: Sequence[_Call], archive: Archive) -> None:
    try:
        with archive.together():
            for call in calls:
                call.run_apart(archive)
    except Exception as error:  # nothing of it is on the disk
        for call in calls:
            call.error = error


class _Call:
    """A call, what came of it, and who waits for that."""

    def __init__(self, call: Callable[[Archive], Any]) -> None:
        self._call = call
        self._value: Any = None
        self.error: Exception | None = None
        self.answer: Future[Any] = Future()

    def run(self, archive: Archive) -> None:
        try:
            self._value = self._call(archive)
        except Exception as error:
            self.error = error

    def run_apart(self, archive: Archive) -> None:
        """As a part of a transaction that goes on when it fails."""
        try:
            with immediate(archive.db):
                self._value = self._call(archive)
        except Exception as error:
            self.error = error
            if not archive.db.conn.in_transaction:  # the disk is full, and SQLite has ended it all
                raise

    def tell(self) -> None:
        if self.error is None:
            self.answer.set_result(self._value)
        else:
            self.answer.set_exception(self.error)
