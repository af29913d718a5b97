"""How answers look: JSON for programs, CSV for sheets; for people tables and pages that fit the terminal."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import click
from click.termui import progressbar

T = TypeVar("T")
LONG = 20  # items that deserve a progress bar
READABLE = 120  # characters: a longer line is hard to read on


def emit_json(document: object) -> None:
    """One UTF-8 document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def emit_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows with a header line; lists joined by "; "."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({c: _cell(row.get(c)) for c in columns})
    click.echo(buffer.getvalue(), nl=False)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, wide: int = -1) -> None:
    """Columns under headings; the column `wide` gives way so that lines fit the terminal."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max([_width(h), *(_width(row[i]) for row in cells)]) for i, h in enumerate(headings)]
    wide %= len(headings)
    spare = terminal_width() - sum(widths) - 2 * (len(widths) - 1)
    widths[wide] = max(min(widths[wide], 12), widths[wide] + min(0, spare))
    click.secho(_line(headings, widths), bold=True)
    for row in cells:
        click.echo(_line(row, widths))


def terminal_width() -> int:
    """Columns of the terminal; 120 where there is none."""
    return shutil.get_terminal_size((120, 24)).columns


def page(lines: Iterable[str]) -> None:
    """Lines to read: in the reader's pager where they are more than fit on the screen, else as they are."""
    text = "\n".join(lines)
    tall = text.count("\n") + 2 > shutil.get_terminal_size().lines
    if tall and sys.stdout.isatty():
        click.echo_via_pager(text + "\n")
    else:
        click.echo(text)  # styles are left out where no terminal reads them


def wrapped(text: str, indent: int = 0) -> Iterator[str]:
    """Paragraphs broken to fit the terminal; whole where no terminal reads them, so that `grep` finds a sentence."""
    width = min(terminal_width(), READABLE) if sys.stdout.isatty() else sys.maxsize
    for paragraph in text.split("\n"):
        margin = " " * indent
        yield from textwrap.wrap(paragraph, width, initial_indent=margin, subsequent_indent=margin) or [""]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return "; ".join(map(_cell, value))
    return str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(_fit(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _fit(text: str, width: int) -> str:
    text = " ".join(text.split())
    if _width(text) > width:
        while text and _width(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width(text))


def progress(items: Sequence[T], label: str) -> AbstractContextManager[Iterable[T]]:
    """A progress bar on stderr for long work; nothing for short."""
    return progressbar(items, label=label, file=sys.stderr, hidden=len(items) < LONG)
