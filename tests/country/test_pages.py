"""What each site shows is read exactly, whatever is odd about it and however much else on it changes."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from unicodedata import is_normalized

import pytest

from crawler.ask import ask
from crawler.demo import data
from crawler.demo.answers import answer
from crawler.demo.country import Country
from crawler.demo.render import Look
from crawler.demo.server import Request, Response
from crawler.demo.story import NOTICE
from crawler.discover import discover
from crawler.errors import FetchFailed
from crawler.extract import extract
from crawler.fetch import Fetcher
from crawler.layouts import layouts
from crawler.model import Article, Settings
from crawler.session import read

HEALTHY = [site.id for site in data.sites() if site.trouble is None]
NOW = datetime(2026, 11, 21, 3, 15, tzinfo=UTC)


def test_every_make_is_served() -> None:
    assert {site.family for site in data.sites()} == {*layouts(), "none"}


@pytest.mark.parametrize("id", HEALTHY)
async def test_listing_gives_its_articles_and_nothing_else(
    id: str, country: Country, watch: Callable[..., Settings]
) -> None:
    country.publish(*country.stories)
    (source,) = watch([id], "2s").sources
    fetcher = Fetcher()
    for _ in range(2):
        page = await ask(fetcher, source.addresses[0], access=source.access, layout=source.layout)
        listing = discover(page, source)
        assert listing.problem is None
        assert [link.url for link in listing.links] == [truth.url for truth in country.truth(id)]
    await fetcher.close()


@pytest.mark.parametrize("id", HEALTHY)
async def test_every_article_is_read_exactly(id: str, country: Country, watch: Callable[..., Settings]) -> None:
    country.publish(*country.stories)
    (source,) = watch([id], "2s").sources
    fetcher = Fetcher()
    for truth in country.truth(id):
        one, other = [await ask(fetcher, truth.url, access=source.access, layout=source.layout) for _ in range(2)]
        assert one.body != other.body
        for page in (one, other):
            article = extract(page, source)
            assert article is not None
            assert (article.title, article.published) == (truth.title, truth.published)
            assert article.text == truth.text
    await fetcher.close()


@pytest.mark.parametrize(("id", "reason"), [("cong-sonla", "status"), ("cong-laichau", "timeout")])
async def test_a_site_that_fails(id: str, reason: str, country: Country, watch: Callable[..., Settings]) -> None:
    (source,) = watch([id], "2s").sources
    fetcher = Fetcher()
    with pytest.raises(FetchFailed) as caught:
        await fetcher.fetch(source.addresses[0], access=source.access)
    assert caught.value.reason == reason
    await fetcher.close()


async def test_a_site_under_maintenance(country: Country, watch: Callable[..., Settings]) -> None:
    (source,) = watch(["cong-langson"]).sources
    fetcher = Fetcher()
    page = await fetcher.fetch(source.addresses[0], access=source.access)
    assert (page.status, discover(page, source).problem) == (200, "maintenance")
    await fetcher.close()


# --- the country itself: quirks are real ----------------------------------------------------


def _listing(id: str, visit: int = 1, **headers: str) -> Response:
    site = next(site for site in data.sites() if site.id == id)
    shown = [story for story in data.stories(NOW).values() if id in story.sites]
    request = Request(id, site.paths["listing"], headers, 0.0, 1)
    return answer(Look(site, "http://127.11.0.1", visit, NOW), shown, request)


@pytest.mark.parametrize(
    ("id", "is_so"),
    [
        ("cong-caobang", lambda r: gzip.decompress(r.body).startswith(b"<!DOCTYPE")),
        ("cong-dienbien", lambda r: is_normalized("NFD", r.body.decode()) and not r.body.isascii()),
        ("bao-dulieu", lambda r: b"&ecirc;" in r.body and "ê" not in r.body.decode()),
        ("khcn-vinhlong", lambda r: b"windows-1258" in r.body and r.headers["Content-Type"] == "text/html"),
        ("cong-quangtri", lambda r: b"1258" not in r.body and r.headers["Content-Type"].endswith("windows-1258")),
        ("cong-quangtri", lambda r: "Trang chu\u0309" in r.body.decode("cp1258")),
        ("cong-bacninh", lambda r: b";jsessionid=" in r.body),
        ("bao-nghean", lambda r: r.headers["ETag"] == _listing("bao-nghean", 2).headers["ETag"]),
        ("khcn-daklak", lambda r: r.headers["ETag"] != _listing("khcn-daklak", 2).headers["ETag"]),
        ("bao-dulieu", lambda r: _listing("bao-dulieu", 2, **{"if-none-match": r.headers["ETag"]}).status == 304),
        ("bao-nghean", lambda r: _listing("bao-nghean", 2, **{"if-none-match": r.headers["ETag"]}).status == 200),
    ],
)
def test_a_quirk_shows(id: str, is_so: Callable[[Response], bool]) -> None:
    assert is_so(_listing(id))


@pytest.mark.parametrize("day", [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 20, tzinfo=UTC), NOW])
def test_only_the_reports_are_reports(day: datetime) -> None:
    """Whatever the day of the demo, the recogniser tells the session from what sounds like one."""
    stories = data.stories(day).values()
    verdicts = {story.id: read(_article(story)) for story in stories}
    later = {story.id for story in stories if story.later}
    assert {id for id, verdict in verdicts.items() if verdict.report} == later - {NOTICE}
    assert {id for id, verdict in verdicts.items() if verdict.notice} == {NOTICE}


def _article(story: data.Story) -> Article:
    return Article(story.text, title=story.title, published=story.at.isoformat())
