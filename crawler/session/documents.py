"""Documents a report cites: `57-NQ/TW` is not `57/NQ-CP`; laws by name, congress resolutions as they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from crawler.model import Fact
from crawler.session import tables
from crawler.session.lexicon import Led, led
from crawler.session.prose import Prose
from crawler.text import clean, fold

FILE = "documents.yaml"
MOST = 100  # cited in one article; a longer list is an index

# 57-NQ/TW, 408/TB-VPCP, 20/2023/QH15, 01-NQ/TU, 2881/VP-KGVX, 366-QĐ/TW: a number, then letters in capitals.
_NUMBERED = re.compile(
    r"(?<![/,-])(?<!\d\.)\d{1,5}\s?(?:/\s?\d{4}\s?)?"
    r"[/-]\s?[A-ZĐÐ]{1,8}\d{0,2}(?:\s?[-/–]\s?[A-ZĐÐ&]{1,12}g?\d{0,2}){0,3}(?![\w])"
)

_NO_DOCUMENT = re.compile(r"\d+/(?:CP$|GP-)|.*/(?:NGÀY|NĂM|THÁNG|LẦN|GIỜ)$")  # Đề án 06/CP


def read(prose: Prose) -> tuple[Fact, ...]:
    """The documents cited, each once, in order."""
    cited: dict[str, Fact] = {}
    for fact in sorted(_all(prose), key=lambda f: f.start):
        key = fold(fact.value)
        if key not in cited and len(cited) < MOST:
            cited[key] = fact
    return tuple(f for f in cited.values() if not _shortened(f, cited.values()))


def _all(prose: Prose) -> Iterator[Fact]:
    yield from _numbered(prose)
    yield from _bare(prose)
    yield from _named(prose)


@cache
def _kind_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){tables.phrases('kinds', FILE).expression}(?:\s+lien\s+tich)?(?:\s+so|\s+no)?[\s.:]*$")


def _numbered(prose: Prose) -> Iterator[Fact]:
    text, folded = prose.text, prose.folded
    for match in prose.numbers(_NUMBERED, text):
        number = re.sub(r"\s", "", match[0]).replace("–", "-").replace("Ð", "Đ")
        kind = _kind_before().search(folded, max(0, match.start() - 30), match.start())
        if _NO_DOCUMENT.match(number) or not (kind or number.count("/") + number.count("-") > 1):
            continue
        start = kind.start() if kind else match.start()
        yield Fact(number, text[start : match.end()], start, match.end())


@cache
def _short() -> Led:
    kinds = tables.phrases("bare", FILE)
    number = r"(?P<number>\d{1,4})(?![\w/%]|\s?[-–/]\s?\w|[.,]\d|\s+nam\b)"
    return led(kinds.folded, rf"{kinds.expression}\s+(?:so\s+|no\.?\s*)?{number}")


def _bare(prose: Prose) -> Iterator[Fact]:
    """`Nghị quyết 57`: what the reader is expected to know."""
    for match in prose.matches(_short()):
        quote = prose.text[match.start() : match.end()]
        if quote[0].isupper():
            yield Fact(clean(quote), quote, match.start(), match.end())


_CONGRESS = led(
    ("nghi quyet",),
    r"nghi quyet (?:cua )?dai hoi (?:dai bieu )?(?:dang )?(?:bo )?(?:toan quoc )?(?:lan thu )?"
    r"(?:[ivxl]{1,6}|\d{1,2})(?!\w)(?: (?:cua )?dang(?! bo| uy)(?!\w))?",
)


@cache
def _laws() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){tables.phrases('laws', FILE).expression}")


_LAW = led(("luat",), r"(?:Luật|LUẬT) (?=[A-ZĐÀ-Ỹ])(?P<name>[^\W\d_]+(?: [^\W\d_]+){0,7})")


def _named(prose: Prose) -> Iterator[Fact]:
    text, folded = prose.text, prose.folded
    for match in prose.matches(_CONGRESS):
        quote = text[match.start() : match.end()]
        yield Fact(quote, quote, match.start(), match.end())
    for match in prose.matches(_LAW, text):
        start = match.start()
        known = _laws().match(folded, start)
        end = known.end() if known else _end_of_name(folded, start, match.end())
        if end:
            yield Fact(text[start:end], text[start:end], start, end)


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(rf"\s{tables.phrases('law_ends', FILE).expression}")


def _end_of_name(folded: str, start: int, end: int) -> int | None:
    stop = _stop().search(folded, start, end)
    end = stop.start() if stop else end
    return end if end > start + len("luat su") else None


_LAST_NUMBER = re.compile(r"\D+(\d+)")


def _shortened(fact: Fact, others: Iterable[Fact]) -> bool:
    """Whether `Nghị quyết 57` only repeats a `57-NQ/TW` of the same article."""
    number = _LAST_NUMBER.fullmatch(fact.value)
    return number is not None and any(other.value.startswith((f"{number[1]}/", f"{number[1]}-")) for other in others)
