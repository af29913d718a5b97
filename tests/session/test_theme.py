"""The theme of the year."""

from __future__ import annotations

import pytest

from crawler.session import theme
from crawler.session.prose import Prose


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("Năm 2023 là năm dữ liệu số với chủ đề “Dữ liệu tạo giá trị mới”.", "Dữ liệu tạo giá trị mới", "fixed"),
        ('Xác định chủ đề năm 2025 là "Toàn dân, toàn diện".', "Toàn dân, toàn diện", "proposed"),
        ('Phiên họp thống nhất chủ đề năm 2025 là "Toàn dân, toàn diện".', "Toàn dân, toàn diện", "proposed"),
        ('Thủ tướng xác định chủ đề năm 2025 là "Toàn dân, toàn diện".', "Toàn dân, toàn diện", "fixed"),
        ('Thông báo 12/TB-VPCP xác định chủ đề năm 2025 là "Toàn dân".', "Toàn dân", "fixed"),
        (
            "Bộ đề xuất chủ đề chuyển đổi số quốc gia năm 2025 là “Dữ liệu và niềm tin”.",
            "Dữ liệu và niềm tin",
            "proposed",
        ),
        (
            "Phiên họp chọn chủ đề năm 2024 là phát triển kinh tế số và quản trị số.",
            "phát triển kinh tế số và quản trị số",
            "fixed",
        ),
        ('Hội nghị chọn năm 2024 là "Năm Dữ liệu mở".', "Năm Dữ liệu mở", "fixed"),
        (
            "Theo chủ đề “Năm Dữ liệu mở, chia sẻ để phát triển”, các bộ kết nối.",
            "Năm Dữ liệu mở, chia sẻ để phát triển",
            "fixed",
        ),
        ("Với chủ đề “Kinh tế số bền vững”, năm 2024 các bộ phải mở dữ liệu.", "Kinh tế số bền vững", "fixed"),
        ("Với chủ đề “Thanh niên sáng tạo”, năm 2024 Đoàn trường mở hội thi.", None, None),
        ("Hội thảo với chủ đề “Năm Dữ liệu và doanh nghiệp” được mở.", None, None),
        ('Năm 2024 là năm bản lề, "nói ít, làm nhiều".', None, None),
        ("Chủ đề thực hiện Đề án 06 năm 2025 là “Khai thác dữ liệu dân cư”.", None, None),
        ("Chủ đề Tháng Thanh niên năm 2023 là “Tuổi trẻ đi đầu”.", None, None),
        ("Ngày Chuyển đổi số quốc gia 10/10 có chủ đề “Số hóa mọi nhà”.", None, None),
        (
            "Chủ đề năm 2024 được thống nhất là: Phát triển dữ liệu mở - Động lực của tăng trưởng.",
            "Phát triển dữ liệu mở - Động lực của tăng trưởng",
            "proposed",
        ),
        (
            "Chủ đề chuyển đổi số năm 2025 được Ủy ban đề xuất là: Dữ liệu mở cho mọi người dân.",
            "Dữ liệu mở cho mọi người dân",
            "proposed",
        ),
        ("Le thème de 2024 est « Développer l'économie numérique ».", "Développer l'économie numérique", "fixed"),
        ('Tema tahun 2024 adalah "Mengembangkan ekonomi digital".', "Mengembangkan ekonomi digital", "fixed"),
        ("Chủ đề năm 2024 được nhiều đại biểu quan tâm tại diễn đàn.", None, None),
        ("Hội thảo với chủ đề “Công nghệ và con người” được mở.", None, None),
        ("Thủ tướng nói chuyển đổi số đến “từng ngõ, từng nhà”.", None, None),
    ],
)
def test_theme(text: str, value: str | None, status: str | None) -> None:
    fact, found = theme.read(Prose(text))
    assert (fact and fact.value, found) == (value, status)
    assert fact is None or text[fact.start : fact.end] == fact.quote


@pytest.mark.parametrize(
    ("title", "day", "value"),
    [
        ("Kinh tế số với 4 trụ cột: việc của năm tới", "2023-12-28", "Kinh tế số với 4 trụ cột"),
        ("Kinh tế số với 4 trụ cột: việc của năm tới", "2024-04-24", None),  # another session's
        ("Kinh tế số với 4 trụ cột: việc của năm tới", None, None),
        ("Phát triển kinh tế số ở tỉnh", "2023-12-28", None),  # a common phrase
    ],
)
def test_a_known_theme_in_a_title(title: str, day: str | None, value: str | None) -> None:
    fact, _ = theme.in_title(Prose(f"{title}\n\nKinh tế số với 4 trụ cột."), day)
    assert (fact and fact.value) == value
    assert fact is None or title[fact.start : fact.end] == fact.quote


@pytest.mark.parametrize("noise", ["chủ đề “", "chủ đề năm ", "“"])
def test_endless_noise_has_no_theme(noise: str) -> None:
    assert theme.read(Prose.of(noise * 30_000)) == (None, None)
