"""`backfill`: a source's past, with a progress bar; whatever stops it, the same command goes on."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from crawler.cli.completion import source_ids
from crawler.cli.context import Context, json_option, with_context
from crawler.cli.output import emit_json
from crawler.words import day, number

if TYPE_CHECKING:
    from crawler.backfill.walk import Progress
    from crawler.model import Settings, Source

_BAR = 24  # characters
_EVERY = 0.2  # seconds between two lines on a terminal
_EVERY_LOGGED = 30.0  # and elsewhere


@click.command("backfill")
@click.argument("id", metavar="SOURCE", shell_complete=source_ids)
@click.option("--since", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day to go back to: 2024-01-01.")
@json_option
@with_context
def backfill_command(context: Context, id: str, since: datetime, as_json: bool) -> None:
    """Walk a source into the past, and archive what it published since a day. Tells nobody.

    Stop it whenever you like, by Ctrl-C or a power cut: the same command goes on where it was.

    \b
    phienhop backfill caobang --since 2024-01-01
    """
    settings = context.settings()
    source = settings.source(id)
    if source is None:
        raise click.UsageError(f"no source {id!r} in {context.sources}; `phienhop sources list` shows them")
    progress = asyncio.run(_walk(context, settings, source, since.date()))
    if as_json:
        emit_json({"source": id, "since": since.date().isoformat(), **asdict(progress)})
    else:
        click.echo(f"{id}: {progress.new} new of {progress.read} articles read, {progress.failed} could not be had")


async def _walk(context: Context, settings: Settings, source: Source, since: date) -> Progress:
    from crawler.backfill.walk import Walk
    from crawler.schedule import Options, open_desk

    options = Options(state=context.state, contact=os.environ.get("PHIENHOP_CONTACT"))
    async with open_desk(settings, options) as desk:
        walk = Walk(source, since, desk, tell=Bar(source.id, since))
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, walk.stop.set)
        try:
            return await walk.run()
        finally:
            hosts = desk.fetcher.changed_hosts()
            await desk.keep(lambda archive: archive.remember_hosts(hosts))
            click.echo("", err=True)


class Bar:
    """One line on stderr, written over on a terminal. How far it is shows in the days reached."""

    def __init__(self, name: str, since: date) -> None:
        self._name, self._since, self._today = name, since, datetime.now(UTC).date()
        self._began = self._told = time.monotonic()
        self._terminal = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told < (_EVERY if self._terminal else _EVERY_LOGGED):
            return
        self._told = now
        click.echo(("\r\033[K" if self._terminal else "") + self.line(progress, now), nl=not self._terminal, err=True)

    def line(self, progress: Progress, now: float) -> str:
        took = max(now - self._began, 0.001)
        line = f"{self._name}: {progress.read} read, {number(round(progress.read / took, 1))}/s, page {progress.pages}"
        if progress.oldest is None:
            return line
        gone = (self._today - date.fromisoformat(progress.oldest)).days
        share = min(1.0, max(0.0, gone / max(1, (self._today - self._since).days)))
        bar = "#" * round(share * _BAR)
        left = f", {_span(took * (1 - share) / share)} left" if 0 < share < 1 else ""
        return f"{line}, at {day(progress.oldest)} [{bar:-<{_BAR}}] {share:.0%}{left}"


def _span(seconds: float) -> str:
    minutes = seconds / 60
    return f"{seconds:.0f} s" if minutes < 2 else f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.0f} h"
