"""Feeds, whole and broken."""

from __future__ import annotations

import pytest

from crawler.discover import discover
from crawler.errors import ReadFailed
from crawler.model import Link
from tests.discover.making import page, source

URL = "https://baothu.vn/rss/thoi-su.rss"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Báo Thử</title><link>https://baothu.vn</link>
<item><title><![CDATA[Tỉnh ra mắt <b>kho dữ liệu</b> mở &amp; dùng chung]]></title>
 <link>https://baothu.vn/tinh-ra-mat-kho-du-lieu-1.html?utm_source=rss&amp;utm_medium=feed</link>
 <description><![CDATA[<a href="https://baothu.vn/x"><img src="x.jpg"></a>Tóm tắt]]></description>
 <pubDate>Thu, 21 Nov 2024 08:30:00 +0700</pubDate></item>
<item><title>Hai xã về đích</title><link>https://baothu.vn/hai-xa-ve-dich-2.html</link>
 <pubDate>11/20/2024 9:20:00 PM</pubDate></item>
<item><title>Ba việc cần làm</title><link>/ba-viec-can-lam-3.html</link><pubDate>19/11/2024 07:05:00</pubDate></item>
<item><title>Hai xã về đích</title><link>https://baothu.vn/hai-xa-ve-dich-2.html#top</link></item>
<item><title>Văn bản</title><link>https://baothu.vn/upload/van-ban.pdf</link></item>
<item><title>Tin nơi khác</title><link>https://quangcao.example.com/mua-ngay</link></item>
</channel></rss>"""
KHO = "https://baothu.vn/tinh-ra-mat-kho-du-lieu-1.html"
LINKS = (
    Link(KHO, "Tỉnh ra mắt kho dữ liệu mở & dùng chung", "2024-11-21T08:30:00+07:00"),
    Link("https://baothu.vn/hai-xa-ve-dich-2.html", "Hai xã về đích", "2024-11-20T21:20:00+07:00"),
    Link("https://baothu.vn/ba-viec-can-lam-3.html", "Ba việc cần làm", "2024-11-19T07:05:00+07:00"),
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Sở Thử</title><link rel="self" href="https://baothu.vn/atom"/>
<entry><title type="html">Mở lớp &lt;i&gt;kỹ năng số&lt;/i&gt;</title><link rel="enclosure" href="https://baothu.vn/a.mp3"/>
<link rel="alternate" href="https://baothu.vn/mo-lop-ky-nang-so-9.html"/><updated>2024-11-21T01:30:00Z</updated></entry></feed>"""
ATOM_LINKS = (Link("https://baothu.vn/mo-lop-ky-nang-so-9.html", "Mở lớp kỹ năng số", "2024-11-21T08:30:00+07:00"),)


def read(text: str | bytes, content_type: str = "text/xml", **more: str) -> tuple[Link, ...]:
    return discover(page(text, URL, content_type), source(**more)).links


def test_rss():
    assert read(RSS) == LINKS


def test_atom():
    assert read(ATOM) == ATOM_LINKS


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("<title>Báo Thử", "<title>Báo & Thử"),
        "\n\n<!-- lỗi PHP -->\nNotice: undefined index\n" + RSS,
        "\ufeff" + RSS,
        RSS.replace('encoding="utf-8"', 'encoding="utf-16"'),
        RSS.partition("<item><title>Văn bản")[0] + "<item><title>Văn b",
        RSS.replace("</channel>", ""),
        RSS.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "Báo"><!ENTITY b "&a;&a;">]><rss', 1),
    ],
    ids=["bare-ampersand", "junk-before", "bom", "wrong-encoding", "cut-off", "unclosed", "doctype"],
)
def test_a_broken_feed_still_gives_its_entries(broken):
    assert read(broken) == LINKS


def test_an_entity_bomb_is_not_expanded():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "haha">{levels}]>' + RSS.partition("?>")[2]
    links = read(bomb.replace("Hai xã về đích", "&e9;"))
    assert [link.url for link in links] == [link.url for link in LINKS]
    assert all(len(link.title or "") < 100 for link in links)


def test_a_feed_served_as_html_is_a_feed():
    assert read(RSS, "text/html") == LINKS


def test_a_feed_kept_elsewhere_than_the_site():
    links = discover(page(RSS, "https://feeds.example.net/baothu"), source(listing=("https://baothu.vn/",))).links
    assert links == LINKS
    alone = discover(page(ATOM, "https://feeds.example.net/baothu"), source()).links
    assert alone == ATOM_LINKS


def test_an_address_as_a_body_is_neither_fetched_nor_opened():
    assert discover(page("https://127.0.0.1:1/<rss>", URL), source()).problem == "empty"
    assert discover(page("/etc/passwd <rss>", URL), source()).problem == "empty"


def test_an_entry_without_a_date_has_none():
    text = RSS.replace("<pubDate>Thu, 21 Nov 2024 08:30:00 +0700</pubDate>", "<pubDate></pubDate>")
    assert [link.published is None for link in read(text)] == [True, False, False]


def test_a_form_only_the_parser_knows():
    assert read(RSS.replace("21 Nov 2024 08:30:00", "21 Nov 24 08:30:00"))[0].published == "2024-11-21T08:30:00+07:00"


def test_a_feed_that_fells_the_parser_is_a_failed_read():
    with pytest.raises(ReadFailed, match="broken beyond reading"):
        read("<rss><channel><image<link<entry/></link>")


def test_an_empty_feed_is_a_problem():
    listing = discover(page('<rss version="2.0"><channel></channel></rss>', URL), source())
    assert (listing.links, listing.problem) == ((), "empty")


def test_the_layout_says_which_addresses_are_no_articles():
    text = RSS.replace("ba-viec-can-lam-3", "ba-viec-tag3")
    assert [link.url[-6:] for link in read(text, layout="epi-cms")] == ["1.html", "2.html"]


def test_a_long_feed_is_cut_off():
    items = "".join(f"<item><title>Tin {n}</title><link>https://baothu.vn/tin-{n}</link></item>" for n in range(3000))
    links = read(f'<rss version="2.0"><channel>{items}</channel></rss>')
    assert len(links) == 500
    assert links[-1].title == "Tin 499"
