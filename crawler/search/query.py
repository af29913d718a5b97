"""What a person types, as questions FTS5 understands. Any text is a question; none is an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from crawler import reference
from crawler.text import words

LONGEST = 1000  # characters of a query that are looked at
MOST = 40  # words

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")  # huyền, sắc, ngã, hỏi, nặng
_LETTERS = re.compile(r"[\w\u0300-\u036f]+")
_LETTER = re.compile("[^\u0300-\u036f][\u0300-\u036f]*")
_TERM = re.compile(r"(?<!\S)(?P<minus>-)?(?:[\"“”](?P<quoted>[^\"“”]*)[\"“”]|(?P<loose>\S+))|\S+")
_OR = re.compile(r"(?<!\S)(?:OR|\|)(?!\S)")
_PREFIX = re.compile(r"[^\W_]{2}\*$")  # what begins with one letter is nearly everything
MOST_WAYS = 8  # of writing one phrase with and without abbreviations


class Expression(NamedTuple):
    """One question in FTS5's language: of the whole article, and of its title (what is barred stays barred in all)."""

    anywhere: str
    titled: str


def expressions(query: str) -> list[Expression]:
    """What to try in turn: the words as they stand together, then all of them anywhere.

    What is in quotes stays together in both; a minus bars what follows it; `OR` finds either side; a star at a word's
    end finds what begins so; an abbreviation finds what it stands for, and the other way about. Every word is folded
    and quoted, so no operator of FTS5's own language is ever written by a user.
    """
    sides = [side for part in _OR.split(query[:LONGEST]) if (side := _side(part))]
    if not sides:
        return []
    return list(dict.fromkeys(_either([side[n] for side in sides]) for n in (0, 1)))


def _either(sides: list[tuple[str, str]]) -> Expression:
    return Expression(
        " OR ".join(f"(({found}){without})" for found, without in sides),
        " OR ".join(f"(({{title}} : ({found})){without})" for found, without in sides),
    )


def _side(query: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """One side of an OR, as what is to be found and what is barred: its words together, and anywhere."""
    fixed, loose, barred = _terms(query)
    if not (fixed or loose):
        fixed, barred = barred, []
    if not (fixed or loose):
        return None
    without = "".join(f" NOT {phrase}" for phrase in barred)
    together = " AND ".join([*fixed, *([_phrase(loose)] if loose else [])])
    return (together, without), (" AND ".join([*fixed, *_scattered(loose)]), without)


def _terms(query: str) -> tuple[list[str], list[str], list[str]]:
    """Quoted phrases, loose words (a star at the end of some), and the phrases barred by a minus before them."""
    fixed: list[str] = []
    loose: list[str] = []
    barred: list[str] = []
    for term in _TERM.finditer(query):
        told = term["quoted"] or term["loose"] or term[0]
        found = words(told)
        if found and _PREFIX.search(told):
            found[-1] += "*"
        if found and term["minus"]:
            barred.append(_phrase(found[:MOST]))
        elif found and term["quoted"]:
            fixed.append(_phrase(found[:MOST]))
        else:
            loose += found
    return fixed[:MOST], loose[:MOST], barred[:MOST]


def _phrase(told: list[str]) -> str:
    """The words together, in every way of writing them; a star inside a phrase is none."""
    told = [*(word.rstrip("*") for word in told[:-1]), told[-1]]
    ways = [_quoted(way) for way in _ways(told)]
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _quoted(told: Sequence[str]) -> str:
    star = " *" if told[-1].endswith("*") else ""
    return '"' + " ".join(word.rstrip("*") for word in told) + f'"{star}'


def _scattered(loose: list[str]) -> list[str]:
    """Each word for itself; the words of a known name together are also found by its abbreviation."""
    parts, at = [], 0
    while at < len(loose):
        size, others = _known_at(loose, at)
        each = " AND ".join(_quoted([word]) for word in dict.fromkeys(loose[at : at + size]))
        parts.append(f"(({each}) OR {' OR '.join(map(_quoted, others))})" if others else each)
        at += size
    return list(dict.fromkeys(parts))


def _ways(told: Sequence[str]) -> list[tuple[str, ...]]:
    """A phrase as typed, then with abbreviations written out or names shortened."""
    ways: list[tuple[str, ...]] = [()]
    at = 0
    while at < len(told):
        size, others = _known_at(told, at)
        here = [tuple(told[at : at + size]), *others]
        ways = [way + form for way in ways for form in here][:MOST_WAYS]
        at += size
    return ways


def _known_at(told: Sequence[str], at: int) -> tuple[int, list[tuple[str, ...]]]:
    """The longest known form that begins here, and the other forms of it; else the one word alone."""
    for form, others in _forms().get(told[at], ()):
        if form == tuple(told[at : at + len(form)]):
            return len(form), others
    return 1, []


@cache
def _forms() -> dict[str, list[tuple[tuple[str, ...], list[tuple[str, ...]]]]]:
    """Every form of an abbreviation, as folded words, with the other forms of it: by first word, the longest first."""
    rows = [[tuple(words(form)) for form in row] for row in reference.load("abbreviations.yaml")]
    others = {form: [other for other in row if other != form] for row in rows for form in row}
    forms = sorted(others, key=len, reverse=True)
    return {first: [(form, others[form]) for form in forms if form[0] == first] for first, *_ in forms}


def as_typed(query: str) -> re.Pattern[str] | None:
    """What is written with the accents that were typed, in either tone placement; None where none were typed."""
    typed = _LETTERS.findall(unicodedata.normalize("NFD", query[:LONGEST]).lower())[:MOST]
    if all(word.isascii() for word in typed):
        return None
    return re.compile(r"[\W_]+".join(f"(?:{'|'.join(map(re.escape, _spellings(word)))})" for word in typed), re.I)


def _spellings(word: str) -> list[str]:
    """hoà and hòa are one, chuyển and chuyện are not: the tone may stand on any letter."""
    tones = "".join(_TONES.findall(word))
    letters = _LETTER.findall(_TONES.sub("", word)) if tones else [word]
    ways = ["".join([*letters[:n], letter + tones, *letters[n + 1 :]]) for n, letter in enumerate(letters)]
    return list(dict.fromkeys(unicodedata.normalize("NFC", way) for way in ways))
