"""The reading process: a page can neither hang, bloat nor crash what reads it."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from crawler.errors import ReadFailed
from crawler.model import Page
from crawler.worker import Worker, _loads
from tests.fetch.conftest import until

GOOD = b"<html><body><h1>x</h1><p>A page with a few words and nothing else in it.</p></body></html>"
BOMBS = {
    "a million open divs": b"<div>" * 10**6,
    "two hundred thousand attributes": b"<p " + b" ".join(b"a%d=1" % i for i in range(200_000)) + b">",
    "five thousand font tags": b"".join(b"<p><font size=%d>x" % i for i in range(5000)),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with closing(Worker(seconds=3)) as made:
        yield made


def page(body: bytes) -> Page:
    return Page("https://example.org/a", body, datetime.now(UTC), "text/html")


def read(worker: Worker, body: bytes) -> object:
    return worker.call_now("read_article", "a page", page(body), None, None)


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_costs_one_page(worker: Worker, bomb: bytes) -> None:
    with pytest.raises(ReadFailed):
        read(worker, bomb)
    assert read(worker, GOOD) is not None


def test_a_killed_child_is_replaced(worker: Worker) -> None:
    read(worker, GOOD)
    (child,) = worker._children
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    assert child._process is not None
    child._process.join()
    assert read(worker, GOOD) is not None


async def test_a_page_that_hangs_holds_up_no_other() -> None:
    """The second child reads page after page while the first one is stopped in the middle of its own."""
    with closing(Worker(children=2, seconds=60)) as two:
        await two.article(page(GOOD), None)
        first = next(child for child in two._children if child.pid)
        assert first.pid is not None
        os.kill(first.pid, signal.SIGSTOP)
        stuck = asyncio.create_task(two.article(page(GOOD), None))
        await until(lambda: first not in two._idle.queue)
        assert [await two.article(page(GOOD), None) for _ in range(5)]
        assert not stuck.done()
        os.kill(first.pid, signal.SIGCONT)
        assert await stuck


def test_memory_is_limited() -> None:
    with closing(Worker(memory=300 << 20)) as small, pytest.raises(ReadFailed):
        small.call_now("read_file", "a text", b"a b c d. " * (3 << 20))


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return (os.getcwd, ())


@pytest.mark.parametrize("answer", [Evil(), os.getcwd, {"path": __import__("pathlib").Path("/")}])
def test_only_our_nouns_come_back(answer: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        _loads(pickle.dumps(("ok", answer)))


def test_dotted_names_do_not_get_through() -> None:
    forged = b"\x80\x04\x8c\rcrawler.model\x8c\x0bhashlib.md5\x93."
    with pytest.raises(pickle.UnpicklingError):
        _loads(forged)
