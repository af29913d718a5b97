"""What a number measures: percent, money, times, places, or things counted, with its scale word."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from crawler.session import tables
from crawler.session.prose import Prose
from crawler.text import key

Sort = Literal["percent", "points", "money", "times", "places", "sizes", "count", "bare"]
_MEASURES: tuple[Sort, ...] = ("points", "percent", "money", "times", "places", "sizes")


class Unit(NamedTuple):
    """`written` is the unit with its scale word, as in the text: "triệu tài khoản"."""

    sort: Sort
    written: str | None
    scale: float
    end: int  # where the figure ends, its unit included
    known: bool = True  # a noun of the tables, or a measure
    plain: bool = False  # an everyday noun that lists more often than it counts: "3 việc cần làm"


_WORD = re.compile(r"[^\W\d_]+")
_PERCENT = re.compile(r"\s*%")
_NOT_SCALE = re.compile(r"t[yi]\s+(?:le|trong)\b")  # tỷ lệ, tỷ trọng
_OF = re.compile(r"(?:(?:cac|so|chiec|cai|luong|tren tong so|trong tong so|trong so)\s+)?")


def find(prose: Prose, at: int) -> Unit:
    """The unit that begins at `at`, right after a number; sort "bare" where there is none."""
    folded = prose.folded
    if match := _PERCENT.match(folded, at):
        return Unit("percent", "%", 1.0, match.end())
    begin = _after_space(folded, at)
    if "\n" in folded[at:begin]:
        return Unit("bare", None, 1.0, at)  # a cell of a table: what follows is the next one
    scale, at = _scale(prose, begin)
    start = _after_space(folded, at)
    if end := _measures().at(prose, start):
        sort = _sorts()[" ".join(folded[start:end].split())]
        if end >= (tables.phrases("never").at(prose, start) or 0):  # điểm cầu is no điểm
            return Unit(sort, "%" if sort == "percent" else prose.text[begin:end], scale, end)
    return _counted(prose, (begin, start), scale)


_SHORTER = re.compile(r"(?:ngay|gio|phut|giay|days|hours|minutes)\s+(?:xuong|con|to|down\s+to)\s+$")


def span(prose: Prose, number: int, unit: Unit) -> Unit:
    """`rút ngắn 05 ngày`, `từ 20 phút còn 5 phút`: a span of time that is itself the figure; else the unit it had."""
    start = _after_space(prose.folded, unit.end)
    end = tables.phrases("spans").at(prose, start)
    if end is None:
        return unit
    shorter = _SHORTER.search(prose.folded, max(0, number - 24), number)
    if shorter is None and tables.phrases("spans_after").before(prose, number) is None:
        return unit
    return Unit("count", prose.text[start:end], 1.0, end)


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


def _scale(prose: Prose, at: int) -> tuple[float, int]:
    folded, scale = prose.folded, 1.0
    for _ in range(2):  # "triệu tỷ"
        start = _after_space(folded, at)
        end = tables.phrases("scales").at(prose, start)
        if not end or _NOT_SCALE.match(folded, start):
            break
        scale, at = scale * _scales()[folded[start:end]], end
    return scale, at


def _counted(prose: Prose, span: tuple[int, int], scale: float) -> Unit:
    text, folded = prose.text, prose.folded
    begin, start = span
    match = _OF.match(folded, start)
    noun = match.end() if match else start
    if begin == start:
        begin = noun
    never = tables.phrases("never").at(prose, noun) or 0
    known = tables.phrases("counted").at(prose, noun) or 0
    if known > never:
        return Unit("count", text[begin:known], scale, known)
    if plain := tables.phrases("plain").at(prose, noun):
        return Unit("count", text[begin:plain], scale, plain, plain=True)
    word = _WORD.match(folded, noun)
    end = _second_word(prose, word.end()) if word and not (never or _is_name(text[noun : word.end()])) else None
    if end is None or end >= len(text.rstrip()):  # a word at the very end may be cut short
        return Unit("bare", text[begin:start].strip() or None, scale, start)
    return Unit("count", text[begin:end], scale, end, known=False)


def _is_name(word: str) -> bool:
    return len(word) < 2 or (word[0].isupper() and not word.isupper())


def _second_word(prose: Prose, end: int) -> int:
    """Most Vietnamese nouns are of two syllables."""
    word = _WORD.match(prose.folded, end + 1) if prose.folded.startswith(" ", end) else None
    if not word or _is_name(prose.text[word.start() : word.end()]):
        return end
    stops = any(tables.phrases(name).at(prose, end + 1) for name in ("never", "verbs"))
    return end if stops else word.end()
