"""Values as a Vietnamese reader writes them, and the labels of what the archive calls in English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawler import reference
from crawler.archive.records import province_slug
from crawler.dates import VIETNAM
from crawler.model import Indicator, Relation
from crawler.notify.facts import day as _day
from crawler.notify.facts import figure as _figure
from crawler.notify.facts import number

LONGEST_LINK = 2000

FACTS = {
    "chair": "Chủ trì",
    "province": "Điểm cầu",
    "local_chair": "Chủ trì tại điểm cầu",
    "attendee": "Tham dự",
    "venue": "Nơi dự",
    "theme": "Chủ đề",
    "document": "Văn bản",
    "notice": "Thông báo kết luận",
    "task": "Nhiệm vụ",
}
KINDS = {"actual": "", "change": "tăng, giảm", "target": "mục tiêu", "plan": "kế hoạch"}
HEALTH = {
    "ok": "Hoạt động",
    "broken": "Gặp sự cố",
    "silent": "Im lặng",
    "new": "Chưa đọc lần nào",
    "disabled": "Đang tắt",
}
SITES = {"portal": "Cổng thông tin", "department": "Sở", "newspaper": "Báo", "national": "Trung ương"}

__all__ = ["FACTS", "HEALTH", "KINDS", "SITES", "day", "figure", "link", "moment", "number", "place", "today"]


def day(text: str | None) -> str:
    """`10/7/2024`; the day of a moment, a month or a quarter too."""
    return _day(text) if text else ""


def moment(text: str | None) -> str:
    """A moment in Vietnam's time: `15:20 10/7/2024`; a mere day stays one."""
    if not text or "T" not in text:
        return day(text)
    try:
        at = datetime.fromisoformat(text).astimezone(VIETNAM)
    except ValueError:
        return day(text)
    return f"{at:%H:%M} {at.day}/{at.month}/{at.year}"


def today() -> str:
    """The ISO day in Vietnam."""
    return datetime.now(VIETNAM).date().isoformat()


def figure(row: Mapping[str, Any]) -> str:
    """ "hơn 16,4 triệu tài khoản", from a figure in any of the public shapes."""
    return _figure(
        Indicator(
            name="",
            value=row["value"],
            quote="",
            start=0,
            end=0,
            unit=row["unit"],
            relation=Relation(row["relation"]),
            high=row.get("high"),
            of=row.get("of"),
        )
    )


def link(url: str | None) -> str | None:
    """An address that may be a link: a page can name any, `javascript:` among them."""
    if not url or len(url) > LONGEST_LINK or any(c.isspace() or c in "<>\"'\\" or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def place(name: str | None) -> str | None:
    """The slug of the province a report names, if its page is there."""
    slug = province_slug(name)
    return slug if slug in reference.provinces() else None
