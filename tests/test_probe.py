"""From any address of a site to a stanza that works: tried on made sites, and on a country of every make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from crawler import reading, sources
from crawler.discover import generic
from crawler.errors import ConfigError, FetchFailed
from crawler.fetch import tls
from crawler.model import Kind, Page, Source
from crawler.probe import counting, fields, links, naming, stanza, survey
from crawler.probe.story import Proposal, probe
from tests import sites
from tests.archive.samples import NOW
from tests.extract.pages import ARTICLES, LISTINGS, name, page
from tests.fetch.conftest import Serve, Site, http, serve
from tests.fetch.test_tls import CA, EXPIRED, GOOD, NO_CHAIN, SHORT_DH, server

__all__ = ["serve"]
ME = Source("probe", "probe", Kind.NATIONAL)


async def tried(site: Site, path: str, **more: Any) -> Proposal:
    return await probe(site.url(path), private=True, **more)


# --- made sites ---


@pytest.mark.parametrize("start", ["/tin-tuc", sites.address(5), "/"])
async def test_a_listing_an_article_and_a_home_page_lead_to_the_same_stanza(serve: Serve, start: str) -> None:
    site = await serve(sites.paged(20))
    site.pages["/"] = sites.html(sites.page("<h1>Trang thông tin xã Vùng Cao</h1>"))
    above = '<ul class="breadcrumb"><li><a href="/">Trang chủ</a></li><li><a href="/tin-tuc">Tin tức</a></li></ul>'
    site.pages[sites.address(5)] = sites.html(
        sites.article(5).replace('<div class="chi-tiet">', f'{above}<div class="chi-tiet">')
    )
    found = await tried(site, start, taken=["nguon-127-0-0-1"])
    assert found.warnings == []
    assert found.stanza["listing"] == site.url("/tin-tuc")
    assert found.stanza["id"] == "nguon-127-0-0-1-2"
    assert found.stanza["name"] == "Trang thông tin xã Vùng Cao"
    assert found.stanza["select"] == {
        "links": "div.muc-tin a",
        "title": "h1.ten-bai",
        "date": "p.ngay",
        "body": "div.toan-van",
    }
    assert [article["url"] for article in found.articles] == [site.url(sites.address(n)) for n in range(5)]
    assert found.articles[4]["title"] == sites.title(4)
    assert found.articles[4]["published"] == f"{sites.day(4)}"
    assert found.articles[4]["words"].startswith("Sáng nay, bà con xã vùng cao")


async def test_a_feed_the_page_names_is_found_and_a_sitemap_where_nothing_else_is(serve: Serve) -> None:
    site = await serve({sites.address(n): sites.html(sites.article(n)) for n in range(5)})
    rows = "".join(
        f"<item><title>{sites.title(n)}</title><link>{site.url(sites.address(n))}</link></item>" for n in range(5)
    )
    feed = http(body=f"<?xml version='1.0'?><rss version='2.0'><channel>{rows}</channel></rss>".encode())
    named = '<link rel="alternate" type="application/rss+xml" href="/tin.rss">'
    site.pages["/"] = sites.html(sites.page("<p>Chào mừng</p>", head=named))
    site.pages["/tin.rss"] = feed
    assert (await tried(site, "/")).stanza["feed"] == site.url("/tin.rss")
    assert (await tried(site, "/tin.rss")).stanza["feed"] == site.url("/tin.rss")
    del site.pages["/tin.rss"]
    site.pages["/robots.txt"] = http(body=f"Sitemap: {site.url('/map.xml')}\n".encode())
    site.pages["/map.xml"] = sites.sitemap(range(5), site.url(""))
    found = await tried(site, "/")
    assert (found.stanza["sitemap"], "listing" in found.stanza) == (site.url("/map.xml"), False)
    assert len(found.articles) == 5


@pytest.mark.parametrize(
    ("markup", "warns"),
    [
        ("<h1>Truy cập bị từ chối</h1>", "block page, with status 200"),
        ("<h1>Hệ thống đang bảo trì</h1>", "maintenance, with status 200"),
        ("<h1>Đăng nhập</h1><form><input type=password></form>", "login, with status 200"),
        ('<div id="app"></div><script src="/app.js"></script>', "script only, with status 200"),
        ("<p>Trang này chưa có nội dung.</p>", "no list of articles found"),
    ],
)
async def test_what_cannot_be_read_is_said(serve: Serve, markup: str, warns: str) -> None:
    site = await serve({"/tin-tuc": sites.html(f"<!doctype html><html><body>{markup}</body></html>")})
    found = await tried(site, "/tin-tuc")
    assert (found.stanza, found.articles) == ({}, [])
    assert any(warns in warning for warning in found.warnings)


async def test_the_make_is_named_also_where_its_articles_cannot_be_had(serve: Serve) -> None:
    made = {path.parent.name: path.read_text(encoding="utf-8") for path in LISTINGS}["vccorp"]
    site = await serve({"/tin.htm": sites.html(made)})
    found = await tried(site, "/tin.htm")
    assert (found.stanza["layout"], found.articles) == ("vccorp", [])
    alone = "<html><body><div class='box-category-item'></div><h1 class='detail-title'>Trang trống</h1></body></html>"
    site.pages["/tin.htm"] = sites.html(alone)
    found = await tried(site, "/tin.htm")
    assert found.stanza == {}
    assert any("make vccorp" in warning for warning in found.warnings)


async def test_robots_and_missing_dates_are_said(serve: Serve) -> None:
    undated: dict[str, Any] = {sites.address(n): sites.html(sites.article(n, dated=False)) for n in range(9)}
    site = await serve({**undated, "/tin-tuc": sites.html(sites.listing(range(9), dated=False))})
    found = await tried(site, "/tin-tuc")
    assert any("no dates found" in warning for warning in found.warnings)
    site.pages["/robots.txt"] = http(body=b"User-agent: *\nDisallow: /tin/")
    found = await tried(site, "/tin-tuc")
    assert any(warning.startswith("robots: ") for warning in found.warnings)


async def test_a_host_that_asks_to_wait_or_fails_is_left_alone(serve: Serve) -> None:
    site = await serve({"/tin-tuc": http(500)})
    with pytest.raises(FetchFailed, match="500"):
        await tried(site, "/tin-tuc")
    assert site.asked == ["/tin-tuc"]


async def test_private_addresses_want_leave(serve: Serve) -> None:
    site = await serve(sites.paged(9))
    with pytest.raises(FetchFailed, match="private"):
        await probe(site.url("/tin-tuc"))
    assert (await tried(site, "/tin-tuc")).stanza["allow_private"] is True


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test's own authority is one that the system trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CA))
    tls._made.clear()
    yield
    tls._made.clear()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("made", "profile", "warns"),
    [
        (GOOD, None, None),
        (SHORT_DH, "legacy", "legacy is the narrowest profile"),
        (NO_CHAIN, "insecure", "narrower than insecure: save the missing certificate"),
        (EXPIRED, "insecure", "insecure is the narrowest profile"),
    ],
)
async def test_the_narrowest_tls_profile_that_works(
    serve: Serve, made: dict[str, Any], profile: str | None, warns: str | None
) -> None:
    site = await serve(sites.paged(9), tls=server(**made))
    found = await tried(site, "/tin-tuc")
    assert (found.stanza.get("tls"), len(found.articles)) == (profile, 5)
    assert bool(found.stanza.get("reason")) is (profile is not None)
    assert [w for w in found.warnings if warns is None or warns in w] == found.warnings[-1:]


# --- pages of every make, and of none ---


def test_a_proposed_links_selector_finds_what_the_generic_finder_finds() -> None:
    proposed = 0
    for path in LISTINGS:
        listing = page(path.read_text(encoding="utf-8"), f"https://tin.example.vn/{path.parent.name}")
        if selector := links.propose(listing):
            proposed += 1
            found = reading.read_listing(listing, replace(ME, select=replace(ME.select, links=selector)))
            assert [link.url for link in found.links] == generic_urls(listing), path
    assert proposed >= len(LISTINGS) / 2  # on the others no simple selector tells these links from the rest


def generic_urls(page: Page) -> list[str]:
    from crawler.discover.anchors import Anchors
    from crawler.html import parse

    anchors = Anchors(parse(page.body.decode()), page.url, (), page.fetched_at)
    return [candidate.url for candidate in generic.find(anchors)]


@pytest.mark.parametrize("path", ARTICLES[::3], ids=name)
def test_proposed_fields_change_nothing_of_what_is_read(path: Path) -> None:
    article = page(path.read_text(encoding="utf-8"))
    select = fields.propose([article], ME)
    by_rule = reading.read_article(article, replace(ME, select=select), None).article
    without = reading.read_article(article, ME, None).article
    assert by_rule is not None
    assert without is not None
    assert (by_rule.title, bool(by_rule.published)) == (without.title, bool(without.published))


def test_counting_says_which_selectors_match() -> None:
    listing = Page("https://a.vn/tin", sites.listing(range(6)).encode(), NOW)
    mine = replace(ME, layout="nukeviet", select=replace(ME.select, links=".muc-tin a", title="h9", drop=("footer",)))
    assert counting.count(listing, mine, ("links",)) == [("links", ".muc-tin a", True, 6)]
    found = counting.count(listing, mine, ("title", "drop"))
    assert ("title", "h9", True, 0) in found
    assert ("drop", "footer", True, 1) in found
    assert any(not own for field, _, own, _ in found if field == "drop")  # the layout's are added


def test_sitemaps_of_robots_are_those_of_the_site() -> None:
    robots = "User-agent: *\nSitemap: https://a.vn/s.xml\n sitemap:/two.xml\nSitemap: https://b.vn/s.xml"
    assert survey.sitemaps(robots, "https://a.vn/") == ["https://a.vn/s.xml", "https://a.vn/two.xml"]


@pytest.mark.parametrize(
    ("url", "calls_itself", "expected"),
    [
        ("https://caobang.gov.vn/", None, ("caobang", "portal", "caobang")),
        ("https://www.quangninh.gov.vn/tin", None, ("quangninh", "portal", "quangninh")),
        ("https://skhcn.caobang.gov.vn/", None, ("caobang-skhcn", "department", "caobang")),
        ("https://sotttt.hagiang.gov.vn/", None, ("hagiang-tttt", "department", "hagiang")),
        ("https://sonongnghiep.laocai.gov.vn/", None, ("laocai-sonongnghiep", "department", "laocai")),
        ("https://baocaobang.vn/thoi-su", None, ("caobang-bao", "newspaper", "caobang")),
        ("https://huengaynay.vn/", None, ("hue-bao", "newspaper", "hue")),
        ("https://tin.example.vn/", "Báo Cà Mau điện tử", ("camau-bao", "newspaper", "camau")),
        ("http://127.0.0.1:8000/", "Sở Y tế tỉnh Sơn La", ("sonla-so", "department", "sonla")),
        ("https://mic.gov.vn/", "Cổng thông tin Bộ", ("mic", "national", None)),
        ("http://[::1]/", None, ("nguon-1", "national", None)),
    ],
)
def test_naming(url: str, calls_itself: str | None, expected: tuple[str, str, str | None]) -> None:
    named = naming.name(url, calls_itself, ())
    assert (named.id, str(named.kind), named.province) == expected


def test_an_id_in_use_gets_a_number() -> None:
    assert naming.name("https://caobang.gov.vn/", None, ("caobang", "caobang-2")).id == "caobang-3"


# --- into sources.yaml ---

STANZA = {"id": "moi", "name": "Mới: “một” trang", "kind": "national", "listing": "https://moi.vn/tin#a"}
HEAD = "# what we watch\nsources:  # the sites\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "  - id: cu\n    kind: national\n    listing: https://cu.vn/\n",
        HEAD + "  - id: cu\n    kind: national\n    listing: https://cu.vn/\n\n# who is told\nalerts: []\n",
        "sources:\n- id: cu\n  kind: national\n  listing: https://cu.vn/\n# the end\n",
        "sources: []\nbodies: []\n",
        HEAD.replace("\n", "\r\n") + "  - id: cu\r\n    kind: national\r\n    listing: https://cu.vn/\r\n",
    ],
)
def test_a_stanza_is_appended_and_nothing_else_changes(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.yaml"
    file.write_bytes(text.encode())
    file.chmod(0o640)
    stanza.add(file, STANZA, {})
    added = sources.load(file, {}).sources
    assert (added[-1].id, added[-1].name, added[-1].listing) == ("moi", STANZA["name"], ("https://moi.vn/tin#a",))
    assert len(added) == text.count("- id") + 1
    assert file.stat().st_mode & 0o777 == 0o640
    lost = [line for line in ndiff(text.splitlines(), file.read_bytes().decode().splitlines()) if line.startswith("- ")]
    assert lost in ([], ["- sources: []"])
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("bodies: []\n", "no `sources:`|sources"),
        ("sources: [{id: cu, kind: national, listing: 'https://cu.vn/'}]\n", "one line"),
        ("sources:\n  - id: moi\n    kind: national\n    listing: https://cu.vn/\n", "same name"),
        ("sources:\n  - id: cu\n    kind: quốc gia\n    listing: https://cu.vn/\n", "unknown"),
    ],
)
def test_a_file_that_would_be_wrong_is_left_as_it_was(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "sources.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        stanza.add(file, STANZA, {})
    assert file.read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["sources.yaml"]
