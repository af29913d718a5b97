"""The web page of a large archive under two hundred clients, while the service polls: `make soak`."""

from __future__ import annotations

import asyncio
import os
import random
import re
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

from tests.archives import made_archive
from tests.soak.author import Author
from tests.soak.country import SoakStage, children, sample

ARTICLES = int(os.environ.get("ARTICLES") or 100_000)
REQUESTS, CLIENTS, SLOW = 4_000, 200, 20
MOST, GROWTH = 300 << 10, 20 << 10  # KiB of memory; and of its growth from the second to the last quarter
LATE = 5.0  # seconds after it was due that a poll may begin

PAGES = (
    *("/", "/phien", "/phien/bcd-cp-no60", "/bai/{n}", "/bai/{report}", "/chi-so", "/chi-so/ho-so-toan-trinh", "/viec"),
    *("/tinh", "/tinh/caobang", "/nguon", "/tim?q=chuyen+doi+so", "/tim?q=tin+so+{n}", "/tim?q=trong&tinh=caobang"),
    *("/tim?q=kinh+te&tu=1/1/2024&moi=1", "/feed.atom", "/phien.ics", "/api/overview", "/api/sessions"),
    *("/api/search?q=b%C3%A1n+d%E1%BA%ABn", "/api/articles/{report}", "/api/indicators", "/api/tasks", "/api/health"),
)
ODD = {  # what nobody should send, and what may be said to it
    "/tim?q=%27%3B+DROP+TABLE+article%3B+--": {200},
    "/api/articles/1%20OR%201%3D1": {404},
    "/api/search?q=%22+OR+NEAR(&limit=1": {200},
    "/bai/..%2F..%2Fphienhop.db": {404},
    "/static/../../phienhop.db": {404},
    "/static/%2e%2e%2fapp.py": {404},
    "/phien/%00": {404},
    "/tim?q=" + "a+" * 5_000: {200},
    "/tim?q=" + "%F0%9F%98%80" * 1_000: {200},
    "/tim?tu=" + "9" * 150: {400},
    "/tim?q=a&trang=999999999999999999999": {400},
    "/api/sessions?limit=-1&offset=99999999": {400},
    "/tim?q=" + "a" * 20_000: {414},
}


