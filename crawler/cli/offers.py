"""Texts and pages a user offers, as files or records, and how the worker reads one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from crawler.errors import PhienhopError, ReadFailed
from crawler.files import looks_like_html, read_limited, records
from crawler.model import Link, Page, Reading, Settings
from crawler.worker import Worker

T = TypeVar("T")

_AHEAD, _AHEAD_BYTES = 500, 8 << 20  # handed to the reading processes, beside what waits to be written
_BUNDLE, _BUNDLE_BYTES = 50, 256 << 10  # read at one go: to hand small texts over one by one takes as long as to read


@dataclass(frozen=True, slots=True)
class Offer:
    """One text or page, and what is known of it beside its content."""

    name: str  # where it stands, for messages
    content: bytes
    html: bool
    known_as: str | None = None
    url: str | None = None
    source: str | None = None
    title: str | None = None
    published: str | None = None
    content_type: str = "text/html"
    canonical: bool = False  # the text is an export's: taken as it is
    author: str | None = None
    lang: str = "vi"
    published_from: str | None = None
    layout: str | None = None
    also: tuple[tuple[str, str | None], ...] = ()  # further addresses of the same text, each with its source


def offers(file: Path) -> Iterator[Offer]:
    """What a file holds: one text or page, or the records of a JSONL file."""
    if file.suffix == ".jsonl":
        yield from (_record(f"{file}:{number}", record) for number, record in records(file))
    else:
        content = read_limited(file)
        yield Offer(str(file), content, looks_like_html(content), known_as=file.name)


def _record(name: str, record: dict[str, Any]) -> Offer:
    html = "html" in record
    known: dict[str, Any] = {
        key: record.get(key) for key in ("known_as", "url", "source", "title", "published", "author")
    }
    return Offer(
        name,
        record["html" if html else "text"].encode(errors="replace"),
        html,
        **known,
        canonical=bool(record.get("canonical")),
        lang=record.get("lang") or "vi",
        published_from=record.get("published_from"),
        layout=record.get("layout"),
        also=tuple(_further(record)),
    )


def _further(record: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The addresses of a record beside its `url`."""
    for address in record.get("addresses") or ():
        url = address.get("url") if isinstance(address, dict) else None
        if isinstance(url, str) and url != record.get("url"):
            yield url, address.get("source")


def readings(
    worker: Worker, offers: Iterable[Offer], settings: Settings, at_once: int
) -> Iterator[tuple[Offer, Reading | PhienhopError]]:
    """Each offer in its order with its reading, or with what is wrong with it; so many are read at once, and ahead."""
    ahead: deque[tuple[list[Offer], Future[list[Reading | PhienhopError]]]] = deque()
    count = size = 0
    with ThreadPoolExecutor(at_once, thread_name_prefix="offers") as threads:
        for bundle in portions(offers, _BUNDLE, _BUNDLE_BYTES, _weight):
            ahead.append((bundle, threads.submit(_read_bundle, worker, bundle, settings)))
            count, size = count + len(bundle), size + _size(bundle)
            while count > _AHEAD or size > _AHEAD_BYTES:
                count, size = count - len(ahead[0][0]), size - _size(ahead[0][0])
                yield from _answers(*ahead.popleft())
        while ahead:
            yield from _answers(*ahead.popleft())


def portions(items: Iterable[T], count: int, weight: int, weigh: Callable[[T], int]) -> Iterator[list[T]]:
    """The items in their order, so many at a time, fewer where they weigh as much before."""
    portion: list[T] = []
    weighed = 0
    for item in items:
        portion.append(item)
        weighed += weigh(item)
        if len(portion) == count or weighed >= weight:
            yield portion
            portion, weighed = [], 0
    if portion:
        yield portion


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The items; each is made, in a thread, while the one before it is worked on."""
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _weight(offer: Offer) -> int:
    return len(offer.content)


def _size(bundle: Iterable[Offer]) -> int:
    return sum(map(_weight, bundle))


def _answers(
    bundle: list[Offer], readings: Future[list[Reading | PhienhopError]]
) -> Iterator[tuple[Offer, Reading | PhienhopError]]:
    return zip(bundle, readings.result(), strict=True)


def _read_bundle(worker: Worker, bundle: list[Offer], settings: Settings) -> list[Reading | PhienhopError]:
    calls = [_call(offer, settings) for offer in bundle]
    try:
        answers = worker.call_now("several", bundle[0].name, calls)
    except ReadFailed:  # one of them took too long or too much, and the others are not to blame
        return [_read_alone(worker, offer, settings) for offer in bundle]
    return [
        ReadFailed(f"{offer.name}: {answer}") if isinstance(answer, str) else answer
        for offer, answer in zip(bundle, answers, strict=True)
    ]


def _read_alone(worker: Worker, offer: Offer, settings: Settings) -> Reading | PhienhopError:
    try:
        return read(worker, offer, settings)
    except PhienhopError as error:
        return error


def read(worker: Worker, offer: Offer, settings: Settings) -> Reading:
    """The reading of an offer; ReadFailed when the worker cannot read it."""
    name, args, options = _call(offer, settings)
    reading: Reading = worker.call_now(name, offer.name, *args, **options)
    return reading


def _call(offer: Offer, settings: Settings) -> tuple[str, tuple[object, ...], dict[str, Any]]:
    """Which function of `crawler.reading` reads an offer, and what it is told."""
    source = settings.source(offer.source) if offer.source else None
    if offer.html:
        page = Page(offer.url or "", offer.content, datetime.now(UTC), offer.content_type)
        link = Link(offer.url or "", offer.title)
        return "read_article", (page, source, link, settings.bodies), {"published": offer.published}
    more = ("author", "lang", "published_from", "layout")  # an export tells these too
    options: dict[str, Any] = {name: getattr(offer, name) for name in more} if offer.canonical else {}
    options |= {"url": offer.url, "source": offer.source, "title": offer.title, "published": offer.published}
    options |= {"province": source.province if source else None, "bodies": settings.bodies}
    if offer.canonical:
        return "read_canonical", (offer.content.decode(),), options
    return "read_file", (offer.content,), options
