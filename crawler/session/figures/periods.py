"""The time a figure speaks of, as written: "6 tháng đầu năm 2024", "quý I/2022", "so với năm 2021"."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import chain

from crawler.session.lexicon import led
from crawler.session.prose import Prose, Span

_YEAR = r"(?:19|20)\d{2}"
_HEADS = (
    ["hai thang", "tinh den", "den", "thang", "giai doan", "tu nam", "cuoi nam", "nam", "in", "by"],
    (f"quy {quarter}" for quarter in ("1", "2", "3", "4", "i", "ii", "iii", "iv")),
    (f"{months} thang" for n in range(100) for months in (f"{n}", f"{n:02}")),
)
_PERIOD = led(
    chain.from_iterable(_HEADS),
    r"(?<!\w)(?:"
    rf"\d{{1,2}} thang (?:dau|cuoi)(?: cua)? nam(?: {_YEAR})?|hai thang dau nam(?: {_YEAR})?|"
    rf"quy (?:[1-4]|i{{1,3}}|iv)(?!\w)(?:\s?[/-]\s?{_YEAR}| nam {_YEAR})?|"
    rf"(?:tinh )?den (?:het )?(?:ngay )?\d{{1,2}}/\d{{1,2}}/{_YEAR}|"
    rf"(?:tinh )?den (?:het |cuoi )?thang \d{{1,2}}(?:/{_YEAR}| nam {_YEAR})?|"
    rf"thang \d{{1,2}}(?:/{_YEAR}| nam {_YEAR})|"
    rf"giai doan {_YEAR}\s?[-–]\s?{_YEAR}|tu nam {_YEAR} den (?:nam {_YEAR}|nay)|"
    rf"(?:den (?:het |cuoi )?|cuoi )?nam {_YEAR}|(?:tinh )?den nay|(?:in|by) {_YEAR}"
    r")(?!\w)",
)
_AGAINST = re.compile(
    r"(?<!\w)(?:so )?voi (?:"
    rf"cung ky(?: nam (?:ngoai|truoc|{_YEAR}))?|(?:ky danh gia |cuoi |dau )?nam (?:ngoai|truoc|{_YEAR})|"
    rf"quy (?:[1-4]|i{{1,3}}|iv)(?:/{_YEAR})?|thang \d{{1,2}}/{_YEAR}"
    r")(?!\w)"
)
_YEAR_ALONE = re.compile(rf"(?:nam|in) (?P<year>{_YEAR})$")


def scan(prose: Prose) -> list[Span]:
    """Every period told in a text, those a figure is only compared with apart."""
    folded = prose.folded
    return [m.span() for m in prose.matches(_PERIOD) if not folded.endswith(("voi ", "voi cuoi "), 0, m.start())]


def find(text: str, folded: str, told: list[Span], clause: Span, paragraph: int) -> str | None:
    """The clause's own period, else the last one told before it since `paragraph` began."""
    first = bisect_left(told, (clause[0], 0))
    if first < len(told) and told[first][1] <= clause[1]:
        return _written(text, folded, told[first])
    if first and told[first - 1][0] >= paragraph:
        return _written(text, folded, told[first - 1])
    return None


def compared(text: str, folded: str, clause: Span) -> str | None:
    """What a change is measured against: "so với cùng kỳ năm ngoái"."""
    match = _AGAINST.search(folded, *clause)
    return text[match.start() : match.end()] if match else None


def _written(text: str, folded: str, period: Span) -> str:
    year = _YEAR_ALONE.match(folded[period[0] : period[1]])
    return year["year"] if year else text[period[0] : period[1]]
