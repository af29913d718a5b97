"""The real process on a machine that fails it: no room, no descriptors, a database held or damaged, signals, clocks.

Two services on one folder, a broken configuration and the watchdog are in `tests/systemd`.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive.checks import broken_index, problems
from crawler.archive.files import file_name
from crawler.poll import Desk
from crawler.schedule import Options, Service, service
from tests import hurried, sites
from tests.faults.conftest import source, watching
from tests.faults.sites import LIST
from tests.fetch.conftest import Serve, Site
from tests.fetch.test_faults import mute
from tests.notify.service import Phienhop

FEW, MORE = 3, 6
YEAR = timedelta(days=365)


@dataclass
class Watched:
    """A service that watches one site."""

    phienhop: Phienhop
    site: Site

    def read(self) -> int:
        """How many articles are archived."""
        path = self.phienhop.state / "phienhop.db"
        if not path.exists():
            return 0
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            try:
                return int(db.execute("SELECT count(*) FROM article").fetchone()[0])
            except sqlite3.OperationalError:  # not made yet
                return 0

    async def until(self, what: str, happened: Callable[[], bool]) -> None:
        process = self.phienhop.process
        try:
            async with asyncio.timeout(45):
                while not happened():
                    assert process is None or process.poll() is None, self.phienhop.log[-2000:]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"never: {what}\n{self.phienhop.log[-2000:]}") from None

    async def until_read(self, number: int) -> None:
        await self.until(f"{number} articles", lambda: self.read() == number)

    async def until_log(self, *words: str) -> None:
        """One of these words has appeared."""
        await self.until(f"{words} in the log", lambda: any(word in self.phienhop.log for word in words))

    def publish(self, number: int = MORE) -> None:
        self.site.pages |= sites.paged(number)

    async def stop(self) -> int:
        return await asyncio.to_thread(self.phienhop.stop)

    def sound(self) -> bool:
        """The database passes every check and the folder of files equals it."""
        path = self.phienhop.state / "phienhop.db"
        with closing(sqlite3.connect(path)) as db:
            wanted = {file_name(number, hash): hash for number, hash in db.execute("SELECT number, hash FROM article")}
        files = {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in (self.phienhop.state / "articles").iterdir()
        }
        return problems(path) == [] and broken_index(path) is None and files == wanted


class HurriedPhienhop(Phienhop):
    """Its waits after a failure are seconds."""

    def _command(self, words: Iterable[str]) -> list[str]:
        command = super()._command(words)
        return [command[0], "-m", hurried.__name__, *command[3:]]


@pytest.fixture
def phienhop(tmp_path: Path) -> Iterator[Phienhop]:
    made = HurriedPhienhop(tmp_path, {"PHIENHOP_TICK": "0.05"})
    yield made
    made.kill()


async def start(phienhop: Phienhop, serve: Serve, *more: Site) -> Watched:
    """The service, once it has read the site's first articles; `more` are watched beside it."""
    site = await serve(sites.paged(FEW))
    common = {"kind": "national", "every": "1s", "pace": "0s", "timeout": "3s", "allow_private": True}
    stanzas = [
        {"id": f"xa-{n}", "name": f"Xã {n}", "listing": each.url(LIST), **common}
        for n, each in enumerate([site, *more])
    ]
    phienhop.configure([], stanzas)
    phienhop.start()
    watched = Watched(phienhop, site)
    await watched.until_read(FEW)
    return watched


@pytest.fixture
def small_disk(phienhop: Phienhop) -> Iterator[Path]:
    """The state folder on a disk of 3 MiB."""
    phienhop.state.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(phienhop.state)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a full disk wants the right to mount a tmpfs: {error}")
    try:
        yield phienhop.state
    finally:
        phienhop.kill()
        subprocess.run(["umount", "--lazy", str(phienhop.state)], check=True)


