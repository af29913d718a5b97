"""What pages write for what the archive calls by keys and codes."""

from __future__ import annotations

import pytest

from crawler.web import words

BODY = "Ủy ban Quốc gia về chuyển đổi số"


@pytest.mark.parametrize(
    ("title", "day", "told"),
    [
        (f"Phiên họp lần thứ 9 {BODY}, 10/7/2024", "2024-07-10", "Phiên họp lần thứ 9"),
        (f"Phiên họp lần thứ 9 {BODY}", None, "Phiên họp lần thứ 9"),
        ("Hội nghị toàn quốc, 19/7/2024", "2024-07-19", "Hội nghị toàn quốc"),
        (BODY, None, BODY),
    ],
)
def test_a_title_beside_its_body_and_day(title: str, day: str | None, told: str) -> None:
    assert words.short(title, day, BODY) == told


def test_a_session_by_its_day() -> None:
    assert words.session_day("ubqg-cds-2024-07-10") == "phiên 10/7/2024"
    assert words.session_day("ubqg-cds-no9") == "phiên ubqg-cds-no9"


@pytest.mark.parametrize(
    ("trouble", "reason", "state", "told"),
    [
        ("maintenance", "it says so", "broken", "trang đang bảo trì"),
        ("unheard of", "something", "broken", "có lỗi"),
        (None, "two pages", "ok", "một số trang chưa đọc được"),
        (None, "a note of ours", "disabled", None),
        (None, None, "ok", None),
    ],
)
def test_trouble_is_told_in_vietnamese(trouble: str | None, reason: str | None, state: str, told: str | None) -> None:
    assert words.trouble({"id": "x", "trouble": trouble, "reason": reason, "state": state}) == told
