"""Names to addresses, in threads of its own so that dead names hold up nobody else.

asyncio's own pool has six threads on a small machine; sixty dead names fill it, and no
living site is found any more.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Sequence

from crawler.fetch.trouble import Trouble
from crawler.threads import in_thread

Lookup = Callable[[str], Sequence[str]]

WORKERS = 64
CAP = 10.0  # seconds for one look-up
REMEMBER = 300.0  # seconds a failed look-up is not repeated


def system_lookup(host: str) -> Sequence[str]:
    """Every address the system gives for a name, in its order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Resolver:
    """Looks a name up once per request; only failures are remembered."""

    def __init__(self, lookup: Lookup = system_lookup, *, cap: float = CAP, remember: float = REMEMBER) -> None:
        self._lookup, self._cap, self._remember = lookup, cap, remember
        self._slots = asyncio.Semaphore(WORKERS)
        self._failed: dict[str, tuple[float, str]] = {}

    async def addresses(self, host: str) -> Sequence[str]:
        """At least one address, or Trouble("dns")."""
        self._refuse_known_dead(host)
        await self._slots.acquire()  # not under the cap: standing in line is no fault of the name's
        try:
            async with asyncio.timeout(self._cap):
                found = await self._in_thread(host)
        except TimeoutError:
            raise self._dead(host, f"no answer within {self._cap:g} s") from None
        except (OSError, UnicodeError) as error:
            raise self._dead(host, getattr(error, "strerror", None) or str(error)) from error
        if not found:
            raise self._dead(host, "no address")
        return found

    def _refuse_known_dead(self, host: str) -> None:
        until, why = self._failed.get(host, (0.0, ""))
        if time.monotonic() < until:
            raise Trouble("dns", f"{host}: {why}, a moment ago")
        self._failed.pop(host, None)

    def _dead(self, host: str, why: str) -> Trouble:
        self._failed[host] = (time.monotonic() + self._remember, why)
        return Trouble("dns", f"{host}: {why}")

    async def _in_thread(self, host: str) -> Sequence[str]:
        try:
            return await in_thread(f"resolve {host}", lambda: self._lookup(host), done=self._slots.release)
        except RuntimeError as error:  # the system allows no more threads
            raise Trouble("dns", f"{host}: {error}") from error
