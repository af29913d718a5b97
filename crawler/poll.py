"""The story of one source: look at its listings, read what is due, write each article once.

A listing's validators are stored together with the links it showed, and a link stays due until
it is archived: a process killed at any point has lost nothing, even if the listing then answers
"not modified" for a week.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar
from zlib import crc32

from crawler import selectors
from crawler.archive import Archive
from crawler.ask import ask
from crawler.discover.familiar import Familiar
from crawler.discover.moved import moved_to
from crawler.discover.trouble import REFUSALS
from crawler.errors import Deferred, FetchFailed, PhienhopError, ReadFailed
from crawler.fetch import Fetcher
from crawler.fetch.decoding import LIMIT, SITEMAP_LIMIT
from crawler.model import Due, Link, Listing, Outcome, Page, Rule, Seen, Source, Telling, Validators, Visit
from crawler.selectors import Shown
from crawler.worker import Worker

log = logging.getLogger(__name__)
T = TypeVar("T")

ARTICLES_A_PASS = 200  # the rest stays due; newest first, so that news never waits behind history
FIRST_LINKS = 100  # of each listing at a source's first poll; older ones are for `backfill`
SITEMAPS_A_PASS = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SLOWEST = timedelta(hours=6)  # a failing source is polled at least this often
BARE = 3  # so many pages in a row without an article: the site's pages have changed


class Keep(Protocol):
    """Runs one call on the archive, in the one thread that writes."""

    def __call__(self, call: Callable[[Archive], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a pass works with."""

    fetcher: Fetcher
    worker: Worker
    keep: Keep
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    familiar: Familiar = field(default_factory=Familiar)
    large: set[str] = field(default_factory=set)  # sitemaps that once were too large for a page


@dataclass(frozen=True, slots=True)
class Start:
    """What the archive knows of a source when a pass begins, asked in one question."""

    first: bool
    seen: dict[str, Seen]
    validators: dict[str, Validators]
    due: list[Due]
    bare: list[str]
    rules: list[Rule]


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
    led: dict[str, bool] = field(default_factory=dict)  # whether an address, or a sitemap it names, lists articles
    shown: list[Shown] = field(default_factory=list)
    rules: list[Rule] | None = None

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
        _mind_selectors(source, desk, tally, start)
    except PhienhopError:
        raise
    except Exception as error:  # a bug must cost one pass, not the service
        log.exception("source=%s pass failed", source.id)
        tally.reasons.append(("bug", f"{type(error).__name__}: {error}"))
    visit = tally.visit()
    await desk.keep(_end(source, visit, desk, tally))
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
        rules=archive.rules(source.id),
    )


def _end(source: Source, visit: Visit, desk: Desk, tally: Tally) -> Callable[[Archive], None]:
    hosts, next_poll = desk.fetcher.changed_hosts(), _next(source, visit, desk.clock())

    def note(archive: Archive) -> None:
        archive.remember_hosts(hosts)
        archive.visited(source.id, visit, next_poll, tally.seen, tally.rules)

    return note


async def _look(source: Source, desk: Desk, tally: Tally, start: Start) -> int:
    """Ask every listing, feed and sitemap; remember links not met before, and say how many."""
    asked = [(address, address) for address in source.addresses]  # each with the one that led to it
    unknown = 0
    for address, origin in asked:
        tally.asked += 1
        try:
            page, known, listing = await _shown(address, source, desk, start)
        except PhienhopError as error:
            tally.reasons.append(_named(error))
            continue
        tally.moved_to = tally.moved_to or moved_to(address, page, listing)
        if known is not None:
            tally.seen.append(known)
            tally.links += known.links
        tally.led[origin] = tally.led.get(origin, False) or listing is None or bool(listing.links)
        if listing is None:
            tally.unchanged += known is None
            continue
        unknown += await _listed(address, source, desk, tally, start, page, listing)
        room = SITEMAPS_A_PASS + len(source.addresses) - len(asked)
        others = {address for address, _ in asked}
        asked += [(url, origin) for url in listing.more if url not in others][: max(0, room)]
    _mind_barren_sitemaps(asked, tally)
    return unknown


