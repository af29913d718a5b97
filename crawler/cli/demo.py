"""`demo`: the service on a make-believe country, offline."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

import click

from crawler.errors import ConfigError, PhienhopError


@click.command("demo")
@click.option("--keep", is_flag=True, help="Keep the folder with its archive, to ask it more.")
def demo_command(keep: bool) -> None:
    """See it work in under a minute, offline.

    A make-believe country of sites is served on loopback, the real service watches it, and alerts
    arrive at a local mail server and a stand-in of Telegram. Exit 1 when anything promised does not happen.
    """
    if importlib.util.find_spec("aiosmtpd") is None:
        raise ConfigError("the demo receives mail with aiosmtpd, which is not installed: pip install 'phienhop[demo]'")
    from crawler.demo.story import tell

    folder = Path(tempfile.mkdtemp(prefix="phienhop-demo-"))
    try:
        asyncio.run(tell(folder))
    except PhienhopError:
        click.echo(f"\nThe demo failed; its archive and the service's log are kept in {folder}", err=True)
        raise
    except BaseException:
        shutil.rmtree(folder)
        raise
    _farewell(folder if keep else None)
    if not keep:
        shutil.rmtree(folder)


def _farewell(kept: Path | None) -> None:
    here = Path(sys.argv[0]).name == "phienhop" and not shutil.which("phienhop")
    program = sys.argv[0] if here else "phienhop"  # `make` leaves it in .venv/bin
    click.secho("\nNow type", bold=True)
    if kept:
        click.echo(f"  {program} --state {kept}/state search 'de an 06'\n      asks this archive")
    else:
        click.echo(f"  {program} demo --keep\n      the same again, with an archive left to ask")
    click.echo(f"  {program} run\n      watches the sites of sources.yaml; alerts come to the terminal")
    click.echo(f"  {program} --help\n      every verb")
