"""Recognition: is it a report of a session, and what does it say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Line, alternate
from crawler import reading, session
from crawler.model import Article
from crawler.text import fold

LENGTH = 5_000  # characters


def lines() -> Iterator[Line]:
    """A report of 5,000 characters: recognised, dated, its figures read; beside folding it once."""
    article = report()
    ours, floor = alternate(lambda: session.read(article), lambda: fold(article.text), runs=51)
    yield Line(
        "recognition and facts of a 5,000-character report",
        ours,
        goal="at most 5 ms",
        met=ours <= 5,
        floor=("fold it once", floor),
    )


def report() -> Article:
    """The sample report, its paragraphs said again until it is long enough."""
    paragraphs = (Path(__file__).parent / "report.txt").read_text(encoding="utf-8").strip().split("\n\n")
    said = list(paragraphs)
    while sum(map(len, said)) < LENGTH:
        said.append(paragraphs[1 + len(said) % (len(paragraphs) - 1)])
    article = reading.read_file("\n\n".join(said)).article
    if article is None or reading.read_report(article, None).verdict.report is None:
        raise SystemExit("the sample report is not recognised")
    return article
