"""What pages and documents share: the archive at hand, and parameters made sense of.

Each answer asks inside `with desk.asking()` and leaves it before a byte is sent, so that a slow reader holds no
connection to the archive.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from crawler import dates
from crawler.errors import PhienhopError
from crawler.search import Filters
from crawler.web.desk import Desk

OPEN, CLOSE = "\x02", "\x03"  # no stored text holds these; they become <mark> in the template


class BadQuestion(PhienhopError):
    """A parameter that cannot be understood; the message says how to write it."""


def at_desk(request: Request) -> Desk:
    """The application's desk."""
    desk: Desk = request.app.state.desk
    return desk


TheDesk = Annotated[Desk, Depends(at_desk)]
Words = Annotated[str, Query(max_length=20_000)]
Name = Annotated[str | None, Query(max_length=200)]


def day(text: str | None) -> str | None:
    """An ISO day from a day as people write it; nothing from nothing."""
    if not text or not text.strip():
        return None
    found = dates.find(text)
    if found is None:
        raise BadQuestion(f"Không hiểu ngày “{text[:40]}”; hãy viết như 10/07/2024 hoặc 2024-07-10.")
    return found[:10]


def narrowed(
    since: Name = None,
    until: Name = None,
    province: Name = None,
    source: Name = None,
    body: Name = None,
    session: Name = None,
) -> Filters:
    """The filters of a search; one left empty filters nothing."""
    names = (name.strip() or None if name else None for name in (province, source, body, session))
    return Filters(day(since), day(until), *names)


def narrowed_on_page(
    tu: Name = None, den: Name = None, tinh: Name = None, nguon: Name = None, coquan: Name = None, phien: Name = None
) -> Filters:
    """The same, as addresses of pages name them."""
    return narrowed(tu, den, tinh, nguon, coquan, phien)
