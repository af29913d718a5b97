"""A proposal as YAML, and into `sources.yaml`: appended, comments kept, the whole tried before it takes its place."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from crawler import sources
from crawler.errors import ConfigError

_TOP = re.compile(r"[A-Za-z_]\w*\s*:")
_ITEM = re.compile(r"( *)- ")


def to_yaml(stanza: Mapping[str, Any], indent: int = 2) -> str:
    """One entry of the list under `sources:`, ready to paste."""
    body = yaml.safe_dump(dict(stanza), allow_unicode=True, sort_keys=False, width=1000)
    lines = [("- " if n == 0 else "  ") + line for n, line in enumerate(body.splitlines())]
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def add(file: Path, stanza: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Append a stanza to the file. Raises ConfigError, and changes nothing, where the result would be wrong."""
    target = file.resolve()
    sources.load(target, environ)  # whatever is wrong already is to be mended first
    text = target.read_bytes().decode("utf-8-sig")
    changed = appended(text, stanza, str(file))
    sources.parse(changed, str(file), environ, target.parent)
    _replace(target, changed)


def appended(text: str, stanza: Mapping[str, Any], name: str = "sources.yaml") -> str:
    """The text with the stanza after the last source."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    begin = next((n for n, line in enumerate(lines) if re.match(r"sources\s*:", line)), None)
    if begin is None:
        raise ConfigError(f"{name}: has no `sources:` at the start of a line; paste the stanza by hand")
    written = lines[begin].partition(":")[2].partition(" #")[0].strip()
    if written not in ("", "[]"):
        raise ConfigError(f"{name}:{begin + 1}: `sources` is written in one line; paste the stanza by hand")
    lines[begin] = lines[begin].replace("[]", "").rstrip() if written else lines[begin]
    end = next((n for n in range(begin + 1, len(lines)) if _TOP.match(lines[n])), len(lines))
    block = lines[begin + 1 : end]
    last = max((n for n, line in enumerate(block) if line.strip() and not line.lstrip().startswith("#")), default=-1)
    indent = next((len(m[1]) for line in block if (m := _ITEM.match(line))), 2)
    new = to_yaml(stanza, indent).splitlines()
    at = begin + last + 2
    return newline.join([*lines[:at], *([""] if last >= 0 else []), *new, *lines[at:]]) + newline


def _replace(file: Path, text: str) -> None:
    """The whole file at once, under its own mode: a reader sees the old one or the new."""
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name}.", delete=False) as new:
        try:
            new.write(text.encode())
            new.flush()
            os.fsync(new.fileno())
            shutil.copymode(file, new.name)
            Path(new.name).replace(file)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise
