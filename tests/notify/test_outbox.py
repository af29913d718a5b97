from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.model import Event, Recipient
from crawler.notify import outbox, rules
from crawler.notify.result import SENT, Result

MAIL, CHAT = Recipient("thu", "x://1"), Recipient("nhom", "x://2")


Clock = Callable[[], datetime]


def event(number: int = 1, kind: str = "session") -> Event:
    return Event(kind, f"{kind}:{number}", f"Tin {number}", {"session": "s", "article": {"number": number}})  # type: ignore[arg-type]


def queue(db: Database, clock: Clock, *events: Event, recipients: Sequence[Recipient] = (MAIL,)) -> int:
    with db.atomic():
        return sum(outbox.queue(db, one, recipients, clock()) for one in events)


def take(db: Database, clock: Clock, recipient: Recipient = MAIL, *, hurry: bool = False) -> Any:
    return outbox.take(db, recipient, clock(), hurry=hurry)


def states(db: Database) -> list[str]:
    return [row[0] for row in db.execute("SELECT state FROM delivery ORDER BY id")]


def test_an_event_is_recorded_once(db, clock):
    assert queue(db, clock, event(), recipients=(MAIL, CHAT)) == 2
    assert queue(db, clock, event(), recipients=(MAIL, CHAT)) == 0
    assert db.execute("SELECT session, article, created FROM alert").fetchall() == [
        ("s", 1, "2026-11-21T03:00:00.000Z")
    ]


def test_an_event_goes_with_the_transaction_of_its_cause(db, clock):
    def fail_after_queueing() -> None:
        with db.atomic():
            outbox.queue(db, event(), (MAIL,), clock())
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_queueing()
    assert outbox.listing(db) == []


def test_without_recipients_the_terminal_hears(db, clock):
    assert queue(db, clock, event(), recipients=()) == 1
    assert outbox.due(db, clock()) == {"terminal"}


def test_a_message_is_marked_before_it_is_sent_and_settled_after(db, clock):
    queue(db, clock, event())
    batch = take(db, clock)
    assert db.execute("SELECT attempts, sending_since FROM delivery").fetchone() == (1, "2026-11-21T03:00:00.000Z")
    assert (batch.attempts, batch.repeat, [a.event for a in batch.alerts]) == (1, False, ["session:1"])
    outbox.settle(db, batch, SENT, (MAIL,), clock())
    assert states(db) == ["sent"]
    assert take(db, clock) is None


def test_what_was_in_flight_at_a_crash_is_repeated_as_it_was(db, clock):
    queue(db, clock, event(1))
    take(db, clock)  # and the process dies here
    clock.advance(minutes=1)
    queue(db, clock, event(2))
    batch = take(db, clock)
    assert (batch.repeat, [a.event for a in batch.alerts]) == (True, ["session:1"])


def test_what_was_hurried_and_in_flight_at_a_crash_does_not_wait_for_its_digest(db, clock):
    queue(db, clock, event(1, "report"))
    assert take(db, clock) is None
    take(db, clock, hurry=True)  # and the process dies here
    assert outbox.due(db, clock()) == {"thu"}
    assert take(db, clock).repeat


def test_a_session_that_got_another_key_goes_on_in_its_thread(db, clock):
    queue(db, clock, event())
    assert [alert.thread for alert in take(db, clock).alerts] == ["s"]
    with db.atomic():
        db.execute("INSERT INTO session (id, key, body, title, added) VALUES (1, 's-2', 'ubqg-cds', 'Phiên họp', 't')")
        db.execute("INSERT INTO session_alias (key, session) VALUES ('s', 1), ('s-2', 1)")
        update = Event("update", "update:1-2", "Sửa tin", {"session": "s-2", "article": {"number": 2}})
        outbox.queue(db, update, (CHAT,), clock())
    assert [alert.thread for alert in take(db, clock, CHAT).alerts] == ["s"]


def test_a_refusal_that_passes_is_tried_again_later_and_is_no_repeat(db, clock):
    queue(db, clock, event())
    outbox.settle(db, take(db, clock), Result("retry", "HTTP 503"), (MAIL,), clock())
    assert take(db, clock) is None
    clock.advance(seconds=2)
    assert take(db, clock).repeat is False


