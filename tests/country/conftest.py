"""The country running, and the service's own parts pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from crawler import sources
from crawler.demo.country import Country
from crawler.model import Settings
from crawler.poll import Desk
from crawler.schedule import Options, open_desk

SOON = timedelta(milliseconds=1)  # an article is due again at the very next pass


@pytest.fixture
async def country() -> AsyncIterator[Country]:
    async with Country("all") as country:
        yield country


@pytest.fixture
def watch(country: Country, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that watch these sites, patient with a busy machine, and tell somebody who is never reached."""

    def watch(sites: Iterable[str], timeout: str = "20s") -> Settings:
        path = tmp_path / "sources.yaml"
        stanzas = country.sources_yaml(sites=sites, to=["json://127.0.0.1:9/"], timeout=timeout)
        path.write_text(stanzas, encoding="utf-8")
        return sources.load(path, {})

    return watch


@asynccontextmanager
async def desk_on(settings: Settings, state: Path) -> AsyncIterator[Desk]:
    """A desk whose articles are due again at the next two passes."""
    async with open_desk(settings, Options(state=state, rechecks=(SOON, 2 * SOON))) as desk:
        yield desk
