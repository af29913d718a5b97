"""The real service as a process of its own, on a folder of its own, between a country and its receivers."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Self

from sqlite_utils import Database

from crawler.demo.country import Country
from crawler.demo.receivers import Receivers
from crawler.errors import PhienhopError
from crawler.search import open_readonly

RECHECKS = ",".join(f"{seconds}s" for seconds in range(3, 120, 3))
FAST = {"PHIENHOP_TICK": "0.2", "PHIENHOP_RECHECKS": RECHECKS, "PHIENHOP_HURRY": "1"}
PATIENCE = 60.0  # seconds; what is waited for takes one or two, on a machine with little to do
_LOOK = 0.1  # seconds between two looks at whether something has happened


class Unexpected(PhienhopError):
    """What should have happened did not, or what should not have did."""


class Stage:
    """`async with Stage(folder) as stage:`; the service runs between `start` and `stop`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.country = Country()
        self.receivers = Receivers()
        self._service: asyncio.subprocess.Process | None = None
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.receivers)
            await stack.enter_async_context(self.country)
            stack.push_async_callback(self.kill)
            self._stack = stack.pop_all()
        self.sources.write_text(self.country.sources_yaml(to=self.receivers.to), encoding="utf-8")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def sources(self) -> Path:
        return self.folder / "sources.yaml"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def log(self) -> Path:
        return self.folder / "service.log"

    def database(self) -> Database:
        """The archive, for questions only."""
        return open_readonly(self.state)

    # --- the service ---

    async def start(self) -> None:
        """`phienhop run`, with clocks that go fast."""
        with self.log.open("ab") as log:
            self._service = await asyncio.create_subprocess_exec(
                *self._command(["run", "--no-web"]), stdout=log, stderr=log, env=self._environment(FAST)
            )

    async def stop(self) -> int:
        """Ask it to end, as systemd does; its exit code."""
        if self._service is None:
            raise Unexpected("the service is not running")
        self._service.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._service.wait(), PATIENCE)
        except TimeoutError:
            raise Unexpected(f"the service did not end within {PATIENCE:.0f} s of SIGTERM") from None

    async def kill(self) -> None:
        """End it at once, wherever it is: kill -9."""
        if self._service is not None and self._service.returncode is None:
            self._service.kill()
            await self._service.wait()

    async def ask(self, *words: str, columns: int = 110) -> str:
        """What `phienhop WORDS…` prints on a terminal so wide."""
        process = await asyncio.create_subprocess_exec(
            *self._command(words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment({"COLUMNS": str(columns)}),
        )
        out, error = await process.communicate()
        if process.returncode:
            raise Unexpected(f"phienhop {' '.join(words)} ended with {process.returncode}: {error.decode().strip()}")
        return out.decode()

    @asynccontextmanager
    async def browsing(self) -> AsyncIterator[str]:
        """`phienhop serve` on a port that is free; its address."""
        process = await asyncio.create_subprocess_exec(
            *self._command(["serve", "--port", "0"]), stderr=asyncio.subprocess.PIPE, env=self._environment({})
        )
        try:
            assert process.stderr is not None
            said = await asyncio.wait_for(process.stderr.readline(), PATIENCE)
            if not said.startswith(b"http://"):
                raise Unexpected(f"phienhop serve does not say where it answers: {said.decode().strip()}")
            yield said.decode().strip()
        finally:
            if process.returncode is None:
                process.terminate()
            await process.communicate()

    async def until(self, what: str, happened: Callable[[], bool]) -> None:
        """Wait for something to happen; Unexpected when it does not in time, or the service ends meanwhile."""
        await until(what, lambda: self._alive() and happened())

    def _alive(self) -> bool:
        if self._service is None or self._service.returncode is not None:
            last = self.log.read_text(encoding="utf-8").strip().rpartition("\n")[2] if self.log.exists() else ""
            raise Unexpected(f"the service ended by itself: {last}")
        return True

    def _command(self, words: Sequence[str]) -> list[str]:
        options = ["--sources", str(self.sources), "--state", str(self.state)]
        return [sys.executable, "-m", "crawler", *options, *words]

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """Ours without what configures another phienhop, and no proxy between loopback and loopback."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHIENHOP_")}
        return {**kept, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **self.receivers.environment, **more}


async def until(what: str, happened: Callable[[], bool], within: float = PATIENCE) -> None:
    """Look again and again; Unexpected when it has not happened in time."""
    try:
        async with asyncio.timeout(within):
            while not happened():  # noqa: ASYNC110 - what is waited for happens in another process
                await asyncio.sleep(_LOOK)
    except TimeoutError:
        raise Unexpected(f"not within {within:g} s: {what}") from None
