"""The one reader of written dates, on pages and in feeds, as ISO 8601.

An answer is a day (`2024-07-10`) or a moment in Vietnam time (`2024-07-10T15:20:00+07:00`).
Midnight to the second is how systems write a day without a time, so it is read as the day.
On pages the day always comes before the month; only `from_feed` knows the other order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.text import fold

VIETNAM = timezone(timedelta(hours=7))
YEARS = range(1995, 2036)  # anything else is a misreading: no such site is older


class Found(NamedTuple):
    """A date and where it stands: offsets into the NFC form of the text."""

    start: int
    end: int
    value: str


_ENGLISH = """january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec""".split()  # noqa: SIM905 - reads better
_VIETNAMESE = ("mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_MONTHS = {name: i % 12 + 1 for names in (_ENGLISH, _VIETNAMESE) for i, name in enumerate(names)}


def _names(names: Iterable[str]) -> str:
    return "|".join(sorted(set(names), key=len, reverse=True))


# All are matched in folded text, where "Ngày 10 tháng Bảy năm 2024" is "ngay 10 thang bay nam 2024": under a sign
# without which none of the forms can stand.
_FORMS = {
    r"\d\s?[/.-]\s?\d": (
        r"(?P<y>\d{4})(?P<sep>[/-])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)",
        r"(?P<d>\d{1,2})\s?[/.-]\s?(?P<m>\d{1,2})\s?[/.-]\s?(?P<y>\d{4})(?!\d|[/.-]\d)",
    ),
    "thang": (
        rf"(?P<d>\d{{1,2}})\s+thang\s+(?P<m>\d{{1,2}}|{_names(_VIETNAMESE)}),?\s+(?:nam\s+)?(?P<y>\d{{4}})(?!\d)",
        rf"thang\s+(?P<m>\d{{1,2}}|{_names(_VIETNAMESE)})\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?!\d)",
    ),
    r"th\.?\s?\d": (
        r"(?P<d>\d{1,2})\s+th\.?\s?(?P<m>\d{1,2}),?\s+(?P<y>\d{4})(?!\d)",  # WordPress in Vietnamese: "20 Th11 2026"
        r"th\.?\s?(?P<m>\d{1,2})\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})(?!\d)",
    ),
    rf"(?:{_names(_ENGLISH)})[\s,-]": (
        rf"(?P<d>\d{{1,2}})[\s-]+(?P<m>{_names(_ENGLISH)}),?[\s-]+(?P<y>\d{{4}})(?!\d)",
        rf"(?P<m>{_names(_ENGLISH)})\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?!\d)",
    ),
}
_DAYS = {
    re.compile(sign): tuple(re.compile(r"(?<!\w)(?<!\d[/.,-])" + form) for form in forms)
    for sign, forms in _FORMS.items()
}
_MOMENT = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|\s?[+-]\d{2}:?\d{2})?(?!\d)")

_YEAR = re.compile(r"\d{4}")  # there is no date without one

_GAP = r"[\s,;|(\u2013-]{0,6}"
_CLOCK = (
    r"(?P<hour>\d{1,2})\s?(?::|h|gio)\s?(?P<minute>\d{2})(?!\d)"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>am|pm|sa|ch)\b)?"
)
_ZONE = r"\s?\(?(?:(?:gmt|utc)?\s?(?P<zone>\+\d{2}:?\d{2}|-\d{4}|(?<=[ct]|\s)\+\d{1,2}(?!\d))|(?P<utc>gmt|utc)\b)\)?"
_NUMERIC_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
_AFTER = re.compile(rf"{_GAP}(?:(?:luc|vao)\s+)?{_CLOCK}(?:{_ZONE})?(?!{_GAP}{_NUMERIC_DAY})")
_BEFORE = re.compile(rf"(?<![\d:]){_CLOCK}{_GAP}(?:(?:thu \w+|chu nhat|[a-z]+day){_GAP})?(?:ngay\s+)?$")
_ZONE_AFTER = re.compile(_ZONE)

_CHANGED = re.compile(r"\bcap nhat|\bsua\b|\bupdated")
_PUBLISHED = re.compile(
    r"\b(?:ngay|gio) dang\b|\bdang(?: ngay| luc| tin| tai|\s*:)|\bxuat ban\b|\bngay tao\b|\bpublished"
)


def find(text: str, *, now: datetime | None = None) -> str | None:
    """The first date written in `text`; with `now` also an age such as "3 giờ trước"."""
    found = list(spans(text))
    if found:
        return _published(text, found).value
    return relative(text, now) if now else None


def labelled(text: str) -> str | None:
    """The first date, where the words before it say that it is the day of publishing, or of a change."""
    found = list(spans(text))
    before = fold(unicodedata.normalize("NFC", text)[: found[0].start]) if found else ""
    return _published(text, found).value if _PUBLISHED.search(before) or _CHANGED.search(before) else None


def _published(text: str, found: Sequence[Found]) -> Found:
    """The first date; where that is of a later change, the one that is called the day of publishing."""
    if len(found) == 1:
        return found[0]
    folded = fold(unicodedata.normalize("NFC", text))
    ends = (0, *(one.end for one in found[:-1]))
    labels = [folded[end : one.start] for end, one in zip(ends, found, strict=True)]
    if _CHANGED.search(labels[0]):
        return next((one for one, label in zip(found, labels, strict=True) if _PUBLISHED.search(label)), found[0])
    return found[0]


def spans(text: str) -> Iterator[Found]:
    """Every date written in `text`, in order, none overlapping."""
    if not _YEAR.search(text):
        return
    folded = fold(unicodedata.normalize("NFC", text))
    found = sorted([*_moments(folded), *_days(folded)], key=lambda f: (f.start, -f.end))
    end = 0
    for item in found:
        if item.start >= end:
            yield item
            end = item.end


def from_feed(text: str) -> str | None:
    """A feed's date. With an English AM/PM the month comes first: `9/26/2026 9:20:00 AM`."""
    american = _AMERICAN.match(text.strip())
    if american:
        month, day, rest = american.groups()
        return find(f"{day}/{month}/{rest}")
    return find(text)


