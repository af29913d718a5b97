"""Other articles in an article's container: their headlines and summaries change from day to day."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.model import Article, Kind, Source
from tests.extract.pages import page

TITLE = "Khe Đá mở lớp học số cho người lớn tuổi"
BODY = (
    "Sáng 3/6, xã Khe Đá khai giảng lớp học số đầu tiên cho 42 người lớn tuổi, mỗi tuần hai buổi tại nhà văn hóa.",
    "Tổ công nghệ số cộng đồng đứng lớp, mang theo 15 máy tính bảng mượn của trường trung học cơ sở trong xã.",
    "Đến tháng 9, xã mở thêm ba lớp ở các thôn xa và đánh giá kết quả trước khi nhân rộng ra toàn huyện.",
)
PROSE = "".join(f"<p>{p}</p>" for p in BODY)
TEXT = "\n\n".join((TITLE, *BODY)) + "\n"
LINK = "<a href='/tin-{0}'>Một tin khác của trang, tiêu đề dài như thật số {0}</a>"
SUMMARY = "<p>Tóm tắt của tin khác, dài như một đoạn văn thật để không ai nhầm với một dòng quảng cáo, số {0}.</p>"
HEADINGS = (
    "Tin cùng chuyên mục",
    "Có thể bạn quan tâm",
    "Tin liên quan",
    "Đọc thêm",
    "Xem thêm:",
    "Bài viết liên quan",
)


def read(inside: str, source: Source | None = None) -> Article:
    html = f"<title>{TITLE}</title><body><div class='tin'><h1>{TITLE}</h1><i>03/06/2026</i>{inside}</div></body>"
    article = extract(page(html), source)
    assert article is not None
    return article


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    "item",
    [
        f"<div class='n'>{LINK}{SUMMARY}</div>",
        f"<div>{LINK}{SUMMARY}</div>",
        f"<p>{LINK}</p>{SUMMARY}",
        f"<h4>{LINK}</h4>",
    ],
)
def test_a_list_below_its_heading(heading: str, item: str) -> None:
    listed = "".join(item.format(n) for n in range(3))
    assert read(f"{PROSE}<h3>{heading}</h3>{listed}").text == TEXT


def test_in_a_layouts_body() -> None:
    source = Source("a", "A", Kind.PORTAL, layout="nukeviet")
    listed = "".join(f"<div>{LINK}{SUMMARY}</div>".format(n) for n in range(2))
    assert read(f"<div id='news-bodyhtml'>{PROSE}<p>Tin liên quan</p>{listed}</div>", source).text == TEXT


@pytest.mark.parametrize("links", [1, 2])
def test_the_article_goes_on(links: int) -> None:
    listed = "".join(f"<p>{LINK}</p>".format(n) for n in range(links))
    first, *others = (f"<p>{p}</p>" for p in BODY)
    for rest in (others, others[:1]):
        article = read(f"{first}<p>Tin liên quan</p>{listed}{''.join(rest)}")
        assert article.text == "\n\n".join((TITLE, *BODY[: 1 + len(rest)])) + "\n"


@pytest.mark.parametrize("box", ["<article>{}</article>", "<div class='chen'>{}</div>"])
def test_a_box_with_another_article(box: str) -> None:
    first, *others = (f"<p>{p}</p>" for p in BODY)
    assert read(first + box.format((LINK + SUMMARY).format(1)) + "".join(others)).text == TEXT


def test_an_article_made_of_such_boxes() -> None:
    boxes = "".join(f"<section>{LINK}{SUMMARY}</section>".format(n) for n in range(4))
    assert read(f"{PROSE}<p>{BODY[0]}.</p>{PROSE}{boxes}").text.count("Tóm tắt") == 4
