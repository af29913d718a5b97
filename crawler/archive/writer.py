"""The one thread that holds the archive for writing; what waits for it together is committed together.

A commit waits for the disk. While it does, more calls come in from other sources: all that have
come are one transaction, so that a busy service waits once for many. Each is a part of it that can
fail without the others, and none is answered before all are on the disk.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from crawler.archive.archive import Archive
from crawler.archive.database import immediate

T = TypeVar("T")

TOGETHER = 100  # calls in one transaction at most: readers of the database see it only when it ends


class Writer:
    """`await writer(call)` runs a call on the archive, in its thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._archive: Archive | None = None
        self._waiting: deque[_Call] = deque()
        self._work: asyncio.Task[None] | None = None

    async def open(self, make: Callable[[], Archive]) -> None:
        self._archive = await asyncio.get_running_loop().run_in_executor(self._thread, make)

    def __call__(self, call: Callable[[Archive], T]) -> Awaitable[T]:
        if self._archive is None:
            raise RuntimeError("the archive is not open")
        waiting = _Call(call)
        self._waiting.append(waiting)
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run_waiting(self._archive), name="archive")
        # Shielded: a cancelled task must not leave us guessing whether its write happened.
        return asyncio.shield(waiting.answer)

    async def close(self) -> None:
        """End when all that waits has run."""
        if self._work is not None:
            await self._work
        if self._archive is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._archive.close)
            self._archive = None
        self._thread.shutdown(wait=True)

    async def _run_waiting(self, archive: Archive) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            calls = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
            await loop.run_in_executor(self._thread, _run, calls, archive)
            for call in calls:
                call.tell()


class _Call:
    """A call, what came of it, and who waits for that."""

    def __init__(self, call: Callable[[Archive], Any]) -> None:
        self._call = call
        self._value: Any = None
        self.error: Exception | None = None
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

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
        if self.answer.cancelled():  # the loop is being closed
            return
        if self.error is None:
            self.answer.set_result(self._value)
        else:
            self.answer.set_exception(self.error)


def _run(calls: Sequence[_Call], archive: Archive) -> None:
    """Together; one by one while another program writes, since questions need not wait for it."""
    if len(calls) == 1 or not _run_together(calls, archive):
        for call in calls:
            call.run(archive)


def _run_together(calls: Sequence[_Call], archive: Archive) -> bool:
    """Whether that could be begun."""
    begun = False
    try:
        with archive.together(wait=False):
            begun = True
            for call in calls:
                call.run_apart(archive)
    except Exception as error:  # nothing of it is on the disk
        for call in calls if begun else ():
            call.error = error
    return begun
