"""What `doctor` looks at, each check with what it found and what to do about it.

machine.py        this version, the clock, certificates, limits
folder.py         the state folder: permissions, room, database, backups
configuration.py  sources.yaml, message templates, channels
network.py        names and TLS handshakes of the sources
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from crawler.doctor import configuration, folder, machine, network
from crawler.doctor.check import Check

__all__ = ["Check", "examine"]


def examine(
    sources: Path, state: Path, environ: Mapping[str, str], *, names: bool = True, tls: bool = False
) -> Iterator[Check]:
    """Every check, in the order in which to mend things. `names` asks the DNS; `tls` every enabled source's host."""
    yield from machine.checks()
    settings, found = configuration.load(sources, environ)
    yield found
    yield from folder.checks(state)
    if settings is None:
        return
    yield from configuration.checks(sources, settings, environ)
    if names:
        yield network.names(settings)
    if tls:
        yield from network.handshakes(settings)
