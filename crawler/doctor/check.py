"""One thing looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """What was found. A remedy belongs to what is not ok."""

    check: str
    ok: bool
    detail: str
    remedy: str | None = None


def judged(check: str, ok: bool, detail: str, remedy: str) -> Check:
    """The remedy only where it is needed."""
    return Check(check, ok, detail, None if ok else remedy)
