"""Texts that are imported: read many at a time, and one by one where one of them cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest

from crawler import reading
from crawler.cli.offers import Offer, ahead, offers, portions, readings
from crawler.errors import ReadFailed
from crawler.model import Reading, Settings
from crawler.worker import Worker


class OneProcess:
    """Reads at once, in this process; what holds `poison` ends the process that reads it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def call_now(self, name: str, what: str, *args: object, **options: object) -> Any:
        self.asked.append(name)
        if b"poison" in repr((args, options)).encode():
            raise ReadFailed(f"{what}: reading crashed")
        return getattr(reading, name)(*args, **options)


def _texts(*bodies: str) -> list[Offer]:
    return [Offer(f"x:{n}", f"Tin {n}\n\n{body}".encode(), html=False) for n, body in enumerate(bodies)]


def _read(some: Iterator[Offer]) -> tuple[list[tuple[str, str]], list[str]]:
    worker = OneProcess()
    found = []
    for offer, read in readings(cast(Worker, worker), some, Settings(), 1):
        assert not isinstance(read, Reading) or read.article is not None
        found.append(
            (offer.name, read.article.title or "" if isinstance(read, Reading) and read.article else str(read))
        )
    return found, worker.asked


def test_small_texts_are_handed_over_together() -> None:
    found, asked = _read(iter(_texts("Một câu.", "Hai câu.")))
    assert found == [("x:0", "Tin 0"), ("x:1", "Tin 1")]
    assert asked == ["several"]


def test_a_text_that_ends_its_reader_is_the_only_one_to_fail() -> None:
    found, asked = _read(iter(_texts("Một câu.", "poison", "Ba câu.")))
    assert found == [("x:0", "Tin 0"), ("x:1", "x:1: reading crashed"), ("x:2", "Tin 2")]
    assert asked == ["several", "read_file", "read_file", "read_file"]


def test_a_record_that_is_no_export_is_named(tmp_path: Path) -> None:
    rows = [{"text": "Tin\n\nMột câu.\n", "canonical": True}, {"text": "Tin\nhai câu", "canonical": True}]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (_, (name, why)), asked = _read(offers(file))
    assert asked == ["several"]
    assert name == f"{file}:2"
    assert why.startswith(f"{file}:2: not a canonical text")


def test_the_next_is_made_while_one_is_worked_on() -> None:
    begun = Event()

    def made() -> Iterator[str]:
        yield "first"
        begun.set()
        yield "second"
        raise ReadFailed("third")

    items = ahead(made())
    assert next(items) == "first"
    assert begun.wait(60)
    assert next(items) == "second"
    with pytest.raises(ReadFailed, match="third"):
        next(items)
    assert list(ahead(iter(()))) == []


@pytest.mark.parametrize(
    ("weights", "sizes"),
    [
        ([], []),
        ([1, 1, 1, 1, 1], [3, 2]),  # three at a time
        ([1, 9, 1, 1], [2, 2]),  # ten are enough
        ([50, 50], [1, 1]),
    ],
)
def test_portions_are_bounded_in_number_and_weight(weights: list[int], sizes: list[int]) -> None:
    found = list(portions(weights, 3, 10, lambda weight: weight))
    assert [len(portion) for portion in found] == sizes
    assert [weight for portion in found for weight in portion] == weights
