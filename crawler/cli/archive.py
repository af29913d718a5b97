"""Verbs that write the archive or copy its texts: import, reread, export."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.context import Context, json_option, with_context
from crawler.cli.offers import Offer, ahead, offers, portions, readings
from crawler.cli.output import emit_json, progress
from crawler.errors import PhienhopError
from crawler.files import found
from crawler.model import Article, Reading, Settings, Telling

if TYPE_CHECKING:
    from crawler.archive import Archive, Change
    from crawler.worker import Worker


BATCH, BATCH_BYTES = 3000, 24 << 20  # stored in one transaction: its hashes fall on all pages of the database
MANY = 10_000  # articles whose parts of the search index take long to be joined
CACHE = 64  # MiB of the database in memory, so that each page is written once in a transaction


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@json_option
@with_context
def import_command(context: Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Take text, HTML and JSONL files, and folders of them, into the archive. Never alerts.

    A file that cannot be used is named, the others are taken in; importing again adds nothing.

    \b
    phienhop import articles/ more.jsonl
    """
    from crawler.worker import Worker

    settings = context.settings_if_any()
    tally: Counter[str] = Counter(dict.fromkeys(("new", "copies", "revisions", "same", "without_article", "failed"), 0))
    files, cores, unusable = list(found(paths)), len(os.sched_getaffinity(0)), list[PhienhopError]()
    with (
        context.archive(settings, cache=CACHE) as archive,
        closing(Worker(bodies=settings.bodies, children=cores)) as worker,
        progress(files, "import") as bar,
    ):
        come = readings(worker, _offered(bar, unusable), settings, cores)
        for some in ahead(portions(come, BATCH, BATCH_BYTES, lambda one: len(one[0].content))):
            with archive.together():
                for offer, reading in some:
                    tally[_take(archive, offer, reading, settings)] += 1
        if tally["new"] >= MANY:
            archive.took_much()
    tally["failed"] += len(unusable)
    if as_json:
        emit_json(dict(tally))
    else:
        click.echo(", ".join(f"{count} {word.replace('_', ' ')}" for word, count in tally.items()))
    if tally["failed"]:
        raise click.exceptions.Exit(1)


_WORDS = {"new": "new", "reprint": "new", "copy": "copies", "revision": "revisions", "same": "same"}


def _offered(files: Iterable[Path], unusable: list[PhienhopError]) -> Iterator[Offer]:
    for file in files:
        try:
            yield from offers(file)
        except PhienhopError as error:
            _complain(error)
            unusable.append(error)


def _complain(error: PhienhopError) -> None:
    click.echo(f"phienhop: {error}", err=True)


def _take(archive: Archive, offer: Offer, reading: Reading | PhienhopError, settings: Settings) -> str:
    if isinstance(reading, PhienhopError):
        _complain(reading)
        return "failed"
    now = datetime.now(UTC)
    source = settings.source(offer.source) if offer.source else None
    addition = archive.add(
        reading, url=offer.url, source=source, now=now, telling=Telling.SILENT, known_as=offer.known_as
    )
    for url, id in offer.also:
        archive.add(reading, url=url, source=settings.source(id or ""), now=now, telling=Telling.SILENT)
    return _WORDS[addition.outcome] if addition else "without_article"


@click.command("reread")
@click.option("--dry-run", is_flag=True, help="Only print what would change.")
@json_option
@with_context
def reread_command(context: Context, dry_run: bool, as_json: bool) -> None:
    """Recognise the whole archive again with today's rules, print what changes, and apply it. Never alerts."""
    from crawler.worker import Worker

    settings = context.settings_if_any()
    changes = []
    with context.archive(settings) as archive, closing(Worker(bodies=settings.bodies)) as worker:
        numbers = archive.numbers()
        with progress(numbers, "reread") as bar:
            for number in bar:
                article, province = archive.article(number)
                reading = _again(worker, article, province, settings)
                if change := archive.reread(number, reading, datetime.now(UTC), apply=not dry_run):
                    changes.append(change)
    if as_json:
        emit_json({"applied": not dry_run, "changes": [_change(c) for c in changes]})
        return
    for change in changes:
        click.echo(
            f"{change.name}  {change.session_before or '-'} → {change.session_after or '-'}  {change.title or ''}"
        )
    click.echo(f"{len(numbers)} articles read again, {len(changes)} {'would change' if dry_run else 'changed'}")


def _again(worker: Worker, article: Article, province: str | None, settings: Settings) -> Reading:
    reading: Reading = worker.call_now(
        "read_report", f"article {article.hash[:16]}", article, province, settings.bodies
    )
    return reading


def _change(change: Change) -> dict[str, Any]:
    told = asdict(change)
    return {
        **{name: told[name] for name in ("number", "name", "title", "session_before", "session_after")},
        "report_before": told["before"]["report"] is not None,
        "report_after": told["after"]["report"] is not None,
    }


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--format", "form", type=click.Choice(["txt", "jsonl", "csv", "parquet"]), required=True)
@json_option
@with_context
def export_command(context: Context, folder: Path, form: str, as_json: bool) -> None:
    """Write the archive into a folder.

    \b
    txt      the articles as they are, with SHA256SUMS and index.csv
    jsonl    one article a line, which `import` takes back
    csv      one file for each table
    parquet  the same, typed; wants pyarrow
    """
    from crawler.export import export

    written = export(context.database(), folder, form)
    if as_json:
        emit_json(written)
    else:
        for name, rows in written.items():
            click.echo(f"{folder / name}: {rows} rows")