def test_a_timeout_may_have_arrived(db, clock):
    queue(db, clock, event())
    outbox.settle(db, take(db, clock), Result("retry", "timeout", doubt=True), (MAIL,), clock())
    clock.advance(seconds=2)
    assert take(db, clock).repeat is True


def test_a_refusal_does_not_settle_the_doubt_of_an_earlier_attempt(db, clock):
    queue(db, clock, event())
    take(db, clock)  # and the process dies here
    outbox.settle(db, take(db, clock), Result("retry", "HTTP 429"), (MAIL,), clock())
    clock.advance(seconds=4)
    assert take(db, clock).repeat is True


def test_a_wait_asked_for_is_kept(db, clock):
    queue(db, clock, event())
    outbox.settle(db, take(db, clock), Result("retry", "HTTP 429", wait=timedelta(seconds=7)), (MAIL,), clock())
    clock.advance(seconds=6.999)
    assert take(db, clock) is None
    clock.advance(seconds=0.001)
    assert take(db, clock)


def test_patience_is_a_day_of_growing_waits_then_six_days_of_slow_ones():
    week = timedelta(days=7)
    waits = [wait for attempts in range(1, 100) if (wait := outbox.patience(attempts, week))]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=2)
    assert outbox.patience(len(waits) + 1, week) is None
    quick = [wait for wait in waits if wait <= timedelta(hours=1)]
    assert timedelta(hours=23) < sum(quick, timedelta()) < timedelta(hours=25)
    assert timedelta(days=6) < sum(waits, timedelta()) < timedelta(days=8)


def test_at_the_end_of_patience_a_delivery_is_dead_and_the_others_are_told(db, clock):
    queue(db, clock, event())
    db.execute("UPDATE delivery SET attempts = 58")
    clock.advance(days=7)
    assert outbox.settle(db, take(db, clock), Result("retry", "HTTP 503"), (MAIL, CHAT), clock()) == "dead"
    assert states(db) == ["dead", "pending"]
    newest = outbox.listing(db)[0]
    assert newest["subject"] == "Kênh báo tin “thu” không nhận được tin"
    assert newest["deliveries"] == [{"channel": "nhom", "state": "pending", "attempts": 0, "error": None}]


def test_a_service_killed_again_and_again_does_not_use_up_its_patience(db, clock):
    queue(db, clock, event())
    for _ in range(99):
        batch = take(db, clock)  # and the process dies here
        clock.advance(seconds=1)
    assert outbox.settle(db, batch, Result("retry", "HTTP 503"), (MAIL, CHAT), clock()) == "pending"


def test_a_dead_channel_is_told_once_a_day_and_not_to_itself(db, clock):
    queue(db, clock, event(1), event(2))
    for _ in range(2):
        outbox.settle(db, take(db, clock), Result("dead", "HTTP 403"), (MAIL, CHAT), clock())
    assert [row["event"] for row in outbox.listing(db)] == ["channel:thu:dead:2026-11-21", "session:2", "session:1"]
    assert outbox.settle(db, take(db, clock, CHAT, hurry=True), Result("dead", "403"), (CHAT,), clock()) == "dead"
    assert len(outbox.listing(db)) == 3


def test_further_reports_are_gathered_into_one_message(db, clock):
    clock.advance(minutes=7)
    queue(db, clock, event(1, "report"), event(2, "report"))
    clock.advance(minutes=22, seconds=59)
    assert take(db, clock) is None
    clock.advance(seconds=1)
    assert [a.event for a in take(db, clock).alerts] == ["report:1", "report:2"]


def test_in_a_hurry_nothing_gathers(db, clock):
    queue(db, clock, event(1, "report"), event(2, "report"), event(3))
    gathered = take(db, clock, hurry=True)
    assert [a.event for a in gathered.alerts] == ["report:1", "report:2"]
    outbox.settle(db, gathered, SENT, (MAIL,), clock())
    assert [a.event for a in take(db, clock, hurry=True).alerts] == ["session:3"]


