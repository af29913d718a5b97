"""The real process as systemd meets it: ready, alive by its own progress, reloaded, stopped, and alone on its state."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest

from crawler.model import Settings
from crawler.schedule import Options, Service

DISABLED = "sources:\n  - {id: a, name: A, kind: national, listing: 'https://a.example/', enabled: false}\n"


class Notified:
    """systemd's end of the notify socket."""

    def __init__(self) -> None:
        name = f"phienhop-{uuid4()}"
        self.address = f"@{name}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"\0{name}")
        self._socket.settimeout(60)

    def next(self) -> str:
        """The next word; waits for it."""
        return self._socket.recv(4096).decode()

    def until(self, word: str) -> None:
        while self.next() != word:
            pass

    def rest(self) -> list[str]:
        """What has come, without waiting."""
        self._socket.setblocking(False)
        words = []
        try:
            while True:
                words.append(self.next())
        except BlockingIOError:
            return words

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def notified() -> Iterator[Notified]:
    made = Notified()
    yield made
    made.close()


Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path, notified: Notified) -> Iterator[Start]:
    """`phienhop run` on `tmp_path`, ended with the test."""
    (tmp_path / "sources.yaml").write_text("sources: []\n")
    environ = {**os.environ, "NOTIFY_SOCKET": notified.address, "PHIENHOP_TICK": "0.05"}
    files = ["--sources", str(tmp_path / "sources.yaml"), "--state", str(tmp_path / "state")]
    running = []

    def call() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "crawler", *files, "run", "--no-web"]
        running.append(subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield call
    for process in running:
        process.kill()
        process.communicate()


def log_until(process: subprocess.Popen[str], words: str) -> str:
    """The log up to the line with these words."""
    assert process.stderr is not None
    read = ""
    for line in process.stderr:
        read += line
        if words in line:
            return read
    raise AssertionError(f"the log ended without {words!r}:\n{read}")


def test_ready_alive_stopping(start: Start, notified: Notified) -> None:
    process = start()
    assert notified.next() == "READY=1"
    assert [notified.next() for _ in range(5)] == ["WATCHDOG=1"] * 5
    process.send_signal(signal.SIGTERM)
    notified.until("STOPPING=1")
    assert process.wait(30) == 0
    assert "READY=1" not in notified.rest()


def test_a_broken_configuration_is_not_taken(start: Start, notified: Notified, tmp_path: Path) -> None:
    process = start()
    notified.until("READY=1")
    (tmp_path / "sources.yaml").write_text("sources:\n  - id: a\n    evry: 3m\n")
    process.send_signal(signal.SIGHUP)
    log_until(process, "the new configuration is not used")
    assert "evry" in log_until(process, "evry")
    (tmp_path / "sources.yaml").write_text(DISABLED)
    process.send_signal(signal.SIGHUP)
    log_until(process, "configuration read again")
    notified.rest()
    notified._socket.settimeout(60)
    assert notified.next() == "WATCHDOG=1"
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_two_services_on_one_state(start: Start, notified: Notified) -> None:
    first = start()
    notified.until("READY=1")
    second = start()
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"process {first.pid}" in said
    assert "Traceback" not in said
    assert "READY=1" not in notified.rest()
    assert first.poll() is None


def test_a_killed_service_leaves_no_lock(start: Start, notified: Notified) -> None:
    first = start()
    notified.until("READY=1")
    first.kill()
    first.wait()
    start()
    notified.until("READY=1")


class Desk:
    """Whose database answers, fails, or never answers."""

    def __init__(self, keep: Callable[[], Any]) -> None:
        self._keep = keep

    async def keep(self, call: object) -> Any:
        return await self._keep()

    def clock(self) -> None:
        return None


async def _answers() -> list[str]:
    return []


async def _fails() -> list[str]:
    raise OSError("disk I/O error")


async def _hangs() -> list[str]:
    await asyncio.Event().wait()
    return []


@pytest.mark.parametrize(("keep", "fed"), [(_answers, True), (_fails, False), (_hangs, False)])
async def test_only_progress_feeds_the_watchdog(
    notified: Notified, monkeypatch: pytest.MonkeyPatch, keep: Callable[[], Any], fed: bool
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", notified.address)
    service = Service(Settings(), Options(Path()), cast(Any, Desk(keep)), cast(Any, None))
    tick = asyncio.create_task(service.tick())
    for _ in range(10):
        await asyncio.sleep(0)
    tick.cancel()
    await asyncio.gather(tick, return_exceptions=True)
    assert notified.rest() == (["WATCHDOG=1"] if fed else [])
