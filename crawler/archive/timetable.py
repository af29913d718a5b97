"""When to visit which source, and how hosts are to be spared. What is due is asked of these tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from crawler.archive.database import immediate, insert
from crawler.archive.moments import moment, stamp
from crawler.archive.telling import Queue
from crawler.archive.turns import changes
from crawler.archive.walks import Walks
from crawler.health import is_broken, row
from crawler.model import HostState, Rule, Seen, Source, Visit
from crawler.outage import NO_ANSWER, outage
from crawler.selectors import lost
from crawler.text import clean

KEEP_VISITS = timedelta(days=60)


class Timetable(Walks):
    """The archive's side that says where to look, and how that went."""

    queue: Queue
    sources: dict[str, Source]

    def register(self, sources: Sequence[Source], now: datetime) -> None:
        """Take over the configured sources. A new one is due at once; one no longer configured rests."""
        self.sources = {source.id: source for source in sources}
        known = {row["id"]: row for row in self.db.query("SELECT id, name, province, enabled FROM source")}
        wanted = {
            s.id: {"id": s.id, "name": s.name, "province": s.province, "enabled": int(s.enabled)} for s in sources
        }
        gone = [id for id, row in known.items() if id not in wanted and row["enabled"]]
        if not gone and all(known.get(id) == row for id, row in wanted.items()):
            return
        with immediate(self.db):
            for row in wanted.values():
                self.db.execute(
                    "INSERT INTO source (id, name, province, enabled, registered, next_poll)"
                    " VALUES (:id, :name, :province, :enabled, :now, :now) ON CONFLICT (id)"
                    " DO UPDATE SET name = :name, province = :province, enabled = :enabled",
                    {**row, "now": stamp(now)},
                )
            for id in gone:
                self.db.execute("UPDATE source SET enabled = 0 WHERE id = ?", [id])

    def due_sources(self, now: datetime, limit: int = 1000) -> list[str]:
        """Sources to poll, longest waiting first. One visited "later than now" is due: the clock jumped back."""
        found = self.db.execute(_DUE_SOURCES, {"now": stamp(now), "limit": limit})
        return [id for (id,) in found.fetchall()]

    def next_poll(self, source: str, at: datetime) -> None:
        """Put a source's next poll at a moment."""
        with immediate(self.db):
            self.db.execute("UPDATE source SET next_poll = ? WHERE id = ?", [stamp(at), source])

    def first_poll(self, source: str) -> bool:
        """Whether no visit of this source has brought an answer yet."""
        return self._first_poll(source)

    def visited(
        self,
        source: str,
        visit: Visit,
        next_poll: datetime,
        seen: Sequence[Seen] = (),
        rules: Sequence[Rule] | None = None,
    ) -> None:
        """Note a pass, what its addresses showed when all was well, what became of its rules, when to come again."""
        at, error = stamp(visit.at), clean(visit.error or "")[:1000] or None
        well = visit.outcome in ("ok", "unchanged")
        with immediate(self.db):
            before, was_down = row(self.db, visit.at, source), outage(self.db)
            self.db.execute("DELETE FROM visit WHERE at < ?", [stamp(visit.at - KEEP_VISITS)])
            told = {name: getattr(visit, name) for name in Visit.__slots__} | {
                "source": source,
                "at": at,
                "error": error,
            }
            insert(self.db, "visit", **told)
            recovered = well and is_broken(before, visit.at)
            values = {**told, "next": stamp(next_poll), "recovered": recovered}
            self.db.execute(_VISITED_OK if well else _VISITED_FAILED, values)
            for address in seen if well else ():
                self.db.execute(_SEEN, {**asdict(address), "source": source, "at": at})
            self._keep_rules(source, rules, visit.at)
            if recovered:  # what could not be read while it was broken may be there now
                self.db.execute(_TRY_AGAIN, {"source": source, "since": before["failing_since"], "at": at})
            if was_down and visit.outcome not in NO_ANSWER:
                self._excuse(was_down.sources - {source})
            if source in self.sources:
                after = row(self.db, visit.at, source)
                for event in changes(self.sources[source], before, after, visit.at, was_down, outage(self.db)):
                    self.queue(self.db, event, visit.at)

    def _excuse(self, sources: Iterable[str]) -> None:
        """What they missed while our network was down is not held against them."""
        for source in sources:
            self.db.execute(_EXCUSE, [source])

    def seen(self, source: str) -> dict[str, Seen]:
        """What each address of a source showed at its last good visit."""
        found = self.db.execute("SELECT address, links, layout FROM source_seen WHERE source = ?", [source]).fetchall()
        return {row[0]: Seen(*row) for row in found}

    def rules(self, source: str) -> list[Rule]:
        """How the articles of a source were found, and whether they still are."""
        found = self.db.execute(
            "SELECT part, rule, history, since, page FROM source_rule WHERE source = ?", [source]
        ).fetchall()
        return [Rule(part, rule, told, moment(at) if at else None, page) for part, rule, told, at, page in found]

    def _keep_rules(self, source: str, rules: Sequence[Rule] | None, now: datetime) -> None:
        """The page that shows that a rule is lost is read again at the next pass, to see whether it is still so."""
        if rules is None:
            return
        if sorted(rules, key=str) != sorted(self.rules(source), key=str):
            self.db.execute("DELETE FROM source_rule WHERE source = ?", [source])
            for rule in rules:
                told = asdict(rule) | {"since": stamp(rule.since) if rule.since else None}
                insert(self.db, "source_rule", source=source, **told)
        for rule in lost(rules):
            self.db.execute(_LOOK_AGAIN, {"url": rule.page, "at": stamp(now)})

    def bare(self, source: str) -> list[str]:
        """The pages without an article that the source has linked to since it last brought one."""
        return [row[0] for row in self.db.execute(_BARE, [source]).fetchall()]

    def hosts(self) -> list[HostState]:
        """What is remembered of hosts that asked us to wait, or failed."""
        rows = self.db.execute("SELECT host, not_before, failures, reason FROM host").fetchall()
        return [HostState(host, moment(until) if until else None, failures, why) for host, until, failures, why in rows]

    def remember_hosts(self, states: Iterable[HostState]) -> None:
        """Keep these hosts' states; a host with nothing to remember is forgotten."""
        states = list(states)
        if not states:
            return
        with immediate(self.db):
            for state in states:
                self.db.execute("DELETE FROM host WHERE host = ?", [state.host])
                if state.not_before or state.failures:
                    until = stamp(state.not_before) if state.not_before else None
                    self.db.execute(
                        "INSERT INTO host (host, not_before, failures, reason) VALUES (?, ?, ?, ?)",
                        [state.host, until, state.failures, state.reason],
                    )


