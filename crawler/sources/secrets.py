"""Alert addresses: secrets put in from outside, and the result tried with Apprise.

Nothing here repeats an address in a message: after expansion it holds a password or a token.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from crawler.sources.values import line

_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}", re.ASCII)


def address(value: object, info: ValidationInfo) -> str:
    """An Apprise URL with every `${NAME}` replaced; as written where no environment is given."""
    context: Any = info.context
    written = line(value)
    if context["environ"] is None:
        return written
    if "${" in _VARIABLE.sub("", written):
        raise ValueError("holds `${` without a name and `}`; write ${PHIENHOP_MAIL}")
    url = _VARIABLE.sub(lambda found: _secret(found[1], context["environ"]), written)
    if not _readable(url):
        raise ValueError("is not an address Apprise can read; compare it with the form its service wants, mailtos://…")
    return url


def _secret(name: str, environ: Mapping[str, str]) -> str:
    """From the environment, else from a file of that name among systemd's credentials."""
    secret = environ.get(name, "")
    if not secret and (folder := environ.get("CREDENTIALS_DIRECTORY")):
        secret = _credential(Path(folder) / name)
    if not secret:
        raise ValueError(
            f"${{{name}}} is not set; put {name}=… into the environment, "
            f"or give the service LoadCredential={name}:FILE (systemd)"
        )
    return secret


def _credential(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        return ""


def _readable(url: str) -> bool:
    from crawler.notify.services import plugin_of  # Apprise takes 60 ms, and most commands have no alerts to read

    log = logging.getLogger("apprise")  # it would log the address it cannot read
    before, log.disabled = log.disabled, True
    try:
        return plugin_of(url) is not None
    except Exception:  # whatever a plugin stumbles over, the address is what is wrong
        return False
    finally:
        log.disabled = before
