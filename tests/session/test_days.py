"""Days without a year, session numbers, the date an address carries, body names."""

from __future__ import annotations

import pytest

from crawler.session import bodies, days, names, ordinals
from crawler.session.prose import Prose
from crawler.text import fold


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Sáng ngày 19/7, cuộc họp", (19, 7, None)),
        ("Chiều 30-11, cuộc họp", (30, 11, None)),
        ("Chiều 18.1, cuộc họp", (18, 1, None)),
        ("Sáng nay (12/10), cuộc họp", (12, 10, None)),
        ("hôm nay, 12/2, cuộc họp", (12, 2, None)),
        ("08h00 ngày 25/02/2023", (25, 2, 2023)),
        ("ngày 6-2-2025", (6, 2, 2025)),
        ("ngày 15 tháng 11 năm 2025, ở", (15, 11, 2025)),
        ("ngày 2 tháng Tư", (2, 4, None)),
        ("on the morning of April 24; it", (24, 4, None)),
        ("on 8 August 2022", (8, 8, 2022)),
        ("Pada 8 Agustus", (8, 8, None)),
    ],
)
def test_day(words: str, found: tuple[int, int, int | None]) -> None:
    (day,) = days.find(fold(words))
    assert (day.day, day.month, day.year) == found
    assert not day.foreign


@pytest.mark.parametrize(
    "words", ["43/53 dịch vụ công", "tăng 8-10% năm nay", "giai đoạn 2022-2025", "86/193", "đạt 6/10 mục"]
)
def test_not_a_day(words: str) -> None:
    assert days.find(fold(words)) == ()


@pytest.mark.parametrize(
    "words",
    ["Quyết định 1619/QĐ-TTg ngày 24/9/2021", "tính đến ngày 30/6/2023", "trước ngày 15/8/2025", "từ ngày 1/7/2025"],
)
def test_day_of_something_else(words: str) -> None:
    assert all(day.foreign for day in days.find(fold(words)))


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://bao.example/chinh-tri/202111/tin-1", "2021-11"),
        ("https://hoi.example/2024/04/25/tin", "2024-04-25"),
        ("https://bao.example/tin-198250721145308856.htm", "2025-07-21"),
        ("https://so.example/Pages/2022-12-27/tin.aspx", "2022-12-27"),
        ("https://bao.example/tin-post1422508.html", None),
        (None, None),
    ],
)
def test_day_of_an_address(url: str | None, day: str | None) -> None:
    assert days.of_url(url) == day


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("phiên họp lần thứ 5 của", 5),
        ("phiên họp thứ Ba", 3),
        ("phiên thứ 6", 6),
        ("họp lần thứ hai", 2),
        ("phiên họp đầu tiên,", 1),
        ("Phiên họp trực tuyến toàn quốc lần thứ mười", 10),
        ("phiên họp lần thứ IV", 4),
        ("the 3rd meeting", 3),
        ("its second regular session", 2),
        ("Sidang Ke-3", 3),
    ],
)
def test_ordinal(words: str, number: int) -> None:
    assert [o.number for o in ordinals.find(fold(words))] == [number]


@pytest.mark.parametrize(
    "words",
    [
        "Đại hội lần thứ XIII",
        "họp hằng quý; báo cáo vào thứ 2 đầu tháng",
        "phiên họp đầu tiên trong năm",
        "phiên họp lần sau",
    ],
)
def test_no_ordinal(words: str) -> None:
    assert list(ordinals.find(fold(words))) == []


def test_ordinal_of_a_year() -> None:
    (ordinal,) = ordinals.find(fold("Phiên họp lần thứ nhất năm 2026"))
    assert ordinals.label(ordinal) == "lần thứ 1 năm 2026"


@pytest.mark.parametrize(
    ("words", "body", "role"),
    [
        ("phiên họp của UBQG về CĐS", "ubqg-cds", "name"),
        ("Chủ tịch Ủy ban Quốc gia về CĐS", "ubqg-cds", "office"),
        ("các thành viên Ủy ban Quốc gia về chuyển đổi số", "ubqg-cds", "office"),
        ("phiên họp Ban Chỉ đạo của Chính phủ về phát triển KH&CN, ĐMST, CĐS và Đề án 06", "bcd-cp", "name"),
        ("Trưởng BCĐ của Chính phủ về phát triển KHCN, ĐMST", "bcd-cp", "office"),
        ("Ban Chỉ đạo Trung ương về phát triển khoa học, công nghệ", "bcd-tw", "name"),
        ("the National Committee on digital transformation", "ubqg-cds", "name"),
        ("Ủy ban Quốc gia về CPĐT", "ubqg-cpdt", "name"),
    ],
)
def test_body(words: str, body: str, role: str) -> None:
    (mention,) = bodies.mentions(Prose.of(words))
    assert (mention.body, mention.role) == (body, role)


@pytest.mark.parametrize(
    "words", ["Ban Chỉ đạo chuyển đổi số tỉnh", "Ủy ban nhân dân", "Ban Chỉ đạo cải cách hành chính của Chính phủ"]
)
def test_no_body(words: str) -> None:
    assert bodies.mentions(Prose.of(words)) == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("đồng chí Lê Văn Mẫu, Phó Chủ tịch UBND tỉnh", ["Lê Văn Mẫu"]),
        ("Chủ tịch UBND tỉnh Cao Bằng Trần Thị Mẫu", ["Trần Thị Mẫu"]),
        ("Thứ trưởng Nguyễn Văn Mẫu", ["Nguyễn Văn Mẫu"]),
        ("Mr. Nguyen Van Mau attended", ["Nguyen Van Mau"]),
        ("Đ/c Lê Văn Mẫu,Ủy viên Ban Thường vụ", ["Lê Văn Mẫu"]),
        ("điểm cầu Cao Bằng và huyện Văn Lãng", []),
        ("Trưởng Ban Chỉ đạo, Phó Chủ tịch", []),
        ("phường Trần Hưng Đạo", []),
    ],
)
def test_names(words: str, found: list[str]) -> None:
    assert [words[s:e] for s, e in names.names(words, fold(words), 0, len(words))] == found
