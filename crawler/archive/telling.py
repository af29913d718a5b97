"""The seam between a write and what it tells: one function, called inside the write's transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.model import Addition, Event, Recipient, Telling

# Queues the alerts of one addition; answers how many deliveries.
Tell = Callable[[Database, Addition, Telling, datetime], int]
# Queues one event; answers how many deliveries.
Queue = Callable[[Database, Event, datetime], int]


def to_recipients(recipients: Sequence[Recipient]) -> Tell:
    """Queue what `notify` makes of an addition, for these recipients."""
    from crawler.notify import events, outbox, told  # here, so that the archive can be used and tested without it

    def tell(db: Database, addition: Addition, telling: Telling, now: datetime) -> int:
        before = told.of_session(db, addition.session) if addition.verdict.report else None
        news = events.of(addition, telling=telling, now=now, recipients=recipients, told=before)
        return sum(outbox.queue(db, event, recipients, now) for event in news)

    return tell


def queue_for(recipients: Sequence[Recipient]) -> Queue:
    """Queue any event for these recipients."""
    from crawler.notify import outbox

    return lambda db, event, now: outbox.queue(db, event, recipients, now)
