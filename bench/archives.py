"""Archives of a hundred thousand articles, and of a million: searched, filled, and grown."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest import mock

from sqlite_utils import Database

from bench import measure
from bench.filling import multiplied, settle
from bench.measure import Line, peer
from crawler import reading
from crawler.archive import Archive
from crawler.archive.database import FILE
from crawler.archive.files import Files
from crawler.archive.moments import stamp
from crawler.fetch import Fetcher
from crawler.model import HostState, Link, Listing, Page, Reading, Source, Telling
from crawler.poll import Desk, poll
from crawler.search import Filters, open_readonly, search
from crawler.text import fold
from crawler.worker import Worker
from tests.archives import SOURCES, made_archive

LARGE, LARGEST = 100_000, 1_000_000
SMALL = 1_000
IMPORTED, IMPORTED_FULL = 10_000, 100_000
NEEDED = 12_000  # bytes of disk for one article, its index and its text file
RUNS, RUNS_COMMON = 60, 20  # questions asked
COMMON = ('"chuyển đổi số"', '"ủy ban nhân dân"', '"thủ tục hành chính"', '"kinh tế số"', '"công tác"')
LINKS = 30  # on a listing
TURNS = {1: "other work in between", 30: "30 in a row"}  # articles and listings, one archive after the other


def lines() -> Iterator[Line]:
    """Search and growth on the same archives, then the import."""
    sizes = [SMALL, LARGE, *([LARGEST] if measure.full() else [])]
    with tempfile.TemporaryDirectory(prefix="phienhop-bench-") as folder:
        free = shutil.disk_usage(folder).free
        if free < sum(sizes) * NEEDED:
            raise SystemExit(f"{folder}: {free >> 30} GiB free, {sum(sizes) * NEEDED >> 30} wanted; set TMPDIR")
        states: dict[int, Path] = {}
        for size in sizes:
            state = states[size] = Path(folder) / str(size)
            measure.say(f"an archive of {size:,} articles")
            if size == LARGEST:
                multiplied(states[LARGE], state, LARGEST // LARGE)
            else:
                made_archive(state, size)
            if size > SMALL:
                yield from searches(state, size)
            if size == LARGE:
                yield from imports(state, Path(folder))
        yield from growth(states)


# --- search ---


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question: the phrases asked, and what is asked beside them."""

    name: str
    phrases: Sequence[str]
    filters: Filters = field(default_factory=Filters)
    newest: bool = False
    where: str = "1"  # the same in SQL


def searches(state: Path, size: int) -> Iterator[Line]:
    """95th percentiles of ours, of FTS5 asked plainly, of LIKE and of Datasette, in processor time."""
    rare = [f"tin số {n * size // RUNS}" for n in range(RUNS)]
    province, since, until = "caobang", "2024-01-01", "2025-12-31"
    where = f"province = '{province}' AND day BETWEEN '{since}' AND '{until}'"
    kinds = (
        Kind("rare phrase", [f'"{phrase}"' for phrase in rare]),
        Kind("a rare word among common ones", rare),
        Kind("common phrase", COMMON),
        Kind("two filters", COMMON, Filters(province=province, since=since, until=until), where=where),
        Kind("newest first", COMMON, newest=True),
    )
    least = 0.0
    with closing(open_readonly(state)) as db:
        for kind in kinds:
            runs = RUNS_COMMON if kind.phrases is COMMON else RUNS
            ours, fts = _asked(db, kind, _ours, _plain, runs=runs)
            least = least or ours.late
            goal, most = ("at most 1.5 × plain FTS5", 1.5 * fts.late)
            if kind.phrases is COMMON:
                goal, most = ("at most 50 × a rare one", 50 * least)
            (like,) = _asked(db, kind, _like, runs=2)
            peers = [("LIKE", like.late), *_datasette(state, kind)]
            what = f"search in {size:,}, {kind.name}: p95 (p50 {ours.usual:.2f} ms)"
            yield Line(what, ours.late, goal, ours.late <= most, ("plain FTS5 by rank", fts.late), tuple(peers))


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many questions of one kind."""

    usual: float
    late: float  # the 95th percentile

    @classmethod
    def of(cls, took: Sequence[float]) -> Times:
        return cls(statistics.median(took), sorted(took)[len(took) * 95 // 100])


def _asked(db: Database, kind: Kind, *ways: Callable[[Database, Kind, str], object], runs: int) -> list[Times]:
    """Each question in each way, one after the other, so that a busy machine is busy for all; in turn the one or the
    other asks first, since who asks second finds the pages read."""
    took: list[list[float]] = [[] for _ in ways]
    for n in range(runs):
        for ask, kept in list(zip(ways, took, strict=True))[:: 1 if n % 2 else -1]:
            kept.append(cost_of(partial(ask, db, kind, kind.phrases[n % len(kind.phrases)])))
    return [Times.of(kept) for kept in took]


def _ours(db: Database, kind: Kind, phrase: str) -> object:
    return search(db, phrase, kind.filters, newest=kind.newest)


def _plain(db: Database, kind: Kind, phrase: str) -> object:
    query = (
        "SELECT a.number, a.title FROM article_fts JOIN article a ON a.number = article_fts.rowid"
        f" WHERE article_fts MATCH ? AND {kind.where} ORDER BY {'day DESC' if kind.newest else 'rank'} LIMIT 20"
    )
    return db.execute(query, [_match(phrase)]).fetchall()


def _like(db: Database, kind: Kind, phrase: str) -> object:
    query = f"SELECT number, title FROM article WHERE text LIKE ? AND {kind.where} ORDER BY day DESC LIMIT 20"
    return db.execute(query, ["%" + phrase.strip('"') + "%"]).fetchall()


def _match(phrase: str) -> str:
    """In FTS5's own language: what is in quotes together, else each word anywhere."""
    return fold(phrase) if phrase.startswith('"') else " ".join(f'"{word}"' for word in fold(phrase).split())