_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4},? .*[AaPp][Mm])$")


def _moments(folded: str) -> Iterator[Found]:
    """ISO 8601 date-times, as machines write them."""
    for match in _MOMENT.finditer(folded):
        try:
            when = datetime.fromisoformat(match[0].upper().replace(" ", "T", 1).replace(" ", ""))
        except ValueError:
            continue
        if value := _iso(when):
            yield Found(match.start(), match.end(), value)


def _days(folded: str) -> Iterator[Found]:
    """Written days, each with the time that stands beside it."""
    for sign, forms in _DAYS.items():
        if not sign.search(folded):
            continue
        for match in chain.from_iterable(form.finditer(folded) for form in forms):
            when = _day(match["y"], match["m"], match["d"])
            if when:
                yield _with_time(when, folded, match.start(), match.end())


def _day(year: str, month: str, day: str) -> datetime | None:
    try:
        when = datetime(int(year), _MONTHS.get(month) or int(month), int(day), tzinfo=VIETNAM)
    except ValueError:
        return None
    return when if when.year in YEARS else None


def _with_time(day: datetime, folded: str, start: int, end: int) -> Found:
    if (after := _AFTER.match(folded, end)) and (time := _time(after)):
        zone = _zone(after)
        value = _iso((day + time).replace(tzinfo=zone))
        return Found(start, after.end(), value or f"{day:%Y-%m-%d}")
    lead = max(0, start - 48)
    if (before := _BEFORE.search(folded[lead:start])) and (time := _time(before)):
        zone_after = _ZONE_AFTER.match(folded, end)
        value = _iso((day + time).replace(tzinfo=_zone(zone_after)))
        return Found(lead + before.start(), zone_after.end() if zone_after else end, value or f"{day:%Y-%m-%d}")
    return Found(start, end, f"{day:%Y-%m-%d}")


