"""The real `phienhop` as a process of its own on a state folder, and alerts put into its outbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database

from crawler.archive.database import open_writable
from crawler.model import Event, Recipient, Settings
from crawler.notify import outbox
from crawler.sources import load

SITE = {"id": "a", "name": "A", "kind": "national", "listing": "http://127.0.0.1:9/", "allow_private": True}


@dataclass
class Phienhop:
    """`phienhop …` on a folder. What it needs to know of the world is in `environ`."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def sources(self) -> Path:
        return self.folder / "sources.yaml"

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def configure(self, alerts: Iterable[Mapping[str, Any]], sites: Iterable[Mapping[str, Any]] = ()) -> Settings:
        """Write sources.yaml and read it as the service does."""
        found = list(sites) or [{**SITE, "enabled": False}]
        document = {"sources": found, "alerts": [dict(alert) for alert in alerts]}
        self.sources.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return load(self.sources, {**os.environ, **self.environ})

    def ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return subprocess.run(
            self._command(words), capture_output=True, text=True, env=self._environment(), timeout=60, check=False
        )

    def start(self, *words: str) -> None:
        """`phienhop run`, logging into the folder."""
        with (self.folder / "log").open("ab") as log:
            command = self._command(("run", "--no-web", *words))
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment())

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`phienhop serve`, and its address."""
        command = self._command(("serve", "--port", "0"))
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=self._environment()) as server:
            assert server.stderr is not None
            try:
                yield server.stderr.readline().split()[0].rstrip("/")
            finally:
                server.terminate()

    def kill(self) -> None:
        """End it at once, wherever it is."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask it to end, as systemd does; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)

    def outbox(self) -> closing[Database]:
        """Its database, from beside it."""
        return closing(open_writable(self.state))

    def _command(self, words: Iterable[str]) -> list[str]:
        return [sys.executable, "-m", "crawler", "--sources", str(self.sources), "--state", str(self.state), *words]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PHIENHOP_")}
        return {**kept, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **self.environ}


def alert(number: int, kind: str = "session") -> Event:
    """An alert that says nothing but its number."""
    data = {"session": f"s{number}", "article": {"number": number, "title": f"Bài {number}"}}
    return Event(kind, f"{kind}:{number}", f"Tin số {number}", data)  # type: ignore[arg-type]


def put(db: Database, recipients: Iterable[Recipient], now: datetime, *events: Event) -> None:
    """Record alerts in one transaction, as the archive does."""
    with outbox.transaction(db):
        for event in events:
            outbox.queue(db, event, tuple(recipients), now)


def states(db: Database, recipient: str) -> dict[str, int]:
    """How many deliveries of a recipient are in which state."""
    rows = db.execute("SELECT state, count(*) FROM delivery WHERE recipient = ? GROUP BY state", [recipient])
    return dict(rows.fetchall())
