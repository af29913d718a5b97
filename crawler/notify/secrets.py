"""Keeps secrets out of logs and errors: what recipients' addresses hold is masked wherever it shows."""

from __future__ import annotations

import logging
import re
import traceback
from urllib.parse import unquote

MASK = "•••"
_LOUD = ("apprise", "urllib3", "requests", "smtplib", "mail.log")  # they print whole addresses below WARNING
_PLAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?|[\d.]+:\d+|[\d.]+\.\d+|localhost(?::\d+)?|[a-z]{1,8}", re.I)
_SETTINGS = frozenset(  # parameters of Apprise URLs that are choices, not secrets
    ("mode", "format", "overflow", "from", "name", "smtp", "verify", "emojis", "tz", "cto", "rto", "redirect", "method")
)
_SHORTEST = 4

_hidden: set[str] = set()


def hide(address: str) -> None:
    """Mask this Apprise URL and every part of it that may be a secret, from now on."""
    _hidden.update(parts(address))


def parts(address: str) -> set[str]:
    """The URL, its credentials, tokens and parameters; not host names, plain words or settings."""
    _, _, rest = address.partition("://")
    place, _, query = rest.partition("?")
    netloc, *path = place.split("/")
    credentials, _, host = netloc.rpartition("@")
    values = [v for k, _, v in (pair.partition("=") for pair in query.split("&")) if k not in _SETTINGS]
    words = {part for part in (*_host_words(host), *path, *values) if not _PLAIN.fullmatch(part)}
    user, _, password = credentials.partition(":")
    words |= {address, rest, place, password}
    words |= {credentials} if password or not _PLAIN.fullmatch(user) else set()  # a bare user name is no secret
    words |= {unquote(word) for word in words}
    return {word for word in words if len(word) >= _SHORTEST}


def _host_words(host: str) -> list[str]:
    """Many services put a token where the host stands."""
    return [] if _PLAIN.fullmatch(host) else [host, *host.split(":")]


def redact(text: str) -> str:
    """The text with every hidden word masked, the longest first."""
    for word in sorted(_hidden, key=len, reverse=True):
        text = text.replace(word, MASK)
    return text


class RedactingFilter(logging.Filter):
    """Masks a record's message and traceback; on a handler it sees the records of every logger."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not _hidden:
            return True
        message = record.getMessage()
        if (clean := redact(message)) != message:
            record.msg, record.args = clean, None
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redact("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return True


def redact_logs() -> None:
    """Put the filter on every handler of the root logger; call it once logging is set up."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(f, RedactingFilter) for f in handler.filters):
            handler.addFilter(RedactingFilter())
    quiet_libraries()


def quiet_libraries() -> None:
    """Libraries that print addresses say only what matters, masked even where no handler was set up."""
    for name in _LOUD:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        if not any(isinstance(f, RedactingFilter) for f in logger.filters):
            logger.addFilter(RedactingFilter())
