"""The archive: the only writer. One question (`due`) and one write (`add`) per article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlite_utils import Database

from crawler import reference
from crawler.archive import articles, records
from crawler.archive.addresses import RECHECKS
from crawler.archive.articles import Arrival, Place
from crawler.archive.database import immediate, open_writable
from crawler.archive.files import Files, file_name
from crawler.archive.filing import Filing
from crawler.archive.moments import stamp
from crawler.archive.schema import index, join_index
from crawler.archive.telling import Queue, Tell, queue_for, to_recipients
from crawler.archive.timetable import Timetable
from crawler.errors import NotFound
from crawler.model import (
    Addition,
    Article,
    Body,
    Outcome,
    Reading,
    Recipient,
    Report,
    Settings,
    Source,
    Telling,
    Validators,
    Verdict,
)

T = TypeVar("T")

NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class Change:
    """What a re-read changed of one article."""

    number: int
    name: str
    title: str | None
    before: Verdict
    after: Verdict
    session_before: str | None
    session_after: str | None


class _NotApplied(Exception):
    """Ends the transaction of a change that was only asked about."""


class Archive(Timetable):
    """An open archive. Belongs to the thread that opened it."""

    def __init__(
        self,
        db: Database,
        files: Files,
        bodies: Sequence[Body],
        tell: Tell,
        queue: Queue,
        rechecks: Sequence[timedelta],
    ):
        self.db = db
        self.queue = queue
        self.sources: dict[str, Source] = {}
        self.rechecks = tuple(sorted(rechecks))
        self._files = files
        self._is_entering = False
        self._tell = tell
        self._filing = Filing(db, _names(bodies))

    @classmethod
    def open(
        cls,
        state: Path,
        *,
        recipients: Sequence[Recipient] = (),
        bodies: Sequence[Body] = (),
        rechecks: Sequence[timedelta] = RECHECKS,
        tell: Tell | None = None,
        cache: int | None = None,
    ) -> Archive:
        """Open a state folder's archive, made where there is none; StateError says what to do about it.

        `cache` are the MiB of the database that may be kept in memory, where much is to be written.
        """
        files, tell = Files(state / "articles"), tell or to_recipients(recipients)
        archive = cls(open_writable(state, cache), files, bodies, tell, queue_for(recipients), rechecks)
        archive._files.heal(archive.db)
        return archive

    def close(self) -> None:
        """Close the database; the archive cannot be used afterwards."""
        self.db.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def configure(self, settings: Settings, now: datetime | None = None) -> None:
        """Take over changed settings."""
        self._tell, self.queue = to_recipients(settings.recipients), queue_for(settings.recipients)
        self._filing = Filing(self.db, _names(settings.bodies))
        self.register(settings.sources, now or datetime.now(UTC))

    def write(self, job: Callable[[Database], T]) -> T:
        """Run a job of another room in one transaction."""
        with immediate(self.db):
            return job(self.db)

    @contextmanager
    def together(self, *, wait: bool = True) -> Iterator[None]:
        """Many additions in one transaction, which would else wait for the disk after each; `wait`: see `immediate`."""
        with self._files.held(), self._entering(wait=wait):
            yield

    @contextmanager
    def _entering(self, *, wait: bool = True) -> Iterator[None]:
        """A transaction, or a part of one, at whose end all that was entered is in the search index."""
        within, self._is_entering = self._is_entering, True
        try:
            with immediate(self.db, wait=wait):
                first = None if within else articles.next_number(self.db)
                yield
                if first is not None:
                    index(self.db, first)
        finally:
            self._is_entering = within

    def took_much(self) -> None:
        """To be said after many additions: what they left to be done is done now, and not in the middle of a pass."""
        join_index(self.db)

    def numbers(self) -> list[int]:
        """The number of every article."""
        return [row[0] for row in self.db.execute("SELECT number FROM article ORDER BY number").fetchall()]

    def article(self, number: int) -> tuple[Article, str | None]:
        """A stored article, and the province of the source it came from."""
        article = articles.load(self.db, number)
        if article is None:
            raise NotFound(f"no article has the number {number}")
        (province,) = self.db.execute("SELECT province FROM article WHERE number = ?", [number]).fetchone()
        return article, province

    def add(
        self,
        reading: Reading,
        *,
        url: str | None,
        source: Source | None,
        now: datetime,
        telling: Telling,
        validators: Validators = NO_VALIDATORS,
        known_as: str | None = None,
    ) -> Addition | None:
        """Keep what was read of one address, and queue what it tells, in one transaction.

        None when the page holds no article: the address is looked at again a few times. `url` is
        None for a text that comes from no site.
        """
        if reading.article is None:
            if url:
                self.empty(url, source.id if source else None, now)
            return None
        arrival = Arrival(reading.article, reading.verdict, reading.sketch, url, source, now, telling, validators)
        with self._entering():
            addition = self._add(arrival)
            if known_as:
                articles.remember_name(self.db, known_as, addition.number)
        if addition.outcome not in (Outcome.SAME, Outcome.COPY):
            self._files.write(addition.number, reading.article.hash, reading.article.text)
        return addition

    def reread(self, number: int, reading: Reading, now: datetime, *, apply: bool = True) -> Change | None:
        """Store a new verdict on a stored text; None when nothing changes. Tells nobody."""
        change = None
        with suppress(_NotApplied), immediate(self.db):
            change = self._reread(number, reading.verdict, now)
            if change is None or not apply:
                raise _NotApplied
        return change

    def _add(self, arrival: Arrival) -> Addition:
        there = articles.known(self.db, arrival.url)
        place = articles.place(self.db, arrival, there.article)
        revised = there.article if place.outcome is Outcome.REVISION else None
        before = records.load(self.db, revised).report if revised is not None else None
        if place.unknown:
            articles.enter(self.db, place.number, arrival, place.story)
            live = arrival.telling is not Telling.SILENT
            self._filing.store(place.number, arrival.article, arrival.verdict, arrival.now, live=live)
        elif place.outcome is not Outcome.SAME:
            articles.restore(self.db, place.number)
        if arrival.url and revised is not None:
            articles.revise(self.db, arrival.url, place.number, revised, arrival.now)
        if arrival.url:
            self._arrived(arrival.url, place.number, arrival, there.first_read)
        addition = self._addition(place, arrival, before, revised)
        if place.outcome is not Outcome.SAME:
            # What stood there before we watched is no news, even when its turn comes in a later pass.
            first = there.backlog and there.article is None and arrival.telling is Telling.FRESH
            self._tell(self.db, addition, Telling.FIRST if first else arrival.telling, arrival.now)
        return addition

    def _addition(self, place: Place, arrival: Arrival, before: Report | None, revised: int | None) -> Addition:
        source = arrival.source
        old = articles.load(self.db, revised) if revised is not None else None
        addition = Addition(
            outcome=place.outcome,
            number=place.number,
            article=arrival.article,
            verdict=arrival.verdict,
            source=source.id if source else None,
            source_name=source.name if source else None,
            source_province=source.province if source else None,
            before=before,
            before_number=revised,
            before_text=old.text if old else None,
        )
        session = articles.session_of(self.db, place.number)
        if session is None:
            return addition
        key, title = self._filing.registry.key(session)
        reports = articles.reports(self.db, session)
        others = {number for number, _ in reports} - {place.number}
        return replace(
            addition,
            session=key,
            session_title=title,
            first_report=arrival.verdict.report is not None and not others and before is None,
            reports=len(reports),
            provinces=tuple(dict.fromkeys(name for _, name in reports if name)),
        )

    def _arrived(self, url: str, number: int, arrival: Arrival, first_read: str | None) -> None:
        """The address was read: what it shows, and when to look again."""
        article, source, now = arrival.article, arrival.source, stamp(arrival.now)
        first_read = first_read or now
        watched = source is not None and arrival.telling is not Telling.SILENT
        values = {
            "url": url,
            "source": source.id if source else None,
            "article": number,
            "published": article.published,
            "now": now,
            "first_read": first_read,
            "next": self.next_check(first_read, article.published, arrival.now) if watched else None,
            "etag": arrival.validators.etag,
            "modified": arrival.validators.last_modified,
        }
        self.db.execute(_ARRIVED, values)

    def _reread(self, number: int, verdict: Verdict, now: datetime) -> Change | None:
        article, _ = self.article(number)
        before, session_before = records.load(self.db, number), articles.session_of(self.db, number)
        key_before, _ = self._filing.registry.key(session_before)
        records.forget(self.db, number)
        session = self._filing.store(number, article, verdict, now, live=False)
        if session_before is not None and session_before != session:
            self._filing.registry.drop_if_empty(session_before)
        key, _ = self._filing.registry.key(session)
        if (verdict.report, verdict.notice, key) == (before.report, before.notice, key_before):
            return None
        return Change(number, file_name(number, article.hash), article.title, before, verdict, key_before, key)


_ARRIVED = """
INSERT INTO address (url, source, article, state, published, first_seen, first_read, next_check, etag, last_modified)
VALUES (:url, :source, :article, 'read', :published, :now, :first_read, :next, :etag, :modified)
ON CONFLICT (url) DO UPDATE SET article = :article, state = 'read', published = coalesce(:published, published),
    first_read = :first_read, next_check = :next, etag = :etag, last_modified = :modified,
    attempts = 0, failing_since = NULL, error = NULL
"""


def _names(bodies: Sequence[Body]) -> dict[str, str]:
    return {id: body.name for id, body in reference.bodies().items()} | {body.id: body.name for body in bodies}
