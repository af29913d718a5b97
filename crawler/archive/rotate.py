"""A backup for each of the last days; older ones make room, the newest good one never does."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.archive.backup import copy
from crawler.errors import StateError, StateInUse

KEEP = 14  # days
_OURS = re.compile(r"phienhop-\d{4}-\d\d-\d\d\.db")


@dataclass(frozen=True, slots=True)
class Rotation:
    """One backup made, and the older ones that made room for it."""

    file: Path
    bytes: int
    removed: tuple[Path, ...]


def rotate(state: Path, folder: Path, now: datetime, keep: int = KEEP) -> Rotation:
    """Make the backup of the day (again, if it is there) and remove those beyond `keep`.

    What does not carry a rotation's name is never touched. Nothing is removed before the new copy
    has passed its checks, and the new copy is not removed although a wrong clock dated others later.
    """
    with _alone(folder):
        made = folder / f"phienhop-{now:%Y-%m-%d}.db"
        size = copy(state, made)
        older = sorted(file for file in folder.iterdir() if _OURS.fullmatch(file.name) and file != made)
        surplus = older[: max(0, len(older) - (keep - 1))]
        for file in surplus:
            file.unlink()
    return Rotation(made, size, tuple(surplus))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two rotations at once would take each other's half-written copy for a leftover."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise StateError(f"{folder}: cannot be used for backups ({error.strerror}); name another folder") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StateInUse(f"{folder}: another backup is being written there; wait for it") from None
    finally:
        os.close(handle)
