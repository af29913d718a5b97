"""By what a page gives its make away: names of classes and ids, and the shape of addresses.

A mark is written `.name` (a class) or `#name` (an id), with `*` at its end for all names that
begin so. Anything else is a regular expression, sought in the page's own address, in those on
it and in the line `generator=...`; one that begins with `^` in the page's own address alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property

_HEAD = 16_384  # characters in which a page says what made it
_ENDING = 4
_LONGEST = 300
_REGEX = frozenset(r"\^$*+?{}[]|()")  # a dot in a mark means a dot
# Each begins with a literal, which `re` finds fast.
_NAMES = re.compile('="(?:(?<=class=")|(?<= id="))([^"]*)"')
_LINKS = re.compile('="(?:(?<=href=")|(?<=src="))([^"]*)"')
_GENERATOR = re.compile('="(?:generator|Generator|GENERATOR)" content="([^"]*)"')


class Shown:
    """What one page shows of its make, each part gathered once and only when asked for."""

    def __init__(self, url: str, html: str) -> None:
        self.url = url
        self._html = html.replace("'", '"')

    @cached_property
    def names(self) -> Set[str]:
        """Every class and id."""
        return set(" ".join(set(_NAMES.findall(self._html))).split())

    @cached_property
    def joined_names(self) -> str:
        """The names in one text, a space before each."""
        return " ".join(("", *self.names))

    @cached_property
    def addresses(self) -> str:
        """The page's own, those on it and what it says made it, a line each.

        Of many in one folder with one ending the first two: more say nothing new.
        """
        generator = _GENERATOR.search(self._html, 0, _HEAD)
        chosen = [self.url, f"generator={generator[1] if generator else ''}"]
        once: set[str] = set()
        twice: set[str] = set()
        for link in filter(None, dict.fromkeys(_LINKS.findall(self._html))):
            path = link.partition("?")[0] if "?" in link else link
            shape = path[: path.rfind("/")] + path[-_ENDING:]
            if shape not in twice:
                (twice if shape in once else once).add(shape)
                chosen.append(link[:_LONGEST])
        return "\n".join(chosen)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The marks of one family."""

    names: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # what stands in an address as it is written
    patterns: tuple[re.Pattern[str], ...] = ()
    own: tuple[re.Pattern[str], ...] = ()  # for the page's own address

    def named(self, page: Shown) -> int:
        """How many of the marks the page's names and its own address show: quick to see."""
        shown = len(self.names & page.names)
        if self.prefixes:
            shown += sum([prefix in page.joined_names for prefix in self.prefixes])
        if self.own:
            shown += sum([pattern.search(page.url) is not None for pattern in self.own])
        return shown

    def linked(self, page: Shown, least: int) -> int:
        """How many of them the other addresses on it show; not all are sought where these cannot be so many."""
        lines = page.addresses
        shown = sum([word in lines for word in self.words])
        if shown + len(self.patterns) < least:
            return shown
        return shown + sum([pattern.search(lines) is not None for pattern in self.patterns])


def fingerprint(marks: Iterable[str]) -> Fingerprint:
    """The marks, sorted by what each is compared with."""
    names, prefixes, words, patterns, own = set(), [], [], [], []
    for mark in marks:
        if mark[0] in ".#":
            if mark.endswith("*"):
                prefixes.append(" " + mark[1:-1])
            else:
                names.add(mark[1:])
        elif mark[0] == "^":
            own.append(re.compile(mark))
        elif _REGEX.isdisjoint(mark):
            words.append(mark)
        else:
            patterns.append(re.compile(mark))
    return Fingerprint(frozenset(names), tuple(prefixes), tuple(words), tuple(patterns), tuple(own))
