"""The command. Verbs live in the modules beside this one and are imported only when called."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from crawler import __version__
from crawler.errors import PhienhopError

# verb: (module, what it is for)
VERBS = {
    "run": ("service", "Watch every source: poll, archive, alert, until stopped."),
    "poll": ("service", "Poll sources now and show what came."),
    "extract": ("extract", "Read one page or text and print its article and report."),
    "import": ("archive", "Take text, HTML and JSONL files into the archive."),
    "reread": ("archive", "Recognise the whole archive again."),
    "backfill": ("backfill", "Walk a source's pager or sitemap into the past; resumes."),
    "search": ("questions", "Full-text search, with or without diacritics."),
    "show": ("questions", "One article by number, name, hash, URL or old name."),
    "sessions": ("questions", "The sessions known to the archive."),
    "session": ("questions", "One session: reports, provinces, facts side by side."),
    "indicators": ("questions", "Figures over time, each with its quote."),
    "export": ("archive", "Write the archive as txt, jsonl, csv or parquet."),
    "sources": ("sources", "The sites watched: list, check, probe, health, schema."),
    "alerts": ("alerts", "The outbox: list, test, retry."),
    "doctor": ("doctor", "Check configuration, state, clock, network and channels."),
    "backup": ("keep", "Write a checked copy of the database, or one for each day."),
    "restore": ("keep", "Put a backup in the database's place; the old one is kept."),
    "serve": ("serve", "The web page alone, read-only."),
    "demo": ("demo", "A make-believe country, offline, in under a minute."),
}


class Verbs(click.Group):
    """Commands by name from VERBS; `--version` and a wrong verb import none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"crawler.cli.{VERBS[name][0]}")
        command: click.Command = getattr(module, f"{name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl([(name, help) for name, (_, help) in VERBS.items()])


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every verb has its own --help; whatever prints also takes --json.",
)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    default=lambda: os.environ.get("PHIENHOP_SOURCES", "sources.yaml"),
    help="The sites and alerts to watch (PHIENHOP_SOURCES).  [default: sources.yaml]",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    default=lambda: os.environ.get("PHIENHOP_STATE", "state"),
    help="The folder of the archive (PHIENHOP_STATE).  [default: state]",
)
@click.version_option(__version__, prog_name="phienhop")
@click.pass_context
def cli(ctx: click.Context, sources: Path, state: Path) -> None:
    """Watch Vietnam's public news sites for sessions (phiên họp) on digital transformation.

    \b
    phienhop demo                      see it work, offline
    phienhop run                       watch the sites of sources.yaml
    phienhop search "chuyen doi so"    ask the archive
    """
    from crawler.cli.context import Context

    ctx.obj = Context(sources=Path(sources), state=Path(state))


def main() -> None:
    """Entry point: one clear line for each thing that can go wrong; exit 0 done, 1 failed, 2 usage or configuration."""
    try:
        # Named, since completion asks for it and `python -m crawler` is the same command.
        code = cli.main(prog_name="phienhop", standalone_mode=False)  # what a verb exits with comes back as an int
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except PhienhopError as error:
        click.echo(f"phienhop: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader went away: `phienhop search … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
