"""Trying a stanza as it stands: its listings and its newest articles, field by field. Stores nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from crawler.errors import PhienhopError
from crawler.fetch import Fetcher
from crawler.model import Link, Source
from crawler.worker import Worker

NEWEST = 3  # articles read of each source


async def check(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """One result for each source: `{id, ok, addresses: [], articles: []}`."""
    fetcher = Fetcher()
    with closing(Worker()) as worker:
        try:
            return list(await asyncio.gather(*(_check(source, fetcher, worker) for source in sources)))
        finally:
            await fetcher.close()


async def _check(source: Source, fetcher: Fetcher, worker: Worker) -> dict[str, Any]:
    addresses: list[dict[str, Any]] = []
    links: list[Link] = []
    for url in source.addresses:
        try:
            listing = await worker.listing(await fetcher.fetch(url, access=source.access), source)
        except PhienhopError as error:
            addresses.append({"url": url, "links": 0, "layout": None, "problem": str(error)})
            continue
        links += listing.links
        found = {"links": len(listing.links), "layout": listing.layout, "problem": listing.problem}
        addresses.append({"url": url, **found})
    articles = [await _article(link, source, fetcher, worker) for link in links[:NEWEST]]
    ok = bool(addresses) and not any(row["problem"] for row in [*addresses, *articles])
    return {"id": source.id, "ok": ok, "addresses": addresses, "articles": articles}


async def _article(link: Link, source: Source, fetcher: Fetcher, worker: Worker) -> dict[str, Any]:
    row: dict[str, Any] = {"url": link.url, "title": None, "published": None, "length": 0, "problem": None}
    try:
        reading = await worker.article(await fetcher.fetch(link.url, access=source.access), source, link)
    except PhienhopError as error:
        return {**row, "problem": str(error)}
    if reading.article is None:
        return {**row, "problem": "no article found on the page: check select.body, or set layout"}
    article = reading.article
    missing = [name for name in ("title", "published") if not getattr(article, name)]
    return {
        **row,
        "title": article.title,
        "published": article.published,
        "length": len(article.text),
        "layout": article.layout,
        "problem": f"no {' and no '.join(missing)} found: check select.title, select.date" if missing else None,
    }
