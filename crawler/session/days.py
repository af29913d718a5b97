"""Days as a report writes them, mostly without a year: "Chiều 30/11", "8-8", "24.9", "August 8"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from crawler.session.prose import Prose
from crawler.session.tables import may_end
from crawler.session.wording import whole

_MONTHS = (
    ("january", "januari", "janvier", "enero", "januar"), ("february", "februari", "fevrier", "febrero", "februar"),
    ("march", "maret", "mars", "marzo", "marz"), ("april", "avril", "abril"), ("may", "mei", "mayo", "mai"),
    ("june", "juni", "juin", "junio"), ("july", "juli", "juillet", "julio"), ("august", "agustus", "aout", "agosto"),
    ("september", "septembre", "septiembre"), ("october", "oktober", "octobre", "octubre"),
    ("november", "novembre", "noviembre"), ("december", "desember", "decembre", "diciembre", "dezember"),
)  # fmt: skip
_MONTH = {name: n for n, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH |= {names[0][:3]: n for n, names in enumerate(_MONTHS, start=1)}
_SPELT = {
    "mot": 1,
    "gieng": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
}

# What may stand before, read backwards from the figure: the part of the day, "nay", a weekday, "ngày".
_LEAD = re.compile(
    r"(?:(?<!\w)(?P<part>sang|chieu|toi|trua)\s*)?(?:(?<!\w)(?P<today>(?:hom\s+)?nay)\s*)?[,(]?\s*"
    r"(?:(?:thu\s+\w+|chu\s+nhat)\s*,?\s*)?[(]?\s*(?P<ngay>(?<!\w)ngay\s*)?[(]?\s*$"
)
_D, _M = r"(?P<d>[12]\d|3[01]|0?[1-9])", r"(?P<m>1[0-2]|0?[1-9])"
_FIGURE = re.compile(r"[0-9](?<![0-9][0-9])[0-9]?(?![0-9])")
_DAY_FIRST = tuple(
    re.compile(form)
    for form in (
        rf"(?<![\w.,/-]){_D}\s?(?P<sep>[/.-])\s?{_M}(?:\s?(?P=sep)\s?(?P<y>20\d\d))?(?![\d%]|[/.,-]\d)",
        rf"(?<!\d){_D}\s+thang\s+(?P<m>1[0-2]|0?[1-9]|{whole(_SPELT)})(?:[,/\s]+(?:nam\s+)?(?P<y>20\d\d))?",
        rf"(?<![\w/]){_D}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?(?P<m>{whole(_MONTH)})\.?(?:,?\s+(?:de\s+)?(?P<y>20\d\d))?",
    )
)
# What stands behind the figure in any of these; most figures are no days.
_GOES_ON = re.compile(rf"[0-3]?\d(?:\s?[/.-]\s?\d|\s+thang\s|(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?{whole(_MONTH)})")
_LONGEST_MONTH = max(map(len, _MONTH)) + 8  # with what may stand between it and the day, or the day and the year
_MONTH_FIRST = re.compile(rf"(?P<m>{whole(_MONTH)})\.?\s+{_D}(?:st|nd|rd|th)?(?!\w)(?:,?\s+(?P<y>20\d\d))?")

# Days of something else: a document's, a cut-off, a deadline, the start of a period.
_NOT_OF_SESSION = re.compile(
    r"(?:(?:qd|nq|cp|tw|ttg|ct|tb|kh|bc|vpcp|tu)\s*,?\s*(?:ban hanh\s+|ky\s+)?$"
    r"|(?<!\w)(?:den|het|truoc|tu|sau|muon nhat|cham nhat|ban hanh|ky|(?<!doi )so|(?<!dien )ra|hoan thanh"
    r"|by|until|before|from|since|dated)"
    r"(?:\s+(?:het|vao|ngay|nay|cuoi))*\s*$)"
)
_PREFIXED = re.compile(r"(?:^|[\n(–-]\s*|[.,:;]\s+)$")


@dataclass(frozen=True, slots=True)
class Day:
    """A day and month, with the year where it is written."""

    day: int
    month: int
    year: int | None
    start: int
    end: int
    part: bool = False  # "Chiều 30/11": a part of the day is said, as news of an event do
    marked: bool = False  # "ngày" or such a part stands before
    foreign: bool = False  # belongs to a document, a cut-off or a deadline

    def on(self, year: int) -> str | None:
        """The ISO day in that year; None for 29 February of most."""
        try:
            return date(year, self.month, self.day).isoformat()
        except ValueError:
            return None


def find(folded: str, start: int = 0, end: int | None = None) -> tuple[Day, ...]:
    """Every day in that stretch of folded text that can be one, in order."""
    stop = len(folded) if end is None else min(end, len(folded))
    return _of_figures(folded, (figure.start() for figure in _FIGURE.finditer(folded, start, stop)), start, stop)


def first(prose: Prose, end: int) -> tuple[Day, ...]:
    """The same of the first letters of a text."""
    return _of_figures(prose.folded, (at for at in prose.figures if at < end), 0, min(end, len(prose.folded)))


def _of_figures(folded: str, figures: Iterable[int], start: int, stop: int) -> tuple[Day, ...]:
    matches = [match for figure in figures for match in _at(folded, figure, start, stop)]
    found = [day for match in matches if (day := _day(folded, match))]
    return tuple(sorted(found, key=lambda d: d.start))


def _at(folded: str, figure: int, start: int, stop: int) -> Iterator[re.Match[str]]:
    """The forms of a day that begin with the figure there, or with the name of a month before it."""
    for form in _DAY_FIRST if _GOES_ON.match(folded, figure, stop) else ():
        if match := form.match(folded, figure, stop):
            yield match
            break
    begin = max(start, figure - _LONGEST_MONTH)
    if folded[figure - 1 : figure].isspace() and may_end(folded, begin, figure, _MONTH):
        around = _MONTH_FIRST.finditer(folded, begin, min(stop, figure + _LONGEST_MONTH))
        yield from (match for match in around if match.start("d") == figure)


def _day(folded: str, match: re.Match[str]) -> Day | None:
    groups = match.groupdict()
    month = _month(groups["m"])
    lead = _LEAD.search(folded[max(0, match.start() - 40) : match.start()])
    said = lead[0].lstrip(" ,(\n") if lead else ""
    begin = match.start() - len(said)
    before = folded[max(0, begin - 40) : begin]
    part = bool(lead and (lead["part"] or lead["today"]))
    marked = part or bool(lead and lead["ngay"]) or not groups["m"].isdecimal() or "thang" in match[0]
    if not marked and not (groups["y"] or _PREFIXED.search(before)):
        return None  # 43/53 and 8-10% are no days
    foreign = bool(_NOT_OF_SESSION.search(before)) and not part
    year = int(groups["y"]) if groups["y"] else None
    return Day(int(groups["d"]), month, year, begin, match.end(), part, marked, foreign)


def _month(word: str) -> int:
    return int(word) if word.isdecimal() else _SPELT.get(word) or _MONTH[word]


@cache
def today() -> re.Pattern[str]:
    """Words that make the page's own day the day of the event."""
    return re.compile(r"(?<!\w)(?:sang|chieu|toi|ngay\s+hom|hom)\s+nay(?!\w)")


