"""`serve`: the archive in a browser, read-only."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading

import click

from crawler.cli.context import Context, log_to_stderr, with_context
from crawler.errors import PhienhopError

PORT = 8001


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer on.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: any that is free.")
@click.option("--metrics", is_flag=True, help="Also /metrics, for Prometheus: it counts alerts by channel.")
@click.option("--child", is_flag=True, hidden=True, help="End when standard input is closed.")
@with_context
def serve_command(context: Context, host: str, port: int, metrics: bool, child: bool) -> None:
    """Answer browsers and programs from the archive: pages in Vietnamese, JSON under /api, a feed, a calendar.

    Nothing is written, and alerts and their recipients are not shown. Ctrl-C ends it.

    \b
    phienhop serve --port 8001
    """
    from crawler.search import open_readonly
    from crawler.web.server import server

    log_to_stderr()
    open_readonly(context.state).close()  # says at once what is wrong with it
    with _listen(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        click.echo(f"http://{name}:{listening.getsockname()[1]}/", err=True)
        if child:
            threading.Thread(target=_end_with_parent, daemon=True).start()
        server(context.state, context.sources, host, port, metrics=metrics).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise PhienhopError(
            f"cannot answer on {host}:{port} ({error.strerror or error}); choose another with --host and --port"
        ) from None


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
