"""Whether a session is the news of its sentence, or only called to mind there.

"Thủ tướng chủ trì Phiên họp thứ 8" is news; "triển khai ý kiến của Thủ tướng tại Phiên họp thứ 8",
"sau phiên họp", "Ủy ban đã họp 3 phiên" and "tại Phiên họp thứ 8 ngày 24/4, …" tell of what was.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Literal

from crawler.session import days
from crawler.session.days import Day
from crawler.session.scan import PROJECT
from crawler.session.wording import any_of, pattern

# The news of its sentence; where something was said; one of the past, of many, or that others act upon.
Standing = Literal["told", "passing", "recalled"]

_REACH = 200  # letters before a session in which the words stand that make it background
_DAY_BEHIND = 60  # and behind it, in which its day stands
_FRESH = 3  # days after a session in which what was said there is news


def is_former(before: str) -> bool:
    """Whether these words make the session that follows one only looked back on, carried out or prepared.

    "Từ phiên họp" does; "từ Hà Nội, Thủ tướng chủ trì phiên họp" does not.
    """
    near = before[-_REACH:]
    return is_over(near) or _follows(near)


def is_over(before: str) -> bool:
    """Whether they only look back: what holds a session, "sau …, Ủy ban tổ chức", carries out none."""
    near = before[-_REACH:]
    return _passed(near) or _after().search(near) is not None


def standing(before: str, behind: str, published: str | None) -> Standing:
    """How a session stands, by what its sentence says before it and behind its body, and by the page's own date."""
    where = _where().search(before)
    if _many().search(before) or _aside().match(before) or (where and pattern("once").search(behind)):
        return "recalled"
    if not where or days.find(before) or pattern("end_point").search(before):
        return "told"
    day = next(iter(days.find(behind, 0, _DAY_BEHIND)), None)
    if day is None:
        return "passing"
    if day.part or _is_news(day, published):
        return "told"
    return "recalled" if day.year or published else "passing"


def _is_news(day: Day, published: str | None) -> bool:
    """Whether the page came out within days of it."""
    shown = date.fromisoformat(published[:10]) if published and len(published) >= len("2024-04-24") else None
    iso = day.on(day.year or shown.year) if shown else None
    return bool(shown and iso and 0 <= (shown - date.fromisoformat(iso)).days <= _FRESH)


def _passed(near: str) -> bool:
    match = _former().search(near[-90:])
    return match is not None and not pattern("chair").search(match[0])


def _follows(near: str) -> bool:
    """ "Thực hiện kết luận của Thủ tướng tại phiên họp": nobody holds or attends it in between, and no day is told."""
    match = _follow().search(near)
    if match is None or pattern("chair", "held", "attends").search(near, match.end("word")):
        return False
    return not any(day.part for day in days.find(near, match.end("word")))


@cache
def _former() -> re.Pattern[str]:
    return re.compile(rf"{any_of('former')}(?:[\s,]+[^\s.;]+){{0,7}}?\s*$")


@cache
def _after() -> re.Pattern[str]:
    """ "Sau khi Thủ tướng chủ trì phiên họp": held, and over; a comma turns to what came of it."""
    return re.compile(rf"{any_of('after')}(?:\s+[^\s.,;]+){{0,9}}?\s*$")


@cache
def _follow() -> re.Pattern[str]:
    joined = r"(?<!va\s)(?<!la\s)(?<!hop\s)(?<!with\s)"  # "triển khai nhiệm vụ năm 2023 và Phiên họp thứ 5"
    word = rf"(?P<word>{any_of('follows')})(?!\s+{PROJECT})"  # "Tổ công tác triển khai Đề án 06" is who meets
    return re.compile(rf"{word}(?:[\s,]+[^\s.;:]+){{0,16}}?\s*{joined}$")


@cache
def _many() -> re.Pattern[str]:
    """ "Các phiên họp", "3 phiên họp": not one session."""
    return re.compile(rf"(?:{any_of('many')}|(?<![\d/.,-])(?<!ngay\s)\d{{1,2}})\s+$")


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:sang|chieu|toi|trua|vao)?\s*{any_of('aside')}")


@cache
def _where() -> re.Pattern[str]:
    return re.compile(rf"{any_of('where')}\s+$")
