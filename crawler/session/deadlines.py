"""By when: `trước 15/8/2025` is a day, `trong quý I/2023` a quarter, `trong tháng này` a month."""

from __future__ import annotations

import re
from datetime import date

from crawler.session.lexicon import led
from crawler.session.prose import Prose, Span

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_WORDS = ("truoc", "den", "trong", "cham nhat", "muon nhat", "tu", "vao", "by", "before")
_HEADS = ("hoan thanh", "xong", *_WORDS)
_BEFORE = rf"(?:hoan thanh |xong )?(?:{'|'.join(_WORDS)})(?: het)?(?: la)?(?: vao| ngay| trong)*"
_DAY = led(
    _HEADS,
    rf"{_BEFORE} (?P<day>\d{{1,2}})\s?(?:/|-|\.| thang )\s?(?P<month>\d{{1,2}})"
    rf"(?:(?:/|-|\.| nam ){_YEAR})?(?![\w/])",
)
_QUARTER = led(
    (*_HEADS, "cuoi", "het", "quy"),
    rf"(?:{_BEFORE} |cuoi |het )?quy (?P<quarter>[1-4]|i{{1,3}}|iv)(?!\w)(?:(?:\s?/\s?| nam ){_YEAR}| nam nay)?",
)
_MONTH = led(_HEADS, rf"{_BEFORE} thang (?P<month>\d{{1,2}})(?:(?:/| nam ){_YEAR})?(?![\w/])")
_THIS_MONTH = led(("ngay", "trong"), r"(?:ngay )?trong thang (?:nay|(?P<next>toi|sau))(?!\w)")
_THIS_YEAR = led(
    ("trong", "truoc", "het", "cuoi", "den"),
    rf"(?:trong|truoc|het|cuoi|den het|den cuoi)(?: cuoi| het)? nam (?:nay|{_YEAR})(?!\w)",
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

Deadline = tuple[str | None, int, int]  # resolved, and where the words stand


def find(prose: Prose, part: Span, day: str | None) -> Deadline | None:
    """The first deadline between two places; `day` is the session's, for what is told relative to it."""
    session = date.fromisoformat(day) if day else None
    for word, pattern, resolve in _FORMS:
        if prose.folded.find(word, *part) >= 0 and (match := prose.search(pattern, *part)):
            return resolve(match, session), match.start(), match.end()
    return None


def _year(match: re.Match[str], session: date | None, month: int = 12) -> int | None:
    """The year told, else the first in which the month is not over at the session."""
    if told := match.groupdict().get("year"):
        return int(told)
    return session.year + (month < session.month) if session else None


def _day(match: re.Match[str], session: date | None) -> str | None:
    month = int(match["month"])
    year = _year(match, session, month)
    try:
        return date(year, month, int(match["day"])).isoformat() if year else None
    except ValueError:
        return None


def _quarter(match: re.Match[str], session: date | None) -> str | None:
    quarter = _ROMAN.get(match["quarter"]) or int(match["quarter"])
    year = _year(match, session, 3 * quarter)
    return f"{year}-Q{quarter}" if year else None


def _month(match: re.Match[str], session: date | None) -> str | None:
    month = int(match["month"])
    year = _year(match, session, month)
    return f"{year}-{month:02}" if year and 1 <= month <= 12 else None


def _this_month(match: re.Match[str], session: date | None) -> str | None:
    if not session:
        return None
    months = session.year * 12 + session.month - 1 + (1 if match["next"] else 0)
    return f"{months // 12}-{months % 12 + 1:02}"


def _end_of_year(match: re.Match[str], session: date | None) -> str | None:
    year = _year(match, session)
    return f"{year}-12-31" if year else None


_FORMS = (  # a word of the form, the form, and what it stands for
    ("", _DAY, _day),
    ("quy", _QUARTER, _quarter),
    ("thang", _MONTH, _month),
    ("thang", _THIS_MONTH, _this_month),
    ("nam", _THIS_YEAR, _end_of_year),
)
