"""Articles as rows: where a text belongs, and what stands at which address. Inside the caller's transaction."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlite_utils import Database

from crawler import dedupe
from crawler.archive.database import insert
from crawler.archive.moments import stamp
from crawler.model import Article, Outcome, Source, Telling, Validators, Verdict

RECIPE = 1  # version of the rules that make the canonical text, and so its hash
BEST = 5  # near-duplicate candidates that are compared in full

_NUMBERED = re.compile(r"^\d{3,}_")


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article offered to the archive, with all that is known of how it came."""

    article: Article
    verdict: Verdict
    sketch: tuple[int, ...]
    url: str | None  # None: it comes from no site
    source: Source | None
    now: datetime
    telling: Telling
    validators: Validators


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article belongs."""

    outcome: Outcome
    number: int
    unknown: bool  # the text is not in the archive yet
    story: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address before it is read again."""

    article: int | None = None  # which it showed last
    backlog: bool = False  # it was there before we watched
    first_read: str | None = None


def known(db: Database, url: str | None) -> Known:
    """What is known of an address: nothing of a new one, and nothing where a text comes from no site."""
    row = db.execute("SELECT article, backlog, first_read FROM address WHERE url = ?", [url]).fetchone()
    return Known(row[0], bool(row[1]), row[2]) if row else Known()


def place(db: Database, arrival: Arrival, here: int | None) -> Place:
    """Decide new, copy, revision, same or reprint, for an address that shows `here` so far."""
    row = db.execute("SELECT number FROM article WHERE hash = ?", [arrival.article.hash]).fetchone()
    known = row[0] if row else None
    if known is not None:
        standing = here if arrival.url else known  # a text that comes from no site has no second address
        return Place(dedupe.judge(known, standing, None), known, unknown=False)
    if here is not None:
        story: int | None = _story_of(db, here)
    elif arrival.verdict.notice is not None:
        story = None  # a notice repeats what reports said, and is news all the same
    else:
        story = _near(db, arrival.article.text, arrival.sketch)
    return Place(dedupe.judge(None, here, story), next_number(db), unknown=True, story=story)


def next_number(db: Database) -> int:
    """The number the next article is given."""
    (number,) = db.execute("SELECT coalesce(max(number) + 1, 0) FROM article").fetchone()
    return int(number)


def enter(db: Database, number: int, arrival: Arrival, story: int | None) -> None:
    """Enter a text under its number, with the hashes by which a reprint will find it. The search index comes later."""
    article, source = arrival.article, arrival.source
    told = ("hash", "title", "text", "published", "published_from", "author", "lang", "layout")
    insert(
        db,
        "article",
        number=number,
        **{name: getattr(article, name) for name in told},
        url=arrival.url or article.url,
        source=source.id if source else article.source,
        province=source.province if source else None,
        added=stamp(arrival.now),
        story=story,
        recipe=RECIPE,
        sketch=array("q", arrival.sketch).tobytes(),
    )
    owned = [(hash, number) for hash in sorted(arrival.sketch)[: dedupe.SMALLEST]]
    db.conn.executemany("INSERT INTO shingle (hash, article) VALUES (?, ?)", owned)


def revise(db: Database, url: str, number: int, previous: int, now: datetime) -> None:
    """The address shows another text from now on; the old one is set aside where no address shows it any more."""
    db.execute(
        "INSERT INTO revision (address, article, previous, at) SELECT id, ?, ?, ? FROM address WHERE url = ?",
        [number, previous, stamp(now), url],
    )
    db.execute(
        "UPDATE article SET revised_by = ? WHERE number = ? AND NOT EXISTS"
        " (SELECT 1 FROM address WHERE article = ? AND url != ?)",
        [number, previous, previous, url],
    )


def restore(db: Database, number: int) -> None:
    """A text that had been set aside stands at some address again."""
    db.execute("UPDATE article SET revised_by = NULL WHERE number = ?", [number])


def remember_name(db: Database, name: str, number: int) -> None:
    """A name the text came with, by which it can be asked for."""
    stem = PurePosixPath(name).name.removesuffix(".txt")
    db.execute(
        "INSERT INTO known_as (name, tail, article) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
        [stem, _NUMBERED.sub("", stem), number],
    )


def load(db: Database, number: int) -> Article | None:
    """A stored article."""
    row = db.execute(
        "SELECT text, title, url, source, published, published_from, author, lang, layout FROM article"
        " WHERE number = ?",
        [number],
    ).fetchone()
    return Article(*row) if row else None


def session_of(db: Database, number: int) -> int | None:
    """The session an article is filed under, as a report or a notice."""
    query = "SELECT session FROM report WHERE article = :n UNION ALL SELECT session FROM notice WHERE article = :n"
    row = db.execute(query, {"n": number}).fetchone()
    return row[0] if row else None


def reports(db: Database, session: int) -> list[tuple[int, str | None]]:
    """(number, province's name) of every report of a session that stands, in order of arrival."""
    return db.execute(
        "SELECT r.article, f.value FROM report r JOIN article a ON a.number = r.article"
        " LEFT JOIN fact f ON f.article = r.article AND f.kind = 'province'"
        " WHERE r.session = ? AND a.revised_by IS NULL ORDER BY r.article",
        [session],
    ).fetchall()


# The articles that share most of the hashes asked for, stock phrases left out: of a hash that is everywhere no more
# owners are counted than it takes to know it, and most hashes are nowhere.
_ALIKE = f"""
WITH wanted (hash) AS (VALUES {", ".join(["(?)"] * dedupe.SMALLEST)})
SELECT number, sketch FROM (
    SELECT article, count(*) AS shared FROM wanted CROSS JOIN shingle ON shingle.hash = wanted.hash
    WHERE (
        SELECT count(*) FROM (SELECT 1 FROM shingle WHERE hash = wanted.hash LIMIT {dedupe.STOCK + 1})
    ) BETWEEN 1 AND {dedupe.STOCK}
    GROUP BY article ORDER BY shared DESC, article LIMIT {BEST}
) CROSS JOIN article ON number = article ORDER BY shared DESC, article
"""


def _story_of(db: Database, number: int) -> int:
    (story,) = db.execute("SELECT coalesce(story, number) FROM article WHERE number = ?", [number]).fetchone()
    return int(story)


def _text_of(db: Database, number: int) -> str:
    (text,) = db.execute("SELECT text FROM article WHERE number = ?", [number]).fetchone()
    return str(text)


def _near(db: Database, text: str, sketch: Sequence[int]) -> int | None:
    """The story a text tells again, by the hashes it shares with an earlier one."""
    smallest, ours = sorted(sketch)[: dedupe.SMALLEST], frozenset(sketch)
    none = [None] * (dedupe.SMALLEST - len(smallest))
    for number, sample in db.execute(_ALIKE, [*smallest, *none]).fetchall():
        if dedupe.near(ours, array("q", sample)) and not dedupe.is_form(text, _text_of(db, number)):
            return _story_of(db, number)
    return None
