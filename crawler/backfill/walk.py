"""The walk into a source's past. All it finds is noted before it is read, so a stop at any point loses nothing."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from crawler import reference
from crawler.ask import ask
from crawler.discover.trouble import REFUSALS
from crawler.errors import Deferred, FetchFailed, PhienhopError, ReadFailed
from crawler.fetch.decoding import LIMIT, SITEMAP_LIMIT
from crawler.model import Due, Link, Listing, Outcome, Page, Post, Source, Telling
from crawler.poll import Desk
from crawler.probe.survey import sitemaps

LONGEST_WAIT = timedelta(minutes=10)  # for a host that asks us to; a longer one ends the walk for now
FAILURES = 5  # pages in a row that cannot be had: the site is unwell
DEPTH = 4  # sitemaps named by sitemaps: what goes further goes round in a circle
SITEMAPS = 10_000  # of one source: one for each day of many years
AT_ONCE = 100  # addresses asked of the archive at a time
_NOT_THERE = frozenset(("robots", "redirect", "size", "url"))


class Stopped(PhienhopError):
    """The walk ended before its end; the same command goes on from there."""


@dataclass(slots=True)
class Progress:
    """How far a walk has come."""

    read: int = 0
    new: int = 0
    failed: int = 0
    pages: int = 0
    oldest: str | None = None  # ISO day


@dataclass(slots=True)
class Walk:
    """One source, back to a day. `tell` is called after each article; `stop` ends it after the one under way."""

    source: Source
    since: date
    desk: Desk
    tell: Callable[[Progress], None] = lambda progress: None
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    progress: Progress = field(default_factory=Progress)
    _unlucky: int = 0  # failures in a row

    async def run(self) -> Progress:
        """Every way the source offers. Raises Stopped when it cannot go on for now."""
        await self._read_known()
        turned = [await self._list(listing) for listing in self.source.listing]
        if self.source.sitemap or not any(turned):
            turned.append(await self._sitemaps())
        if not any(turned):
            await self._folders()
            await self._neighbours()
        await self.desk.keep(lambda archive: archive.forget_walks(self.source.id))
        return self.progress

    # --- the ways ---

    async def _list(self, listing: str) -> bool:
        """Page after page of a listing; whether it had any but the first."""
        done, begin = await self._begun(listing)
        if done:
            return True
        seen: set[str] = set()
        last = begin
        async for n, page in self._pages(listing, begin):
            links = (await self._links(page, listing)).links
            fresh = [link for link in links if link.url not in seen]
            if not fresh:  # the end, or a pager that goes round in a circle
                break
            seen.update(link.url for link in fresh)
            await self._take(fresh)
            last = max(last, n)
            await self._walked(listing, last)
            if n >= begin and await self._is_past(fresh):
                break
        await self._walked(listing, last, done=True)
        return last > 1

    async def _pages(self, listing: str, begin: int) -> AsyncIterator[tuple[int, Page]]:
        """(n, page) from page `begin` on; a pager without numbers is followed from its front."""
        first = await self._fetch(listing)
        if first is None:
            raise Stopped(f"{listing}: cannot be had; `phienhop sources check {self.source.id}` says why")
        n = 1
        page: Page | None = first
        while page is not None:
            if n == 1 or n >= begin:
                yield n, page
            asked = await self._call("request", first, self.source, listing, max(n + 1, begin))
            following = await self._fetch(asked.url, asked.post) if asked else None
            if following is None and (link := await self._call("next_link", page, self.source, n)):
                asked, following = None, await self._fetch(link)
            n, page = max(n + 1, begin) if asked else n + 1, following

    async def _sitemaps(self) -> bool:
        """Every sitemap, and those that an index names; whether they showed any article."""
        begin = self.source.sitemap or await self._usual_sitemaps()
        waiting = deque((address, 1) for address in begin)
        guessed = frozenset() if self.source.sitemap else frozenset(begin)
        met, shown, deepest = set(begin), False, None
        while waiting:
            address, depth = waiting.popleft()
            if (await self._begun(address))[0]:
                shown = True
            elif page := await self._fetch(address, limit=SITEMAP_LIMIT):
                more, some = await self._sitemap(address, page)
                fresh = [url for url in more if url not in met][: max(0, SITEMAPS - len(met))]
                met.update(fresh)
                waiting += ((url, depth + 1) for url in fresh if depth < DEPTH)
                shown, deepest = shown or some, address if fresh and depth == DEPTH else deepest
            else:
                self.progress.failed += address not in guessed
        if deepest and not shown:
            raise Stopped(f"{deepest}: sitemaps that name sitemaps, {DEPTH} deep, and no article; check `sitemap`")
        return shown

    async def _sitemap(self, address: str, page: Page) -> tuple[tuple[str, ...], bool]:
        """One sitemap, all it holds since the day: further ones, and whether it showed any article."""
        since = (self.since - timedelta(days=1)).isoformat()  # its clock may not be Vietnam's
        more: tuple[str, ...] = ()
        shown = False
        begin: int | None = 0
        while begin is not None:
            part = await self._call("sitemap", page, self.source, since, begin)
            listing, begin = part or (await self._links(page, address), None)
            self.progress.pages += part is not None
            more += listing.more
            shown = shown or bool(listing.links)
            await self._take(listing.links)
        if shown and not more:  # an index is asked for again, as it leads to others
            await self._walked(address, 1, done=True)
        return more, shown

    async def _usual_sitemaps(self) -> list[str]:
        home = (self.source.addresses or ("",))[0]
        robots = await self._fetch(urljoin(home, "/robots.txt"))
        named = sitemaps(robots.body.decode(errors="replace"), home) if robots else []
        return named or [urljoin(home, path) for path in reference.load("probe.yaml")["sitemap_paths"]]

    async def _folders(self) -> None:
        """The month folders in which its articles stand."""
        known = await self.desk.keep(lambda archive: archive.oldest(self.source.id))
        for folder in await self._call("folders", known, self.since, self.desk.clock().date()):
            if not (await self._begun(folder))[0] and (page := await self._fetch(folder)):
                await self._take((await self._links(page, folder)).links)
                await self._walked(folder, 1, done=True)

    async def _neighbours(self) -> None:
        """From the oldest article to those its page links to, as long as there are any not met before."""
        while found := await self.desk.keep(lambda archive: archive.oldest(self.source.id, 1)):
            page = await self._fetch(found[0])
            if page:
                await self._take((await self._links(page, found[0])).links)
            await self._walked(found[0], 1, done=True)

    # --- what a page shows ---

    async def _links(self, page: Page, address: str) -> Listing:
        self.progress.pages += 1
        try:
            found = await self.desk.worker.listing(page, replace(self.source, listing=(*self.source.listing, address)))
        except ReadFailed:
            return Listing(())
        if found.problem in REFUSALS:
            raise Stopped(f"{address}: {found.problem}; run the same command again later")
        return found

    async def _take(self, links: Sequence[Link]) -> None:
        """Note all links, then read what is new and not too old."""
        now = self.desk.clock()
        await self.desk.keep(lambda archive: archive.found_history(self.source.id, links, now))
        await self._read_known()

    async def _is_past(self, links: Sequence[Link]) -> bool:
        """Whether all that is dated of these is older than the walk goes."""
        days = await self.desk.keep(lambda archive: archive.days([link.url for link in links]))
        if days:
            self.progress.oldest = min(days.values())
        return bool(days) and max(days.values()) < self.since.isoformat()

    # --- reading ---

    async def _read_known(self) -> None:
        since = self.since.isoformat()
        while due := await self.desk.keep(
            lambda archive: archive.later(self.source.id, since, self.desk.clock(), AT_ONCE)
        ):
            for one in due:
                await self._read(one)

    async def _read(self, due: Due) -> None:
        if self.stop.is_set():
            raise Stopped("stopped; run the same command again to go on")
        try:
            page = await self._ask(due.url)
            await self._keep(due, page)
        except (FetchFailed, ReadFailed) as error:
            self._failed(error)
            gone = isinstance(error, FetchFailed) and error.status in (404, 410)
            said, now = str(error), self.desk.clock()
            await self.desk.keep(lambda archive: archive.missed(due.url, said, now, gone=gone))
        self.tell(self.progress)

    async def _keep(self, due: Due, page: Page) -> None:
        """Archive an article in silence; one that is older than asked for stays unread."""
        reading = await self.desk.worker.article(page, self.source, Link(due.url, due.title, due.published))
        if reading.problem in REFUSALS:
            raise ReadFailed(f"{due.url}: {reading.problem}")
        self._unlucky = 0
        self.progress.read += 1
        published = reading.article.published if reading.article else None
        if published and published[:10] < self.since.isoformat():
            day = published
            await self.desk.keep(lambda archive: archive.put_off(due.url, day))
            return
        now = self.desk.clock()
        added = await self.desk.keep(
            lambda archive: archive.add(reading, url=due.url, source=self.source, now=now, telling=Telling.SILENT)
        )
        self.progress.new += added is not None and added.outcome in (Outcome.NEW, Outcome.REPRINT)

    def _failed(self, error: PhienhopError) -> None:
        self.progress.failed += 1
        self._unlucky += 1
        if self._unlucky >= FAILURES:
            raise Stopped(f"{error}; {FAILURES} failures in a row: run the same command again later")

    async def _fetch(self, url: str, post: Post | None = None, limit: int = LIMIT) -> Page | None:
        """A page on the way; None when it cannot be had, which ends that way."""
        if self.stop.is_set():
            raise Stopped("stopped; run the same command again to go on")
        try:
            return await self._ask(url, post, limit)
        except FetchFailed as error:
            if error.reason not in _NOT_THERE and not 400 <= (error.status or 0) < 500:
                raise Stopped(f"{error}; run the same command again later") from error
            return None

    async def _ask(self, url: str, post: Post | None = None, limit: int = LIMIT) -> Page:
        """One request; a host that asks for a short rest gets it."""
        while True:
            try:
                access, layout = self.source.access, self.source.layout
                return await ask(self.desk.fetcher, url, access=access, layout=layout, post=post, limit=limit)
            except Deferred as error:
                wait = error.until - self.desk.clock()
                if wait > LONGEST_WAIT:
                    raise Stopped(f"{error}; run the same command again then") from error
                await self._rest(max(wait.total_seconds(), 0.1))

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.stop.wait()
        except TimeoutError:
            return
        raise Stopped("stopped; run the same command again to go on")

    async def _call(self, step: str, *args: object) -> Any:
        return await self.desk.worker.call("way_on", self.source.id, step, *args)

    # --- how far ---

    async def _begun(self, address: str) -> tuple[bool, int]:
        """(at its end, the page to go on from)."""
        found = await self.desk.keep(lambda archive: archive.walk(self.source.id, address))
        if found is None:
            return False, 1
        since, page, done = found
        return done and since <= self.since.isoformat(), max(1, page)

    async def _walked(self, address: str, page: int, *, done: bool = False) -> None:
        since = self.since.isoformat()
        await self.desk.keep(lambda archive: archive.walked(self.source.id, address, since, page, done=done))
