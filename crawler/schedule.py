"""The service: a tick asks the archive what is due, each source is its own task, alerts go out beside them.

The database is the timetable. APScheduler gives the tick (see `pulse`) and nothing else.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO, TypeVar

from crawler import systemd
from crawler.archive import RECHECKS, Archive
from crawler.archive.lock import beat, only_service
from crawler.archive.writer import Writer
from crawler.errors import ConfigError
from crawler.fetch import Fetcher
from crawler.model import Settings, Source, Visit
from crawler.notify.deliver import Delivery
from crawler.poll import Desk, poll
from crawler.pulse import Pulse
from crawler.worker import Worker

log = logging.getLogger(__name__)
T = TypeVar("T")

TICK = 1.0  # seconds
READERS = 2  # reading processes: a page that takes its 5 s holds up no other; more do not fit into the unit's memory
AT_ONCE = 200  # sources polled at the same time; a hanging one holds one place for its deadline
STALLED = 60.0  # seconds without a look at the outbox, and the watchdog is no longer fed
BEAT = 15.0  # seconds between two beats: the disk need not know of every tick
Beside = Callable[[], AbstractContextManager[Any]]

STOP_WITHIN = 25.0  # seconds given to passes under way when the service is stopped


@dataclass(frozen=True, slots=True)
class Options:
    """How the service runs, apart from `sources.yaml`."""

    state: Path
    rechecks: tuple[timedelta, ...] = RECHECKS
    tick: float = TICK
    contact: str | None = None
    hurry: bool = False  # send at once what would be gathered: for a demonstration
    terminal: TextIO | None = None  # where alerts go that have no recipient; standard output
    reload: Callable[[], Settings] | None = None  # reads sources.yaml again, on SIGHUP


@dataclass(slots=True)
class Service:
    """Everything that runs; made by `service`."""

    settings: Settings
    options: Options
    desk: Desk
    delivery: Delivery
    running: dict[str, asyncio.Task[Visit]] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _beat: float = -math.inf

    async def tick(self) -> None:
        """Start what is due, as far as there is room."""
        now = self.desk.clock()
        due = await self.desk.keep(lambda archive: archive.due_sources(now))
        enabled = {source.id: source for source in self._enabled()} if due else {}
        for id in due:
            if id in enabled and id not in self.running and len(self.running) < AT_ONCE:
                self.start(enabled[id])
        self._alive()

    def _alive(self) -> None:
        """The loop turned and the database answered: say so, unless the outbox is no longer looked at."""
        if time.monotonic() - self.delivery.looked > STALLED:
            return
        systemd.alive()
        if time.monotonic() - self._beat >= BEAT:
            self._beat = time.monotonic()
            beat(self.options.state)

    def start(self, source: Source) -> asyncio.Task[Visit]:
        """Poll one source in a task of its own."""
        task = asyncio.create_task(poll(source, self.desk), name=f"poll {source.id}")
        self.running[source.id] = task
        task.add_done_callback(lambda done: self._ended(source.id, done))
        return task

    def _ended(self, id: str, task: asyncio.Task[Visit]) -> None:
        self.running.pop(id, None)
        if task.cancelled():
            return
        if error := task.exception():
            log.error("source=%s pass ended: %s", id, error, exc_info=error)
        elif task.result().new or task.result().revisions:
            self.delivery.wake()

    async def forever(self) -> None:
        """Tick and deliver until asked to stop, then end what is under way."""
        pulse = Pulse(self.tick, self.options.tick)
        deliveries = asyncio.create_task(self.delivery.run(), name="deliveries")
        pulse.start()
        systemd.ready()
        log.info("phienhop runs: %d sources, state %s", len(self._enabled()), self.options.state)
        try:
            await self.stopping.wait()
        finally:
            log.info("stopping: %d passes under way", len(self.running))
            systemd.stopping()
            await pulse.stop()
            await _end([*self.running.values()], STOP_WITHIN)
            await self.delivery.stop()
            await _end([deliveries], 5)

    async def once(self) -> tuple[dict[str, Visit], dict[str, int]]:
        """Poll every enabled source once, deliver what is due; visits by source, and the alerts' counts."""
        visits = await poll_all(self._enabled(), self.desk)
        return visits, await self.delivery.deliver_due(self.desk.clock())

    async def reload(self) -> None:
        """Take a changed sources.yaml; a broken one changes nothing."""
        if self.options.reload is None:
            return
        try:
            settings = self.options.reload()
        except ConfigError as error:
            log.error("the new configuration is not used:\n%s", error)
            return
        self.settings = settings
        await self.desk.keep(lambda archive: archive.configure(settings))
        self.delivery.configure(settings.recipients)
        log.info("configuration read again: %d sources", len(self._enabled()))

    def _enabled(self) -> list[Source]:
        return [source for source in self.settings.sources if source.enabled]


