"""What sites do to those who read them: faults that cost the pass, and oddities that must cost nothing."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import cast

from tests import sites
from tests.fetch.conftest import Reply, http
from tests.fetch.test_faults import FAULTS as WIRE
from tests.fetch.test_faults import mute

LIST = "/tin-tuc"
ARTICLES = 3


def _on_the_wire(name: str) -> tuple[Reply, str]:
    reply, reason = WIRE[name]
    return cast(Reply, reply), reason


# Each in place of a good list, or of its robots.txt: what `sources health` calls the trouble.
AT_LIST: dict[str, tuple[Reply, str]] = {
    **{
        name: _on_the_wire(name) for name in ("mute", "drip-body", "reset", "cut-chunk", "header-flood", "endless-body")
    },
    **{name: _on_the_wire(name) for name in ("declared-too-long", "gzip-bomb", "gzip-cut", "brotli-unasked")},
    "nested": (sites.html("<div>" * 100_000), "read"),
    "attributes": (sites.html(f"<p {' '.join(f'a{n}=b' for n in range(200_000))}>"), "read"),
    "fonts": (sites.html("<p><font size=1>" * 5_000), "read"),
    "redirect-file": (http(302, Location="file:///etc/passwd"), "redirect"),
    "redirect-loop": (http(302, Location=LIST), "redirect"),
    "empty": (sites.html(sites.page('<div class="danh-sach"></div>')), "empty"),
    "maintenance": (sites.html(sites.page("<h1>Hệ thống đang bảo trì</h1><p>Mời quay lại sau.</p>")), "maintenance"),
    "unauthorised": (http(401), "status"),
    "broken": (http(500), "status"),
    "busy": (http(503, Retry_After="3600"), "wait"),
    "too-many": (http(429), "wait"),
}
AT_ROBOTS: dict[str, tuple[Reply, str]] = {
    "robots-503": (http(503), "wait"),
    "robots-mute": (mute, "timeout"),
    "robots-closed": (http(body=b"User-agent: *\nDisallow: /\n"), "robots"),
}


def bad(name: str) -> tuple[dict[str, Reply], str]:
    """A site that is good but for one fault, and what that is called."""
    pages = sites.paged(ARTICLES)
    if name in AT_ROBOTS:
        reply, trouble = AT_ROBOTS[name]
        return {**pages, "/robots.txt": reply}, trouble
    reply, trouble = AT_LIST[name]
    return {**pages, LIST: reply}, trouble


def _all(change: Callable[[str], bytes]) -> dict[str, Reply]:
    """The good site, every page changed on its way out."""
    pages = {sites.address(n): sites.article(n) for n in range(ARTICLES)}
    pages[LIST] = sites.listing(range(ARTICLES))
    return {path: change(text) for path, text in pages.items()}


def _marked(etag: str) -> Callable[[str], bytes]:
    return lambda text: http(body=text.encode(), Content_Type="text/html; charset=utf-8", ETag=etag)


def _said(charset: str, coding: str) -> Callable[[str], bytes]:
    return lambda text: http(body=text.encode(coding), Content_Type=f"text/html; charset={charset}")


def _replaced(old: str, new: str) -> Callable[[str], bytes]:
    return lambda text: sites.html(text.replace(old, new))


ODD: dict[str, dict[str, Reply]] = {
    "utf-16": _all(_said("utf-16", "utf-16")),
    "utf-16-unsaid": _all(lambda text: http(body=text.encode("utf-16"), Content_Type="text/html")),
    "no-such-charset": _all(_said("x-tcvn-99", "utf-8")),
    "wrong-charset": _all(_said("iso-8859-1", "utf-8-sig")),
    "nul-bytes": _all(_replaced("<p>", "<p>\x00")),
    "surrogates": _all(_replaced("<p>", "<p>&#xD800;&#xDFFF;")),
    "huge-title": _all(_replaced("<title>", "<title>" + "dài " * 50_000)),
    "etag-not-ascii": _all(_marked('"\xe9\xff"')),
    "etag-5-kb": _all(_marked(f'"{"x" * 5_000}"')),
    "robots-html": {**_all(sites.html), "/robots.txt": sites.html(sites.page("<h1>Không tìm thấy</h1>"))},
    "gzip-twice-over": _all(
        lambda text: http(
            body=gzip.compress(text[:99].encode()) + gzip.compress(text[99:].encode()),
            Content_Encoding="gzip",
            Content_Type="text/html; charset=utf-8",
        )
    ),
    "template-flood": _all(_replaced("</body>", "<p>{{ x }}</p>" * 20_000 + "</body>")),
}
