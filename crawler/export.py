"""The archive as files for other programs: the texts themselves, JSON lines, CSV, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.archive.files import file_name
from crawler.errors import PhienhopError, StateError

# One file for each, with what a sheet or a data frame wants. `stop` ends a quote in the article's text.
TABLES = {
    "articles": "SELECT number, hash, title, url, source, province, published, author, lang, added, story, revised_by,"
    " text FROM article ORDER BY number",
    "sessions": "SELECT key, title, date, ordinal, reports, provinces FROM sessions",
    "reports": "SELECT session, number, title, published, source, url, province, chair, local_chair FROM reports",
    "facts": "SELECT article, kind, value, quote, start, stop FROM fact ORDER BY id",
    "indicators": "SELECT i.article, s.key AS session, s.date, i.series, i.name, i.relation, i.value, i.number, i.high,"
    " i.out_of, i.unit, i.period, i.scope, i.kind, i.quote, i.start, i.stop FROM indicator i"
    " JOIN report r ON r.article = i.article LEFT JOIN session s ON s.id = r.session ORDER BY i.id",
    "tasks": "SELECT article, value, ordered_by, assignee, due, due_text, quote, start, stop FROM task ORDER BY id",
}
# What is no text, in Parquet; `value` and `number` hold figures only among the indicators.
_WHOLE = {"ordinal", "reports", "provinces", "article", "start", "stop", "story", "revised_by"}
_FIGURES = {"value", "number", "high", "out_of"}
_BATCH = 2_000  # rows held at a time


class ExportImpossible(PhienhopError):
    """The form asked for needs something that is not there."""


def export(db: Database, folder: Path, form: str) -> dict[str, int]:
    """Write the archive into a folder; rows written by file name."""
    writers: dict[str, Callable[[Database, Path], dict[str, int]]] = {
        "txt": _txt,
        "jsonl": _jsonl,
        "csv": _csv,
        "parquet": _parquet,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _snapshot(db):
            return writers[form](db, folder)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error


@contextmanager
def _snapshot(db: Database) -> Iterator[None]:
    """One state of the archive for all files, whatever is written meanwhile."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")


def _rows(db: Database, query: str) -> Iterator[dict[str, Any]]:
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _txt(db: Database, folder: Path) -> dict[str, int]:
    """Each article's bytes under its name, SHA256SUMS for `sha256sum -c`, and an index."""
    count = 0
    with (
        (folder / "SHA256SUMS").open("w", encoding="utf-8") as sums,
        (folder / "index.csv").open("w", encoding="utf-8", newline="") as index,
    ):
        columns = ["name", "title", "url", "source", "province", "published"]
        writer = csv.DictWriter(index, columns, extrasaction="ignore")
        writer.writeheader()
        for row in _rows(db, TABLES["articles"]):
            name = file_name(row["number"], row["hash"])
            (folder / name).write_bytes(row["text"].encode())
            sums.write(f"{row['hash']}  {name}\n")
            writer.writerow({**row, "name": name})
            count += 1
    return {"index.csv": count}


def _jsonl(db: Database, folder: Path) -> dict[str, int]:
    """One article a line, in the form `import` takes."""
    count = 0
    columns = "number, hash, title, url, source, province, published, published_from, author, lang, layout, added, text"
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for row in _rows(db, f"SELECT {columns} FROM article ORDER BY number"):
            told = {**row, "known_as": _known_as(db, row["number"]), "addresses": _addresses(db, row["number"])}
            file.write(json.dumps({**told, "canonical": True}, ensure_ascii=False) + "\n")
            count += 1
    return {"articles.jsonl": count}


def _known_as(db: Database, number: int) -> str | None:
    row = db.execute("SELECT name FROM known_as WHERE article = ? ORDER BY name", [number]).fetchone()
    return row[0] if row else None


def _addresses(db: Database, number: int) -> list[dict[str, Any]]:
    """Where the text stands now: of a text that was revised everywhere, nowhere."""
    return list(db.query("SELECT url, source FROM address WHERE article = ? ORDER BY id", [number]))


def _csv(db: Database, folder: Path) -> dict[str, int]:
    written = {}
    for name, query in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            cursor = db.execute(query)
            writer = csv.writer(file)
            writer.writerow([column[0] for column in cursor.description])
            written[f"{name}.csv"] = sum(bool(writer.writerow(row)) for row in cursor)
    return written


def _parquet(db: Database, folder: Path) -> dict[str, int]:
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise ExportImpossible("parquet wants pyarrow: pip install 'phienhop[parquet]'") from None
    written = {}
    for name, query in TABLES.items():
        cursor = db.execute(query)
        columns = [column[0] for column in cursor.description]
        schema = pyarrow.schema([(column, _type(pyarrow, name, column)) for column in columns])
        written[f"{name}.parquet"] = 0
        with parquet.ParquetWriter(folder / f"{name}.parquet", schema) as writer:
            while rows := cursor.fetchmany(_BATCH):
                typed = [dict(zip(columns, map(_typed, columns, row), strict=True)) for row in rows]
                writer.write_table(pyarrow.Table.from_pylist(typed, schema))
                written[f"{name}.parquet"] += len(rows)
    return written


def _type(pyarrow: Any, table: str, column: str) -> Any:
    if column in _FIGURES and table == "indicators":
        return pyarrow.float64()
    if column in _WHOLE or column == "number":
        return pyarrow.int64()
    if column == "added":
        return pyarrow.timestamp("ms", tz="UTC")
    return pyarrow.date32() if column == "date" else pyarrow.string()


def _typed(column: str, value: Any) -> Any:
    """`published` stays a text: it is a day or a moment, as the page tells it."""
    if value is None or column not in ("added", "date"):
        return value
    return datetime.fromisoformat(value) if column == "added" else date.fromisoformat(value)
