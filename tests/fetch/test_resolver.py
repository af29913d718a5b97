"""Dead names cost their askers a bounded time, and nobody else anything."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from crawler.fetch.resolver import WORKERS, Resolver
from crawler.fetch.trouble import Trouble


async def fails(resolver: Resolver, host: str) -> str:
    with pytest.raises(Trouble) as caught:
        await resolver.addresses(host)
    assert caught.value.reason == "dns"
    return caught.value.detail


@pytest.mark.parametrize(
    "error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long"), OSError("odd"), None]
)
async def test_failures_are_told_and_remembered(error):
    asked = []

    def lookup(host):
        asked.append(host)
        if error:
            raise error
        return []

    resolver = Resolver(lookup)
    await fails(resolver, "gone.vn")
    assert "a moment ago" in await fails(resolver, "gone.vn")
    assert asked == ["gone.vn"]


async def test_a_failure_is_forgotten_in_time():
    answers = iter([[], ["192.0.2.7"]])
    resolver = Resolver(lambda host: next(answers), remember=0.0)
    await fails(resolver, "a.vn")
    assert await resolver.addresses("a.vn") == ["192.0.2.7"]


class NameServer:
    """Answers at once, but for names that begin with "dead": those hang until `release` is set."""

    def __init__(self) -> None:
        self.release = threading.Event()

    def __call__(self, host: str) -> list[str]:
        if host.startswith("dead"):
            self.release.wait(20)
        return ["192.0.2.7"]


@pytest.fixture
def name_server():
    server = NameServer()
    yield server
    server.release.set()


async def test_a_name_that_hangs_is_given_up(name_server):
    resolver = Resolver(name_server, cap=0.2)
    dead = [asyncio.create_task(fails(resolver, f"dead{n}.vn")) for n in range(WORKERS - 1)]
    assert await resolver.addresses("good.vn") == ["192.0.2.7"]  # while the dead still hang
    assert all("no answer" in detail for detail in await asyncio.gather(*dead))


async def test_a_good_name_behind_many_dead_ones_only_waits(name_server):
    resolver = Resolver(name_server, cap=0.2)
    dead = [asyncio.create_task(fails(resolver, f"dead{n}.vn")) for n in range(WORKERS)]
    await asyncio.sleep(0)
    good = asyncio.create_task(resolver.addresses("good.vn"))
    await asyncio.gather(*dead)
    assert not good.done()  # the askers gave up, their threads still hang
    name_server.release.set()
    assert await good == ["192.0.2.7"]
