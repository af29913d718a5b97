"""robots.txt: what each answer of a host allows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import get_ident

import pytest

from crawler.errors import Deferred, Forbidden
from crawler.fetch import Fetcher, robots
from crawler.fetch.robots import READ_LIMIT, parse
from crawler.fetch.trouble import Trouble
from tests.fetch.conftest import LOCAL, failure, http

FORBID = b"User-agent: *\nDisallow: /x\n"


def allowed(body: bytes, url: str = "http://a.vn/x", agent: str = "phienhop") -> bool:
    try:
        parse(body).check(url, agent)
    except Trouble:
        return False
    return True


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"", True),
        (FORBID, False),
        (b"\xef\xbb\xbf" + FORBID, False),  # a byte-order mark hides no group
        (FORBID.replace(b"\n", b"\r\n"), False),
        (b"User-agent: *\nDisallow: /\nAllow: /x", True),  # the longest match
        (b"User-agent: *\nDisallow: /\n\nUser-agent: phienhop\nDisallow:", True),  # our own group alone counts
        (b"User-agent: PhienHop\nDisallow: /", False),
        (b"User-agent: otherbot\nDisallow: /", True),
        (b"User-agent: *\nDisallow: /*x$", False),
        (b"User-agent: *\nDisallow: /y", True),
        (b"<html><body>Disallow: /</body></html>", True),
        (b"\xff\xfe\x00garbage\xff", True),
    ],
)
def test_rules(body, verdict):
    assert allowed(body) is verdict


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("2.5", 2.5),
        ("30", 30),
        ("99999999999", 3600),
        ("-3", 0),
        ("0", 0),
        ("abc", 0),
        ("inf", 0),
        ("nan", 0),
        ("1e300", 3600),
    ],
)
def test_crawl_delay(line, seconds):
    rules = parse(f"User-agent: *\nCrawl-delay: {line}".encode())
    assert rules.delay("phienhop") == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Forbidden),  # the rules are read
        (404, None),
        (410, None),
        (401, None),
        (403, None),
        (400, None),
        (204, None),
        (500, Forbidden),
        (502, Forbidden),
        (599, Forbidden),
        (429, Deferred),
        (503, Deferred),
    ],
)
async def test_status_of_robots_txt(serve, status, outcome):
    site = await serve({"/robots.txt": http(status, FORBID if status == 200 else b""), "/x": http(body=b"x")})
    if outcome is None:
        assert (await Fetcher().fetch(site.url("/x"), access=LOCAL)).body == b"x"
    else:
        assert type(await failure(Fetcher(), site.url("/x"))) is outcome
        assert site.asked == []


async def test_redirects_of_robots_txt(serve):
    site = await serve({f"/{n}": http(302, Location=f"/{n + 1}") for n in range(9)})
    site.pages |= {"/robots.txt": http(301, Location="/0"), "/x": http(body=b"x"), "/4": http(body=FORBID)}
    assert (await failure(Fetcher(), site.url("/x"))).reason == "robots"  # the fifth redirect is followed
    site.pages |= {"/4": http(302, Location="/5"), "/5": http(body=FORBID)}
    site.log.clear()
    assert (await Fetcher().fetch(site.url("/x"), access=LOCAL)).body == b"x"  # the sixth is not
    assert "/5" not in site.asked


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://[", "ftp://x/"])
async def test_robots_txt_that_leads_nowhere_is_none(serve, location):
    site = await serve({"/robots.txt": http(302, Location=location), "/x": http(body=b"x")})
    assert (await Fetcher().fetch(site.url("/x"), access=LOCAL)).body == b"x"


@pytest.mark.parametrize(("before", "obeyed"), [(500 * 1024 - len(FORBID), True), (READ_LIMIT, False)])
async def test_the_first_500_kib_count(serve, before, obeyed):
    """A rule that ends within 500 KiB is obeyed; what comes after the limit is not even read."""
    body = b"#" * (before - 1) + b"\n" + FORBID + b"#" * 10_000_000
    site = await serve({"/robots.txt": http(body=body), "/x": http(body=b"x")})
    if obeyed:
        assert (await failure(Fetcher(), site.url("/x"))).reason == "robots"
    else:
        assert (await Fetcher().fetch(site.url("/x"), access=LOCAL)).body == b"x"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("status", "later", "asked_again"),
    [
        (404, timedelta(hours=23), False),
        (404, timedelta(hours=25), True),
        (404, timedelta(hours=-1), True),  # the clock was set back
        (500, timedelta(minutes=4), False),
        (500, timedelta(minutes=6), True),  # an ailing server's "no" is not kept for a day
    ],
)
async def test_how_long_rules_are_kept(serve, status, later, asked_again):
    site = await serve({"/robots.txt": http(status), "/x": http(404)})
    clock = Clock()
    fetcher = Fetcher(clock=clock)
    await failure(fetcher, site.url("/x"))
    clock.now += later
    await failure(fetcher, site.url("/x"))
    assert [asked.path for asked in site.log].count("/robots.txt") == 1 + asked_again


async def test_rules_are_asked_for_once_by_many(serve):
    site = await serve({"/robots.txt": http(body=b""), "/x": http(body=b"x")})
    fetcher = Fetcher()
    await asyncio.gather(*(fetcher.fetch(site.url("/x"), access=LOCAL) for _ in range(5)))
    assert [asked.path for asked in site.log].count("/robots.txt") == 1


async def test_a_long_one_is_read_beside_the_loop(serve, monkeypatch):
    """Half a megabyte of rules takes half a second to parse."""
    threads = []

    def told(body):
        threads.append(get_ident())
        return parse(body)

    monkeypatch.setattr(robots, "parse", told)
    site = await serve({"/robots.txt": http(body=FORBID + b"Disallow: /y\n" * 20_000)})
    assert isinstance(await failure(Fetcher(), site.url("/x")), Forbidden)
    assert get_ident() not in threads
    assert len(threads) == 1


async def test_a_name_of_ones_own_is_matched_by_its_product(serve):
    site = await serve({"/robots.txt": http(body=b"User-agent: deskbot\nDisallow: /"), "/x": http(body=b"x")})
    own = Fetcher(user_agent="DeskBot/2.0 (+https://example.vn)")
    assert (await failure(own, site.url("/x"))).reason == "robots"
    assert (await Fetcher().fetch(site.url("/x"), access=LOCAL)).body == b"x"


async def test_a_refused_address_teaches_nothing_about_its_robots_txt(serve):
    """One source may not reach the host, so nothing was asked; the next, which may, asks."""
    site = await serve({"/robots.txt": http(body=FORBID), "/x": http(body=b"x")})
    fetcher = Fetcher()
    assert (await failure(fetcher, site.url("/x"), replace(LOCAL, allow_private=False))).reason == "private"
    assert (await failure(fetcher, site.url("/x"))).reason == "robots"
