"""Tables of words as patterns. The tables are data, to be corrected by who reads Vietnamese.

They are searched in folded text, where `thẻ` and `the` look alike; a phrase found is then held
against its spelling, unless the page itself is written without diacritics there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from crawler import reference, text

READ = 60_000  # letters of an article that are read; no report is as long, and a page of noise may be endless
LONGEST = 2_500  # letters of one sentence

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@lru_cache(maxsize=4096)
def spelling(phrase: str) -> str:
    """A form equal for `hóa` and `hoá`: the tone stands behind its word."""
    return " ".join(map(_word, phrase.casefold().split()))


def _word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in letters if mark in _TONES)
    return "".join(letter for letter in letters if letter not in _TONES) + tones


def pieces(whole: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text, those that never end cut to a bearable length."""
    for start, end in text.sentences(whole):
        while end - start > LONGEST:
            cut = max(whole.rfind(" ", start, start + LONGEST), start + LONGEST // 2)
            yield start, cut
            start = cut
        yield start, end


class Phrases:
    """Some phrases, longest first, found as whole words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        phrases = tuple(phrases)
        self.expression = any_of(phrases)
        self._spellings = frozenset(spelling(phrase) for phrase in phrases)
        self._here = re.compile(rf"(?<!\w){self.expression}")
        self._before = re.compile(rf"(?<!\w){self.expression}[\s:]*$")

    def at(self, text: str, folded: str, start: int) -> int | None:
        """Where a phrase that begins at `start` ends."""
        return self._end(text, self._here.match(folded, start))

    def within(self, text: str, folded: str, start: int, end: int) -> bool:
        """Whether a phrase stands between `start` and `end`."""
        return any(self._end(text, found) for found in self._here.finditer(folded, start, end))

    def before(self, text: str, folded: str, end: int, *, reach: int = 32) -> int | None:
        """Where a phrase begins that ends right before `end`, white space apart."""
        found = self._before.search(folded, max(0, end - reach), end)
        return found.start() if found and self._end(text, found) else None

    def _end(self, text: str, found: re.Match[str] | None) -> int | None:
        if not found:
            return None
        written = text[found.start() : found.end()].rstrip(" :\n\t\xa0")
        return found.end() if written.isascii() or spelling(written) in self._spellings else None


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
    folded = sorted({text.key(phrase) for phrase in phrases}, key=lambda p: (-len(p), p))
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in folded) + r")(?!\w)"