async def _end(tasks: Iterable[asyncio.Task[Any]], seconds: float) -> None:
    """Wait for tasks, then cancel what is left."""
    waiting = [task for task in tasks if not task.done()]
    if not waiting:
        return
    _, late = await asyncio.wait(waiting, timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)


async def poll_all(sources: Iterable[Source], desk: Desk) -> dict[str, Visit]:
    """One pass over each, side by side; visits by source."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(source: Source) -> Visit:
        async with room:
            return await poll(source, desk)

    sources = list(sources)
    visits = await asyncio.gather(*(one(source) for source in sources))
    return {source.id: visit for source, visit in zip(sources, visits, strict=True)}


@asynccontextmanager
async def open_desk(settings: Settings, options: Options) -> AsyncIterator[Desk]:
    """What passes need, open on a state folder; closes it all at the end."""
    keep = Writer()
    await keep.open(
        lambda: Archive.open(
            options.state, recipients=settings.recipients, bodies=settings.bodies, rechecks=options.rechecks
        )
    )
    worker = Worker(bodies=settings.bodies, children=READERS)
    fetcher = Fetcher(hosts=await keep(lambda archive: archive.hosts()), contact=options.contact)
    try:
        await keep(lambda archive: archive.register(settings.sources, datetime.now(UTC)))
        yield Desk(fetcher, worker, keep)
    finally:
        await fetcher.close()
        worker.close()
        await keep.close()


@asynccontextmanager
async def service(
    settings: Settings, options: Options, stopping: asyncio.Event | None = None
) -> AsyncIterator[Service]:
    """The service on a state folder, the only one on it."""
    with only_service(options.state):
        async with open_desk(settings, options) as desk:
            keep = desk.keep
            delivery = Delivery(
                lambda call: keep(lambda archive: call(archive.db)),
                settings.recipients,
                tick=options.tick,
                hurry=options.hurry,
                out=options.terminal,
            )
            yield Service(settings, options, desk, delivery, stopping=stopping or asyncio.Event())


async def run(settings: Settings, options: Options, beside: Beside = nullcontext) -> None:
    """The service until SIGTERM or Ctrl-C; SIGHUP reads sources.yaml again. `beside` runs once the archive is there."""
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):  # before anything is opened: a stop may come while we start
        _when_told(name, stopping.set)
    async with service(settings, options, stopping) as running:
        _reload_when_told(running)
        if not stopping.is_set():
            settle()
            with beside():
                await running.forever()


def settle() -> None:
    """What was loaded stays: the collector need not walk through it, for a tenth of a second each time, on the loop."""
    gc.collect()
    gc.freeze()


def _reload_when_told(running: Service) -> None:
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(running.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    _when_told(signal.SIGHUP, reload)


def _when_told(name: signal.Signals, call: Callable[[], object]) -> None:
    """Not by the loop's own handlers: it takes them away when it closes, and a signal after that would kill."""
    loop = asyncio.get_running_loop()

    def told(*_: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: there is nothing left to stop
            loop.call_soon_threadsafe(call)

    signal.signal(name, told)
