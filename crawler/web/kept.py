"""Answers that still hold: while nothing is written, a page that is asked for again is not made again."""

from __future__ import annotations

from dataclasses import dataclass, field

ROOM = 8 << 20  # bytes of answers that are kept
LARGEST = 512 << 10  # bytes of one of them

Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(slots=True)
class Kept:
    """Answers by what was asked, all made of one version of the archive."""

    _version: object = None
    _answers: dict[Key, Answer] = field(default_factory=dict)
    _size: int = 0

    def find(self, asked: Key, version: object) -> Answer | None:
        """The answer, if it was made of this very version."""
        return self._answers.get(asked) if version == self._version else None

    def keep(self, asked: Key, version: object, answer: Answer) -> None:
        """Keep an answer while its version lasts; those kept longest give way. None is the version of what changes."""
        if version is None or len(answer.body) > LARGEST:
            return
        if version != self._version:
            self._version, self._answers, self._size = version, {}, 0
        self._drop(asked)
        self._answers[asked] = answer
        self._size += _size(asked, answer)
        while self._size > ROOM:
            self._drop(next(iter(self._answers)))

    def _drop(self, asked: Key) -> None:
        if answer := self._answers.pop(asked, None):
            self._size -= _size(asked, answer)


def _size(asked: Key, answer: Answer) -> int:
    return sum(map(len, asked)) + len(answer.body)
