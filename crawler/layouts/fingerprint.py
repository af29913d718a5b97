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
_ALIKE = 2  # addresses of one folder with one ending: more say nothing new
_ENDING = 4
_LONGEST = 300
_REGEX = frozenset(r"\^$*+?{}[]|()")  # a dot in a mark means a dot
# Each with a literal beginning, which `re` finds several times faster than an alternation.
_CLASS, _ID = re.compile('class="([^"]*)"'), re.compile(' id="([^"]*)"')
_GENERATOR = (re.compile('="generator" content="([^"]*)"'), re.compile('="G(?:enerator|ENERATOR)" content="([^"]*)"'))
_HREF, _SRC = re.compile('href="([^"]*)"'), re.compile('src="([^"]*)"')


class Shown:
    """What one page shows of its make, each part gathered once and only when asked for."""

    def __init__(self, url: str, html: str) -> None:
        self.url = url
        self._html = html.replace("'", '"')

    @cached_property
    def names(self) -> Set[str]:
        """Every class and id."""
        return set(" ".join({*_CLASS.findall(self._html), *_ID.findall(self._html)}).split())

    @cached_property
    def joined_names(self) -> str:
        """The names in one text, a space before each."""
        return " ".join(("", *self.names))

    @cached_property
    def addresses(self) -> str:
        """The page's own, those on it and what it says made it, a line each; of many alike the first two."""
        generator = next((m[1] for p in _GENERATOR if (m := p.search(self._html, 0, _HEAD))), "")
        alike: dict[str, list[str]] = {}
        for link in dict.fromkeys((*_HREF.findall(self._html), *_SRC.findall(self._html))):
            path = link.partition("?")[0]
            alike.setdefault(path[: path.rfind("/")] + path[-_ENDING:], []).append(link[:_LONGEST])
        chosen = (link for links in alike.values() for link in links[:_ALIKE])
        return "\n".join((self.url, f"generator={generator}", *chosen))


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
        return (
            len(self.names & page.names)
            + sum([prefix in page.joined_names for prefix in self.prefixes])
            + sum([pattern.search(page.url) is not None for pattern in self.own])
        )

    def linked(self, page: Shown) -> int:
        """How many of them the other addresses on it show."""
        return sum([word in page.addresses for word in self.words]) + sum(
            [pattern.search(page.addresses) is not None for pattern in self.patterns]
        )


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
