"""A wall clock that a test sets while the real process runs, through libfaketime; the steady clock stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")


@dataclass(frozen=True)
class Clock:
    """Set by writing a file that the process reads with every look at the time."""

    file: Path
    library: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }

    def ahead(self, by: str) -> None:
        """By how much it is wrong: +0, -1h, +10y."""
        self._write(by)

    def at(self, moment: datetime) -> None:
        """It stands at this moment."""
        self._write(f"{moment:%Y-%m-%d %H:%M:%S}")

    def _write(self, text: str) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(f"{text}\n")
        new.replace(self.file)  # never read half


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    found = [path for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))]
    if not found:
        pytest.skip("clocks are set with libfaketime, which is not on this machine (Debian: apt install faketime)")
    made = Clock(tmp_path / "clock", found[0])
    made.ahead("+0")
    return made
