"""What is furniture, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.furniture import is_furniture, is_imprint, is_stamp, strip

PROSE = (
    "Sáng nay, tại trụ sở UBND tỉnh, các đại biểu nghe báo cáo về kết quả số hóa hồ sơ đất đai ở 58 xã trong sáu tháng "
    "đầu năm và thảo luận bốn nhóm việc cho quý tới."
)


@pytest.mark.parametrize(
    "line",
    [
        "Lượt xem: 358",
        "Số lượt xem : 1.204",
        "358 lượt xem",
        "Đã xem: 254",
        "Đánh giá:",
        "lượt đánh giá: , trung bình:",
        "ĐÁNH GIÁ BÀI VIẾT( )",
        "1933 người đã bình chọn",
        "• Hôm nay: 1",
        "Trong tuần: 1 073",
        "Thống kê: 149.342",
        "Online: 99",
        "Bình luận (0)",
        "anh tin bai",
        "Anh-tin-bai",
        "image advertisement",
        "Chung nhan Tin Nhiem Mang",
        "1 2 3 4 5 ...",
        "Trang đầu « 1 2 3 » cuối",
        "A A",
        "A- A A+",
        "0:00 / 0:00",
        "[links()]",
        "9fd768824560e73ebe71.jpg",
        "![](/Portals/0/images/anh-1.jpg)",
        "{{ item.title }}",
        "Mã xác thực không đúng.",
        "Skip Ribbon Commands",
        "top of page",
        "Chia sẻ:",
        "Từ khóa: chuyển đổi số, dữ liệu",
        "Nguồn tin: Báo Sông Lam",
        "© Bản quyền thuộc Cổng thông tin",
        "Click để đánh giá bài viết",
        "-------",
        "|",
        "(06/11/2019)",
        "Thứ sáu, 19/07/2024 15:20 (GMT+7)",
        "Cập nhật: 16:16, 12/10/2024 (GMT+7)",
        "Ngày đăng: 21/01/2021",
        "30/11/2021 - 20:07",
        "Bản in | Gửi email | Lượt xem: 358",
        "Đang online: 1 Hôm nay: 358 Trong tuần: 1 073 Tất cả: 3484467",
        "Facebook Zalo Sao chép liên kết",
        "2 ngày trước",
        "Khoảng 3 giờ trước",
        "Trang chủ » Tin tức",
        "Trang chủ / Tin tức / Trong tỉnh",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Đánh giá: kết quả tu bổ được xếp loại tốt.",
        "Hôm nay, 12/2, Thủ tướng chủ trì phiên họp.",
        "Hôm nay 12/2 khai mạc hội nghị",
        "Trong tuần: 14 xã hoàn thành kế hoạch",
        "Tất cả 58 xã đã có tổ công nghệ số cộng đồng.",
        "Thống kê cho thấy 98% hồ sơ được giải quyết đúng hạn.",
        "Tin khác với dự báo, sản lượng tăng 12%.",
        "Tổng | 12.345 | 98%",
        "22/05/2021",
        "Ngày 25/02/2023, tỉnh Cao Bằng dự phiên họp.",
        "Ngày 10/7/2024 tại Hà Nội",
        "Ảnh: VGP/Nhật Bắc",
        "Thời gian: 8 giờ 00, ngày 24/11/2026.",
        "Cách đây 2 ngày trước khi họp",
        "Các đại biểu dự phiên họp tại điểm cầu Vĩnh Hà",
        "98%",
        "Chịu trách nhiệm chính là Sở Khoa học và Công nghệ.",
        "Video giới thiệu mô hình được chiếu tại hội nghị",
        "IV. Nhiệm vụ trọng tâm",
        "Bình luận của đại biểu Hôm nay",
    ],
)
def test_prose(line: str) -> None:
    assert not is_furniture(line)
    assert strip([PROSE, line, PROSE]) == [PROSE, line, PROSE]


def test_a_related_list_ends_the_text() -> None:
    assert strip([PROSE, "Tin liên quan", "Khởi công tuyến đường ven sông dài 18 km", "Trao 120 suất học bổng"]) == [
        PROSE
    ]


def test_a_related_heading_within_the_text_goes_alone() -> None:
    assert strip([PROSE, "Xem thêm:", "Tin liên quan", "Mục nhỏ", PROSE + "x."]) == [PROSE, "Mục nhỏ", PROSE + "x."]


def test_statistics_end_the_text_even_before_something_long() -> None:
    assert strip([PROSE, PROSE + "a.", PROSE + "b.", "Thống kê truy cập", PROSE]) == [PROSE, PROSE + "a.", PROSE + "b."]


def test_the_imprint_ends_the_text() -> None:
    imprint = [
        "ĐƠN VỊ CHỦ QUẢN: SỞ THÔNG TIN TỈNH BÌNH LÃNG",
        "Địa chỉ: số 6 đường Ven Sông",
        "Điện thoại 0200.0000000.",
    ]
    assert strip([PROSE, *imprint]) == [PROSE]
    assert strip([*imprint, PROSE]) == [*imprint, PROSE], "an imprint before the text is no end of it"


def test_a_heading_at_the_very_top_ends_nothing() -> None:
    assert strip(["Tin nổi bật", "Mưa lớn ở vùng cao"]) == ["Mưa lớn ở vùng cao"]


@pytest.mark.parametrize("heading", ["Báo lỗi nội dung", "Gửi phản hồi", "Đăng ký nhận tin"])
def test_a_box_that_asks_the_reader_ends_the_text(heading: str) -> None:
    assert strip([PROSE, heading, "Mời bạn đọc gửi ý kiến cho bài viết này."]) == [PROSE]


@pytest.mark.parametrize(
    ("line", "imprint"),
    [
        ("Cơ quan chủ quản: UBND tỉnh Bình Lãng. Chịu trách nhiệm: Chánh Văn phòng.", True),
        ("Địa chỉ: số 6 đường Ven Sông. Điện thoại: 0200.0000000. Email: so@binhlang.example", True),
        ("Liên hệ: phòng Đào tạo, điện thoại 0200.0000000", False),
        ("Chịu trách nhiệm: Sở Khoa học và Công nghệ.", False),
        (PROSE, False),
    ],
)
def test_imprint(line: str, imprint: bool) -> None:
    assert is_imprint(line) is imprint


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("22/05/2021", False),  # may head a section of a timeline
        ("(Thứ bảy, 22/05/2021 11:38)", True),
        ("Thứ bảy, 21/11/2026", True),
        ("17:20 18/12/2023", True),
        ("Hà Nội, ngày 16 tháng 11 năm 2025", False),
        ("Lượt xem: 3", False),
    ],
)
def test_stamp(line: str, stamp: bool) -> None:
    assert is_stamp(line) is stamp


@given(st.lists(st.text(max_size=60), max_size=12))
def test_strip_once_is_enough(paragraphs: list[str]) -> None:
    once = strip(paragraphs)
    assert [p for p in once if is_furniture(p)] == []


@given(st.text())
def test_a_long_sentence_is_never_furniture(tail: str) -> None:
    assert not is_furniture("Lượt xem " * 25 + tail)
