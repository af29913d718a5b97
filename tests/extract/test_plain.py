"""A text file, such as a saved article."""

from __future__ import annotations

import unicodedata

import pytest

from crawler.model import Article
from crawler.plain import read_text, reads_as_title

TITLE = "Vĩnh Hà dự phiên họp trực tuyến về chuyển đổi số"
LEAD = "Chiều 30/11, Ban Chỉ đạo chuyển đổi số tổ chức phiên họp lần thứ nhất, kết nối với 12 điểm cầu trong tỉnh."
BODY = "Đến hết tháng 10, toàn tỉnh có 412.300 tài khoản định danh được kích hoạt, đạt 87,5% kế hoạch năm."


def read(*lines: str, **given: str) -> Article:
    article = read_text("\n".join(lines), **given)
    assert article is not None
    return article


def test_title_lead_and_body() -> None:
    article = read(
        TITLE, "Lượt xem: 358", "", LEAD, "", "anh tin bai", BODY, "Nhã Khương", "", "Tin khác", "1 2 3 4 5 ..."
    )
    assert article.title == TITLE
    assert article.text == f"{TITLE}\n\n{LEAD}\n\n{BODY}\n"
    assert article.author == "Nhã Khương"
    assert article.published is None
    assert article.lang == "vi"


def test_the_text_may_begin_with_the_lead() -> None:
    article = read(LEAD, BODY)
    assert article.title is None
    assert article.text == f"{LEAD}\n\n{BODY}\n"


def test_furniture_above_the_title() -> None:
    assert read("top of page", "• Người viết", TITLE, LEAD).title == TITLE


def test_given_title_wins_and_is_not_said_twice() -> None:
    article = read(TITLE.upper(), LEAD, title=TITLE)
    assert article.title == TITLE
    assert article.text == f"{TITLE}\n\n{LEAD}\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("30/11/2021 - 20:07", "2021-11-30T20:07:00+07:00"),
        ("Đăng ngày 29/12/2023", "2023-12-29"),
        ("MINH ANH 25/02/2023 09:56", "2023-02-25T09:56:00+07:00"),
    ],
)
def test_header_stamp(line: str, value: str) -> None:
    article = read(TITLE, line, LEAD)
    assert (article.published, article.published_from) == (value, "page")
    assert line not in article.text
    given = read(TITLE, line, LEAD, published="2024-01-01")
    assert (given.published, given.published_from) == ("2024-01-01", "given")
    assert given.hash == article.hash


def test_nfc_whatever_came() -> None:
    lines = (TITLE, LEAD, BODY)
    assert read(*(unicodedata.normalize("NFD", x) for x in lines)).hash == read(*lines).hash


@pytest.mark.parametrize("text", ["", "\n \n", "Lượt xem: 3\n1 2 3 4\nTin khác", "12\n34"])
def test_nothing_of_its_own(text: str) -> None:
    assert read_text(text) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (TITLE, True),
        ("Thủ tướng: Đẩy mạnh chuyển đổi số, tạo động lực phát triển mới", True),
        ("Internet vệ tinh dự kiến vận hành trong năm tới...", True),
        ("8 nghị quyết được thông qua tại kỳ họp", True),
        (LEAD, False),
        ("Chiều 30/11 tại điểm cầu Vĩnh Hà", False),
        ("ĐBP - Sáng 27/4, phiên họp thứ hai diễn ra", False),
        ("- Sáng 8-8, từ Hà Nội", False),
        ("date 2025-09-24 Phiên họp thứ tư", False),
        ("Toàn cảnh phiên họp - Ảnh: CTV", False),
        ("Đông", False),
        ("Lượt xem: 12", False),
        ("Từ " * 80, False),
    ],
)
def test_reads_as_title(line: str, title: bool) -> None:
    assert reads_as_title(line.strip()) is title


@pytest.mark.parametrize(
    ("last", "author"),
    [
        ("Dương Liễu", "Dương Liễu"),
        ("PHAN THẢO - Minh An", "PHAN THẢO - Minh An"),
        ("Bài, ảnh: Đức Hùng", "Đức Hùng"),
        ("Tác giả: Nguyễn Văn A", "Nguyễn Văn A"),
        ("Hà Nội", None),
        ("Kết luận phiên họp", None),
        ("Đ", None),
        ("Ảnh: VGP", None),
    ],
)
def test_author(last: str, author: str | None) -> None:
    article = read(TITLE, LEAD, BODY, last)
    assert article.author == author
    assert (last in article.text) is (author is None)


def test_a_list_of_names_is_no_byline() -> None:
    article = read(TITLE, LEAD, "Giải nhất thuộc về:", "Trần Văn Mẫu", "Lê Thị Mẫn")
    assert article.author is None
    assert "Lê Thị Mẫn" in article.text


def test_english() -> None:
    english = "On the morning of August 8, the chairman of Lào Cai province attended the third meeting from Đồng Tuyển."
    assert read("Digital transformation urged", english).lang == "en"
