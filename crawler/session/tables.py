"""Tables of words as patterns. The tables are data, to be corrected by who reads Vietnamese.

They are searched in folded text, where `thẻ` and `the` look alike; a phrase found is then held
against its spelling, unless the page itself is written without diacritics there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Any

from crawler import reference, text
from crawler.session.prose import Prose, Span, led
from crawler.session.wording import tree, whole

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@lru_cache(maxsize=4096)
def spelling(phrase: str) -> str:
    """A form equal for `hóa` and `hoá`: the tone stands behind its word."""
    return " ".join(map(_word, phrase.casefold().split()))


def _word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in letters if mark in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tones


class Phrases:
    """Some phrases, longest first, found as whole words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        phrases = tuple(phrases)
        self.expression = any_of(phrases)
        self._spellings = frozenset(spelling(phrase) for phrase in phrases)
        self.folded = tuple(sorted({text.key(phrase) for phrase in phrases}))
        self._led = led(self.folded, whole(self.folded))
        self._here = self._led.form
        self._before = re.compile(rf"{whole(self.folded)}[\s:]*$")
        self._longest = max(map(len, self.folded)) + 8  # white space behind it, and a little more between its words
        self._first = frozenset(phrase[:2] for phrase in self.folded) if min(map(len, self.folded)) > 1 else None
        self.last = frozenset(phrase.rpartition(" ")[2] for phrase in self.folded)

    def at(self, text: str, folded: str, start: int) -> int | None:
        """Where a phrase that begins at `start` ends."""
        if self._first and folded[start : start + 2] not in self._first:
            return None
        return self._end(text, self._here.match(folded, start))

    def everywhere(self, prose: Prose) -> list[Span]:
        """Every place of a phrase in a text."""
        return [found.span() for found in prose.matches(self._led) if self._end(prose.text, found)]

    def within(self, text: str, folded: str, start: int, end: int) -> bool:
        """Whether a phrase stands between `start` and `end`."""
        return any(self._end(text, found) for found in self._here.finditer(folded, start, end))

    def spans(self, text: str, folded: str, start: int, end: int) -> list[Span]:
        """Every place of a phrase between `start` and `end`."""
        return [found.span() for found in self._here.finditer(folded, start, end) if self._end(text, found)]

    def before(self, text: str, folded: str, end: int, *, reach: int = 32) -> int | None:
        """Where a phrase begins that ends right before `end`, white space apart."""
        if not may_end(folded, max(0, end - reach), end, self.last):
            return None
        found = self._before.search(folded, max(0, end - min(reach, self._longest)), end)
        while found and not self._end(text, found):  # "Việt Nam trong nhóm" folds like "nằm trong nhóm"
            found = self._before.search(folded, found.start() + 1, end)
        return found.start() if found else None

    def _end(self, text: str, found: re.Match[str] | None) -> int | None:
        if not found:
            return None
        written = text[found.start() : found.end()].rstrip(" :\n\t\xa0")
        return found.end() if written.isascii() or spelling(written) in self._spellings else None


def may_end(folded: str, start: int, end: int, words: Collection[str]) -> bool:
    """Whether one of the words may be the last of a stretch; most often none is, and to see that needs no search."""
    tail = folded[start:end].rstrip(" ,:\n")
    word = tail[tail.rfind(" ") + 1 :]
    return word in words or not word.isalnum()


@cache
def table(name: str, file: str = "figures.yaml") -> Any:
    """One table of a file of words."""
    return reference.load(file)[name]


@cache
def phrases(name: str, file: str = "figures.yaml") -> Phrases:
    """The phrases of a table; `hedges.gt` is a table within a table."""
    rows: Any = reference.load(file)
    for key in name.split("."):
        rows = rows[key]
    return Phrases(rows)


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression for any of the phrases, without diacritics and case, longest first."""
    return rf"{tree(sorted({text.key(phrase) for phrase in phrases}))}(?!\w)"
