"""What the service does most, beside the least it could cost."""

from __future__ import annotations

import platform
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import Line, command, pair, show
from crawler import __version__, reading, session
from crawler.archive import Archive
from crawler.discover import discover
from crawler.extract import extract
from crawler.html import parse
from crawler.model import Kind, Page, Source, Telling
from crawler.search import open_readonly, search
from crawler.text import fold

PAGES = Path(__file__).parent.parent / "tests" / "pages"
SOURCE = Source("bench", "bench", Kind.PORTAL)
FILLER = "<p>Tin khác trong tuần của tỉnh về đời sống, văn hóa, giáo dục, y tế và giao thông nông thôn.</p>"


def main() -> None:
    print(f"phienhop {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n")
    show([*starts(), *pages(), *reports(), *searches()])


def starts() -> Iterator[Line]:
    """How long a user waits before anything happens."""
    phienhop = str(Path(sys.executable).with_name("phienhop"))
    yield pair(
        "phienhop --version", command(phienhop, "--version"), "python -c pass", command(sys.executable, "-c", "pass")
    )


def pages() -> Iterator[Line]:
    """A page of about 60 KB, beside one parse of it."""
    article = page(next(PAGES.glob("nukeviet/2*.html")))
    listing = page(PAGES / "nukeviet" / "listing.html")
    yield pair(
        "article page → text, title, date", lambda: extract(article), "parse", lambda: parse(article.body.decode())
    )
    yield pair("listing page → links", lambda: discover(listing, SOURCE), "parse", lambda: parse(listing.body.decode()))


def page(path: Path) -> Page:
    """A test page made about 60 KB long by markup that is no article."""
    html = path.read_text(encoding="utf-8")
    filler = "<div class='box'>" + FILLER * ((60_000 - len(html)) // len(FILLER)) + "</div>"
    return Page("https://thu.example/x-1.html", html.replace("</body>", f"{filler}</body>").encode(), datetime.now(UTC))


def reports() -> Iterator[Line]:
    """A report of about 4,000 characters: recognised, dated, its figures read; beside folding it a hundred times."""
    text = (Path(__file__).parent / "report.txt").read_text(encoding="utf-8")
    article = reading.read_file(text).article
    if article is None or reading.read_report(article, None).verdict.report is None:
        raise SystemExit("the sample report is not recognised")
    yield pair(
        f"report of {len(text)} characters → facts",
        lambda: session.read(article),
        "fold it 100 times",
        lambda: [fold(text) for _ in range(100)],
    )


def searches() -> Iterator[Line]:
    """A phrase among 2,000 articles, beside a scan with LIKE."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        fill(state, 2000)
        db = open_readonly(state)
        yield pair(
            "search among 2,000 articles",
            lambda: search(db, "thứ 1234 của tỉnh"),
            "LIKE",
            lambda: db.execute("SELECT number FROM article WHERE text LIKE '%thứ 1234 của tỉnh%'").fetchall(),
        )
        db.close()


def fill(state: Path, count: int) -> None:
    """An archive of made-up articles."""
    archive = Archive.open(state)
    for n in range(count):
        text = f"Tin số {n}\n\nBản tin thứ {n} của tỉnh về chuyển đổi số. " + f"Câu {n} thêm cho đủ độ dài. " * 60
        archive.add(
            reading.read_file(text),
            url=f"https://thu.example/{n}",
            source=None,
            now=datetime.now(UTC),
            telling=Telling.SILENT,
        )
    archive.close()


main()
