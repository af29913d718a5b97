"""Whose figure it is: the country's, or the province's own."""

from __future__ import annotations

import re
from functools import cache

from crawler import reference
from crawler.session import tables

_OWN = (
    r"(?:toan tinh|(?:tren )?dia ban (?:tinh|thanh pho)|doi voi tinh|cua tinh(?! bo)|o tinh"
    r"|tinh (?:ta|nha|da|co|dat|hien|dang)|(?:toan|cua) thanh pho|chi so chuyen doi so cap tinh|in the province)(?!\w)"
)
_END_POINT = re.compile(r"(?:diem|dau) cau(?: ubnd| tru so)?[^.;]{0,12}$")


@cache
def _named() -> re.Pattern[str]:
    names = tables.any_of(p.name for p in reference.provinces().values())
    first = rf"(?:doi voi|rieng|tai|o|in)\s+(?:tinh\s+|thanh pho\s+)?{names}|{names}\s+(?:da|co|dat|hien|xep)\s"
    return re.compile(rf"(?<!\w){_OWN}|(?:^|(?<=[.;:\n]\s)|(?<=\n))(?:{first})")


def turns(folded: str, paragraph: int, end: int) -> int:
    """Where a paragraph turns to a province of its own; figures before it are the country's."""
    for match in _named().finditer(folded, paragraph, end):
        if not _END_POINT.search(folded, max(paragraph, match.start() - 30), match.start()):
            return max(paragraph, match.start() - 40)  # "1.871 tổ của tỉnh"
    return end
