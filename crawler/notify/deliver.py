"""Sends what is due: one message in flight for each recipient, each in a thread of its own.

A recipient that fails holds up no other. Every step is written before the next one is taken, so
that a crash at any moment loses nothing and repeats at most what was in flight.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol, TextIO, TypeVar

from sqlite_utils import Database

from crawler.errors import ConfigError
from crawler.model import Recipient
from crawler.notify import compose, outbox, rules, secrets
from crawler.notify.channels import Channel, open_channel
from crawler.notify.outbox import AlertRow, Batch
from crawler.notify.result import Result
from crawler.threads import in_thread

log = logging.getLogger(__name__)
T = TypeVar("T")
TICK = 1.0  # seconds between two looks at what is due
STOP_WITHIN = 20.0  # seconds a message in flight is given when the service stops
SEND_WITHIN = 100.0  # seconds a message may take; well below what the watchdog waits
JUMP = 30.0  # seconds: a clock that is set back by more was set, and did not just drift
PATIENT_FAILURES = 3  # in a row; then the whole channel rests, not just the message


class Write(Protocol):
    """Runs a function on the database's one writer, and gives back what it returned."""

    def __call__(self, call: Callable[[Database], T], /) -> Awaitable[T]: ...


@dataclass
class _Line:
    """A recipient, its channel, and how that has been."""

    recipient: Recipient
    channel: Channel
    failures: int = 0  # in a row
    rests_until: float = 0.0  # loop time: a clock that jumps changes nothing


