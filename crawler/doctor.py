"""What `doctor` looks at, each check with what it found and what to do about it."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawler import __version__
from crawler.errors import PhienhopError
from crawler.model import Settings, Source

FREE_BYTES = 500 << 20  # below this a year of text may not fit
OLDEST_CLOCK = datetime(2026, 11, 1, tzinfo=UTC)  # this version did not exist before
DNS_SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    check: str
    ok: bool
    detail: str
    remedy: str | None = None


def examine(sources: Path, state: Path, environ: Mapping[str, str], *, network: bool = True) -> Iterator[Check]:
    """Every check, in the order in which to mend things."""
    yield Check(
        "version", True, f"phienhop {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    )
    settings, check = _configuration(sources, environ)
    yield check
    yield _clock()
    yield _folder(state)
    yield _disk(state)
    if (state / "phienhop.db").exists():
        yield from _database(state)
    if settings is not None:
        yield _channels(settings)
        yield from _exceptions(settings)
        if network:
            yield _dns(settings)


def _configuration(sources: Path, environ: Mapping[str, str]) -> tuple[Settings | None, Check]:
    from crawler.sources import load

    try:
        settings = load(sources, environ)
    except PhienhopError as error:
        return None, Check(
            "configuration", False, str(error), "mend the lines named; `phienhop sources schema` has every key"
        )
    enabled = sum(s.enabled for s in settings.sources)
    return settings, Check("configuration", True, f"{sources}: {len(settings.sources)} sources, {enabled} enabled")


def _clock() -> Check:
    now = datetime.now(UTC)
    ok = now > OLDEST_CLOCK
    return Check(
        "clock", ok, now.isoformat(timespec="seconds"), None if ok else "set the clock: timedatectl set-ntp true"
    )


def _folder(state: Path) -> Check:
    probe = state / ".doctor"
    try:
        state.mkdir(parents=True, exist_ok=True)
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        return Check(
            "state folder", False, f"{state}: {error.strerror}", f"make it writable for this user: chown $USER {state}"
        )
    return Check("state folder", True, f"{state.resolve()} is writable")


def _disk(state: Path) -> Check:
    free = shutil.disk_usage(state if state.exists() else state.absolute().parent).free
    return Check(
        "disk", free > FREE_BYTES, f"{free / 1e9:.1f} GB free", None if free > FREE_BYTES else "free some space"
    )


def _database(state: Path) -> Iterator[Check]:
    from crawler.archive.checks import problems

    found = problems(state / "phienhop.db")
    remedy = "stop the service and put back the newest good copy made by `phienhop backup`" if found else None
    yield Check("database", not found, "; ".join(found) or "integrity and search index are sound", remedy)


def _channels(settings: Settings) -> Check:
    from crawler.notify.channels import open_channel

    if not settings.recipients:
        return Check("channels", True, "none configured: alerts go to the terminal")
    bad = []
    for recipient in settings.recipients:
        try:
            open_channel(recipient)
        except PhienhopError as error:
            bad.append(str(error))
    if bad:
        return Check("channels", False, "; ".join(bad), "mend the address; then `phienhop alerts test NAME`")
    names = ", ".join(recipient.name for recipient in settings.recipients)
    return Check("channels", True, f"{names}; `phienhop alerts test NAME` sends a specimen")


def _exceptions(settings: Settings) -> Iterator[Check]:
    loose = [
        f"{s.id} ({s.access.tls}{', ca' if s.access.ca else ''})" for s in settings.sources if s.enabled and _loose(s)
    ]
    if loose:
        yield Check("tls exceptions", True, ", ".join(loose))


def _loose(source: Source) -> bool:
    access = source.access
    return access.tls != "strict" or access.ca is not None


def _dns(settings: Settings) -> Check:
    hosts = sorted({urlsplit(a).hostname or "" for s in settings.sources if s.enabled for a in s.addresses})[
        :DNS_SAMPLE
    ]
    with ThreadPoolExecutor(DNS_SAMPLE) as pool:
        failed = [host for host, ok in zip(hosts, pool.map(_resolves, hosts), strict=True) if not ok]
    detail = f"{len(hosts) - len(failed)} of {len(hosts)} host names resolve"
    if len(failed) == len(hosts) and hosts:
        return Check("dns", False, detail, "check the network and /etc/resolv.conf")
    return Check("dns", True, detail + (f"; not: {', '.join(failed)}" if failed else ""))


def _resolves(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False
