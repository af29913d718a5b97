"""Who wants an event, and when: kinds, bodies, provinces, digests and quiet hours, in Vietnam's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from crawler.model import Event, Recipient

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
GATHER = timedelta(minutes=30)  # further reports of a session are told together, at :00 and :30
SETTLE = timedelta(seconds=15)  # what may come in floods waits this long for its fellows
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MAY_FLOOD = frozenset({"match", "source"})  # a redesigned site, a network down

# Who hears when nobody is configured: the terminal of `phienhop run`.
TERMINAL = Recipient(name="terminal", to="terminal://")


@dataclass(frozen=True, slots=True)
class Slot:
    """When a delivery is due. `held`: by the recipient's own wish; deliveries of a `group` go as one message."""

    at: datetime
    state: Literal["pending", "held"] = "pending"
    group: str | None = None


def listeners(recipients: Sequence[Recipient]) -> tuple[Recipient, ...]:
    """The configured recipients, or the terminal where there are none."""
    return tuple(recipients) or (TERMINAL,)


def stanza(name: str) -> str:
    """The `alerts` stanza a recipient belongs to: "toa-soan/2" is an address of "toa-soan"."""
    return name.partition("/")[0]


def wants(recipient: Recipient, event: Event) -> bool:
    """Whether the stanza asks for this event.

    `provinces` chooses whose reports are told; a session is the whole country's, so it passes, and
    so does what concerns no place, such as a dead channel or a fact of the session told better.
    """
    if event.recipient is not None and event.recipient not in (recipient.name, stanza(recipient.name)):
        return False
    if event.kind not in recipient.on:
        return False
    if recipient.bodies and event.body is not None and event.body not in recipient.bodies:
        return False
    if not recipient.provinces or event.kind in ("session", "notice"):
        return True
    return event.province in recipient.provinces or (event.kind in ("source", "update") and event.province is None)


def slot(recipient: Recipient, event: Event, now: datetime) -> Slot:
    """When this recipient is to hear of the event."""
    if recipient.when != "now":
        digest = digest_time(recipient.when, now)
        return Slot(quiet_end(recipient.quiet, digest) or digest, "held", f"digest:{stamp(digest)}")
    if end := quiet_end(recipient.quiet, now):
        return Slot(end, "held", "quiet" if event.kind == "report" else None)
    if event.kind == "report":
        end = gathered(now)
        return Slot(end, group=f"report:{stamp(end)}")
    return Slot(now + SETTLE if event.kind in _MAY_FLOOD else now)


def gathered(now: datetime) -> datetime:
    """The end of the half hour `now` lies in."""
    seconds = GATHER.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, UTC)


def digest_time(when: str, now: datetime) -> datetime:
    """The next moment of "daily 07:30" or "weekly mon 07:30" after `now`, in UTC."""
    words = when.split()
    local = now.astimezone(VIETNAM)
    moment = local.replace(hour=0, minute=0, second=0, microsecond=0) + _clock(words[-1])
    if words[0] == "weekly":
        moment += timedelta(days=(_DAYS.index(words[1].lower()[:3]) - moment.weekday()) % 7)
    if moment <= local:
        moment += timedelta(days=7 if words[0] == "weekly" else 1)
    return moment.astimezone(UTC)


def quiet_end(quiet: str | None, now: datetime) -> datetime | None:
    """When the quiet hours `now` falls in are over; None outside them. "22:00-06:00" spans midnight."""
    if not quiet:
        return None
    start, end = (_clock(part.strip()) for part in quiet.split("-"))
    local = now.astimezone(VIETNAM)
    midnight = datetime.combine(local.date(), time(), VIETNAM)
    elapsed = local - midnight
    if start <= end:
        inside, days = start <= elapsed < end, 0
    else:
        inside, days = elapsed >= start or elapsed < end, 1 if elapsed >= start else 0
    return (midnight + end + timedelta(days=days)).astimezone(UTC) if inside else None


def _clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def stamp(moment: datetime) -> str:
    """A moment as the database keeps it: UTC, to the millisecond; such texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
