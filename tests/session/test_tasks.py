"""Tasks and their deadlines."""

from __future__ import annotations

import pytest

from crawler.model import Task
from crawler.session import deadlines, tasks
from crawler.session.prose import Prose


def read(text: str, day: str | None = "2024-07-10") -> tuple[Task, ...]:
    found = tasks.read(Prose.of(text), day)
    assert all(text[t.start : t.end] == t.quote for t in found)
    return found


def test_each_office_named_gets_its_task() -> None:
    found = read(
        "Trong tháng này, Thủ tướng yêu cầu Bộ Y tế khẩn trương hoàn thiện sổ sức khỏe, "
        "Bộ Công an sớm cấp tài khoản cho trẻ em; Bộ Tài chính rà soát phí."
    )
    assert [(t.by, t.assignee, t.due) for t in found] == [
        ("Thủ tướng", "Bộ Y tế", "2024-07"),
        ("Thủ tướng", "Bộ Công an", "2024-07"),
        ("Thủ tướng", "Bộ Tài chính", "2024-07"),
    ]
    assert found[0].value == "khẩn trương hoàn thiện sổ sức khỏe"


def test_an_order_told_again_is_a_task_of_its_own() -> None:
    found = read(
        "Thủ tướng giao Bộ Công an kết nối dữ liệu trước ngày 30/9; yêu cầu các tỉnh ban hành kế hoạch trong quý I/2025"
        "; giao Văn phòng Chính phủ công khai tiến độ."
    )
    assert [(t.assignee, t.value, t.due) for t in found] == [
        ("Bộ Công an", "kết nối dữ liệu trước ngày 30/9", "2024-09-30"),
        ("các tỉnh", "ban hành kế hoạch trong quý I/2025", "2025-Q1"),
        ("Văn phòng Chính phủ", "công khai tiến độ", None),
    ]


@pytest.mark.parametrize(
    ("text", "assignee"),
    [
        ("Các Bộ cần sớm xây dựng văn bản thi hành luật.", "Các Bộ"),
        ("Bộ Công an được giao sớm hoàn thành các tiện ích còn thiếu.", "Bộ Công an"),
        ("Thủ tướng đề nghị các bộ, ngành, địa phương phải đánh giá lại kết quả.", "các bộ, ngành, địa phương"),
        ("Thủ tướng cũng yêu cầu đẩy mạnh quản lý thuế bằng công nghệ số.", None),
        ("Thủ tướng yêu cầu bố trí lại cán bộ một cửa ở các xã.", None),
        ("Chuyển đổi số là việc chung, đài phát thanh phải tuyên truyền rộng rãi.", "đài phát thanh"),
    ],
)
def test_assignee(text: str, assignee: str | None) -> None:
    (found,) = read(text)
    assert found.assignee == assignee


@pytest.mark.parametrize(
    "text",
    [
        "Thủ tướng giao nhiệm vụ kèm theo thời hạn thực hiện.",
        "Đề xuất Thủ tướng chỉ đạo lựa chọn chủ đề của năm.",
        "Cơ sở dữ liệu quốc gia được mở rộng trong năm qua.",
        "Thủ tướng Chính phủ chủ trì phiên họp sáng nay.",
        "Kết nối dữ liệu đất đai với dữ liệu dân cư, người dân không phải khai nhiều lần.",  # no "Đài"
        "Chuyển đổi số phải là động lực của tăng trưởng.",  # no "Sở"
        "Mỗi cán bộ phải làm gương.",
    ],
)
def test_no_task(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("hoàn thành trước 15/8/2025", "2025-08-15"),
        ("hoàn thành trước ngày 15/8", "2024-08-15"),
        ("trước ngày 15 tháng 3", "2025-03-15"),  # the next one after the session
        ("trước 31/2/2025", None),
        ("hoàn thành trong quý I/2023", "2023-Q1"),
        ("trong quý III năm 2024", "2024-Q3"),
        ("trong quý IV", "2024-Q4"),
        ("chính thức trong tháng 9/2025", "2025-09"),
        ("trong tháng này", "2024-07"),
        ("trong tháng tới", "2024-08"),
        ("trong năm 2025", "2025-12-31"),
        ("trước 30/6/0000", None),
    ],
)
def test_deadline(words: str, due: str | None) -> None:
    found = deadlines.find(Prose(words), (0, len(words)), "2024-07-10")
    assert (found and found[0]) == due


def test_nothing_is_guessed_without_the_day_of_the_session() -> None:
    (found,) = read("Trong tháng này, Thủ tướng yêu cầu Bộ Y tế hoàn thiện sổ sức khỏe.", day=None)
    assert (found.due, found.due_text) == (None, "Trong tháng này")


@pytest.mark.parametrize("noise", ["Thủ tướng yêu cầu Bộ ", "Bộ Y tế phải ", "bộ, ", "Thủ tướng a "])
def test_endless_noise_is_read_to_a_bound(noise: str) -> None:
    assert len(read(noise * (200_000 // len(noise)))) <= tasks.MOST