class Delivery:
    """The sender. `write` gives it the archive's one writer; `run` until `stop`, or `deliver_due` once."""

    def __init__(
        self,
        write: Write,
        recipients: Sequence[Recipient] = (),
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        tick: float = TICK,
        hurry: bool = False,
        out: TextIO | None = None,
    ) -> None:
        self._write, self._clock, self._tick, self._hurry, self._out = write, clock, tick, hurry, out
        self._lines: dict[str, _Line] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._wake = asyncio.Event()
        self._counts = {"sent": 0, "failed": 0}
        self.looked = time.monotonic()  # when `run` last came round: a watchdog wants to know
        self._ahead: float | None = None  # how far the clock was ahead of the loop's, which nobody sets
        self.configure(recipients)

    def configure(self, recipients: Sequence[Recipient]) -> None:
        """Take these recipients; ConfigError, and no change, when an address is wrong."""
        lines = {}
        for recipient in rules.listeners(recipients):
            kept = self._lines.get(recipient.name)
            if kept and kept.recipient.to == recipient.to:
                lines[recipient.name] = replace(kept, recipient=recipient)
            else:
                lines[recipient.name] = _Line(recipient, open_channel(recipient, self._out))
        self._lines = lines

    async def run(self) -> None:
        """Look at what is due every tick, until stopped; what is in flight is ended first."""
        try:
            await self._ask(lambda db: outbox.forget(db, self._recipients()))
            while not self._stopping.is_set():
                await self._mind_the_clock()
                await self._start(self._clock(), self._hurry)
                self.looked = time.monotonic()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._tick)
                self._wake.clear()
        finally:
            self._stopping.set()
            await self._end()

    def wake(self) -> None:
        """Something may have been queued: look now, not at the next tick."""
        self._wake.set()

    async def stop(self) -> None:
        """Begin nothing more and wait for what is in flight."""
        self._stopping.set()
        self.wake()
        await self._end()

    async def deliver_due(self, now: datetime | None = None) -> dict[str, int]:
        """Send everything due once, without waiting for what gathers; counts of deliveries.

        `queued` is what was waiting, due or not, when we began.
        """
        before = await self._write(outbox.counts)
        self._counts = {"sent": 0, "failed": 0}
        await self._start(now or self._clock(), hurry=True, fixed=now)
        await asyncio.gather(*self._tasks.values())
        return {"queued": before.get("pending", 0) + before.get("held", 0), **self._counts}

    def _recipients(self) -> list[Recipient]:
        return [line.recipient for line in self._lines.values()]

    async def _start(self, now: datetime, hurry: bool, fixed: datetime | None = None) -> None:
        """A task for each recipient with something due and none at work."""
        names = await self._ask(lambda db: outbox.due(db, now, hurry=hurry)) or set()
        clock = asyncio.get_running_loop().time()
        for name in sorted(names & self._lines.keys()):
            if name not in self._tasks and self._lines[name].rests_until <= clock:
                task = asyncio.create_task(self._drain(name, hurry, fixed), name=f"notify {name}")
                self._tasks[name] = task
                task.add_done_callback(lambda task, name=name: self._done(name, task))  # type: ignore[misc]

    async def _mind_the_clock(self) -> None:
        """Waits were written as moments: a clock set back would make them longer."""
        now = self._clock()
        ahead = now.timestamp() - asyncio.get_running_loop().time()
        before, self._ahead = self._ahead, ahead
        if before is not None and before - ahead > JUMP:
            by = timedelta(seconds=round(before - ahead, 3))
            log.warning("the clock was set back by %s", by)
            if await self._ask(lambda db: outbox.set_back(db, by, now)) is None:
                self._ahead = before

    async def _ask(self, call: Callable[[Database], T]) -> T | None:
        """None, and a line in the log, where the database cannot answer now: the next tick asks again."""
        try:
            return await self._write(call)
        except Exception:
            log.exception("the outbox cannot be used now; trying again")
            return None

    def _done(self, name: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(name, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("channel=%s stopped for now: %s", name, error, exc_info=error)

    async def _end(self) -> None:
        if self._tasks:
            await asyncio.wait([*self._tasks.values()], timeout=STOP_WITHIN)
        for task in [*self._tasks.values()]:
            task.cancel()

    async def _drain(self, name: str, hurry: bool, fixed: datetime | None) -> None:
        """One recipient's messages, one after another, until nothing is due or the channel rests."""
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set() and (line := self._lines.get(name)) and line.rests_until <= loop.time():
            recipient, now = line.recipient, fixed or self._clock()
            batch = await self._write(partial(outbox.take, recipient=recipient, now=now, hurry=hurry))
            if batch is None:
                return
            result = await _sent(line.channel, batch)
            await self._settle(line, batch, result, fixed or self._clock())

    async def _settle(self, line: _Line, batch: Batch, result: Result, now: datetime) -> None:
        state = await self._write(lambda db: outbox.settle(db, batch, result, self._recipients(), now))
        self._counts["sent" if state == "sent" else "failed"] += len(batch.deliveries)
        if state == "sent":
            line.failures = 0
            return
        log.warning("channel=%s %s: %s", line.recipient.name, state, result.error)
        line.failures += 1
        rest = result.wait or (outbox.patience(line.failures) if line.failures >= PATIENT_FAILURES else None)
        if rest is not None and state == "pending":
            line.rests_until = asyncio.get_running_loop().time() + rest.total_seconds()


async def _sent(channel: Channel, batch: Batch) -> Result:
    """What became of a message, within a time: a server that drips holds up its channel no longer than that."""
    try:
        async with asyncio.timeout(SEND_WITHIN):
            return await in_thread(f"notify {batch.recipient}", partial(_send, channel, batch))
    except TimeoutError:
        return Result("retry", f"no end of it within {SEND_WITHIN:g} s", doubt=True)


def test(recipient: Recipient) -> Result:
    """Send a specimen now. The result's `wrong` names the part of the address to look at."""
    try:
        channel = open_channel(recipient)
    except ConfigError as error:
        return Result("dead", str(error), wrong="address")
    specimen = AlertRow(
        event="specimen",
        kind="match",
        subject="Tin thử của phienhop: kênh này nhận được tin",
        data={"reason": "Bạn vừa chạy “phienhop alerts test”."},
        created=rules.stamp(datetime.now(UTC)),
    )
    return _send(channel, Batch(recipient.name, (), (specimen,), 1, False))


def _send(channel: Channel, batch: Batch) -> Result:
    """Blocking. Whatever goes wrong is a result; its words hold no secret."""
    try:
        message = compose.message(batch.alerts, channel.kind, repeat=batch.repeat)
        result = channel.send(message)
    except Exception as error:
        log.exception("recipient=%s: a message could not be sent", batch.recipient)
        result = Result("retry", f"{type(error).__name__}: {error}", doubt=True)
    return replace(result, error=secrets.redact(result.error)) if result.error else result


def remedy(result: Result) -> str | None:
    """What to look at, for the person who runs `alerts test`."""
    return _REMEDIES.get(result.wrong or "")


_REMEDIES: dict[str, Any] = {
    "address": "the Apprise URL of this recipient is not right; https://appriseit.com/services/ shows each form",
    "host": "the server does not answer: check its name and port, and that this machine may reach it",
    "login": "the server refuses the login: check user and password (many mail services want an app password)",
    "recipient": "the server does not take mail for this address, or the chat is unknown to the bot: write to it first",
    "token": "the service does not know this token: copy it again",
    "message": "the service refused the message itself",
}
