"""`phienhop …` of which one part hangs for as long as the file STUCK is there; it says so by making STUCK.held."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import schedule
from crawler.archive import Archive
from crawler.cli import main
from crawler.notify.deliver import Delivery

FILE = Path(os.environ.get("STUCK", ""))


def held() -> bool:
    """Whether to hang on."""
    if FILE.exists():
        FILE.with_suffix(".held").touch()
        return True
    return False


def the_loop() -> None:
    """The event loop itself."""
    tick = schedule.Service.tick

    async def blocked(self: schedule.Service) -> None:
        while held():
            time.sleep(0.01)  # noqa: ASYNC251  (that is the fault)
        await tick(self)

    schedule.Service.tick = blocked  # type: ignore[method-assign]


def the_writer() -> None:
    """The thread that writes."""
    due = Archive.due_sources

    def blocked(self: Archive, now: datetime, limit: int = 1000) -> list[str]:
        while held():
            time.sleep(0.01)
        return due(self, now, limit)

    Archive.due_sources = blocked  # type: ignore[method-assign,assignment]


def the_outbox() -> None:
    """The task that sends, while all else goes on."""
    schedule.STALLED = 0.2
    start = Delivery._start

    async def blocked(self: Delivery, *args: Any, **options: Any) -> None:
        while held():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await start(self, *args, **options)

    Delivery._start = blocked  # type: ignore[method-assign]


if __name__ == "__main__":
    {"loop": the_loop, "writer": the_writer, "outbox": the_outbox}[os.environ["STUCK_PART"]]()
    main()
