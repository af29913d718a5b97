"""Real receivers on loopback: an SMTP server, and an HTTP server that plays the Bot API and webhooks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlite_utils import Database

from crawler.archive.schema import migrations


@pytest.fixture
def db() -> Iterator[Database]:
    """The archive's own tables, in memory."""
    database = Database(memory=True)
    migrations.apply(database)
    yield database
    database.close()


@dataclass
class Clock:
    """A clock that moves only when told to."""

    now: datetime = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # 10:00 in Vietnam

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@dataclass
class Receiver:
    """What an HTTP service was asked, and what it is to answer next: (status, body, headers) or "drop"."""

    port: int = 0
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    seen: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [str(body.get("text") or body.get("message")) for _, body in self.asked]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.path, body))
            state.seen()
            answer = state.answers.pop(0) if state.answers else (200, {"ok": True})
            if answer == "drop":
                self.close_connection = True
                self.connection.shutdown(2)
                return
            status, content, headers = (*answer, {})[:3]
            raw = json.dumps(content).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(raw))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Mailbox:
    """Mails as they arrived, and what the server is to say at RCPT or DATA instead of yes."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    at_rcpt: dict[str, str] = field(default_factory=dict)
    at_data: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    def url(self, to: str = "ban-doc@vidu.example", login: str = "phienhop") -> str:
        return f"mailto://{login}@127.0.0.1:{self.port}/{to}?mode=insecure&from=phienhop@vidu.example"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if refusal := self.at_rcpt.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.at_data:
            return self.at_data.pop(0)
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self.envelopes.append(list(envelope.rcpt_tos))
        self.arrived.set()
        return "250 OK"


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=isinstance(data, LoginPassword) and data.password == b"mat-khau-dung", handled=False)


class AnyPort(Controller):
    """On a port the system chooses."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]  # known only once the system has chosen it
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = AnyPort(
        box, hostname="127.0.0.1", port=0, authenticator=_login, auth_require_tls=False, auth_required=False
    )
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()