def _time(match: re.Match[str]) -> timedelta | None:
    """The time of day; None when the clock shows what no clock shows."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        hour = hour % 12 + 12 if match["half"] in ("pm", "ch") and hour <= 12 else hour % 12 if hour == 12 else hour
    if hour > 23 or minute > 59 or second > 59:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _zone(match: re.Match[str] | None) -> timezone:
    """The zone written beside a time; Vietnam's when none is."""
    if match is None:
        return VIETNAM
    if match["utc"]:
        return UTC
    written = (match["zone"] or "+7").replace(":", "")
    digits = written[1:]
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    if hours > 14 or minutes > 59:
        return VIETNAM
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if written[0] == "-" else offset)


def _iso(when: datetime) -> str | None:
    """A moment in Vietnam time, or the day alone for a midnight; None outside the years we know."""
    when = when.replace(tzinfo=VIETNAM) if when.tzinfo is None else when.astimezone(VIETNAM)
    if when.year not in YEARS:
        return None
    if (when.hour, when.minute, when.second) == (0, 0, 0):
        return f"{when:%Y-%m-%d}"
    return when.replace(microsecond=0).isoformat()


# --- ages -------------------------------------------------------------------------------

_AGE = re.compile(r"(?<!\w)(\d{1,3})\s+(phut|gio|ngay|tuan)\s+truoc(?!\w)")
_UNITS = {"phut": "minutes", "gio": "hours", "ngay": "days", "tuan": "weeks"}


def relative(text: str, now: datetime) -> str | None:
    """ "3 giờ trước", "15 phút trước", "2 ngày trước" as seen at `now`; hours and minutes give a moment."""
    age = _AGE.search(fold(unicodedata.normalize("NFC", text)))
    if not age:
        return None
    when = now.astimezone(VIETNAM) - timedelta(**{_UNITS[age[2]]: int(age[1])})
    if age[2] in ("ngay", "tuan"):
        return f"{when:%Y-%m-%d}"
    return _iso(when.replace(second=0, microsecond=0))


# --- addresses --------------------------------------------------------------------------

_STAMP = re.compile(r"(\d{12})\d{3}(?:\.\w+)?/?$")
_MILLISECONDS = re.compile(r"(?<!\d)(1\d{12})(?!\d)")
_FOLDER_MONTH = re.compile(r"/((?:19|20)\d{2})(0[1-9]|1[0-2])/")
_FOLDER_DAY = re.compile(r"/((?:19|20)\d{2})([/-])(\d{1,2})\2(\d{1,2})/")


def from_url(url: str, rule: str | None = None) -> str | None:
    """The publishing time an address carries, by the layout's rule.

    U1  the last 15 digits are yymmddHHMMSSmmm, whatever stands before them
    U2  Unix milliseconds
    U4  a yyyymm folder: no day, so None; see `month_from_url`
    U5  a /yyyy-m-d/ folder (or /yyyy/m/d/)
    Without a rule U1 and U5 are tried, whose shapes do not come about by chance.
    """
    path = urlsplit(url).path
    for name, read in _RULES.items():
        if name == rule or (rule is None and name != "U2"):
            value = read(path)
            if value:
                return value
    return None


def month_from_url(url: str) -> str | None:
    """The month of a `/yyyymm/` folder: `2024-07`."""
    found = _FOLDER_MONTH.search(urlsplit(url).path)
    return f"{found[1]}-{found[2]}" if found and int(found[1]) in YEARS else None


def _u1(path: str) -> str | None:
    found = _STAMP.search(path)
    if not found:
        return None
    try:
        return _iso(datetime.strptime("20" + found[1], "%Y%m%d%H%M%S").replace(tzinfo=VIETNAM))
    except ValueError:
        return None


def _u2(path: str) -> str | None:
    found = _MILLISECONDS.search(path)
    return _iso(datetime.fromtimestamp(int(found[1]) / 1000, UTC)) if found else None


def _u5(path: str) -> str | None:
    found = _FOLDER_DAY.search(path)
    day = _day(found[1], found[3], found[4]) if found else None
    return f"{day:%Y-%m-%d}" if day else None


_RULES = {"U1": _u1, "U2": _u2, "U5": _u5}
