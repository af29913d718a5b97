"""What a site answers to a request: its listing, an article, a feed, with all its quirks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.demo import quirks, render, services
from crawler.demo.data import Site, Story
from crawler.demo.render import Look
from crawler.demo.server import Request, Response


def answer(look: Look, shown: Sequence[Story], request: Request) -> Response:
    """`shown` are the site's articles of the moment, latest first."""
    site, path = look.site, request.path.partition("?")[0]
    if path == "/robots.txt":
        return Response(body=quirks.ROBOTS.encode()) if "robots" in site.quirks else Response(404)
    if site.trouble in ("error", "maintenance", "blocked"):
        return _in_trouble(look, site.trouble)
    if services.has_one(site):
        asked, skip = services.asked(site, request)
        path, request, shown = asked.partition("?")[0], replace(request, path=asked), shown[skip:]
    if path == "/":
        return _page(site, render.home(look, shown))
    if path == site.paths.get("feed"):
        return _sent(site, render.feed(look, shown).encode(), "application/rss+xml; charset=utf-8")
    if path == site.paths.get("sitemap"):
        return _sent(site, render.sitemap(look, shown).encode(), "application/xml")
    if path == site.paths["listing"].partition("?")[0]:
        return _unless_same(look, request, essence=repr(shown), page=render.listing(look, shown))
    return _article(look, shown, request)


def _in_trouble(look: Look, trouble: str) -> Response:
    if trouble == "error":
        return Response(500, body=b"Runtime Error")
    return _page(look.site, render.notice(look, trouble))


def _article(look: Look, shown: Sequence[Story], request: Request) -> Response:
    bare, marked, _ = request.path.partition(";jsessionid=")
    story = next((s for s in shown if render.path(look.site, s) in (bare, bare.partition("?")[0])), None)
    if story is None:
        return Response(404)
    if look.session_id and not marked:
        return Response(302, {"Location": bare + look.session_id})
    return _unless_same(look, request, essence=repr(story), page=render.article(look, story))


def _unless_same(look: Look, request: Request, *, essence: str, page: str) -> Response:
    """The page, or "not modified" from the one kind of site that is honest about it."""
    etag = quirks.etag(look.site, essence, look.visit)
    if "etag-honest" in look.site.quirks and request.headers.get("if-none-match") == etag:
        return Response(304, {"ETag": etag or ""})
    return _page(look.site, page, {"ETag": etag} if etag else {})


def _page(site: Site, page: str, headers: dict[str, str] | None = None) -> Response:
    _, said = quirks.charset(site)
    kind = "application/json" if page.startswith("{") else "text/html"
    return _sent(site, quirks.encode(site, page), f"{kind}; charset={said}" if said else kind, headers)


def _sent(site: Site, body: bytes, content_type: str, headers: dict[str, str] | None = None) -> Response:
    coding = {"Content-Encoding": "gzip"} if "gzip" in site.quirks else {}
    return Response(200, {"Content-Type": content_type, **coding, **(headers or {})}, quirks.compress(site, body))
