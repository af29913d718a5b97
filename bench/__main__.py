"""Run the benchmarks: all of them, or those named."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from importlib import import_module

from bench import measure, table

MODULES = ("starts", "polling", "articles", "latency", "extraction", "reports", "archives", "timetable", "hanging")


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Ours, beside what people would use instead.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(MODULES)}; none: all")
    parser.add_argument("--full", action="store_true", help="the sizes that take long: a million articles")
    parser.add_argument("--write", action="store_true", help=f"renew the table in {table.DOCUMENT.name}")
    told = parser.parse_args(words)
    if unknown := set(told.modules) - set(MODULES):
        parser.error(f"no such module: {', '.join(sorted(unknown))}")
    if told.full:
        os.environ[measure.FULL] = "1"
    lines = table.show(every(told.modules or MODULES))
    if measure.missing:
        print(f"\nleft out, not installed: {', '.join(dict.fromkeys(measure.missing))}")
    if told.write:
        table.write(lines)


def every(names: Sequence[str]) -> Iterator[measure.Line]:
    """The lines of each module in turn."""
    for name in names:
        measure.say(name)
        yield from import_module(f"bench.{name}").lines()


if __name__ == "__main__":
    main()
