"""Sitemaps: the newest articles, and where further sitemaps are."""

from __future__ import annotations

from crawler.discover import discover
from crawler.model import Link, Listing
from tests.discover.making import page, source

URL = "https://baothu.vn/sitemap.xml"


def read(text: str, **more: str) -> Listing:
    return discover(page(text, URL, "application/xml"), source(**more))


def test_a_news_sitemap_tells_title_and_time():
    listing = read("""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://baothu.vn/ba-viec-3.html</loc>
 <image:image><image:loc>https://baothu.vn/a.jpg</image:loc><image:title>Ảnh</image:title></image:image><news:news>
 <news:publication_date>2024-11-20T07:00:00+07:00</news:publication_date>
 <news:title>Ba việc &amp; một lời</news:title></news:news></url>
<url><loc><![CDATA[https://baothu.vn/bon-viec-4.html?utm_source=x]]></loc>
 <news:news><news:publication_date>2024-11-21</news:publication_date>
 <news:title><![CDATA[Bốn việc]]></news:title></news:news></url>
</urlset>""")
    assert listing.links == (
        Link("https://baothu.vn/bon-viec-4.html", "Bốn việc", "2024-11-21"),
        Link("https://baothu.vn/ba-viec-3.html", "Ba việc & một lời", "2024-11-20T07:00:00+07:00"),
    )


PLAIN = """<urlset>
<url><loc>https://baothu.vn/</loc></url>
<url><loc>https://baothu.vn/thoi-su</loc><lastmod>2024-11-22</lastmod></url>
<url><loc>https://baothu.vn/tag/chuyen-doi-so-cap-huyen-12345</loc></url>
<url><loc>https://baothu.vn/khai-mac-hoi-cho-cong-nghe-post12345.html</loc><lastmod>2024-11-19</lastmod></url>
<url><loc>https://baothu.vn/be-mac-hoi-cho-cong-nghe-post12399.html</loc><lastmod>2024-11-21</lastmod></url>
<url><loc>https://khac.example.vn/tin-la-lam-day-post99999.html</loc><lastmod>2024-11-21</lastmod></url>
</urlset>"""


def test_a_plain_sitemap_gives_what_has_an_articles_address_newest_first():
    assert [link.url[-14:] for link in read(PLAIN).links] == ["post12399.html", "post12345.html"]


def test_a_change_is_no_date_of_publishing():
    assert {link.published for link in read(PLAIN).links} == {None}


def test_the_layout_knows_its_articles():
    text = PLAIN.replace("https://baothu.vn/thoi-su", "https://baothu.vn/mot-trang-dai-cua-nam-2024-12345.html")
    assert len(read(text).links) == 3
    assert len(read(text, layout="epi-cms").links) == 2


def test_an_index_gives_further_sitemaps_newest_first():
    listing = read("""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://baothu.vn/sitemap-2024-10.xml</loc><lastmod>2024-10-31</lastmod></sitemap>
<sitemap><loc>/sitemap.php?thang=11&amp;nam=2024</loc><lastmod>2024-11-22</lastmod></sitemap>
<sitemap><loc>https://baothu.vn/sitemap.xml</loc></sitemap></sitemapindex>""")
    assert listing == Listing(
        links=(), more=("https://baothu.vn/sitemap.php?thang=11&nam=2024", "https://baothu.vn/sitemap-2024-10.xml")
    )


def test_a_sitemap_cut_off_gives_what_came():
    assert [link.url[-10:] for link in read(PLAIN[: PLAIN.index("2024-11-21")]).links] == ["12345.html", "12399.html"]


def test_a_sitemap_without_articles_is_a_problem():
    assert read("<urlset></urlset>").problem == "empty"


def test_fifty_thousand_addresses_give_the_newest_two_thousand():
    entries = "".join(
        f"<url><loc>https://baothu.vn/tin-trong-ngay-{n:05}.html</loc><lastmod>2024-{n % 12 + 1:02}-01</lastmod></url>"
        for n in range(10_000, 60_000)
    )
    links = read(f"<urlset>{entries}</urlset>").links
    assert len(links) == 2000
    assert {int(link.url[-10:-5]) % 12 for link in links} == {11}
