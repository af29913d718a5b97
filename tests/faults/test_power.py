"""The power goes: whatever was acknowledged is there, whichever part of what was not yet synced reached the disk."""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.archive.checks import broken_index, problems
from crawler.archive.database import FILE
from crawler.model import Telling
from tests.archive.samples import NOW, Told, article, own_words, reading
from tests.faults.sites import LIST
from tests.fetch.conftest import Serve
from tests.notify.service import Phienhop
from tests.sites import paged

WAL = f"{FILE}-wal"
ARTICLES = 6
FRAME = 24 + 4096


class Cuts:
    """An archive, and how long its log was when each article was acknowledged: so far it is synced."""

    def __init__(self, state: Path) -> None:
        self.state, self.acknowledged = state, list[int]()
        with Archive.open(state, tell=Told()) as archive:
            for n in range(ARTICLES):
                text = reading(article(f"Bài {n}", *own_words(n)))
                archive.add(text, url=f"https://a.vn/{n}", source=None, now=NOW, telling=Telling.SILENT)
                self.acknowledged.append((state / WAL).stat().st_size)
            self.database, self.log = (state / FILE).read_bytes(), (state / WAL).read_bytes()

    def points(self) -> Iterator[tuple[int, bytes]]:
        """(articles acknowledged, the log as the disk has it): cut anywhere after what was synced, or torn there."""
        chance = random.Random(7)
        for number, (synced, end) in enumerate(
            zip(self.acknowledged, [*self.acknowledged[1:], len(self.log)], strict=True), 1
        ):
            for cut in {synced, synced + 1, synced + FRAME, synced + FRAME + 99, chance.randint(synced, end), end - 1}:
                if synced <= cut <= end:
                    yield number, self.log[:cut]
            unsynced = end - synced
            if unsynced:
                yield number, self.log[:synced] + bytes(unsynced)
                yield number, self.log[:synced] + chance.randbytes(unsynced)
                yield (
                    number,
                    self.log[:synced] + bytes(FRAME) + self.log[synced + FRAME : end],
                )  # the later page came first


def test_any_cut_of_what_was_not_synced_opens_with_all_that_was(tmp_path: Path) -> None:
    cuts = Cuts(tmp_path / "state")
    assert cuts.acknowledged == sorted(set(cuts.acknowledged)), "the log began anew: sizes prove nothing"
    tried = 0
    for number, log in cuts.points():
        state = tmp_path / "after"
        state.mkdir()
        (state / FILE).write_bytes(cuts.database)
        (state / WAL).write_bytes(log)
        with Archive.open(state, tell=Told()) as archive:
            assert len(archive.numbers()) >= number
        assert problems(state / FILE) == []
        assert broken_index(state / FILE) is None
        shutil.rmtree(state)
        tried += 1
    assert tried > 7 * ARTICLES


async def test_the_real_process_syncs_every_commit(tmp_path: Path, serve: Serve) -> None:
    """As the system sees it: each article, listing and visit is a commit of its own, and each waits for the disk."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("syncs are counted with strace, which is not on this machine (Debian: apt install strace)")
    site = await serve(paged(ARTICLES))
    phienhop = Phienhop(tmp_path)
    stanza = {
        "id": "xa",
        "name": "Xã",
        "kind": "national",
        "listing": site.url(LIST),
        "pace": "0s",
        "allow_private": True,
    }
    phienhop.configure([], [stanza])
    trace = tmp_path / "trace"
    command = [
        strace,
        "-f",
        "--seccomp-bpf",
        "-y",
        "-e",
        "trace=fdatasync,fsync",
        "-o",
        str(trace),
        *phienhop._command(["run", "--once"]),
    ]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, env=phienhop._environment(), check=False
    )
    if "ptrace" in done.stderr:
        pytest.skip(f"syncs are counted with strace, which may not trace here: {done.stderr[:200]}")
    assert done.returncode == 0, done.stderr
    with phienhop.outbox() as db:
        assert db.execute("SELECT count(*) FROM article").fetchone()[0] == ARTICLES
    syncs = [line for line in trace.read_text().splitlines() if f"{WAL}>" in line]
    assert len(syncs) >= ARTICLES + 2
