"""Files a user hands us: texts, pages, JSONL, folders of them. Each that cannot be used says why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawler.errors import PhienhopError

LIMIT = 8 << 20  # bytes; the largest article is a thousandth of it
SUFFIXES = {".txt", ".html", ".htm", ".jsonl", ".md"}

_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|article|p|h1|table|meta)\b", re.IGNORECASE)


class BadFile(PhienhopError):
    """A file that cannot be taken in; the message says what to do."""


def looks_like_html(content: bytes) -> bool:
    """Whether markup stands at the start of it."""
    return bool(_HTML.search(content[:4096]))


def read_limited(path: Path) -> bytes:
    """The bytes of a text or page; BadFile when it is empty, too large, binary or not readable."""
    try:
        size = path.stat().st_size
        if size > LIMIT:
            raise BadFile(f"{path}: {size / 1e6:.0f} MB is too large for an article (limit {LIMIT >> 20} MB); split it")
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror}); check the name and its permissions") from None
    if not content.strip():
        raise BadFile(f"{path}: is empty; nothing to take in")
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(f"{path}: is binary, not text or HTML; convert it to text first")
    return content


def records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbered records of a JSONL file; BadFile names the line that is not one."""
    try:
        file = path.open(encoding="utf-8")
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({error.strerror}); check the name and its permissions") from None
    with file:
        number = 0
        try:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _record(path, number, line)
        except UnicodeDecodeError:
            raise BadFile(f"{path}:{number + 1}: is not UTF-8") from None


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise BadFile(f"{path}:{number}: is not JSON ({error})") from None
    if not isinstance(record, dict) or not isinstance(record.get("html", record.get("text")), str):
        raise BadFile(
            f"{path}:{number}: wants an object with `text` or `html`, and `url`, `published`, `title` if known"
        )
    return record


def found(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files named, and those inside the folders named, in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        else:
            yield path
