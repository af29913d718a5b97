"""The text files beside the database: `articles/NNN_<16 hex>.txt`, each proved by `sha256sum`.

The database is the truth; the files are written after its commit and healed when it is opened.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlite_utils import Database

log = logging.getLogger(__name__)

_HALF = ".writing"  # ending of a file that is being written
_UNSURE = 300.0  # seconds before the last write in which a file may not have reached the disk: its words are compared


def file_name(number: int, hash: str) -> str:
    """`007_152c2faa81b0aec0.txt`."""
    return f"{number:03d}_{hash[:16]}.txt"


class Files:
    """The folder of text files. A file that cannot be written now is tried again with the next one.

    The disk is not waited for: a file that a loss of power takes is found and written again by `heal`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._missing: dict[str, str] = {}
        self._held: dict[str, str] | None = None

    def write(self, number: int, hash: str, text: str) -> None:
        """Write one file, and those that failed before; a failure is logged, never raised."""
        missing = self._missing if self._held is None else self._held
        missing[file_name(number, hash)] = text
        if self._held is None:
            self._write_missing()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Around a transaction that stores many texts: their files are written once it is committed, and only then."""
        self._held = held = dict[str, str]()
        try:
            yield
        finally:
            self._held = None
        self._missing |= held
        self._write_missing()

    def heal(self, db: Database) -> None:
        """Make the folder equal the database: write what is missing or torn, report what is not ours."""
        try:
            found = self._found()
        except OSError as error:
            log.error("%s: cannot be read: %s", self.folder, error)
            found = {}
        unsure = max((stat.st_mtime for stat in found.values()), default=0.0) - _UNSURE
        for number, hash, size in db.execute("SELECT number, hash, length(CAST(text AS BLOB)) FROM article"):
            name = file_name(number, hash)
            stat = found.pop(name, None)
            if stat is None or stat.st_size != size or (stat.st_mtime > unsure and not self._is_whole(name, hash)):
                (text,) = db.execute("SELECT text FROM article WHERE number = ?", [number]).fetchone()
                self._missing[name] = text
        for name in sorted(found):
            log.warning("%s: not written by this archive; left as it is", self.folder / name)
        self._write_missing()

    def _found(self) -> dict[str, os.stat_result]:
        self.folder.mkdir(exist_ok=True)
        found = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(_HALF):
                    Path(entry).unlink()
                else:
                    found[entry.name] = entry.stat(follow_symlinks=False)
        return found

    def _is_whole(self, name: str, hash: str) -> bool:
        try:
            return hashlib.sha256((self.folder / name).read_bytes()).hexdigest() == hash
        except OSError:
            return False

    def _write_missing(self) -> None:
        for name in list(self._missing):
            try:
                self._write(name, self._missing[name].encode())
            except OSError as error:
                log.error("%s: not written, to be tried again: %s", self.folder / name, error)
                return
            del self._missing[name]

    def _write(self, name: str, content: bytes) -> None:
        half = self.folder / f"{name}{_HALF}"
        with self._new(half) as file:
            file.write(content)
        half.replace(self.folder / name)

    def _new(self, path: Path) -> BinaryIO:
        try:
            return path.open("wb")
        except FileNotFoundError:  # somebody took the folder away
            self.folder.mkdir(exist_ok=True)
            return path.open("wb")
