"""Is it the sites, or our own network? Judged from the visits alone: where nobody answers any more, it is ours.

A source that falls while others answer is never excused: one answer from anybody ends an outage. Nor is one excused
twice: what fails on after an outage has its own fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

UNREACHED = ("dns", "connect", "timeout")
NO_ANSWER = (*UNREACHED, "wait")  # while we leave a host alone it says nothing of the network
SOURCES = 5  # that fell since the last answer; fewer may well be down by themselves
SPAN = timedelta(minutes=5)  # a few that are gone fail within seconds of each other, before the others answer

# NOT INDEXED: by number, from the last answer on. SQLite would go through every visit there is, in order of source.
_FALLEN = f"""
SELECT v.source, min(v.at), max(v.at) FROM visit v NOT INDEXED JOIN source s ON s.id = v.source AND s.enabled = 1
WHERE v.id > coalesce((SELECT id FROM visit WHERE outcome NOT IN {NO_ANSWER} ORDER BY id DESC LIMIT 1), 0)
GROUP BY v.source HAVING s.failing_since = min(v.at) AND sum(v.outcome IN {UNREACHED})
"""
_WELL = "SELECT count(*) FROM source WHERE enabled = 1 AND failures = 0"


@dataclass(frozen=True, slots=True)
class Outage:
    """Since when nobody answers, and which sources fell since then: it is no fault of theirs."""

    since: str
    sources: frozenset[str]

    @property
    def says(self) -> str:
        return f"no site answers since {self.since}: it seems to be this machine's network"


def outage(db: Database) -> Outage | None:
    """The one under way: most of what was well has fallen, over some minutes in which nobody answered."""
    fallen = db.execute(_FALLEN).fetchall()
    if len(fallen) < SOURCES or len(fallen) < db.execute(_WELL).fetchone()[0]:
        return None
    first, last = min(row[1] for row in fallen), max(row[2] for row in fallen)
    if datetime.fromisoformat(last) - datetime.fromisoformat(first) < SPAN:
        return None
    return Outage(first, frozenset(row[0] for row in fallen))
