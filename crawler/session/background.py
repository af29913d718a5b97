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
from crawler.session.scan import NAME, OFFICE, PROJECT
from crawler.session.wording import any_of, pattern

# The news of its sentence; where something was said; one of the past, of many, or that others act upon.
Standing = Literal["told", "passing", "recalled"]

_REACH = 300  # letters before a session in which the words stand that make it background
_DAY_BEHIND = 60  # and behind it, in which its day stands
_STALE = 10  # and days after which it is memory
_ABOUT = ("chuan bi", "ket qua")  # who prepares to attend, or tells what came of it, is not there
# Who may hold it, or that someone led it: a body, written over, or its head.
_WHO = (
    rf"(?:[{NAME}{OFFICE}]|(?:cac|uy|ban|thu\s+tuong|ong|pm|prime|premier|the|he|le|el|il|der|ia|perdana"
    r"|leitete|presidio|memimpin)\s)"
)
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


def is_hearsay(before: str) -> bool:
    """Whether someone only says, elsewhere, that it was held: "Thủ tướng cho biết vừa chủ trì phiên họp"."""
    match = _hearsay().search(before[-_REACH:])
    return match is not None and not any(day.part for day in days.find(match[0]))


def is_quoted(before: str) -> bool:
    """Whether it stands in somebody's words: in quotation marks that opened before, or behind "hỏi:"."""
    if _asked().search(before):
        return True
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1


def standing(before: str, behind: str, published: str | None) -> Standing:
    """How a session stands, by what its sentence says before it and behind its body, and by the page's own date."""
    where = _where().search(before)
    if _many().search(before) or _is_aside(before, published) or (where and pattern("once").search(behind)):
        return "recalled"
    if not where or days.find(before) or pattern("end_point").search(before):
        return "told"
    day = next(iter(days.find(behind, 0, _DAY_BEHIND)), None)
    if day is None:
        return "passing"
    if _is_news(day, published) or (day.part and not _is_old(day, published)):
        return "told"
    return "recalled" if day.year or published else "passing"


def _is_aside(before: str, published: str | None) -> bool:
    """ "Trước đó, Ủy ban đã họp" is; "trước đó, sáng 24/4, ông dự phiên họp" is not, on a page of that day."""
    if _aside().match(before) is None and not is_past(before):
        return False
    return not any(day.part and _is_news(day, published) for day in days.find(before))


def is_past(before: str, *, yesterday: bool = False) -> bool:
    """Whether so much time has passed since, and nobody acts in between: "nửa tháng trước, Ủy ban đã họp"."""
    return _past(yesterday).search(before[-_REACH:]) is not None


def _is_news(day: Day, published: str | None) -> bool:
    """Whether the page came out within days of it."""
    age = _age(day, published)
    return age is not None and 0 <= age <= _FRESH


def _is_old(day: Day, published: str | None) -> bool:
    """Whether the page came out long after."""
    age = _age(day, published)
    return age is not None and age > _STALE


def _age(day: Day, published: str | None) -> int | None:
    """The days between it and the page."""
    shown = date.fromisoformat(published[:10]) if published and len(published) >= len("2024-04-24") else None
    iso = day.on(day.year or shown.year) if shown else None
    return (shown - date.fromisoformat(iso)).days if shown and iso else None


def _passed(near: str) -> bool:
    match = _former().search(near[-90:])
    return match is not None and not pattern("chair").search(match[0])


def _follows(near: str) -> bool:
    """ "Thực hiện kết luận của Thủ tướng tại phiên họp": nobody holds or attends it in between, and no day is told."""
    match = _follow().search(near) or _follow_both().search(near)
    if match is None:
        return False
    if _acts(attends=match["word"] not in _ABOUT).search(near, match.end("word")):
        return False
    return not any(day.part for day in days.find(near, match.end("word")))


def is_elsewhen(behind: str) -> bool:
    """Whether what follows makes it another one, or one of before: "phiên họp gần nhất của Ủy ban"."""
    return _elsewhen().match(behind) is not None


@cache
def _elsewhen() -> re.Pattern[str]:
    return re.compile(rf"\s+{any_of('elsewhen')}")


@cache
def _asked() -> re.Pattern[str]:
    """ "Đại biểu nêu: phiên họp", "Thưa Bộ trưởng, Thủ tướng vừa chủ trì phiên họp", "cho biết tại phiên họp"."""
    few = r"\s*(?:[^\s.;:]+\s+){0,2}"
    addressed = r"thua\s+(?:[^\s,.;:]+\s*){1,3},(?:\s+[^\s.;:]+){0,9}?"
    return re.compile(rf"(?:{any_of('asks')}\s*:|{addressed}){few}$|{any_of('says')}\s+{any_of('where')}\s+$")


