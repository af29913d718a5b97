"""Measuring: medians of alternating runs, so that a machine whose speed drifts does not decide."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: ours beside something else, in seconds."""

    what: str
    ours: float
    beside: str
    theirs: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def pair(what: str, ours: Callable[[], object], beside: str, theirs: Callable[[], object], runs: int = 15) -> Line:
    """Medians of the two, measured in turn after one warm-up each."""
    ours(), theirs()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for job, kept in zip((ours, theirs), times, strict=True):
            began = time.perf_counter()
            job()
            kept.append(time.perf_counter() - began)
    return Line(what, statistics.median(times[0]), beside, statistics.median(times[1]))


def command(*words: str) -> Callable[[], object]:
    """A run of a whole command."""
    return lambda: subprocess.run(words, capture_output=True, check=True)


def show(lines: Sequence[Line]) -> None:
    """The table, widest column first."""
    wide = max(len(line.what) for line in lines)
    print(f"{'what':{wide}}  {'ours':>10}  {'beside it':>10}  {'ratio':>7}  beside")
    for line in lines:
        print(
            f"{line.what:{wide}}  {line.ours * 1000:7.2f} ms  {line.theirs * 1000:7.2f} ms"
            f"  {line.ratio:6.2f}x  {line.beside}"
        )
