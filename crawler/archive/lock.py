"""One service on a state folder: a lock that ends with its process, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from crawler.errors import StateError, StateInUse

LOCK = "service.lock"


@contextmanager
def only_service(state: Path) -> Iterator[None]:
    """Hold the state folder's service lock; StateInUse when another process has it."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / LOCK).open("a+")
    except OSError as error:
        raise StateError(f"{state}: cannot be written ({error.strerror}); give this user write access to it") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            pid = lock.read().strip() or "unknown"
            raise StateInUse(
                f"{state}: a service already runs on this folder (process {pid}); stop it, or use another --state"
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def holder(state: Path) -> str | None:
    """The process that holds the lock; None when nobody does."""
    try:
        with (state / LOCK).open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return lock.read().strip() or "unknown"
    except OSError:
        pass
    return None


def beat(state: Path) -> None:
    """The service turned once more: whoever looks at its lock sees when."""
    with suppress(OSError):
        os.utime(state / LOCK)


def last_beat(state: Path) -> datetime | None:
    """When the service last said so; None where none ever ran."""
    try:
        return datetime.fromtimestamp((state / LOCK).stat().st_mtime, UTC)
    except OSError:
        return None
