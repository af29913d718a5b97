import asyncio
import io
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.errors import ConfigError
from crawler.model import Event, Recipient
from crawler.notify import outbox
from crawler.notify.deliver import Delivery
from crawler.notify.deliver import test as try_out

TOKEN = "123456789:AAE-canary_canary-canary"


def event(number: int = 1, kind: str = "session") -> Event:
    data = {"session": "s", "article": {"number": number, "title": f"Bài {number}", "url": "https://tinh.example/"}}
    return Event(kind, f"{kind}:{number}", f"Tin {number}", data)  # type: ignore[arg-type]


def queue(db: Database, clock: Any, recipients: Sequence[Recipient], *events: Event) -> None:
    with db.atomic():
        for one in events or (event(),):
            outbox.queue(db, one, recipients, clock())


def states(db: Database) -> dict[str, str]:
    return dict(db.execute("SELECT recipient, state FROM delivery ORDER BY id").fetchall())


@pytest.fixture
def write(db):
    async def call(function):
        return function(db)

    return call


@pytest.fixture
def everyone(receiver, mailbox, monkeypatch):
    monkeypatch.setenv("PHIENHOP_TELEGRAM_API", receiver.url)
    return (
        Recipient("thu", mailbox.url()),
        Recipient("nhom", f"tgram://{TOKEN}/42"),
        Recipient("moc", f"json://127.0.0.1:{receiver.port}/hook"),
    )


async def test_one_alert_to_three_recipients(db, clock, write, everyone, receiver, mailbox):
    queue(db, clock, everyone)
    delivery = Delivery(write, everyone, clock=clock)
    assert await delivery.deliver_due(clock()) == {"queued": 3, "sent": 3, "failed": 0}
    assert (len(mailbox.mails), len(receiver.asked)) == (1, 2)
    assert await delivery.deliver_due(clock()) == {"queued": 0, "sent": 0, "failed": 0}
    await delivery.stop()


async def test_a_failing_channel_holds_up_no_other(db, clock, write, everyone, receiver, mailbox):
    queue(db, clock, everyone, *(event(n) for n in range(5)))
    mailbox.at_rcpt["ban-doc@vidu.example"] = "451 later"
    delivery = Delivery(write, everyone, clock=clock)
    assert await delivery.deliver_due(clock()) == {"queued": 15, "sent": 10, "failed": 3}  # after three it rests
    assert states(db) == {"thu": "pending", "nhom": "sent", "moc": "sent"}
    await delivery.stop()


async def test_a_channel_that_was_told_to_wait_waits(db, clock, write, everyone, receiver):
    hook = everyone[2:]
    queue(db, clock, hook, event(1), event(2))
    receiver.answers = [(429, {}, {"Retry-After": "60"})]
    delivery = Delivery(write, hook, clock=clock)
    assert await delivery.deliver_due(clock()) == {"queued": 2, "sent": 0, "failed": 1}
    assert len(receiver.asked) == 1
    await delivery.stop()


async def test_one_message_in_flight_per_channel(db, clock, write, everyone, receiver):
    hook = everyone[2:]
    queue(db, clock, hook, *(event(n) for n in range(8)))
    marked = []

    async def watched(function):
        answer = function(db)
        marked.append(db.execute("SELECT COUNT(*) FROM delivery WHERE sending_since IS NOT NULL").fetchone()[0])
        return answer

    delivery = Delivery(watched, hook, clock=clock)
    assert (await delivery.deliver_due(clock()))["sent"] == 8
    assert max(marked) == 1
    await delivery.stop()


async def test_killed_between_sending_and_marking_it_is_repeated_with_the_same_id(db, clock, write, everyone, mailbox):
    mail = everyone[:1]
    queue(db, clock, mail)
    steps = 0

    async def dies_after_sending(function):
        nonlocal steps
        steps += 1
        if steps == 4:  # counts, due, take, and now the settling
            raise SystemError("killed")
        return function(db)

    with pytest.raises(SystemError):
        await Delivery(dies_after_sending, mail, clock=clock).deliver_due(clock())
    assert states(db) == {"thu": "pending"}
    again = Delivery(write, mail, clock=clock)
    assert (await again.deliver_due(clock()))["sent"] == 1
    first, second = mailbox.mails
    assert first["X-Phienhop-Event"] == second["X-Phienhop-Event"] == "session:1"
    assert (first["Subject"], second["Subject"]) == ("Tin 1", "(gửi lại) Tin 1")
    await again.stop()


async def test_nothing_is_lost_or_told_twice_over_many_failures(db, clock, write, everyone, receiver):
    hook = everyone[2:]
    queue(db, clock, hook, *(event(n) for n in range(20)))
    receiver.answers = [(503, {}), "drop", (200, {}), (429, {}, {"Retry-After": "1"}), (500, {}), (200, {})] * 3
    for _ in range(40):
        delivery = Delivery(write, hook, clock=clock)  # a new process each time: nothing but the database remembers
        await delivery.deliver_due(clock())
        await delivery.stop()
        clock.advance(minutes=10)
    assert set(states(db).values()) == {"sent"}
    told = [body["message"].rpartition("Mã tin: ")[2] for _, body in receiver.asked]
    assert set(told) == {f"session:{n}" for n in range(20)}


async def test_a_dead_channel_is_reported_by_another(db, clock, write, everyone, receiver, mailbox):
    queue(db, clock, everyone[1:2])
    receiver.answers = [(403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})]
    delivery = Delivery(write, everyone[:2], clock=clock)
    await delivery.deliver_due(clock())
    await delivery.deliver_due(clock())
    assert [mail["Subject"] for mail in mailbox.mails] == ["Kênh báo tin “nhom” không nhận được tin"]
    assert "bot was blocked by the user" in mailbox.mails[0].get_body(("plain",)).get_content()
    await delivery.stop()


