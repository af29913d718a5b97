"""From a URL to a Page: statuses, redirects, validators, what we say of ourselves."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace

import pytest

from crawler.errors import Deferred, FetchFailed, Forbidden
from crawler.fetch import Fetcher, identify
from crawler.model import Validators
from tests.fetch.conftest import LOCAL, failure, http, until


async def test_a_page_as_it_came(serve):
    site = await serve({"/tin": http(body="Phiên họp".encode(), Content_Type="text/html; charset=utf-8", ETag='"a"')})
    page = await Fetcher().fetch(site.url("/tin#x"), access=LOCAL)
    assert (page.url, page.status, page.body.decode()) == (site.url("/tin"), 200, "Phiên họp")
    assert (page.content_type, page.validators) == ("text/html; charset=utf-8", Validators('"a"'))
    assert page.fetched_at.utcoffset() is not None
    assert page.moved_to is None


async def test_who_we_say_we_are(serve):
    site = await serve({"/": http(body=b"x")})
    await Fetcher(contact="desk@example.vn").fetch(site.url(), access=LOCAL)
    await Fetcher().fetch(site.url(), access=replace(LOCAL, user_agent="Bản tin/2\r\nX-Evil: 1"))
    first, second = (asked.headers for asked in site.log if asked.path == "/")
    assert first["user-agent"].decode() == identify("desk@example.vn")
    assert b"desk@example.vn" in first["user-agent"]
    assert (first["accept-encoding"], first["accept-language"]) == (b"gzip", b"vi")
    assert "cookie" not in first
    assert "x-evil" not in second
    assert second["user-agent"].startswith(b"B?n tin/2")


@pytest.mark.parametrize(
    ("status", "body", "comes_as"),
    [
        (200, b"", 200),
        (200, b"x", 200),
        (203, b"x", 200),  # a proxy on the way changed something
        (204, b"", None),
        (202, b"", None),  # "come back later" of some firewalls
        (206, b"x", None),  # a part, although the whole was asked for
        (304, b"", None),  # we asked no question it could answer
        (400, b"x", None),
        (404, b"x", None),
        (410, b"x", None),
        (500, b"x", None),
        (300, b"x", None),
    ],
)
async def test_statuses(serve, status, body, comes_as):
    site = await serve({"/": http(status, body)})
    if comes_as:
        assert (await Fetcher().fetch(site.url(), access=LOCAL)).status == comes_as
    else:
        failed = await failure(Fetcher(), site.url())
        assert (failed.reason, failed.status) == ("status", status)


async def test_a_missing_page_does_not_set_the_host_back(serve):
    site = await serve({"/there": http(body=b"x")})
    fetcher = Fetcher()
    for _ in range(3):
        await failure(fetcher, site.url("/gone"))
    assert (await fetcher.fetch(site.url("/there"), access=LOCAL)).body == b"x"
    assert fetcher.changed_hosts() == []


@pytest.mark.parametrize(
    ("statuses", "moved"), [((301,), True), ((301, 308), True), ((302,), False), ((301, 302), False), ((307,), False)]
)
async def test_redirects_are_followed_and_permanent_ones_told(serve, statuses, moved):
    site = await serve()
    for n, status in enumerate(statuses):
        site.pages[f"/{n}"] = http(status, Location=f"{n + 1}")
    site.pages[f"/{len(statuses)}"] = http(body=b"here")
    page = await Fetcher().fetch(site.url("/0"), access=LOCAL)
    assert (page.url, page.body) == (site.url(f"/{len(statuses)}"), b"here")
    assert page.moved_to == (page.url if moved else None)


async def test_a_redirect_into_a_vietnamese_path(serve):
    site = await serve({"/": http(302, Location="/tin-tức".encode().decode("latin-1"))})
    site.pages["/tin-t%E1%BB%A9c"] = http(body=b"x")
    assert (await Fetcher().fetch(site.url(), access=LOCAL)).url == site.url("/tin-t%E1%BB%A9c")


async def test_five_redirects_and_no_more(serve):
    site = await serve({f"/{n}": http(302, Location=f"/{n + 1}") for n in range(9)})
    site.pages["/5"] = http(body=b"the end")
    assert (await Fetcher().fetch(site.url("/0"), access=LOCAL)).body == b"the end"
    site.pages["/5"] = http(302, Location="/6")
    site.log.clear()
    assert (await failure(Fetcher(), site.url("/0"))).reason == "redirect"
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    "location", ["/", "/b", "file:///etc/passwd", "gopher://x/", "http://", "http://[::1", "http://a:99999/", None]
)
async def test_redirects_that_lead_nowhere(serve, location):
    site = await serve({"/": http(302, **({"Location": location} if location else {})), "/b": http(301, Location="/")})
    failed = await failure(Fetcher(), site.url())
    assert failed.reason == "redirect"
    assert len(site.asked) <= 2


@pytest.mark.parametrize(
    "url",
    [
        "",
        "tin-tuc",
        "ftp://x.vn/",
        "http:///x",
        "http://a b/",
        "http://[::1/",
        "http://x.vn:99999/",
        "http://x.vn:0/",
        "http://x.vn:-1/",
        "http://x.vn:eighty/",
        "http://x.vn/\x00",
        "http://user:secret@x.vn/",
        "http://１２７.0.0.1/",
        "http://%31%32%37.0.0.1/",
        "http://x.vn/" + "a" * 70_000,
        "http://\ud800.vn/",
        "javascript:alert(1)",
    ],
)
async def test_unusable_addresses(url):
    assert (await failure(Fetcher(), url)).reason == "url"


async def test_unchanged_since(serve):
    etag, modified = '"caf\xe9-v1"', "Fri, 02 Aug 2024 01:00:00 GMT"
    site = await serve({"/": http(body=b"x", ETag=etag, Last_Modified=modified)})
    fetcher = Fetcher()
    first = await fetcher.fetch(site.url(), access=LOCAL)
    site.pages["/"] = http(304, ETag='"v2"')
    again = await fetcher.fetch(site.url(), access=LOCAL, validators=first.validators)
    assert (again.status, again.body, again.unchanged) == (304, b"", True)
    assert again.validators == Validators('"v2"', modified)  # what a 304 leaves out still holds
    asked = site.log[-1].headers
    assert asked["if-none-match"] == etag.encode("latin-1")  # byte for byte
    assert asked["if-modified-since"] == modified.encode()


@pytest.mark.parametrize("etag", ["x" * 1025, "a\tb"])
async def test_validators_that_are_a_trap_are_not_kept(serve, etag):
    site = await serve({"/": http(body=b"x", ETag=etag)})
    assert (await Fetcher().fetch(site.url(), access=LOCAL)).validators == Validators()


@pytest.mark.parametrize("etag", ["x" * 1025, "a\r\nX-Evil: 1", "đ", "\ud800"])
async def test_validators_that_are_a_trap_are_not_sent(serve, etag):
    site = await serve({"/": http(body=b"x")})
    await Fetcher().fetch(site.url(), access=LOCAL, validators=Validators(etag))
    assert "if-none-match" not in site.log[-1].headers
    assert "x-evil" not in site.log[-1].headers
    site.pages["/"] = http(304)  # an answer to a question that was not put
    with pytest.raises(FetchFailed):
        await Fetcher().fetch(site.url(), access=LOCAL, validators=Validators(etag))


async def test_cookies_are_not_kept(serve):
    site = await serve({"/": http(302, Location="/b", Set_Cookie="a=1"), "/b": http(body=b"x", Set_Cookie="b=2")})
    fetcher = Fetcher()
    for _ in range(2):
        await fetcher.fetch(site.url(), access=LOCAL)
    assert len(site.log) == 5
    assert all("cookie" not in asked.headers for asked in site.log)


async def test_proxies_of_the_environment_are_ignored(serve, monkeypatch):
    site = await serve({"/": http(body=b"x")})
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    assert (await Fetcher().fetch(site.url(), access=LOCAL)).body == b"x"


async def test_gzip_is_read_whether_declared_or_a_file(serve):
    packed = gzip.compress(b"<urlset/>")
    site = await serve({"/a": http(body=packed, Content_Encoding="gzip"), "/s.xml.gz": http(body=packed)})
    for path in ("/a", "/s.xml.gz"):
        assert (await Fetcher().fetch(site.url(path), access=LOCAL)).body == b"<urlset/>"


async def test_robots_forbids_before_anything_is_asked(serve):
    site = await serve({"/robots.txt": http(body=b"User-agent: phienhop\nDisallow: /x"), "/x": http(body=b"x")})
    fetcher = Fetcher()
    failed = await failure(fetcher, site.url("/x"))
    assert isinstance(failed, Forbidden)
    assert failed.reason == "robots"
    assert site.asked == []
    assert (await fetcher.fetch(site.url("/x"), access=LOCAL, robots=False)).body == b"x"


async def test_robots_of_every_hop(serve):
    site = await serve({"/": http(302, Location="/private/x"), "/private/x": http(body=b"x")})
    site.pages["/robots.txt"] = http(body=b"User-agent: *\nDisallow: /private/")
    assert (await failure(Fetcher(), site.url())).reason == "robots"
    assert site.asked == ["/"]
    assert [asked.path for asked in site.log].count("/robots.txt") == 1


async def test_a_host_that_asks_to_wait_is_left_alone(serve):
    site = await serve({"/": http(429, Retry_After="3600")})
    fetcher = Fetcher()
    failed = await failure(fetcher, site.url())
    assert isinstance(failed, Deferred)
    assert (failed.reason, failed.status) == ("wait", 429)
    state = fetcher.changed_hosts()
    assert [s.not_before for s in state] == [failed.until]
    assert isinstance(await failure(fetcher, site.url("/other")), Deferred)
    # The next start of the service remembers it too.
    assert isinstance(await failure(Fetcher(hosts=state), site.url("/other")), Deferred)
    assert site.asked == ["/"]


async def test_cancelling_passes_and_closes(serve):
    async def mute(writer, asked):
        await asyncio.sleep(60)

    site = await serve({"/": mute})
    task = asyncio.create_task(Fetcher().fetch(site.url(), access=LOCAL, robots=False))
    await until(lambda: bool(site.asked))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
