"""The real process as systemd meets it: ready, alive by its own progress, reloaded, stopped, and alone on its state."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from crawler.model import Settings
from crawler.schedule import STALLED, Options, Service
from tests.systemd import stuck

DISABLED = "sources:\n  - {id: a, name: A, kind: national, listing: 'https://a.example/', enabled: false}\n"


class Notified:
    """systemd's end of the notify socket."""

    def __init__(self) -> None:
        name = f"phienhop-{uuid4()}"
        self.address = f"@{name}"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(f"\0{name}")
        self.patient()

    def patient(self) -> None:
        """Wait for words again, after `rest` did not."""
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


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path, notified: Notified) -> Iterator[Start]:
    """`phienhop run` on `tmp_path`, ended with the test."""
    (tmp_path / "sources.yaml").write_text("sources: []\n")
    environ = {**os.environ, "NOTIFY_SOCKET": notified.address, "PHIENHOP_TICK": "0.05"}
    files = ["--sources", str(tmp_path / "sources.yaml"), "--state", str(tmp_path / "state")]
    running = []

    def call(program: str = "crawler", **more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", program, *files, "run", "--no-web"]
        running.append(subprocess.Popen(command, env={**environ, **more}, stderr=subprocess.PIPE, text=True))
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


MOMENTS: dict[str, Callable[[int, Path], bool]] = {
    "it can catch it": lambda pid, state: _catches(pid, signal.SIGTERM),
    "the folder is locked": lambda pid, state: (state / "service.lock").exists(),
    "the database is made": lambda pid, state: (state / "phienhop.db").exists(),
    "it reads": lambda pid, state: _catches(pid, signal.SIGHUP),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_stop_while_it_starts(start: Start, tmp_path: Path, moment: str) -> None:
    """From the first moment at which a process may catch a signal, a stop is a stop."""
    process = start()
    wait_for(lambda: MOMENTS[moment](process.pid, tmp_path / "state"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.001)


def _catches(pid: int, number: signal.Signals) -> bool:
    """Whether a process has a handler of its own for a signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(caught >> number - 1 & 1)


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
    notified.patient()
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


@pytest.mark.parametrize("part", ["loop", "writer", "outbox"])
def test_what_hangs_is_no_longer_fed_and_is_again_when_it_goes_on(
    start: Start, notified: Notified, tmp_path: Path, part: str
) -> None:
    file = tmp_path / "stuck"
    process = start(stuck.__name__, STUCK=str(file), STUCK_PART=part)
    notified.until("WATCHDOG=1")
    file.touch()
    wait_for(file.with_suffix(".held").exists)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        notified.rest()
        time.sleep(1)  # twenty ticks
        if not notified.rest():
            break
    else:
        raise AssertionError("the watchdog is fed although nothing goes on")
    file.unlink()
    notified.patient()
    notified.until("WATCHDOG=1")
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


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


@pytest.mark.parametrize(
    ("keep", "looked", "fed"),
    [(_answers, 0, True), (_fails, 0, False), (_hangs, 0, False), (_answers, STALLED + 1, False)],
)
async def test_only_progress_feeds_the_watchdog(
    notified: Notified, monkeypatch: pytest.MonkeyPatch, keep: Callable[[], Any], looked: float, fed: bool
) -> None:
    """`looked`: seconds since the outbox was last looked at."""
    monkeypatch.setenv("NOTIFY_SOCKET", notified.address)
    outbox = SimpleNamespace(looked=time.monotonic() - looked)
    service = Service(Settings(), Options(Path()), cast(Any, Desk(keep)), cast(Any, outbox))
    tick = asyncio.create_task(service.tick())
    for _ in range(10):
        await asyncio.sleep(0)
    tick.cancel()
    await asyncio.gather(tick, return_exceptions=True)
    assert notified.rest() == (["WATCHDOG=1"] if fed else [])
