"""What a province was called on a day: on 2025-07-01 the 63 became 34, and some old names a ward's."""

from __future__ import annotations

from crawler import reference
from crawler.model import Province


def current(slug: str) -> str:
    """The province that took it over; itself where nothing changed."""
    return reference.provinces()[slug].successor or slug


def name_on(slug: str, day: str | None) -> str:
    """The province's name on that day: Huế was Thừa Thiên Huế, Bình Dương has become TP. Hồ Chí Minh."""
    row = reference.provinces()[slug]
    if day and row.since and day < row.since:
        before = _predecessor(row, day)
        return before.name if before else row.name
    if day and row.until and day > row.until:
        return name_on(current(slug), day)
    return row.name


def _predecessor(row: Province, day: str) -> Province | None:
    return next(
        (
            p
            for p in reference.provinces().values()
            if p.successor == row.slug and p.slug != row.slug and p.until and p.until >= day
        ),
        None,
    )
