"""The one writer: what waits together is committed together, and each call answers for itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from threading import Event

import pytest

from crawler.archive import Archive
from crawler.archive.database import BUSY, FILE, immediate
from crawler.archive.writer import Writer
from crawler.search import open_readonly


@pytest.fixture
async def writer(tmp_path: Path) -> AsyncIterator[Writer]:
    made = Writer()
    await made.open(lambda: Archive.open(tmp_path))
    yield made
    await made.close()


async def busy(writer: Writer) -> tuple[Awaitable[bool], Event]:
    """A call that is under way until the event is set: what comes now waits together."""
    begun, gate = Event(), Event()

    def hold(_: Archive) -> bool:
        begun.set()
        return gate.wait(60)

    first = writer(hold)
    await asyncio.to_thread(begun.wait, 60)
    return first, gate


async def test_questions_do_not_wait_for_another_program(writer: Writer, tmp_path: Path) -> None:
    """As one transaction they would, for as long as it likes."""
    first, gate = await busy(writer)
    questions = asyncio.gather(writer(lambda archive: archive.hosts()), writer(lambda archive: archive.numbers()))
    with closing(connect(tmp_path / FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        gate.set()
        await first
        async with asyncio.timeout(BUSY - 5):
            answers = await questions
    assert (answers[0], answers[1]) == ([], [])


async def test_what_waits_is_written_before_it_closes(tmp_path: Path) -> None:
    ending = Writer()
    await ending.open(lambda: Archive.open(tmp_path))
    first, gate = await busy(ending)
    last = ending(note("a.vn"))
    gate.set()
    await ending.close()
    assert (await first, await last) == (True, "a.vn")
    assert hosts(tmp_path) == {"a.vn"}


def note(host: str, *, fail: bool = False) -> Callable[[Archive], str]:
    def call(archive: Archive) -> str:
        with immediate(archive.db):
            archive.db.execute("INSERT INTO host (host, failures) VALUES (?, 1)", [host])
        if fail:
            raise ValueError(host)
        return host

    return call


def hosts(state: Path) -> set[str]:
    db = open_readonly(state)
    found = {row[0] for row in db.execute("SELECT host FROM host").fetchall()}
    db.close()
    return found


async def test_one_that_fails_takes_nothing_with_it_and_leaves_nothing(writer: Writer, tmp_path: Path) -> None:
    first, gate = await busy(writer)
    others = asyncio.gather(
        writer(note("a.vn")), writer(note("b.vn", fail=True)), writer(note("c.vn")), return_exceptions=True
    )
    gate.set()
    await first
    a, b, c = await others
    assert (a, c) == ("a.vn", "c.vn")
    assert isinstance(b, ValueError)
    assert hosts(tmp_path) == {"a.vn", "c.vn"}


async def test_nothing_is_answered_before_it_is_committed(writer: Writer, tmp_path: Path) -> None:
    (first, gate), seen = await busy(writer), list[set[str]]()
    one = asyncio.ensure_future(writer(note("a.vn")))
    one.add_done_callback(lambda _: seen.append(hosts(tmp_path)))
    other = writer(lambda archive: archive.db.conn.in_transaction)
    gate.set()
    await first
    assert await other is True  # they were one transaction
    await one
    await asyncio.sleep(0)  # its callback may stand behind us in the loop
    assert seen == [{"a.vn"}]


async def test_a_transaction_that_is_lost_is_an_error_to_all(writer: Writer, tmp_path: Path) -> None:
    first, gate = await busy(writer)

    def full_disk(archive: Archive) -> None:
        archive.db.execute("ROLLBACK")  # as SQLite does by itself
        raise OSError("no space left")

    others = asyncio.gather(writer(note("a.vn")), writer(full_disk), writer(note("c.vn")), return_exceptions=True)
    gate.set()
    await first
    assert [type(answer) for answer in await others] == [OSError] * 3
    assert hosts(tmp_path) == set()
    assert await writer(note("d.vn")) == "d.vn"