def _datasette(state: Path, kind: Kind) -> Iterator[tuple[str, float]]:
    """Its table's search, through its client in a process of its own."""
    if not (python := peer("python")):
        return
    told = {"province": kind.filters.province, "day__gte": kind.filters.since, "day__lte": kind.filters.until}
    asked = {key: value for key, value in told.items() if value}
    if kind.newest:
        asked["_sort_desc"] = "day"
    questions = [json.dumps({"_search": _match(phrase), **asked}) for phrase in kind.phrases[:5]]
    script = str(Path(__file__).parent / "peers" / "archives.py")
    done = subprocess.run(
        [python, script, str(state / FILE)],
        input="\n".join(questions * 2),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    if done.returncode:
        measure.say(f"datasette failed: {done.stderr[-300:]}")
        return
    yield "Datasette", Times.of(json.loads(done.stdout)).late


# --- import ---


def imports(state: Path, folder: Path) -> Iterator[Line]:
    """The command as one types it, beside sqlite-utils with a search index over the same rows."""
    count = IMPORTED_FULL if measure.full() else IMPORTED
    file, theirs = folder / "texts.jsonl", str(folder / "theirs.db")
    _write_texts(state, file, count)
    measure.say(f"import of {count:,} texts")
    phienhop = str(Path(sys.executable).with_name("phienhop"))
    ours = measure.run([phienhop, "--state", str(folder / "imported"), "import", str(file)], limit=3600)
    shutil.rmtree(folder / "imported")
    if not (utils := peer("sqlite-utils")):
        return
    inserted = measure.run([utils, "insert", theirs, "article", str(file), "--nl"])
    tokenizer = ["--tokenize", "unicode61 remove_diacritics 2"]
    indexed = measure.run([utils, "enable-fts", theirs, "article", "title", "text", *tokenizer])
    for what, mine, other in (
        ("", ours.wall, inserted.wall + indexed.wall),
        (", processor of all processes", ours.cpu, inserted.cpu + indexed.cpu),
    ):
        goal = "at most 4 × sqlite-utils" if not what else ""
        met = mine <= 4 * other if goal else None
        yield Line(f"import of {count:,} texts{what}", mine, goal, met, ("sqlite-utils", other), unit="s")


def _write_texts(state: Path, file: Path, count: int) -> None:
    query = "SELECT url, title, published, text FROM article ORDER BY number LIMIT ?"
    with closing(sqlite3.connect(state / FILE)) as db, file.open("w", encoding="utf-8") as out:
        for url, title, published, text in db.execute(query, [count]):
            body = text.partition("\n\n")[2]
            row = {"url": url, "title": title, "published": published, "text": body}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


# --- growth ---


@dataclass(frozen=True, slots=True)
class Growth:
    """What the same work costs in an archive of some size, in milliseconds of processor, each time."""

    polls: list[float] = field(default_factory=list)
    inserts: list[float] = field(default_factory=list)


def growth(states: Mapping[int, Path]) -> Iterator[Line]:
    """Unchanged listings polled, and new articles stored, each in a transaction of its own, in archives by turns.

    Means: every so often a transaction pays for others, when parts of the index are joined or the log is put away.
    """
    for state in states.values():
        settle(state)
    texts = [
        reading.read_file(text, url=f"https://new.example/{n}") for n, text in enumerate(_new_texts(states[SMALL]))
    ]
    with ExitStack() as opened:
        archives = {size: opened.enter_context(_opened(state)) for size, state in states.items()}
        for archive in archives.values():
            archive.register(SOURCES, datetime.now(UTC))
            with archive.db.conn:
                archive.db.execute("UPDATE source SET last_new = ?", [stamp(datetime.now(UTC))])  # none is silent
        share = len(texts) // len(TURNS)
        for part, (turn, how) in enumerate(TURNS.items()):
            some = texts[part * share : (part + 1) * share]
            yield from _grown(how, asyncio.run(_by_turns(archives, some, turn)))


def _grown(how: str, found: Mapping[int, Growth]) -> Iterator[Line]:
    for what in ("poll", "insert"):
        least = 0.0
        for size, took in found.items():
            cost = statistics.mean(getattr(took, f"{what}s"))
            goal = f"at most 1.5 × among {SMALL:,}" if least else ""
            least = least or cost
            yield Line(f"one {what} among {size:,} articles, {how}", cost, goal, cost <= 1.5 * least if goal else None)


async def _by_turns(archives: Mapping[int, Archive], texts: Sequence[Reading], turn: int) -> dict[int, Growth]:
    found = {size: Growth() for size in archives}
    for first in range(0, len(texts), turn):
        for size, archive in archives.items():
            for n, text in enumerate(texts[first : first + turn], first):
                found[size].inserts.append(cost_of(partial(_add, archive, text)))
                found[size].polls.append(await _poll(archive, SOURCES[n % len(SOURCES)]))
    return found


@contextmanager
def _opened(state: Path) -> Iterator[Archive]:
    """Without the text files of made archives, which the archive would write first."""
    with mock.patch.object(Files, "heal"), Archive.open(state) as archive:
        yield archive


def _new_texts(state: Path) -> list[str]:
    """Texts of an archive, no two alike, each with its words in another order: new ones, of usual length."""
    with closing(sqlite3.connect(state / FILE)) as db:
        rows = db.execute("SELECT text FROM article ORDER BY number LIMIT ?", [5 * RUNS]).fetchall()
    return ["\n\n".join([f"Bản tin {n} của tỉnh", " ".join(text.split()[::-1])]) for n, (text,) in enumerate(rows)]


def _add(archive: Archive, read: Reading) -> object:
    url = read.article.url if read.article else None
    return archive.add(read, url=url, source=SOURCES[0], now=datetime.now(UTC), telling=Telling.SILENT)


def cost_of(job: Callable[[], object]) -> float:
    """Milliseconds of this process's processor time."""
    began = time.process_time()
    job()
    return (time.process_time() - began) * 1000


class _Site:
    """Stands in for the network and for the reading: a page with links that are known already."""

    def __init__(self, links: Sequence[str]) -> None:
        self._listing = Listing(tuple(Link(url) for url in links))

    async def fetch(self, url: str, **_: object) -> Page:
        return Page(url, b"", datetime.now(UTC))

    async def listing(self, *_: object) -> Listing:
        return self._listing

    def changed_hosts(self) -> list[HostState]:
        return []


async def poll_alone(archive: Archive, source: Source, links: Sequence[str] = ()) -> float:
    """Milliseconds of one pass over a listing of known links: all but the fetch and the parse."""

    async def keep(call: Callable[[Archive], Any]) -> Any:
        return call(archive)

    site = _Site(links)
    began = time.process_time()
    await poll(source, Desk(cast(Fetcher, site), cast(Worker, site), keep))
    return (time.process_time() - began) * 1000


async def _poll(archive: Archive, source: Source) -> float:
    query = "SELECT url FROM address WHERE source = ? AND state = 'read' AND next_check IS NULL LIMIT ?"
    links = [row[0] for row in archive.db.execute(query, [source.id, LINKS]).fetchall()]
    return await poll_alone(archive, source, links)
