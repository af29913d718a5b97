from datetime import datetime
from typing import Any

import pytest

from crawler.model import Event, Recipient
from crawler.notify import rules
from crawler.notify.rules import VIETNAM


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def event(
    kind: Any = "report",
    body: str | None = "ubqg-cds",
    province: str | None = "caobang",
    recipient: str | None = None,
) -> Event:
    return Event(kind, "id", "subject", {}, body=body, province=province, recipient=recipient)


@pytest.mark.parametrize(
    ("when", "now", "then"),
    [
        ("daily 07:30", "2026-11-21T07:29", "2026-11-21T07:30"),
        ("daily 07:30", "2026-11-21T07:30", "2026-11-22T07:30"),  # what comes in the very minute goes tomorrow
        ("daily 07:30", "2026-12-31T23:00", "2027-01-01T07:30"),
        ("weekly mon 07:30", "2026-11-21T10:00", "2026-11-23T07:30"),  # a Saturday
        ("weekly mon 07:30", "2026-11-23T07:00", "2026-11-23T07:30"),
        ("weekly mon 07:30", "2026-11-23T08:00", "2026-11-30T07:30"),
        ("weekly sun 23:59", "2026-11-22T23:58", "2026-11-22T23:59"),
    ],
)
def test_digest_time(when, now, then):
    assert rules.digest_time(when, at(now)) == at(then)


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        ("22:00-06:00", "2026-11-21T21:59", None),
        ("22:00-06:00", "2026-11-21T22:00", "2026-11-22T06:00"),
        ("22:00-06:00", "2026-11-21T23:59", "2026-11-22T06:00"),
        ("22:00-06:00", "2026-11-22T00:00", "2026-11-22T06:00"),
        ("22:00-06:00", "2026-11-22T05:59", "2026-11-22T06:00"),
        ("22:00-06:00", "2026-11-22T06:00", None),
        ("12:00-13:30", "2026-11-22T12:10", "2026-11-22T13:30"),
        ("12:00-13:30", "2026-11-22T13:30", None),
        (None, "2026-11-22T03:00", None),
    ],
)
def test_quiet_hours(quiet, now, end):
    assert rules.quiet_end(quiet, at(now)) == (at(end) if end else None)


@pytest.mark.parametrize(
    ("recipient", "told", "wanted"),
    [
        (Recipient("a", "x://"), event(), True),
        (Recipient("a", "x://", on=("session",)), event(), False),
        (Recipient("a", "x://", bodies=("bcd-cp",)), event(), False),
        (Recipient("a", "x://", bodies=("bcd-cp",)), event("source", body=None), True),
        (Recipient("a", "x://", provinces=("hue",)), event(), False),
        (Recipient("a", "x://", provinces=("caobang",)), event(), True),
        (Recipient("a", "x://", provinces=("hue",)), event("session"), True),  # a session is the whole country's
        (Recipient("a", "x://", provinces=("hue",)), event("report", province=None), False),
        (Recipient("a", "x://", provinces=("hue",)), event("source", province=None), True),  # a dead channel
        (Recipient("toa-soan/2", "x://"), event("match", recipient="toa-soan"), True),
        (Recipient("khac", "x://"), event("match", recipient="toa-soan"), False),
    ],
)
def test_who_wants_what(recipient, told, wanted):
    assert rules.wants(recipient, told) is wanted


@pytest.mark.parametrize(
    ("recipient", "kind", "now", "then", "state", "group"),
    [
        (Recipient("a", "x://"), "session", "2026-11-21T10:07", "2026-11-21T10:07", "pending", None),
        (Recipient("a", "x://"), "report", "2026-11-21T10:07", "2026-11-21T10:30", "pending", "report:"),
        (Recipient("a", "x://"), "match", "2026-11-21T10:07", "2026-11-21T10:07:15", "pending", None),
        (
            Recipient("a", "x://", when="daily 07:30"),
            "session",
            "2026-11-21T10:07",
            "2026-11-22T07:30",
            "held",
            "digest:",
        ),
        (Recipient("a", "x://", quiet="22:00-06:00"), "session", "2026-11-21T23:00", "2026-11-22T06:00", "held", None),
        (
            Recipient("a", "x://", when="daily 05:00", quiet="22:00-06:00"),
            "session",
            "2026-11-21T10:00",
            "2026-11-22T06:00",
            "held",
            "digest:",
        ),
    ],
)
def test_when(recipient, kind, now, then, state, group):
    slot = rules.slot(recipient, event(kind), at(now))
    assert (slot.at, slot.state) == (at(then), state)
    assert (slot.group or "").startswith(group or "")
    assert bool(slot.group) is bool(group)


def test_nobody_configured_means_the_terminal():
    assert rules.listeners([]) == (rules.TERMINAL,)


def test_stamps_sort_as_moments_do():
    assert rules.stamp(at("2026-11-21T10:00")) == "2026-11-21T03:00:00.000Z"
