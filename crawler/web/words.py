"""What templates write: values in Vietnamese, labels of what the archive calls in English, links that may be links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from crawler import reference
from crawler.health import in_vietnamese
from crawler.words import day, moment, number, today
from crawler.words import figure_of as figure

LONGEST_LINK = 2000
_DAY_OF_KEY = re.compile(r"-(\d{4}-\d\d-\d\d)$")

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


def link(url: str | None) -> str | None:
    """An address that may be a link: a page can name any, `javascript:` among them."""
    if not url or len(url) > LONGEST_LINK or any(c.isspace() or c in "<>\"'\\" or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def short(title: str, day_told: str | None, body: str) -> str:
    """ "Phiên họp lần thứ 9": a session's title where the name of its body and the day stand beside it."""
    return title.removesuffix(f", {day(day_told)}").replace(f" {body}", "") or title


def session_day(key: str) -> str:
    """A session by its day, as far as its key tells one: "phiên 10/7/2024"."""
    return f"phiên {day(told[1]) if (told := _DAY_OF_KEY.search(key)) else key}"


def trouble(row: Mapping[str, Any]) -> str | None:
    """What is wrong with a source, for those who do not run it; `reason` and `remedy` are for those who do."""
    if row["trouble"]:
        return in_vietnamese(row["trouble"], row["id"])[0]
    return "một số trang chưa đọc được" if row["reason"] and row["state"] != "disabled" else None


def place(name: str | None) -> str | None:
    """The slug of the province a report names, if its page is there."""
    slug = reference.province_slug(name)
    return slug if slug in reference.provinces() else None
