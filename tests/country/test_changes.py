"""Sites that change between two passes: each told apart by name, told once, and nothing lost when they return."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler import health
from crawler.demo.country import Country
from crawler.model import Select, Settings, Source, Visit
from crawler.poll import Desk
from crawler.schedule import poll_all
from tests.country.conftest import desk_on

# What befalls each site, and an article that appears on it meanwhile.
REDESIGNED = {"cong-caobang": "none", "cong-dienbien": "wordpress", "khcn-daklak": "onecms"}
NEWS = {
    "cong-caobang": "phien-hop-caobang",
    "cong-dienbien": "phien-hop-dienbien",
    "khcn-daklak": "phien-hop-daklak",
    "bao-nghean": "phien-hop-nghean",
    "bao-dulieu": "phien-hop-toan-quoc",
    "hoi-camau": "phien-hop-dang-lai",
}
TROUBLE = {**dict.fromkeys(REDESIGNED, "layout"), "bao-dulieu": "block page", "hoi-camau": "empty"}


def named(country: Country, settings: Settings) -> Settings:
    """As a user writes stanzas: two name their make, one its own selectors; the others are detected."""
    own = Select(links=".news_column h3 a", title="h1.title", body="#news-bodyhtml")

    def stanza(source: Source) -> Source:
        if source.id == "khcn-daklak":
            return replace(source, select=own)
        return replace(source, layout=country.sites[source.id].family) if source.id in REDESIGNED else source

    return replace(settings, sources=tuple(stanza(source) for source in settings.sources))


class Watch:
    """Passes an hour apart, by a clock of our own."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.settings, self.now = desk, settings, datetime.now(UTC)

    async def passes(self, number: int) -> dict[str, Visit]:
        visits: dict[str, Visit] = {}
        for _ in range(number):
            # The fetcher's back-off keeps its own clock.
            self.desk.fetcher._manners._states.clear()
            visits = await poll_all(self.settings.sources, replace(self.desk, clock=lambda: self.now))
            self.now += timedelta(hours=1)
        return visits

    async def health(self) -> dict[str, tuple[str, str | None]]:
        rows = await self.desk.keep(lambda archive: health.health(archive.db, self.settings, self.now))
        return {row["id"]: (row["state"], row["trouble"]) for row in rows}

    async def told(self) -> Counter[tuple[str, str]]:
        """(source, what became of it) of every alert about a source."""
        rows = await self.desk.keep(lambda a: a.db.execute("SELECT data FROM alert WHERE kind = 'source'").fetchall())
        data = [json.loads(row[0]) for row in rows]
        return Counter((row["source"]["id"], row["state"]) for row in data)

    async def texts(self) -> set[str]:
        return await self.desk.keep(lambda a: {row[0] for row in a.db.execute("SELECT text FROM article")})


async def test_six_sites_change_and_return(country: Country, watch: Callable[..., Settings], tmp_path: Path) -> None:
    settings = named(country, watch(NEWS))
    async with desk_on(settings, tmp_path / "state") as desk:
        watched = Watch(desk, settings)
        await watched.passes(2)
        assert set((await watched.health()).values()) == {("ok", None)}

        for id, family in REDESIGNED.items():
            country.change(id, family=family)
        country.change("bao-dulieu", trouble="blocked")
        country.change("hoi-camau", trouble="empty")
        await country.move("bao-nghean")
        country.publish(*NEWS.values())
        await watched.passes(health.BROKEN_AFTER[0] + 2)

        assert await watched.health() == {
            **{id: ("broken", trouble) for id, trouble in TROUBLE.items()},
            "bao-nghean": ("ok", "moved"),
        }
        broken = {**{(id, "broken"): 1 for id in TROUBLE}, ("bao-nghean", "moved"): 1}
        assert await watched.told() == broken

        for id in TROUBLE:
            country.restore(id)
        await watched.passes(3)

        assert {state for state, _ in (await watched.health()).values()} == {"ok"}
        assert await watched.told() == {**broken, **{(id, "recovered"): 1 for id in TROUBLE}}
        assert {truth.text for id in NEWS for truth in country.truth(id)} <= await watched.texts()
