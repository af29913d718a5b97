"""Short pages: few words below a title and a date are an article, the imprint below them never is."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.model import Article, Kind, Source
from tests.extract.pages import page

TITLE = "Thông báo lịch nghỉ của bộ phận một cửa tỉnh Bình Lãng"
NOTICE = "Bộ phận một cửa nghỉ ngày 24/11/2026 để chuyển sang phòng mới ở tầng hai."
SUMMARY = "Chiều 12/5, UBND tỉnh nghe báo cáo về việc nối mạng các trạm y tế, kịp cho mùa mưa năm nay ở vùng cao."
LINES = (
    "Thời gian: 8 giờ 00, ngày 24/11/2026.",
    "Địa điểm: Hội trường tầng 2.",
    "Thành phần: Trưởng các phòng.",
)
MENU = "<ul><li><a href='/'>Trang chủ</a></li><li><a href='/tin'>Tin tức - Sự kiện</a></li></ul>"
IMPRINT = (
    "<div class='cuoi'><p>Đơn vị chủ quản: Văn phòng UBND tỉnh Bình Lãng. Chịu trách nhiệm: Chánh Văn phòng. Giấy phép "
    "số 12/GP do Sở cấp ngày 15/03/2019.</p><p>Địa chỉ: số 6 đường Ven Sông. Điện thoại: 0200.0000000. Ghi rõ nguồn "
    "khi phát hành lại tin từ trang này.</p></div>"
)
SIDE = "".join(f"<li><a href='/tin/{n}'>Tiêu đề dài của một tin khác ở cột bên, số {n}</a></li>" for n in range(5))
CARD = "<div><h4><a href='/t{0}'>Tiêu đề của bản tin số {0} trong danh sách</a></h4><i>{0}/11/2026</i><p>{1}</p></div>"
GENERIC = Source("a", "A", Kind.PORTAL, layout="generic")


def wrap(main: str) -> str:
    head = f"<title>{TITLE} - Cổng thông tin điện tử tỉnh Bình Lãng</title>"
    return f"<html><head>{head}</head><body>{MENU}{main}<ul class='ben'>{SIDE}</ul>{IMPRINT}</body></html>"


def read(main: str, source: Source | None = GENERIC) -> Article | None:
    return extract(page(wrap(main)), source)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<p>{NOTICE}</p>", (NOTICE,)),
        (f"<p>{NOTICE}</p><p>Trân trọng thông báo./.</p>", (NOTICE, "Trân trọng thông báo./.")),
        ("".join(f"<p>{line}</p>" for line in LINES), LINES),
        (
            "<table><tr><th>Số hiệu</th><td>2210/QĐ-UBND</td></tr><tr><th>Trích yếu</th><td>Phê duyệt kế hoạch năm</td>"
            "</tr></table>",
            ("Số hiệu | 2210/QĐ-UBND", "Trích yếu | Phê duyệt kế hoạch năm"),
        ),
        (
            "<figure><img src='a.jpg'><figcaption>Quang cảnh hội nghị.</figcaption></figure>"
            "<figure><img src='b.jpg'><figcaption>Trao bằng khen cho các thôn.</figcaption></figure>",
            ("Quang cảnh hội nghị.", "Trao bằng khen cho các thôn."),
        ),
    ],
)
def test_few_words_below_title_and_date(body: str, text: tuple[str, ...]) -> None:
    article = read(f"<div class='tin'><h1>{TITLE}</h1><span>20/11/2026 10:00</span>{body}</div>")
    assert article is not None
    assert article.text == "\n\n".join((TITLE, *text)) + "\n"
    assert article.published == "2026-11-20T10:00:00+07:00"


def test_summaries_at_the_side_say_more() -> None:
    side = "".join(
        f"<div><a href='/t{n}'><b>Tiêu đề dài của một tin số {n}</b></a><p>{SUMMARY} {n}</p></div>" for n in "12"
    )
    article = read(
        f"<div class='tin'><h1>{TITLE}</h1><p>20/11/2026 10:00</p><p>{NOTICE}</p></div><div class='noi'>{side}</div>"
    )
    assert article is not None
    assert article.text == f"{TITLE}\n\n{NOTICE}\n"


@pytest.mark.parametrize(
    "main",
    [
        "",
        f"<div><h1>{TITLE}</h1></div>",
        f"<div><h1>{TITLE}</h1><p>Không tìm thấy kết quả nào phù hợp với từ khóa.</p></div>",
        f"<div><h1>{TITLE}</h1><i>20/11/2026</i><video src='a'></video><p>Thời lượng 3 phút</p></div>",
        f"<div><h1>{TITLE}</h1>{CARD.format(11, SUMMARY)}</div>",
        f"<div><h1>{TITLE}</h1>{CARD.format(11, SUMMARY)}{CARD.format(12, SUMMARY + '.')}</div>",
        f"<div><h1>Từ khóa: y tế</h1>{CARD.format(11, SUMMARY)}{CARD.format(12, SUMMARY + '.')}</div>",
        f"<div><h1>{TITLE}</h1>"
        + "".join(f"<h4>Tiêu đề tin {n}</h4><p>{SUMMARY} {n}</p><a href='/{n}'>Xem chi tiết</a>" for n in range(4))
        + "</div>",
    ],
)
def test_no_article(main: str) -> None:
    assert read(main) is None


@pytest.mark.parametrize(
    "above",
    [
        "<p><a href='/tin'>Tin tức - Sự kiện</a></p>",
        "<a class='muc' href='/tin'>Chính trị</a>",
        "<div><a href='#'>In bài</a> <a href='#'>Gửi bạn bè</a></div>",
        "<a href='/a'>« Bài trước</a> <a href='/b'>Bài sau »</a>",
        "<div><a href='/'>Trang chủ</a> » <a href='/tin'>Tin trong tỉnh</a></div>",
    ],
)
@pytest.mark.parametrize("title", [TITLE, f"<a href='/bai/mot-bai-viet'>{TITLE}</a>"])
def test_links_above_the_title(above: str, title: str) -> None:
    body = f"<p>{SUMMARY}</p><p>{NOTICE}</p><p>{SUMMARY.upper()}</p>"
    article = read(f"<div class='tin'>{above}<h1>{title}</h1><span>20/11/2026 10:00</span>{body}</div>")
    assert article is not None
    assert article.text == "\n\n".join((TITLE, SUMMARY, NOTICE, SUMMARY.upper())) + "\n"
    assert article.title == TITLE


@pytest.mark.parametrize(
    "body", ["Hội nghị diễn ra trong một ngày, có 120 người dự.", "<b>Chín thôn</b> có sóng di động từ hôm nay, 3/6"]
)
def test_a_layouts_own_body_may_be_short(body: str) -> None:
    source = Source("a", "A", Kind.PORTAL, layout="nukeviet")
    main = f"<div class='news_column'><h1 class='title'>{TITLE}</h1><div id='news-bodyhtml'>{body}</div></div>"
    article = read(main, source)
    assert article is not None
    assert article.layout == "nukeviet"
    assert article.text.startswith(TITLE)
    assert "chủ quản" not in article.text
    assert read(main.replace(body, "Xem video"), source) is None
