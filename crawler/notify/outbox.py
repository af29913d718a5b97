"""The outbox: one `alert` row an event, one `delivery` row a recipient that wants it.

`queue` joins the caller's transaction, so that an article and its alerts are written together.
The others open one of their own where none is open. A delivery is marked before it is sent
(`attempts`, `sending_since`) and settled after; one found marked at the next take may have
arrived, and is sent again as a repeat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.model import Event, Recipient
from crawler.notify import events, rules
from crawler.notify.result import LONGEST_WAIT, Result
from crawler.notify.rules import stamp
from crawler.notify.told import UNDER_ANY_KEY

PATIENCE = timedelta(days=7)
FLOOD = 20  # more due at once for one recipient become one digest
DIGEST = 500  # alerts in one digest at most
_GONE = "người nhận không còn trong cấu hình"
_DUE = "state IN ('pending', 'held') AND "
# A clock set back must hold nothing up: an alert written "in the future" is due now, and so is
# one that waits longer than any wait we give.
_TIME = (
    "(next_try <= :now OR (state = 'pending' AND attempts = 0 AND (:hurry OR d.created > :now))"
    " OR next_try > CASE state WHEN 'held' THEN :held_at_most ELSE :waits_at_most END)"
)
HELD_AT_MOST = timedelta(days=9)  # a weekly digest, and the quiet hours it falls in


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as it was recorded: all that its message is made of."""

    event: str
    kind: str
    subject: str
    data: Mapping[str, Any]
    created: str
    thread: str | None = None  # the key its session was first told under, where it has another one now


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries that go to one recipient as one message."""

    recipient: str
    deliveries: tuple[int, ...]
    alerts: tuple[AlertRow, ...]
    attempts: int  # this one included
    repeat: bool  # an earlier attempt may have arrived

    def age(self, now: datetime) -> timedelta:
        """Of its youngest alert."""
        return now - max(datetime.fromisoformat(alert.created) for alert in self.alerts)


def queue(db: Database, event: Event, recipients: Sequence[Recipient], now: datetime) -> int:
    """Record the event and who is to hear of it, inside the caller's transaction; deliveries queued.

    An event met before is not told again.
    """
    data = dict(event.data)
    article = data.get("article")
    row = (
        event.id,
        event.kind,
        event.subject,
        json.dumps(data, ensure_ascii=False),
        data.get("session"),
        article.get("number") if isinstance(article, dict) else None,
        stamp(now),
    )
    added = db.execute(
        "INSERT INTO alert (event, kind, subject, data, session, article, created) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (event) DO NOTHING",
        row,
    )
    if added.rowcount == 0:
        return 0
    slots = [(r.name, rules.slot(r, event, now)) for r in rules.listeners(recipients) if rules.wants(r, event)]
    for name, slot in slots:
        db.execute(
            "INSERT INTO delivery (alert, recipient, state, next_try, group_key) VALUES (?, ?, ?, ?, ?)",
            (added.lastrowid, name, slot.state, stamp(slot.at), slot.group),
        )
    return len(slots)


def due(db: Database, now: datetime, *, hurry: bool = False) -> set[str]:
    """Names of the recipients something is due for."""
    return {
        row[0] for row in db.execute(f"SELECT DISTINCT recipient FROM {_ROWS} WHERE {_DUE}{_TIME}", _when(now, hurry))
    }


def take(db: Database, recipient: Recipient, now: datetime, *, hurry: bool = False) -> Batch | None:
    """The next message for a recipient, marked as being sent; None when nothing is due.

    `hurry` does not wait for what gathers by itself; digests and quiet hours the user asked for stay.
    """
    with transaction(db):
        rows = _due_rows(db, recipient.name, now, hurry)
        if not rows:
            return None
        if end := rules.quiet_end(recipient.quiet, now):
            _update(db, [row["id"] for row in rows], "state = 'held', next_try = ?", stamp(end))
            return None
        batch = _batch(rows)
        ids = [row["id"] for row in batch]
        # Due from now on, so that what a crash leaves in doubt need not wait for the rest of its digest.
        marked = "state = 'pending', attempts = attempts + 1, sending_since = ?, next_try = ?"
        _update(db, ids, marked, stamp(now), stamp(now))
        threads = {key: _thread(db, key) for key in {row["session"] for row in batch} if key}
    return Batch(
        recipient=recipient.name,
        deliveries=tuple(ids),
        alerts=tuple(
            AlertRow(
                row["event"],
                row["kind"],
                row["subject"],
                json.loads(row["data"]),
                row["created"],
                threads.get(row["session"]),
            )
            for row in batch
        ),
        attempts=max(row["attempts"] for row in batch) + 1,
        repeat=any(row["sending_since"] for row in batch),
    )


def settle(db: Database, batch: Batch, result: Result, others: Sequence[Recipient], now: datetime) -> str:
    """Write what became of a message; a death is told to `others`. The state it is in now."""
    wait = result.wait or patience(batch.attempts, batch.age(now))
    with transaction(db):
        if result.state == "sent":
            _update(db, batch.deliveries, "state = 'sent', error = NULL, sending_since = NULL, sent = ?", stamp(now))
            return "sent"
        if result.state == "retry" and wait is not None:
            # Once in doubt, always: a later refusal does not tell what became of the first attempt.
            mark = "" if result.doubt or batch.repeat else ", sending_since = NULL"
            _update(db, batch.deliveries, f"next_try = ?, error = ?{mark}", stamp(now + wait), result.error)
            return "pending"
        _update(db, batch.deliveries, "state = 'dead', sending_since = NULL, error = ?", result.error)
        mine = rules.stanza(batch.recipient)
        others = [r for r in others if r.name != batch.recipient]
        elsewhere = [r for r in others if rules.stanza(r.name) != mine] or others
        if elsewhere:
            queue(db, events.channel_event(batch.recipient, result.error, now), elsewhere, now)
    return "dead"


def patience(attempts: int, age: timedelta = timedelta(0)) -> timedelta | None:
    """The wait after so many attempts: 2 s doubling to an hour, for a day; 6 h, for six days; then None.

    Not before the alert is a week old: a service that is killed again and again uses up attempts in minutes.
    """
    if attempts <= 11:
        return timedelta(seconds=2**attempts)
    if attempts <= 34:
        return timedelta(hours=1)
    return timedelta(hours=6) if attempts <= 58 or age < PATIENCE else None


def set_back(db: Database, by: timedelta, now: datetime) -> int:
    """The clock was set back: what waits for another try waits no longer than it was to; how many."""
    with transaction(db):
        return db.execute(
            "UPDATE delivery SET next_try = strftime('%Y-%m-%dT%H:%M:%fZ', next_try, ?)"
            " WHERE state = 'pending' AND attempts > 0 AND next_try > ?",
            [f"-{by.total_seconds()} seconds", stamp(now)],
        ).rowcount


def forget(db: Database, recipients: Sequence[Recipient]) -> int:
    """Give up what waits for recipients no longer configured, lest it goes out as old news later."""
    names = [recipient.name for recipient in rules.listeners(recipients)]
    with transaction(db):
        return db.execute(
            f"UPDATE delivery SET state = 'dead', error = ?, sending_since = NULL"
            f" WHERE state IN ('pending', 'held') AND recipient NOT IN ({_marks(names)})",
            [_GONE, *names],
        ).rowcount


def retry(db: Database, alert: int | None, now: datetime) -> int:
    """Make an alert's unsent deliveries due now, or every dead one when `alert` is None; how many."""
    which = "state = 'dead'" if alert is None else "state != 'sent' AND alert = :alert"
    with transaction(db):
        return db.execute(
            f"UPDATE delivery SET state = 'pending', attempts = 0, group_key = NULL, next_try = :now WHERE {which}",
            {"now": stamp(now), **({} if alert is None else {"alert": alert})},
        ).rowcount