async def test_a_full_disk(phienhop: Phienhop, small_disk: Path, serve: Serve) -> None:
    """The service stays, says so, and goes on by itself when there is room again."""
    watched = await start(phienhop, serve)
    ballast = small_disk / "ballast"
    watched.publish()
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    await watched.until_log("disk is full", "No space left", "disk I/O error")
    ballast.unlink()
    await watched.until_read(MORE)
    assert await watched.stop() == 0
    done = phienhop.ask("run", "--once")  # whatever file could not be written then is written now
    assert done.returncode == 0, done.stderr
    assert watched.sound()


async def test_no_descriptors(phienhop: Phienhop, serve: Serve) -> None:
    watched = await start(phienhop, serve)
    assert phienhop.process is not None
    pid = phienhop.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, before[1]))
    watched.publish()
    await watched.until_log("Too many open files", "Errno 24", "unable to open database file")
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
    await watched.until_read(MORE)
    assert await watched.stop() == 0
    assert watched.sound()


async def test_another_program_holds_the_database(phienhop: Phienhop, serve: Serve) -> None:
    watched = await start(phienhop, serve)
    with closing(sqlite3.connect(phienhop.state / "phienhop.db", timeout=30)) as db:
        db.execute("BEGIN IMMEDIATE")
        asked = len(watched.site.log)
        watched.publish()
        await watched.until("the list is asked for again", lambda: len(watched.site.log) > asked)
        await asyncio.sleep(1)
        db.rollback()
    await watched.until_read(MORE)
    assert await watched.stop() == 0
    assert watched.sound()


async def test_a_damaged_database_is_refused_and_left_as_it_is(phienhop: Phienhop, serve: Serve) -> None:
    watched = await start(phienhop, serve)
    assert await watched.stop() == 0
    backup = phienhop.state / "backups" / "day.db"
    backup.parent.mkdir(exist_ok=True)
    assert phienhop.ask("backup", str(backup)).returncode == 0
    path = phienhop.state / "phienhop.db"
    damaged = bytearray(path.read_bytes())
    for page in range(4, len(damaged) // 4096, 3):
        damaged[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(damaged)
    refused = phienhop.ask("run", "--no-web", "--once")
    assert refused.returncode == 1
    assert str(backup) in refused.stderr
    assert "Traceback" not in refused.stderr
    assert path.read_bytes() == damaged
    restored = phienhop.ask("restore", str(backup))
    assert restored.returncode == 0, restored.stderr
    assert watched.read() == FEW


async def test_signals_at_bad_moments(phienhop: Phienhop, serve: Serve) -> None:
    """Asked to read its configuration while it reads, hangs and ends; asked to end again while it ends."""
    hanging = [await serve({LIST: mute}) for _ in range(20)]
    watched = await start(phienhop, serve, *hanging)
    assert phienhop.process is not None
    for _ in range(30):
        phienhop.process.send_signal(signal.SIGHUP)
        await asyncio.sleep(0.02)
    watched.publish()
    await watched.until_read(MORE)
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        phienhop.process.send_signal(name)
        await asyncio.sleep(0.05)
    assert await asyncio.to_thread(phienhop.process.wait, 40) == 0
    assert watched.sound()
    assert "Traceback" not in phienhop.log


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), 10 * YEAR, -10 * YEAR])
async def test_a_clock_that_jumps(jump: timedelta, tmp_path: Path, serve: Serve) -> None:
    """The next tick polls at once, whichever way the clock went and when it comes back; nothing is new by that."""
    site = await serve(sites.paged(FEW))
    settings = watching([source("xa", site.url(LIST))])
    async with service(settings, Options(state=tmp_path)) as made:
        now = datetime.now(UTC)
        moments = [now, now + jump, now]
        news = [await _tick(made, moment) for moment in moments]
    assert news == [FEW, 0, 0]


async def _tick(made: Service, now: datetime) -> int:
    """The articles that the source due at this moment brings."""
    desk: Desk = replace(made.desk, clock=lambda: now)
    made.desk = desk
    await made.tick()
    (task,) = made.running.values()
    visit = await task
    assert visit.outcome in ("ok", "unchanged")
    return visit.new
