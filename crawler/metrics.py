"""How the service does, in figures: the text format that Prometheus reads, written from the database alone.

Counts only: a channel is called by its name in sources.yaml, and neither addresses nor subjects are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from typing import Any

from sqlite_utils import Database

from crawler.archive.database import FILE
from crawler.archive.lock import last_beat
from crawler.archive.moments import moment, stamp
from crawler.outage import outage

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = Mapping[str, str]
_NONE: Labels = {}


@dataclass(frozen=True, slots=True)
class Gauge:
    """One figure, or one for each set of labels; all of ours may fall as well as rise."""

    name: str
    help: str
    samples: Sequence[tuple[Labels, float]]

    def __str__(self) -> str:
        name = f"phienhop_{self.name}"
        lines = [f"# HELP {name} {self.help}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels)} {value:.15g}" for labels, value in self.samples]
        return "\n".join(lines)


def text(db: Database, state: Path, health: Sequence[Mapping[str, Any]], now: datetime) -> str:
    """Everything, ready to be scraped. `health` is what `crawler.health` says of each source."""
    gauges = (*_service(db, state, now), *_polls(db, health, now), *_deliveries(db, now), *_sizes(db, state))
    return "\n".join(map(str, gauges)) + "\n"


def tick_age(state: Path, now: datetime) -> float | None:
    """Seconds since the service last turned; None where none ever ran on this folder."""
    beat = last_beat(state)
    return max(0.0, (now - beat).total_seconds()) if beat else None


def _service(db: Database, state: Path, now: datetime) -> Iterator[Gauge]:
    age = tick_age(state, now)
    yield Gauge(
        "tick_age_seconds", "Since the service last asked what is due.", [(_NONE, age)] if age is not None else []
    )
    yield _one("network_down", "1 while no site answers at all.", float(outage(db) is not None))


def _polls(db: Database, health: Sequence[Mapping[str, Any]], now: datetime) -> Iterator[Gauge]:
    yield _each("sources", "Sources by state.", "state", Counter(row["state"] for row in health))
    since = stamp(now - timedelta(hours=1))
    outcomes = db.execute("SELECT outcome, count(*) FROM visit WHERE at > ? GROUP BY outcome", [since])
    yield _each("visits_last_hour", "Visits of the last hour by outcome.", "outcome", dict(outcomes.fetchall()))
    (due,) = db.execute("SELECT min(next_poll) FROM source WHERE enabled = 1").fetchone()
    yield _one("poll_late_seconds", "How long the source that waits longest is overdue.", _age(due, now))
    (waiting,) = db.execute(
        "SELECT count(*) FROM source WHERE enabled = 1 AND next_poll < ?", [stamp(now - timedelta(minutes=1))]
    ).fetchone()
    yield _one("polls_late", "Sources overdue by more than a minute.", waiting)


def _deliveries(db: Database, now: datetime) -> Iterator[Gauge]:
    rows = db.execute("SELECT recipient, state, count(*) FROM delivery GROUP BY recipient, state ORDER BY 1, 2")
    told = [({"channel": name, "state": state}, float(number)) for name, state, number in rows.fetchall()]
    yield Gauge("deliveries", "Alerts by channel and state: pending, held, sent, dead.", told)
    (oldest,) = db.execute(
        "SELECT min(a.created) FROM delivery d JOIN alert a ON a.id = d.alert WHERE d.state = 'pending'"
    ).fetchone()
    yield _one("delivery_oldest_seconds", "How long the oldest alert has been waiting to be sent.", _age(oldest, now))


def _sizes(db: Database, state: Path) -> Iterator[Gauge]:
    (articles,) = db.execute("SELECT count(*) FROM article").fetchone()
    yield _one("articles", "Texts in the archive.", articles)
    path = state / FILE
    yield _one("database_bytes", "Size of the database.", _size(path))
    yield _one("wal_bytes", "Size of its write-ahead log.", _size(path.with_name(f"{FILE}-wal")))
    yield _one("disk_free_bytes", "Room left where the archive is.", disk_usage(state).free)


def _one(name: str, help: str, value: float) -> Gauge:
    return Gauge(name, help, [(_NONE, value)])


def _each(name: str, help: str, label: str, values: Mapping[str, int]) -> Gauge:
    return Gauge(name, help, [({label: key}, value) for key, value in sorted(values.items())])


def _age(at: str | None, now: datetime) -> float:
    return max(0.0, (now - moment(at)).total_seconds()) if at else 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_quoted(value)}"' for name, value in labels.items()) + "}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
