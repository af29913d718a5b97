"""One request at a time per host, with time between; a host that is unwell is left alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetch import Fetcher
from crawler.fetch.client import Target
from crawler.fetch.manners import Manners, backoff, gap, retry_after
from crawler.fetch.trouble import Trouble
from crawler.model import HostState
from tests.fetch.conftest import LOCAL, http

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
S = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("99999999999999999999", 86400),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("Sun, 01 Mar 2026 19:10:00 +0700", 600),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),  # already over
        ("Wed, 01 Mar 2056 12:00:00 GMT", 86400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after(value, seconds):
    assert retry_after(value, NOW) == (None if seconds is None else NOW + seconds * S)


def test_backoff_doubles_up_to_an_hour():
    assert [backoff(n) // timedelta(minutes=1) for n in (1, 2, 3, 6, 7, 1000)] == [1, 2, 4, 32, 60, 60]


@pytest.mark.parametrize(
    ("pace", "delay", "took", "seconds"),
    [
        (1, 0, 0.1, 1),
        (2, 0, 0.1, 2),
        (1, 7, 0.1, 7),  # Crawl-delay
        (1, 0, 1.5, 7.5),  # a slow host gets more rest
        (1, 0, 40, 10),  # within reason
        (0, 0, 3, 0),  # no pace, no rest: for sites of one's own
    ],
)
def test_gap(pace, delay, took, seconds):
    assert gap(pace * S, delay * S, took) == seconds


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def rests(manners: Manners, host: str = "a.vn", trust: str = "") -> datetime | None:
    """Until when a host is left alone."""
    try:
        async with manners.turn(host, timedelta(), trust=trust):
            return None
    except Trouble as trouble:
        return trouble.until


async def test_a_failing_host_rests_and_recovers():
    clock = Clock()
    manners = Manners((), clock)
    for expected in (1, 2, 4):
        manners.failed("a.vn", "timeout")
        assert await rests(manners) == clock.now + expected * 60 * S
        assert await rests(manners, "b.vn") is None
        clock.now += expected * 60 * S
        assert await rests(manners) is None  # the time is over: it may be tried again
    assert manners.changed() == [HostState("a.vn", clock.now, 3, "timeout")]
    manners.answered("a.vn", 200)
    assert manners.changed() == [HostState("a.vn")]
    manners.answered("a.vn", 200)
    assert manners.changed() == []


async def test_a_failed_handshake_concerns_those_who_judge_certificates_alike():
    manners = Manners((), Clock())
    manners.failed("a.vn", "tls", trust="strict")
    again = Manners(manners.changed(), Clock())  # as after a restart
    for known in (manners, again):
        assert await rests(known, trust="strict") == NOW + 60 * S
        assert await rests(known, trust="strict /etc/ca.pem") is None
    again.answered("a.vn", 200, trust="strict /etc/ca.pem")
    assert await rests(again, trust="strict") == NOW + 60 * S
    again.failed("a.vn", "timeout", trust="strict")
    assert await rests(again, trust="strict /etc/ca.pem") == NOW + 60 * S  # no answer is none for anybody


async def test_one_broken_page_is_no_broken_host():
    manners = Manners((), Clock())
    manners.answered("a.vn", 500)
    assert await rests(manners) is None
    manners.answered("a.vn", 500)
    assert await rests(manners) == NOW + 60 * S


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [(429, "30", 30), (503, "Sun, 01 Mar 2026 12:10:00 GMT", 600), (503, None, 60), (429, "x", 60)],
)
async def test_a_host_that_asks_to_wait(status, header, seconds):
    manners = Manners((), Clock())
    with pytest.raises(Trouble) as caught:
        manners.answered("a.vn", status, header)
    assert (caught.value.until, caught.value.status) == (NOW + seconds * S, status)
    assert await rests(manners) == NOW + seconds * S


async def test_a_wait_left_from_a_wrong_clock_is_not_served():
    manners = Manners([HostState("a.vn", NOW + timedelta(days=3650), 2, "timeout")], Clock())
    assert await rests(manners) is None


async def test_a_very_long_crawl_delay_is_told_not_slept():
    manners = Manners((), Clock())
    async with manners.turn("a.vn", timedelta()):
        pass
    with pytest.raises(Trouble) as caught:
        async with manners.turn("a.vn", timedelta(), timedelta(hours=1)):
            pass
    assert caught.value.until is not None


async def test_who_stood_in_line_is_told_too():
    manners = Manners((), Clock())
    async with manners.turn("a.vn", timedelta()):
        waiting = asyncio.create_task(rests(manners))
        await asyncio.sleep(0)
        manners.failed("a.vn", "connect")
    assert await waiting == NOW + 60 * S


async def slowly(writer, asked):
    await asyncio.sleep(0.02)
    writer.write(http(body=b"x"))


async def test_one_at_a_time_with_pace_between(serve):
    site = await serve({"/robots.txt": http(body=b"User-agent: *\nCrawl-delay: 0.15"), "/": slowly})
    other = await serve({"/": slowly})
    fetcher = Fetcher()
    paced = replace(LOCAL, pace=0.1 * S)
    others = []

    async def keep_reading_the_other() -> None:
        while len(site.asked) < 3:
            others.append(await fetcher.fetch(other.url(), access=LOCAL))

    await asyncio.gather(*(fetcher.fetch(site.url(), access=paced) for _ in range(3)), keep_reading_the_other())
    assert site.most_open == 1
    gaps = [asked.at - ended for asked, ended in zip(site.log[1:], site.ended, strict=False)]
    assert len(gaps) == 3
    assert min(gaps) >= 0.14
    assert len(others) > 3  # the other host did not wait for this one


async def test_waiting_in_line_does_not_count_against_the_deadline(serve):
    site = await serve({"/": slowly})
    hurried = replace(LOCAL, pace=0.5 * S, timeout=0.8 * S)
    fetcher = Fetcher()
    pages = await asyncio.gather(*(fetcher.fetch(site.url(), access=hurried, robots=False) for _ in range(3)))
    assert [page.body for page in pages] == [b"x"] * 3


async def test_http_and_https_of_a_host_are_one_and_another_port_is_another():
    assert Target.parse("http://A.vn/").key == Target.parse("https://a.vn/x").key == "a.vn"
    assert Target.parse("http://a.vn:8080/").key == "a.vn:8080"
