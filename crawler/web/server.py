"""uvicorn with limits: nobody holds a connection by sending or reading slowly."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from crawler.web.app import create_app

PATIENCE = 20.0  # seconds for a request to come whole, and for its answer to be taken
CLIENTS = 400  # connections at a time; beyond, 503
LONGEST_HEAD = 48 << 10  # bytes of request line and headers; our own limit on addresses answers before it


class Timed(H11Protocol):
    """Ends a connection whose client sends a request, or takes an answer, too slowly; keep-alive ends an idle one.

    How long an answer is being made is not the client's doing, and bounded elsewhere.
    """

    _deadline: asyncio.TimerHandle | None = None
    _draining = False  # the answer is handed over, but not yet taken

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        if self._draining and not self.transport.get_write_buffer_size():
            self._stop()
        self._start()
        super().data_received(data)
        if self.cycle and not self.cycle.response_complete and not self._draining:
            self._stop()

    def on_response_complete(self) -> None:
        self._stop()
        super().on_response_complete()
        if not self.transport.is_closing() and self.transport.get_write_buffer_size():
            self._draining = True
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(PATIENCE, self.transport.abort)

    def _stop(self) -> None:
        self._draining = False
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def server(state: Path, sources: Path, host: str, port: int, *, metrics: bool = False, **more: Any) -> uvicorn.Server:
    """A server for the archive, not yet started; port 0 lets the system choose."""
    config = uvicorn.Config(
        create_app(state, sources, metrics=metrics),
        host=host,
        port=port,
        http=Timed,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=CLIENTS,
        h11_max_incomplete_event_size=LONGEST_HEAD,
        timeout_graceful_shutdown=5,
        **more,
    )
    return uvicorn.Server(config)
