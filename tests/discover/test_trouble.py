"""Pages that answer 200 and are not the page asked for."""

from __future__ import annotations

import pytest

from crawler.discover import discover, trouble
from crawler.model import Select
from tests.discover.making import page, source

PROSE = "<p>" + "Hội nghị bàn việc nâng cấp hệ thống thông tin và bảo trì hệ thống máy chủ của tỉnh. " * 20 + "</p>"

MENU = "".join(f"<a href=/muc-{n}>Chuyên mục {n}</a> " for n in range(20))

CASES = [
    ("<title>Thông báo từ chối truy cập</title><p>Mã sự cố: 17</p>", "block page"),
    ("<h1>Access Denied</h1><p>You don't have permission.</p>", "block page"),
    ("<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script>", "block page"),
    ("<p>The requested URL was rejected. Please consult with your administrator.</p>", "block page"),
    ("<h1>Hệ thống đang bảo trì</h1><p>Mời bạn quay lại sau.</p>", "maintenance"),
    ("<p>Cổng thông tin đang được nâng cấp, xin quý vị thông cảm.</p>", "maintenance"),
    ("<h1>Website tạm ngừng hoạt động để nâng cấp</h1><p>Dự kiến đến 6 giờ sáng mai.</p>", "maintenance"),
    ("<h3>Xác minh bạn không phải là người máy</h3><form><input name=ma></form>", "block page"),
    ("<p>Website chỉ cho phép truy cập từ lãnh thổ Việt Nam.</p>", "block page"),
    ("<p>Từ 01/7/2025 trang này ngừng hoạt động do sáp nhập đơn vị hành chính.</p>", "closed"),
    ("<p>Cổng thông tin đã chuyển sang địa chỉ mới: <a href=/>tinh.vn</a></p>", "closed"),
    ("<h2>Server Error in '/' Application.</h2><p>Object reference not set.</p>", "error"),
    ("<p>Error establishing a database connection</p>", "error"),
    (f"{MENU}<div id=app><div></div></div><script src=/app.js></script>", "script only"),
    (f"{MENU}<div>Đang tải dữ liệu...</div><script src=/app.js></script>", "script only"),
    (
        f'{MENU}<div ng-repeat="n in tin"><a href="{{{{n.url}}}}">{{{{n.ten}}}}</a></div><script></script>',
        "script only",
    ),
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


@pytest.mark.parametrize(
    "html",
    [
        f"{MENU}<h2>Tin tức</h2><p>Chưa có bài viết nào.</p><script src=/dem.js></script>",
        "<h1>Bến phà Hạ Nông tạm ngừng hoạt động</h1><p>Từ sáng mai, bến phà nghỉ bốn ngày vì lũ lên cao.</p>",
    ],
)
def test_a_page_with_little_to_say_is_itself(html):
    assert trouble.name(html) is None
