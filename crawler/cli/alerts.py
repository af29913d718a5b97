"""`alerts`: the outbox."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from crawler.cli.context import Context, csv_option, json_option, log_to_stderr, with_context
from crawler.cli.output import emit_csv, emit_json, table
from crawler.words import moment


@click.group("alerts")
def alerts_command() -> None:
    """The outbox: what was told, to whom, and what could not be."""


@alerts_command.command("list")
@csv_option
@json_option
@with_context
def list_command(context: Context, as_csv: bool, as_json: bool) -> None:
    """Every alert with its deliveries, newest first."""
    from crawler.notify import outbox

    rows = outbox.listing(context.database())
    if as_json:
        emit_json(rows)
        return
    told = [{**r, **d} for r in rows for d in r["deliveries"] or [{}]]
    headings = ["id", "created", "kind", "subject", "channel", "state", "attempts", "error"]
    if as_csv:
        emit_csv(told, headings)
        return
    table(headings, [[moment(r[h]) if h == "created" else r.get(h) for h in headings] for r in told], wide=3)


@alerts_command.command("retry")
@click.argument("alert", type=int, required=False, metavar="[ID]")
@click.option("--dead", is_flag=True, help="Every delivery given up.")
@json_option
@with_context
def retry_command(context: Context, alert: int | None, dead: bool, as_json: bool) -> None:
    """Put deliveries of one alert, or all that were given up, back in the queue; the service sends them."""
    from crawler.notify import outbox

    if (alert is None) == (not dead):
        raise click.UsageError("name an alert's ID, or --dead for all that were given up")
    with context.archive() as archive:
        count = outbox.retry(archive.db, alert, datetime.now(UTC))
    emit_json({"retried": count}) if as_json else click.echo(f"{count} deliveries are to be tried again")


@alerts_command.command("test")
@click.argument("name")
@json_option
@with_context
def test_command(context: Context, name: str, as_json: bool) -> None:
    """Send a specimen alert through a channel, by the stanza's name; says which of host, login or address is wrong."""
    from crawler.notify import deliver

    settings = context.settings(secrets=True)
    chosen = [r for r in settings.recipients if r.name == name or r.name.rpartition("/")[0] == name]
    if not chosen:
        known = ", ".join(r.name for r in settings.recipients) or "none; add an `alerts` stanza"
        raise click.UsageError(f"no recipient {name!r} in {context.sources} (known: {known})")
    log_to_stderr()
    results = {recipient.name: deliver.test(recipient) for recipient in chosen}
    told = [
        {"channel": name, "ok": r.sent, "error": r.error, "wrong": r.wrong, "remedy": deliver.remedy(r)}
        for name, r in results.items()
    ]
    if as_json:
        emit_json(told)
    else:
        for row in told:
            click.echo(f"{row['channel']}: {'sent' if row['ok'] else row['error']}")
            if row["remedy"]:
                click.echo(f"    → {row['remedy']}")
    if not all(row["ok"] for row in told):
        raise click.exceptions.Exit(1)
