"""Pages of a long list: addresses of the one before and the one after, with every other parameter kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request

T = TypeVar("T")
DEEPEST = 1000

Page = Annotated[int, Query(ge=1, le=DEEPEST, alias="trang", description="số trang, từ 1")]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader is in a list; None where there is no further page."""

    number: int
    before: str | None
    after: str | None


def paged(request: Request, page: int, rows: Sequence[T], size: int) -> tuple[Sequence[T], Pager]:
    """A page of `rows`, which were asked for with one to spare: that one tells whether there is more."""
    more = len(rows) > size and page < DEEPEST
    return rows[:size], Pager(
        page, _at(request, page - 1) if page > 1 else None, _at(request, page + 1) if more else None
    )


def _at(request: Request, page: int) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "trang" and value]
    query = urlencode([*kept, ("trang", page)] if page > 1 else kept)
    return f"{request.url.path}?{query}" if query else request.url.path
