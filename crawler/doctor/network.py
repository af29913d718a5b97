"""Names and TLS handshakes of the enabled sources' hosts; nothing is asked of the sites themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from crawler.doctor.check import Check
from crawler.fetch.client import Target
from crawler.fetch.guard import Guard
from crawler.fetch.handshake import handshake
from crawler.fetch.resolver import Resolver
from crawler.fetch.trouble import Trouble
from crawler.model import Access, Settings

AT_ONCE = 20
NAMES = 10  # looked up, of all: whether the DNS answers is not a question of each source
PATIENCE = timedelta(seconds=15)

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Door:
    """A host as one or more sources reach it."""

    target: Target
    access: Access
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a handshake; `other` is how the profile that was also tried did."""

    door: Door
    trouble: Trouble | None
    other: Trouble | None = None


def names(settings: Settings) -> Check:
    """Whether host names resolve at all; one dead name is its source's business."""
    hosts = sorted({door.target.host for door in _doors(settings)})[:NAMES]
    failed = [host for host, trouble in zip(hosts, _each(hosts, _look_up), strict=True) if trouble]
    detail = f"{len(hosts) - len(failed)} of {len(hosts)} host names resolve"
    if failed and len(failed) == len(hosts):
        return Check("dns", False, detail, "check the network and /etc/resolv.conf")
    return Check("dns", True, detail + (f"; not: {', '.join(failed)}" if failed else ""))


def handshakes(settings: Settings) -> Iterator[Check]:
    """Every host that TLS cannot be spoken with as its source says, then a word on the others."""
    doors = [door for door in _doors(settings) if door.target.scheme == "https" and not door.access.proxy]
    tried = _each(doors, _try)
    for one in tried:
        if one.trouble and one.trouble.reason == "tls":
            yield _failed(one)
    away = [one for one in tried if one.trouble and one.trouble.reason != "tls"]
    spare = [one.door.target.host for one in tried if one.trouble is None and _loose(one.door.access) and not one.other]
    good = sum(one.trouble is None for one in tried)
    detail = f"{good} of {len(tried)} hosts shook hands"
    detail += "".join(f"; {o.door.target.host}: {o.trouble.reason} ({o.trouble.detail})" for o in away if o.trouble)
    detail += f"; would also do with tls: strict: {', '.join(spare)}" if spare else ""
    remedy = "check the network; a firewall may let only the DNS out" if tried and len(away) == len(tried) else None
    yield Check("tls", remedy is None, detail, remedy)


def _failed(one: Tried) -> Check:
    """The narrowest remedy: what OpenSSL's words mean, or the profile that was seen to work; never `insecure`."""
    detail, _, advice = (one.trouble.detail if one.trouble else "").partition("; ")
    who = f"{one.door.target.host} ({', '.join(one.door.sources)})"
    if one.other is None and one.door.access.tls == "strict":
        advice = "`tls: legacy` works; write it into the stanza, with a `reason`"
    elif "legacy" in advice and one.other is not None:
        advice = f"with `tls: legacy`: {one.other.detail}"
    return Check("tls", False, f"{who}: {detail}", advice or "tell the site's operator")


def _doors(settings: Settings) -> list[Door]:
    """Each host once for each way in which it is reached."""
    found: dict[tuple[object, ...], tuple[Target, Access, dict[str, None]]] = {}
    for source in settings.sources:
        for address in source.addresses if source.enabled else ():
            target, access = Target.parse(address), source.access
            key = (target.origin, access.tls, access.ca, access.proxy, access.allow_private)
            found.setdefault(key, (target, access, {}))[2][source.id] = None
    return [Door(target, replace(access, timeout=PATIENCE), tuple(ids)) for target, access, ids in found.values()]


async def _look_up(host: str, guard: Guard) -> Trouble | None:
    try:
        await guard.resolver.addresses(host)
    except Trouble as trouble:
        return trouble
    return None


async def _try(door: Door, guard: Guard) -> Tried:
    """As configured; then, to name the narrowest way, with legacy where strict fails and strict where it is loose."""
    trouble = await _shaken(door.target, door.access, guard)
    if trouble and trouble.reason == "tls" and door.access.tls == "strict":
        return Tried(door, trouble, await _shaken(door.target, replace(door.access, tls="legacy"), guard))
    if trouble is None and _loose(door.access):
        return Tried(door, None, await _shaken(door.target, replace(door.access, tls="strict", ca=None), guard))
    return Tried(door, trouble, trouble)


async def _shaken(target: Target, access: Access, guard: Guard) -> Trouble | None:
    try:
        await handshake(target, access, guard)
    except Trouble as trouble:
        return trouble
    return None


def _loose(access: Access) -> bool:
    return access.tls != "strict" or access.ca is not None


def _each(items: list[T], call: Callable[[T, Guard], Awaitable[R]]) -> list[R]:
    """All at once, as far as there is room; one guard, so that a dead name is looked up once."""

    async def run() -> list[R]:
        guard, room = Guard(Resolver()), asyncio.Semaphore(AT_ONCE)

        async def one(item: T) -> R:
            async with room:
                return await call(item, guard)

        return await asyncio.gather(*map(one, items))

    return asyncio.run(run())
