"""The country, running: every site on a loopback address of its own."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

import yaml

from crawler.demo import data, render
from crawler.demo.answers import answer
from crawler.demo.data import Extent, Site, Story
from crawler.demo.render import Look
from crawler.demo.server import Request, Response, Server


@dataclass(frozen=True, slots=True)
class Truth:
    """What is to be read at one address."""

    site: str
    url: str
    title: str
    published: str | None  # None where the site does not tell
    text: str


class Country:
    """`async with Country() as country:`; articles marked `later` appear when published."""

    def __init__(self, extent: Extent = "demo", now: datetime | None = None) -> None:
        self.now = now or datetime.now(UTC)
        self.sites: dict[str, Site] = {site.id: site for site in data.sites(extent)}
        self.stories = data.stories(self.now)
        self._shown = {story.id for story in self.stories.values() if not story.later}
        self._visits = itertools.count(1)
        self._hosts = (f"127.11.0.{number}" for number in itertools.count(1))
        self._open = asyncio.Event()
        self._open.set()
        self._servers = {id: Server(id, self._answer) for id in self.sites}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for server in self._servers.values():
            await server.start(next(self._hosts))
            self._stack.push_async_callback(server.close)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    # --- what happens in it ---

    def publish(self, *ids: str) -> None:
        """Articles appear on their sites."""
        self._shown |= {self.stories[id].id for id in ids}

    def correct(self, id: str, old: str, new: str) -> None:
        """An article is edited where it stands."""
        self.stories[id] = self.stories[id].corrected(old, new)

    def change(self, id: str, *, family: str | None = None, trouble: str | None = None) -> None:
        """A site is redesigned in the manner of another make, where its lists are kept, or falls into trouble."""
        site = self.sites[id]
        if family:
            paths = {**data.paths(family), "listing": site.paths["listing"]}
            site = replace(site, family=family, paths=paths)
        self.sites[id] = replace(site, trouble=trouble)

    def restore(self, id: str) -> None:
        """A site is as it was."""
        self.sites[id] = next(site for site in data.sites() if site.id == id)

    async def move(self, id: str) -> None:
        """A site goes to another host; the old one leads there for good."""
        old, new = self._servers[id], Server(id, self._answer)
        await new.start(next(self._hosts))
        self._stack.push_async_callback(new.close)
        self._servers[id] = new

        async def leads_on(request: Request) -> Response:
            return Response(301, {"Location": new.base + request.path})

        old.answer = leads_on

    def hold(self) -> None:
        """No site answers any more, until `release`: whoever asks is in the middle of something."""
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    # --- what is known of it ---

    @property
    def requests(self) -> list[Request]:
        """Everything the sites were asked, in order."""
        return sorted((r for server in self._servers.values() for r in server.requests), key=lambda r: r.at)

    def base(self, site: str) -> str:
        return self._servers[site].base

    def shown(self, site: str) -> list[Story]:
        """A site's articles of the moment, latest first."""
        prints = self.sites[site].prints
        here = [s for s in self.stories.values() if s.id in self._shown and (site in s.sites or s.id in prints)]
        return sorted(here, key=lambda story: story.at, reverse=True)

    def truth(self, site: str | None = None) -> list[Truth]:
        """What is to be read at every address, or at those of one site, latest first."""
        return [
            Truth(
                site=id,
                url=self.base(id) + render.path(self.sites[id], story),
                title=story.title,
                published=None if self.sites[id].undated else story.at.isoformat(),
                text=story.text,
            )
            for id in ([site] if site else self.sites)
            for story in self.shown(id)
        ]

    def healthy(self) -> list[str]:
        """The sites that answer as they should."""
        return [site.id for site in self.sites.values() if site.trouble is None]

    def sources_yaml(
        self,
        *,
        sites: Iterable[str] | None = None,
        every: str = "1s",
        timeout: str = "2s",
        to: Iterable[str] = (),
        on: Iterable[str] = ("session", "notice", "update", "source"),
    ) -> str:
        """A sources.yaml that watches these sites (all of them), and tells these Apprise addresses."""
        document: dict[str, Any] = {
            "defaults": {"every": every, "pace": "0s", "timeout": timeout},
            "sources": [self._stanza(self.sites[id]) for id in (sites or self.sites)],
        }
        if to := list(to):
            document["alerts"] = [{"name": "ban-tin", "to": to, "on": list(on)}]
        return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)

    # --- serving ---

    async def _answer(self, request: Request) -> Response:
        site = self.sites[request.site]
        await self._open.wait()
        if site.trouble == "hang":
            await asyncio.Event().wait()
        look = Look(site, self.base(site.id), next(self._visits), self.now)
        return answer(look, [] if site.trouble == "empty" else self.shown(site.id), request)

    def _stanza(self, site: Site) -> dict[str, Any]:
        return {
            "id": site.id,
            "name": site.name,
            "kind": site.kind,
            **({"province": site.province} if site.province else {}),
            **({"layout": site.layout} if site.layout else {}),
            site.gives: self.base(site.id) + site.paths[site.gives],
            "allow_private": True,
        }
