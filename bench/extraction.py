"""From a page to its article: how much of it is right, and what it costs, beside other extractors.

Quality is measured on the pages of `tests/pages`, each with the text that a person confirmed: F1 over all runs of four
words. Ours is told nothing ("generic") or detects the make ("layouts"), as on any page. Those pages are our own: on
others all extractors may do worse. PHIENHOP_PAGES in the environment names a folder of further pages, for time alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

from bench import pages
from bench.measure import Line, peer, say
from crawler.extract import extract
from crawler.html import parse
from crawler.model import Kind, Source
from crawler.text import words
from tests.extract.pages import ARTICLES, CHANGES, name, page

FURTHER = "PHIENHOP_PAGES"
SCRIPT = Path(__file__).parent / "peers" / "extraction.py"
GENERIC = Source("generic", "generic", Kind.PORTAL, layout="generic")
RUN = 4  # words
ROUNDS = 5
FASTER = 5  # times, than trafilatura

Files = Mapping[str, str]  # a page's markup by file name


@dataclass(frozen=True, slots=True)
class Read:
    """What an extractor made of one page, and its seconds of processor time."""

    text: str
    seconds: float


def lines() -> Iterator[Line]:
    yield from quality()
    yield from speed("article of 60 KB", {f"{n}.html": _site_article(n) for n in range(len(pages.makes()))})
    if folder := os.environ.get(FURTHER):
        files = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in Path(folder).glob("*.html")}
        yield from speed(f"further page, of {len(files)}", files)


# --- quality ---


def quality() -> Iterator[Line]:
    """How near each comes to the confirmed texts, and whether two visits give the same."""
    first = {_file(path): path.read_text(encoding="utf-8") for path in ARTICLES}
    again = {f"again-{file}": _visited_later(html) for file, html in first.items()}
    ours, peers = all_of({**first, **again})
    for how, read in ours.items():
        score, best = rightness(read), max((rightness(theirs) for theirs in peers.values()), default=0)
        yield Line(
            f"main text of {len(first)} pages, {how}: F1 over runs of {RUN} words",
            score,
            goal="as good as the best",
            met=score >= best if peers else None,
            peers=tuple((name, rightness(theirs)) for name, theirs in peers.items()),
            unit="%",
        )
    for how, read in ours.items():
        yield Line(
            f"the same text at two visits of an unchanged article, {how}",
            sameness(read),
            goal="all",
            met=sameness(read) == 100,
            peers=tuple((name, sameness(theirs)) for name, theirs in peers.items()),
            unit="%",
        )


def rightness(read: Mapping[str, Read]) -> float:
    """The mean F1 against the confirmed texts, titles aside, of a hundred."""
    scores = []
    for path in ARTICLES:
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        wanted, found = (_runs(text, told["title"]) for text in (told["text"], read[_file(path)].text))
        scores.append(2 * len(wanted & found) / max(1, len(wanted) + len(found)))
    return 100 * mean(scores)


def sameness(read: Mapping[str, Read]) -> float:
    """Of a hundred articles, how many read the same again while counters, clocks and adverts had changed."""
    return 100 * mean(read[_file(path)].text == read[f"again-{_file(path)}"].text != "" for path in ARTICLES)


def _runs(text: str, title: str | None) -> set[tuple[str, ...]]:
    said = words(text.replace(title, "", 1) if title else text)
    return {tuple(said[n : n + RUN]) for n in range(len(said) - RUN + 1)}


def _visited_later(html: str) -> str:
    for change in CHANGES.values():
        html = html.replace(*change)
    return html


def _file(path: Path) -> str:
    return name(path).replace("/", "-") + ".html"


# --- speed ---


def speed(what: str, files: Files) -> Iterator[Line]:
    """Milliseconds of processor time for each page, beside a bare parse and the others."""
    ours, peers = all_of(files)
    floor = mean(read.seconds for read in _timed(files, _parsed).values()) * 1000
    theirs = {name: mean(read.seconds for read in found.values()) * 1000 for name, found in peers.items()}
    for how, found in ours.items():
        cost = mean(read.seconds for read in found.values()) * 1000
        yield Line(
            f"{what}, {how}: title, text, author and date",
            cost,
            goal=f"{FASTER} times faster than trafilatura",
            met=cost * FASTER <= theirs["trafilatura"] if "trafilatura" in theirs else None,
            floor=("parse it", floor),
            peers=tuple(theirs.items()),
        )


def all_of(files: Files) -> tuple[dict[str, dict[str, Read]], dict[str, dict[str, Read]]]:
    """Ours in both ways, and the others', on the same pages."""
    ours = {"generic": _timed(files, _extracted(GENERIC)), "layouts": _timed(files, _extracted(None))}
    return ours, _peers(files)


def _timed(files: Files, read: Callable[[str], str]) -> dict[str, Read]:
    """Round after round through all pages, as the others are measured."""
    found = {file: Read("", float("inf")) for file in files}
    for _ in range(ROUNDS):
        for file, html in files.items():
            began = time.process_time()
            text = read(html)
            found[file] = Read(text, min(time.process_time() - began, found[file].seconds))
    return found


def _extracted(source: Source | None) -> Callable[[str], str]:
    def read(html: str) -> str:
        article = extract(page(html), source)
        return article.text if article else ""

    return read


def _parsed(html: str) -> str:
    parse(html)
    return ""


def _peers(files: Files) -> dict[str, dict[str, Read]]:
    """By the others' own script, in their own environment; nothing where that is not installed."""
    python = _python()
    if python is None:
        return {}
    say(f"{len(files)} pages by the others")
    with tempfile.TemporaryDirectory() as folder:
        for file, html in files.items():
            Path(folder, file).write_text(html, encoding="utf-8")
        done = subprocess.run([python, SCRIPT, folder], capture_output=True, encoding="utf-8", check=True, timeout=900)
    found = json.loads(done.stdout)
    return {name: {file: Read(**read) for file, read in reads.items()} for name, reads in found.items()}


@cache
def _python() -> str | None:
    return peer("python")


def _site_article(n: int) -> str:
    """An article of the n-th make, filled up with what fills real pages."""
    return next(html for path, html in pages.site(n).items() if path != "/")
