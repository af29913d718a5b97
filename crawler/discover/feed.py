"""RSS and Atom, also as broken as they come."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any

import feedparser

from crawler import dates
from crawler.discover import offered
from crawler.discover.urls import canonical
from crawler.errors import ReadFailed
from crawler.html import parse, text_of
from crawler.model import Link, Listing, Source
from crawler.text import clean

# The newest stand first; a longer feed is cut off, which the parser survives.
_MAX_ITEMS, _MAX_CHARACTERS = 500, 2_000_000
_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^.{0,200}?<\?xml[^>]*\?>", re.DOTALL)
_MARKUP = re.compile(r"[<&]")


def read(text: str, url: str, source: Source) -> Listing:
    """The entries of a feed. `text` is decoded already, so what it says of its encoding no longer counts."""
    end = next((m.start() for m in islice(_ITEM.finditer(text), _MAX_ITEMS, None)), len(text))
    body = _DECLARATION.sub("", text[: min(end, _MAX_CHARACTERS)], count=1).lstrip().encode(errors="replace")
    parsed = _parsed(body)
    base = canonical(str(parsed.feed.get("link") or ""), url) or url
    links = (_link(entry, base, source) for entry in parsed.entries)
    found = offered.articles((link for link in links if link), url, source)
    return Listing(found, problem=None if found else "empty")


def _parsed(body: bytes) -> Any:
    try:
        return feedparser.parse(
            io.BytesIO(body),  # never an address or a path: those it would open
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # it falls over some broken feeds, in ways it does not document
        raise ReadFailed(f"the feed is broken beyond reading ({type(error).__name__}: {error})") from error


def _link(entry: Mapping[str, Any], base: str, source: Source) -> Link | None:
    written = str(entry.get("feedburner_origlink") or entry.get("link") or "")
    address = canonical(written, base, offered.keep_query(source)) if written else None
    return Link(address, _title(entry) or None, _published(entry)) if address else None


def _title(entry: Mapping[str, Any]) -> str:
    title = str(entry.get("title") or "")
    return text_of(parse(title).body) if _MARKUP.search(title) else clean(title)


def _published(entry: Mapping[str, Any]) -> str | None:
    for name in ("published", "updated"):
        if written := _told(entry, name):
            return dates.from_feed(str(written)) or _understood(_told(entry, f"{name}_parsed"))
    return None


def _told(entry: Mapping[str, Any], name: str) -> Any:
    return entry[name] if name in entry else None  # noqa: SIM401 - `get` would lend one date for the other


def _understood(moment: Any) -> str | None:
    """The parser's own reading (UTC) of a form that ours does not know."""
    return dates.find("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*moment[:6])) if moment else None
