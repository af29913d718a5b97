"""Pages that answer 200 and are not the page asked for."""

from __future__ import annotations

import pytest

from crawler.discover import discover, trouble
from crawler.model import Select
from tests.discover.making import page, source

PROSE = "<p>" + "Hội nghị bàn việc nâng cấp hệ thống thông tin và bảo trì hệ thống máy chủ của tỉnh. " * 20 + "</p>"

CASES = [
    ("<title>Thông báo từ chối truy cập</title><p>Mã sự cố: 17</p>", "block page"),
    ("<h1>Access Denied</h1><p>You don't have permission.</p>", "block page"),
    ("<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>", "block page"),
    ("<p>The requested URL was rejected. Please consult with your administrator.</p>", "block page"),
    ("<h1>Hệ thống đang bảo trì</h1><p>Mời bạn quay lại sau.</p>", "maintenance"),
    ("<p>Cổng thông tin đang được nâng cấp, xin quý vị thông cảm.</p>", "maintenance"),
    ("<title>Đăng nhập</title><form><input name=a><input type=password></form>", "login"),
    ("<form>Tài khoản <input name=a> Mật khẩu <input type=password></form>", "login"),
    ("<div id=root></div><script src=/main.js></script>", "script only"),
    ("<script>document.cookie='D1N=1';location.reload()</script>", "script only"),
    ("", "empty"),
    ("<html><body>  </body></html>", "empty"),
]


@pytest.mark.parametrize(("html", "problem"), CASES)
def test_name(html, problem):
    assert trouble.name(html) == problem


@pytest.mark.parametrize(("html", "problem"), CASES)
def test_a_listing_without_links_says_why(html, problem):
    listing = discover(page(html), source(select=Select(links=".tin a")))
    assert listing.links == ()
    assert listing.problem == problem


@pytest.mark.parametrize(
    "html",
    [
        PROSE,
        f"<title>Đăng nhập một lần cho mọi dịch vụ công</title>{PROSE}",
        "<h1>Tỉnh nâng cấp hệ thống họp trực tuyến</h1><p>Sáng 5/3, tỉnh nâng cấp hệ thống họp trực tuyến.</p>",
    ],
)
def test_a_page_with_content_is_no_trouble_whatever_words_are_on_it(html):
    assert trouble.name(html) is None


def test_an_empty_list_is_named_too():
    text = "<p>Chuyên mục này chưa có bài viết nào được đăng.</p>"
    assert discover(page(text), source()).problem == "empty"
    assert discover(page(text), source(select=Select(links=".tin a"))).problem == "nothing matches '.tin a'"
