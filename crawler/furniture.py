"""What a page says beside the article: counters, related lists, polls, imprint. Removed by meaning.

Position says little (a counter may stand under the title), so a paragraph goes only when the
whole of it is furniture; a sentence that merely begins with such a word stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress

from crawler import dates, reference
from crawler.text import clean, fold, key
from crawler.text import pattern as text_pattern

_EDGES = " \t.,:;|•·*-–—_()[]{}<>«»›‹“”\"'/…►▶▪■●○©®"
_FIGURES = re.compile(r"[\d\s.,:;/()\[\]%*+-]+")  # no "|": a row of a table is not a counter
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[\W_]+")
_CLOSING = '"”’)]/'  # what may stand after a sentence's end
_LIMIT = 200  # a longer paragraph is prose, whatever it begins with
_HEAD = 64  # longer than any heading and any beginning of an imprint
_STAMP = 80
_PROSE = 120  # the least length of a paragraph that is surely prose
_REMEMBERED = 512  # paragraphs: each of a page is looked at by several readers, menus on every page of a site


@dataclass(frozen=True, slots=True)
class _Words:
    """`furniture.yaml`, ready to compare with."""

    lines: frozenset[str]  # headings among them
    counters: frozenset[str]
    row: re.Pattern[str]  # several lines and counters side by side
    prefixes: tuple[str, ...]
    pattern: re.Pattern[str]
    stamps: re.Pattern[str]  # one or more of the phrases
    tails: frozenset[str]
    ends: frozenset[str]
    imprint: tuple[str, ...]
    office: re.Pattern[str]  # any of the words of an imprint


@cache
def _words() -> _Words:
    row = reference.load("furniture.yaml")
    counters = frozenset(_label(key(w)) for w in row["counters"])
    side_by_side = sorted({*counters, *(_label(key(w)) for w in row["lines"])}, key=len, reverse=True)
    tails, ends = (frozenset(_bare(key(w)) for w in row[name]) for name in ("tails", "ends"))
    return _Words(
        lines=frozenset(_bare(key(w)) for w in row["lines"]) | tails | ends,
        counters=counters,
        row=re.compile(f"(?:(?:{'|'.join(re.escape(w) for w in side_by_side)})(?: |$))+"),
        prefixes=tuple(key(w) for w in row["prefixes"]),
        pattern=re.compile("|".join(f"(?:{p})" for p in row["patterns"])),
        stamps=re.compile(f"(?:(?:{'|'.join(re.escape(key(w)) for w in row['stamps'])})(?: |$))+"),
        tails=tails,
        ends=ends,
        imprint=tuple(key(w) for w in row["imprint"]),
        office=text_pattern(*row["imprint"], *row["office"]),
    )


def strip(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs that are the article's own, cleaned, in order."""
    cleaned = [c for c in map(clean, paragraphs) if c]
    own = [not is_furniture(p) for p in cleaned]
    end = _end(cleaned, own)
    return list(compress(cleaned[:end], own))


@lru_cache(_REMEMBERED)
def is_furniture(paragraph: str) -> bool:
    """Whether a clean paragraph is nothing but furniture, wherever it stands."""
    if len(paragraph) > _LIMIT:
        return False
    folded, words = fold(paragraph), _words()
    return (
        _MARKS.fullmatch(folded) is not None
        or _bare(folded) in words.lines
        or (label := _label(folded)) in words.counters
        or words.row.fullmatch(" ".join(_MARKS.sub(" ", label).split())) is not None
        or folded.startswith(words.prefixes)
        or words.pattern.fullmatch(folded) is not None
        or is_stamp(paragraph)
    )


def is_stamp(paragraph: str) -> bool:
    """Whether it is a time stamp: a date with a clock, a label or brackets. A date alone may head a section."""
    if len(paragraph) > _STAMP or not _DIGIT.search(paragraph) or paragraph.endswith((".", ";")):
        return False
    if not (found := list(dates.spans(paragraph))):
        return False
    start, end, value = found[0]
    rest = " ".join(_MARKS.sub(" ", fold(paragraph[:start] + " " + paragraph[end:])).split())
    if rest in ("", "ngay"):
        return "T" in value or paragraph.startswith("(")
    return _words().stamps.fullmatch(rest) is not None


def leads_on(paragraph: str) -> bool:
    """Whether it is a heading of other articles."""
    if len(paragraph) > _HEAD:
        return False
    heading = _bare(fold(paragraph))
    return heading in _words().tails or heading in _words().ends


def is_imprint(paragraph: str) -> bool:
    """Whether it says who answers for the site, and where: several such words, of two one no mere address."""
    if ":" not in paragraph:
        return False
    words = _words()
    said = {match[0] for match in words.office.finditer(fold(paragraph))}
    return len(said) > 2 or (len(said) == 2 and not said.isdisjoint(words.imprint))


def is_nobodys(paragraph: str) -> bool:
    """Whether it is the site's, not the article's, wherever it stands."""
    return is_furniture(paragraph) or is_imprint(paragraph)


def _end(paragraphs: list[str], own: list[bool]) -> int:
    """Where the article ends: before the first heading or imprint line that nothing of it can follow."""
    words = _words()
    folded = [fold(p[:_HEAD]) for p in paragraphs]
    imprint = [_bare(f).startswith(words.imprint) for f in folded]
    last_prose = max((i for i, p in enumerate(paragraphs) if own[i] and not imprint[i] and _is_prose(p)), default=-1)
    total, passed = sum(map(len, paragraphs)), 0
    for i, paragraph in enumerate(paragraphs):
        heading = _bare(folded[i])
        if heading in words.ends and passed * 3 >= total * 2:
            return i
        if i > last_prose and any(own[:i]) and (heading in words.ends or heading in words.tails or imprint[i]):
            return i
        passed += len(paragraph)
    return len(paragraphs)


def _is_prose(paragraph: str) -> bool:
    """Long and closed like a sentence: a headline is neither."""
    return len(paragraph) >= _PROSE and paragraph.rstrip(_CLOSING).endswith((".", "!", "?", "…"))


def _bare(folded: str) -> str:
    return folded.strip(_EDGES)


def _label(folded: str) -> str:
    """The words of "Lượt xem: 1.234" without the figures."""
    return " ".join(_FIGURES.sub(" ", folded).split()).strip(_EDGES)
