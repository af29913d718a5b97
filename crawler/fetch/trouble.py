"""How the rooms of `fetch` tell each other that a request cannot be had."""

from __future__ import annotations

from datetime import datetime

from crawler.errors import Deferred, FetchFailed, Forbidden


class Trouble(Exception):
    """Why there is no answer, before it is known for which of the user's addresses."""

    def __init__(
        self, reason: str, detail: str = "", *, status: int | None = None, until: datetime | None = None
    ) -> None:
        self.reason, self.detail, self.status, self.until = reason, detail, status, until
        super().__init__(f"{reason}: {detail}")

    def told(self, url: str, at: str | None = None) -> FetchFailed:
        """The same for the caller: `url` is what was asked for, `at` the later hop where it ended."""
        detail = f"{self.detail}, at {at}".removeprefix(", ") if at else self.detail
        if self.until is not None:
            return Deferred(url, self.until, detail, self.status)
        kind = Forbidden if self.reason in ("robots", "private") else FetchFailed
        return kind(url, self.reason, detail, self.status)
