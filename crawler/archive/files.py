"""The text files beside the database: `articles/NNN_<16 hex>.txt`, each proved by `sha256sum`.

The database is the truth; the files are written after its commit and healed when it is opened.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from sqlite_utils import Database

log = logging.getLogger(__name__)

_HALF = ".writing"  # ending of a file that is being written


def file_name(number: int, hash: str) -> str:
    """`007_152c2faa81b0aec0.txt`."""
    return f"{number:03d}_{hash[:16]}.txt"


class Files:
    """The folder of text files. A file that cannot be written now is tried again with the next one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._missing: dict[str, str] = {}

    def write(self, number: int, hash: str, text: str) -> None:
        """Write one file, and those that failed before; a failure is logged, never raised."""
        self._missing[file_name(number, hash)] = text
        self._write_missing()

    def heal(self, db: Database) -> None:
        """Make the folder equal the database: write what is missing, report what is not ours."""
        try:
            sizes = self._sizes()
        except OSError as error:
            log.error("%s: cannot be read: %s", self.folder, error)
            sizes = {}
        for number, hash, size in db.execute("SELECT number, hash, length(CAST(text AS BLOB)) FROM article"):
            if sizes.pop(file_name(number, hash), None) != size:
                (text,) = db.execute("SELECT text FROM article WHERE number = ?", [number]).fetchone()
                self._missing[file_name(number, hash)] = text
        for name in sorted(sizes):
            log.warning("%s: not written by this archive; left as it is", self.folder / name)
        self._write_missing()

    def _sizes(self) -> dict[str, int]:
        self.folder.mkdir(exist_ok=True)
        sizes = {}
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if entry.name.endswith(_HALF):
                    Path(entry).unlink()
                else:
                    sizes[entry.name] = entry.stat(follow_symlinks=False).st_size
        return sizes

    def _write_missing(self) -> None:
        for name in list(self._missing):
            try:
                self._write(self.folder / name, self._missing[name].encode())
            except OSError as error:
                log.error("%s: not written, to be tried again: %s", self.folder / name, error)
                return
            del self._missing[name]

    def _write(self, path: Path, content: bytes) -> None:
        self.folder.mkdir(exist_ok=True)
        half = path.with_name(path.name + _HALF)
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
