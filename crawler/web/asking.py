"""What pages and documents share: the archive at hand, and parameters made sense of.

Each answer asks inside `with desk.asking()` and leaves it before a byte is sent, so that a slow reader holds no
connection to the archive.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from sqlite_utils import Database

from crawler import dates, search
from crawler.errors import PhienhopError
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


def hits(db: Database, q: str, filters: dict[str, Any], *, limit: int, offset: int, **more: Any) -> list[search.Hit]:
    """A stretch of what a search finds; a filter left empty filters nothing."""
    given = {name: value.strip() for name, value in filters.items() if value and value.strip()}
    given |= {name: iso for name in ("since", "until") if (iso := day(given.get(name)))}
    return search.search(db, q, limit=limit, offset=offset, **given, **more)
