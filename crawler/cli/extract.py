"""`extract`: read one page, text or list of them; nothing is stored."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.completion import source_ids
from crawler.cli.context import Context, json_option, private_allowed, with_context
from crawler.cli.offers import Offer, offers, read
from crawler.cli.output import emit_json
from crawler.document import article_document, nothing_document
from crawler.errors import ConfigError, NotFound
from crawler.files import looks_like_html
from crawler.model import Access, Page, Settings, Source
from crawler.words import figure_of, moment

if TYPE_CHECKING:
    from crawler.worker import Worker


@click.command("extract")
@click.argument("what", metavar="PATH|URL|-")
@click.option("--url", help="The address the page came from: dates and layouts are told by it.")
@click.option("--source", "source_id", metavar="ID", shell_complete=source_ids, help="Read it as this source's.")
@click.option("--published", metavar="ISO", help="When it was published, if you know: 2024-07-10.")
@json_option
@with_context
def extract_command(
    context: Context, what: str, url: str | None, source_id: str | None, published: str | None, as_json: bool
) -> None:
    """Read one HTML page or text and print the article and its report. Stores nothing.

    A .jsonl file (one {url, published, source, title, text or html} a line) gives a list, in order.

    \b
    phienhop extract page.html --url https://…
    phienhop extract https://caobang.gov.vn/…-933574
    phienhop extract reports.jsonl --json
    """
    from crawler.worker import Worker

    _check_day(published)
    settings = context.settings() if source_id else context.settings_if_any()
    if source_id and settings.source(source_id) is None:
        raise NotFound(f"no source {source_id!r} in {context.sources}; `phienhop sources list` shows them")
    offered = _offered(what, settings.source(source_id) if source_id else None)
    given: dict[str, Any] = {"url": url, "source": source_id, "published": published}
    known = {name: value for name, value in given.items() if value}
    with closing(Worker(bodies=settings.bodies)) as worker:
        documents = [_document(worker, replace(offer, **known), settings) for offer in offered]
    if as_json:
        emit_json(documents if what.endswith(".jsonl") else documents[0])
        return
    for document in documents:
        _show(document)


def _offered(what: str, source: Source | None) -> Iterable[Offer]:
    if what.startswith(("http://", "https://")):
        page = asyncio.run(_fetch(what, source))
        return [Offer(what, page.body, html=True, url=page.url, content_type=page.content_type)]
    if what == "-":
        content = sys.stdin.buffer.read()
        return [Offer("standard input", content, looks_like_html(content))]
    return offers(Path(what))


def _document(worker: Worker, offer: Offer, settings: Settings) -> dict[str, Any]:
    reading = read(worker, offer, settings)
    if reading.article is None:
        return nothing_document(offer.url, offer.source, "no article on this page")
    document = article_document(reading.article, reading.verdict)
    return {**document, "source": document["source"] or offer.source}


async def _fetch(address: str, source: Source | None) -> Page:
    from crawler.ask import ask
    from crawler.fetch import Fetcher

    access = source.access if source else Access()
    if private_allowed():
        access = replace(access, allow_private=True)
    fetcher = Fetcher()
    try:
        return await ask(fetcher, address, access=access, layout=source.layout if source else None)
    finally:
        await fetcher.close()


def _check_day(published: str | None) -> None:
    if published is None:
        return
    try:
        datetime.fromisoformat(published)
    except ValueError:
        raise ConfigError(f"--published {published!r} is not an ISO date; write 2024-07-10") from None


def _show(document: dict[str, Any]) -> None:
    """An article and its report for people."""
    click.secho(document["title"] or "(no title)", bold=True)
    click.echo(f"{document['url'] or ''}  {moment(document['published'])}".strip())
    report = document["report"]
    if report:
        session = report["session"]
        click.echo(
            f"session {session['key'] or 'unknown'} of {session['body']}, day from {session['date_from'] or '-'}"
        )
        for name in ("chair", "province", "local_chair", "theme"):
            if report[name]:
                click.echo(f"  {name}: {report[name]['value']}   «{report[name]['quote']}»")
        for name in ("documents", "tasks"):
            for fact in report[name]:
                click.echo(f"  {name[:-1]}: {fact['value']}   «{fact['quote']}»")
        for figure in report["indicators"]:
            click.echo(f"  indicator: {figure['name']}: {figure_of(figure)}   «{figure['quote']}»")
    else:
        click.echo("no report of a session")
    for reason in document["why"]:
        click.echo(f"  because {reason}")
    click.echo()
    click.echo(document["text"])
