"""Patterns that begin with one of a few words, and where in a text each of them may begin.

Trying a pattern only where its words stand is many times faster than a search through the text. A
text is gone through once for all patterns that were ever asked of one, for the next is asked the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

_WORD = re.compile(r"\w+")


Heads = Mapping[str, frozenset[str]]  # first words of phrases, and what then follows them, if told


def heads(phrases: Iterable[str]) -> Heads:
    """How these folded phrases begin."""
    found: dict[str, set[str]] = {}
    for phrase in phrases:
        head, *rest = _WORD.findall(phrase)
        found.setdefault(head, set()).add(rest[0] if rest else "")
    return {head: frozenset(() if "" in words else words) for head, words in found.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Led:
    """A pattern over folded text, and the words that any match of it begins with."""

    heads: Heads
    form: re.Pattern[str]


def led(phrases: Iterable[str], form: str) -> Led:
    """`form` is a pattern each match of which begins with one of these folded phrases."""
    return Led(heads(phrases), re.compile(form))


def pairs(first: Iterable[str], then: Iterable[str]) -> Iterator[str]:
    """One of these folded words, and one of those behind it: for what many words that are common begin."""
    return (f"{one} {other}" for one, other in product(first, then))


class Lexicon:
    """Some patterns by the words that they begin with."""

    def __init__(self, patterns: Sequence[Led]) -> None:
        self.patterns = patterns
        # By its first word, which patterns may begin there: by the word that follows, or whatever follows.
        self._rows: dict[str, tuple[dict[str, list[int]], list[int]]] = {}
        for number, pattern in enumerate(patterns):
            for head, follows in pattern.heads.items():
                told, any_word = self._rows.setdefault(head, ({}, []))
                for word in follows:
                    told.setdefault(word, any_word.copy()).append(number)
                for numbers in () if follows else (any_word, *told.values()):
                    numbers.append(number)

    def openings(self, words: Sequence[str]) -> dict[Led, list[int]]:
        """Where each pattern may begin in a text of these words, a letter apart, of which the last is empty."""
        found: list[list[int]] = [[] for _ in self.patterns]
        rows, at = self._rows, 0
        for place, word in enumerate(words, start=1):
            if (row := rows.get(word)) is not None:
                told, any_word = row
                for number in told.get(words[place] or _next(words, place), any_word):
                    found[number].append(at)
            at += len(word) + 1
        return dict(zip(self.patterns, found, strict=True))


def _next(words: Sequence[str], place: int) -> str:
    """The first word from there on: where more than a space parts two words, empty ones stand in between."""
    while place < len(words) - 1 and not words[place]:
        place += 1
    return words[place]


_asked: dict[Led, None] = {}
_known = Lexicon(())


def openings(words: Sequence[str]) -> dict[Led, list[int]]:
    """Where each pattern that was ever asked for may begin."""
    global _known
    if len(_known.patterns) != len(_asked):
        _known = Lexicon(tuple(_asked))
    return _known.openings(words)


def openings_of(pattern: Led, words: Sequence[str]) -> list[int]:
    """Where a pattern may begin that is asked for the first time."""
    _asked[pattern] = None
    return Lexicon((pattern,)).openings(words)[pattern]
