"""A text as every reader looks at it: as written, folded, in sentences and in words, each made once.

Most patterns begin with one of a few words. Trying them only where those words stand is many times
faster than a search through the text: `Led` is such a pattern, `Prose.matches` tries it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from crawler.text import fold, sentences

READ = 60_000  # letters of an article that are read; no report is as long, and a page of noise may be endless
LONGEST = 1_500  # letters of one sentence
_NEAR = 24  # letters in which the last word before a place is looked for

Span = tuple[int, int]
Made = TypeVar("Made")

_WORD = re.compile(r"\w+")
_MARK = re.compile(r"[^\w ]")


@dataclass(frozen=True, slots=True)
class Led:
    """A pattern over folded text, and the words that any match of it begins with."""

    heads: frozenset[str]
    form: re.Pattern[str]


def led(phrases: Iterable[str], form: str) -> Led:
    """`form` is a pattern each match of which begins with one of these folded phrases."""
    heads = (found[0] for phrase in phrases if (found := _WORD.match(phrase)))
    return Led(frozenset(heads), re.compile(form))


@dataclass(frozen=True)
class Prose:
    """The first letters of a text. No slots: what is derived is made when first asked for, and kept."""

    text: str

    @classmethod
    def of(cls, text: str) -> Prose:
        """What is read of a text of any length."""
        return cls(text[:READ])

    @cached_property
    def folded(self) -> str:
        return fold(self.text).replace("\u00a0", " ")

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences, those that never end cut to a bearable length."""
        return tuple(piece for span in sentences(self.text) for piece in self._pieces(*span))

    def _pieces(self, start: int, end: int) -> list[Span]:
        pieces = []
        while end - start > LONGEST:
            cut = max(self.text.rfind(" ", start, start + LONGEST), start + LONGEST // 2)
            pieces.append((start, cut))
            start = cut
        return [*pieces, (start, end)]

    @cached_property
    def _spaced(self) -> str:
        """The folded text with every mark a space, of the same offsets."""
        return _MARK.sub(" ", self.folded)

    def words(self, start: int, end: int) -> list[str]:
        """The folded words between two places."""
        return self._spaced[start:end].split()

    @cached_property
    def _words(self) -> Mapping[str, list[int]]:
        """Each folded word, and where it stands."""
        words: defaultdict[str, list[int]] = defaultdict(list)
        at = 0
        for word in self._spaced.split(" "):  # empty between two marks; faster than matches with places
            words[word].append(at)
            at += len(word) + 1
        words.pop("", None)
        return words

    @cached_property
    def _numbers(self) -> list[int]:
        """Where the words that begin with a digit stand."""
        return sorted(at for word, places in self._words.items() if word[0].isdecimal() for at in places)

    @cached_property
    def _tails(self) -> dict[tuple[int, str], tuple[int, str]]:
        return {}

    def before(self, place: int, over: str) -> tuple[int, str]:
        """Where what stands before a place ends when the letters `over` are left out there, and its last word."""
        if (found := self._tails.get((place, over))) is None:
            begin = max(0, place - _NEAR)
            stop = begin + len(self.folded[begin:place].rstrip(over))
            found = self._tails[place, over] = stop, self._spaced[begin:stop].rpartition(" ")[2]
        return found

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def once(self, key: Hashable, make: Callable[[Prose], Made]) -> Made:
        """What is derived from this text by `make`, made when first asked for."""
        if key not in self._made:
            self._made[key] = make(self)
        made: Made = self._made[key]
        return made

    def sentence(self, at: int) -> Span:
        """The sentence that a place is in."""
        return self.sentences[bisect_right(self.sentences, (at, len(self.text))) - 1]

    def matches(self, pattern: Led, within: str | None = None) -> Iterator[re.Match[str]]:
        """As `finditer`, over the folded text or a form of it of the same offsets, which may be shorter."""
        starts: list[int] = []
        for head in pattern.heads & self._words.keys():
            starts += self._words[head]
        starts.sort()
        return _tried(pattern.form, starts, self.folded if within is None else within)

    def numbers(self, form: re.Pattern[str], within: str | None = None) -> Iterator[re.Match[str]]:
        """The same of a pattern that begins with a digit at the beginning of a word."""
        return _tried(form, self._numbers, self.folded if within is None else within)


def _tried(form: re.Pattern[str], starts: Iterable[int], folded: str) -> Iterator[re.Match[str]]:
    done = 0
    for at in starts:
        if at >= done and (found := form.match(folded, at)):
            done = found.end()
            yield found


def within(told: Sequence[Span], start: int, end: int) -> bool:
    """Whether one of the spans, in order, lies between two places."""
    first = bisect_left(told, (start, start))
    return first < len(told) and told[first][1] <= end


def between(told: Sequence[Span], start: int, end: int) -> list[Span]:
    """Those of the spans, in order, that begin between two places."""
    return list(told[bisect_left(told, (start, start)) : bisect_left(told, (end, end))])


def holding(spans: Sequence[Span], found: Iterable[re.Match[str]]) -> list[int]:
    """Which of the spans, in order and apart, hold a match from end to end."""
    held: list[int] = []
    starts = [start for start, _ in spans]
    for match in found:
        at = bisect_right(starts, match.start()) - 1
        if at >= 0 and match.end() <= spans[at][1] and (not held or held[-1] != at):
            held.append(at)
    return held
