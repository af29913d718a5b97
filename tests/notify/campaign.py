"""Many alerts to receivers that fail, by a service that is killed again and again: what must hold at the end."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.model import Recipient
from tests.notify.faulty import CHANNELS, Faulty, receiving
from tests.notify.service import Phienhop, alert, put, states

WAITING = 15  # not tried yet, for one recipient: more than 20 at once would become a digest


class Killer:
    """Kills the service in the middle of its work: when so many messages have arrived, before the last is answered."""

    def __init__(self, service: Phienhop, most: int) -> None:
        self._service, self._most, self._random = service, most, random.Random(2)
        self._left = 0
        self.kills = 0

    def aim(self) -> None:
        """The next service is to live for so many messages."""
        self._left = self._random.randint(1, self._most)

    def __call__(self) -> None:
        """A message has arrived."""
        self._left -= 1
        process = self._service.process
        if self._left != 0 or process is None:
            return
        if self._random.random() < 0.5:
            self._end(process.pid)
        else:  # somewhere after it was answered
            threading.Timer(self._random.random() / 50, self._end, [process.pid]).start()

    def _end(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def campaign(folder: Path, *, alerts: int, kills: int, most: int, flood: bool = False, busy: float = 0.1) -> Faulty:
    """Send `alerts` to three recipients that fail and one that never answers, through `kills` kills.

    Each service lives for `most` messages at most. `busy`: as in Faulty. `flood`: after the last
    kill, all the rest at once.
    """
    service = Phienhop(folder)
    faulty = Faulty(busy)
    killer = Killer(service, most)
    with receiving(faulty):
        service.environ = {"PHIENHOP_TELEGRAM_API": f"http://127.0.0.1:{faulty.http_port}", "PHIENHOP_TICK": "0.1"}
        settings = service.configure({"name": name, "to": [to]} for name, to in faulty.to.items())
        faulty.after = killer
        with service.outbox() as db:
            _send(service, db, settings.recipients, faulty, killer, alerts, kills, flood)
            faulty.over.set()
            assert service.stop() == 0
            assert [states(db, name) for name in CHANNELS] == [{"sent": alerts}] * 3
            assert "sent" not in states(db, "chet")
    assert killer.kills == kills
    return faulty


def _send(
    service: Phienhop,
    db: Database,
    recipients: Iterable[Recipient],
    faulty: Faulty,
    killer: Killer,
    alerts: int,
    kills: int,
    flood: bool,
) -> None:
    """Put alerts in as they go out; start the service again whenever it was killed."""
    put_in, end = 0, time.monotonic() + 3 * kills + alerts
    while True:
        assert time.monotonic() < end, f"{put_in} of {alerts} put in; {[states(db, name) for name in CHANNELS]}"
        if service.process is None or service.process.poll() is not None:
            if service.process is not None:
                assert service.process.returncode == -signal.SIGKILL, service.log[-2000:]
                killer.kills += 1
            faulty.run += 1
            if killer.kills < kills:
                killer.aim()
            service.start()
        untried, unsent = _waiting(db)
        room = alerts if flood and killer.kills == kills else WAITING - untried
        if put_in < alerts and room > 0:
            more = range(put_in, min(alerts, put_in + room))
            put(db, recipients, datetime.now(UTC), *(alert(number) for number in more))
            put_in = more.stop
        elif put_in == alerts and unsent == 0 and killer.kills == kills:
            return
        time.sleep(0.02)


def _waiting(db: Database) -> tuple[int, int]:
    """The most that wait for one recipient, not tried yet and in all."""
    rows = db.execute(
        "SELECT count(*) FILTER (WHERE attempts = 0), count(*) FROM delivery"
        f" WHERE state = 'pending' AND recipient IN {CHANNELS} GROUP BY recipient"
    ).fetchall()
    return max((row[0] for row in rows), default=0), max((row[1] for row in rows), default=0)


def verify(faulty: Faulty, alerts: int) -> dict[str, int]:
    """Nothing lost; each kill repeated at most one message a channel, which says so. Repeats by channel."""
    wanted = {f"session:{number}" for number in range(alerts)}
    repeats = {}
    for channel, arrivals in faulty.arrivals.items():
        sent_by: dict[str, int] = {}  # the process that sent it last
        killed: list[int] = []  # the processes whose kill is to blame for a repeat
        for arrival in arrivals:
            if before := {sent_by[event] for event in arrival.events if event in sent_by}:
                assert arrival.again, f"{channel}: {arrival} is a repeat and does not say so"
                killed += before
            sent_by.update(dict.fromkeys(arrival.events, arrival.run))
        assert sent_by.keys() == wanted, f"{channel}: lost {sorted(wanted - sent_by.keys())}"
        assert len(killed) == len(set(killed)), f"{channel}: more than one repeat for one kill: {killed}"
        repeats[channel] = len(killed)
    return repeats
