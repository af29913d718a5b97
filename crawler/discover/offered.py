"""Links that a site itself offers as articles, in a feed or a sitemap."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.discover.shapes import is_file
from crawler.discover.urls import canonical, same_site
from crawler.layouts import Layout, layouts
from crawler.model import Link, Source

MAX_LINKS = 2_000


def layout_of(source: Source) -> Layout | None:
    """The layout the source names; a feed does not show one."""
    return layouts().get(source.layout) if source.layout else None


def keep_query(source: Source) -> tuple[str, ...]:
    """Which query parameters are part of an article's identity."""
    layout = layout_of(source)
    return source.keep_query or (layout.keep_query if layout else ())


def articles(links: Iterable[Link], listing: str, source: Source, most: int = MAX_LINKS) -> tuple[Link, ...]:
    """The links that may be articles, each once.

    Links to other sites are dropped, unless all are: then the feed is kept elsewhere than the site.
    """
    layout = layout_of(source)
    unlike = layout.not_article if layout else None
    homes = [address for address in (listing, *(canonical(a) for a in source.addresses)) if address]
    own: dict[str, Link] = {}
    others: dict[str, Link] = {}
    for link in links:
        if is_file(link.url) or (unlike and unlike.search(link.url)):
            continue
        group = own if any(same_site(link.url, home) for home in homes) else others
        if len(group) < most:
            group.setdefault(link.url, link)
        elif group is own:
            break
    return tuple((own or others).values())
