"""Boxes within an article: which are of it, and which only stand there."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.model import Article
from tests.extract.pages import page

TITLE = "Đông Khê phủ sóng 36 bản vùng cao trước mùa mưa"
BODY = (
    "Sáng 3/6, huyện Đông Khê nghiệm thu trạm phát sóng cuối cùng, khép lại kế hoạch phủ sóng 36 bản vùng cao.",
    "Mỗi trạm dùng tấm pin mặt trời và ắc quy đủ cho ba ngày không nắng, nên không phụ thuộc vào điện lưới.",
    "Từ tháng 7, tổ công nghệ số của từng bản hướng dẫn bà con nộp hồ sơ và khám bệnh từ xa bằng điện thoại.",
)
ADVERT = "Căn hộ ven sông trả góp lãi suất thấp"

SENTENCE = "Một câu trong khung, dài gần bằng một đoạn văn và khép lại bằng dấu chấm."


def read(*parts: str, above: str = "", behind: str = "") -> Article:
    """An article with something between its first and its second paragraph, and something above or behind them."""
    first, *others = (f"<p>{p}</p>" for p in BODY)
    body = "".join((first, *parts, *others))
    html = f"<title>{TITLE}</title><body><main><h1>{TITLE}</h1><div class='nd'>{above}{body}{behind}</div></main>"
    article = extract(page(html))
    assert article is not None
    return article


def text(*between: str) -> str:
    return "\n\n".join((TITLE, BODY[0], *between, *BODY[1:])) + "\n"


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='zk-17'>{ADVERT}</div>",
        f"<div id='giua-bai'>{ADVERT}</div>",
        f"<div data-o='3'>{ADVERT}</div>",
        f"<section class='k'><div><p>{ADVERT}</p><p>Gọi ngay</p></div></section>",
        f"<div class='k'><a href='https://khac.example/can-ho'><img src='a.jpg'></a><p>{ADVERT}</p></div>",
        f"<div class='k'><span>{ADVERT}.</span></div>",
    ],
)
def test_an_advert_goes(box: str) -> None:
    assert read(box).text == text()
    assert read(behind=box).text == text()
    assert read(box, box.replace("'k'", "'k2'")).text == text()


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ("<div>Một dòng do người viết gõ vào</div>", "Một dòng do người viết gõ vào"),
        ("<p class='chu-thich'>Trạm số 12, bản Khe Đá</p>", "Trạm số 12, bản Khe Đá"),
        ("<p><img src='a.jpg'></p><div class='c'>Trạm số 12, bản Khe Đá</div>", "Trạm số 12, bản Khe Đá"),
        ("<div class='a'><img src='a.jpg'><p>Trạm số 12</p></div>", "Trạm số 12"),
        ("<div class='a'><a href='lon.jpg?w=9'><img src='a.jpg'></a><i>Trạm số 12</i></div>", "Trạm số 12"),
        ("<div class='muc'><strong>Ba ngày không nắng</strong></div>", "Ba ngày không nắng"),
        ("<div class='muc'><h3>Ba ngày không nắng</h3></div>", "Ba ngày không nắng"),
        ("<div class='bang'><ul><li>Khe Đá</li></ul></div>", "Khe Đá"),
        (f"<div class='khung'>{SENTENCE}</div>", SENTENCE),
        ("<div class='tho'>Một<br>hai<br>ba<br>bốn</div>", "Một\n\nhai\n\nba\n\nbốn"),
    ],
)
def test_what_an_author_writes_stays(box: str, words: str) -> None:
    assert read(box).text == text(words)


def test_a_box_like_those_of_the_text_is_of_the_text() -> None:
    body = "".join(f"<div class='doan'>{p}</div>" for p in (BODY[0], "Ba ngày không nắng", *BODY[1:]))
    article = extract(page(f"<title>{TITLE}</title><body><h1>{TITLE}</h1><div class='nd'>{body}</div>"))
    assert article is not None
    assert article.text == text("Ba ngày không nắng")


def test_what_is_met_again_and_again_is_of_the_text() -> None:
    asked = [f"<div class='hoi'>Bản thứ {n} có sóng chưa?</div><p>{BODY[1]}</p>" for n in ("nhất", "nhì", "ba")]
    assert read(*asked).text.count("có sóng chưa?") == 3
    assert read(*asked[:2]).text.count("có sóng chưa?") == 0


@pytest.mark.parametrize("where", ["above", "behind"])
def test_a_name_in_a_box_is_the_author(where: str) -> None:
    box = "<div class='tg'><span>Nhã Khương</span></div>"
    article = read(above=box) if where == "above" else read(behind=f"{box}<div class='qc'>{ADVERT}</div>")
    assert (article.text, article.author) == (text(), "Nhã Khương")


def test_a_name_between_paragraphs_is_nobody() -> None:
    article = read("<div class='tg'>Nhã Khương</div>")
    assert (article.text, article.author) == (text(), None)


def test_headlines_behind_the_text_make_no_list_of_it() -> None:
    links = "".join(
        f"<h3><a href='/tin-{n}'>Một tin khác của trang, tiêu đề dài như thật {n}</a></h3>" for n in range(4)
    )
    assert read(behind=f"<div class='doc-tiep'><div>Bài đọc tiếp</div>{links}</div>").text == text()


def test_headlines_below_no_title_are_a_list() -> None:
    links = "".join(
        f"<h3><a href='/tin-{n}'>Một tin khác của trang, tiêu đề dài như thật {n}</a></h3>" for n in range(4)
    )
    prose = "".join(f"<p>{p}</p>" for p in BODY)
    assert extract(page(f"<title>Tin tức</title><body><div>{prose}<div class='khac'>{links}</div></div>")) is None
