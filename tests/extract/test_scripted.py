"""Pages of no known make whose text only a script puts in."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from crawler.extract.unpack import longest
from crawler.model import Kind, Source
from tests.extract.pages import page

TITLE = "Suối Ngọc đưa sổ tay vùng chè lên điện thoại"
LEAD = "Từ tháng 4, hơn 900 hộ trồng chè ở Suối Ngọc ghi nhật ký bón phân và thu hái trên điện thoại."
BODY = (
    "Mỗi lô chè có một mã riêng, người mua quét mã là thấy ngày hái, tên hộ và kết quả kiểm nghiệm gần nhất.",
    "Hợp tác xã tính rằng giá bán tăng 8%, còn công ghi chép giảm một nửa so với sổ giấy của năm ngoái.",
)
MARKUP = "".join(f"<p>{p}</p>" for p in BODY)
TEXT = "\n\n".join((TITLE, LEAD, *BODY)) + "\n"
SHOWN = f"<h1>{TITLE}</h1><p class='s'>{LEAD}</p><div id='n'></div>"
GENERIC = Source("thu", "Thử", Kind.PORTAL, layout="generic")


def read(script: str, shown: str = SHOWN) -> str | None:
    html = f"<title>{TITLE} - Báo Vĩnh Hà</title><body><div class='bai'>{shown}<script>{script}</script></div>"
    article = extract(page(html), GENERIC)
    return article.text if article else None


@pytest.mark.parametrize(
    "script",
    [
        f'var noiDung = "{MARKUP}";',
        f"document.getElementById('n').innerHTML = '{MARKUP}'",
        f"$('#n').html(`\n  {MARKUP}`)",
        f"x = {json.dumps({'body': MARKUP})}",
        f"a = '<p>ngắn</p>'; b = \"{MARKUP}\"; c = '<b>' + d",
    ],
)
def test_the_text_comes_from_a_string(script: str) -> None:
    assert read(script) == TEXT


@pytest.mark.parametrize(
    "script", ["var a = 1", f'a = "{MARKUP[:150]}"', f'a = "{MARKUP}', f'a = "{BODY[0]}{BODY[1]}"']
)
def test_no_string_of_markup_is_long_enough(script: str) -> None:
    assert longest(f"<p>x</p><script>{script}</script>") is None


def test_a_page_that_shows_its_text_is_read_as_it_is() -> None:
    shown = SHOWN + MARKUP * 4
    assert read(f'a = "{MARKUP.replace("chè", "trà") * 9}"', shown) == read("", shown)


def test_a_string_below_no_title_is_no_article() -> None:
    assert read(f'loi = "{MARKUP}"', "<video src='a.mp4'></video>") is None


def test_strings_are_gone_through_once() -> None:
    for mark in ('"<p', "\\'<p", "`<p\\", "'<p\"<p`<p"):
        assert longest("<script>" + mark * 30_001) is None
