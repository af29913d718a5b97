"""`backup` and `restore`: checked copies of the archive, and the way back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from crawler.cli.context import Context, json_option, with_context
from crawler.cli.output import emit_json

_HERE = ZoneInfo("Asia/Ho_Chi_Minh")  # a backup is named by the day its readers live in


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE | DIR", required=False)
@click.option("--rotate", is_flag=True, help="Into a folder, one for each day.  [default: backups in the state folder]")
@click.option("--keep", type=click.IntRange(1), help="With --rotate: for how many days.  [default: 14]")
@json_option
@with_context
def backup_command(context: Context, file: Path | None, rotate: bool, keep: int | None, as_json: bool) -> None:
    """Write a checked copy of the database to a new file; the service may go on meanwhile.

    The texts in articles/ need no copy: `restore` writes them again from the database.

    \b
    phienhop backup /mnt/usb/phienhop.db
    phienhop backup --rotate --keep 30
    """
    if rotate:
        _rotate(context, file, keep, as_json)
        return
    if file is None or keep is not None:
        raise click.UsageError("name a new FILE, or use --rotate (--keep belongs to it)")
    from crawler.archive.backup import backup

    _tell(file, backup(context.state, file), (), as_json)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@json_option
@with_context
def restore_command(context: Context, file: Path, as_json: bool) -> None:
    """Put a backup in the place of the archive's database, after checking it. Stop the service first.

    What stood there goes into a folder aside-… of the state folder; nothing is deleted. What was
    told after the backup was made may be told again.
    """
    from crawler.archive.restore import restore

    done = restore(context.state, file, datetime.now(_HERE))
    if as_json:
        emit_json({"file": str(file), "articles": done.articles, "aside": done.aside and str(done.aside)})
        return
    click.echo(f"{file}: restored, {done.articles} articles")
    if done.aside:
        click.echo(f"the former archive is in {done.aside}; remove it when all is well")


def _rotate(context: Context, folder: Path | None, keep: int | None, as_json: bool) -> None:
    from crawler.archive.rotate import KEEP, rotate

    made = rotate(context.state, folder or context.state / "backups", datetime.now(_HERE), keep or KEEP)
    _tell(made.file, made.bytes, made.removed, as_json)


def _tell(file: Path, size: int, removed: tuple[Path, ...], as_json: bool) -> None:
    if as_json:
        emit_json({"file": str(file), "bytes": size, "checked": True, "removed": [str(old) for old in removed]})
        return
    click.echo(f"{file}: {size / 1e6:.1f} MB, checked")
    for old in removed:
        click.echo(f"{old}: removed, it is older than the newest ones kept")