def test_a_flood_becomes_one_digest_and_nothing_is_left_out(db, clock):
    queue(db, clock, *(event(n) for n in range(520)))
    sizes, told = [], set()
    while batch := take(db, clock):
        sizes.append(len(batch.alerts))
        told |= {alert.event for alert in batch.alerts}
        outbox.settle(db, batch, SENT, (MAIL,), clock())
    assert sizes == [500, *[1] * 20]
    assert len(told) == 520


def test_a_daily_digest_due_while_the_service_was_down_is_told_once(db, clock):
    daily = Recipient("thu", "x://1", when="daily 07:30")
    queue(db, clock, event(1), event(2, "report"), recipients=(daily,))
    assert states(db) == ["held", "held"]
    assert take(db, clock, daily, hurry=True) is None  # the user's wish, hurry or not
    clock.advance(days=2)
    batch = take(db, clock, daily)
    assert [a.event for a in batch.alerts] == ["session:1", "report:2"]
    outbox.settle(db, batch, SENT, (daily,), clock())
    assert take(db, clock, daily) is None


def test_a_retry_that_falls_in_quiet_hours_is_held(db, clock):
    quiet = Recipient("thu", "x://1", quiet="22:00-06:00")
    queue(db, clock, event(), recipients=(quiet,))
    outbox.settle(db, take(db, clock, quiet), Result("retry", "x", wait=timedelta(hours=13)), (quiet,), clock())
    clock.advance(hours=13)  # 23:00 in Vietnam
    assert take(db, clock, quiet) is None
    assert states(db) == ["held"]
    clock.advance(hours=7)
    assert take(db, clock, quiet)


def test_a_clock_set_back_an_hour_delays_no_new_alert(db, clock):
    queue(db, clock, event())
    clock.advance(hours=-1)
    assert take(db, clock)
    assert take(db, clock, CHAT) is None


def test_a_clock_set_back_an_hour_delays_no_retry(db, clock):
    queue(db, clock, event(1), event(2))
    outbox.settle(db, take(db, clock), Result("retry", "x", wait=timedelta(minutes=2)), (MAIL,), clock())
    clock.advance(hours=-1)
    assert outbox.set_back(db, timedelta(hours=1), clock()) == 1
    outbox.settle(db, take(db, clock), SENT, (MAIL,), clock())
    clock.advance(seconds=119)
    assert take(db, clock) is None
    clock.advance(seconds=1)
    assert [a.event for a in take(db, clock).alerts] == ["session:1"]


@pytest.mark.parametrize(
    ("state", "days"),
    [("pending", 1.1), ("held", 9.1)],  # longer than any wait asked for; than a weekly digest and quiet hours
)
def test_a_wait_longer_than_any_we_give_was_written_by_a_wrong_clock(db, clock, state, days):
    queue(db, clock, event())
    take(db, clock)
    db.execute("UPDATE delivery SET state = ?, next_try = ?", [state, rules.stamp(clock() + timedelta(days=days))])
    assert take(db, clock)


def test_a_weekly_digest_waits_its_week(db, clock):
    weekly = Recipient("thu", "x://1", when="weekly sat 09:00", quiet="08:00-12:00")  # 10:00 on a Saturday
    queue(db, clock, event(), recipients=(weekly,))
    assert take(db, clock, weekly) is None
    clock.advance(days=7, hours=1, minutes=59)
    assert take(db, clock, weekly) is None
    clock.advance(minutes=1)
    assert take(db, clock, weekly)


def test_retry_brings_the_dead_back(db, clock):
    queue(db, clock, event(1), event(2))
    while batch := take(db, clock):
        outbox.settle(db, batch, Result("dead", "HTTP 403"), (MAIL,), clock())
    assert outbox.retry(db, 1, clock()) == 1
    assert states(db) == ["pending", "dead"]
    assert outbox.retry(db, None, clock()) == 1
    assert outbox.retry(db, 99, clock()) == 0


def test_who_is_no_longer_configured_gets_no_old_news_later(db, clock):
    queue(db, clock, event(), recipients=(MAIL, CHAT))
    assert outbox.forget(db, (CHAT,)) == 1
    assert states(db) == ["dead", "pending"]
