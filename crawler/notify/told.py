"""What was told of a session so far: the report its alert was made of, and the facts corrected since."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlite_utils import Database

from crawler.document import report_from
from crawler.model import Report

# A session's alerts are found under whatever key it had then.
UNDER_ANY_KEY = (
    "session IN (SELECT key FROM session_alias WHERE session = (SELECT session FROM session_alias WHERE key = ?))"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A session that was told. `report` is None where its alert was written in a form we no longer read."""

    report: Report | None
    corrected: frozenset[str] = frozenset()  # `Change.fact` of every update


def of_session(db: Database, key: str | None) -> Told | None:
    """What was told of a session, under whatever key it had then; None when it was not told at all."""
    rows = db.execute(
        f"SELECT kind, data FROM alert WHERE kind IN ('session', 'update') AND {UNDER_ANY_KEY} ORDER BY id",
        [key],
    ).fetchall()
    alerts = [(kind, json.loads(data)) for kind, data in rows]
    sessions = [data for kind, data in alerts if kind == "session"]
    if not sessions:
        return None
    corrected = (change.get("fact", "") for kind, data in alerts if kind == "update" for change in data["changes"])
    try:
        return Told(report_from(sessions[0]["report"]), frozenset(corrected))
    except (KeyError, TypeError):
        return Told(None, frozenset(corrected))
