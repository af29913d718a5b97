"""Tables of words as patterns. The tables are data, to be corrected by who reads Vietnamese.

They are searched in folded text, where `thẻ` and `the` look alike; a phrase found is then held
against its spelling, unless the page itself is written without diacritics there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from crawler import reference, text
from crawler.session.lexicon import led
from crawler.session.prose import Prose, Span, between
from crawler.session.wording import tree, whole

_MARK = re.compile(r"\W")
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
    """Some phrases, found as whole words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.written = tuple(phrases)
        self.expression = any_of(self.written)
        self._spellings = frozenset(map(spelling, self.written))
        self.folded = tuple(sorted({text.key(phrase) for phrase in self.written}))
        self._led = led(self.folded, whole(self.folded))
        self._first = frozenset(phrase[:2] for phrase in self.folded)
        self._by_last: dict[str, list[str]] = {}
        for phrase in sorted(self.folded, key=len, reverse=True):
            self._by_last.setdefault(_MARK.sub(" ", phrase).rpartition(" ")[2], []).append(phrase)

    def spans(self, prose: Prose) -> Sequence[Span]:
        """Every place of a phrase in a text, found when first asked for."""
        return prose.once(self, self._everywhere)

    def _everywhere(self, prose: Prose) -> Sequence[Span]:
        spans = (found.span() for found in prose.matches(self._led))
        return [span for span in spans if self._is_spelt(prose.text[slice(*span)])]

    def opens(self, words: str) -> bool:
        """Whether a phrase stands at the beginning of some words."""
        found = self._led.form.match(text.fold(words))
        return found is not None and self._is_spelt(words[: found.end()])

    def at(self, prose: Prose, start: int) -> int | None:
        """Where the longest phrase that begins at `start` ends."""
        if prose.folded[start : start + 2] not in self._first:
            return None  # most often so
        found = self._led.form.match(prose.folded, start)
        return found.end() if found and self._is_spelt(prose.text[start : found.end()]) else None

    def before(self, prose: Prose, end: int, over: str = " :\n") -> int | None:
        """Where the longest phrase begins that ends right before `end`, the letters `over` apart."""
        stop, word = prose.before(end, over)
        for phrase in self._by_last.get(word, ()):
            start = stop - len(phrase)
            whole = prose.folded.endswith(phrase, 0, stop) and not prose.folded[max(0, start - 1) : start].isalnum()
            if whole and self._is_spelt(prose.text[start:stop]):
                return start
        return None

    def within(self, prose: Prose, start: int, end: int) -> bool:
        """Whether a phrase stands between `start` and `end`."""
        return self.last(prose, start, end) is not None

    def last(self, prose: Prose, start: int, end: int) -> Span | None:
        """The last place of a phrase between `start` and `end`."""
        told = between(self.spans(prose), start, end)
        return next((span for span in reversed(told) if span[1] <= end), None)

    def run_before(self, prose: Prose, end: int, over: str) -> Iterator[int]:
        """Where the phrases of a run that ends there begin, backwards."""
        while (begin := self.before(prose, end, over)) is not None:
            end = begin
            yield end

    def _is_spelt(self, written: str) -> bool:
        return written.isascii() or spelling(written) in self._spellings


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
def union(*names: str) -> Phrases:
    """The phrases of several tables of figures as one."""
    return Phrases(phrase for name in names for phrase in phrases(name).written)


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