def listing(db: Database) -> list[dict[str, Any]]:
    """The outbox, newest first, with the recipients by their short names."""
    deliveries: dict[int, list[dict[str, Any]]] = {}
    for alert, *values in db.execute("SELECT alert, recipient, state, attempts, error FROM delivery ORDER BY id"):
        deliveries.setdefault(alert, []).append(
            dict(zip(("channel", "state", "attempts", "error"), values, strict=True))
        )
    rows = db.execute("SELECT id, kind, subject, created, event FROM alert ORDER BY id DESC")
    return [
        {
            **dict(zip(("id", "kind", "subject", "created", "event"), row, strict=True)),
            "deliveries": deliveries.get(row[0], []),
        }
        for row in rows
    ]


def counts(db: Database) -> dict[str, int]:
    """Deliveries by state."""
    return dict(db.execute("SELECT state, COUNT(*) FROM delivery GROUP BY state").fetchall())


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """The transaction that is open, or one of our own that takes the write lock at once."""
    if db.conn.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


# --- rows ---------------------------------------------------------------------------------

_ROWS = (
    "(SELECT delivery.*, alert.event, alert.kind, alert.subject, alert.data, alert.session, alert.created"
    " FROM delivery JOIN alert ON alert.id = delivery.alert) AS d"
)


def _due_rows(db: Database, name: str, now: datetime, hurry: bool) -> list[dict[str, Any]]:
    # What may have arrived goes first, and again with the same fellows.
    sql = (
        f"SELECT * FROM {_ROWS} WHERE recipient = :name AND {_DUE}{_TIME}"
        " ORDER BY sending_since IS NULL, sending_since, id LIMIT :limit"
    )
    cursor = db.execute(sql, {"name": name, "limit": DIGEST, **_when(now, hurry)})
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor]


def _batch(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which of the due rows go as one message."""
    first = rows[0]
    if first["sending_since"]:
        return [row for row in rows if row["sending_since"] == first["sending_since"]]
    if len(rows) > FLOOD:
        return rows
    return [row for row in rows if row["group_key"]] if first["group_key"] else [first]


def _thread(db: Database, key: str) -> str:
    """The key a session was first told under: a later report may have given it another."""
    first = db.execute(
        f"SELECT session FROM alert WHERE kind = 'session' AND {UNDER_ANY_KEY} ORDER BY id LIMIT 1",
        [key],
    ).fetchone()
    return str(first[0]) if first else key


def _update(db: Database, ids: Sequence[int], change: str, *values: object) -> None:
    db.execute(f"UPDATE delivery SET {change} WHERE id IN ({_marks(ids)})", [*values, *ids])


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _when(now: datetime, hurry: bool) -> dict[str, Any]:
    return {
        "now": stamp(now),
        "hurry": hurry,
        "held_at_most": stamp(now + HELD_AT_MOST),
        "waits_at_most": stamp(now + LONGEST_WAIT),
    }