_PERIOD = re.compile(
    r"(?<!\w)(?:quy\s+(?P<q>iv|i{1,3}|[1-4])\s*/?\s*(?:nam\s+)?(?P<qy>20\d\d)"
    r"|(?P<half>6|06|sau)\s+thang\s+dau\s+nam\s+(?P<hy>20\d\d)"
    r"|(?P<n>\d{1,2}|hai)\s+thang\s+(?:dau\s+)?(?:nam\s+)?(?P<ny>20\d\d)"
    r"|(?:thang)\s+(?P<m>\d{1,2})\s*(?:/|nam)\s*(?P<my>20\d\d)"
    r"|(?:ket\s+qua|tong\s+ket|hoat\s+dong)\s+(?:\w+\s+){0,5}?nam\s+(?P<done>20\d\d)"
    r"|nhiem\s+vu(?:[\s,]+\w+){0,8}?\s+nam\s+(?P<todo>20\d\d)"
    r"|nam\s+(?P<y>20\d\d))(?!\w|/)"
)


def years(folded: str) -> tuple[tuple[int, float], ...]:
    """Years the text speaks of, each with how strongly it points to the session's own year."""
    found: dict[int, float] = {}
    for match in _PERIOD.finditer(folded):
        for group, weight in (
            ("qy", 3.0),
            ("hy", 3.0),
            ("ny", 2.5),
            ("my", 1.0),
            ("done", 1.0),
            ("todo", 1.5),
            ("y", 0.4),
        ):
            if match[group]:
                year = int(match[group])
                found[year] = found.get(year, 0.0) + weight
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


_URL_STAMP = re.compile(
    r"/(?P<y1>20[12]\d)(?P<m1>0[1-9]|1[0-2])(?:(?P<d1>0[1-9]|[12]\d|3[01])\d{0,9})?(?:/|-)"
    r"|/(?P<y2>20[12]\d)[/-](?P<m2>0?[1-9]|1[0-2])(?:[/-](?P<d2>[0-3]?\d))?(?:/|$)"
    r"|198(?P<y3>[12]\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>[0-3]\d)\d{6,9}"
    r"|(?<!\d)(?P<y4>20[12]\d)(?P<m4>0[1-9]|1[0-2])(?P<d4>0[1-9]|[12]\d|3[01])\d{4,10}(?!\d)"
    r"|(?<!\d)1[0-9]{2}(?P<y5>2[0-9])(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])\d{3,10}(?!\d)"
    r"|(?<!\d)(?P<d6>0[1-9]|[12]\d|3[01])(?P<m6>0[1-9]|1[0-2])(?P<y6>20[12]\d)(?!\d)"
)


def of_url(url: str | None) -> str | None:
    """The day (or month, `2021-11`) an address carries: /202111/, /2024/04/25/, 180240424...."""
    for match in _URL_STAMP.finditer(url or ""):
        for n in "123456":
            if year := match[f"y{n}"]:
                whole = int(year) if len(year) == 4 else 2000 + int(year)
                day = match[f"d{n}"]
                return f"{whole}-{int(match[f'm{n}']):02d}" + (f"-{int(day):02d}" if day and int(day) else "")
    return None
