"""The service's heartbeat: APScheduler, made safe against a wall clock that jumps and a stop at a bad moment.

APScheduler 3 counts on the wall clock: set back an hour, its jobs rest for an hour; set ahead
ten years, an interval trigger counts every run it missed. So the tick's trigger never looks
back, and a guard on the loop's monotonic clock re-sets it when it is planned too late.
Its shutdown cancels the coroutines it runs, so a tick is a task of ours that it only starts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

log = logging.getLogger(__name__)

JUMP = 60.0  # seconds the two clocks may part between two looks and nothing is said
_SLACK = 1.0  # seconds: the next tick is never planned later than this and one interval, unless the clock was set back
_TICK = "tick"


class _EveryFromNow(BaseTrigger):  # type: ignore[misc]  # APScheduler is untyped
    """The next run is one interval from now, whatever was missed."""

    def __init__(self, seconds: float) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else now + self.interval


class Pulse:
    """Calls `tick` every `seconds`; one call at a time."""

    def __init__(self, tick: Callable[[], Awaitable[None]], seconds: float) -> None:
        self._tick, self._seconds = tick, seconds
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._guard: asyncio.Task[None] | None = None
        self._under_way: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs a running loop."""
        self._scheduler.add_job(self._beat, _EveryFromNow(self._seconds), id=_TICK)
        self._scheduler.start()
        self._guard = asyncio.create_task(self._mind_the_clock(), name="clock guard")

    async def stop(self) -> None:
        """No further ticks; back when the one under way has ended."""
        if self._guard is not None:
            self._guard.cancel()
        self._scheduler.pause()
        await asyncio.sleep(0)  # a beat already handed to the loop takes its one step
        self._scheduler.shutdown(wait=False)
        if self._under_way is not None:
            await asyncio.wait([self._under_way])

    async def _beat(self) -> None:
        if self._under_way is None or self._under_way.done():
            self._under_way = asyncio.create_task(self._one_tick(), name="tick")

    async def _one_tick(self) -> None:
        try:
            await self._tick()
        except Exception:
            log.exception("tick failed")

    async def _mind_the_clock(self) -> None:
        loop = asyncio.get_running_loop()
        wall, steady = datetime.now(UTC), loop.time()
        while True:
            await asyncio.sleep(max(self._seconds, 1.0))
            now = datetime.now(UTC)
            drift = (now - wall).total_seconds() - (loop.time() - steady)
            if abs(drift) > JUMP:
                log.warning("the clock jumped by %.0f s to %s", drift, now.isoformat(timespec="seconds"))
            # Judged by what is planned: a clock that went ahead and came back between two looks shows no drift.
            if self._scheduler.get_job(_TICK).next_run_time > now + timedelta(seconds=self._seconds + _SLACK):
                self._scheduler.modify_job(_TICK, next_run_time=now)
            wall, steady = now, loop.time()
