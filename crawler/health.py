"""Is a source ok, broken, silent, new or disabled: judged from its visits, without asking the network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from sqlite_utils import Database

from crawler import reference
from crawler.model import Kind, Settings, Source
from crawler.outage import Outage, outage

State = Literal["ok", "broken", "silent", "new", "disabled"]

BROKEN_AFTER = (5, timedelta(hours=24))  # failed visits in a row, or so long since the first of them
# A site that answers and has had nothing new for so long is not read rightly, or has moved. Where the
# archive knows a site's own habit, that counts instead.
SILENT_AFTER = {
    Kind.NEWSPAPER: timedelta(days=3),
    Kind.NATIONAL: timedelta(days=7),
    Kind.PORTAL: timedelta(days=14),
    Kind.DEPARTMENT: timedelta(days=30),
}
HABIT_DAYS = 10  # days with articles that make a habit
HABIT_FACTOR = 4  # times the gap that nine of ten do not exceed
HABIT_LEAST = timedelta(days=3)

MISSED_AFTER = timedelta(hours=48)
MISSED_WITNESSES = 3  # other provinces that reported
MISSED_WITHIN = timedelta(days=30)  # an older session is history

# A habit is asked for only where nothing new has come for longer than the shortest one.
_KNOWN = """
SELECT s.*, CASE WHEN coalesce(s.last_new, s.registered) < :some_days_ago THEN (SELECT json_group_array(day) FROM (
    SELECT DISTINCT day FROM article
    WHERE source = s.id AND revised_by IS NULL AND day BETWEEN :half_a_year_ago AND :today ORDER BY day
)) END AS days{more}
FROM source s
"""
_MORE = """,
    (SELECT count(*) FROM article WHERE source = s.id AND revised_by IS NULL) AS articles,
    (SELECT min(at) FROM visit WHERE source = s.id AND at > coalesce(
        (SELECT max(at) FROM visit WHERE source = s.id AND outcome NOT IN ('ok', 'unchanged')), ''
    )) AS well_since
"""
_WITNESSES = """
SELECT s.key, r.province, min(a.added) FROM session s JOIN report r ON r.session = s.id
JOIN article a ON a.number = r.article AND a.revised_by IS NULL
WHERE r.province IS NOT NULL AND coalesce(s.date, s.around) >= ? GROUP BY s.key, r.province
"""


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is. `trouble` names what is wrong in one word of `remedies.yaml`, `reason` in a sentence."""

    state: State
    since: str | None = None
    trouble: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A session that enough provinces reported, long enough ago for the others to be late."""

    key: str
    told: datetime  # when the last of the witnesses came
    provinces: frozenset[str]  # today's slugs


def health(db: Database, settings: Settings, now: datetime | None = None) -> list[dict[str, Any]]:
    """Every configured source: its state, since when, why, what to do, and what it last brought."""
    now = now or datetime.now(UTC)
    found = {row["id"]: row for row in rows(db, now)}
    missed, down = late(db, now), outage(db)
    return [_document(source, found.get(source.id, {}), missed, now, down) for source in settings.sources]


def rows(db: Database, now: datetime) -> list[dict[str, Any]]:
    """What the archive knows of its sources: all that a document wants."""
    return list(db.query(_KNOWN.format(more=_MORE), _days(now)))


def row(db: Database, now: datetime, source: str) -> dict[str, Any]:
    """What `judge` wants of one source at a cost that does not grow; empty for one that was never registered."""
    query = _KNOWN.format(more="") + " WHERE s.id = :source"
    return next(iter(db.query(query, {**_days(now), "source": source})), {})


def _days(now: datetime) -> dict[str, str]:
    half_a_year_ago, today = f"{now - timedelta(days=183):%Y-%m-%d}", f"{now:%Y-%m-%d}"
    some_days_ago = f"{now - HABIT_LEAST:%Y-%m-%dT%H:%M:%S}"
    return {"half_a_year_ago": half_a_year_ago, "today": today, "some_days_ago": some_days_ago}


def late(db: Database, now: datetime) -> list[Missed]:
    """The sessions whose missing reports are worth a word, latest first."""
    told: dict[str, dict[str, datetime]] = {}
    for key, province, added in db.execute(_WITNESSES, [f"{now - MISSED_WITHIN:%Y-%m-%d}"]).fetchall():
        known = reference.provinces().get(province)
        slug = (known.successor if known else None) or province
        at, first = datetime.fromisoformat(added), told.setdefault(key, {})
        first[slug] = min(at, first.get(slug, at))
    found = []
    for key, first in told.items():
        moments = sorted(first.values())
        if len(moments) >= MISSED_WITNESSES and now - moments[MISSED_WITNESSES - 1] >= MISSED_AFTER:
            found.append(Missed(key, moments[MISSED_WITNESSES - 1], frozenset(first)))
    return sorted(found, key=lambda m: m.told, reverse=True)


def judge(
    source: Source,
    row: Mapping[str, Any],
    now: datetime,
    missed: Iterable[Missed] = (),
    down: Outage | None = None,
) -> Health:
    """A failing source that is not yet broken, or fails with all others, keeps its state and says why it fails."""
    if not source.enabled:
        return Health("disabled", reason=source.note)
    ours = down is not None and source.id in down.sources
    if down and ours:
        row = {**row, "reason": "network", "error": down.says}
    trouble, error = row.get("reason"), row.get("error")
    if is_broken(row, now) and not ours:
        return Health("broken", row["failing_since"], trouble, error or trouble)
    if not row.get("last_ok"):
        return Health("new", row.get("registered"), trouble, error)
    last = max(row["last_new"] or row["registered"], row.get("recovered") or "")
    silence, usual = now - datetime.fromisoformat(last), patience(source, row)
    if silence > usual:
        says = f"it answers, and nothing new has come for {silence.days} days; up to {usual.days} would be usual"
        return Health("silent", last, "silent", says)
    return Health("ok", row.get("well_since") or row["last_ok"], *_remark(source, row, missed))


def is_broken(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a source has failed often or long enough."""
    since = row.get("failing_since")
    if not since or not row["failures"]:  # without one, what it missed was an outage of ours
        return False
    return bool(row["failures"] >= BROKEN_AFTER[0]) or now - datetime.fromisoformat(since) >= BROKEN_AFTER[1]


