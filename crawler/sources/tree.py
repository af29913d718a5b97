"""YAML as plain values, with the line each one stands in.

Scalars stay the text that was written, and only an empty one, `~` or `null` is None: in this
file `on` is a key and not "true", `22:00` is a time and not 1320, and an id may be `no`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from crawler.sources.mistakes import Mistake, Mistakes, Path

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20  # levels; the format needs five, and libyaml slows down with the square of the depth
_NULL = ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Tree:
    """One document: its values, the line of each, and keys that stand twice."""

    values: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def grow(text: str, name: str) -> Tree:
    """Read one YAML document; raises Mistakes when it is none."""
    try:
        return _Grower(text, name).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Mistakes([f"{name}:{line}: this is not YAML: {error.problem}; mend this line or the one above"]) from None
    except (yaml.YAMLError, UnicodeError):
        line = next((n for n, row in enumerate(text.split("\n"), 1) if not _plain(row)), 1)
        raise Mistakes([f"{name}:{line}: a control character; the file must be plain text"]) from None


def _plain(row: str) -> bool:
    return all(c.isprintable() or c.isspace() for c in row)


class _Grower:
    """Follows the parser's events, which unlike its node tree cannot exhaust the C stack."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[str, object] = {}
        self.tree = Tree()

    def document(self) -> Tree:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.tree.lines:
                    raise self.mistake(event, "a second document begins here; remove the `---`")
                self.tree.values = self.value(next(self.events), ())
        return self.tree

    def value(self, event: yaml.Event, path: Path) -> object:
        self.tree.lines.setdefault(path, _line(event))
        if len(path) > _DEEPEST:
            raise self.mistake(event, "nested too deeply; quote a value that begins with [ or {")
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise self.mistake(event, "an alias without its anchor; quote a value that begins with *")
            return self.anchors[event.anchor]
        value = self.fresh(event, path)
        if anchor := getattr(event, "anchor", None):
            self.anchors[anchor] = value
        return value

    def fresh(self, event: yaml.Event, path: Path) -> object:
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self.pairs(path))
        if isinstance(event, yaml.SequenceStartEvent):
            return [self.value(e, (*path, n)) for n, e in enumerate(self.until(yaml.SequenceEndEvent))]
        assert isinstance(event, yaml.ScalarEvent)
        plain = event.implicit[0]
        return None if plain and event.value in _NULL else event.value

    def pairs(self, path: Path) -> Iterator[tuple[str, object]]:
        for event in self.until(yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self.mistake(event, "a key must be a word; quote a value that begins with [, { or *")
            here = (*path, event.value)
            if here in self.tree.lines:
                what = f"stands a second time in line {_line(event)}; keep one of the two"
                self.tree.mistakes.append(Mistake(here, what))
            self.tree.lines.setdefault(here, _line(event))
            yield event.value, self.value(next(self.events), here)

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self.events), end):
            yield event

    def mistake(self, event: yaml.Event, what: str) -> Mistakes:
        return Mistakes([f"{self.name}:{_line(event)}: {what}"])


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
