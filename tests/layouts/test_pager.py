"""How the further pages of a listing are asked for."""

from __future__ import annotations

import pytest

from crawler.layouts import layouts
from crawler.layouts.pager import pager
from crawler.model import Request


@pytest.mark.parametrize(
    ("layout", "listing", "page", "address"),
    [
        ("nukeviet", "https://tin.example.vn/vi/news/tin-tuc/", 2, "https://tin.example.vn/vi/news/tin-tuc/page-2"),
        ("wordpress", "https://tin.example.vn/tin", 3, "https://tin.example.vn/tin/page/3/"),
        ("a-id", "https://tin.example.vn/thoi-su", 2, "https://tin.example.vn/thoi-su?p=2"),
        ("drupal", "https://tin.example.vn/tin", 2, "https://tin.example.vn/tin?page=1"),  # counts from zero
        ("joomla", "https://tin.example.vn/tin", 3, "https://tin.example.vn/tin?start=20"),  # counts articles
        ("joomla", "https://tin.example.vn/?view=category", 2, "https://tin.example.vn/?view=category&start=10"),
    ],
)
def test_address(layout: str, listing: str, page: int, address: str) -> None:
    way = layouts()[layout].pager
    assert way is not None
    assert way.request(listing, page) == Request(address)


def test_a_form() -> None:
    way = layouts()["vnportal"].pager
    assert way is not None
    html = """<script>var cfg={article_category_id:"4321", 'site_id' : 12};</script>"""
    request = way.request("https://tinh.example.vn/tin-tuc", 4, html)
    assert request is not None
    assert request.post is not None
    assert request.url == (
        "https://tinh.example.vn/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
    )
    assert not request.post.json
    asked = {"article_category_id": "4321", "site_id": "12", "page": "4", "show_no": "False", "keyword": ""}
    assert asked.items() <= request.post.fields.items()


def test_a_listing_that_lacks_what_the_form_needs() -> None:
    way = layouts()["vnportal"].pager
    assert way is not None
    assert way.request("https://tinh.example.vn/tin-tuc", 2, "<p>article_category_id: 4</p>") is None


@pytest.mark.parametrize(
    "portlet", ["101_INSTANCE_AbCd12", "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_x7Yz"]
)
def test_liferay_names_its_list(portlet: str) -> None:
    way = layouts()["liferay"].pager
    assert way is not None
    html = f'<a href="/web/guest/tin?p_p_id={portlet}&amp;_{portlet}_cur=2">2</a>'
    request = way.request("https://tinh.example.vn/web/guest/tin", 3, html)
    assert request == Request(f"https://tinh.example.vn/web/guest/tin?p_p_id={portlet}&_{portlet}_cur=3")


def test_braces_in_a_listing_address_stay() -> None:
    way = pager("{listing}?p={n}")
    assert way is not None
    assert way.request("https://tin.example.vn/{muc}", 2) == Request("https://tin.example.vn/{muc}?p=2")