async def test_no_secret_reaches_the_database(db, clock, write, everyone, receiver):
    queue(db, clock, everyone[1:2])
    receiver.answers = [(401, {"ok": False, "description": f"bad token {TOKEN}"})]
    delivery = Delivery(write, everyone, clock=clock)
    await delivery.deliver_due(clock())
    await delivery.stop()
    assert "canary" not in "\n".join(db.conn.iterdump())
    assert outbox.listing(db)[-1]["deliveries"][0]["error"] == "HTTP 401: bad token •••"


async def test_the_service_sends_what_comes_and_stops_cleanly(db, clock, write, everyone, mailbox):
    mail = everyone[:1]
    delivery = Delivery(write, mail, clock=clock, tick=0.01)
    running = asyncio.create_task(delivery.run())
    queue(db, clock, mail)
    assert await asyncio.to_thread(mailbox.arrived.wait, 10)
    await delivery.stop()
    await running
    assert states(db) == {"thu": "sent"}


async def test_a_database_that_fails_for_a_while_stops_nothing(db, clock, write, everyone, mailbox):
    mail, failures = everyone[:1], iter(range(3))

    async def fails_first(function):
        if next(failures, None) is not None:
            raise OSError("no space left on device")
        return function(db)

    queue(db, clock, mail)
    delivery = Delivery(fails_first, mail, clock=clock, tick=0.01)
    running = asyncio.create_task(delivery.run())
    assert await asyncio.to_thread(mailbox.arrived.wait, 10)
    await delivery.stop()
    await running
    assert states(db) == {"thu": "sent"}


async def test_a_clock_set_back_while_it_runs_makes_no_wait_longer(db, clock, write, everyone, receiver):
    hook = everyone[2:]
    queue(db, clock, hook)
    receiver.answers = [(503, {}, {"Retry-After": "3600"})]
    delivery = Delivery(write, hook, clock=clock, tick=0.01)
    running = asyncio.create_task(delivery.run())
    while not db.execute("SELECT 1 FROM delivery WHERE error IS NOT NULL").fetchone():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    due = db.execute("SELECT next_try FROM delivery").fetchone()
    clock.advance(hours=-2)
    while db.execute("SELECT next_try FROM delivery").fetchone() == due:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await delivery.stop()
    await running
    (moment,) = db.execute("SELECT next_try FROM delivery").fetchone()
    assert abs(datetime.fromisoformat(moment) - clock() - timedelta(hours=1)) < timedelta(seconds=30)


async def test_a_message_in_flight_is_ended_before_the_stop(db, clock, write, everyone, receiver):
    hook = everyone[2:]
    queue(db, clock, hook)
    asked, go = threading.Event(), threading.Event()

    def hold() -> None:
        asked.set()
        go.wait(10)

    receiver.seen = hold
    delivery = Delivery(write, hook, clock=clock, tick=0.01)
    running = asyncio.create_task(delivery.run())
    await asyncio.to_thread(asked.wait, 10)
    stopping = asyncio.create_task(delivery.stop())
    await asyncio.sleep(0)
    go.set()
    await stopping
    await running
    assert states(db) == {"moc": "sent"}


async def test_a_message_that_never_ends_is_given_up_in_doubt(db, clock, write, monkeypatch):
    """Its thread goes on for ever, and keeps neither the next message nor the end from coming."""
    monkeypatch.setattr("crawler.notify.deliver.SEND_WITHIN", 0.2)
    stuck = threading.Event()
    monkeypatch.setattr("crawler.notify.deliver._send", lambda *_: stuck.wait())
    hook = Recipient("moc", "json://127.0.0.1:9/hook")
    queue(db, clock, [hook], event(1))
    delivery = Delivery(write, [hook], clock=clock)
    assert (await delivery.deliver_due(clock()))["failed"] == 1
    row = db.execute("SELECT state, attempts, sending_since IS NOT NULL, error FROM delivery").fetchone()
    assert row == ("pending", 1, 1, "no end of it within 0.2 s")
    await delivery.stop()
    assert [thread for thread in threading.enumerate() if thread.name == "notify moc" and thread.daemon]
    stuck.set()


async def test_without_recipients_alerts_go_to_the_terminal(db, clock, write):
    queue(db, clock, ())
    out = io.StringIO()
    delivery = Delivery(write, (), clock=clock, out=out)
    assert (await delivery.deliver_due(clock()))["sent"] == 1
    assert "Tin 1" in out.getvalue()
    await delivery.stop()


async def test_a_new_configuration_is_taken_and_a_wrong_one_changes_nothing(db, clock, write, everyone, mailbox):
    delivery = Delivery(write, everyone[2:], clock=clock)
    with pytest.raises(ConfigError):
        delivery.configure((Recipient("sai", "nothing://x"),))
    delivery.configure(everyone[:1])
    queue(db, clock, everyone[:1])
    assert (await delivery.deliver_due(clock()))["sent"] == 1
    assert len(mailbox.mails) == 1
    await delivery.stop()


def test_a_specimen_tells_what_is_wrong(mailbox, everyone, receiver):
    assert try_out(everyone[0]).sent
    assert mailbox.mails[0]["Subject"] == "Tin thử của phienhop: kênh này nhận được tin"
    receiver.answers = [(400, {"ok": False, "description": "Bad Request: chat not found"})]
    assert try_out(everyone[1]).wrong == "recipient"
    assert try_out(Recipient("sai", "nothing://x")).wrong == "address"
