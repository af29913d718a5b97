"""`sources`: the sites watched."""

from __future__ import annotations

import asyncio
import os
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.completion import source_ids
from crawler.cli.context import Context, csv_option, json_option, private_allowed, with_context
from crawler.cli.output import emit_csv, emit_json, table
from crawler.words import day

if TYPE_CHECKING:
    from crawler.probe.story import Proposal


@click.group("sources")
def sources_command() -> None:
    """The sites watched: list them, try them, find a stanza for a new one, see their health, get the schema."""


@sources_command.command("list")
@csv_option
@json_option
@with_context
def list_command(context: Context, as_csv: bool, as_json: bool) -> None:
    """Every source of sources.yaml."""
    rows = [
        {
            "id": s.id,
            "name": s.name,
            "kind": str(s.kind),
            "province": s.province,
            "layout": s.layout,
            "enabled": s.enabled,
            "listing": list(s.listing),
            "feed": list(s.feed),
            "sitemap": list(s.sitemap),
            "note": s.note,
        }
        for s in context.settings().sources
    ]
    if as_json:
        emit_json(rows)
        return
    if as_csv:
        emit_csv(rows, list(rows[0]) if rows else ["id"])
        return
    headings = ["id", "kind", "province", "layout", "enabled", "listing"]
    table(headings, [["yes" if r[h] is True else "no" if r[h] is False else r[h] for h in headings] for r in rows])
    click.echo(f"{len(rows)} sources, {sum(bool(r['enabled']) for r in rows)} enabled")


@sources_command.command("schema")
def schema_command() -> None:
    """The JSON Schema of sources.yaml, for editors."""
    from crawler.sources import schema

    emit_json(schema())


@sources_command.command("health")
@csv_option
@json_option
@with_context
def health_command(context: Context, as_csv: bool, as_json: bool) -> None:
    """Is each source ok, broken, silent, new or disabled: since when, why, and what to do."""
    from crawler.health import health

    rows = health(context.database(), context.settings())
    if as_json:
        emit_json(rows)
        return
    headings = ["id", "state", "since", "last_ok", "last_new", "articles", "reason"]
    if as_csv:
        emit_csv(rows, headings)
        return
    days = ("since", "last_ok", "last_new")
    table(headings, [[day(r[h]) if h in days else r[h] for h in headings] for r in rows])
    for row in rows:
        if row["remedy"]:
            click.echo(f"{row['id']} ({row['trouble']}): {row['remedy']}")


@sources_command.command("check")
@click.argument("ids", nargs=-1, metavar="[ID…]", shell_complete=source_ids)
@json_option
@with_context
def check_command(context: Context, ids: tuple[str, ...], as_json: bool) -> None:
    """Try stanzas now: each listing and its newest articles, field by field. Stores nothing; exit 1 if any fails."""
    from crawler.check import before, check

    settings = context.settings()
    chosen = [s for s in settings.sources if (s.id in ids if ids else s.enabled)]
    if unknown := set(ids) - {s.id for s in chosen}:
        raise click.UsageError(f"no source {', '.join(sorted(unknown))} in {context.sources}")
    known = {}
    if (context.state / "phienhop.db").exists():
        with closing(context.database()) as db:
            known = {source.id: before(db, source.id) for source in chosen}
    results: list[dict[str, Any]] = asyncio.run(check(chosen, known, contact=os.environ.get("PHIENHOP_CONTACT")))
    if as_json:
        emit_json(results)
    else:
        for result in results:
            _show(result)
    if not all(result["ok"] for result in results):
        raise click.exceptions.Exit(1)


@sources_command.command("probe")
@click.argument("url")
@click.option("--add", is_flag=True, help="Append the stanza to sources.yaml.")
@json_option
@with_context
def probe_command(context: Context, url: str, add: bool, as_json: bool) -> None:
    """A stanza for a new site, from its home page, a listing or one of its articles.

    \b
    phienhop sources probe https://example.gov.vn
    phienhop sources probe --add https://example.gov.vn/tin-tuc
    """
    from crawler.probe import stanza
    from crawler.probe.story import probe

    settings = context.settings() if add else context.settings_if_any()
    taken = [source.id for source in settings.sources]
    private, contact = private_allowed(), os.environ.get("PHIENHOP_CONTACT")
    proposal = asyncio.run(probe(url, taken=taken, private=private, contact=contact))
    if add and proposal.stanza:
        stanza.add(context.sources, proposal.stanza, os.environ)
    if as_json:
        emit_json(asdict(proposal))
    else:
        _show_proposal(proposal, f"added to {context.sources}" if add else "paste this under `sources:`")
    if not proposal.stanza:
        raise click.exceptions.Exit(1)


def _show_proposal(proposal: Proposal, told: str) -> None:
    """The stanza on stdout, so that it can be redirected; all else on stderr."""
    from crawler.probe.stanza import to_yaml

    for article in proposal.articles:
        click.echo(f"{day(article['published'])}  {article['title']}\n    {article['words']}…", err=True)
    for warning in proposal.warnings:
        click.secho(f"! {warning}", fg="yellow", err=True)
    if proposal.stanza:
        click.echo(f"\n# {told}", err=True)
        click.echo(to_yaml(proposal.stanza), nl=False)


def _show(result: dict[str, Any]) -> None:
    click.secho(f"{'ok ' if result['ok'] else 'BAD'} {result['id']}", bold=True, fg="green" if result["ok"] else "red")
    for address in result["addresses"]:
        beyond = f" ({address['left_out']} more are too many to be taken)" if address["left_out"] else ""
        click.echo(f"    {address['url']}: {address['problem'] or str(address['links']) + ' links'}{beyond}")
    for article in result["articles"]:
        told = (
            article["problem"] or f"{day(article['published'])}  {article['title']}  ({article['length']} characters)"
        )
        click.echo(f"    {article['url']}\n        {told}")
    for row in result["selectors"]:
        if row["own"] or row["found"]:
            told = row["problem"] or f"{row['elements']} on {row['found']} of {row['pages']} pages"
            click.echo(f"    {row['field']:6} {row['selector']}: {told}")
    for change in result["changed"]:
        click.secho(f"    changed: {change}", fg="yellow")
