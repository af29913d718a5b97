"""Pages whose text a script puts in: from a string, or from JSON."""

from __future__ import annotations

import json

import pytest

from crawler.discover import discover
from crawler.extract import extract
from crawler.extract.unpack import page as unpacked
from crawler.layouts import answer, layouts
from crawler.model import Kind, Link, Source
from tests.extract.pages import page

TITLE = "Bình Lãng nối mạng 58 trạm y tế trước mùa mưa"
LEAD = "Chiều 12/5, UBND tỉnh Bình Lãng nghe báo cáo về việc nối mạng các trạm y tế ở vùng cao."
BODY = (
    "Theo báo cáo, 58 trạm đã có đường truyền cáp quang, 12 trạm dùng sóng vệ tinh; tổng kinh phí là 4,7 tỷ đồng.",
    "Từ tháng 6, bác sĩ tuyến tỉnh hội chẩn từ xa hai buổi mỗi tuần, ưu tiên bốn huyện có đường sá khó đi nhất.",
)
MARKUP = "".join(f"<p>{p}</p>" for p in BODY)
SCRIPTED = layouts()["output-data"]


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        (r"<p>m\u1ed9t<\/p>", "<p>một</p>"),
        (r"<p class=\"x\">a\nb</p>", '<p class="x">a\nb</p>'),
        (r"\x41\u{1F600}\uD83D\uDE00", "A😀😀"),
        (r"\uD83D", "\ufffd"),
        (r"\u{FFFFFF}", ""),
        ("a\\\nb", "ab"),
        (r"\q", "q"),
    ],
)
def test_a_string_in_a_script(literal: str, text: str) -> None:
    html = f'<div id="content"></div><script>var outputData = "{literal}";</script><i>sau</i>'
    assert unpacked(html, SCRIPTED).endswith(f'</script><div class="from-script">{text}</div><i>sau</i>')


@pytest.mark.parametrize(
    "script",
    [
        "var outputData='<p>Một</p>';",
        "const outputData = `<p>Một</p>`; document.getElementById('content').innerHTML = outputData;",
        'document.getElementById("content").innerHTML = `<p>Một</p>`;',
        "$('#content').html(`<p>Một</p>`);",
    ],
)
def test_the_ways_to_write_it(script: str) -> None:
    html = f'<div id="content"></div><script>{script}</script>'
    assert unpacked(html, SCRIPTED) == f'{html}<div class="from-script"><p>Một</p></div>'


@pytest.mark.parametrize("html", ['<script>outputData = "hở', "<script>$('#content').html(`hở", "<p>không có mã lệnh"])
def test_no_whole_string(html: str) -> None:
    assert unpacked(html, SCRIPTED) == html
    assert unpacked(html, None) == html


def test_a_long_string_is_read_in_one_pass() -> None:
    html = '<script>outputData = "' + "\\" * 1_000_001
    assert unpacked(html, SCRIPTED) == html


def moha(**data: object) -> str:
    return json.dumps({"data": {"TieuDe": TITLE, "NgayXuatBan": "2025-05-12T17:05:00", **data}})


ADDRESS = "https://api-portal.moha.gov.vn/api/Public/PostDetail?ID=77"


def test_an_article_that_is_json() -> None:
    article = extract(page(moha(MoTa=f"<p>{LEAD}</p>", NoiDung=MARKUP), ADDRESS))
    assert article is not None
    assert article.text == "\n\n".join((TITLE, LEAD, *BODY)) + "\n"
    assert (article.title, article.published, article.layout) == (TITLE, "2025-05-12T17:05:00+07:00", "moha")


def test_the_text_may_be_without_markup() -> None:
    article = extract(page(moha(NoiDung="\n".join(BODY)), ADDRESS))
    assert article is not None
    assert article.text == "\n\n".join((TITLE, *BODY)) + "\n"


def test_another_endpoint() -> None:
    answer = json.dumps({"article": {"title": TITLE, "content": MARKUP}})
    article = extract(page(answer, "https://ca.example.vn/api/pub/articles/slug?pageSize=5&slug=noi-mang"))
    assert article is not None
    assert article.text == "\n\n".join((TITLE, *BODY)) + "\n"
    assert (article.published, article.layout) == (None, "article-slug")


@pytest.mark.parametrize(
    "answer", ['{"data": null}', '{"data": {"NoiDung": 5}}', "{}", "[]", "{", "[" * 100_000, moha(), moha(NoiDung=" ")]
)
def test_data_without_an_article(answer: str) -> None:
    assert extract(page(answer, ADDRESS)) is None


def test_data_of_no_known_make_is_no_article() -> None:
    assert extract(page(moha(NoiDung=MARKUP), "https://khac.example.vn/api?id=1")) is None


PORTAL = "https://api-portal.moha.gov.vn/api/Public/PostsByCategory?ID={}&skip=0&take=20&requireTotalCount=true"
LISTING = "https://api-portal.moha.gov.vn/api/Public/PostsByCategory?ID=12&skip=0&take=20"


def test_a_listing_that_is_json() -> None:
    rows = [
        {"ID": 78, "TieuDe": TITLE, "NgayXuatBan": "2025-05-12T17:05:00"},
        {"ID": 79, "TieuDe": None},
        {"TieuDe": "Không có số"},
        "không phải bản ghi",
    ]
    found = discover(page(json.dumps({"data": rows}), LISTING), Source(id="a", name="A", kind=Kind.NATIONAL))
    assert found.links == (
        Link("https://api-portal.moha.gov.vn/api/Public/PostDetail?ID=78", TITLE, "2025-05-12T17:05:00+07:00"),
        Link("https://api-portal.moha.gov.vn/api/Public/PostDetail?ID=79"),
    )
    assert (found.layout, found.problem) == ("moha", None)


def test_an_item_may_name_its_address_by_slug() -> None:
    rows = json.dumps({"rows": [{"slug": "nối mạng", "title": TITLE}]})
    source = Source(id="a", name="A", kind=Kind.PORTAL, layout="article-slug")
    found = discover(page(rows, "https://ca.example.vn/api/pub/articles?page=1"), source)
    (link,) = found.links
    assert link.url == "https://ca.example.vn/api/pub/articles/slug?slug=n%E1%BB%91i%20m%E1%BA%A1ng&pageSize=5"
    assert link.title == TITLE


@pytest.mark.parametrize("answer", ["{}", '{"data": {}}', "[", '{"data": [{"ID": ""}]}'])
def test_a_listing_without_articles_is_empty(answer: str) -> None:
    found = discover(page(answer, LISTING), Source(id="a", name="A", kind=Kind.NATIONAL))
    assert (found.links, found.problem) == ((), "empty")


@pytest.mark.parametrize(
    ("address", "layout", "lists"),
    [
        ("https://moha.gov.vn/chuyen-muc/tin-tuc---id45", "moha", [PORTAL.format(45), PORTAL.format(12)]),
        ("https://moha.gov.vn/tin-tuc/mot-tin---id4567", "moha", [PORTAL.format(12)]),
        ("https://khac.example.vn/", "moha", ["https://khac.example.vn/" + PORTAL.format(12).split("/", 3)[3]]),
        ("https://khac.example.vn/tin-tuc", "moha", []),
        ("https://khac.example.vn/tin/1", "article-slug", ["https://khac.example.vn/api/pub/articles?pageSize=20"]),
    ],
)
def test_the_list_behind_a_page_that_a_script_builds(address: str, layout: str, lists: list[str]) -> None:
    paths = layouts()[layout].json
    assert paths is not None
    assert list(answer.listings(address, paths)) == lists
