"""What every verb shares: where things are, and how to open them."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.model import Settings

if TYPE_CHECKING:
    from sqlite_utils import Database

    from crawler.archive import Archive


@dataclass(frozen=True, slots=True)
class Context:
    """The two global options, and what is reached through them."""

    sources: Path
    state: Path

    def settings(self, *, secrets: bool = False) -> Settings:
        """All of sources.yaml; ConfigError lists every mistake. Only what sends alerts needs their secrets."""
        from crawler.sources import load

        return load(self.sources, os.environ if secrets else None)

    def settings_if_any(self) -> Settings:
        """The same where the file is there, else nothing watched: asking an archive needs no sources."""
        return self.settings() if self.sources.exists() else Settings()

    def archive(self, settings: Settings | None = None, *, cache: int | None = None) -> closing[Archive]:
        """The archive, open for writing; `cache`: see `Archive.open`."""
        from crawler.archive import Archive

        settings = settings or Settings()
        return closing(Archive.open(self.state, recipients=settings.recipients, bodies=settings.bodies, cache=cache))

    def database(self) -> Database:
        """The archive, for questions only."""
        from crawler.search import open_readonly

        return open_readonly(self.state)


def private_allowed() -> bool:
    """Whether PHIENHOP_ALLOW_PRIVATE lets `extract URL` and `probe` reach private addresses."""
    return os.environ.get("PHIENHOP_ALLOW_PRIVATE", "") not in ("", "0")


def log_to_stderr(verbose: bool = False) -> None:
    """Logs of a service: to stderr, with no secret in them."""
    from crawler.notify.secrets import redact_logs

    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    for noisy in ("apscheduler", "httpx", "apprise", "urllib3", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    redact_logs()


with_context = click.make_pass_decorator(Context)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
csv_option = click.option("--csv", "as_csv", is_flag=True, help="Comma-separated values with a header line.")
