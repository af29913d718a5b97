"""Scrapy follows the listings' article links, trafilatura reads, FTS5 keeps: `scrapy_trafilatura.py TASK.json DB`.

The task tells which links are articles, so that no time is spent on others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
import store
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class News(scrapy.Spider):
    """The listings of the task, and the articles they link to."""

    name = "news"

    def __init__(self, listings: list[str], articles: list[str], **rest: Any) -> None:
        super().__init__(**rest)
        self.listings, self.articles = listings, frozenset(articles)

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.listings:
            yield scrapy.Request(url)

    def parse(self, response: Response, **_: Any) -> Iterator[scrapy.Request]:
        for href in dict.fromkeys(response.css("a::attr(href)").getall()):
            if response.urljoin(href) in self.articles:
                yield response.follow(href, self.read)

    def read(self, response: Response) -> Iterator[dict[str, Any]]:
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found is not None:
            yield {"url": response.url, "published": found.date, "title": found.title, "text": found.text}


class Keep:
    """The item pipeline."""

    def open_spider(self) -> None:
        self.db = store.open_table(sys.argv[2])

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        store.keep(self.db, **item)
        return item

    def close_spider(self) -> None:
        print(store.count(self.db))


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "ITEM_PIPELINES": {Keep: 1},
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(News, **json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    process.start()
