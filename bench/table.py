"""The table of the figures: for a terminal, and for `docs/performance.md`."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from bench.measure import PEERS, ROOT, Line
from crawler import __version__

DOCUMENT = ROOT / "docs" / "performance.md"
HEAD = ("what", "ours", "beside", "floor", "goal", "met")
_MARKED = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)
_OURS = ("httpx", "selectolax", "APScheduler", "sqlite-utils", "apprise", "pydantic")
_THEIRS = (
    *("urlwatch", "webchanges", "scrapy", "trafilatura", "news_please", "newspaper4k", "readability_lxml"),
    *("resiliparse", "datasette", "sqlite_utils"),
)


def cells(line: Line) -> tuple[str, ...]:
    """One line as text; beside each other figure, how many times ours it is."""
    beside = ", ".join(f"{name} {figure(value)} (×{value / line.ours:.1f})" for name, value in line.peers)
    floor = f"{line.floor[0]} {figure(line.floor[1])} (ours ×{line.ours / line.floor[1]:.1f})" if line.floor else ""
    met = {True: "yes", False: "NO", None: ""}[line.met]
    return line.what, f"{figure(line.ours)} {line.unit}", beside, floor, line.goal, met


def figure(value: float) -> str:
    """Three digits that count."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def show(lines: Iterable[Line]) -> list[Line]:
    """Print each line as soon as it is known; all of them, in the end."""
    shown = []
    for line in lines:
        what, ours, beside, floor, goal, met = cells(line)
        print(f"{what}: {ours}")
        for label, cell in (("beside", beside), ("floor", floor), ("goal", goal), ("met", met)):
            if cell:
                print(f"    {label:7}{cell}", flush=True)
        shown.append(line)
    return shown


def write(lines: Sequence[Line]) -> None:
    """Renew the generated part of the document."""
    rows = [HEAD, ("---",) * len(HEAD), *(cells(line) for line in lines)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    text = DOCUMENT.read_text(encoding="utf-8")
    made = f"{machine()}\n\n{versions()}\n\n{table}\n"
    DOCUMENT.write_text(_MARKED.sub(lambda found: found[1] + made + found[2], text), encoding="utf-8")


def machine() -> str:
    """Where the figures come from."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(encoding="utf-8"))
    gib = int(memory[1]) / 2**20 if memory else 0
    return (
        f"Machine: {os.cpu_count()} cores ({cpu[1].strip() if cpu else platform.machine()}), {gib:.0f} GiB,"
        f" Linux {platform.release().split('-')[0]}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}."
    )


def versions() -> str:
    """What was measured, by release."""
    ours = ", ".join(f"{name} {metadata.version(name)}" for name in _OURS)
    there = {
        found.name.lower().replace("-", "_"): found.version
        for found in metadata.distributions(path=[str(path) for path in PEERS.parent.glob("lib/*/site-packages")])
    }
    theirs = ", ".join(f"{name.replace('_', '-')} {there[name]}" for name in _THEIRS if name in there)
    return f"Ours: phienhop {__version__}, {ours}. Peers: {theirs or 'none installed'}."
