"""Which addresses to fetch: links that listings showed, failures to try again, articles to look at again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from crawler.archive.database import immediate
from crawler.archive.moments import day, moment, stamp
from crawler.model import Due, Link, Validators
from crawler.text import clean

# An article is looked at again so long after it was first read, so that corrections are seen.
RECHECKS = tuple(timedelta(hours=h) for h in (1, 3, 8, 24, 48))
RETRIES = tuple(timedelta(minutes=m) for m in (10, 60, 360, 1440))  # after a failure; then daily
GIVE_UP = timedelta(days=14)
EMPTY_RETRIES = tuple(timedelta(hours=h) for h in (1, 6, 41))  # a page without an article may still be filled
FRESH = timedelta(days=14)  # an older article is not looked at again
FULL_ANSWER = timedelta(hours=6)  # a listing is asked for in full this often: servers lie about "not modified"
CLOCK_SLACK = timedelta(days=3)  # nothing is put off for longer than this beyond the last recheck

# Three looks into the index, since SQLite would answer the same question, put as one, by reading all of a source.
_DUE = """
SELECT url, title, published, etag, last_modified, article, attempts FROM address WHERE id IN (
    SELECT id FROM address WHERE source = :source AND state = 'new' UNION ALL
    SELECT id FROM address WHERE source = :source AND state IN ('failed', 'empty', 'read') AND next_check <= :now
    UNION ALL
    SELECT id FROM address WHERE source = :source AND state IN ('failed', 'empty', 'read') AND next_check > :never
)
ORDER BY CASE state WHEN 'new' THEN 0 WHEN 'failed' THEN 1 ELSE 2 END,
    CASE state WHEN 'new' THEN first_seen END DESC, next_check, id
