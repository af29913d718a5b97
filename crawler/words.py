"""Figures, days and moments as a Vietnamese reader writes them: for messages, pages, charts and the command alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crawler.model import Indicator, Relation

_BEFORE = {Relation.GT: "hơn ", Relation.LT: "gần ", Relation.APPROX: "khoảng ", Relation.RANK: "thứ "}
_TOLD = ("value", "high", "of", "unit", "relation")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_QUARTER = re.compile(r"(\d{4})-Q(\d)")


def number(value: float) -> str:
    """4.543 is four thousand odd, 16,4 has a decimal."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def figure(indicator: Indicator) -> str:
    """ "hơn 16,4 triệu tài khoản", "4.543/6.325", "thứ 71/193"."""
    return figure_of({name: getattr(indicator, name) for name in _TOLD})


def figure_of(row: Mapping[str, Any]) -> str:
    """The same from a figure in any of the public shapes."""
    value = number(row["value"])
    if row.get("high") is not None:
        value += f"-{number(row['high'])}"
    if row.get("of") is not None:
        value += f"/{number(row['of'])}"
    unit = row["unit"] or ""
    space = "" if unit in ("%", "") else " "
    return f"{_BEFORE.get(row['relation'], '')}{value}{space}{unit}"


def day(text: str | None) -> str:
    """An ISO day or moment's day as 10/7/2024; a month 7/2024; a quarter "quý 3/2024"; anything else as it is."""
    if not text:
        return ""
    if match := _DAY.fullmatch(text[:10]):
        return f"{int(match[3])}/{int(match[2])}/{match[1]}"
    if match := _QUARTER.fullmatch(text):
        return f"quý {match[2]}/{match[1]}"
    if match := _MONTH.fullmatch(text):
        return f"{int(match[2])}/{match[1]}"
    return text


def moment(text: str | None) -> str:
    """A moment in Vietnam's time: `15:20 10/7/2024`; a mere day stays one."""
    if not text or "T" not in text:
        return day(text)
    from crawler.dates import VIETNAM  # here, for it compiles every form of a date, and a search prints mere days

    try:
        at = datetime.fromisoformat(text).astimezone(VIETNAM)
    except ValueError:
        return day(text)
    return f"{at:%H:%M} {at.day}/{at.month}/{at.year}"


def today() -> str:
    """The ISO day in Vietnam."""
    from crawler.dates import VIETNAM

    return datetime.now(VIETNAM).date().isoformat()
