"""The service: a tick asks the archive what is due, each source is its own task, alerts go out beside them.

The database is the timetable. APScheduler gives the tick (see `pulse`) and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO, TypeVar

from crawler import systemd
from crawler.archive import RECHECKS, Archive
from crawler.archive.lock import only_service
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
AT_ONCE = 200  # sources polled at the same time; a hanging one holds one place for its deadline
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


class Writer:
    """The one thread that holds the database for writing."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._archive: Archive | None = None

    async def open(self, make: Callable[[], Archive]) -> None:
        self._archive = await asyncio.get_running_loop().run_in_executor(self._thread, make)

    def __call__(self, call: Callable[[Archive], T]) -> Awaitable[T]:
        if self._archive is None:
            raise RuntimeError("the archive is not open")
        # Shielded: a cancelled task must not leave us guessing whether its write happened.
        return asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, call, self._archive))

    async def close(self) -> None:
        if self._archive is not None:
            await self(lambda archive: archive.close())
            self._archive = None
        self._thread.shutdown(wait=True)


@dataclass(slots=True)
class Service:
    """Everything that runs; made by `service`."""

    settings: Settings
    options: Options
    desk: Desk
    delivery: Delivery
    running: dict[str, asyncio.Task[Visit]] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def tick(self) -> None:
        """Start what is due, as far as there is room."""
        now = self.desk.clock()
        for id in await self.desk.keep(lambda archive: archive.due_sources(now)):
            source = self.settings.source(id)
            if source and source.enabled and id not in self.running and len(self.running) < AT_ONCE:
                self.start(source)
        systemd.alive()  # the loop turned and the database answered

    def start(self, source: Source) -> asyncio.Task[Visit]:
        """Poll one source in a task of its own."""
        task = asyncio.create_task(poll(source, self.desk), name=f"poll {source.id}")
        self.running[source.id] = task
        task.add_done_callback(lambda done: self._ended(source.id, done))
        return task

    def _ended(self, id: str, task: asyncio.Task[Visit]) -> None:
        self.running.pop(id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("source=%s pass ended: %s", id, error, exc_info=error)

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
    worker = Worker(bodies=settings.bodies)
    fetcher = Fetcher(hosts=await keep(lambda archive: archive.hosts()), contact=options.contact)
    try:
        await keep(lambda archive: archive.register(settings.sources, datetime.now(UTC)))
        yield Desk(fetcher, worker, keep)
    finally:
        await fetcher.close()
        worker.close()
        await keep.close()


@asynccontextmanager
async def service(settings: Settings, options: Options) -> AsyncIterator[Service]:
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
            yield Service(settings, options, desk, delivery)


async def run(settings: Settings, options: Options, beside: Beside = nullcontext) -> None:
    """The service until SIGTERM or Ctrl-C; SIGHUP reads sources.yaml again. `beside` runs once the archive is there."""
    async with service(settings, options) as running:
        with beside():
            await _until_told(running)


async def _until_told(running: Service) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.stopping.set)
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = asyncio.create_task(running.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    loop.add_signal_handler(signal.SIGHUP, reload)
    await running.forever()
