"""Every page: what it shows, where its facts lead, and that nothing scraped becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crawler.archive import Archive
from tests.web.made import FIRST, PAYLOADS
from tests.web.talking import Client, serving

PAGES = [
    *("/", "/phien", "/phien/ubqg-cds-2024-07-10", "/bai/0", "/bai/1", "/bai/2", "/bai/3", "/bai/4", "/chi-so"),
    *("/chi-so/kinh-te-so-gdp", "/tinh", "/tinh/daklak", "/tinh/caobang", "/tinh/quangbinh", "/nguon", "/tim"),
    *("/tim?q=phien+hop", "/tim?q=<script>alert(1)</script>&tinh=daklak", "/viec", "/viec?han=ahead", "/khong-co"),
]
SAFE = {"http", "https"}


class Seen(HTMLParser):
    """The elements of a page, as a browser would make them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def attributes(self, name: str) -> Iterator[str]:
        return (value for _, attrs in self.tags for key, value in attrs.items() if key == name and value)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scraped_becomes_markup(client: Client, path: str) -> None:
    seen = Seen(client.get(path).text)
    assert not {tag for tag, _ in seen.tags} & {"script", "style", "img", "iframe", "object", "base"}
    assert not [key for _, attrs in seen.tags for key in attrs if key.startswith("on") or key == "style"]
    for address in [*seen.attributes("href"), *seen.attributes("action")]:
        assert address.startswith(("/", "#", "https://", "http://")), address


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_landmarks_and_unique_ids(client: Client, path: str) -> None:
    seen = Seen(client.get(path).text)
    tags = [tag for tag, _ in seen.tags]
    ids = list(seen.attributes("id"))
    assert tags.count("h1") == tags.count("main") == 1
    assert len(ids) == len(set(ids))
    assert ("html", {"lang": "vi"}) in seen.tags
    fragments = {address[1:] for address in seen.attributes("href") if address.startswith("#")}
    assert fragments <= set(ids)


def test_payloads_are_shown_as_text(client: Client) -> None:
    text = "".join(Seen(client.get("/bai/2").text).text)
    unmarked = re.sub(r"\d", "", text)  # the numbers of notes stand between the words
    for payload in PAYLOADS:
        assert re.sub(r"\d", "", payload) in unmarked


def test_an_address_that_is_no_link_is_not_one(client: Client) -> None:
    html = client.get("/bai/2").text
    assert 'href="https://b.vn' not in html
    assert "https://b.vn/9?" in html


@pytest.mark.parametrize(
    "path", ["/phien/ubqg-cds-2024-07-10", "/chi-so/kinh-te-so-gdp", "/viec", "/", "/tinh/caobang"]
)
def test_every_proof_leads_to_marked_words(client: Client, path: str) -> None:
    proofs = {address for address in Seen(client.get(path).text).attributes("href") if address.startswith("/bai/")}
    proofs = {address for address in proofs if "#t" in address}
    assert proofs or path == "/tinh/caobang"
    for address in proofs:
        page, _, anchor = address.partition("#")
        assert anchor in Seen(client.get(page).text).attributes("id"), address


def test_facts_are_marked_where_they_stand(client: Client) -> None:
    html = client.get("/bai/1").text
    start = FIRST.index("điểm cầu Cao Bằng")
    mark = f'<mark class="place" id="t{start}-{start + 17}" title="Điểm cầu: Cao Bằng">điểm cầu Cao Bằng<a'
    assert mark in html


def test_a_session_tells_who_differs_and_what_is_missing(client: Client) -> None:
    text = " ".join("".join(Seen(client.get("/phien/ubqg-cds-2024-07-10").text).text).split())
    assert "các bài nói khác nhau" in text
    assert "18,3%" in text
    assert "18,5%" in text
    assert "99/TB-VPCP" in text
    assert "Chưa thấy thông báo kết luận" not in text
    earlier = client.get("/phien/ubqg-cds-2024-04-24").text
    assert "Chưa thấy thông báo kết luận" in earlier