def patience(source: Source, row: Mapping[str, Any]) -> timedelta:
    """How long a source may bring nothing new: by its own habit, else by what is usual for its kind."""
    usual = habit([date.fromisoformat(day) for day in json.loads(row.get("days") or "[]")])
    return max(usual or SILENT_AFTER[source.kind], source.every * 4)


def habit(days: Sequence[date]) -> timedelta | None:
    """How long a pause no longer looks like a habit of one that had articles on these days; None: too few to say."""
    if len(days) < HABIT_DAYS:
        return None
    gaps = sorted(b - a for a, b in pairwise(days))
    return max(HABIT_FACTOR * gaps[len(gaps) * 9 // 10], HABIT_LEAST)


def remedy(trouble: str | None, source: str, moved_to: str | None = None) -> str | None:
    """What to do about it, for the operator's terminal."""
    return _says(trouble)["en"].format(id=source, to=moved_to) if trouble else None


def in_vietnamese(trouble: str | None, source: str, moved_to: str | None = None) -> tuple[str, str]:
    """(its name, what to do) for an alert."""
    says = _says(trouble or "other")
    return says["vi"], says["do_vi"].format(id=source, to=moved_to)


@cache
def _remedies() -> Mapping[str, Mapping[str, str]]:
    loaded: Mapping[str, Mapping[str, str]] = reference.load("remedies.yaml")
    return loaded


def _says(trouble: str) -> Mapping[str, str]:
    return _remedies().get(trouble) or _remedies()["other"]


def _remark(source: Source, row: Mapping[str, Any], missed: Iterable[Missed]) -> tuple[str | None, str | None]:
    """(trouble, sentence) worth knowing of a source that is ok: a failure under way, a move, a session not reported."""
    if row["failing_since"]:
        return row["reason"], row["error"]
    if row["moved_to"]:
        return "moved", f"it moved to {row['moved_to']}, and is read there"
    province = reference.provinces().get(source.province or "")
    here = (province.successor or province.slug) if province else None
    for session in missed:
        if here and here not in session.provinces and row["registered"] <= f"{session.told:%Y-%m-%dT%H:%M:%SZ}":
            said = f"{len(session.provinces)} provinces have reported {session.key}, and this one has not in 48 hours"
            return "missed", said
    return None, row["error"]


def _document(
    source: Source, row: Mapping[str, Any], missed: Iterable[Missed], now: datetime, down: Outage | None
) -> dict[str, Any]:
    found = judge(source, row, now, missed, down)
    return {
        "id": source.id,
        "state": found.state,
        "since": found.since,
        "trouble": found.trouble,
        "reason": found.reason,
        "remedy": remedy(found.trouble, source.id, row.get("moved_to")),
        "last_ok": row.get("last_ok"),
        "last_new": row.get("last_new"),
        "articles": row.get("articles", 0),
    }
