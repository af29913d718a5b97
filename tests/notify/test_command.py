"""`phienhop alerts`: the outbox and its channels, from the command line."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.notify.service import Phienhop, alert, put

TOKEN = "123456789:AAE-canary_canary-canary"


@pytest.fixture
def phienhop(tmp_path: Path) -> Phienhop:
    return Phienhop(tmp_path)


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.mark.parametrize(
    ("case", "wrong", "error"),
    [
        ("no mail server", "host", "không kết nối được máy chủ thư"),
        ("wrong password", "login", "SMTP 535: 5.7.8 Authentication credentials invalid"),
        ("refused recipient", "recipient", "SMTP 550: no such user"),
        ("wrong token", "token", "HTTP 401: Unauthorized"),
        ("unknown chat", "recipient", "HTTP 400: Bad Request: chat not found"),
        ("all right", None, None),
    ],
)
def test_a_trial_says_what_is_wrong(phienhop, mailbox, receiver, closed_port, case, wrong, error):
    mail = {
        "no mail server": f"mailto://phienhop@127.0.0.1:{closed_port}/a@b.example?mode=insecure&from=a@b.example",
        "wrong password": mailbox.url(login="phienhop:sai-mat-khau"),
        "refused recipient": mailbox.url(to="khong-co@vidu.example"),
        "all right": mailbox.url(login="phienhop:mat-khau-dung"),
    }
    mailbox.at_rcpt["khong-co@vidu.example"] = "550 no such user"
    receiver.answers = [
        (401, {"ok": False, "description": "Unauthorized"})
        if case == "wrong token"
        else (400, {"ok": False, "description": "Bad Request: chat not found"})
    ]
    phienhop.environ = {"PHIENHOP_TELEGRAM_API": receiver.url}
    phienhop.configure([{"name": "toa-soan", "to": mail.get(case, f"tgram://{TOKEN}/42")}])
    done = phienhop.ask("alerts", "test", "toa-soan", "--json")
    (row,) = json.loads(done.stdout)
    assert (row["ok"], row["wrong"], row["error"]) == (wrong is None, wrong, error)
    assert bool(row["remedy"]) is (wrong is not None)
    assert done.returncode == (1 if wrong else 0)
    assert "canary" not in done.stdout + done.stderr


def test_an_address_that_is_none_stops_the_start_and_is_not_repeated(phienhop):
    phienhop.configure([])
    phienhop.sources.write_text("sources: []\nalerts:\n  - name: a\n    to: 'tgram://canary-canary/42'\n")
    done = phienhop.ask("alerts", "test", "a")
    assert done.returncode == 2
    assert "is not an address Apprise can read" in " ".join(done.stderr.split())
    assert "canary" not in done.stdout + done.stderr


def test_list_and_retry(phienhop, receiver):
    settings = phienhop.configure([{"name": "moc", "to": f"json://127.0.0.1:{receiver.port}/x"}])
    with phienhop.outbox() as db:
        put(db, settings.recipients, datetime.now(UTC), alert(1), alert(2))
    receiver.answers = [(403, {}), (403, {})]
    assert phienhop.ask("run", "--once").returncode == 0
    assert states(phienhop) == [("session:2", "dead", 1), ("session:1", "dead", 1)]
    assert json.loads(phienhop.ask("alerts", "retry", "1", "--json").stdout) == {"retried": 1}
    assert phienhop.ask("run", "--once").returncode == 0
    assert states(phienhop) == [("session:2", "dead", 1), ("session:1", "sent", 1)]
    assert phienhop.ask("alerts", "retry", "--dead").stdout == "1 deliveries are to be tried again\n"
    assert phienhop.ask("run", "--once").returncode == 0
    assert [state for _, state, _ in states(phienhop)] == ["sent", "sent"]
    assert "HTTP 403" not in phienhop.ask("alerts", "list").stdout


def states(phienhop: Phienhop) -> list[tuple[str, str, int]]:
    rows: list[dict[str, Any]] = json.loads(phienhop.ask("alerts", "list", "--json").stdout)
    return [(row["event"], d["state"], d["attempts"]) for row in rows for d in row["deliveries"]]