@dataclass(slots=True)
class Load:
    """What the clients met."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)  # KiB of the web page's process


async def test_many_clients_of_a_large_archive(tmp_path: Path) -> None:
    async with SoakStage(tmp_path) as stage:
        await asyncio.to_thread(made_archive, stage.state, ARTICLES, files=True)
        await stage.start()
        await stage.until("the country is polled", lambda: bool(stage.rows("SELECT 1 FROM visit")))
        async with stage.browsing() as base, _news(stage), _watched(stage) as dues:
            await _medians(base)
            began = datetime.now().astimezone()
            load = await _load(base)
            visits = stage.rows("SELECT source, at FROM visit ORDER BY at")
        late = _late(set(stage.country.healthy()), visits, dues, began)
        _report(load, late)
        assert load.wrong == []
        assert max(load.memory) <= MOST
        quarter = len(load.memory) // 4
        assert max(load.memory[-quarter:]) - max(load.memory[quarter : 2 * quarter]) <= GROWTH
        assert len(late) >= 50, "too few polls to judge by"
        assert late[len(late) * 99 // 100] <= LATE


async def _medians(base: str) -> None:
    """How long each page takes one client while passes write; each time it is asked for in other words."""
    print(f"\n{ARTICLES} articles; medians of one client:")
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        for page in PAGES:
            times = []
            for n in range(9):
                began = time.perf_counter()
                await client.get(_address(page, random.Random(n)) + ("&" if "?" in page else "?") + f"lan={n}")
                times.append(time.perf_counter() - began)
            print(f"  {statistics.median(times) * 1000:6.0f} ms  {page}")


async def _load(base: str) -> Load:
    load, chance = Load(), random.Random(7)
    addresses = [
        chance.choice(list(ODD)) if n % 10 == 0 else _address(chance.choice(PAGES), chance) for n in range(REQUESTS)
    ]
    queue = iter(addresses)
    slow = [asyncio.create_task(_read_slowly(base)) for _ in range(SLOW)]
    watch = asyncio.create_task(_watch_memory(load))
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=base, timeout=120, limits=limits) as client, asyncio.TaskGroup() as crowd:
        for _ in range(CLIENTS):
            crowd.create_task(_client(client, queue, load))
    for task in (*slow, watch):
        task.cancel()
    await asyncio.gather(*slow, watch, return_exceptions=True)
    return load


async def _client(client: httpx.AsyncClient, addresses: Iterator[str], load: Load) -> None:
    for address in addresses:
        began = time.perf_counter()
        answer = await client.get(httpx.URL(client.base_url.copy_with(raw_path=address.encode())))
        load.seconds.append(time.perf_counter() - began)
        load.statuses[answer.status_code] += 1
        busy = answer.status_code == 503 and answer.headers.get("retry-after") == "5"  # said so on purpose
        if answer.status_code not in ODD.get(address, {200, 302}) and not busy:
            load.wrong.append((answer.status_code, address[:60]))


async def _read_slowly(base: str) -> None:
    """A byte each tenth of a second of a long answer, and again when the server has had enough."""
    host, _, port = base.strip("/").rpartition("/")[2].partition(":")
    loop = asyncio.get_running_loop()
    while True:
        with socket.socket() as connection, suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.setblocking(False)
            await loop.sock_connect(connection, (host, int(port)))
            await loop.sock_sendall(connection, b"GET /api/indicators HTTP/1.1\r\nHost: x\r\n\r\n")
            byte = b"?"
            while byte:
                byte = await loop.sock_recv(connection, 1)
                await asyncio.sleep(0.1)


async def _watch_memory(load: Load) -> None:
    (page,) = [pid for pid in children(os.getpid()) if _serves(pid)]
    while True:
        load.memory.append(sample(page).memory)
        await asyncio.sleep(0.25)


def _serves(pid: int) -> bool:
    return b"\0serve\0" in Path(f"/proc/{pid}/cmdline").read_bytes()


@asynccontextmanager
async def _news(stage: SoakStage) -> AsyncIterator[None]:
    """An article appears every second, so that passes write."""
    author = Author(stage.country, 7)

    async def write() -> None:
        while True:
            author.write()
            await asyncio.sleep(1)

    task = asyncio.create_task(write())
    yield
    task.cancel()


@asynccontextmanager
async def _watched(stage: SoakStage) -> AsyncIterator[dict[str, set[str]]]:
    """The moments at which each source was due, as far as seen; by a thread, since the loop is busy with clients."""
    dues: dict[str, set[str]] = {}
    done = threading.Event()

    def look() -> None:
        db = stage.database()
        while not done.wait(0.1):
            for source, due in db.execute("SELECT id, next_poll FROM source").fetchall():
                dues.setdefault(source, set()).add(due)
        db.close()

    watching = asyncio.create_task(asyncio.to_thread(look))
    try:
        yield dues
    finally:
        done.set()
        await watching


def _late(
    healthy: set[str], visits: Sequence[tuple[str, str]], dues: dict[str, set[str]], began: datetime
) -> list[float]:
    """How many seconds after its turn each visit of a healthy source began, least first."""
    found = []
    for source, at in visits:
        turns = [due for due in dues[source] if due <= at]
        if source in healthy and turns and datetime.fromisoformat(at) > began:
            found.append((datetime.fromisoformat(at) - datetime.fromisoformat(max(turns))).total_seconds())
    return sorted(found)


def _address(page: str, chance: random.Random) -> str:
    number = chance.randrange(ARTICLES)
    return re.sub(r"{(\w+)}", lambda name: str(number // 20 * 20 if name[1] == "report" else number), page)


def _report(load: Load, late: list[float]) -> None:
    print(f"{sum(load.statuses.values())} requests of {CLIENTS} clients, {SLOW} slow readers: {dict(load.statuses)}")
    took = sorted(load.seconds)
    print(f"answered in {statistics.median(took):.2f} s (median), {took[len(took) * 95 // 100]:.2f} s (p95)")
    quarter = len(load.memory) // 4
    print(f"memory {load.memory[quarter] >> 10} → {load.memory[-1] >> 10} MiB, highest {max(load.memory) >> 10}")
    half, p99 = late[len(late) // 2], late[len(late) * 99 // 100]
    print(f"{len(late)} polls, late {half:.2f} s (median), {p99:.2f} s (p99), {late[-1]:.2f} s (most)")
