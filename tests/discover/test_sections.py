"""The sections of a site, told from its articles where both have numbers in their addresses."""

from __future__ import annotations

import pytest

from crawler.discover import discover
from crawler.discover.shapes import is_kin
from tests.discover.making import page, source

SITE = "https://thu.example.vn"


@pytest.mark.parametrize(
    ("url", "listing", "kin"),
    [
        ("/Pages/news.aspx?CatID=216", "/Pages/news.aspx?CatID=215", True),
        ("/Pages/news.aspx?CatID=1216", "/Pages/news.aspx?CatID=215", True),
        ("/Pages/news.aspx?CatID=152160", "/Pages/news.aspx?CatID=215", False),  # too large for a section's
        ("/default.aspx?pid=57&nid=21488", "/default.aspx?pid=57", False),
        ("/Pages/newsdetail.aspx?CatID=216", "/Pages/news.aspx?CatID=215", False),
        ("/index.php?view=article&id=9", "/index.php?view=category&id=8", False),
        ("/index.php?com=tintuc&page=2", "/index.php?com=tintuc&page=1", True),
        ("/1426/38300/kinh-te", "/1426/38202/tin-tuc", True),
        ("/1426/38202/68251/371205/tin-tuc/mot-tin", "/1426/38202/tin-tuc", False),
        ("/1426/38300/mot-tin-dai-nhu-moi-tin-khac", "/1426/38202/tin-tuc", False),
        ("/tin/3456", "/tin/12", False),
        ("/tin-tuc", "/thoi-su", False),
        ("/tin-tuc", "/tin-tuc", False),
    ],
)
def test_an_address_made_as_the_lists_own(url: str, listing: str, kin: bool) -> None:
    assert is_kin(SITE + url, SITE + listing) is kin


SECTIONS = (
    "Kinh tế - Đầu tư và phát triển",
    "Chỉ đạo, điều hành của lãnh đạo tỉnh",
    "Quốc phòng - An ninh",
    "Văn hóa xã hội",
)
HEADLINES = [f"Hợp tác xã thứ {n} của huyện vùng cao mở cửa hàng trên mạng" for n in range(8)]


def site(url: str) -> str:
    top = "".join(f'<li><a href="/muc.aspx?id={n}">{name}</a></li>' for n, name in enumerate(SECTIONS, 31))
    left = "".join(f'<li><a href="/muc.aspx?id={n}">Chuyên mục {n}</a></li>' for n in range(31, 35))
    news = "".join(f'<p class="tin"><a href="/bai.aspx?so={n + 4200}">{t}</a></p>' for n, t in enumerate(HEADLINES))
    ticker = f'<div class="menu-nong"><a href="/bai.aspx?so=4200">{HEADLINES[0]}</a></div>'
    shown = f'<ul>{top}</ul>{ticker}<ul class="menu-trai">{left}</ul><div class="giua">{news}</div>'
    links = discover(page(f"<html><body>{shown}</body></html>", SITE + url), source()).links
    return " ".join(link.url.removeprefix(SITE) for link in links)


@pytest.mark.parametrize("url", ["/", "/muc.aspx?id=31"])
def test_what_a_menu_names_is_no_article_wherever_it_stands(url: str) -> None:
    assert site(url) == " ".join(f"/bai.aspx?so={n + 4200}" for n in range(8))


def beside(heading: str, news: range) -> str:
    """A list of news, and a box beside it under a heading."""
    item = '<p class="tin"><a href="/bai-{}.html">{}</a></p>'
    listed = "".join(item.format(4200 + n, HEADLINES[n]) for n in news)
    box = "".join(
        f'<li><a href="/bai-{4100 + n}.html">Chuyện cũ thứ {n} mà nhiều người vẫn tìm đọc</a></li>' for n in range(4)
    )
    menu = "".join(f'<a href="/muc-{n}">Mục {n}</a>' for n in range(6))
    shown = f'<div class="menu">{menu}</div><div>{listed}</div><div><h3>{heading}</h3><ul>{box}</ul></div>'
    found = discover(page(f"<html><body>{shown}</body></html>", SITE + "/"), source())
    return " ".join(link.url[-9:-5] for link in found.links) or str(found.problem)


@pytest.mark.parametrize("heading", ["Tin đọc nhiều nhất", "XEM NHIỀU", "Tin được quan tâm"])
def test_a_box_that_shows_articles_again_is_no_list(heading: str) -> None:
    assert beside(heading, range(8)) == "4200 4201 4202 4203 4204 4205 4206 4207"
    assert beside(heading, range(0)) == "empty"


def test_another_box_may_be_one() -> None:
    assert beside("Tin trong xã", range(0)) == "4100 4101 4102 4103"
    assert len(beside("Lớp dạy nghề làm bánh của hội phụ nữ được quan tâm", range(8)).split()) == 12


def listed(item: str) -> str:
    rows = "".join(item.format(n=n, title=t, url=f"/bai-{4200 + n}.html") for n, t in enumerate(HEADLINES, 1))
    menu = "".join(f'<a href="/muc-{n}">Mục {n}</a>' for n in range(6))
    found = discover(page(f'<html><body><div class="menu">{menu}</div>{rows}</body></html>', SITE + "/tin"), source())
    return " ".join(f"{link.url[-9:-5]}:{len((link.title or '').split())}" for link in found.links)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ('<div class="o"><h4>{title}</h4><p>Tóm tắt.</p><a href="{url}">Xem chi tiết</a></div>', 14),
        ('<div class="o"><h4>{title}</h4><a href="{url}">Đọc tiếp...</a></div>', 14),
        ('<div class="o"><a href="{url}">Chợ phiên {n}</a> <i>1{n}/11/2024</i></div>', 3),
    ],
)
def test_a_list_whose_links_say_little(item: str, words: int) -> None:
    assert listed(item) == " ".join(f"{4200 + n}:{words}" for n in range(1, 9))
