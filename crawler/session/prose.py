"""A text as every reader looks at it: as written, folded, in sentences and in words, each made once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from crawler.session import lexicon
from crawler.session.lexicon import Heads, Led
from crawler.text import fold, sentences, spaced

READ = 60_000  # letters of an article that are read; no report is as long, and a page of noise may be endless
LONGEST = 1_500  # letters of one sentence
_NEAR = 24  # letters in which the last word before a place is looked for

Span = tuple[int, int]
Made = TypeVar("Made")

_FIGURE = re.compile(r"\d(?<!\d\d)")


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
        spans = tuple(sentences(self.text))
        if all(end - start <= LONGEST for start, end in spans):
            return spans
        return tuple(piece for span in spans for piece in self._pieces(*span))

    def _pieces(self, start: int, end: int) -> list[Span]:
        pieces = []
        while end - start > LONGEST:
            cut = max(self.text.rfind(" ", start, start + LONGEST), start + LONGEST // 2)
            pieces.append((start, cut))
            start = cut
        return [*pieces, (start, end)]

    @cached_property
    def spaced(self) -> str:
        """The folded text with every mark a space, of the same offsets."""
        return spaced(self.text)

    def words(self, start: int, end: int) -> list[str]:
        """The folded words between two places."""
        return self.spaced[start:end].split()

    @cached_property
    def _words(self) -> list[str]:
        """The folded words in order, with an empty one between two marks and at the end."""
        words = self.spaced.split(" ")
        words.append("")
        return words

    @cached_property
    def _openings(self) -> dict[Led, list[int]]:
        return lexicon.openings(self._words)

    def openings(self, pattern: Led) -> list[int]:
        """Where a match of a pattern may begin, in order."""
        if (found := self._openings.get(pattern)) is None:
            found = self._openings[pattern] = lexicon.openings_of(pattern, self._words)
        return found

    def may_hold(self, heads: Heads, but: Iterable[str] = ()) -> bool:
        """Whether any phrase that begins so may stand there: that none does is seen faster than where they do.

        `but` are folded phrases that begin so and do not count.
        """
        told = self.spaced
        for phrase in but:
            told = told.replace(f"{phrase} ", " ")
        words = told.split()
        told = " ".join(words)
        found = heads.keys() & words
        return any(not heads[head] or any(f"{head} {word}" in told for word in heads[head]) for head in found)

    @cached_property
    def figures(self) -> list[int]:
        """Where digits begin, also within a word."""
        return [found.start() for found in _FIGURE.finditer(self.spaced)]

    @cached_property
    def _numbers(self) -> list[int]:
        """Where the words that begin with a digit stand."""
        return [at for at in self.figures if not at or self.spaced[at - 1] == " "]

    @cached_property
    def _tails(self) -> dict[int, tuple[int, str]]:
        return {}

    def before(self, place: int, over: str) -> tuple[int, str]:
        """Where what stands before a place ends when the letters `over` are left out there, and its last word."""
        if (found := self._tails.get(place)) is None:
            found = self._tails[place] = self._before(place, " ")
        return found if found[1] else self._before(place, over)  # no mark stands there, but before it

    def _before(self, place: int, over: str) -> tuple[int, str]:
        begin = max(0, place - _NEAR)
        stop = begin + len(self.folded[begin:place].rstrip(over))
        return stop, self.spaced[begin:stop].rpartition(" ")[2]

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
        openings = self.openings(pattern)
        return _tried(pattern.form, openings, self.folded if within is None else within) if openings else iter(())

    def opening(self, pattern: Led, start: int, end: int) -> int | None:
        """The first place between two where a match of a pattern may begin."""
        openings = self.openings(pattern)
        at = bisect_left(openings, start)
        return openings[at] if at < len(openings) and openings[at] < end else None

    def search(self, pattern: Led, start: int, end: int, within: str | None = None) -> re.Match[str] | None:
        """As `search`, between two places."""
        openings = self.openings(pattern)
        for at in openings[bisect_left(openings, start) : bisect_left(openings, end)]:
            if found := pattern.form.match(self.folded if within is None else within, at, end):
                return found
        return None

    def numbers(self, form: re.Pattern[str], within: str | None = None) -> Iterator[re.Match[str]]:
        """The same of a pattern that begins with a digit at the beginning of a word."""
        folded = self.folded if within is None else within
        return _tried(form, self._numbers[: bisect_left(self._numbers, len(folded))], folded)


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
