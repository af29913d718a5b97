"""Papers with a system of their own: their stanza in `sources.yaml` says what a layout would."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler import sources
from crawler.extract import extract
from crawler.model import Source
from tests.extract.pages import page

TITLE = "Xã Khe Đá số hóa xong sổ hộ tịch của chín thôn"
LEAD = "Sau bốn tháng, xã Khe Đá số hóa xong 7.214 trang sổ hộ tịch; người dân xin trích lục ngay tại nhà văn hóa thôn."
BODY = (
    "Tổ công nghệ số cộng đồng của xã có 27 người, thay nhau nhập liệu vào buổi tối và kiểm tra chéo mỗi cuối tuần.",
    "Xã đặt mục tiêu đến quý III mọi hồ sơ đất đai của chín thôn cũng được số hóa, kinh phí 310 triệu đồng.",
)
TEXT = "\n\n".join((TITLE, LEAD, *BODY)) + "\n"
PROSE = "".join(f"<p>{p}</p>" for p in BODY)
SOURCES = {
    (urlsplit(s.listing[0]).hostname or "").removeprefix("www."): s
    for s in sources.load(Path(__file__).parents[2] / "sources.yaml", {}).sources
    if s.listing
}
PAPERS = {
    "baolaichau.vn/chinh-tri/so-hoa-so-ho-tich-70012": f"<div class='post-info'><h1 class='title'>{TITLE}</h1>"
    f"<div class='sapo'>{LEAD}</div><div class='body'>{PROSE}</div></div>",
    "baosonla.vn/chinh-tri/so-hoa-so-ho-tich-AbC123.html": f"<h1>{TITLE}</h1><div id='editor-detail'>"
    f"<p class='font-bold'>{LEAD}</p>{PROSE}</div>",
    "baobacninhtv.vn/so-hoa-so-ho-tich-postid431234.bbg": f"<h1>{TITLE}</h1><div class='news_detail_sapo'><p>{LEAD}</p>"
    f"</div><div class='news-details__content link_content'>{PROSE}</div>",
    "baoninhbinh.org.vn/so-hoa-so-ho-tich-250512170507123.html": f"<h1 class='header-title'>{TITLE}</h1>"
    f"<div class='content-detail'><p><strong>{LEAD}</strong></p>{PROSE}</div>",
    "baolamdong.vn/so-hoa-so-ho-tich-381234.html": f"<h1 class='detail-title'>{TITLE}</h1>"
    f"<h2 class='detail-sapo'>{LEAD}</h2><div class='detail-content'>{PROSE}</div>",
    "baocamau.vn/so-hoa-so-ho-tich-a38123.html": f"<h1>{TITLE}</h1><div class='post-content'>"
    f"<p>{LEAD}</p>{PROSE}</div>",
    "baodienbienphu.vn/tin-bai/xa-hoi/so-hoa-so-ho-tich": f"<h1>{TITLE}</h1><div class='editor-content'><p>{LEAD}</p>"
    f"{PROSE}</div>",
    "bocongan.gov.vn/bai-viet/so-hoa-so-ho-tich-d17-t40123": f"<div><h1>{TITLE}</h1>"
    f"<p class='text-bca-gray-700 md:text-[16px]'>{LEAD}</p><div class='prose'>{PROSE}</div></div>",
}
SIDE = "".join(
    f"<li><a href='/tin-{i}'>Một tin khác của trang, tiêu đề dài gần bằng một câu văn, số {i}</a></li>"
    for i in range(9)
)


@pytest.mark.parametrize("address", PAPERS)
def test_article(address: str) -> None:
    source: Source = SOURCES[address.partition("/")[0]]
    html = f"<html><head><title>{TITLE}</title></head><body>{PAPERS[address]}<ul>{SIDE}</ul></body></html>"
    article = extract(page(html, f"https://{address}"), source)
    assert article is not None
    assert (article.title, article.text) == (TITLE, TEXT)


def test_the_number_of_an_address_may_be_the_time() -> None:
    address = "baoninhbinh.org.vn/so-hoa-so-ho-tich-250512170507123.html"
    article = extract(page(f"<html><body>{PAPERS[address]}</body></html>", f"https://{address}"))
    assert article is not None
    assert (article.published, article.published_from) == ("2025-05-12T17:05:07+07:00", "url")
