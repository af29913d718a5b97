"""What a number measures: percent, money, times, places, or things counted, with its scale word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crawler.session import tables
from crawler.text import key

Sort = Literal["percent", "points", "money", "times", "places", "sizes", "count", "bare"]
_MEASURES: tuple[Sort, ...] = ("points", "percent", "money", "times", "places", "sizes")


@dataclass(frozen=True, slots=True)
class Unit:
    """`written` is the unit with its scale word, as in the text: "triệu tài khoản"."""

    sort: Sort
    written: str | None
    scale: float
    end: int  # where the figure ends, its unit included
    known: bool = True  # a noun of the tables, or a measure


_WORD = re.compile(r"[^\W\d_]+")
_PERCENT = re.compile(r"\s*%")
_NOT_SCALE = re.compile(r"t[yi]\s+(?:le|trong)\b")  # tỷ lệ, tỷ trọng
_OF = re.compile(r"(?:(?:cac|so|chiec|cai|luong|tren tong so|trong tong so|trong so)\s+)?")


def find(text: str, folded: str, at: int) -> Unit:
    """The unit that begins at `at`, right after a number; sort "bare" where there is none."""
    if match := _PERCENT.match(folded, at):
        return Unit("percent", "%", 1.0, match.end())
    begin = _after_space(folded, at)
    scale, at = _scale(text, folded, begin)
    start = _after_space(folded, at)
    if end := _measures().at(text, folded, start):
        sort = _sorts()[" ".join(folded[start:end].split())]
        if end >= (tables.phrases("never").at(text, folded, start) or 0):  # điểm cầu is no điểm
            return Unit(sort, "%" if sort == "percent" else text[begin:end], scale, end)
    return _counted(text, folded, (begin, start), scale)


def span(text: str, folded: str, number: int, unit: Unit) -> Unit:
    """`rút ngắn 05 ngày`: a span of time that is itself the figure; else the unit it had."""
    start = _after_space(folded, unit.end)
    end = tables.phrases("spans").at(text, folded, start)
    if end is None or tables.phrases("spans_after").before(text, folded, number) is None:
        return unit
    return Unit("count", text[start:end], 1.0, end)


@cache
def _measures() -> tables.Phrases:
    return tables.Phrases(phrase for sort in _MEASURES for phrase in tables.table(sort))


@cache
def _sorts() -> dict[str, Sort]:
    return {key(phrase): sort for sort in _MEASURES for phrase in tables.table(sort)}


def _after_space(folded: str, at: int) -> int:
    while folded[at : at + 1].isspace():
        at += 1
    return at


@cache
def _scales() -> dict[str, float]:
    return {key(word): value for word, value in tables.table("scales").items()}


def _scale(text: str, folded: str, at: int) -> tuple[float, int]:
    scale = 1.0
    for _ in range(2):  # "triệu tỷ"
        start = _after_space(folded, at)
        end = tables.phrases("scales").at(text, folded, start)
        if not end or _NOT_SCALE.match(folded, start):
            break
        scale, at = scale * _scales()[folded[start:end]], end
    return scale, at


def _counted(text: str, folded: str, span: tuple[int, int], scale: float) -> Unit:
    begin, start = span
    match = _OF.match(folded, start)
    noun = match.end() if match else start
    if begin == start:
        begin = noun
    bare = Unit("bare", text[begin:start].strip() or None, scale, start)
    never = tables.phrases("never").at(text, folded, noun) or 0
    known = tables.phrases("counted").at(text, folded, noun) or 0
    if known > never:
        return Unit("count", text[begin:known], scale, known)
    word = _WORD.match(folded, noun)
    if not word or never or _is_name(text[noun : word.end()]) or word.end() >= len(text.rstrip()):
        return bare  # a word at the very end may be cut short
    end = _second_word(text, folded, word.end())
    return Unit("count", text[begin:end], scale, end, known=False)


def _is_name(word: str) -> bool:
    return len(word) < 2 or (word[0].isupper() and not word.isupper())


def _second_word(text: str, folded: str, end: int) -> int:
    """Most Vietnamese nouns are of two syllables."""
    word = _WORD.match(folded, end + 1) if folded.startswith(" ", end) else None
    if not word or _is_name(text[word.start() : word.end()]):
        return end
    stops = any(tables.phrases(name).at(text, folded, end + 1) for name in ("never", "verbs"))
    return end if stops else word.end()
