"""Measuring: medians of alternating runs, so that a machine whose speed drifts does not decide."""

from __future__ import annotations

import ctypes
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PEERS = ROOT / ".venv-peers" / "bin"
FULL = "BENCH_FULL"  # in the environment: the sizes that take long, as `--full` asks

missing: list[str] = []  # peers a run had to leave out


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: ours beside the peers, and the least that it could cost."""

    what: str
    ours: float
    goal: str = ""  # in words
    met: bool | None = None
    floor: tuple[str, float] | None = None
    peers: tuple[tuple[str, float], ...] = ()
    unit: str = "ms"


@dataclass(frozen=True, slots=True)
class Run:
    """What a command cost: seconds of CPU of all its processes, seconds on the wall, and what it printed."""

    cpu: float
    wall: float
    out: str


def full() -> bool:
    """Whether the long sizes were asked for."""
    return FULL in os.environ


def say(what: str) -> None:
    """Progress of long work, on stderr."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


def peer(command: str) -> str | None:
    """A command of the peers' environment; None, and said, where it is not installed."""
    path = PEERS / command
    if path.is_file():
        return str(path)
    say(f"{command} is not in {PEERS}: left out (`make bench` installs the peers)")
    missing.append(command)
    return None


def alternate(
    *jobs: Callable[[], object], runs: int = 15, clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Milliseconds of each job: medians of runs in turn, after one to warm up; of our own CPU if not told else."""
    times: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(runs):
        for job, kept in zip(jobs, times, strict=True):
            began = clock()
            job()
            kept.append((clock() - began) * 1000)
    return [statistics.median(kept) for kept in times]


def command(*words: str) -> Callable[[], object]:
    """A run of a whole command, to be measured on the wall."""
    return lambda: subprocess.run(words, capture_output=True, check=True)


def run(words: Sequence[str], *, env: dict[str, str] | None = None, cwd: Path | None = None, limit: float = 900) -> Run:
    """Run a command to its end and to that of every process it left behind; RuntimeError when it fails."""
    meter = [sys.executable, "-m", "bench.measure", *words]
    told = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    done = subprocess.run(meter, env=told, cwd=cwd, capture_output=True, text=True, timeout=limit, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)[:200]} failed ({done.returncode}):\n{done.stderr[-3000:]}")
    out, _, figures = done.stdout.rstrip("\n").rpartition("\n")
    cpu, wall = json.loads(figures)
    return Run(cpu, wall, out)


def _meter(words: Sequence[str]) -> int:
    """Run a command as a foster parent of all it starts: a process whose parent ends first is counted as well."""
    set_child_subreaper = 36
    ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0)
    began, cpu, status, wall = time.perf_counter(), 0.0, 0, 0.0
    # Our own child is waited for by hand: its usage would be lost in Popen's own wait.
    main = os.posix_spawnp(words[0], list(words), os.environ)
    while True:
        try:
            pid, ended, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        cpu += usage.ru_utime + usage.ru_stime
        if pid == main:
            status, wall = os.waitstatus_to_exitcode(ended), time.perf_counter() - began
    print("\n" + json.dumps([cpu, wall]))
    return status


if __name__ == "__main__":
    sys.exit(_meter(sys.argv[1:]))
