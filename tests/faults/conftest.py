"""Good sources beside bad ones, each a site of its own on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawler.model import Kind, Recipient, Settings, Source
from crawler.poll import Desk
from crawler.schedule import Options, open_desk
from tests.fetch.conftest import LOCAL, serve

__all__ = ["serve"]
HASTY = replace(LOCAL, timeout=timedelta(seconds=3))


def source(id: str, listing: str) -> Source:
    return Source(id, f"Xã {id}", Kind.PORTAL, province="caobang", listing=(listing,), access=HASTY)


def watching(sources: Iterable[Source]) -> Settings:
    return Settings(sources=tuple(sources), recipients=(Recipient("ban", "json://127.0.0.1:9/"),))


@asynccontextmanager
async def desk_on(settings: Settings, state: Path) -> AsyncIterator[Desk]:
    async with open_desk(settings, Options(state=state)) as desk:
        yield desk
