"""How long a user waits before anything happens."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Line, alternate, command, peer
from crawler import reading
from crawler.archive import Archive
from crawler.model import Telling


def lines() -> Iterator[Line]:
    """The command's start, beside bare Python and the peers' commands."""
    phienhop = str(Path(sys.executable).with_name("phienhop"))
    theirs = [(name, path) for name in ("datasette", "webchanges") if (path := peer(name))]
    bare = command(sys.executable, "-c", "pass")
    with tempfile.TemporaryDirectory() as folder:
        _archive(Path(folder))
        jobs = [
            command(phienhop, "--version"),
            command(phienhop, "--state", folder, "search", "chuyển đổi số"),
            bare,
            *(command(path, "--version") for _, path in theirs),
        ]
        version, search, floor, *others = alternate(*jobs, runs=11, clock=time.perf_counter)
    peers = tuple((f"{name} --version", took) for (name, _), took in zip(theirs, others, strict=True))
    yield Line(
        "phienhop --version", version, "below 4 × bare Python", version < 4 * floor, ("python -c pass", floor), peers
    )
    yield Line("phienhop search, one article", search, floor=("python -c pass", floor), peers=peers)


def _archive(state: Path) -> None:
    """An archive with one article."""
    with Archive.open(state) as archive:
        found = reading.read_file("Tin\n\nHội nghị bàn về chuyển đổi số của tỉnh.\n")
        archive.add(found, url=None, source=None, now=datetime.now(UTC), telling=Telling.SILENT)
