"""What became of one message, and which failures are worth another try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Wrong = Literal["address", "host", "login", "recipient", "token", "message"]
LONGEST_WAIT = timedelta(hours=24)
_AGAIN = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Result:
    """`retry` will be tried again, `dead` will not. `doubt`: it may have arrived all the same."""

    state: Literal["sent", "retry", "dead"]
    error: str | None = None
    wait: timedelta | None = None  # the other side said how long
    doubt: bool = False
    wrong: Wrong | None = None  # which part of the recipient's address to look at

    @property
    def sent(self) -> bool:
        return self.state == "sent"


SENT = Result("sent")


def http_failure(status: int, detail: str, wait: float | None, wrong: Wrong | None) -> Result:
    """A refusal by an HTTP status: 429, 5xx and the like pass, everything else is for good."""
    error = f"HTTP {status}" + (f": {detail}" if detail else "")
    if status in _AGAIN or status >= 500:
        return Result("retry", error, wait=limited(wait), wrong="host" if status >= 500 else None)
    return Result("dead", error, wrong=wrong or _wrong(status))


def limited(seconds: float | None) -> timedelta | None:
    """A wait asked for, up to a day."""
    if seconds is None or not seconds >= 0:  # not a number is neither
        return None
    return min(timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds())), LONGEST_WAIT)


def _wrong(status: int) -> Wrong:
    return {401: "login", 403: "login", 404: "address", 410: "address"}.get(status, "message")  # type: ignore[return-value]
