"""Sources and pages for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from crawler.model import Kind, Page, Source

NOW = datetime(2024, 11, 22, 1, 15, tzinfo=UTC)  # 08:15 in Vietnam


def source(**more: Any) -> Source:
    """A source of no known make, unless told."""
    return Source(id="thu", name="Trang thử", kind=Kind.PORTAL, **more)


def page(body: str | bytes, url: str = "https://thu.example.vn/tin-tuc", content_type: str = "text/html") -> Page:
    """What a site answered."""
    return Page(url, body.encode() if isinstance(body, str) else body, NOW, content_type)
