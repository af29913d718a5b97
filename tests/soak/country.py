"""The service on the make-believe country while articles appear, sites fail, and it is killed again and again."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from crawler.demo.stage import RECHECKS, Stage
from crawler.errors import PhienhopError
from tests import hurried
from tests.soak.author import Author

LIFE = (0.5, 9.0)  # seconds from start to kill: from its first imports to many passes
NEWS = 3.0  # seconds between two articles, and more of them in a long soak: the sites list all they ever had,
MOST_NEWS = 300  # and must still answer in time
CALM = 0.25  # the share of time at the end without kills, in which memory is watched
SETTLE = 300.0  # seconds in which something more of what was published must be read, or told
HURRIED = {"PHIENHOP_TICK": "0.2", "PHIENHOP_RECHECKS": f"{RECHECKS},180s,300s"}
TELL = ("session", "report", "update", "source")
TROUBLES = ("error", "hang", "maintenance")


class SoakStage(Stage):
    """The real service; only its waits after a failure are short."""

    def _command(self, words: Sequence[str]) -> list[str]:
        command = super()._command(words)
        return [command[0], "-m", hurried.__name__, *command[3:]]

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        return super()._environment({**more, **HURRIED})

    @property
    def pid(self) -> int:
        return self._service.pid if self._service else 0

    def rows(self, sql: str) -> list[Any]:
        """What the archive answers; nothing while there is none."""
        try:
            with closing(self.database().conn) as db:
                return db.execute(sql).fetchall()
        except PhienhopError:
            return []


@dataclass(frozen=True, slots=True)
class Sample:
    """The service at one moment."""

    memory: int  # KiB, of the service itself
    children: int  # KiB, of the processes that read pages
    files: int


@dataclass(slots=True)
class Soak:
    """One soak as it goes, and its figures."""

    stage: SoakStage
    author: Author
    seconds: float
    kills: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    children: set[int] = field(default_factory=set)  # every process the service ever started, as far as seen
    exit: int | None = None

    async def run(self, seed: int) -> None:
        """Kills first, then calm; then all troubles end and the service may catch up."""
        await self.stage.start()
        await self.stage.until("the country is known", self._caught_up)
        end = time.monotonic() + self.seconds
        busy = [asyncio.create_task(work) for work in (self._news(), self._trouble(random.Random(seed)))]
        await self._kill_until(end - CALM * self.seconds, random.Random(seed + 1))
        await self._watch_until(end)
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        await self._settled("all is read", self._caught_up)
        await self._settled("all is told", self._told)
        self.exit = await self.stage.stop()

    async def _kill_until(self, end: float, chance: random.Random) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(chance.uniform(*LIFE))
            self.children |= set(children(self.stage.pid))
            await self.stage.kill()
            self.kills += 1
            await self.stage.start()

    async def _watch_until(self, end: float) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(0.5)
            self.samples.append(sample(self.stage.pid))

    async def _news(self) -> None:
        while True:
            await asyncio.sleep(max(NEWS, self.seconds / MOST_NEWS))
            self.author.write()
            self.author.correct({row[0] for row in self.stage.rows("SELECT text FROM article")})

    async def _trouble(self, chance: random.Random) -> None:
        country = self.stage.country
        sites = cast("dict[str, Any]", country.sites)
        well = dict(sites)
        try:
            while True:
                await asyncio.sleep(chance.uniform(4, 12))
                kind, lasts = chance.choice(("hold", *TROUBLES)), chance.uniform(1, 6)
                self.faults[kind] = self.faults.get(kind, 0) + 1
                if kind == "hold":
                    country.hold()
                    await asyncio.sleep(lasts)
                    country.release()
                    continue
                id = chance.choice([id for id, site in well.items() if site.trouble is None])
                sites[id] = replace(well[id], trouble=kind)
                await asyncio.sleep(lasts)
                sites[id] = well[id]
        finally:
            sites.update(well)
            country.release()

    async def _settled(self, what: str, happened: Callable[[], bool]) -> None:
        """As long as it goes on, however slow the machine; a look costs the sites time to answer, so there are few."""
        missing, patience = self._missing(), time.monotonic() + SETTLE
        while not happened():
            await asyncio.sleep(2)
            if time.monotonic() > patience:
                before, missing, patience = missing, self._missing(), time.monotonic() + SETTLE
                assert missing < before, f"never: {what}\n{self._why(missing)}"

    def _why(self, missing: set[tuple[str, str]]) -> str:
        """What the service knows of the pages that are missing, and the end of its log."""
        known = {row[0]: row for row in self.stage.rows("SELECT url, state, attempts, next_check, error FROM address")}
        told = [f"{url}: {known.get(url, 'never met')}" for url, _ in sorted(missing)[:20]]
        log = self.stage.log.read_text(encoding="utf-8")[-3000:]
        return "\n".join([f"{len(missing)} missing", *told, log])

    def _caught_up(self) -> bool:
        return not self._missing()

    def _missing(self) -> set[tuple[str, str]]:
        """(address, text) of what stands on the healthy sites and is not archived so."""
        healthy = set(self.stage.country.healthy())
        shown = {(truth.url, truth.text) for truth in self.stage.country.truth() if truth.site in healthy}
        return shown - set(
            self.stage.rows("SELECT a.url, t.text FROM address a JOIN article t ON t.number = a.article")
        )

    def orphans(self) -> list[int]:
        """Processes that are still there although the service that started them is not."""
        return [pid for pid in self.children if Path(f"/proc/{pid}").exists()]

    def _told(self) -> bool:
        return not self.stage.rows("SELECT 1 FROM delivery WHERE state = 'pending'")


def children(pid: int) -> list[int]:
    """The processes below one, however deep."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                below.setdefault(parent, []).append(int(folder.name))
    found, look = [], [pid]
    while look:
        look = [child for parent in look for child in below.get(parent, [])]
        found += look
    return found


def how_it_went(first: Sample, last: Sample, samples: Sequence[Sample]) -> str:
    """How it went from the one to the other."""
    highest = max(s.memory for s in samples)
    return (
        f"memory {first.memory} → {last.memory} KiB (highest {highest}),"
        f" reading processes {first.children} → {last.children} KiB, descriptors {first.files} → {last.files}"
    )


def sample(pid: int) -> Sample:
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Sample(_memory(pid), sum(map(_memory, children(pid))), files)


def _memory(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0