async def _listed(
    address: str, source: Source, desk: Desk, tally: Tally, start: Start, page: Page, listing: Listing
) -> int:
    """Note what an address lists, or what is wrong with it, and remember links not met before; how many those are."""
    before, seen = start.seen.get(address), Seen(address, len(listing.links), listing.layout)
    tally.links += seen.links
    tally.seen.append(selectors.remembered(seen, before))
    problem, short = selectors.wrong_with(address, source, listing, before)
    unknown = await desk.keep(_found(source, address, page, listing, start.first, desk.clock(), bool(problem or short)))
    if problem := problem or (None if unknown else short):
        tally.reasons.append((_word(problem), f"{address}: {problem}"))
    elif not (short or listing.more):
        desk.familiar.remember(seen, page, source)
    if listing.left_out and (before is None or before.links != seen.links):
        log.warning("source=%s %s: %d links more than can be taken", source.id, address, listing.left_out)
    return unknown


def _mind_barren_sitemaps(asked: list[tuple[str, str]], tally: Tally) -> None:
    """Say it when no sitemap of an index lists an article."""
    for index in sorted({origin for address, origin in asked if address != origin}):
        if not (tally.led[index] or tally.reasons):
            tally.reasons.append(("empty", f"{index}: its sitemaps lead to no article"))


async def _shown(address: str, source: Source, desk: Desk, start: Start) -> tuple[Page, Seen | None, Listing | None]:
    """What an address shows, as `_read_list`. A sitemap may be large; of those there is one at a time in memory."""
    is_page = address in (*source.listing, *source.feed)
    try:
        if is_page or address not in desk.large:
            return await _read_list(address, source, desk, start, LIMIT)
    except FetchFailed as error:
        if is_page or error.reason != "size":
            raise
        desk.large.add(address)
    async with desk.fetcher.large:
        page, known, listing = await _read_list(address, source, desk, start, SITEMAP_LIMIT)
        return replace(page, body=b""), known, listing


async def _read_list(
    address: str, source: Source, desk: Desk, start: Start, limit: int
) -> tuple[Page, Seen | None, Listing | None]:
    """The page, and what it lists unless nothing on it can be new; or what it was when it was last read."""
    page = await _ask(address, source, desk, start, limit)
    known = None if page.unchanged else desk.familiar.recall(address, page, source)
    listing = None if known or page.unchanged else await desk.worker.listing(page, source)
    return page, known, listing


async def _ask(address: str, source: Source, desk: Desk, start: Start, limit: int) -> Page:
    validators = start.validators.get(address)
    if validators is None:  # one that another address led to
        validators = await desk.keep(lambda archive: archive.validators(address))
    return await ask(
        desk.fetcher, address, access=source.access, layout=source.layout, validators=validators, limit=limit
    )


def _found(
    source: Source, address: str, page: Page, listing: Listing, first: bool, now: datetime, wrong: bool
) -> Callable[[Archive], int]:
    most = FIRST_LINKS if first else len(listing.links)
    links, later = listing.links[:most], listing.links[most:]
    # A page with a problem is asked for in full next time: "not modified" would hide it.
    validators = Validators() if wrong or listing.problem or listing.more else page.validators
    return lambda archive: archive.found(source.id, address, validators, links, now, later=later)


async def _mind_bare_pages(source: Source, desk: Desk, tally: Tally, start: Start) -> None:
    """Say it when page after page shows no article: a changed site, not a quiet one."""
    if tally.reasons or tally.new:
        return
    bare = await desk.keep(lambda archive: archive.bare(source.id)) if tally.fetched else start.bare
    if len(bare) >= BARE:
        tally.reasons.append(("layout", f"no article found on the {len(bare)} pages read last, {bare[0]} among them"))


def _mind_selectors(source: Source, desk: Desk, tally: Tally, start: Start) -> None:
    """Say it at each pass while articles are no longer found as they used to be, though they are read."""
    tally.rules = selectors.watch(source, start.rules, tally.shown, desk.clock(), first=start.first)
    if lost := selectors.lost(tally.rules):
        tally.reasons.append(("layout", selectors.says(lost)))


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
    page = await ask(desk.fetcher, due.url, access=source.access, layout=source.layout, validators=due.validators)
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
    if shown := Shown.of(due.url, reading, fresh=due.number is None):
        tally.shown.append(shown)


def _named(error: PhienhopError) -> tuple[str, str]:
    return (error.reason if isinstance(error, FetchFailed) else "read"), str(error)


def _word(problem: str) -> str:
    return "layout" if problem.startswith("nothing matches") else problem.partition(":")[0]


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
