"""What a page is, and what it offers a reader who has never been to its site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler import charset, discover, reference
from crawler.discover import trouble
from crawler.discover.shapes import is_shaped
from crawler.discover.urls import canonical, same_site
from crawler.html import attribute, parse, text_of
from crawler.layouts import Layout, answer, detect, layouts
from crawler.model import Page
from crawler.text import clean, key

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_FEED_ADDRESS = re.compile(r"\brss\b|\bfeed\b|\.rss$|\batom\b", re.IGNORECASE)
_BREADCRUMB = "[class*=breadcrumb] a[href], [class*=Breadcrumb] a[href], [class*=duongdan] a[href]"
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_OFFICE = re.compile(r"(?:cong|trang|chuyen trang|bao|so|ubnd|uy ban|bo|hoi|dai|tap chi|van phong)\b")
_MOST = 12
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Survey:
    """One page: every list holds addresses on its site, the likeliest first."""

    kind: str  # feed, sitemap, json or html
    name: str | None  # what the site calls itself
    trouble: str | None
    layout: str | None
    like_article: bool  # the address alone looks like an article's, not like a list's
    feeds: tuple[str, ...]
    sections: tuple[str, ...]
    above: tuple[str, ...]  # breadcrumbs and folders, the nearest first


def survey(page: Page) -> dict[str, Any]:
    """A `Survey` as plain values, for the way back from the worker."""
    html = charset.decode(page.body, page.content_type)
    if (kind := discover.kind(html)) in ("feed", "sitemap"):  # large, and not written for readers
        html = ""
    tree = parse(html)
    layout = detect(page.url, html) or _layout_of_data(html)
    pattern = layout.article_url if layout else None
    return {
        "kind": kind,
        "name": _name(tree),
        "trouble": trouble.name(html),
        "layout": layout.name if layout else None,
        "like_article": bool(pattern.search(page.url)) if pattern else is_shaped(page.url),
        "feeds": _own(_feeds(tree, page.url), page.url),
        "sections": _own(_sections(tree, page.url), page.url),
        "above": _own((*_breadcrumbs(tree, page.url), *_folders(page.url)), page.url),
    }


def _layout_of_data(text: str) -> Layout | None:
    """The layout that knows where such an answer keeps its articles, or its text, whatever host gives it."""
    made = (layout for layout in layouts().values() if layout.json) if answer.is_json(text) else ()
    return next((m for m in made if m.json and (any(answer.items(text, m.json)) or answer.as_html(text, m.json))), None)


def sitemaps(robots: str, url: str) -> list[str]:
    """The sitemaps a robots.txt names on its own site."""
    named = (canonical(found, url) for found in _SITEMAP_LINE.findall(robots))
    return [address for address in named if address and same_site(address, url)][:_MOST]


def _name(tree: LexborHTMLParser) -> str | None:
    """og:site_name where it is more than a host; else the part of <title> that names an office or a paper."""
    told = attribute(tree.css_first('meta[property="og:site_name"]'), "content")
    parts = re.split(r"\s+[-|–»]\s+", text_of(tree.css_first("title")))[::-1]
    names = [told, *(part for part in parts if _OFFICE.match(key(part)))]
    return next((clean(n) for n in names if " " in n and len(n) <= _LONGEST_NAME), None)


def _feeds(tree: LexborHTMLParser, url: str) -> Iterator[str | None]:
    for node in tree.css("link[rel~=alternate][href]"):
        if attribute(node, "type").lower() in _FEED_TYPES and "comment" not in attribute(node, "href"):
            yield canonical(attribute(node, "href"), url)
    for node in tree.css("a[href]"):
        address = canonical(_href(node), url)
        if address and _FEED_ADDRESS.search(urlsplit(address).path):
            yield address


def _sections(tree: LexborHTMLParser, url: str) -> Iterator[str | None]:
    by_name: dict[str, str] = {}
    for node in tree.css("a[href]"):
        if (label := key(text_of(node, " ") or attribute(node, "title"))) and len(label) <= 40:
            by_name.setdefault(label, _href(node))
    for wanted in reference.load("probe.yaml")["sections"]:
        if href := by_name.get(key(wanted)):
            yield canonical(href, url)


def _breadcrumbs(tree: LexborHTMLParser, url: str) -> Iterator[str | None]:
    return (canonical(_href(node), url) for node in reversed(tree.css(_BREADCRUMB)))


def _folders(url: str) -> list[str]:
    """`/a/b/c.html` stands in `/a/b/` and `/a/`, each also without its last stroke, on the home page."""
    parts = urlsplit(url)
    folders = list(accumulate(parts.path.strip("/").split("/")[:-1], lambda a, b: f"{a}/{b}"))
    named = [form for folder in reversed(folders) for form in (f"{folder}/", folder)]
    return [f"{parts.scheme}://{parts.netloc}/{folder}" for folder in [*named, ""]]


def _href(node: LexborNode) -> str:
    return attribute(node, "href")


def _own(found: Iterable[str | None], url: str) -> tuple[str, ...]:
    """Those of the site itself, each once."""
    return tuple(dict.fromkeys(a for a in found if a and a != url and same_site(a, url)))[:_MOST]
