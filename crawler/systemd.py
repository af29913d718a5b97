"""What the service tells systemd: ready, alive, stopping. Silent anywhere else.

The protocol is one datagram to the socket named in NOTIFY_SOCKET (sd_notify(3)).
"""

from __future__ import annotations

import os
import socket


def ready() -> None:
    """Start-up is done."""
    _tell("READY=1")


def alive() -> None:
    """Feed the watchdog; called from real progress, never from a timer of its own."""
    _tell("WATCHDOG=1")


def stopping() -> None:
    """The service is shutting down."""
    _tell("STOPPING=1")


def _tell(state: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):  # an abstract socket
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.connect(address)
            channel.sendall(state.encode())
        except OSError:
            return
