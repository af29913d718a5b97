"""The clause a figure stands in: the quote that proves it, no longer than needed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from crawler.session import tables
from crawler.session.prose import Prose, Span, between

# The marks first, what must stand around them after: so a search goes from mark to mark.
_STRONG = re.compile(r"[;:…()\[\]\n•,.!?–-](?:(?<=[;:…()\[\]\n•])|(?<=,)(?!\d)|(?<=[.!?])(?=\s|$)|(?<=\s[–-])(?=\s))")
_JOINT = re.compile(r"(?<!\w)(?:va|and|gom|trong do|tuong duong|voi)(?!\w)")
_DASHES = ("-", "–")
_LONGEST = 300  # letters of a clause on either side of its figure
_TRIM = " \t\n,;:.()[]…-–•"


def clauses(prose: Prose, figures: Sequence[Span], whole: Span) -> list[Span]:
    """One clause for each figure of the sentence `whole`: from boundary to boundary around it."""
    folded = prose.folded
    asides = between(tables.phrases("asides").spans(prose), *whole)  # turns to a purpose or a circumstance
    marks = sorted(_marks(prose, figures, whole) + asides)
    begins, ends = [*(a for a, _ in marks), len(folded) + 1], [whole[0], *(b for _, b in marks)]
    spans = []
    for index, (start, end) in enumerate(figures):
        within = _reach(folded, start, end, whole)
        before = figures[index - 1][1] if index else within[0]
        after = figures[index + 1][0] if index + 1 < len(figures) else within[1]
        left = max(within[0], ends[bisect_right(ends, start) - 1])
        right = min(within[1], begins[bisect_left(begins, end)])
        if _is_list(folded, begins, right):
            right = end
        if left < before and index:
            left = _last_joint(folded, before, start, left)
        if right > after and index + 1 < len(figures):
            right = _last_joint(folded, end, after, right, front=True)
        left = _opening(folded, left, start)
        if left == start:
            right = _predicate(folded, end, right, [a for a, _ in marks if a > right] + [after], within[1])
        right = max(right, end)
        if folded.startswith(")", right) and "(" in folded[left:right]:
            right += 1
        spans.append(_trim(folded, left, right))
    return spans


def _marks(prose: Prose, figures: Sequence[Span], whole: Span) -> list[Span]:
    """The punctuation of a sentence that bounds clauses."""
    inside = {at for start, end in figures for at in range(start, end)}
    found = (m for m in _STRONG.finditer(prose.folded, *whole) if m.start() not in inside)
    return [m.span() for m in found if not _goes_on(prose, m, figures)]


def _is_list(folded: str, begins: Sequence[int], at: int) -> bool:
    """`2 dịch vụ công liên thông đăng ký khai sinh - thường trú - cấp thẻ`: what is counted, by name between dashes."""
    if not folded.startswith(_DASHES, at):
        return False  # most often so
    first = bisect_left(begins, at)
    return begins[first : first + 1] == [at] and folded.startswith(_DASHES, begins[first + 1])


def _reach(folded: str, start: int, end: int, whole: Span) -> Span:
    """How far a clause may go from its figure, in whole words."""
    left, right = whole
    if start - left > _LONGEST:
        left = max(folded.find(" ", start - _LONGEST, start), start - _LONGEST)
    if right - end > _LONGEST:
        right = max(folded.rfind(" ", end, end + _LONGEST), end)
    return left, right


def _goes_on(prose: Prose, mark: re.Match[str], figures: Sequence[Span]) -> bool:
    """Whether a mark is no boundary: an aside without figures, or a comma inside one noun."""
    folded, at, sign = prose.folded, mark.start(), mark[0]
    if sign == ",":
        return tables.phrases("joined").at(prose, mark.end() + 1) is not None
    if sign == ":":  # "Internet cáp quang: 100%"
        told = tables.phrases("told").before(prose, at) is not None
        return not told and any(at < start <= mark.end() + 1 for start, _ in figures)
    if sign == "(":
        close = folded.find(")", at, at + 80)
        return close > 0 and not any(at < start < close for start, _ in figures)
    if sign == ")":
        open_ = folded.rfind("(", max(0, at - 80), at)
        return open_ >= 0 and not any(open_ < start < at for start, _ in figures)
    return False


def _predicate(folded: str, figure: int, right: int, further: Sequence[int], end: int) -> int:
    """`58/63 địa phương kết nối, chia sẻ dữ liệu`: a first verb alone is not yet the predicate."""
    if right >= end or folded[right] != "," or not 0 < len(folded[figure:right].split()) <= 2:
        return right
    onward = min(further)
    return onward if onward < end or folded[onward - 1 : onward].isalnum() else right


def _last_joint(folded: str, start: int, end: int, otherwise: int, *, front: bool = False) -> int:
    joints = list(_JOINT.finditer(folded, start, end))
    if not joints:
        return otherwise  # "3 quyết định lập 3 tổ công tác": one clause for both
    return joints[-1].start() if front else joints[-1].end()


@cache
def _openings() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{tables.phrases('opening').expression}\s+)*")


def _opening(folded: str, left: int, figure: int) -> int:
    """Past "đã có": words that open a clause and say nothing of the figure that follows them at once."""
    match = _openings().match(folded, left, figure)
    return figure if match and match.end() == figure else left


def _closes(folded: str, start: int, end: int) -> bool:
    """Whether the last letter closes an aside that was opened in the clause."""
    return folded[end - 1] == ")" and "(" in folded[start:end]


def _trim(folded: str, start: int, end: int) -> Span:
    while end > start and folded[end - 1] in _TRIM and not _closes(folded, start, end):
        end -= 1
    while start < end and folded[start] in _TRIM:
        start += 1
    return start, end
