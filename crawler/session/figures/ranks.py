"""Places in a ranking: `xếp thứ 71 trong tổng số 193`, `xếp hạng 86/193`, `top 10`, `nhóm 10 địa phương dẫn đầu`."""

from __future__ import annotations

import re

from crawler.session.figures.numbers import Written
from crawler.session.figures.units import Unit
from crawler.session.prose import Prose, Span
from crawler.session.tables import phrases, union

_FIELD = re.compile(r"\s*(?:trong|tren|out of|among)\s+(?:the\s+)?(?:tong so\s+|so\s+)?(?P<of>\d{1,3})(?!\d)")
_PLACED = re.compile(
    r"\s+(?:out of|among|worldwide|globally|in the world|place|position|the gioi|toan cau|ca nuoc|toan quoc"
    r"|khu vuc|dong nam a|chau a|asean|trong tong so)(?!\w)"
)
_NTH_TIME = re.compile(r"(?:lan|phien|hop|ky|khoa)\s+thu\s+$")  # "lần thứ 2 toàn quốc" is no rank
_LONGEST = 3  # digits of a place
_STOP = re.compile(r"[,.;\n]|$")
_MOVED = re.compile(r"\s+(?:xuong|len)\s")
_WITHIN = 60  # letters behind a group in which it is said to lead


def find(prose: Prose, number: Written, unit: Unit, sentence: Span) -> tuple[int, Written, Unit] | None:
    """Where the words of a rank begin, its number with the field it is of, and its unit; None for other figures."""
    folded = prose.folded
    if (
        unit.sort not in ("bare", "count")
        or len(number.text) > _LONGEST
        or _MOVED.match(folded, number.end, number.end + 8)
    ):
        return None  # "từ thứ 62 xuống xếp thứ 58" tells the place it had, then the one it has
    start = _begins(prose, number, unit)
    if start is None or start < sentence[0]:
        return None
    end = unit.end if unit.known and unit.sort == "count" else number.end
    field = _FIELD.match(folded, end)
    if field and not number.over:
        number, end = number._replace(over=field["of"]), field.end()
    return start, number, unit._replace(sort="bare", written="hạng", end=end)


def _begins(prose: Prose, number: Written, unit: Unit) -> int | None:
    if union("rank_group", "rank_before").before(prose, number.start) is not None:
        if (start := phrases("rank_group").before(prose, number.start)) is not None:
            return start if _is_field(unit) and _leads(prose, unit.end) else None
        if (start := phrases("rank_before").before(prose, number.start)) is not None:
            return start
    placed = number.label and _PLACED.match(prose.folded, number.end)  # "71st out of 193"
    if placed and not _NTH_TIME.search(prose.folded, max(0, number.start - 12), number.start):
        return number.start
    return None


def _is_field(unit: Unit) -> bool:
    """Whether what is counted are those that are ranked: "10 địa phương"."""
    return phrases("rank_heads").opens(unit.written or "")


def _leads(prose: Prose, at: int) -> bool:
    """Whether a group is said to be the first or the last: "20 nước có giá cước thấp nhất"."""
    stop = _STOP.search(prose.folded, at)
    return phrases("rank_best").within(prose, at, min(at + _WITHIN, stop.start() if stop else at))