def test_the_map_shows_the_34_and_who_reported(client: Client) -> None:
    seen = Seen(client.get("/").text)
    classes = [str(attrs.get("class")) for tag, attrs in seen.tags if tag == "li" and "c" in str(attrs.get("class"))]
    tiles = [c for c in classes if re.match(r"c\d r\d+ ", c)]
    assert len(tiles) == len({c.rsplit(" ", 1)[0] for c in tiles}) == 34
    assert sum("reported" in c for c in tiles) == 2


def test_a_revision_is_shown_word_by_word(client: Client) -> None:
    html = client.get("/bai/4").text
    assert "phiên <del>họp.</del><ins>họp toàn thể.</ins> Tại" in html
    assert "Bài này đã được sửa" in client.get("/bai/1").text
    assert "Bài này đã được sửa" not in html
    assert "Đăng lại" not in html  # its own earlier form is no reprint


def test_figures_that_moved(client: Client) -> None:
    text = " ".join("".join(Seen(client.get("/").text).text).split())
    assert "16,5% (24/4/2024) → 18,5% (10/7/2024)" in text


@pytest.mark.parametrize("query", ["phien hop", "phiên họp", "PHIÊN HỌP"])
def test_search_marks_what_it_found_with_its_accents(client: Client, query: str) -> None:
    html = client.get("/tim", params={"q": query}).text
    assert re.search(r"<mark>[^<]*phiên họp[^<]*</mark>", html, re.IGNORECASE)


@pytest.mark.parametrize("query", ['"', "*", "NEAR(", "a" * 10_000, "\x00", "AND OR NOT", "%", "-", "(((", "’'"])
def test_any_words_are_a_search(client: Client, query: str) -> None:
    assert client.get("/tim", params={"q": query}).status == 200


def test_the_nearest_spelling_is_offered(client: Client) -> None:
    html = client.get("/tim", params={"q": "phienn hop"}).text
    assert '<a href="/tim?q=phien%20hop">phien hop</a>' in html


def test_filters_and_pages_keep_what_was_asked(client: Client) -> None:
    html = client.get("/tim", params={"tu": "1/7/2024", "den": "31/7/2024", "nguon": "daklak"}).text
    assert html.count("<h2><a href=") == 1
    assert 'value="1/7/2024"' in html


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/bai/000", "/bai/0"), ("/phien/ubqg-cds-no9", "/phien/ubqg-cds-2024-07-10")],
)
def test_other_names_lead_to_the_one_address(client: Client, asked: str, given: str) -> None:
    answer = client.get(asked)
    assert (answer.status, answer.headers["location"]) == (302, given)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/khong-co", 404, "Không tìm thấy"),
        ("/bai/999", 404, "Không tìm thấy"),
        ("/bai/..%2f..%2fetc%2fpasswd", 404, "Không tìm thấy"),
        ("/phien/x", 404, "Không tìm thấy"),
        ("/tinh/atlantis", 404, "Không tìm thấy"),
        ("/chi-so/khong-co", 404, "Không tìm thấy"),
        ("/static/../app.py", 404, "Không tìm thấy"),
        ("/phien?trang=0", 400, "trang"),
        ("/phien?trang=99999999999999999999", 400, "trang"),
        ("/phien?trang=' OR 1=1", 400, "trang"),
        ("/tim?tu=hôm kia", 400, "Không hiểu ngày"),
        ("/tim?nguon=" + "x" * 300, 400, "nguon"),
        ("/viec?han=x", 400, "han"),
        ("/bai/" + "9" * 400, 404, "Không tìm thấy"),
    ],
)
def test_mistakes_are_told_in_vietnamese(client: Client, path: str, status: int, words: str) -> None:
    answer = client.get(path)
    assert answer.status == status
    assert words in answer.text
    assert "Traceback" not in answer.text


def test_an_empty_archive_has_pages_too(tmp_path: Path) -> None:
    Archive.open(tmp_path).close()
    with serving(tmp_path, tmp_path / "no-sources.yaml") as empty:
        for path in (
            "/",
            "/phien",
            "/chi-so",
            "/tinh",
            "/tinh/hue",
            "/nguon",
            "/tim",
            "/viec",
            "/feed.atom",
            "/phien.ics",
        ):
            assert empty.get(path).status == 200, path
        assert "Kho lưu còn trống" in empty.get("/").text
