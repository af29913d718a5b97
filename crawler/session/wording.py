"""The word tables of `data/wording.yaml` as pieces of patterns over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from crawler import reference
from crawler.session.lexicon import Led, led
from crawler.text import key


@cache
def tables() -> Mapping[str, tuple[str, ...]]:
    """Every table by name, its words folded, longest first."""
    return {
        name: tuple(sorted({key(str(word)) for word in words}, key=lambda w: (-len(w), w)))
        for name, words in reference.load("wording.yaml").items()
    }


def words(*names: str) -> tuple[str, ...]:
    """The words of these tables."""
    return tuple(word for name in names for word in tables()[name])


@cache
def any_of(*names: str) -> str:
    """A group that matches one word of these tables, as a whole word.

    Where a table `X_not` stands beside `X`, a word of it right after makes something else of the
    match: "dự" attends, "dự khuyết" and "dự án" do not.
    """
    but = [word for name in names for word in tables().get(f"{name}_not", ())]
    return whole(words(*names)) + (rf"(?!\s+{whole(but)})" if but else "")


def whole(words: Iterable[str]) -> str:
    """A group that matches one of these folded words, as a whole word, longest first.

    "No letter before" is asked after the first letter: a pattern that opens with plain letters is
    searched for by them, many times faster than one that opens with a question.
    """
    heads: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        heads.setdefault(word[0], []).append(word[1:])
    arms = [rf"{_letter(head)}(?<!\w{_letter(head)}){tree(rest)}" for head, rest in heads.items()]
    return rf"(?:{'|'.join(arms)})(?!\w)"


def tree(words: list[str]) -> str:
    """The words as a tree of their letters, so that a mismatch is seen at the first one."""
    ends = "" in words
    heads = sorted({word[0] for word in words if word})
    arms = [_letter(head) + tree([w[1:] for w in words if w[:1] == head]) for head in heads]
    if not arms:
        return ""
    if len(arms) == 1 and not ends:
        return arms[0]
    return f"(?:{'|'.join(arms)}){'?' if ends else ''}"


def _letter(letter: str) -> str:
    return r"\s+" if letter == " " else re.escape(letter)


@cache
def listed(*names: str) -> Led:
    """One word of these tables, tried where one may begin."""
    return led(words(*names), any_of(*names))


@cache
def pattern(*names: str) -> re.Pattern[str]:
    """One word of these tables, anywhere."""
    return re.compile(any_of(*names))
