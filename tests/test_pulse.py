"""The heartbeat goes on whatever the wall clock does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crawler.pulse import Pulse, _EveryFromNow

NOW = datetime(2026, 2, 25, 7, tzinfo=UTC)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(hours=1), timedelta(days=3650)])
def test_missed_ticks_are_not_made_up_for(late: timedelta) -> None:
    trigger = _EveryFromNow(1)
    assert trigger.get_next_fire_time(NOW, NOW + late) == NOW + late + timedelta(seconds=1)


async def test_one_tick_at_a_time_and_errors_do_not_end_it() -> None:
    running, most, enough = 0, 0, asyncio.Event()
    ticks: list[int] = []

    async def tick() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        ticks.append(len(ticks))
        await asyncio.sleep(0.03)
        running -= 1
        if len(ticks) == 2:
            raise RuntimeError("one bad tick")
        if len(ticks) == 4:
            enough.set()

    pulse = Pulse(tick, 0.02)
    pulse.start()
    await asyncio.wait_for(enough.wait(), 20)
    await pulse.stop()
    assert most == 1


async def test_a_stop_lets_the_tick_under_way_end(caplog: pytest.LogCaptureFixture) -> None:
    began, ended = asyncio.Event(), 0

    async def tick() -> None:
        nonlocal ended
        began.set()
        await asyncio.sleep(0.05)
        ended += 1

    pulse = Pulse(tick, 0.01)
    pulse.start()
    await asyncio.wait_for(began.wait(), 20)
    await pulse.stop()
    assert ended == 1
    await asyncio.sleep(0.03)
    assert ended == 1
    assert not caplog.records
