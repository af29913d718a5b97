"""Is a source ok, broken, silent, new or disabled: judged from its visits, without asking the network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.model import Kind, Settings, Source

BROKEN_AFTER = (5, timedelta(hours=24))  # failed visits in a row, or so long since the first of them
# A site that answers and has had nothing new for so long is not read rightly, or has moved.
SILENT_AFTER = {
    Kind.NEWSPAPER: timedelta(days=3),
    Kind.NATIONAL: timedelta(days=7),
    Kind.PORTAL: timedelta(days=14),
    Kind.DEPARTMENT: timedelta(days=30),
}

_ROWS = """
SELECT s.*, (SELECT count(*) FROM article WHERE source = s.id AND revised_by IS NULL) AS articles,
    (SELECT min(at) FROM visit WHERE source = s.id AND at > coalesce(
        (SELECT max(at) FROM visit WHERE source = s.id AND outcome NOT IN ('ok', 'unchanged')), ''
    )) AS well_since
FROM source s
"""


def health(db: Database, settings: Settings, now: datetime | None = None) -> list[dict[str, Any]]:
    """Every configured source: its state, since when, why, and what it last brought."""
    now = now or datetime.now(UTC)
    rows = {row["id"]: row for row in db.query(_ROWS)}
    return [_health(source, rows.get(source.id, {}), now) for source in settings.sources]


def _health(source: Source, row: dict[str, Any], now: datetime) -> dict[str, Any]:
    state, since, reason = judge(source, row, now)
    return {
        "id": source.id,
        "state": state,
        "since": since,
        "reason": reason,
        "remedy": remedy(row) if state in ("broken", "silent") else None,
        "last_ok": row.get("last_ok"),
        "last_new": row.get("last_new"),
        "articles": row.get("articles", 0),
    }


def judge(source: Source, row: dict[str, Any], now: datetime) -> tuple[str, str | None, str | None]:
    """(state, since, reason); a failing source that is not yet broken keeps its state and says why it fails."""
    if not source.enabled:
        return "disabled", None, source.note
    failing = row.get("failing_since")
    if failing and (row["failures"] >= BROKEN_AFTER[0] or now - datetime.fromisoformat(failing) >= BROKEN_AFTER[1]):
        return "broken", failing, row["error"] or row["reason"]
    if not row.get("last_ok"):
        return "new", row.get("registered"), row.get("error")
    last = row["last_new"] or row["registered"]
    limit = max(SILENT_AFTER[source.kind], source.every * 4)
    if now - datetime.fromisoformat(last) > limit:
        return (
            "silent",
            last,
            f"it answers, and nothing new has come for {(now - datetime.fromisoformat(last)).days} days",
        )
    return "ok", row.get("well_since") or row["last_ok"], row["error"]


def remedy(row: dict[str, Any]) -> str:
    """What to do about a source that is broken or silent, by the word its last failure left."""
    return _REMEDIES.get(row.get("reason") or "", _REMEDIES["layout"]).format(id=row.get("id"))


_REMEDIES = {
    "dns": "see whether the site has a new address; put it in sources.yaml, or disable the source",
    "connect": "open the site in a browser; if it is gone, look for its successor or disable the source",
    "tls": "see what is wrong with its certificate: `ca:` for a missing link, `tls: legacy` for old ciphers",
    "timeout": "open the site in a browser; a slow one may want a longer `timeout`",
    "status": "open the listing in a browser; it may have moved: `phienhop sources check {id}`",
    "robots": "its robots.txt forbids the listing; choose another listing or a feed, or disable the source",
    "private": "its name leads to a private address: a mistake in its DNS, or in `listing`",
    "layout": "its pages may have changed: `phienhop sources check {id}` says what each selector finds",
}
