"""Mistakes in `sources.yaml`: each says where, what, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from crawler.errors import ConfigError
from crawler.text import key

Path = tuple[str | int, ...]  # ("sources", 3, "every"): the way from the top of the file to a value

_STANZAS = {"sources": ("source", "id"), "bodies": ("body", "id"), "alerts": ("alert", "name")}
_SAFE_NAME = re.compile(r"[\w.<-]{1,60}")  # anything else may be a secret in the wrong place


class Mistakes(ConfigError):
    """Everything wrong with one file, a line each, in the order of the file."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at `path`, remedy included. Never holds a value that may be secret."""

    path: Path
    what: str


def tell(name: str, lines: Mapping[Path, int], values: object, mistakes: Iterable[Mistake]) -> Mistakes:
    """Each mistake as `file:line: stanza: key: what`, sorted as they stand in the file."""
    placed = {(_line(lines, m.path), _place(values, m.path) + m.what) for m in mistakes}
    return Mistakes([f"{name}:{line}: {text}" for line, text in sorted(placed)])


def suggest(word: str, options: Iterable[str]) -> str:
    """A question to append, when one of the options looks like what was meant."""
    near = get_close_matches(word, list(options), n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""


def compact(text: str) -> str:
    """A name as a slug would spell it: "Cao Bằng" is caobang."""
    return re.sub(r"[\W_]+", "", key(text))


def shown(value: str) -> str:
    """A value inside a message: quoted, on one line, not too long; what looks like an alert's address is not told."""
    if "@" in value or ("://" in value and not value.lower().startswith(("http://", "https://", "ftp://"))):
        return "this value"
    return f'"{value if len(value) <= 60 else value[:57] + "..."}"'.replace("\n", " ")


def _line(lines: Mapping[Path, int], path: Path) -> int:
    while path and path not in lines:  # a missing key stands where its stanza does
        path = path[:-1]
    return lines.get(path, 1)


def _place(values: object, path: Path) -> str:
    stanza, keys = _stanza(values, path)
    name = ".".join(k for k in keys if isinstance(k, str))
    return stanza + (f"key `{name}`: " if _SAFE_NAME.fullmatch(name) else "a key: " if name else "")


def _stanza(values: object, path: Path) -> tuple[str, Path]:
    """The words for the stanza a path lies in, and the rest of the path."""
    if len(path) > 1 and isinstance(path[0], str) and path[0] in _STANZAS and isinstance(path[1], int):
        word, named_by = _STANZAS[path[0]]
        stanza = at(values, path[:2])
        name = stanza.get(named_by) if isinstance(stanza, dict) else None
        known = isinstance(name, str) and _SAFE_NAME.fullmatch(name)
        return (f'{word} "{name}": ' if known else f"{word} {path[1] + 1}: "), path[2:]
    if len(path) > 1 and path[0] == "defaults":
        return "defaults: ", path[1:]
    return "", path


def at(values: object, path: Path) -> object:
    """The value a path leads to; None where it leads nowhere."""
    for step in path:
        if isinstance(values, dict):
            values = values.get(step)
        elif isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return None
    return values
