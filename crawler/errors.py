"""What can go wrong, on one screen. Each carries what a person needs to mend it.

PhienhopError
├── ConfigError            sources.yaml, options, environment            exit 2
├── FetchFailed            a request that brought no page; `.reason` is a word of REASONS
│   ├── Forbidden          robots.txt or the address rules say no
│   └── Deferred           the host asked us to wait; `.until` says how long
├── LayoutChanged          a page came, and a selector found nothing on it
├── ReadFailed             the worker was killed on a page, or could not read it
├── NotFound               nothing in the archive answers to that name
└── StateError             the state folder or its database
    ├── NewerState         written by a newer version
    ├── DamagedState       a database that fails its checks
    └── StateInUse         another service runs on it
"""

from __future__ import annotations

from datetime import datetime

# Why a request brought no page, in the words `sources health` shows.
REASONS = {
    "dns": "the host name does not resolve",
    "connect": "the host does not accept connections",
    "tls": "the TLS handshake failed",
    "timeout": "no complete answer within the deadline",
    "protocol": "the answer breaks HTTP",
    "size": "the answer is larger than the limit",
    "encoding": "the body is not validly compressed, or in a coding not asked for",
    "redirect": "too many redirects, or one that leads nowhere allowed",
    "status": "the host answered with an error status",
    "robots": "robots.txt does not allow it",
    "private": "the address is private, or on a port not allowed",
    "wait": "the host asked us to wait",
    "url": "the address is not a usable http(s) URL",
}


class PhienhopError(Exception):
    """The root; the command prints it as one line and exits with `exit_code`."""

    exit_code = 1


class ConfigError(PhienhopError):
    """A mistake in what the user configured; the message names file, line, key and remedy."""

    exit_code = 2


class FetchFailed(PhienhopError):
    """A request that brought no page."""

    def __init__(self, url: str, reason: str, detail: str = "", status: int | None = None) -> None:
        self.url, self.reason, self.detail, self.status = url, reason, detail, status
        super().__init__(f"{url}: {REASONS.get(reason, reason)}" + (f" ({detail})" if detail else ""))


class Forbidden(FetchFailed):
    """Not asked for at all: robots.txt or the address rules say no."""


class Deferred(FetchFailed):
    """The host is not to be asked before `until` (aware, UTC)."""

    def __init__(self, url: str, until: datetime, detail: str = "", status: int | None = None) -> None:
        self.until = until
        super().__init__(url, "wait", detail or f"until {until:%Y-%m-%d %H:%M:%S}Z", status)


class LayoutChanged(PhienhopError):
    """A page came, and what should be on it is not there."""


class ReadFailed(PhienhopError):
    """The worker could not read a page: too slow, too large, or it crashed."""


class NotFound(PhienhopError):
    """Nothing in the archive answers to that name."""


class StateError(PhienhopError):
    """The state folder or its database cannot be used."""


class NewerState(StateError):
    """The database was written by a newer version of this program."""

    exit_code = 2


class DamagedState(StateError):
    """The database fails its checks; nothing is changed or deleted."""


class StateInUse(StateError):
    """Another service runs on this state folder."""