LIMIT :limit
"""


# The places, in a list of addresses, of those that are in no row.
_UNKNOWN = "SELECT key FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM address WHERE url = value) ORDER BY key"


class Addresses:
    """Listings, the links they showed, and what became of each. One thread, one connection."""

    db: Database
    rechecks: tuple[timedelta, ...]

    def validators(self, address: str, now: datetime | None = None) -> Validators:
        """What to ask a listing "changed since?" with; empty when its last full answer is too old."""
        oldest = stamp((now or datetime.now(UTC)) - FULL_ANSWER)
        row = self.db.execute(
            "SELECT etag, last_modified FROM listing WHERE address = ? AND asked > ?", [address, oldest]
        ).fetchone()
        return Validators(*row) if row else Validators()

    def found(
        self,
        source: str,
        listing: str,
        validators: Validators,
        links: Sequence[Link],
        now: datetime,
        *,
        later: Sequence[Link] = (),
    ) -> int:
        """Remember unknown links as due, and the listing's validators, in one transaction; how many were unknown.

        Links in `later` are remembered too, but not fetched by a poll: they are history.
        """
        fresh, old = self._unknown(links), self._unknown(later)
        refresh = self._validators_changed(listing, validators, now)
        if not (fresh or old or refresh):
            return 0
        first = self._first_poll(source)
        with immediate(self.db):
            count = self._remember(source, fresh, "new", first, now)
            self._remember(source, old, "later", True, now)
            if refresh:
                self.db.execute(
                    "INSERT INTO listing (address, source, etag, last_modified, asked) VALUES (?, ?, ?, ?, ?)"
                    " ON CONFLICT (address) DO UPDATE SET source = excluded.source, etag = excluded.etag,"
                    " last_modified = excluded.last_modified, asked = excluded.asked",
                    [listing, source, validators.etag, validators.last_modified, stamp(now)],
                )
        return count

    def due(self, source: str, now: datetime, limit: int = 500) -> list[Due]:
        """New links (latest first, in page order), then failed ones, then rechecks."""
        never = now + max(self.rechecks, default=timedelta()) + CLOCK_SLACK
        values = {"source": source, "now": stamp(now), "never": stamp(never), "limit": limit}
        return [
            Due(url, title, published, Validators(etag, modified), article, attempts)
            for url, title, published, etag, modified, article, attempts in self.db.execute(_DUE, values).fetchall()
        ]

    def unchanged(self, url: str, now: datetime) -> None:
        """An address answered "not modified"."""
        row = self.db.execute("SELECT first_read, published FROM address WHERE url = ?", [url]).fetchone()
        if row:
            with immediate(self.db):
                self.db.execute(
                    "UPDATE address SET state = 'read', next_check = ?, attempts = 0, failing_since = NULL,"
                    " error = NULL WHERE url = ?",
                    [self.next_check(row[0], row[1], now), url],
                )

    def missed(self, url: str, error: str, now: datetime, *, gone: bool = False) -> None:
        """An address could not be read: tried again at growing intervals, given up after two weeks or when `gone`."""
        row = self.db.execute("SELECT attempts, failing_since FROM address WHERE url = ?", [url]).fetchone()
        if row is None:
            return
        attempts, since = row[0] + 1, moment(row[1]) if row[1] else now
        gone = gone or now - since >= GIVE_UP
        wait = RETRIES[min(attempts, len(RETRIES)) - 1]
        values = {
            "state": "gone" if gone else "failed",
            "next": None if gone else stamp(now + wait),
            "attempts": attempts,
            "since": stamp(since),
            "error": clean(error)[:1000],
            "url": url,
        }
        with immediate(self.db):
            self.db.execute(
                "UPDATE address SET state = :state, next_check = :next, attempts = :attempts, failing_since = :since,"
                " error = :error WHERE url = :url",
                values,
            )

    def empty(self, url: str, source: str | None, now: datetime) -> None:
        """An address shows no article: looked at again a few times, then left."""
        row = self.db.execute("SELECT attempts FROM address WHERE url = ?", [url]).fetchone()
        attempts = row[0] if row else 0
        wait = EMPTY_RETRIES[attempts] if source and attempts < len(EMPTY_RETRIES) else None
        with immediate(self.db):
            self.db.execute(
                "INSERT INTO address (url, source, state, first_seen, attempts, next_check)"
                " VALUES (:url, :source, 'empty', :now, 1, :next) ON CONFLICT (url)"
                " DO UPDATE SET state = 'empty', attempts = attempts + 1, next_check = :next, error = NULL",
                {"url": url, "source": source, "now": stamp(now), "next": stamp(now + wait) if wait else None},
            )

    def _first_poll(self, source: str) -> bool:
        row = self.db.execute("SELECT last_ok FROM source WHERE id = ?", [source]).fetchone()
        return row is None or row[0] is None

    def next_check(self, first_read: str | None, published: str | None, now: datetime) -> str | None:
        """The next moment to look at an article again; None once it has been watched long enough, or is old."""
        told = day(published)
        if told and now.date() - told > FRESH:
            return None
        seen = min(now, moment(first_read)) if first_read else now
        return next((stamp(seen + wait) for wait in self.rechecks if seen + wait > now), None)

    def _unknown(self, links: Sequence[Link]) -> list[Link]:
        unique: dict[str, Link] = {}
        for link in links:
            unique.setdefault(link.url, link)
        different = list(unique.values())
        rows = self.db.execute(_UNKNOWN, [json.dumps(list(unique))])
        return [different[place] for (place,) in rows.fetchall()]

    def _remember(self, source: str, links: Sequence[Link], state: str, backlog: bool, now: datetime) -> int:
        rows = [
            (link.url, source, state, clean(link.title or "")[:500] or None, link.published, stamp(now), int(backlog))
            for link in links
        ]
        return sum(
            self.db.execute(
                "INSERT INTO address (url, source, state, title, published, first_seen, backlog)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
                row,
            ).rowcount
            for row in rows
        )

    def _validators_changed(self, listing: str, validators: Validators, now: datetime) -> bool:
        """Whether the listing's row must be written; a full answer renews its age only now and then."""
        row = self.db.execute("SELECT etag, last_modified, asked FROM listing WHERE address = ?", [listing]).fetchone()
        if row is None:
            return bool(validators)
        if Validators(row[0], row[1]) != validators:
            return True
        return bool(validators) and abs(now - moment(row[2])) > FULL_ANSWER / 6
