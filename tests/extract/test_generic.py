"""Pages of no known make: the text where the prose is dense, title and date from what stands near it."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest

from crawler.extract import extract
from crawler.model import Article, Kind, Link, Select, Source
from tests.extract.pages import page

TITLE = "Bình Lãng nối mạng 58 trạm y tế trước mùa mưa"
LEAD = (
    "Chiều 12/5, UBND tỉnh Bình Lãng nghe báo cáo về việc nối mạng các trạm y tế, kịp cho mùa mưa năm nay ở vùng cao."
)
BODY = (
    "Theo báo cáo, 58 trạm đã có đường truyền cáp quang, 12 trạm dùng sóng vệ tinh; tổng kinh phí là 4,7 tỷ đồng.",
    "Từ tháng 6, bác sĩ tuyến tỉnh hội chẩn từ xa hai buổi mỗi tuần, ưu tiên bốn huyện có đường sá khó đi nhất.",
    "Kết luận buổi làm việc, lãnh đạo tỉnh giao Sở Y tế báo cáo kết quả trước ngày 30/9.",
)
TEXT = "\n\n".join((TITLE, LEAD, *BODY)) + "\n"
TONES = "\u0300\u0301\u0303\u0309\u0323"
CLOCK = "Thứ bảy, 21/11/2026 10:15"
PARAGRAPHS = "".join(f"<p>{p}</p>" for p in (LEAD, *BODY))
SIDE = "".join(
    f"<li><a href='/tin/{i}'>Tiêu đề dài của một tin khác ở cột bên, đủ dài để trông giống một câu văn, số {i}</a></li>"
    for i in range(40)
)
MENU = "<ul><li><a href='/'>Trang chủ</a></li><li><a href='/tin-tuc'>Tin tức - Sự kiện</a></li></ul>"

SKELETONS = {
    "article element": f"<nav>{MENU}</nav><article><h1>{TITLE}</h1><time datetime='2025-05-12T17:05:00+07:00'></time>"
    f"{PARAGRAPHS}</article><aside>{SIDE}</aside>",
    "nested tables": f"<table><tr><td>{MENU}</td><td><table><tr><td class='tieude'><h2>{TITLE}</h2></td></tr><tr><td>"
    f"17:05 | 12/05/2025</td></tr><tr><td><div>{PARAGRAPHS}</div></td></tr></table></td><td><ul>{SIDE}</ul></td></tr>"
    "</table>",
    "line breaks": f"<div id='menu'>{MENU}</div><div id='c'><h1>{TITLE}</h1><span>12/05/2025 17:05</span><div id='n'>"
    f"{'<br><br>'.join((LEAD, *BODY))}</div></div><div>{SIDE}</div>",
    "lead in a box of its own": f"<div>{MENU}</div><div class='chi-tiet'><h1>{TITLE}</h1><p class='d'>Ngày 12/05/2025 "
    f"17:05</p><div class='sapo'><b>{LEAD}</b></div><div class='than-bai'>{''.join(f'<p>{p}</p>' for p in BODY)}</div>"
    f"</div><div class='tin-khac'>{SIDE}</div>",
    "one form around it all": f"<form id='aspnetForm'><div>{MENU}</div><div><h2>{TITLE}</h2>"
    f"<div>Ngày đăng: 12/05/2025 5:05 CH</div><div class='ndung'>{PARAGRAPHS}</div></div><div>{SIDE}</div></form>",
    "related box within": f"<div class='c'><h1>{TITLE}</h1><div>12/05/2025 - 17:05</div><div class='nd'><p>{LEAD}</p>"
    f"<p>{BODY[0]}</p><div class='related'><a href='/x'>Một tin liên quan được chèn vào giữa bài viết</a></div>"
    f"<p><a href='/y'>Xem thêm về hội chẩn từ xa ở vùng cao trong năm</a></p><p>{BODY[1]}</p>"
    f"<p>{BODY[2]}</p></div></div>",
    "header of its own, date below the lead": f"<div class='page-header'>{MENU}</div><div class='post'>"
    f"<div class='post-header'><h1>{TITLE}</h1><p class='post-header-sapo'>{LEAD}</p><i>12/05/2025 17:05</i></div>"
    f"<div class='post-text'>{''.join(f'<p>{p}</p>' for p in BODY)}</div></div><div>{SIDE}</div>",
    "adverts within": f"<div class='c'><h1>{TITLE}</h1><div>12/05/2025 17:05</div><div class='nd'><p>{LEAD}</p>"
    f"<div id='adsWeb_giua'>Căn hộ ven sông trả góp lãi suất thấp</div><p>{BODY[0]}</p><div class='o ads-2'>Vay mua"
    f" xe lãi suất thấp</div><p>{BODY[1]}</p><p>{BODY[2]}</p><div class='quangcao'>Du lịch hè giá tốt</div>"
    f"<section role='complementary'><p>{LEAD} Đăng ký nhận bản tin này qua thư điện tử.</p></section></div>"
    "</div>",
}


def wrap(body: str, head: str = "") -> str:
    return (
        f"<html><head><title>Cổng thông tin điện tử tỉnh Bình Lãng</title>{head}</head><body>"
        f"<div id='top'>{CLOCK}</div>{body}<div class='thongke'>Lượt truy cập: 17</div></body></html>"
    )


def read(html: str, **given: object) -> Article | None:
    return extract(page(html), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_article(skeleton: str) -> None:
    article = read(wrap(SKELETONS[skeleton]))
    assert article is not None
    assert article.text == TEXT
    assert article.title == TITLE
    assert article.published == "2025-05-12T17:05:00+07:00"
    assert article.layout == "generic"


def test_the_clock_is_no_date() -> None:
    article = read(wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>"))
    assert article is not None
    assert (article.published, article.published_from) == (None, None)


def test_a_date_above_the_title() -> None:
    article = read(wrap(f"<div><span>12/05/2025</span><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></div>"))
    assert article is not None
    assert (article.published, article.published_from) == ("2025-05-12", "page")


@pytest.mark.parametrize(
    ("above", "below", "published"),
    [
        ("<b>Cập nhật: 13/05/2025 09:00</b><div>Ngày đăng: 12/05/2025 17:05</div>", "", "2025-05-12T17:05:00+07:00"),
        ("", "<p>Ngày đăng: 12/05/2025 17:05</p>", "2025-05-12T17:05:00+07:00"),
        ("", "</div><p class='ngay'>Xuất bản: 12/05/2025</p><div>", "2025-05-12"),
        ("", f"<p><a href='/x'>{LEAD[:60]}</a></p><p>Ngày đăng: 12/05/2025</p>", None),
        ("", "<p>Hết hạn: 12/05/2025</p>", None),
        ("<span>12 Th5 2025</span>", "", "2025-05-12"),
        ("<span>3 ngày trước</span>", "", "2026-11-18"),
    ],
)
def test_the_date_of_publishing(above: str, below: str, published: str | None) -> None:
    article = read(wrap(f"<main><h1>{TITLE}</h1>{above}<div>{PARAGRAPHS}{below}</div></main>"))
    assert article is not None
    assert article.published == published
    assert article.text.startswith(TEXT.strip())


def test_the_listing_knows_what_the_page_does_not_say() -> None:
    link = Link("https://tin.example.vn/bai/mot-bai-viet", title=TITLE, published="2025-05-12")
    article = read(wrap(f"<div>{PARAGRAPHS}</div>"), link=link)
    assert article is not None
    assert (article.title, article.published, article.published_from) == (TITLE, "2025-05-12", "listing")


def test_the_address_tells_the_day() -> None:
    html = wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>")
    article = extract(page(html, "https://tin.example.vn/noi-mang-tram-y-te-115250512170507123.htm"))
    assert article is not None
    assert (article.published, article.published_from) == ("2025-05-12T17:05:07+07:00", "url")


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2025-05-12T17:05:00+0700'>",
        "<meta itemprop='datePublished' content='2025-05-12T10:05:00Z'>",
        "<script type='application/ld+json'>"
        + json.dumps(
            {"@graph": [{"@type": "NewsArticle", "headline": TITLE, "datePublished": "2025-05-12T17:05:00+07:00"}]}
        )
        + "</script>",
    ],
)
def test_dates_for_machines(head: str) -> None:
    article = read(wrap(f"<h1>{TITLE}</h1><p>01/01/2020 08:00</p><div>{PARAGRAPHS}</div>", head))
    assert article is not None
    assert (article.published, article.published_from) == ("2025-05-12T17:05:00+07:00", "meta")


@pytest.mark.parametrize("data", ["{", "[]", '{"datePublished": 5}', "[" * 100_000])
def test_broken_linked_data(data: str) -> None:
    article = read(
        wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>", f"<script type='application/ld+json'>{data}</script>")
    )
    assert article is not None
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        (f"<title>{TITLE} - Cổng thông tin điện tử tỉnh Bình Lãng</title>", ""),
        (f"<meta property='og:title' content='{TITLE}'>", "<h1>Trang thông tin điện tử Sở Y tế</h1>"),
        (
            "<meta property='og:site_name' content='Báo Bình Lãng'>"
            f"<meta property='og:title' content='{TITLE} | Báo Bình Lãng'>",
            "",
        ),
        ("", f"<h1>UBND TỈNH BÌNH LÃNG</h1><h3 class='news-title'>{TITLE}</h3>"),
        ("", f"<h1>Sở Y tế tỉnh Bình Lãng</h1><h2>{TITLE}</h2>"),
        ("", f"<h2>{TITLE}</h2><h3>Sở Y tế tỉnh Bình Lãng</h3>"),
        ("", f"<p class='bigTitle'>{TITLE}</p>"),
    ],
)
def test_title_is_never_the_site(head: str, heading: str) -> None:
    html = f"<html><head>{head}</head><body><div>{heading}<div>{PARAGRAPHS}</div></div></body></html>"
    article = read(html)
    assert article is not None
    assert article.title == TITLE


@pytest.mark.parametrize("title", ["Sở Y tế tập huấn kỹ năng số", "Trang chuyên đề về dữ liệu của tỉnh ra mắt"])
def test_a_name_of_an_office_or_a_page_may_begin_a_title(title: str) -> None:
    html = f"<html><head><title>{title}</title></head><body><div><h1>{title}</h1><div>{PARAGRAPHS}</div></div></body>"
    article = read(html)
    assert article is not None
    assert article.title == title


@pytest.mark.parametrize("tag", ["div", "i", "font"])
def test_deep_nesting(tag: str) -> None:
    deep = f"<{tag}>" * 200 + f"<div><h1>{TITLE}</h1>{PARAGRAPHS}</div>" + f"</{tag}>" * 200
    article = read(wrap(deep))
    assert article is not None
    assert article.text == TEXT
    read(wrap("<div>" * 490 + PARAGRAPHS))  # deeper than any page: whatever comes, no failure


def test_unseen_text_and_picture_texts_stay_out() -> None:
    hidden = (
        "<p style='display: none'>Đoạn này người đọc không thấy vì được giấu đi bằng kiểu dáng.</p>"
        "<span class='sr-only'>Bỏ qua</span>"
        "<p><img src='a.jpg' alt='Chữ thay cho ảnh không phải là lời văn của bài.'></p>"
        "<script>var x = 'Đoạn trong mã lệnh cũng không phải lời văn, dù dài đến đâu.';</script>"
    )
    article = read(wrap(f"<div><h1>{TITLE}</h1>{hidden}{PARAGRAPHS}</div>"))
    assert article is not None
    assert article.text == TEXT


def test_rows_of_a_table_are_paragraphs() -> None:
    rows = "<table><tr><th>Huyện</th><th>Trạm</th></tr><tr><td><p>Đông Khê</p></td><td>21</td></tr></table>"
    article = read(wrap(f"<div><h1>{TITLE}</h1>{PARAGRAPHS}{rows}</div>"))
    assert article is not None
    assert article.text == TEXT + "\nHuyện | Trạm\n\nĐông Khê | 21\n"


def test_a_caption_is_kept_though_its_picture_is_a_link() -> None:
    caption = "<figcaption><a href='a.jpg'>Trạm y tế Khe Đá.</a></figcaption>"
    figure = f"<figure><a href='a.jpg'><img src='a.jpg'></a>{caption}</figure>"
    article = read(wrap(f"<div><h1>{TITLE}</h1>{PARAGRAPHS}{figure}</div>"))
    assert article is not None
    assert article.text == TEXT + "\nTrạm y tế Khe Đá.\n"


def test_entities_and_combining_marks_give_nfc() -> None:
    article = read(
        wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>".replace("ồ", "&ocirc;&#768;").replace("á", "a&#x301;"))
    )
    assert article is not None
    assert article.text == TEXT


def test_windows_1258() -> None:
    html = wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>", "<meta charset='windows-1258'>")
    decomposed = "".join(_tone_apart(letter) for letter in html)
    legacy = replace(page(html), body=decomposed.encode("cp1258"), content_type="text/html")
    article = extract(legacy)
    assert article is not None
    assert article.text == TEXT


def _tone_apart(letter: str) -> str:
    """The letter as windows-1258 writes it: a base letter, then its tone."""
    parts = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
    return base + "".join(p for p in parts if p in TONES)


LISTS = {
    "cards": "".join(
        f"<div class='card'><h3><a href='/tin/{i}'>Tiêu đề của một bản tin trong danh sách số {i}</a></h3>"
        f"<p>{LEAD}{i}</p></div>"
        for i in range(8)
    ),
    "headlines": f"<ul>{SIDE}</ul>",
    "timeline": "<ul>"
    + "".join(f"<li><span>08:0{i} 1{i}/05/2025</span><p>{LEAD} Lần {i}.</p><p>{BODY[0]}</p></li>" for i in range(6))
    + "</ul>",
    "video": f"<h1>{TITLE}</h1><video src='a.mp4'>Trình duyệt không hỗ trợ.</video><p>Thời lượng 3 phút</p>",
    "empty": "",
    "one headline": f"<h1>{TITLE}</h1>",
}


@pytest.mark.parametrize("shape", LISTS)
def test_no_article(shape: str) -> None:
    assert read(wrap(LISTS[shape])) is None


def test_a_block_page_is_no_article() -> None:
    words = (
        "Vì lý do an ninh, hệ thống không hiển thị nội dung mà bạn đang tìm vào lúc này. "
        "Vui lòng liên hệ quản trị viên của hệ thống để được hỗ trợ thêm."
    )
    assert read(f"<html><body><h1>Bản tin về an ninh mạng</h1><p>{words}</p>") is not None
    assert read(f"<html><body><h1>Thông báo từ chối truy cập</h1><p>{words}</p>") is None


@pytest.mark.parametrize("url", ["https://tin.example.vn/", "https://tin.example.vn"])
def test_a_home_page_is_no_article(url: str) -> None:
    assert extract(page(wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>"), url)) is None


def test_a_listing_of_the_source_is_no_article() -> None:
    html = wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>")
    source = Source(id="a", name="A", kind=Kind.PORTAL, listing=("https://tin.example.vn/bai/mot-bai-viet",))
    assert extract(page(html), source) is None


def test_a_source_may_say_where_everything_is() -> None:
    html = wrap(
        f"<i id='t'>{TITLE}</i><i id='d'>12.05.2025</i><div id='l'>{LEAD}</div>"
        f"<div id='b'>{''.join(f'<p>{p}</p>' for p in BODY)}"
        "<p class='x'>Lời mời đăng ký nhận bản tin hằng tuần.</p></div>"
        f"<div>{PARAGRAPHS * 3}</div>"
    )
    select = Select(title="#t", lead="#l", date="#d", body="#b", drop=(".x",))
    article = read(html, source=Source(id="a", name="A", kind=Kind.PORTAL, select=select))
    assert article is not None
    assert article.text == TEXT
    assert (article.published, article.published_from, article.source) == ("2025-05-12", "page", "a")


def test_a_selector_that_finds_nothing_leaves_the_generic_reader() -> None:
    source = Source(id="a", name="A", kind=Kind.PORTAL, layout="vccorp", select=Select(body="#khong-co"))
    article = read(wrap(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>"), source=source)
    assert article is not None
    assert (article.text, article.layout) == (TEXT, "generic")


def test_a_lead_the_body_begins_with_is_said_once() -> None:
    html = wrap(f"<h1>{TITLE}</h1><div id='l'>{LEAD}</div><div id='b'>{PARAGRAPHS}</div>")
    article = read(html, source=Source(id="a", name="A", kind=Kind.PORTAL, select=Select(lead="#l", body="#b")))
    assert article is not None
    assert article.text == TEXT


def test_a_source_may_name_title_and_date_where_no_body_is_named() -> None:
    from datetime import UTC, datetime

    from crawler.extract import extract
    from crawler.model import Kind, Page, Select, Source

    prose = "Tỉnh khai trương trung tâm điều hành thông minh, nối mười hai hệ thống dữ liệu của các sở, ngành. " * 3
    html = (
        "<html><body><h1>Trang tin của xã</h1><b class='tua'>Khai trương trung tâm điều hành thông minh</b>"
        f"<i class='gio'>đăng 03/02/2026</i><div><p>{prose}</p>"
        f"<p class='quang-cao'>{prose.upper()}</p></div></body></html>"
    )
    select = Select(title=".tua", date=".gio", drop=(".quang-cao",))
    source = Source("thu", "Thử", Kind.PORTAL, listing=("https://thu.example.vn/tin",), select=select)
    page = Page("https://thu.example.vn/khai-truong-12", html.encode(), datetime.now(UTC), "text/html; charset=utf-8")
    article = extract(page, source)
    assert article is not None
    assert (article.title, article.published) == ("Khai trương trung tâm điều hành thông minh", "2026-02-03")
    assert "TỈNH KHAI TRƯƠNG" not in article.text
