"""One article: found by any of its names, shown with all that is known of it."""

from __future__ import annotations

import difflib
import re
from pathlib import PurePosixPath
from typing import Any

from sqlite_utils import Database

from crawler.archive import articles, records
from crawler.archive.files import file_name
from crawler.document import article_document
from crawler.errors import NotFound

_HASH = re.compile(r"[0-9a-f]{4,64}")
_NAME = re.compile(r"(\d{3,})_([0-9a-f]{16})")
_LARGEST = 2**63 - 1


def find(db: Database, name: str) -> int:
    """The number of the article meant by a number, file name, hash or its beginning, URL, or a name it came with."""
    name = name.strip()
    stem = PurePosixPath(name).name.removesuffix(".txt")
    for ask in (_by_number, _by_name, _known_as, _by_hash):
        if (number := ask(db, stem)) is not None:
            return number
    row = db.execute("SELECT article FROM address WHERE url = ? AND article IS NOT NULL", [name]).fetchone()
    if row is None:
        row = db.execute("SELECT number FROM article WHERE url = ?", [name]).fetchone()
    if row is None:
        raise NotFound(f"nothing in the archive is called {name!r}; try `phienhop search`")
    return int(row[0])


def show(db: Database, name: str) -> dict[str, Any]:
    """The article as `extract` prints it, with its number, names, addresses and revisions."""
    number = find(db, name)
    article = articles.load(db, number)
    if article is None:
        raise NotFound(f"no article has the number {number}")
    session = db.execute(
        "SELECT s.key, s.title FROM session s WHERE s.id = ?", [articles.session_of(db, number)]
    ).fetchone()
    known = db.execute("SELECT name FROM known_as WHERE article = ? ORDER BY name", [number]).fetchone()
    return {
        "number": number,
        "name": file_name(number, article.hash),
        "known_as": known[0] if known else None,
        **article_document(article, records.load(db, number)),
        "session": session[0] if session else None,
        "session_title": session[1] if session else None,
        "addresses": _addresses(db, number),
        "revisions": _revisions(db, number),
        "story": _story(db, number),
    }


def diff(db: Database, name: str) -> str:
    """A unified diff, paragraph by paragraph, of each revision the article took part in; empty without any."""
    parts = []
    for revision in _revisions(db, find(db, name)):
        before, after = (articles.load(db, revision[which]) for which in ("previous", "number"))
        if before and after:
            lines = difflib.unified_diff(
                before.text.splitlines(),
                after.text.splitlines(),
                file_name(revision["previous"], before.hash),
                file_name(revision["number"], after.hash),
                lineterm="",
                n=1,
            )
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _by_number(db: Database, name: str) -> int | None:
    if not (name.isascii() and name.isdecimal()) or int(name) > _LARGEST:
        return None
    row = db.execute("SELECT number FROM article WHERE number = ?", [int(name)]).fetchone()
    return int(row[0]) if row else None


def _by_name(db: Database, name: str) -> int | None:
    parts = _NAME.fullmatch(name)
    if parts is None or int(parts[1]) > _LARGEST:
        return None
    query = "SELECT number FROM article WHERE number = ? AND substr(hash, 1, 16) = ?"
    row = db.execute(query, [int(parts[1]), parts[2]]).fetchone()
    return int(row[0]) if row else None


def _known_as(db: Database, name: str) -> int | None:
    row = db.execute("SELECT article FROM known_as WHERE name = ? OR tail = ?", [name, name]).fetchone()
    return int(row[0]) if row else None


def _by_hash(db: Database, name: str) -> int | None:
    if not _HASH.fullmatch(name.lower()):
        return None
    start = name.lower()
    query = "SELECT number, hash FROM article WHERE hash >= ? AND hash < ? ORDER BY number LIMIT 5"
    rows = db.execute(query, [start, start + "g"]).fetchall()
    if len(rows) > 1:
        names = ", ".join(file_name(*row) for row in rows)
        raise NotFound(f"{name!r} is the beginning of several hashes: {names}")
    return int(rows[0][0]) if rows else None


def _addresses(db: Database, number: int) -> list[dict[str, Any]]:
    return list(
        db.query(
            "SELECT url, source, state, first_seen, next_check FROM address WHERE article = ? ORDER BY id", [number]
        )
    )


def _revisions(db: Database, number: int) -> list[dict[str, Any]]:
    """Every change of text this article took part in, in time."""
    rows = db.query(
        "SELECT v.article AS number, a.hash, v.previous, d.url, v.at FROM revision v"
        " JOIN article a ON a.number = v.article JOIN address d ON d.id = v.address"
        " WHERE v.article = :n OR v.previous = :n ORDER BY v.id",
        {"n": number},
    )
    return [
        {"number": r["number"], "name": file_name(r["number"], r["hash"])}
        | {k: r[k] for k in ("previous", "url", "at")}
        for r in rows
    ]


def _story(db: Database, number: int) -> list[int]:
    """The other articles that tell the same story in nearly the same words."""
    rows = db.execute(
        "WITH root(id) AS (SELECT coalesce(story, number) FROM article WHERE number = :n)"
        " SELECT number FROM article, root WHERE (number = id OR story = id) AND number != :n ORDER BY number",
        {"n": number},
    )
    return [row[0] for row in rows.fetchall()]
