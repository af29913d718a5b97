"""A text with each fact marked in place. Pure: text and facts in, a tree of pieces out; the template escapes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Note:
    """One fact of an article, as the margin tells it. Facts proved by the same words share a number."""

    start: int
    end: int
    label: str  # "Chủ trì"
    value: str
    kind: str  # a class of the style sheet: person, place, figure, task, document, theme
    number: int = 0

    @property
    def anchor(self) -> str:
        return anchor(self.start, self.end)


@dataclass(slots=True)
class Mark:
    """Words that prove facts, with smaller marks inside. `id` is empty on the later pieces of a split one."""

    id: str
    kind: str
    title: str
    number: int
    pieces: list[str | Mark] = field(default_factory=list)


Piece = str | Mark


def anchor(start: int, end: int) -> str:
    """Where a quote stands, as the fragment of an address: the same on every page."""
    return f"t{start}-{end}"


def numbered(notes: Iterable[Note]) -> list[Note]:
    """The notes in order of the text, numbered by their words."""
    found: list[Note] = []
    numbers: dict[str, int] = {}
    for note in sorted(notes, key=lambda n: (n.start, -n.end)):
        number = numbers.setdefault(note.anchor, len(numbers) + 1)
        found.append(Note(note.start, note.end, note.label, note.value, note.kind, number))
    return found


def paragraphs(text: str, notes: Sequence[Note]) -> Iterator[list[Piece]]:
    """Each paragraph as text and marks, properly nested; a quote that leaves one is split at its end."""
    seen: set[str] = set()
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        spans = _spans(notes, start, end)
        yield _weave(text, start, end, spans, seen)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    notes: tuple[Note, ...]


def _spans(notes: Sequence[Note], start: int, end: int) -> list[_Span]:
    """The quotes inside one paragraph: one span for equal words, crossing ones cut so that all nest."""
    grouped: dict[str, list[Note]] = {}
    for note in notes:
        if note.start < end and start < note.end:
            grouped.setdefault(note.anchor, []).append(note)
    whole = [_Span(max(g[0].start, start), min(g[0].end, end), tuple(g)) for g in grouped.values()]
    nested: list[_Span] = []
    queue = sorted(whole, key=_outermost_first)
    while queue:
        span = queue.pop(0)
        around = [other for other in nested if other.start <= span.start < other.end]
        edge = min((other.end for other in around), default=span.end)
        if span.end > edge:
            queue.append(_Span(edge, span.end, span.notes))
            queue.sort(key=_outermost_first)
            span = _Span(span.start, edge, span.notes)
        nested.append(span)
    return sorted(nested, key=_outermost_first)


def _outermost_first(span: _Span) -> tuple[int, int]:
    return span.start, -span.end


def _weave(text: str, start: int, end: int, spans: list[_Span], seen: set[str]) -> list[Piece]:
    """Text from `start` to `end` with its marks; `spans` nest and come outermost first."""
    pieces: list[Piece] = []
    at = start
    while spans and spans[0].start < end:
        span = spans.pop(0)
        inside = [spans.pop(0) for _ in range(_count_inside(spans, span))]
        pieces.append(text[at : span.start])
        pieces.append(_mark(text, span, inside, seen))
        at = span.end
    pieces.append(text[at:end])
    return [piece for piece in pieces if piece]


def _count_inside(spans: list[_Span], outer: _Span) -> int:
    return next((n for n, span in enumerate(spans) if span.start >= outer.end), len(spans))


def _mark(text: str, span: _Span, inside: list[_Span], seen: set[str]) -> Mark:
    first = span.notes[0]
    mark = Mark(
        id="" if first.anchor in seen else first.anchor,
        kind=first.kind,
        title="; ".join(f"{note.label}: {note.value}" for note in span.notes),
        number=first.number,
    )
    seen.add(first.anchor)
    mark.pieces = _weave(text, span.start, span.end, inside, seen)
    return mark
