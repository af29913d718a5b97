"""`doctor`: everything that can be checked, with remedies."""

from __future__ import annotations

import os
from dataclasses import asdict

import click

from crawler.cli.context import Context, json_option, with_context
from crawler.cli.output import emit_json


@click.command("doctor")
@click.option("--no-network", is_flag=True, help="Without the checks that need the network.")
@click.option("--tls", is_flag=True, help="Also shake hands with the host of every enabled source.")
@json_option
@with_context
def doctor_command(context: Context, no_network: bool, tls: bool, as_json: bool) -> None:
    """Check machine, configuration, state, database, backups, channels and names; exit 1 when something is wrong.

    \b
    phienhop doctor --tls     before relying on a new list of sources
    """
    from crawler.doctor import examine

    if no_network and tls:
        raise click.UsageError("--tls needs the network")
    checks = list(examine(context.sources, context.state, os.environ, names=not no_network, tls=tls))
    if as_json:
        emit_json([asdict(check) for check in checks])
    else:
        for check in checks:
            click.secho(f"{'ok  ' if check.ok else 'BAD '} ", fg="green" if check.ok else "red", nl=False)
            click.echo(f"{check.check}: {check.detail}")
            if check.remedy:
                click.echo(f"     → {check.remedy}")
    if not all(check.ok for check in checks):
        raise click.exceptions.Exit(1)
