"""The pages over a small archive, served on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web import made
from tests.web.talking import Client, serving


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `state` and `sources.yaml`."""
    folder = tmp_path_factory.mktemp("web")
    made.make(folder / "state")
    (folder / "sources.yaml").write_text(made.SOURCES, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def client(place: Path) -> Iterator[Client]:
    with serving(place / "state", place / "sources.yaml") as client:
        yield client
