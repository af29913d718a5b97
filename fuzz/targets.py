"""What is fed with bytes. Each may refuse with an error of our own; any other exception is a find."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from crawler import charset, sources
from crawler.discover import discover
from crawler.errors import PhienhopError
from crawler.extract import extract
from crawler.fetch.decoding import LIMIT, Body
from crawler.fetch.trouble import Trouble
from crawler.model import Kind, Page, Source
from crawler.plain import read_text
from crawler.session import read

SOURCE = Source("a", "A", Kind.PORTAL, province="caobang", listing=("https://a.example/tin",))
NOW = datetime(2026, 11, 20, tzinfo=UTC)
STANZAS = Path(tempfile.gettempdir()) / "phienhop-fuzz-sources.yaml"


def _page(data: bytes, path: str) -> Page:
    return Page(f"https://a.example{path}", data, NOW, content_type="text/html")


def decoding(data: bytes) -> None:
    with suppress(Trouble):
        body = Body("gzip")
        body.feed(data)
        assert len(body.whole()) <= LIMIT


def decode(data: bytes) -> None:
    header, _, body = data.partition(b"\n")
    charset.decode(body, header.decode("latin-1")).encode()


def listing(data: bytes) -> None:
    with suppress(PhienhopError):
        for link in discover(_page(data, "/tin"), SOURCE).links:
            assert link.url.startswith(("http://", "https://"))


def article(data: bytes) -> None:
    with suppress(PhienhopError):
        found = extract(_page(data, "/tin/khanh-thanh-cau-treo-123.html"), SOURCE)
        if found is not None:
            found.text.encode()


def session(data: bytes) -> None:
    found = read_text(data.decode("utf-8", "replace"), published="2026-11-20")
    if found is None:
        return
    report = read(found).report
    told = (*report.attendees, *report.documents, *report.tasks, *report.indicators) if report else ()
    for fact in told:
        assert found.text[fact.start : fact.end] == fact.quote


def stanzas(data: bytes) -> None:
    STANZAS.write_bytes(data)
    with suppress(PhienhopError):
        sources.load(STANZAS, {})


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (decoding, decode, listing, article, session, stanzas)
}
