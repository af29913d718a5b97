"""Written numbers: `16,4`, `4.543/6.325`, `8-10`, `1 073`, `hai triệu`; never dates, times or document numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from crawler.session import tables
from crawler.session.figures.relations import CURRENCIES
from crawler.session.lexicon import Led, led, pairs
from crawler.session.prose import Prose
from crawler.text import key

_PLAIN = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d])|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,15}(?:[.,]\d{1,6})?(?!\d)"
_SPACED = r"[1-9]\d{0,2}(?: \d{3})+(?!\d|[.,]\d|\s?%)"
_DAY, _MONTH, _YEAR = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])", r"(?:19|20)\d{2}"
_NO_FIGURE = "|".join(
    (
        rf"{_DAY}[/.-]{_MONTH}[/.-]{_YEAR}(?!\d)",  # 25/02/2023
        rf"{_YEAR}[/.-]{_MONTH}[/.-]{_DAY}(?!\d)",  # 2023-02-25
        rf"{_MONTH}[/.-]{_YEAR}(?!\d)",  # 6/2023
        rf"{_YEAR}\s?[-–]\s?{_YEAR}(?!\d)",  # 2022-2025
        r"\d{1,6}(?:/\d{4})?[/-][a-z][\w/-]*",  # 57-NQ/TW, 06/CP
        r"\d{1,2}\s?(?:h|g)\s?\d{0,2}(?!\w)|\d{1,2}:\d{2}(?!\d)",  # 8h30, 5G, 8:30
        r"\d[\d.,]*[a-z]+\d\w*",  # in a file's name
    )
)
_NUMBER = re.compile(
    rf"(?<![\w/])(?<!\d[.,])(?:(?P<nth>\d{{1,3}})(?:st|nd|rd|th)(?!\w)|(?P<no>{_NO_FIGURE})|(?P<one>{_SPACED}|{_PLAIN})(?:"
    rf"\s?/\s?(?P<over>{_PLAIN})|\s(?:out )?of (?:the )?(?P<of>{_PLAIN})(?=\s[a-z])"
    rf"|\s?%?\s?[-–]\s?(?P<high>{_PLAIN})|\s?%?\s(?:den|toi|to)\s(?P<till>{_PLAIN})(?=\s?%))?)"
)
_DAY_AND_MONTH = re.compile(rf"{_DAY}\s?[/-]\s?{_MONTH}(?![\d%])(?!\s%)")
_DATED = re.compile(r"(?<!\w)(?:ngay|sang|chieu|toi|trua|nay|dem|hom nay|hom qua|mai|tu|den|truoc|sau)[,\s(]+$")
_LISTED = re.compile(r"\s?(?:,|va|-|hoac)\s?")
_WINDOW = 16  # longer than any word before a date


class Written(NamedTuple):
    """A number in the text: its first part as written, what stands after a slash, and the end of a range."""

    start: int
    end: int
    text: str
    over: str | None = None
    high: str | None = None
    times: bool = False  # "gấp đôi": a multiple without its unit
    label: bool = False  # after a word that makes it a name: "mức độ 4", "năm 2023"


def scan(prose: Prose) -> Iterator[Written]:
    """Every number that may be a figure, digits first, then those behind a currency, then those in words."""
    yield from _in_digits(prose)
    yield from _behind_currency(prose)
    for match in prose.matches(_spelling()):
        word = match["digit"] or match["fold"] or match["place"]
        begin = match.start(match.lastgroup or 0)
        yield Written(begin, match.end(), str(_values()[word]), times=match["fold"] is not None)


def _in_digits(prose: Prose) -> Iterator[Written]:
    folded = prose.folded
    labelled = -1  # where the last number that is a name ended
    for match in prose.numbers(_NUMBER):
        if match["no"]:
            continue
        if match["nth"]:  # "the 8th session" is a name; of a ranking it is told by the words around it
            yield Written(match.start(), match.end(), match["nth"], label=True)
            continue
        if (match["over"] or match["high"]) and _is_day(folded, match.start()):
            continue
        label = _is_label(prose, match.start())
        if labelled >= 0 and _LISTED.fullmatch(folded, labelled, match.start()):
            label = label or not _counts(prose, match.end())  # mức độ 3, 4; not "hết tháng 6, 15 bộ"
        labelled = match.end() if label else -1
        if label and " " in match["one"]:  # "tháng 8 300 doanh nghiệp" is no 8,300
            continue
        yield Written(
            match.start(),
            match.end(),
            match["one"],
            match["over"] or match["of"],
            match["high"] or match["till"],
            label=label,
        )


def _is_day(folded: str, at: int) -> bool:
    """`ngày 30/11`, `chiều 8-8`."""
    return bool(_DAY_AND_MONTH.match(folded, at) and _DATED.search(folded[max(0, at - _WINDOW) : at]))


_WRITTEN_OUT = tuple(filter(str.isalpha, CURRENCIES))  # a number behind a sign is found without it
_SUM = re.compile(_PLAIN)


def _behind_currency(prose: Prose) -> Iterator[Written]:
    """ "VND2,468 trillion": a number that no space parts from its currency."""
    folded = prose.folded
    for currency in _WRITTEN_OUT:
        at = folded.find(currency)
        while at >= 0:
            begin = at + len(currency)
            glued = not folded[max(0, at - 1) : at].isalnum() and folded[begin : begin + 1].isdecimal()
            if glued and (match := _SUM.match(folded, begin)):
                yield Written(begin, match.end(), match[0])
            at = folded.find(currency, begin)


def _counts(prose: Prose, at: int) -> bool:
    """Whether something counted stands behind a number."""
    return tables.phrases("counted").at(prose, at + 1) is not None


def _is_label(prose: Prose, number: int) -> bool:
    folded = prose.folded
    if number > 1 and folded[number - 1] in "-–" and folded[number - 2].isalpha():
        return True  # level-4, quý I-2025
    found = tables.phrases("labels").before(prose, number)
    return found is not None and tables.phrases("no_labels").before(prose, number) is None


@cache
def _spelling() -> Led:
    digits, multiples = tables.any_of(tables.table("digits")), tables.any_of(tables.table("multiples"))
    ordinals = tables.any_of(tables.table("ordinals"))
    scales = tables.any_of(tables.table("scales"))
    measure = rf"(?:{scales}|phan tram(?!\w)|lan(?!\s+thu))"
    counted = rf"(?P<digit>{digits})(?<!viet nam)(?=\s+{measure})(?!\s+t[yi]\s+(?:le|trong)\b)"
    placed = rf"(?:xep|dung|len|hang)(?:\s+(?:o|hang|vi\s+tri))*\s+thu\s+(?P<place>{ordinals})"
    told = {name: [*map(key, tables.table(name))] for name in ("digits", "multiples", "scales")}
    heads = (
        *pairs(told["digits"], (*told["scales"], "phan tram", "lan")),
        *pairs(("gap",), told["multiples"]),
        *pairs(("xep", "dung", "len", "hang"), ("o", "hang", "vi tri", "thu")),
    )
    return led(heads, rf"(?:{counted}|gap\s+(?P<fold>{multiples})(?!\s+lan\b)|{placed})")


@cache
def _values() -> dict[str, float]:
    return {
        key(word): value for name in ("ordinals", "multiples", "digits") for word, value in tables.table(name).items()
    }


_THREES = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def amount(text: str, *, english: bool = False, whole: bool = False) -> float:
    """The number a text stands for. Things that are counted are `whole`: there `1,073` is not 1.073."""
    decimal, group = (".", ",") if english else (",", ".")
    text = text.replace(" ", "")
    if whole and _THREES.fullmatch(text):
        return float(re.sub("[.,]", "", text))
    if text.count(decimal) > 1 or (group in text and not _THREES.fullmatch(text.split(decimal)[0])):
        decimal, group = group, decimal  # as the other country writes it: 52.80%, 1,967,000 đồng
    return float(text.replace(group, "").replace(decimal, "."))
