"""Whether a listing can show anything new: by where its links lead, without reading it.

Most answers to a poll differ from the last one in a clock or a counter. All links of an HTML page stand in `href`
attributes: while none of these differs, in the same order, there is no article that was not there before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from crawler.model import Page, Seen, Source

READ_AGAIN = timedelta(hours=6)  # a page is read at least this often, wherever it leads

_HEAD = 1024  # bytes in which a page of HTML says that it is one
_HREF = re.compile(rb"href([^>]{1,4096})")  # what is longer is no address that is read


def fingerprint(body: bytes) -> bytes | None:
    """Equal for two pages that lead to the same places; None for what is not plainly a page of HTML with links."""
    lower = body.lower()
    if b"<html" not in lower[:_HEAD] and b"<!doctype html" not in lower[:_HEAD]:
        return None
    links = _HREF.findall(lower)
    return blake2b(b">".join(links), digest_size=16).digest() if links else None


@dataclass(frozen=True, slots=True)
class _Read:
    """A listing as it was last read, all well."""

    source: Source
    print: bytes
    seen: Seen
    at: datetime


class Familiar:
    """Listings that were read before, by address: a page that leads to the same places needs no reading."""

    def __init__(self) -> None:
        self._read: dict[str, _Read] = {}

    def recall(self, address: str, page: Page, source: Source) -> Seen | None:
        """What the listing showed when it was last read, if this page must show the same."""
        known = self._read.get(address)
        if known is None or known.source != source or not timedelta() <= page.fetched_at - known.at < READ_AGAIN:
            return None
        return known.seen if known.print == fingerprint(page.body) else None

    def remember(self, seen: Seen, page: Page, source: Source) -> None:
        """A page of a listing was read, all well."""
        if print := fingerprint(page.body):
            self._read[seen.address] = _Read(source, print, seen, page.fetched_at)
        else:
            self._read.pop(seen.address, None)
