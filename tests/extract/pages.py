"""The test pages: one folder a layout, each article beside its confirmed result."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from crawler.model import Page

FOLDER = Path(__file__).parent.parent / "pages"
FETCHED = datetime(2026, 11, 21, 3, 15, tzinfo=UTC)  # the clock of the test pages shows this day
ARTICLES = sorted(p for p in FOLDER.glob("*/*.html") if p.name != "listing.html")
LISTINGS = sorted(FOLDER.glob("*/listing.html"))
# What changes between two visits of an unchanged article; each test page holds all of them.
CHANGES = {
    "counter": ("358", "12.471"),
    "clock": ("Thứ bảy, 21/11/2026 10:15:42", "Chủ nhật, 22/11/2026 23:59:03"),
    "advert": ("Căn hộ ven sông trả góp lãi suất thấp", "Vay mua xe chỉ từ 6,9% một năm"),
    "poll": ("1933 người đã bình chọn", "20.470 người đã bình chọn"),
    "visitors": ("4017", "2.018"),
    "related": ("Hội chợ nông sản vùng cao thu hút", "Sáng nay khai mạc hội chợ nông sản, có tới"),
}


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def page(html: str, url: str | None = None) -> Page:
    """The page as fetched; without `url` from the address it gives itself."""
    if url is None:
        canonical = re.search(r'rel="canonical" href="([^"]+)"', html)
        url = canonical[1] if canonical else "https://tin.example.vn/bai/mot-bai-viet"
    return Page(url=url, body=html.encode(), fetched_at=FETCHED, content_type="text/html; charset=utf-8")
