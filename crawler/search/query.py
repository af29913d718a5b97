"""What a person types, as questions FTS5 understands. Any text is a question; none is an error."""

from __future__ import annotations

import re
import unicodedata

from crawler.text import words

LONGEST = 1000  # characters of a query that are looked at
MOST = 40  # words

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")  # huyền, sắc, ngã, hỏi, nặng
_LETTERS = re.compile(r"[\w\u0300-\u036f]+")
_TERM = re.compile(r"(?<!\S)(?P<minus>-)?(?:[\"“”](?P<quoted>[^\"“”]*)[\"“”]|(?P<loose>\S+))|\S+")


def expressions(query: str) -> list[str]:
    """FTS5 expressions to try in turn: the words as they stand together, then all of them anywhere.

    What is in quotes stays together in both; a minus bars what follows it. Every word is folded and
    quoted, so no operator of FTS5's own language is ever written by a user.
    """
    fixed, loose, barred = _terms(query[:LONGEST])
    if not (fixed or loose):
        fixed, barred = barred, []
    if not (fixed or loose):
        return []
    without = "".join(f" NOT {phrase}" for phrase in barred)
    together = " AND ".join([*fixed, *([_phrase(loose)] if loose else [])])
    anywhere = " AND ".join([*fixed, *(_phrase([word]) for word in dict.fromkeys(loose))])
    return list(dict.fromkeys([f"({together}){without}", f"({anywhere}){without}"]))


def _terms(query: str) -> tuple[list[str], list[str], list[str]]:
    """Quoted phrases, loose words, and the phrases barred by a minus before them."""
    fixed: list[str] = []
    loose: list[str] = []
    barred: list[str] = []
    for term in _TERM.finditer(query):
        found = words(term["quoted"] or term["loose"] or term[0])
        if found and term["minus"]:
            barred.append(_phrase(found[:MOST]))
        elif found and term["quoted"]:
            fixed.append(_phrase(found[:MOST]))
        else:
            loose += found
    return fixed[:MOST], loose[:MOST], barred[:MOST]


def toned(text: str) -> str:
    """The words with their accents, each word's tone at its end: hoà and hòa are one, chuyển and chuyện are not."""
    return " ".join(
        _TONES.sub("", word) + "".join(_TONES.findall(word))
        for word in _LETTERS.findall(unicodedata.normalize("NFD", text).lower())
    )


def _phrase(words: list[str]) -> str:
    return '"' + " ".join(words) + '"'
