"""From a page that appears to the alert handed to SMTP: the service as it is, between a site and a mail server."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from bench import pages
from bench.measure import ROOT, Line, say
from crawler.dates import VIETNAM
from crawler.demo.server import Request, Response, Server

SAMPLES = 12  # one session a day: older ones would be no news
PATIENCE = 60.0  # seconds for one alert

_SOURCES = """\
sources:
  - {{id: xa, name: Trang tin, kind: national, listing: ["{site}/"], every: 2s, pace: 0s, allow_private: true}}
alerts:
  - {{name: toa-soan, on: [session], to: ["mailto://127.0.0.1:{port}/?from=a@example.org&to=b@example.org"]}}
"""
_BODY = "Ban Chỉ đạo của Chính phủ về phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06"
_TITLE = "Thủ tướng chủ trì phiên họp lần thứ {n} của Ban Chỉ đạo của Chính phủ về chuyển đổi số"
_ITEM = '<div class="muc-tin"><h3><a href="{path}">{title}</a></h3></div>'
_ARTICLE = (
    "<h1>{title}</h1><p class='ngay'>{today:%d/%m/%Y}</p><div class='toan-van'><p>Sáng {day:%d/%m/%Y}, Thủ tướng Chính"
    " phủ chủ trì phiên họp lần thứ {n} của {body}, trực tuyến với 34 điểm cầu. {more}</p><p>{rest}</p></div>"
)
_FIRST = 10  # the ordinal of the first session shown


def lines() -> Iterator[Line]:
    """The median over a number of articles, each one shown after the alert of the one before has come."""
    with tempfile.TemporaryDirectory() as folder:
        waits = asyncio.run(_waits(Path(folder)))
    yield Line(
        f"page appears to alert at SMTP, beyond the poll interval (median of {len(waits)})",
        statistics.median(waits) * 1000,
        goal="below 1 s",
        met=statistics.median(waits) < 1,
    )


async def _waits(folder: Path) -> list[float]:
    town = Town()
    async with town.open(), _service(folder, town):
        await town.asked.wait()  # the first poll tells nothing
        return [await town.wait_for_news(n) for n in range(1, SAMPLES + 1)]


class Town:
    """A site that shows one more article when told to, and the mail server that is told of it."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._site = Server("xa", self._answer)
        self._shown = 0
        self._polls = itertools.count()
        self._seen_at: float | None = None  # when a poll was first shown the latest article
        self._mail: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.port = 0

    @property
    def base(self) -> str:
        return self._site.base

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        await self._site.start("127.0.0.1")
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            await self._site.close()

    async def wait_for_news(self, number: int) -> float:
        """Show an article; seconds from the first poll that was shown it to its alert."""
        self._mail, self._seen_at = asyncio.get_running_loop().create_future(), None
        self._shown = number
        came = await asyncio.wait_for(self._mail, PATIENCE)
        if self._seen_at is None:
            raise RuntimeError("an alert of nothing")
        say(f"  alert {number} of {SAMPLES} after {came - self._seen_at:.2f} s")
        return came - self._seen_at

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if not self._mail.done():
            self._mail.set_result(time.monotonic())
        return "250 OK"

    async def _answer(self, request: Request) -> Response:
        if request.path == "/":
            return self._listing()
        if not request.path.startswith("/tin/"):
            return Response(404)
        n = int(request.path.removeprefix("/tin/").partition("-")[0]) - _FIRST
        today, words = datetime.now(VIETNAM), random.Random(n)
        told = {"today": today, "day": today - timedelta(days=SAMPLES - n), "n": n + _FIRST, "body": _BODY}
        more, rest = pages.sentences(words), pages.sentences(words)
        return _html(_ARTICLE.format(title=_TITLE.format(n=n + _FIRST), more=more, rest=rest, **told))

    def _listing(self) -> Response:
        if self._seen_at is None:
            self._seen_at = time.monotonic()
        if next(self._polls):
            self.asked.set()
        # A few were there before we watched: a page without links would be a broken one.
        shown = range(self._shown + _FIRST, _FIRST - 6, -1)
        return _html("".join(_ITEM.format(path=f"/tin/{n}-phien-hop.html", title=_TITLE.format(n=n)) for n in shown))


def _html(body: str) -> Response:
    page = f"<!doctype html><html><head><meta charset='utf-8'><title>Tin</title></head><body>{body}</body></html>"
    return Response(headers={"Content-Type": "text/html; charset=utf-8"}, body=page.encode())


@asynccontextmanager
async def _service(folder: Path, town: Town) -> AsyncIterator[None]:
    """`phienhop run` on this town."""
    sources = folder / "sources.yaml"
    sources.write_text(_SOURCES.format(site=town.base, port=town.port), encoding="utf-8")
    words = [sys.executable, "-m", "crawler", "--sources", str(sources), "--state", str(folder / "state")]
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*words, "run", "--no-web", stdout=log, stderr=log, env=told)
        try:
            yield
        finally:
            process.terminate()
            await process.wait()
