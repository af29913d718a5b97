"""`run` and `poll`: the service, for ever or once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, TextIO

import click

from crawler.cli.completion import source_ids
from crawler.cli.context import Context, json_option, log_to_stderr, with_context
from crawler.cli.output import emit_json, table
from crawler.errors import ConfigError
from crawler.model import Settings, Source, Visit

if TYPE_CHECKING:
    from crawler.schedule import Options


@click.command("run")
@click.option("--once", is_flag=True, help="Poll every enabled source once, deliver what is due, and end.")
@click.option("--no-web", is_flag=True, help="Without the web page on http://127.0.0.1:8001.")
@click.option("--metrics", is_flag=True, help="The web page also answers at /metrics, for Prometheus.")
@click.option("--verbose", is_flag=True, help="Log every request.")
@json_option
@with_context
def run_command(context: Context, once: bool, no_web: bool, metrics: bool, verbose: bool, as_json: bool) -> None:
    """Watch every enabled source: poll, archive, alert.

    SIGTERM or Ctrl-C ends it cleanly; SIGHUP reads sources.yaml again.

    \b
    phienhop run                 the service
    phienhop run --once --json   one pass, as a document
    """
    if not once:
        _end_when_told()
    from crawler import schedule

    settings = context.settings(secrets=True)
    log_to_stderr(verbose)
    if once:
        # One document on stdout, and nothing else: alerts without a recipient go to stderr then.
        visits, sent = asyncio.run(_once(settings, _options(context, sys.stderr if as_json else None)))
        _tell_once(visits, sent, as_json)
    else:
        asyncio.run(
            schedule.run(settings, _options(context), nullcontext if no_web else lambda: _web(context, metrics))
        )
        for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):  # it has ended well, whatever it is told now
            signal.signal(name, signal.SIG_IGN)


@click.command("poll")
@click.argument("ids", nargs=-1, required=True, metavar="SOURCE…", shell_complete=source_ids)
@json_option
@with_context
def poll_command(context: Context, ids: tuple[str, ...], as_json: bool) -> None:
    """Poll the named sources now (disabled ones too) and show what came. Alerts are queued for the service to send."""
    settings = context.settings()
    chosen = []
    for id in ids:
        source = settings.source(id)
        if source is None:
            raise click.UsageError(f"no source {id!r} in {context.sources}; `phienhop sources list` shows them")
        chosen.append(source)
    log_to_stderr()
    visits = asyncio.run(_poll(settings, chosen, _options(context)))
    if as_json:
        emit_json({id: _visit(visit) for id, visit in visits.items()})
    else:
        _table(visits)


def _end_when_told() -> None:
    """Until the service listens for itself: a stop that comes while it is being loaded is a stop like any other."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # the configuration is about to be read


@contextmanager
def _web(context: Context, metrics: bool) -> Iterator[None]:
    """The web page, in a process of its own beside the service."""
    from crawler.cli.serve import PORT
    from crawler.web import process

    page = process.start(context.state, context.sources, "127.0.0.1", PORT, metrics=metrics)
    try:
        yield
    finally:
        process.stop(page)


async def _once(settings: Settings, options: Options) -> tuple[dict[str, Visit], dict[str, int]]:
    from crawler import schedule

    async with schedule.service(settings, options) as service:
        return await service.once()


async def _poll(settings: Settings, chosen: list[Source], options: Options) -> dict[str, Visit]:
    from crawler import schedule

    async with schedule.open_desk(settings, options) as desk:
        return await schedule.poll_all(chosen, desk)


def _options(context: Context, terminal: TextIO | None = None) -> Options:
    from crawler import schedule

    return schedule.Options(
        state=context.state,
        rechecks=_rechecks(os.environ.get("PHIENHOP_RECHECKS")),
        tick=float(os.environ.get("PHIENHOP_TICK", schedule.TICK)),
        contact=os.environ.get("PHIENHOP_CONTACT"),
        hurry=os.environ.get("PHIENHOP_HURRY", "") not in ("", "0"),
        terminal=terminal,
        reload=lambda: context.settings(secrets=True),
    )


def _rechecks(text: str | None) -> tuple[timedelta, ...]:
    from crawler.archive import RECHECKS
    from crawler.sources.values import duration

    if not text:
        return tuple(RECHECKS)
    try:
        return tuple(duration(part) for part in text.split(","))
    except ValueError as error:
        raise ConfigError(f"PHIENHOP_RECHECKS={text!r}: {error}; write it like 1h,3h,1d") from None


def _tell_once(visits: dict[str, Visit], sent: dict[str, int], as_json: bool) -> None:
    if as_json:
        emit_json({"sources": {id: _visit(visit) for id, visit in visits.items()}, "alerts": sent})
        return
    _table(visits)
    click.echo(f"alerts: {sent['queued']} queued, {sent['sent']} sent, {sent['failed']} failed")


def _visit(visit: Visit) -> dict[str, object]:
    names = ("outcome", "links", "fetched", "new", "copies", "revisions", "error")
    return {name: getattr(visit, name) for name in names}


def _table(visits: dict[str, Visit]) -> None:
    table(
        ["source", "outcome", "links", "fetched", "new", "copies", "revisions", "error"],
        [[id, *_visit(visit).values()] for id, visit in visits.items()],
    )
