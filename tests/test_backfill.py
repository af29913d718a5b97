"""A walk into a source's past: complete, silent, to its day, and able to go on after any stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.database import open_readonly
from crawler.backfill import ways
from crawler.backfill.walk import Progress, Stopped, Walk
from crawler.cli.backfill import Bar
from crawler.model import Kind, Page, Settings, Source
from crawler.poll import Desk, poll
from crawler.schedule import Options, open_desk
from tests import sites
from tests.archive.samples import NOW
from tests.fetch.conftest import LOCAL, Asked, Reply, Serve, Site, http, serve

__all__ = ["serve"]
LONG_AGO = date(2020, 1, 1)
SITE = Source("xa", "Xã", Kind.NATIONAL)


def source(site: Site, **more: Any) -> Source:
    wanted = {"listing": (site.url("/tin-tuc"),), **more}
    return Source("xa", "Xã Vùng Cao", Kind.NATIONAL, access=LOCAL, **wanted)


@asynccontextmanager
async def desk(state: Path, source: Source) -> AsyncIterator[Desk]:
    async with open_desk(Settings(sources=(source,)), Options(state=state)) as opened:
        yield opened


async def walk(
    state: Path, source: Source, since: date = LONG_AGO, tell: Callable[[Walk], None] = lambda walk: None
) -> Progress:
    async with desk(state, source) as opened:
        walking = Walk(source, since, opened)
        walking.tell = lambda _: tell(walking)
        return await walking.run()


def kept(state: Path) -> dict[str, Any]:
    """What the archive holds."""
    with closing(open_readonly(state)) as db:
        return {
            "articles": db.table("article").count,
            "alerts": db.table("alert").count,
            "walks": db.table("walk").count,
            "later": db.table("address").count_where("state = 'later'"),
            "oldest": min(row["day"] for row in db.table("article").rows_where(select="day")),
        }


async def test_a_walk_goes_through_all_pages_to_the_end_and_tells_nobody(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(75))
    progress = await walk(tmp_path, source(site))
    assert (progress.new, progress.failed, kept(tmp_path)["articles"], kept(tmp_path)["alerts"]) == (75, 0, 75, 0)
    assert kept(tmp_path)["walks"] == 0  # the next walk begins at the front
    again = await walk(tmp_path, source(site))
    assert (again.read, kept(tmp_path)["articles"]) == (0, 75)


async def test_a_walk_stopped_three_times_ends_with_every_article_once(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(130))
    for limit in (17, 45, 40):

        def stop(walking: Walk, limit: int = limit) -> None:
            if walking.progress.read >= limit:
                walking.stop.set()

        with pytest.raises(Stopped, match="same command"):
            await walk(tmp_path, source(site), tell=stop)
    assert kept(tmp_path)["articles"] == 17 + 45 + 40
    before = len([path for path in site.asked if path.startswith("/tin/")])
    progress = await walk(tmp_path, source(site))
    assert (progress.read, kept(tmp_path)["articles"]) == (28, 130)
    assert before == 102
    assert len([path for path in site.asked if path.startswith("/tin/")]) == 130  # no article was asked for twice


async def test_a_walk_ends_at_its_day(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(300))
    since = sites.day(60)
    await walk(tmp_path, source(site), since)
    assert (kept(tmp_path)["articles"], kept(tmp_path)["oldest"]) == (63, since.isoformat())
    assert "/tin-tuc?trang=6" not in site.asked
    earlier = await walk(tmp_path, source(site), sites.day(90))
    assert (earlier.new, kept(tmp_path)["articles"]) == (30, 93)


async def test_undated_lists_are_judged_by_their_articles(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(300, dated=False))
    await walk(tmp_path, source(site), sites.day(60))
    assert kept(tmp_path)["articles"] == 63
    assert kept(tmp_path)["later"] == 37  # read, found too old, and kept for a walk that goes further
    assert "/tin-tuc?trang=6" not in site.asked


async def test_a_pager_that_goes_round_in_a_circle_ends(tmp_path: Path, serve: Serve) -> None:
    pages = sites.paged(40)
    pages["/tin-tuc?trang=2"] = sites.html(sites.listing(range(20, 40), below=sites.pager(2, 3)))
    pages["/tin-tuc?trang=3"] = sites.html(sites.listing(range(20), below=sites.pager(3, 4)))
    site = await serve(pages)
    progress = await walk(tmp_path, source(site))
    assert (kept(tmp_path)["articles"], progress.pages) == (40, 3)


async def test_what_the_first_poll_left_for_later_is_part_of_it(tmp_path: Path, serve: Serve) -> None:
    site = await serve(sites.paged(150, per_page=150))
    async with desk(tmp_path, source(site)) as opened:
        visit = await poll(source(site), opened)
    assert visit.new == 100
    progress = await walk(tmp_path, source(site))
    assert (progress.new, kept(tmp_path)["articles"]) == (50, 150)


async def test_a_sitemap_index_of_itself_is_read_once(tmp_path: Path, serve: Serve) -> None:
    pages: dict[str, Reply] = {sites.address(n): sites.html(sites.article(n)) for n in range(30)}
    site = await serve(pages)
    site.pages["/map.xml"] = sites.index([site.url("/map.xml"), site.url("/a.xml"), site.url("/b.xml")])
    site.pages["/a.xml"] = sites.sitemap(range(15), site.url(""))
    site.pages["/b.xml"] = sites.sitemap(range(15, 30), site.url(""))
    await walk(tmp_path, source(site, listing=(), sitemap=(site.url("/map.xml"),)))
    assert kept(tmp_path)["articles"] == 30
    assert site.asked.count("/map.xml") == 1


async def test_a_walk_through_sitemaps_stopped_three_times_ends_with_every_article_once(
    tmp_path: Path, serve: Serve
) -> None:
    site = await serve({sites.address(n): sites.html(sites.article(n)) for n in range(90)})
    site.pages["/map.xml"] = sites.index([site.url("/a.xml"), site.url("/b.xml"), site.url("/gone.xml")])
    site.pages["/a.xml"] = sites.sitemap(range(50), site.url(""))
    site.pages["/b.xml"] = sites.sitemap(range(50, 90), site.url(""))
    wanted = source(site, listing=(), sitemap=(site.url("/map.xml"),))
    for limit in (17, 25, 20):

        def stop(walking: Walk, limit: int = limit) -> None:
            if walking.progress.read >= limit:
                walking.stop.set()

        with pytest.raises(Stopped, match="same command"):
            await walk(tmp_path, wanted, tell=stop)
    progress = await walk(tmp_path, wanted)
    assert (progress.read, progress.failed, kept(tmp_path)["articles"]) == (28, 1, 90)  # one sitemap is gone
    assert len([path for path in site.asked if path.startswith("/tin/")]) == 90  # no article was asked for twice
    assert site.asked.count("/a.xml") == 2  # not again once all of it was read


async def test_a_sitemap_is_walked_to_its_day_and_older_ones_are_not_asked_for(tmp_path: Path, serve: Serve) -> None:
    site = await serve({sites.address(n): sites.html(sites.article(n)) for n in range(60)})
    since = sites.day(30)
    site.pages["/map.xml"] = sites.index(
        [site.url("/new.xml"), site.url("/old.xml")], changed=[sites.day(0), sites.day(50)]
    )
    site.pages["/new.xml"] = sites.sitemap(range(60), site.url(""))
    await walk(tmp_path, source(site, listing=(), sitemap=(site.url("/map.xml"),)), since)
    assert (kept(tmp_path)["articles"], kept(tmp_path)["oldest"]) == (33, since.isoformat())
    assert "/old.xml" not in site.asked
    assert len([path for path in site.asked if path.startswith("/tin/")]) <= 36  # one day more, for its clock


async def test_without_a_pager_the_sitemap_robots_names_is_walked(tmp_path: Path, serve: Serve) -> None:
    pages: dict[str, Reply] = {sites.address(n): sites.html(sites.article(n)) for n in range(30)}
    site = await serve({**pages, "/tin-tuc": sites.html(sites.listing(range(10)))})
    site.pages["/all.xml"] = sites.sitemap(range(30), site.url(""))
    site.pages["/robots.txt"] = http(body=f"User-agent: *\nSitemap: {site.url('/all.xml')}\n".encode())
    await walk(tmp_path, source(site))
    assert kept(tmp_path)["articles"] == 30


async def test_without_pager_and_sitemap_neighbours_lead_on(tmp_path: Path, serve: Serve) -> None:
    pages: dict[str, Reply] = {
        sites.address(n): sites.html(sites.article(n, links=range(n + 1, min(n + 6, 40)))) for n in range(40)
    }
    site = await serve({**pages, "/tin-tuc": sites.html(sites.listing(range(10)))})
    await walk(tmp_path, source(site), sites.day(35))
    assert kept(tmp_path)["articles"] == 36


async def test_a_site_that_falls_ill_stops_the_walk_for_now(tmp_path: Path, serve: Serve) -> None:
    pages = sites.paged(60)
    pages["/tin-tuc?trang=2"] = sites.html(sites.page("<h1>Hệ thống đang bảo trì</h1><p>Mời bạn quay lại sau.</p>"))
    site = await serve(pages)
    with pytest.raises(Stopped, match="maintenance"):
        await walk(tmp_path, source(site))
    site.pages |= sites.paged(60)
    progress = await walk(tmp_path, source(site))
    assert (progress.new, kept(tmp_path)["articles"]) == (40, 60)


async def test_one_article_that_is_gone_stops_nothing(tmp_path: Path, serve: Serve) -> None:
    pages = sites.paged(30)
    pages[sites.address(7)] = http(404)
    site = await serve(pages)
    progress = await walk(tmp_path, source(site))
    assert (progress.failed, kept(tmp_path)["articles"]) == (1, 29)


async def test_a_pager_of_the_layout_may_be_a_form(tmp_path: Path, serve: Serve) -> None:
    site = await serve({sites.address(n): sites.html(sites.article(n)) for n in range(40)})
    script = "<script>var article_category_id = 12; var site_id = 7;</script>"
    site.pages["/tin-tuc"] = sites.html(sites.listing(range(20), below=script))
    form = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
    answers = iter([sites.html(sites.listing(range(20, 40)))])

    async def load(writer: Any, asked: Asked) -> None:
        assert asked.headers["content-type"] == b"application/x-www-form-urlencoded"
        writer.write(next(answers, sites.html("")))
        await writer.drain()

    site.pages[form] = load
    await walk(tmp_path, source(site, layout="vnportal"))
    assert kept(tmp_path)["articles"] == 40


# --- pure ---


def shown(body: str, url: str = "https://a.vn/tin") -> Page:
    return Page(url, sites.page(body).encode(), NOW, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("markup", "leads_to"),
    [
        ('<div class="pagination"><a href="?p=1">1</a><a href="?p=2">2</a><a href="?p=3">3</a></div>', "?p=2"),
        ('<ul class="pager"><li><a href="/tin/trang-2">Trang sau »</a><a href="/tin/2">Tiếp</a></li></ul>', "/2"),
        ('<a rel="next" href="/tin?page=2">cũ hơn</a>', "?page=2"),
        ('<div class="pagination"><a href="https://b.vn/tin?p=2">2</a></div>', None),
        ('<p>Xem <a href="/bai">2</a> bài</p>', None),
        ("", None),
    ],
)
def test_where_a_page_leads_on_to(markup: str, leads_to: str | None) -> None:
    link = ways.next_link(shown(markup), SITE, 1)
    assert (link or "").endswith(leads_to) if leads_to else link is None


def test_a_sitemap_gives_all_its_entries_a_part_at_a_time() -> None:
    rows = "".join(
        f"<url><loc>https://a.vn/khanh-thanh-cong-trinh-thu-{n}-{10_000 + n}.html</loc>"
        f"<lastmod>{sites.day(n % 900)}</lastmod></url>"
        for n in range(12_000)
    )
    page = Page("https://a.vn/map.xml", f"<urlset>{rows}</urlset>".encode(), NOW, "application/xml")
    site = Source("xa", "Xã", Kind.NATIONAL, sitemap=(page.url,))
    found: list[str] = []
    begin: int | None = 0
    while begin is not None:
        part = ways.sitemap(page, site, "2020-01-01", begin)
        assert part is not None
        found += [link.url for link in part[0].links]
        begin = part[1]
    assert len(found) == len(set(found)) == 12_000
    newest, begin = ways.sitemap(page, site, sites.day(2).isoformat(), 0) or (None, 1)
    assert newest is not None
    assert (len(newest.links), begin) == (42, None)
    assert ways.sitemap(shown("<p>Không có trang này</p>"), site, "2020-01-01", 0) is None


def test_month_folders_go_back_to_the_day() -> None:
    urls = ["https://a.vn/2026/11/bai-mot/", "https://a.vn/gioi-thieu"]
    found = ways.folders(urls, date(2026, 9, 30), date(2026, 11, 20))
    assert found == [f"https://a.vn/2026/{month}/" for month in ("11", "10", "09")]


def test_the_bar_says_how_far_and_how_long() -> None:
    bar = Bar("xa", date(2026, 1, 1))
    bar._today, bar._began = date(2026, 11, 27), 0.0
    line = bar.line(Progress(read=300, pages=20, oldest="2026-06-15"), 60.0)
    assert line == "xa: 300 read, 5/s, page 20, at 15/6/2026 [############------------] 50%, 60 s left"
