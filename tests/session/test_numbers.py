"""Written numbers and their units."""

from __future__ import annotations

import pytest

from crawler.session.figures import numbers, units
from crawler.session.prose import Prose


@pytest.mark.parametrize(
    ("written", "english", "whole", "value"),
    [
        ("16,4", False, False, 16.4),
        ("4.543", False, True, 4543),
        ("78.553.494", False, True, 78_553_494),
        ("1 073", False, True, 1073),
        ("03", False, True, 3),
        ("52.80", False, False, 52.8),  # the other country's decimal mark
        ("52.80", True, False, 52.8),
        ("2,398", True, True, 2398),
        ("2,398", False, True, 2398),  # things counted have no fractions
        ("2,398", False, False, 2.398),
        ("1.234,5", False, False, 1234.5),
        ("1,967,000", False, False, 1_967_000),  # and its marks between thousands
        ("1.967.000", True, False, 1_967_000),
        ("1,967,000.5", False, False, 1_967_000.5),
    ],
)
def test_amount(written: str, english: bool, whole: bool, value: float) -> None:
    assert numbers.amount(written, english=english, whole=whole) == value


@pytest.mark.parametrize(
    "text",
    [
        "ngày 25/02/2023",
        "chiều 30/11",
        "đến 6/2023",
        "giai đoạn 2022-2025",
        "Nghị quyết số 57-NQ/TW",
        "lúc 8h30",
        "lúc 08:30",
        "mạng 5G",
        "z3773029349064-760e9a38b5eed.jpg",
    ],
)
def test_no_number(text: str) -> None:
    assert list(numbers.scan(Prose(text))) == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cung cấp 4.543/6.325 thủ tục", ("4.543", "6.325", None)),
        ("từ 8-10% trong năm", ("8", None, "10")),
        ("từ 8% đến 10%", ("8", None, "10")),
        ("gấp đôi năm ngoái", ("2", None, None)),
        ("gần hai triệu hồ sơ", ("2", None, None)),
        ("đứng thứ hai ASEAN", ("2", None, None)),
    ],
)
def test_scan(text: str, parts: tuple[str, str | None, str | None]) -> None:
    (found,) = numbers.scan(Prose(text))
    assert (found.text, found.over, found.high) == parts


@pytest.mark.parametrize(
    "text",
    ["mức độ 3, 4", "Đề án 06", "Khu phố 3", "lượt xem: 358", "quý 2", "lần thứ 5", "level-4", "the 8th meeting"],
)
def test_names_are_labels(text: str) -> None:
    found = list(numbers.scan(Prose(text)))
    assert found
    assert all(number.label for number in found)


@pytest.mark.parametrize(
    ("text", "sort", "written", "scale"),
    [
        ("% hộ gia đình", "percent", "%", 1),
        (" phần trăm", "percent", "%", 1),
        (" điểm phần trăm", "points", "điểm phần trăm", 1),
        (" triệu tài khoản trên", "count", "triệu tài khoản", 1e6),
        (" triệu tỷ đồng", "money", "triệu tỷ đồng", 1e15),
        (" tỷ USD", "money", "tỷ USD", 1e9),
        (" văn bằng.", "count", "văn bằng", 1),  # not vạn
        (" vạn thẻ.", "count", "vạn thẻ", 1e4),
        (" tỷ lệ hồ sơ", "count", "tỷ lệ", 1),  # not tỷ
        (" bộ, ngành và", "count", "bộ, ngành", 1),
        (" điểm cầu.", "bare", None, 1),
        (" tuổi trở lên", "bare", None, 1),
        (" Nguyễn Văn A", "bare", None, 1),
    ],
)
def test_units(text: str, sort: str, written: str | None, scale: float) -> None:
    unit = units.find(Prose(text), 0)
    assert (unit.sort, unit.written, unit.scale) == (sort, written, scale)
