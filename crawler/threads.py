"""Calls that may never end, away from the loop: a look-up, a message to a server that drips."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_thread(name: str, call: Callable[[], T], done: Callable[[], None] = lambda: None) -> T:
    """What a blocking call returns; `done` runs on the loop when it ends, however long ago the asker gave up.

    In a daemon thread, not an executor: one that is stuck must not keep the service from stopping. RuntimeError when
    the system allows no more threads.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        done()
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result, failure = None, None
        try:
            result = call()
        except Exception as error:
            failure = error
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
            loop.call_soon_threadsafe(settle, result, failure)

    try:
        threading.Thread(target=work, name=name, daemon=True).start()
    except RuntimeError:
        done()
        raise
    return await answer
