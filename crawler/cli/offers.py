"""Texts and pages a user offers, as files or records, and how the worker reads one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.errors import PhienhopError
from crawler.files import looks_like_html, read_limited, records
from crawler.model import Link, Page, Reading, Settings
from crawler.worker import Worker

_AHEAD, _AHEAD_BYTES = 500, 32 << 20  # read and not yet written


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
    ahead: deque[tuple[Offer, Future[Reading]]] = deque()
    size = 0
    with ThreadPoolExecutor(at_once, thread_name_prefix="offers") as threads:
        for offer in offers:
            ahead.append((offer, threads.submit(read, worker, offer, settings)))
            size += len(offer.content)
            while len(ahead) > _AHEAD or size > _AHEAD_BYTES:
                size -= len(ahead[0][0].content)
                yield _answer(*ahead.popleft())
        while ahead:
            yield _answer(*ahead.popleft())


def _answer(offer: Offer, reading: Future[Reading]) -> tuple[Offer, Reading | PhienhopError]:
    try:
        return offer, reading.result()
    except PhienhopError as error:
        return offer, error


def read(worker: Worker, offer: Offer, settings: Settings) -> Reading:
    """The reading of an offer; ReadFailed when the worker cannot read it."""
    source = settings.source(offer.source) if offer.source else None
    reading: Reading
    if offer.html:
        page = Page(offer.url or "", offer.content, datetime.now(UTC), offer.content_type)
        link = Link(offer.url or "", offer.title)
        reading = worker.call_now(
            "read_article", offer.name, page, source, link, settings.bodies, published=offer.published
        )
    else:
        more = ("author", "lang", "published_from", "layout")  # an export tells these too
        told: dict[str, Any] = {name: getattr(offer, name) for name in more} if offer.canonical else {}
        reading = worker.call_now(
            "read_canonical" if offer.canonical else "read_file",
            offer.name,
            offer.content.decode() if offer.canonical else offer.content,
            url=offer.url,
            source=offer.source,
            province=source.province if source else None,
            title=offer.title,
            published=offer.published,
            bodies=settings.bodies,
            **told,
        )
    return reading
