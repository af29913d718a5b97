"""What a page says beside the article: counters, related lists, polls, imprint. Removed by meaning.

Position says little (a counter may stand under the title), so a paragraph goes only when the
whole of it is furniture; a sentence that merely begins with such a word stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress

from crawler import dates, reference
from crawler.text import fold, key
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
    ends: frozenset[str]
    finals: frozenset[str]  # the ends, and the headings behind which something of the article may still come
    imprint: tuple[str, ...]
    office: re.Pattern[str]  # any of the words of an imprint


@cache
def _words() -> _Words:
    row = reference.load("furniture.yaml")
    counters = frozenset(_label(key(w)) for w in row["counters"])
    side_by_side = sorted({*counters, *(_label(key(w)) for w in row["lines"])}, key=len, reverse=True)
    ends = frozenset(_bare(key(w)) for w in row["ends"])
    finals = ends | {_bare(key(w)) for w in row["tails"]}
    return _Words(
        lines=frozenset(_bare(key(w)) for w in row["lines"]) | finals,
        counters=counters,
        row=re.compile(f"(?:(?:{'|'.join(re.escape(w) for w in side_by_side)})(?: |$))+"),
        prefixes=tuple(key(w) for w in row["prefixes"]),
        pattern=re.compile("|".join(f"(?:{p})" for p in row["patterns"])),
        stamps=re.compile(f"(?:(?:{'|'.join(re.escape(key(w)) for w in row['stamps'])})(?: |$))+"),
        ends=ends,
        finals=finals,
        imprint=tuple(key(w) for w in row["imprint"]),
        office=text_pattern(*row["imprint"], *row["office"]),
    )


def strip(paragraphs: Sequence[str]) -> list[str]:
    """Of clean paragraphs those that are the article's own, in order."""
    own = [not is_furniture(p) for p in paragraphs]
    return list(compress(paragraphs[: _end(paragraphs, own)], own))


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
    return _bare(fold(paragraph)) in _words().finals


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


def _end(paragraphs: Sequence[str], own: Sequence[bool]) -> int:
    """Where the article ends: before the first heading or imprint line that nothing of it can follow."""
    words = _words()
    headings = list(map(_bare, fold("\n".join([p[:_HEAD] for p in paragraphs])).split("\n")))  # each folded, at once
    imprint = [heading.startswith(words.imprint) for heading in headings]
    if not any(imprint) and words.finals.isdisjoint(headings):
        return len(paragraphs)
    last_prose = max((i for i, p in enumerate(paragraphs) if own[i] and not imprint[i] and _is_prose(p)), default=-1)
    total, passed = sum(map(len, paragraphs)), 0
    for i, (paragraph, heading) in enumerate(zip(paragraphs, headings, strict=True)):
        if heading in words.ends and passed * 3 >= total * 2:
            return i
        if i > last_prose and any(own[:i]) and (heading in words.finals or imprint[i]):
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
