"""Moments as the archive writes them: UTC ISO 8601 with milliseconds, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, date, datetime


def stamp(moment: datetime) -> str:
    """`2026-11-21T22:13:38.123Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(stamp: str) -> datetime:
    """The moment a stamp was made from, to the millisecond."""
    return datetime.fromisoformat(stamp)


def day(text: str | None) -> date | None:
    """The day of an ISO day or moment; None for anything else."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
