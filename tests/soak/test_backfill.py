"""A walk into the past of two thousand articles, stopped three times: `make soak`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.backfill.walk import Stopped, Walk
from tests import sites
from tests.fetch.conftest import Reply, Serve, Site, serve
from tests.test_backfill import kept, source, walk

__all__ = ["serve"]
MANY = 2_000


def by_pager(site: Site) -> dict[str, Any]:
    return {}


def by_sitemap(site: Site) -> dict[str, Any]:
    site.pages["/map.xml"] = sites.index([site.url("/map.xml"), site.url("/a.xml"), site.url("/b.xml")])
    site.pages["/a.xml"] = sites.sitemap(range(100), site.url(""))
    site.pages["/b.xml"] = sites.sitemap(range(100, MANY), site.url(""))
    return {"listing": (), "sitemap": (site.url("/map.xml"),)}


@pytest.mark.parametrize("way", [by_pager, by_sitemap])
async def test_two_thousand_articles_stopped_three_times(tmp_path: Path, serve: Serve, way: Any) -> None:
    pages: dict[str, Reply] = sites.paged(MANY)
    site = await serve(pages)
    wanted = source(site, **way(site))
    for limit in (300, 900, 250):

        def stop(walking: Walk, limit: int = limit) -> None:
            if walking.progress.read >= limit:
                walking.stop.set()

        with pytest.raises(Stopped):
            await walk(tmp_path, wanted, tell=stop)
    await walk(tmp_path, wanted)
    assert (kept(tmp_path)["articles"], kept(tmp_path)["alerts"]) == (MANY, 0)
    assert len([path for path in site.asked if path.startswith("/tin/")]) == MANY
