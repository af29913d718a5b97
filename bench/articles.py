"""One new article, from a link on a listing to a row that can be found: fetched, read, recognised, kept."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import pages
from bench.floor import floor
from bench.measure import ROOT, Line, Run, peer, run
from bench.ours import pass_over
from bench.site import serving
from bench.slope import Job, Task, costs

SITES = 200
FEW = 20
ROUNDS = 3  # in turn, so that each meets the same machine
SLOW_FEW, SLOW = 5, 30  # sites for a peer that would take minutes for all


def lines() -> Iterator[Line]:
    """CPU and wall time of one more article: 2,000 on 200 sites, robots.txt and listings read on the way."""
    with serving(SITES) as urls, tempfile.TemporaryDirectory() as folder:
        bench = _Articles(urls, Path(folder))
        tasks = {
            "ours": Task(bench.ours, FEW, SITES, pages.ARTICLES, ROUNDS),
            "httpx + selectolax": Task(bench.floor, FEW, SITES, pages.ARTICLES, ROUNDS),
        }
        if python := peer("python"):
            for name, script in (("Scrapy + trafilatura", "scrapy_trafilatura"), ("news-please", "news_please")):
                tasks[name] = Task(bench.peer(python, script), SLOW_FEW, SLOW, pages.ARTICLES, ROUNDS)
        found = costs(tasks)
    ours, least = found.pop("ours"), found.pop("httpx + selectolax")
    scrapy = found.get("Scrapy + trafilatura")
    yield Line(
        f"new article, CPU (of {SITES * pages.ARTICLES:,} on {SITES} sites, 60 KB)",
        ours.cpu,
        goal="at most 3 × the floor; 8 × less than Scrapy with trafilatura",
        met=ours.cpu <= 3 * least.cpu and 8 * ours.cpu <= scrapy.cpu if scrapy else None,
        floor=("httpx + selectolax", least.cpu),
        peers=tuple((name, cost.cpu) for name, cost in found.items()),
    )
    yield Line(
        "new article, wall time with both cores",
        ours.wall,
        goal="more than 12 × Scrapy with trafilatura",
        met=12 * ours.wall < scrapy.wall if scrapy else None,
        floor=("httpx + selectolax, one core", least.wall),
        peers=tuple((name, cost.wall) for name, cost in found.items()),
    )


class _Articles:
    """The same articles for each; every run ends with a count of what it kept."""

    def __init__(self, urls: Sequence[str], folder: Path) -> None:
        self._urls, self._folder = urls, folder
        self._articles = [[url + path for path in pages.site(n) if path != "/"] for n, url in enumerate(urls)]

    def ours(self, sites: int) -> Run:
        with tempfile.TemporaryDirectory(dir=self._folder) as state:
            done = pass_over(self._urls[:sites], Path(state), 1)
        return _complete(done, json.loads(done.out)["new"], sites)

    def floor(self, sites: int) -> Run:
        return floor([url for some in self._articles[:sites] for url in some])

    def peer(self, python: str, script: str) -> Job:
        def job(sites: int) -> Run:
            task = {
                "listings": [f"{url}/" for url in self._urls[:sites]],
                "articles": [url for some in self._articles[:sites] for url in some],
            }
            path, archive = self._folder / "task.json", self._folder / "articles.db"
            path.write_text(json.dumps(task), encoding="utf-8")
            archive.unlink(missing_ok=True)
            done = run([python, str(ROOT / "bench" / "peers" / f"{script}.py"), str(path), str(archive)])
            return _complete(done, int(done.out.split()[-1]), sites)

        return job


def _complete(done: Run, kept: int, sites: int) -> Run:
    """A run that kept what there was; some reader may miss a few texts, not more."""
    if kept < 0.9 * sites * pages.ARTICLES:
        raise RuntimeError(f"only {kept} of {sites * pages.ARTICLES} articles were kept")
    return done
