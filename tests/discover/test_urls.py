"""One article, one address."""

from __future__ import annotations

import unicodedata
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.discover.urls import MAX_LENGTH, canonical, same_site

HERE = "https://thu.example.vn/tin-tuc/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # joined with the page they stand on
        ("bai-1.html", "https://thu.example.vn/tin-tuc/bai-1.html"),
        ("/bai-1.html", "https://thu.example.vn/bai-1.html"),
        ("../bai-1.html", "https://thu.example.vn/bai-1.html"),
        ("//khac.example.vn/bai-1", "https://khac.example.vn/bai-1"),
        ("  /bai-1.html\n", "https://thu.example.vn/bai-1.html"),
        ("\\tin\\bai-1.html", "https://thu.example.vn/tin/bai-1.html"),
        ("?nid=5", "https://thu.example.vn/tin-tuc/?nid=5"),
        # one form of host, port and path
        ("HTTPS://Thu.Example.VN:443/A", "https://thu.example.vn/A"),
        ("http://thu.example.vn:80", "http://thu.example.vn/"),
        ("http://thu.example.vn:8080/a", "http://thu.example.vn:8080/a"),
        ("https://ai:mat@thu.example.vn/a", "https://thu.example.vn/a"),
        ("https://www.thu.example.vn./a", "https://www.thu.example.vn/a"),
        ("https://tỉnhthử.vn/a", "https://xn--tnhth-e81bqk.vn/a"),
        ("http://[::1]:81/a", "http://[::1]:81/a"),
        ("/a//b///c/./d/../e", "https://thu.example.vn/a/b/c/e"),
        ("/a/%2e%2e/%7Eb/%c3%a1", "https://thu.example.vn/~b/%C3%A1"),
        ("/Tin tức/Bài 1.html", "https://thu.example.vn/Tin%20t%E1%BB%A9c/B%C3%A0i%201.html"),
        ("/100%/a", "https://thu.example.vn/100%25/a"),
        ("/a/index.htm", "https://thu.example.vn/a/index.htm"),
        # what is no part of an article's identity
        ("/a#binh-luan", "https://thu.example.vn/a"),
        ("/a#!/b", "https://thu.example.vn/a"),
        ("/a?utm_source=rss&UTM_Medium=x&fbclid=1&zarsrc=31", "https://thu.example.vn/a"),
        ("/a;jsessionid=0A1B2C.node1?redirect=%2Fweb&inheritRedirect=true", "https://thu.example.vn/a"),
        ("/a?PHPSESSID=0a1b&id=5", "https://thu.example.vn/a?id=5"),
        ("/a?sid=0a1b2c3d4e5f60718293&id=5", "https://thu.example.vn/a?id=5"),
        ("/Default.aspx?sid=1282&pageid=30591", "https://thu.example.vn/Default.aspx?sid=1282&pageid=30591"),
        ("/chi-tiet?dDocName=P1&_afrLoop=9&_adf.ctrl-state=z", "https://thu.example.vn/chi-tiet?dDocName=P1"),
        # what is
        ("/wps/portal/Home/tin/mot-tin/!ut/p/z1/04_Sj9CP/dz/d5/", "https://thu.example.vn/wps/portal/Home/tin/mot-tin"),
        ("/wps/portal/Home/tin/%21ut/p/a1/04_Sj9CP?x=1", "https://thu.example.vn/wps/portal/Home/tin?x=1"),
        ("/a?b=2&a=1", "https://thu.example.vn/a?b=2&a=1"),
        ("/a?b=2&amp;a=1", "https://thu.example.vn/a?b=2&a=1"),
        ("/a?18273", "https://thu.example.vn/a?18273"),
        ("/chi-tiet-tin?/tin-thu/21670156", "https://thu.example.vn/chi-tiet-tin?/tin-thu/21670156"),
        ("/a?ten=chuyển đổi", "https://thu.example.vn/a?ten=chuy%E1%BB%83n%20%C4%91%E1%BB%95i"),
        # no address of a page
        ("javascript:void(0)", None),
        ("mailto:toasoan@example.vn", None),
        ("tel:0212", None),
        ("data:text/html,x", None),
        ("ftp://thu.example.vn/a", None),
        ("http://", None),
        ("http://thu.example.vn:99999/", None),
        ("http://thu example.vn/", None),
        ("http://[::1/", None),
        ("/" + "a" * MAX_LENGTH, None),
    ],
)
def test_canonical(url, expected):
    assert canonical(url, HERE) == expected


