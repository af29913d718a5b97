"""Walks into a source's past: what is known of it and not read yet, and how far each walk has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crawler.archive.addresses import Addresses
from crawler.archive.database import immediate
from crawler.archive.moments import stamp
from crawler.model import Due, Link

_LATER = """
SELECT url, title, published FROM address
WHERE source = :source AND (published IS NULL OR substr(published, 1, 10) >= :since)
    AND (state = 'later' OR (state = 'failed' AND backlog = 1 AND next_check <= :now))
ORDER BY published IS NULL, published DESC, id LIMIT :limit
"""
_OLDEST = """
SELECT url FROM address a WHERE source = ? AND state = 'read'
    AND NOT EXISTS (SELECT 1 FROM walk w WHERE w.source = a.source AND w.address = a.url)
ORDER BY published IS NULL, published, id LIMIT ?
"""


class Walks(Addresses):
    """The archive's side that knows of history: links found, and not read by any poll."""

    def later(self, source: str, since: str, now: datetime, limit: int = 500) -> list[Due]:
        """History to read, latest first: nothing that is known to be older than the day `since`."""
        values = {"source": source, "since": since, "now": stamp(now), "limit": limit}
        return [Due(*row) for row in self.db.execute(_LATER, values).fetchall()]

    def found_history(self, source: str, links: Sequence[Link], now: datetime) -> int:
        """Remember links of the past; how many were unknown."""
        unknown = self._unknown(links)
        with immediate(self.db):
            return self._remember(source, unknown, "later", True, now)

    def put_off(self, url: str, published: str) -> None:
        """An article turned out to be older than the walk goes: its day is kept, and it stays unread."""
        with immediate(self.db):
            self.db.execute("UPDATE address SET published = ?, state = 'later' WHERE url = ?", [published, url])

    def days(self, urls: Sequence[str]) -> dict[str, str]:
        """The publishing days of addresses, where they are known."""
        query = "SELECT substr(published, 1, 10) FROM address WHERE url = ? AND published IS NOT NULL"
        rows = ((url, self.db.execute(query, [url]).fetchone()) for url in urls)
        return {url: row[0] for url, row in rows if row}

    def oldest(self, source: str, limit: int = 100) -> list[str]:
        """The oldest articles of a source that no walk has been to, by address."""
        return [row[0] for row in self.db.execute(_OLDEST, [source, limit]).fetchall()]

    def walk(self, source: str, address: str) -> tuple[str, int, bool] | None:
        """(since, page, done) of a walk under way or at its end."""
        query = "SELECT since, page, done FROM walk WHERE source = ? AND address = ?"
        row = self.db.execute(query, [source, address]).fetchone()
        return (row[0], row[1], bool(row[2])) if row else None

    def walked(self, source: str, address: str, since: str, page: int, *, done: bool) -> None:
        """Note that all of a page was read, and whether it was the last."""
        with immediate(self.db):
            self.db.execute(
                "INSERT INTO walk (source, address, since, page, done) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (source, address)"
                " DO UPDATE SET since = excluded.since, page = excluded.page, done = excluded.done",
                [source, address, since, page, int(done)],
            )

    def forget_walks(self, source: str) -> None:
        """All walks of a source are at their end: the next begins at the front again."""
        with immediate(self.db):
            self.db.execute("DELETE FROM walk WHERE source = ?", [source])