@cache
def _former() -> re.Pattern[str]:
    spell = r"(?!\s+(?:(?:hon|gan|khoang|nua|\d+|mot|hai|ba|bon)\s+){1,3}(?:gio|tieng|buoi|phut|ngay\s+lam\s+viec))"
    lone = r"(?<!thu\s)(?<!dien\s)(?<!dau\s)"  # "thứ tư", "điện tử" and "đầu tư" fold like "từ"
    return re.compile(rf"{lone}{any_of('former')}{spell}(?:[\s,]+[^\s.;]+){{0,7}}?\s*$")


@cache
def _after() -> re.Pattern[str]:
    """ "Sau khi Thủ tướng chủ trì phiên họp": held, and over; a comma turns to what came of it."""
    return re.compile(rf"{any_of('after')}(?:\s+[^\s.,;]+){{0,9}}?\s*$")


@cache
def _hearsay() -> re.Pattern[str]:
    """Names of bodies may stand in between, which are long; a full stop ends what is said."""
    return re.compile(rf"{any_of('says')}[^.;\n]{{0,160}}?{any_of('lately')}[^.;\n]{{0,160}}$")


@cache
def _follow() -> re.Pattern[str]:
    joined = r"(?<!va\s)(?<!la\s)(?<!hop\s)(?<!with\s)"  # "triển khai nhiệm vụ năm 2023 và Phiên họp thứ 5"
    word = rf"(?P<word>{any_of('follows')})(?!\s+{PROJECT})"  # "Tổ công tác triển khai Đề án 06" is who meets
    return re.compile(rf"{word}(?:[\s,]+[^\s.;:]+){{0,16}}?\s*{joined}$")


@cache
def _follow_both() -> re.Pattern[str]:
    """ "Thực hiện kết luận tại Hội nghị ngày 12/7 và Phiên họp thứ 6": of two sittings, whose "và" joins no news."""
    first = rf"{any_of('where')}\s+{any_of('session')}[^.;:\n]{{0,60}}?"
    return re.compile(rf"(?P<word>{any_of('follows')})(?!\s+{PROJECT})[^.;:\n]{{0,160}}?{first}\s(?:va|and)\s+$")


@cache
def _acts(*, attends: bool) -> re.Pattern[str]:
    """That someone chairs or holds a sitting, or attends it; "cuộc họp" alone says no such thing."""
    tables = ("chair", "attends") if attends else ("chair",)
    return re.compile(rf"{any_of(*tables)}|(?<!phien\s)(?<!cuoc\s)(?<!buoi\s){any_of('held')}")


@cache
def _many() -> re.Pattern[str]:
    """ "Các phiên họp", "3 phiên họp": not one session."""
    return re.compile(rf"(?:{any_of('many')}|(?<![\d/.,-])(?<!ngay\s)\d{{1,2}})\s+$")


@cache
def _aside() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:sang|chieu|toi|trua|vao)?\s*{any_of('aside')}")


@cache
def _past(yesterday: bool) -> re.Pattern[str]:
    """ "Nửa tháng trước", "mấy ngày trước", "cách đây hai tuần", at a clause's head; a comma or who held it follows."""
    some = r"(?:\d+|nua|mot|hai|ba|bon|nam|may|vai|it|gan|hon|khoang|chung|dung)"
    unit = r"(?:ngay|tuan|thang|nam|hom|bua)"
    spell = rf"(?:{some}\s+){{1,3}}{unit}\s+(?:truoc(?:\s+(?:do|day))?)|cach\s+day\s+(?:{some}\s+){{1,3}}{unit}"
    near = r"(?:tuan|thang|hom)\s+(?:truoc|kia)(?:\s+do)?"
    told = any_of("elapsed", "yesterday") if yesterday else any_of("elapsed")
    return re.compile(
        rf"(?:^|[,;:(–-]|(?<!\w)(?:rang|that|que|bahwa|dass))\s*(?:vao\s+|chi\s+|moi\s+)?"
        rf"(?:{spell}|{near}|{told})(?!\w)(?:\s*[,(]|\s+(?={_WHO}))[^.;\n]{{0,200}}$"
    )


@cache
def _where() -> re.Pattern[str]:
    """ "Tại phiên họp"; "khi chủ trì phiên họp"."""
    return re.compile(rf"(?:{any_of('where')}|(?<!\w)khi\s+(?:dang\s+)?{any_of('chair')})\s+$")
