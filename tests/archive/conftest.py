"""An archive on a real file, with nobody listening but a list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from tests.archive.samples import BOTH, NOW, Box, Told


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    told = Told()
    with Archive.open(tmp_path / "state", tell=told) as archive:
        archive.register(BOTH, NOW)
        yield Box(archive, told)
