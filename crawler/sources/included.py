"""A file of sources after all files that it includes: each is judged, and told of, by its own name and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.sources import stanza
from crawler.sources.check import check
from crawler.sources.mistakes import Mistake, Mistakes, shown, tell
from crawler.sources.mistakes import Path as Place
from crawler.sources.rules import stanzas
from crawler.sources.tree import Tree, grow

_LARGEST = 5_000_000  # bytes; the whole country takes a fiftieth of it


@dataclass(frozen=True, slots=True)
class Part:
    """One file, without mistakes of its own."""

    path: Path
    tree: Tree
    file: stanza.File


def read(path: Path) -> str:
    """The text of a file of sources; raises Mistakes when there is none."""
    try:
        with path.open("rb") as file:
            body = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise Mistakes([f"{path}: no such file; name one with --sources FILE or PHIENHOP_SOURCES"]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise Mistakes([f"{path}: cannot be read ({reason}); name another with --sources FILE"]) from None
    if len(body) > _LARGEST:
        raise Mistakes([f"{path}: larger than 5 MB, so not a list of sources; name another with --sources FILE"])
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise Mistakes([f"{path}:{line}: not UTF-8; save the file as UTF-8 text"]) from None


def parts(text: str, name: str, environ: Mapping[str, str] | None, base: Path) -> list[Part]:
    """The file, last, and each file that it includes, at whatever remove, once; raises Mistakes."""
    found = _gathered(text, base / Path(name).name, name, environ, set())
    if twice := list(_twice(found)):
        raise Mistakes(twice)
    return found


def _gathered(text: str, path: Path, name: str, environ: Mapping[str, str] | None, seen: set[Path]) -> list[Part]:
    seen.add(path.resolve())
    tree = grow(text, name)
    if tree.values is None:
        raise Mistakes([f"{name}:1: the file is empty; write `sources:` and a stanza below it"])
    found: list[Part] = []
    for place, written in _included(tree.values):
        further = path.parent / written
        if not further.is_file():
            wrong = Mistake(place, f"{shown(written)} is no file; write its path as seen from this file's folder")
            raise tell(name, tree.lines, tree.values, [wrong])
        if further.resolve() not in seen:  # its alerts are the business of its own service, and so are their secrets
            found += _gathered(read(further), further, str(further), None, seen)
    bodies = [body.id for part in found for body in part.file.bodies]
    return [*found, Part(path, tree, check(tree, name, environ, path.parent, bodies))]


def _included(values: object) -> Iterator[tuple[Place, str]]:
    written = values.get("include") if isinstance(values, dict) else None
    for n, file in enumerate(written if isinstance(written, list) else [written]):
        if isinstance(file, str) and file.strip():  # whatever else stands there is told as a mistake of form
            yield ("include", n), file.strip()


def _twice(found: Sequence[Part]) -> Iterator[str]:
    """What is called the same in two files; within one file it is told with the file's other mistakes."""
    first: dict[tuple[str, object], Part] = {}
    for part in found:
        for section in ("sources", "bodies"):
            for place, row in stanzas(part.tree.values, section):
                if (other := first.setdefault((section, row.get("id")), part)) is not part:
                    wrong = Mistake((*place, "id"), f"the same name stands in {other.path}; choose another")
                    yield str(tell(str(part.path), part.tree.lines, part.tree.values, [wrong]))
