"""Receivers that fail as real ones do: a mail server, a Bot API and a webhook on loopback, with seeded chance."""

from __future__ import annotations

import json
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from tests.notify.conftest import AnyPort

TOKEN = "123456789:AAE-canary_canary-canary"
CHANNELS = ("thu", "nhom", "moc")
Fault = Literal["busy", "slow down", "reset"]
_EVENT = re.compile(r"<i>([a-z]+:[^<]+)</i>|^ *Mã tin: (\S+)$", re.M)


@dataclass(frozen=True)
class Arrival:
    """One message that a receiver took."""

    run: int  # which process sent it
    events: tuple[str, ...]
    again: bool  # it says that it may have come before


@dataclass
class Faulty:
    """What arrived, by channel. `busy` is the share of refusals that pass; a third as many resets and 429s."""

    busy: float = 0.1
    seed: int = 1
    run: int = 0
    arrivals: dict[str, list[Arrival]] = field(default_factory=lambda: {name: [] for name in CHANNELS})
    faults: dict[str, int] = field(default_factory=dict)
    after: Callable[[], None] = lambda: None  # called when a message was taken, before that is answered
    over: threading.Event = field(default_factory=threading.Event)
    mail_port: int = 0
    http_port: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()

    @property
    def to(self) -> dict[str, str]:
        """Addresses by recipient; one that never answers is among them."""
        return {
            "thu": f"mailto://phienhop@127.0.0.1:{self.mail_port}/a@vidu.example?mode=insecure&from=p@vidu.example",
            "nhom": f"tgram://{TOKEN}/42/",
            "moc": f"json://127.0.0.1:{self.http_port}/hook",
            "chet": f"json://127.0.0.1:{self.http_port}/never",
        }

    def fault(self) -> Fault | None:
        """What goes wrong with this message, if anything."""
        with self._lock:
            chance = self._random.random() / self.busy
            found: Fault | None = None
            if chance < 1:
                found = "busy"
            elif chance < 1.3:
                found = "slow down"
            elif chance < 1.6:
                found = "reset"
            self.faults[found or "none"] = self.faults.get(found or "none", 0) + 1
            return found

    def take(self, channel: str, events: tuple[str, ...], again: bool) -> None:
        """A message has arrived."""
        with self._lock:
            self.arrivals[channel].append(Arrival(self.run, events, again))
            self.after()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        fault = self.fault()
        if fault == "reset":
            server.transport.abort()
        if fault:
            return "451 try again later"
        mail = message_from_bytes(envelope.content, policy=default)
        events = tuple(str(mail["X-Phienhop-Event"]).split(", "))
        self.take("thu", events, str(mail["Subject"]).startswith("(gửi lại)"))
        return "250 OK"


@contextmanager
def receiving(faulty: Faulty) -> Iterator[Faulty]:
    """The receivers, listening."""
    server = _Http(("127.0.0.1", 0), faulty)
    faulty.http_port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    mail = AnyPort(faulty, hostname="127.0.0.1", port=0)
    mail.start()
    faulty.mail_port = mail.port
    try:
        yield faulty
    finally:
        faulty.over.set()
        mail.stop()
        server.shutdown()
        thread.join()
        server.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], faulty: Faulty) -> None:
        super().__init__(address, _Handler)
        self.faulty = faulty

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A killed sender is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        faulty = self.server.faulty
        if self.path == "/never":
            faulty.over.wait()
            return
        match faulty.fault():
            case "busy":
                self._answer(503, {"ok": False, "description": "busy"})
            case "slow down":
                self._answer(429, {"ok": False, "parameters": {"retry_after": 1}})
            case "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case None:
                words = body.get("text") or f"{body['title']}\n{body['message']}"
                events = tuple(one or other for one, other in _EVENT.findall(words))
                faulty.take("nhom" if "text" in body else "moc", events, "(gửi lại)" in words)
                self._answer(200, {"ok": True, "result": {"message_id": 1}})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        raw = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *args: object) -> None:
        pass


def until(happened: Callable[[], bool], within: float, what: str) -> None:
    """Wait for something that happens in another process."""
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, f"not within {within:.0f} s: {what}"
        time.sleep(0.01)
