"""A walk into the past of a site that is a script: part after part of a list that is asked for by POST."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.backfill.walk import Stopped, Walk
from crawler.demo.server import Request, Response, Server
from crawler.model import Kind, Source
from tests import sites
from tests.fetch.conftest import LOCAL
from tests.test_backfill import kept, walk

ALL, PART = 70, 20
CATEGORY = "63661983-10cb-458c-b835-76d8c1276450"
PAGES = "/sites/skhcn/tin/SitePages"
LIST = "/sites/skhcn/tin/_api/web/lists/getByTitle('Site%20Pages')/items?$top=20"


def data(document: Any) -> Response:
    return Response(200, {"Content-Type": "application/json"}, json.dumps(document).encode())


def text(n: int) -> str:
    return (
        f"<p>Sáng nay, bà con xã vùng cao dự lễ khánh thành công trình thứ {n}, sau nhiều tháng thi công vất vả.</p>"
        f"<p>Công trình số {n} phục vụ hơn {100 + n} hộ dân, do bà con góp công và chính quyền góp vật liệu.</p>"
    )


async def by_offset(request: Request) -> Response:
    """A list told by POST which category, and by its address which part."""
    asked = parse_qs(urlsplit(request.path).query)
    if request.path.startswith("/api/article/getbyslug"):
        n = int(asked["slug"][0].removeprefix("bai-"))
        told = {"title": sites.title(n), "publicationTime": f"{sites.day(n)}T08:00:00", "articleContent": text(n)}
        return data({"data": told})
    if request.method != "POST" or json.loads(request.body) != {"categoryId": CATEGORY}:
        return Response(404)
    first = int(asked["offset"][0])
    rows = [
        {"title": sites.title(n), "slug": f"bai-{n}", "categorySlug": "tin", "rootCategorySlug": "tin-tuc"}
        for n in range(first, min(first + PART, ALL))
    ]
    return data({"data": rows})


async def by_next(request: Request) -> Response:
    """A list of which each part names the address of the next; all is asked of one service."""
    if request.path != "/RestApi/Readjson":
        return Response(404)
    source = json.loads(request.body)["SourceUrl"]
    if "FileLeafRef" in source:
        n = int(source.partition("bai-")[2].partition(".")[0])
        row = {"Title": sites.title(n), "Created": f"{sites.day(n)}T01:00:00Z", "CanvasContent1": text(n)}
        return data({"d": {"results": [row]}})
    first = int(source.partition("p_ID=")[2] or 0)
    shown = range(first, min(first + PART, ALL))
    rows = [{"Title": sites.title(n), "FileRef": f"{PAGES}/bai-{n}.aspx"} for n in shown]
    more = {"__next": f"{source.partition('&$skip')[0]}&$skiptoken=p_ID={first + PART}"} if shown.stop < ALL else {}
    return data({"d": {"results": rows, **more}})


@asynccontextmanager
async def served(layout: str) -> AsyncIterator[Source]:
    answers, listing = {
        "mof": (by_offset, f"/api/article/reads?categoryId={CATEGORY}"),
        "lamdong": (by_next, LIST),
    }[layout]
    server = Server("xa", answers)
    await server.start("127.0.0.1")
    try:
        yield Source("xa", "Xã", Kind.NATIONAL, listing=(server.base + listing,), layout=layout, access=LOCAL)
    finally:
        await server.close()


@pytest.mark.parametrize("layout", ["mof", "lamdong"])
async def test_the_whole_past_is_read_part_by_part(layout: str, tmp_path: Path) -> None:
    async with served(layout) as source:
        progress = await walk(tmp_path, source)
    assert (progress.new, progress.failed, kept(tmp_path)["articles"]) == (ALL, 0, ALL)


@pytest.mark.parametrize("layout", ["mof", "lamdong"])
async def test_a_stopped_walk_goes_on(layout: str, tmp_path: Path) -> None:
    def stop(walking: Walk) -> None:
        if walking.progress.read >= 45:
            walking.stop.set()

    async with served(layout) as source:
        with pytest.raises(Stopped):
            await walk(tmp_path, source, tell=stop)
        progress = await walk(tmp_path, source)
    assert (progress.new, kept(tmp_path)["articles"]) == (ALL - 45, ALL)


@pytest.mark.parametrize("layout", ["mof", "lamdong"])
async def test_a_walk_ends_at_its_day(layout: str, tmp_path: Path) -> None:
    async with served(layout) as source:
        await walk(tmp_path, source, sites.day(30))
    assert kept(tmp_path)["oldest"] == sites.day(30).isoformat()
    assert kept(tmp_path)["articles"] == 33
