"""A clock on which work takes its time and waiting takes none."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from unittest import mock

# Who reads the wall clock by name; all else on the way is given a clock.
_READERS = ("apscheduler.schedulers.base", "crawler.pulse", "crawler.schedule", "crawler.archive.addresses")


class SkippingLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to its next timer where it would sleep, unless a thread is at work for it."""

    def __init__(self) -> None:
        self.skipped, self.at_work = 0.0, 0
        super().__init__(_Selector(self))

    def time(self) -> float:
        return super().time() + self.skipped

    def run_in_executor(self, *call: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """The usual, counting who is at work."""
        self.at_work += 1
        future = super().run_in_executor(*call)
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: asyncio.Future[Any]) -> None:
        self.at_work -= 1

    @contextmanager
    def wall(self) -> Iterator[Callable[[], datetime]]:
        """The wall clock that goes with this loop, read by the service as well."""
        began, zero = datetime.now(UTC), self.time()

        def now() -> datetime:
            return began + timedelta(seconds=self.time() - zero)

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return now().astimezone(tz)

        with ExitStack() as stack:
            for module in _READERS:
                stack.enter_context(mock.patch(f"{module}.datetime", Clock))
            yield now


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: SkippingLoop) -> None:
        super().__init__()
        self.loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0 or self.loop.at_work:
            return super().select(timeout)
        ready = super().select(0)
        if not ready:
            self.loop.skipped += timeout
        return ready
