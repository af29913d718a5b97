"""Recognition: is it a report of a session, and what does it say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Line, alternate
from crawler import reading, session
from crawler.model import Article
from crawler.text import fold

LENGTH = 5_000  # characters
_SAMPLES = Path(__file__).parent


def lines() -> Iterator[Line]:
    """Reports of 5,000 characters: recognised, dated, their figures read; beside folding them once.

    The usual one has 16 figures, as real reports of that length have (10 to 22); the dense one has 29.
    """
    usual, dense, other = _report("report.txt"), _report("dense.txt"), _other()
    took, at_most, no_report, floor = alternate(
        lambda: session.read(usual),
        lambda: session.read(dense),
        lambda: session.read(other),
        lambda: fold(usual.text),
        runs=51,
    )
    least = ("fold it once", floor)
    what = f"recognition and facts of a {LENGTH:,}-character report"
    yield Line(what, took, goal="at most 5 ms", met=took <= 5, floor=least)
    yield Line(f"{what}, dense with figures", at_most, floor=least)
    yield Line(f"recognition of a {LENGTH:,}-character article that is no report", no_report, floor=least)


def _report(name: str) -> Article:
    """A sample report, its paragraphs said again until it is long enough."""
    article = _article((_SAMPLES / name).read_text(encoding="utf-8").strip().split("\n\n"))
    if reading.read_report(article, None).verdict.report is None:
        raise SystemExit(f"the sample report {name} is not recognised")
    return article


def _other() -> Article:
    """News of no session, said again until it is long enough."""
    article = _article((_SAMPLES / "other.txt").read_text(encoding="utf-8").strip().split("\n\n"))
    if reading.read_report(article, None).verdict.report is not None:
        raise SystemExit("the sample article is taken for a report")
    return article


def _article(paragraphs: list[str]) -> Article:
    said = list(paragraphs)
    while len("\n\n".join(said)) < LENGTH:
        said.append(paragraphs[1 + len(said) % (len(paragraphs) - 1)])
    article = reading.read_file("\n\n".join(said)).article
    if article is None:
        raise SystemExit("a sample holds no article")
    return article
