"""The server itself: slow and many clients, the command, the child process of a service."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.web import process
from tests.web.talking import Client, serving


def test_a_client_that_sends_nothing_more_is_let_go(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.web.server.PATIENCE", 0.2)
    with (
        serving(place / "state", place / "sources.yaml") as client,
        socket.create_connection(("127.0.0.1", client.port), timeout=10) as slow,
    ):
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert _ended(slow)
        assert client.get("/phien").status == 200


def test_a_client_that_does_not_read_is_let_go(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.web.server.PATIENCE", 0.5)
    with serving(place / "state", place / "sources.yaml") as client, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.settimeout(10)
        slow.connect(("127.0.0.1", client.port))
        ask = b"GET /static/phienhop.css HTTP/1.1\r\nHost: x\r\n\r\n"
        with pytest.raises(ConnectionError):
            _send_for_ever(slow, ask)
        assert client.get("/phien").status == 200


def test_a_head_that_never_ends_is_refused(client: Client) -> None:
    with socket.create_connection(("127.0.0.1", client.port), timeout=10) as greedy:
        greedy.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 60_000)
        assert greedy.recv(100).startswith(b"HTTP/1.1 400")


def test_two_hundred_clients_are_all_answered(client: Client) -> None:
    paths = ["/", "/phien/ubqg-cds-2024-07-10", "/bai/2", "/tim?q=phien+hop", "/api/sessions"]
    with ThreadPoolExecutor(200) as crowd:
        answers = list(crowd.map(lambda n: client.get(paths[n % len(paths)]).status, range(200)))
    assert answers == [200] * 200


def test_connections_are_kept_between_requests(client: Client) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/phien")
        response = connection.getresponse()
        assert response.status == 200
        response.read()
    connection.close()


def test_the_child_of_a_service_answers_and_ends(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    child = process.start(place / "state", place / "sources.yaml", "127.0.0.1", port)
    try:
        _wait_for(port)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/phien")
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        assert process.stop(child) in (0, -15)


def test_the_child_ends_when_its_service_is_gone(place: Path) -> None:
    command = [sys.executable, "-m", "crawler", "--state", str(place / "state"), "--sources", str(place / "none.yaml")]
    child = subprocess.Popen(
        [*command, "serve", "--port", "0", "--child"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdin
    assert child.stderr
    assert child.stderr.readline().startswith("http://127.0.0.1:")
    child.stdin.close()
    assert child.wait(20) in (0, -15)
    child.stderr.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [(["--port", "{taken}"], "choose another with --host and --port"), (["--port", "99999"], "99999")],
)
def test_a_port_that_cannot_be_had_is_said_in_a_line(place: Path, options: list[str], words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = [option.format(taken=taken.getsockname()[1]) for option in options]
        done = _serve(place / "state", *given)
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_archive_the_command_says_so(tmp_path: Path) -> None:
    done = _serve(tmp_path / "nothing", "--port", "0")
    assert done.returncode == 1
    assert "there is no archive yet" in done.stderr


def _ended(connection: socket.socket) -> bool:
    """Whether the server ends the connection without a word."""
    try:
        return connection.recv(100) == b""
    except ConnectionResetError:
        return True


def _send_for_ever(connection: socket.socket, request: bytes) -> None:
    """The server stops reading when its answers are not taken, and then lets go."""
    while True:
        connection.sendall(request * 50)


def _serve(state: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler", "--state", str(state), "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def _wait_for(port: int) -> None:
    pause = threading.Event()
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            pause.wait(0.1)
    raise AssertionError("the child never answered")
