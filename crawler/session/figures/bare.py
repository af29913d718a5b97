"""Numbers whose noun was told before or is an everyday word, and numbers that are part of a name.

"34 nhiệm vụ …, đã hoàn thành 17" tells of tasks again; "giao 126 việc" counts what "3 việc cần làm ngay"
only lists; the commune of Bảo Lâm 1 is no figure at all.
"""

from __future__ import annotations

import re

from crawler.session.figures import relations
from crawler.session.figures.numbers import Written
from crawler.session.prose import Prose
from crawler.session.tables import phrases
from crawler.text import fold

_CLOSED = re.compile(r"\s*(?:[,;)]|\.(?!\d))|\s+(?:cua|voi|va|so\s+voi|trong|vao|with|and|by|in|as|compared)\s")
_GOES_ON = re.compile(r"\s*(?:[,;()]|\.(?!\d))|\s+(?:va|con|chua|and|while)\s")
_VERB = re.compile(r"\s+(?:are|were|have|has|had|remain)\s")
_SAID = re.compile(r"\s+(?:phat\s+bieu|tham\s+luan|thao\s+luan|trao\s+doi|chi\s+dao|ket\s+luan|dong\s+gop|dai\s+bieu)")
_MANY = 3  # digits of a count that nobody lists by word of mouth
_ENDS = re.compile(
    r"\s*(?:\([^()\n]{1,40}\)\s*)?(?:(?:vao\s+|cuoi\s+)?nam\s+20\d\d\s*)?,?\s*"
    r"(?:tang\s+|giam\s+)?(?:len|xuong|con|xuong\s+con|chi\s+con|up\s+to|down\s+to|to)\s+(?:[^\s.,;\d]+\s+){0,2}\d"
)
_STARTS = re.compile(r"(?<!\w)(?:tu|from)\s+(?:muc\s+)?$")
_LOCALITIES = frozenset(
    ("xa", "phuong", "thon", "ban", "ap", "buon", "lang", "xom", "khom", "khu", "to", "tran", "ward", "commune")
)
_BEFORE = 45  # letters in which the name of a place stands
_CLAUSE = 90  # and in which the things are named that a number counts
_SHORT = 2  # digits of a number that a place bears


def is_stated(prose: Prose, number: Written) -> bool:
    """`đạt 71.503, tăng…`, `chỉ số là 0,4595`, `năm 2022 là 1 500`: a figure that needs no unit."""
    if number.over or not _CLOSED.match(prose.folded, number.end):
        return False
    said = phrases("stated").before(prose, _hedged(prose, number))
    return said is not None and (not number.text.isdecimal() or _is_of_things(prose, said))


def _is_of_things(prose: Prose, said: int) -> bool:
    """Whether the clause tells how many of something there are: "tổng số nhiệm vụ được giao là"."""
    begin = max(prose.folded.rfind(mark, max(0, said - _CLAUSE), said) for mark in ".,;:\n") + 1
    of = prose.folded.find("so ", max(begin, said - _CLAUSE), said)
    return (
        of >= 0 and not prose.folded[max(0, of - 1) : of].isalnum() and phrases("counted").at(prose, of + 3) is not None
    )


def goes_on(prose: Prose, number: Written) -> bool:
    """Whether it counts what was counted just before: "đã hoàn thành 17", "and 24 are under way"."""
    if number.over or number.high or not number.text.replace(".", "").isdecimal():
        return False
    if _VERB.match(prose.folded, number.end):
        return True
    told = phrases("tallied").before(prose, _hedged(prose, number)) is not None
    return told and _GOES_ON.match(prose.folded, number.end) is not None


def is_plain(prose: Prose, number: Written, *, again: bool) -> bool:
    """Whether an everyday noun is counted, not listed; `again` where one was just before: "14 việc có hạn"."""
    if _SAID.match(prose.folded, number.end + len(" y kien")):
        return False
    if again or len(number.text) >= _MANY:
        return True
    return phrases("tallied").before(prose, _hedged(prose, number)) is not None


def is_place(prose: Prose, number: Written) -> bool:
    """Whether it belongs to a place's name: "xã Bảo Lâm 1"."""
    if len(number.text) > _SHORT or number.over or not prose.text[max(0, number.start - 1)].isspace():
        return False
    words = prose.text[max(0, number.start - _BEFORE) : number.start].split()
    run = 0
    while run < len(words) and words[-1 - run][0].isupper():
        run += 1
    return run > 0 and any(fold(word) in _LOCALITIES for word in words[-1 - run :])


def is_start(prose: Prose, number: Written, end: int) -> bool:
    """Whether it is what a change set out from: "từ 71% lên 88,4%"; `end` is where its unit ends."""
    before = prose.folded[max(0, number.start - 12) : number.start]
    return _STARTS.search(before) is not None and _ENDS.match(prose.folded, end) is not None


def _hedged(prose: Prose, number: Written) -> int:
    return relations.hedge(prose, number.start)[1]