_DUE_SOURCES = """
SELECT id FROM (
    SELECT id, next_poll FROM source WHERE enabled = 1 AND next_poll <= :now UNION
    SELECT id, next_poll FROM source WHERE enabled = 1 AND last_visit > :now
) ORDER BY next_poll LIMIT :limit
"""
_VISITED_OK = """
UPDATE source SET last_visit = :at, last_ok = :at, next_poll = :next, failures = 0, failing_since = NULL,
    reason = NULL, error = :error, moved_to = :moved_to, last_new = CASE WHEN :new > 0 THEN :at ELSE last_new END,
    recovered = CASE WHEN :recovered THEN :at ELSE recovered END
WHERE id = :source
"""
# A host we leave alone for a while is still unwell for the reason it was before; and a pass may fail at one listing
# and have an answer from another.
_VISITED_FAILED = """
UPDATE source SET last_visit = :at, next_poll = :next, failures = failures + 1,
    failing_since = coalesce(failing_since, :at), moved_to = coalesce(:moved_to, moved_to),
    reason = CASE WHEN :outcome = 'wait' THEN coalesce(reason, 'wait') ELSE :outcome END,
    error = CASE WHEN :outcome = 'wait' AND reason IS NOT NULL THEN error ELSE :error END,
    last_ok = CASE WHEN :links > 0 THEN :at ELSE last_ok END,
    last_new = CASE WHEN :new > 0 THEN :at ELSE last_new END
WHERE id = :source
"""
# `failing_since` stays: one that fails on has been failing since then.
_EXCUSE = "UPDATE source SET failures = 0, reason = 'network' WHERE id = ?"
_SEEN = """
INSERT INTO source_seen (source, address, layout, links, at) VALUES (:source, :address, :layout, :links, :at)
ON CONFLICT (source, address) DO UPDATE SET layout = excluded.layout, links = excluded.links, at = excluded.at
"""
_BARE = """
SELECT a.url FROM address a JOIN source s ON s.id = a.source
WHERE a.source = ? AND a.state = 'empty' AND a.backlog = 0 AND a.first_seen > coalesce(s.last_new, '')
"""
_LOOK_AGAIN = "UPDATE address SET next_check = :at WHERE url = :url AND state = 'read'"
_TRY_AGAIN = """
UPDATE address SET next_check = :at, attempts = 0
WHERE source = :source AND state IN ('failed', 'empty') AND (first_seen >= :since OR failing_since >= :since)
"""
