"""From a listing, a feed or a sitemap to the addresses of articles. Pure: a page in, links out.

urls.py      one address for one article
shapes.py    what an address alone says of the page behind it
anchors.py   the links of a page, each with its title, its date and where it stands
generic.py   which of them are articles, on a page of no known make
html.py      a listing page: the source's selector, the layout's, else the generic finder
offered.py   links that a site itself offers, in a feed or a sitemap
feed.py      RSS and Atom
sitemap.py   sitemaps and their indexes
trouble.py   why a page is not the page that was asked for
"""

from __future__ import annotations

import re

from crawler import charset
from crawler.discover import feed, html, sitemap
from crawler.model import Listing, Page, Source

__all__ = ["discover"]

_HEAD = 4_096  # characters in which a document says what it is
_ROOT = re.compile(r"<(?:[a-z]+:)?(rss|rdf|feed|urlset|sitemapindex|!doctype html|html|head|body)\b", re.IGNORECASE)


def discover(page: Page, source: Source) -> Listing:
    """The articles a page lists, in its order; what the page is shows in its content, not in its address."""
    text = charset.decode(page.body, page.content_type)
    root = _ROOT.search(text[:_HEAD])
    kind = root[1].lower() if root else "html"
    if kind in ("rss", "rdf", "feed"):
        return feed.read(text, page.url, source)
    if kind in ("urlset", "sitemapindex"):
        return sitemap.read(text, page.url, source)
    return html.read(text, page.url, source, page.fetched_at)
