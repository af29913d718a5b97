"""The story of one source: look at its listings, read what is due, write each article once.

A listing's validators are stored together with the links it showed, and a link stays due until
it is archived: a process killed at any point has lost nothing, even if the listing then answers
"not modified" for a week.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar
from urllib.parse import urlsplit
from zlib import crc32

from crawler.archive import Archive
from crawler.archive.addresses import FULL_ANSWER
from crawler.discover.familiar import fingerprint
from crawler.discover.urls import same_site
from crawler.errors import Deferred, FetchFailed, PhienhopError, ReadFailed
from crawler.fetch import Fetcher
from crawler.model import Due, Link, Listing, Outcome, Page, Seen, Source, Telling, Validators, Visit
from crawler.worker import Worker

log = logging.getLogger(__name__)
T = TypeVar("T")

ARTICLES_A_PASS = 200  # the rest stays due; newest first, so that news never waits behind history
FIRST_LINKS = 100  # of each listing at a source's first poll; older ones are for `backfill`
SITEMAPS_A_PASS = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SLOWEST = timedelta(hours=6)  # a failing source is polled at least this often
BARE = 3  # so many pages in a row without an article: the site's pages have changed
REFUSALS = frozenset(("block page", "maintenance"))


class Keep(Protocol):
    """Runs one call on the archive, in the one thread that writes."""

    def __call__(self, call: Callable[[Archive], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Familiar:
    """A listing as it was last read, all well: a page that leads to the same places needs no reading."""

    source: Source
    print: bytes
    seen: Seen
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """What a pass works with."""

    fetcher: Fetcher
    worker: Worker
    keep: Keep
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    familiar: dict[str, Familiar] = field(default_factory=dict)  # by address


@dataclass(frozen=True, slots=True)
class Start:
    """What the archive knows of a source when a pass begins, asked in one question."""

    first: bool
    seen: dict[str, Seen]
    validators: dict[str, Validators]
    due: list[Due]
    bare: list[str]


@dataclass(slots=True)
class Tally:
    """Counts one pass as it goes; `reasons` holds the failed listings, (word, sentence)."""

    at: datetime
    asked: int = 0
    unchanged: int = 0
    links: int = 0
    fetched: int = 0
    new: int = 0
    copies: int = 0
    revisions: int = 0
    reasons: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    moved_to: str | None = None
    seen: list[Seen] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        self.new += outcome in (Outcome.NEW, Outcome.REPRINT)
        self.copies += outcome is Outcome.COPY
        self.revisions += outcome is Outcome.REVISION

    def visit(self) -> Visit:
        """The pass as one word: what failed names it, else whether anything moved."""
        word = "unchanged" if self.unchanged == self.asked and not self.fetched else "ok"
        if self.reasons:
            word = self.reasons[0][0]
        told = [sentence for _, sentence in self.reasons] + self.unread[:3]
        return Visit(
            at=self.at,
            outcome=word,
            links=self.links,
            fetched=self.fetched,
            new=self.new,
            copies=self.copies,
            revisions=self.revisions,
            error="; ".join(told) or None,
            moved_to=self.moved_to,
        )


async def poll(source: Source, desk: Desk) -> Visit:
    """One pass over one source. Never raises for what a site does; the visit says what happened."""
    tally = Tally(at=desk.clock())
    start = await desk.keep(_start(source, desk.clock()))
    try:
        unknown = await _look(source, desk, tally, start)
        await _read_due(source, desk, tally, start, unknown)
        await _mind_bare_pages(source, desk, tally, start)
    except PhienhopError:
        raise
    except Exception as error:  # a bug must cost one pass, not the service
        log.exception("source=%s pass failed", source.id)
        tally.reasons.append(("bug", f"{type(error).__name__}: {error}"))
    visit = tally.visit()
    await desk.keep(_end(source, visit, desk, tally.seen))
    log.info(
        "source=%s outcome=%s links=%d fetched=%d new=%d copies=%d revisions=%d%s",
        *(source.id, visit.outcome, visit.links, visit.fetched, visit.new, visit.copies, visit.revisions),
        f" error={visit.error!r}" if visit.error else "",
    )
    return visit


def _start(source: Source, now: datetime) -> Callable[[Archive], Start]:
    return lambda archive: Start(
        first=archive.first_poll(source.id),
        seen=archive.seen(source.id),
        validators={address: archive.validators(address) for address in source.addresses},
        due=archive.due(source.id, now, ARTICLES_A_PASS),
        bare=archive.bare(source.id),
    )


def _end(source: Source, visit: Visit, desk: Desk, seen: list[Seen]) -> Callable[[Archive], None]:
    hosts, next_poll = desk.fetcher.changed_hosts(), _next(source, visit, desk.clock())

    def note(archive: Archive) -> None:
        archive.remember_hosts(hosts)
        archive.visited(source.id, visit, next_poll, seen)

    return note


async def _look(source: Source, desk: Desk, tally: Tally, start: Start) -> int:
    """Ask every listing, feed and sitemap; remember links not met before, and say how many."""
    addresses = list(source.addresses)
    unknown = sitemaps = 0
    for address in addresses:
        tally.asked += 1
        try:
            page = await _ask(address, source, desk, start)
            known = None if page.unchanged else _familiar(address, page, source, desk)
            listing = None if known or page.unchanged else await desk.worker.listing(page, source)
        except PhienhopError as error:
            tally.reasons.append(_named(error))
            continue
        tally.moved_to = tally.moved_to or _moved(address, page, listing)
        if known is not None:
            tally.seen.append(known)
            tally.links += known.links
        if listing is None:
            tally.unchanged += known is None
            continue
        seen = Seen(address, len(listing.links), listing.layout)
        tally.seen.append(seen)
        if problem := listing.problem or _changed(source, listing, start.seen.get(address)):
            tally.reasons.append((_word(problem), f"{address}: {problem}"))
        tally.links += len(listing.links)
        unknown += await desk.keep(_found(source, address, page, listing, start.first, desk.clock()))
        if not (problem or listing.more):
            _remember(seen, page, source, desk)
        room = SITEMAPS_A_PASS - sitemaps
        more = [url for url in listing.more if url not in addresses][: max(0, room)]
        sitemaps += len(more)
        addresses += more
    return unknown


async def _ask(address: str, source: Source, desk: Desk, start: Start) -> Page:
    validators = start.validators.get(address)
    if validators is None:  # one that another address led to
        validators = await desk.keep(lambda archive: archive.validators(address))
    return await desk.fetcher.fetch(address, access=source.access, validators=validators)


def _familiar(address: str, page: Page, source: Source, desk: Desk) -> Seen | None:
    """What the listing showed when it was last read, if this page leads to the same places; read again now and then."""
    known = desk.familiar.get(address)
    if known is None or known.source != source or not timedelta() <= desk.clock() - known.at < FULL_ANSWER:
        return None
    return known.seen if known.print == fingerprint(page.body) else None


def _remember(seen: Seen, page: Page, source: Source, desk: Desk) -> None:
    if print := fingerprint(page.body):
        desk.familiar[seen.address] = Familiar(source, print, seen, desk.clock())
    else:
        desk.familiar.pop(seen.address, None)


def _found(
    source: Source, address: str, page: Page, listing: Listing, first: bool, now: datetime
) -> Callable[[Archive], int]:
    most = FIRST_LINKS if first else len(listing.links)
    links, later = listing.links[:most], listing.links[most:]
    # A page with a problem is asked for in full next time: "not modified" would hide it.
    validators = Validators() if listing.problem or listing.more else page.validators
    return lambda archive: archive.found(source.id, address, validators, links, now, later=later)


def _moved(address: str, page: Page, listing: Listing | None) -> str | None:
    """Where a listing is to be found from now on: moved for good, or found well at another site."""
    if listing is not None and listing.problem:
        return None
    if page.moved_to:
        return page.moved_to if _place(page.moved_to) != _place(address) else None
    return page.url if not same_site(page.url, address) else None


def _place(url: str) -> tuple[str, int | None, str]:
    """What makes another place of an address; that a site now speaks https does not."""
    parts = urlsplit(url)
    port = None if parts.port in (80, 443) else parts.port
    return (parts.hostname or "").removeprefix("www."), port, parts.path.rstrip("/")


def _changed(source: Source, listing: Listing, before: Seen | None) -> str | None:
    """Said when the layout the source names no longer finds the links; by the general rules they still are found."""
    if source.layout is None or before is None or before.layout != source.layout or listing.layout == source.layout:
        return None
    return f"nothing matches layout {source.layout!r} any more"


async def _mind_bare_pages(source: Source, desk: Desk, tally: Tally, start: Start) -> None:
    """Say it when page after page shows no article: a changed site, not a quiet one."""
    if tally.reasons or tally.new:
        return
    bare = await desk.keep(lambda archive: archive.bare(source.id)) if tally.fetched else start.bare
    if len(bare) >= BARE:
        tally.reasons.append(("layout", f"no article found on the {len(bare)} pages read last, {bare[0]} among them"))


async def _read_due(source: Source, desk: Desk, tally: Tally, start: Start, unknown: int) -> None:
    telling, now = Telling.FIRST if start.first else Telling.FRESH, desk.clock()
    found = await desk.keep(lambda archive: archive.due(source.id, now, ARTICLES_A_PASS)) if unknown else start.due
    for due in found:
        try:
            await _read(due, source, desk, tally, telling)
        except Deferred as error:  # the host asks for rest: what is due stays due
            tally.unread.append(str(error))
            return
        except (FetchFailed, ReadFailed) as error:
            gone = isinstance(error, FetchFailed) and error.status in (404, 410)
            await desk.keep(_missed(due, error, desk.clock(), gone))
            tally.unread.append(str(error))


def _missed(due: Due, error: PhienhopError, now: datetime, gone: bool) -> Callable[[Archive], None]:
    return lambda archive: archive.missed(due.url, str(error), now, gone=gone)


async def _read(due: Due, source: Source, desk: Desk, tally: Tally, telling: Telling) -> None:
    page = await desk.fetcher.fetch(due.url, access=source.access, validators=due.validators)
    tally.fetched += 1
    now = desk.clock()
    if page.unchanged:
        await desk.keep(lambda archive: archive.unchanged(due.url, now))
        return
    link = Link(due.url, due.title, due.published)
    reading = await desk.worker.article(page, source, link)
    if reading.problem in REFUSALS:
        raise ReadFailed(f"{due.url}: {reading.problem}")  # to be tried again: the article is behind it
    addition = await desk.keep(
        lambda archive: archive.add(
            reading, url=due.url, source=source, now=now, telling=telling, validators=page.validators
        )
    )
    if addition is not None:
        tally.count(addition.outcome)


def _named(error: PhienhopError) -> tuple[str, str]:
    return (error.reason if isinstance(error, FetchFailed) else "read"), str(error)


def _word(problem: str) -> str:
    return "layout" if problem.startswith("nothing matches") else problem


def _next(source: Source, visit: Visit, now: datetime) -> datetime:
    """When to come again: by the timetable, at half the pace after a failed pass, never slower than SLOWEST."""
    failed = visit.outcome not in ("ok", "unchanged")
    wait = min(source.every * 2, max(SLOWEST, source.every)) if failed else source.every
    return now + wait - _to_slot(source, now + wait, wait)


def _to_slot(source: Source, due: datetime, wait: timedelta) -> timedelta:
    """How much earlier, up to a quarter: each source has its own moment in the interval, drawn from its name.

    Sources that were due together, at the first start or after a standstill, so part within a few visits.
    """
    slot = wait * (crc32(source.id.encode()) / 2**32)
    past = (due - EPOCH - slot) % wait if wait else wait
    return min(past, wait / 4)