@pytest.mark.parametrize("base", ["http://a.vn/x/y.html", "HTTPS://www.A.vn:443", "http://[::1]:8080/", "ftp://a.vn/"])
@pytest.mark.parametrize(
    "path", ["/", "/tin/", "/tin.html", "/tin/a-b_c~1.html", "//tin", "/./tin", "/a/../b", "/tin//b"]
)
def test_a_path_is_joined_as_a_browser_would(path, base):
    """Most links of a page are plain paths, which are joined without a look at them."""
    assert canonical(path, base) == canonical(urljoin(base, path))


def test_a_relative_address_without_a_page_is_none():
    assert canonical("/tin-tuc/bai-1.html") is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ItemID=5&CategoryId=0&web=1", "?ItemID=5"),
        ("itemid=5", "?itemid=5"),  # names of parameters have no case on these systems
        ("web=1", ""),
        ("18273", "?18273"),
        ("ItemID=5&utm_source=x", "?ItemID=5"),
    ],
)
def test_keep_query_keeps_these_and_drops_the_rest(query, expected):
    assert canonical(f"{HERE}a.aspx?{query}", keep_query=("ItemID",)) == f"{HERE}a.aspx{expected}"


def test_keep_query_may_keep_what_is_usually_dropped():
    assert canonical(HERE + "?redirect=5&x=1", keep_query=("redirect",)) == HERE + "?redirect=5"


def test_the_many_addresses_of_a_portal_article_are_one():
    article = "https://thu.example.vn/web/tinh/-/asset_publisher/AbCdEfGhIjKl/content/tin-thu"
    state = "p_p_id=101_INSTANCE_AbCd&p_p_lifecycle=0&p_p_state=normal&p_p_col_id=column-1"
    many = (
        article,
        article + "?redirect=%2Fweb%2Ftinh",
        article + "?inheritRedirect=true&redirect=https%3A%2F%2Fthu.example.vn%2F",
        article + ";jsessionid=7B2C00F1.node2",
        f"{article}?{state}&_101_INSTANCE_AbCd_redirect=%2F",
        article + "?_101_INSTANCE_AbCd_cur=2#p_101",
        article.replace("https://thu", "HTTPS://THU") + "?utm_source=rss",
    )
    assert {canonical(url) for url in many} == {article}


def test_portal_state_is_kept_where_only_it_names_the_article():
    url = HERE + "?_101_INSTANCE_AbCd_urlTitle=tin-thu&p_p_id=101_INSTANCE_AbCd"
    assert canonical(url + "&p_p_state=maximized&_101_INSTANCE_AbCd_redirect=%2F") == url


def test_composed_and_decomposed_letters_are_one_address():
    url = HERE + "Phiên họp lần thứ nhất.html"
    assert canonical(unicodedata.normalize("NFD", url)) == canonical(url)


# Pieces that mean something in an address, put together at random.
_MARKS = "// / .. . %2e % %2F %zz %65\u0323 ? & &amp; amp; = # : @ [ ] \\ _ + -"
_WORDS = "http:// https:// ;jsessionid= thu.vn ệ utm_a"
_PIECES = st.sampled_from([*_MARKS.split(" "), *_WORDS.split(" "), "e\u0301", "\ud800", " ", "\t"])


@given(st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join) | st.text())
@example("http://thu.vn/%2e%2e//%2E/..")
@example("http://thu.vn?&amp;amp;a")
@example("amp;;jsessionid=")
def test_any_text_gives_one_form_or_none(text):
    once = canonical(text, HERE)
    if once is not None:
        assert once.isascii()
        assert canonical(once) == once
        assert canonical(once, "https://khac.example.vn/") == once


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://caothu.gov.vn/a", True),
        ("http://www.caothu.gov.vn/a", True),
        ("https://sokhcn.caothu.gov.vn/a", True),
        ("https://gov.vn.example.com/a", False),
        ("https://khaccaothu.gov.vn/a", False),
        ("https://thapthu.gov.vn/a", False),
    ],
)
def test_same_site(url, same):
    assert same_site(url, "https://caothu.gov.vn/tin-tuc") is same
    assert same_site("https://caothu.gov.vn/tin-tuc", url) is same
