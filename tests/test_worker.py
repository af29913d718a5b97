"""The reading process: a page can neither hang, bloat nor crash what reads it."""

from __future__ import annotations

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
    assert worker._process is not None
    assert worker._process.pid is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.join()
    assert read(worker, GOOD) is not None


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
