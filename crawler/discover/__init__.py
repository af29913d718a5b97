"""From a listing, a feed or a sitemap to the addresses of articles. Pure: a page in, links out.

urls.py      one address for one article
shapes.py    what an address alone says of the page behind it
anchors.py   the links of a page, each with its title, its date and where it stands
boxes.py     what stands around a link, by what it is called
generic.py   which of them are articles, on a page of no known make
html.py      a listing page: the source's selector, the layout's, else the generic finder
offered.py   links that a site itself offers, in a feed or a sitemap
feed.py      RSS and Atom
sitemap.py   sitemaps and their indexes
endpoint.py  listings that are JSON
moved.py     where a listing is to be found from now on
familiar.py  whether a listing can show anything new, without reading it
trouble.py   why a page is not the page that was asked for
"""

from __future__ import annotations

import re
from typing import Literal

from crawler import charset
from crawler.discover import endpoint, feed, html, sitemap
from crawler.layouts import answer
from crawler.model import Listing, Page, Source

__all__ = ["discover", "kind"]

_HEAD = 4_096  # characters in which a document says what it is
_ROOT = re.compile(r"<(?:[a-z]+:)?(rss|rdf|feed|urlset|sitemapindex|!doctype html|html|head|body)\b", re.IGNORECASE)


def discover(page: Page, source: Source) -> Listing:
    """The articles a page lists, in its order; what the page is shows in its content, not in its address."""
    text = charset.decode(page.body, page.content_type)
    match kind(text):
        case "feed":
            return feed.read(text, page.url, source)
        case "sitemap":
            return sitemap.read(text, page.url, source)
        case "json":
            return endpoint.read(text, page.url, source)
        case "html":
            return html.read(text, page.url, source, page.fetched_at)


def kind(text: str) -> Literal["feed", "sitemap", "json", "html"]:
    """What a document says it is."""
    if answer.is_json(text):
        return "json"
    root = _ROOT.search(text[:_HEAD])
    name = root[1].lower() if root else "html"
    if name in ("rss", "rdf", "feed"):
        return "feed"
    return "sitemap" if name in ("urlset", "sitemapindex") else "html"
