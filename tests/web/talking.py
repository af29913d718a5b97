"""A real server on loopback, and a client that shows what came back, redirects and errors included."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import uvicorn

from crawler.web.server import server


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass(frozen=True)
class Client:
    """Asks one server."""

    port: int
    server: uvicorn.Server

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def desk(self) -> Any:
        return self.server.config.app.state.desk  # type: ignore[union-attr]

    def get(
        self, path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        query = f"?{urlencode(params)}" if params else ""
        return self.request("GET", path + query, headers)

    def request(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, quote(path, safe="/?&=%+:"), headers=dict(headers or {}))
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders() if name.lower() != "date"}
            return Answer(response.status, told, response.read())
        finally:
            connection.close()


@contextmanager
def serving(state: Path, sources: Path, *, metrics: bool = False) -> Iterator[Client]:
    """The server in a thread of its own, on a port the system chose."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        running = server(state, sources, "127.0.0.1", 0, metrics=metrics)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield Client(listening.getsockname()[1], running)
        finally:
            running.should_exit = True
            thread.join(10)
            running.config.app.state.desk.close()  # type: ignore[union-attr]
