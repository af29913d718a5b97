"""Listing pages of the known makes and of none: their articles, and nothing of the site around."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.discover import discover
from crawler.model import Link, Select
from tests.discover.making import page, source

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_listing(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    listing = discover(page(path.read_bytes(), expected["url"], "text/html; charset=utf-8"), source())
    assert listing.layout == expected["layout"]
    assert list(listing.links) == [Link(*link) for link in expected["links"]]
    assert listing.problem is None


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_listing_without_its_layout_loses_no_headline(path):
    """Whoever redesigns their site is still read: what the generic finder alone sees of each page."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told = source(layout="yyyymm")  # a make that none of the pages is of
    found = discover(page(path.read_bytes(), expected["url"]), told)
    alone = {link.url for link in found.links}
    headlines = {url for url, title, _ in expected["links"] if len(title.split()) >= 8}
    assert headlines <= alone


LIST = """<html><body><div class="nav"><a href="/muc">Mục</a></div>
<div id="a"><p><a href="/bai/mot-bai-viet-ve-du-lieu-1001">Một bài viết về dữ liệu của tỉnh nhà</a></p>
<p><a href="/bai/mot-bai-viet-ve-ha-tang-1002">Một bài viết về hạ tầng của tỉnh nhà</a></p>
<p><a href="/bai/mot-bai-viet-ve-nhan-luc-1003">Một bài viết về nhân lực của tỉnh nhà</a></p></div>
<div id="b"><a href="/thong-bao/7">Mời họp</a> <a href="/thong-bao/8">Mời dự</a></div></body></html>"""


def test_the_sources_own_selector_rules():
    listing = discover(page(LIST), source(select=Select(links="#b a")))
    assert [link.url[-14:] for link in listing.links] == ["vn/thong-bao/7", "vn/thong-bao/8"]
    assert listing.problem is None


def test_a_selector_may_name_the_box_of_the_links():
    listing = discover(page(LIST), source(select=Select(links="#b")))
    assert [link.title for link in listing.links] == ["Mời họp", "Mời dự"]


@pytest.mark.parametrize("selector", [".tin-moi a", "div:::["])
def test_a_selector_that_matches_nothing_is_named_and_the_articles_are_found_all_the_same(selector):
    listing = discover(page(LIST), source(select=Select(links=selector)))
    assert listing.problem == f"nothing matches {selector!r}"
    assert [link.url[-4:] for link in listing.links] == ["1001", "1002", "1003"]


def test_each_article_once_under_its_longest_title():
    html = LIST.replace(
        "</body>", '<p><a href="/bai/mot-bai-viet-ve-du-lieu-1001?utm_source=x#a">Một bài viết</a></p></body>'
    )
    links = discover(page(html), source()).links
    assert [link.url[-4:] for link in links] == ["1001", "1002", "1003"]
    assert links[0].title == "Một bài viết về dữ liệu của tỉnh nhà"


def test_keep_query_is_the_sources():
    html = LIST.replace("1001", "1001?view=full&ItemID=9")
    links = discover(page(html), source(keep_query=("ItemID",))).links
    assert links[0].url == "https://thu.example.vn/bai/mot-bai-viet-ve-du-lieu-1001?ItemID=9"


def test_a_headline_with_a_day_in_it_is_no_date_of_publishing():
    html = LIST.replace("của tỉnh nhà</a>", "ngày 10/07/2024 của tỉnh</a>")
    assert {link.published for link in discover(page(html), source()).links} == {None}


def test_a_list_without_boxes_tells_the_day_after_each_link():
    items = "".join(
        f'<a href="/tin-{n}">Tin số {n} trong ngày của tỉnh nhà</a> ({n}/07/2024)<br>' for n in (11, 12, 13)
    )
    links = discover(page(f"<div>Hôm nay 22/11/2024<br>{items}</div>"), source()).links
    assert [link.published for link in links] == ["2024-07-11", "2024-07-12", "2024-07-13"]


@pytest.mark.parametrize("box", ['div class="left-menu"', 'div id="footer"', "nav", 'ul class="breadcrumb"', "header"])
def test_what_stands_in_the_sites_furniture_is_no_article(box):
    inside = "".join(f'<p><a href="/trang/{n}1234">Chức năng nhiệm vụ của phòng ban số {n}</a></p>' for n in range(20))
    html = LIST.replace('<div id="b">', f'<{box}>{inside}</{box.split()[0]}><div id="b">')
    assert discover(page(html), source()).links == discover(page(LIST), source()).links


def test_a_box_around_the_whole_page_is_no_menu():
    html = LIST.replace("<body>", '<body><div class="menu-wrapper">')
    assert discover(page(html), source()).links == discover(page(LIST), source()).links


def test_a_long_page_is_cut_off():
    items = "".join(f'<p><a href="/bai/tin-so-{n:05}">Tin số {n} trong ngày của tỉnh nhà</a></p>' for n in range(3000))
    assert len(discover(page(f"<div>{items}</div>"), source()).links) == 2000


def test_any_charset():
    body = LIST.replace("<html>", '<html><meta charset="utf-16">').encode("utf-16")
    assert discover(page(body), source()).links[0].title == "Một bài viết về dữ liệu của tỉnh nhà"


def test_a_further_page_may_be_a_piece_of_markup():
    """What VNPT's portal answers to the form of its pager."""
    items = "".join(
        f'<li><a href="/tin-tuc/mot-ban-tin-cua-tinh-nha-so-93{i}574">Một bản tin của tỉnh nhà số {i}</a></li>'
        for i in range(5)
    )
    answered = "https://thu.example.vn/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
    listing = discover(page(f"<ul>{items}</ul>", answered), source(layout="vnportal"))
    assert [link.url[-6:] for link in listing.links] == [f"93{i}574"[-6:] for i in range(5)]
