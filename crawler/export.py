"""The archive as files for other programs: the texts themselves, JSON lines, CSV, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from crawler.archive.files import file_name
from crawler.errors import PhienhopError, StateError

# One file for each, with what a sheet or a data frame wants. `stop` ends a quote in the article's text.
TABLES = {
    "articles": "SELECT number, hash, title, url, source, province, published, author, lang, added, text FROM article",
    "sessions": "SELECT key, title, date, ordinal, reports, provinces FROM sessions",
    "reports": "SELECT session, number, title, published, source, url, province, chair, local_chair FROM reports",
    "facts": "SELECT article, kind, value, quote, start, stop FROM fact",
    "indicators": "SELECT i.article, s.key AS session, s.date, i.series, i.name, i.relation, i.value, i.number, i.high,"
    " i.out_of, i.unit, i.period, i.scope, i.kind, i.quote, i.start, i.stop FROM indicator i"
    " JOIN report r ON r.article = i.article LEFT JOIN session s ON s.id = r.session",
    "tasks": "SELECT article, value, ordered_by, assignee, due, due_text, quote, start, stop FROM task",
}


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
        return writers[form](db, folder)
    except OSError as error:
        raise StateError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from error


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
        for row in _rows(db, TABLES["articles"] + " ORDER BY number"):
            name = file_name(row["number"], row["hash"])
            (folder / name).write_bytes(row["text"].encode())
            sums.write(f"{row['hash']}  {name}\n")
            writer.writerow({**row, "name": name})
            count += 1
    return {"index.csv": count}


def _jsonl(db: Database, folder: Path) -> dict[str, int]:
    """One article a line, in the form `import` takes."""
    count = 0
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for row in _rows(db, TABLES["articles"] + " ORDER BY number"):
            told = {**row, "known_as": _known_as(db, row["number"]), "canonical": True}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
    return {"articles.jsonl": count}


def _known_as(db: Database, number: int) -> str | None:
    row = db.execute("SELECT name FROM known_as WHERE article = ? ORDER BY name", [number]).fetchone()
    return row[0] if row else None


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
        table = pyarrow.Table.from_pylist(list(_rows(db, query)))
        parquet.write_table(table, folder / f"{name}.parquet")
        written[f"{name}.parquet"] = table.num_rows
    return written
