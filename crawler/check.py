"""Trying a stanza as it stands: its listings, its newest articles, each selector, and what changed. Stores nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from crawler.ask import ask
from crawler.errors import PhienhopError
from crawler.fetch import Fetcher
from crawler.fetch.decoding import LIMIT, SITEMAP_LIMIT
from crawler.model import Link, Page, Seen, Source
from crawler.probe.counting import OF_ARTICLE
from crawler.worker import Worker

NEWEST = 5  # articles read of each source
KNOWN = 20  # articles of the archive it is compared with
_NEEDED = ("links", "title", "date", "body")  # what must match somewhere when the stanza names it


@dataclass(frozen=True, slots=True)
class Before:
    """What the archive knows of a source's last good visit and of its latest articles."""

    seen: Mapping[str, tuple[Seen, str]] = field(default_factory=dict)  # by address; with its moment
    titled: float | None = None  # share of the articles
    dated: float | None = None
    layout: str | None = None  # that read most of them


def before(db: Database, source: str) -> Before:
    """The last good state of a source."""
    rows = db.query("SELECT address, links, layout, at FROM source_seen WHERE source = ?", [source])
    seen = {row["address"]: (Seen(row["address"], row["links"], row["layout"]), row["at"]) for row in rows}
    latest = db.execute(
        "SELECT title, published, layout FROM article WHERE source = ? ORDER BY day DESC LIMIT ?", [source, KNOWN]
    ).fetchall()
    if not latest:
        return Before(seen)
    titled, dated = (sum(row[n] is not None for row in latest) / len(latest) for n in (0, 1))
    layout, _ = Counter(row[2] for row in latest).most_common(1)[0]
    return Before(seen, titled, dated, layout)


async def check(
    sources: Sequence[Source], known: Mapping[str, Before] | None = None, *, contact: str | None = None
) -> list[dict[str, Any]]:
    """One result a source: `{id, ok, addresses, articles, selectors, coverage, changed}`; `known`: as they were."""
    fetcher = Fetcher(contact=contact)
    with closing(Worker()) as worker:
        try:
            checks = [Check(source, fetcher, worker, (known or {}).get(source.id, Before())) for source in sources]
            return list(await asyncio.gather(*(one.run() for one in checks)))
        finally:
            await fetcher.close()


@dataclass(slots=True)
class Tried:
    """One selector on all pages it was tried on."""

    own: bool  # the stanza names it, not the layout
    pages: int = 0
    found: int = 0  # pages on which it matched
    elements: int = 0


@dataclass(slots=True)
class Check:
    """One source being tried."""

    source: Source
    fetcher: Fetcher
    worker: Worker
    before: Before
    selectors: dict[tuple[str, str], Tried] = field(default_factory=dict)

    async def run(self) -> dict[str, Any]:
        addresses, links = [], list[Link]()
        for url in self.source.addresses:
            row, found = await self._address(url)
            addresses.append(row)
            links += found
        articles = [await self._article(link) for link in _newest(links)]
        selectors = list(self._selectors())
        problems = [row["problem"] for row in (*addresses, *articles, *selectors) if row["problem"]]
        return {
            "id": self.source.id,
            "ok": bool(addresses) and not problems,
            "addresses": addresses,
            "articles": articles,
            "selectors": selectors,
            "coverage": {name: sum(bool(row[name]) for row in articles) for name in ("title", "published", "length")},
            "changed": list(self._changed(addresses, articles)),
        }

    async def _address(self, url: str) -> tuple[dict[str, Any], Sequence[Link]]:
        row = {"url": url, "links": 0, "left_out": 0, "layout": None, "moved_to": None, "problem": None}
        try:
            page = await self._ask(url)
            listing = await self.worker.listing(page, self.source)
            await self._count(page, ("links",))
        except PhienhopError as error:
            return {**row, "problem": str(error)}, ()
        found = {name: getattr(listing, name) for name in ("left_out", "layout", "problem")}
        return {**row, **found, "links": len(listing.links), "moved_to": page.moved_to}, listing.links

    async def _article(self, link: Link) -> dict[str, Any]:
        row: dict[str, Any] = {"url": link.url, "title": None, "published": None, "length": 0, "layout": None}
        try:
            page = await self._ask(link.url)
            reading = await self.worker.article(page, self.source, link)
            await self._count(page, OF_ARTICLE)
        except PhienhopError as error:
            return {**row, "problem": str(error)}
        article = reading.article
        if article is None:
            return {**row, "problem": reading.problem or "no article found: check select.body, or set layout"}
        missing = [name for name in ("title", "published") if not getattr(article, name)]
        return {
            **row,
            "title": article.title,
            "published": article.published,
            "length": len(article.text),
            "layout": article.layout,
            "problem": f"no {' and no '.join(missing)} found: check select.title, select.date" if missing else None,
        }

    async def _ask(self, url: str) -> Page:
        limit = SITEMAP_LIMIT if url in self.source.sitemap else LIMIT
        return await ask(self.fetcher, url, access=self.source.access, layout=self.source.layout, limit=limit)

    async def _count(self, page: Page, fields: Sequence[str]) -> None:
        for name, selector, own, matched in await self.worker.call(
            "count_matches", page.url, page, self.source, fields
        ):
            tried = self.selectors.setdefault((name, selector), Tried(own))
            tried.pages += 1
            tried.found += matched > 0
            tried.elements += matched

    def _selectors(self) -> Iterator[dict[str, Any]]:
        """Each selector and what it found; a layout's are alternatives, so only the stanza's own must match."""
        for (name, selector), tried in self.selectors.items():
            lost = tried.own and not tried.found and name in _NEEDED
            yield {
                "field": name,
                "selector": selector,
                "own": tried.own,
                "pages": tried.pages,
                "found": tried.found,
                "elements": tried.elements,
                "problem": f"select.{name} matches nothing on {tried.pages} pages" if lost else None,
            }

    def _changed(self, addresses: Sequence[dict[str, Any]], articles: Sequence[dict[str, Any]]) -> Iterator[str]:
        """What is not as it was at the last good visit."""
        for row in addresses:
            seen, at = self.before.seen.get(row["url"], (None, ""))
            if seen and row["links"] < seen.links / 2:
                yield f"{row['url']}: {row['links']} links, and {seen.links} at {at[:16]}Z"
            if seen and row["layout"] != seen.layout:
                yield f"{row['url']}: layout {row['layout'] or 'unknown'}, and {seen.layout or 'unknown'} at {at[:16]}Z"
            if row["moved_to"]:
                yield f"{row['url']}: moved to {row['moved_to']}"
        read = [row for row in articles if row["length"]]
        if not read:
            return
        for name, was in (("title", self.before.titled), ("published", self.before.dated)):
            share = sum(bool(row[name]) for row in read) / len(read)
            if was is not None and share < was / 2:
                yield f"{name}: found on {share:.0%} of the newest articles, and on {was:.0%} of those in the archive"
        layout, _ = Counter(row["layout"] for row in read).most_common(1)[0]
        if self.before.layout and layout != self.before.layout:
            yield f"articles: read by layout {layout}, and by {self.before.layout} before"


def _newest(links: Sequence[Link]) -> list[Link]:
    """A few links, those with the latest dates first; where none tells, in the site's own order."""
    unique = list({link.url: link for link in links}.values())
    return sorted(unique, key=lambda link: link.published or "", reverse=True)[:NEWEST]
