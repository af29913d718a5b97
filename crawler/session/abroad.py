"""Pages in scripts that are not read word by word: recognised and keyed by a few words of `data/abroad.yaml`.

Chinese, Khmer or Lao write no spaces, Russian bends its words: what finds words elsewhere finds none
there. A report is one whose opening names a watched body, its sitting, that someone led it, and which
it was. Nothing is translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crawler import reference
from crawler.model import Article, Fact, Report, SessionRef, Verdict
from crawler.session import documents, known
from crawler.session.days import Day
from crawler.session.mergers import name_on
from crawler.session.places import province_names
from crawler.session.prose import Prose
from crawler.session.resolve import near
from crawler.text import fold

_OPENING = 1_200  # letters in which a report says what it tells of
_READ = 8_000  # and in which it names its end point; these scripts are dense
_ENOUGH = 12  # letters of a script that make a page one of it
_SHARE = 4  # and at least one letter in so many is: a Vietnamese page may quote a line
_GAP = r"[^。.\n]{0,60}?"
_BESIDE = 60  # letters on either side of a body's name in which it is said that its sitting was another day
_STOPS = re.compile(r"[。\n，、;；]|\.\s")
_ENDS = re.compile(r"[。\n]|\.\s")
_NAME = "\ue000"
_FOREIGN = re.compile("[^\x00-\u024f\u1e00-\u1eff]")  # letters that stand against a number with no space between


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The patterns of one language."""

    letters: re.Pattern[str]
    names: tuple[tuple[str, re.Pattern[str]], ...]
    session: re.Pattern[str]
    chair: re.Pattern[str]
    over: re.Pattern[str]
    ordinal: re.Pattern[str]
    numbers: Mapping[str, int]
    day: re.Pattern[str]
    months: Mapping[str, int]
    point: re.Pattern[str] | None
    places: Mapping[str, str]
    recalled: re.Pattern[str]
    earlier: re.Pattern[str]


def read(article: Article) -> Verdict | None:
    """The verdict on a page in one of these scripts; None for all others."""
    opening = article.text[:_OPENING]
    tongue = next((t for t in _tongues() if _is_in(t, opening)), None) if _letters().search(opening) else None
    if tongue is None:
        return None
    body = _body(tongue, opening)
    if body is None or not (tongue.session.search(opening) and tongue.chair.search(opening)):
        return Verdict(why=("no report: its opening names no body of ours at a sitting",))
    if over := tongue.over.search(opening):
        return Verdict(why=(f"no report: before or after the sitting: {over[0]!r}",))
    number, day = _number(tongue, opening), _day(tongue, opening)
    if (match := tongue.ordinal.search(opening)) and _is_earlier(tongue, opening, match.start()):
        return Verdict(why=(f"no report: a sitting of before is called to mind: {match[0]!r}",))
    if number is None and day is None:
        return Verdict(why=("no report: neither number nor day of a sitting",))
    ref = _session(article, body, number, day)
    told = article.text[:_READ]
    province = _province(tongue, told, ref.date)
    cited = documents.read(Prose(_FOREIGN.sub(" ", told)))
    return Verdict(
        Report(ref, province=province, documents=cited),
        why=(f"report: {body} named, its sitting led; session {ref.key}",),
    )


def _is_in(tongue: _Tongue, opening: str) -> bool:
    told = len(tongue.letters.findall(opening))
    return told >= _ENOUGH and told * _SHARE >= sum(map(str.isalpha, opening))


def _body(tongue: _Tongue, opening: str) -> str | None:
    """The body that the opening names otherwise than to call an old sitting to mind."""
    for body, name in tongue.names:
        for match in name.finditer(opening):
            if not (tongue.recalled.search(_around(opening, match)) or _is_earlier(tongue, opening, match.start())):
                return body
    return None


def _is_earlier(tongue: _Tongue, opening: str, at: int) -> bool:
    """ "Накануне он провёл 3-е заседание": behind a meeting of today's, in a sentence that tells of a day before."""
    start = max((stop.end() for stop in _ENDS.finditer(opening, 0, at)), default=0)
    return bool(tongue.earlier.search(opening, start, at) and tongue.chair.search(opening, 0, start))


def _around(opening: str, name: re.Match[str]) -> str:
    """A name, written over, with what stands beside it in its sentence."""
    before = _STOPS.split(opening[max(0, name.start() - _BESIDE) : name.start()])[-1]
    return f"{before}{_NAME}{_STOPS.split(opening[name.end() : name.end() + _BESIDE])[0]}"


def _number(tongue: _Tongue, opening: str) -> int | None:
    match = tongue.ordinal.search(opening)
    word = next((group for group in match.groups() if group), "") if match else ""
    return (int(word) if word.isdecimal() else tongue.numbers.get(word)) if word else None


def _day(tongue: _Tongue, opening: str) -> Day | None:
    match = tongue.day.search(opening)
    if match is None:
        return None
    month = int(match["m"]) if match["m"].isdecimal() else tongue.months[match["m"].lower()]
    year = int(match["y"]) if match["y"] else None
    return Day(int(match["d"]), month, year, match.start(), match.end(), marked=True)


def _session(article: Article, body: str, number: int | None, day: Day | None) -> SessionRef:
    """By its day; without a day by its number, where only one known session bears it."""
    if day and day.year:
        return SessionRef(body, number, day.on(day.year), "text")
    if day and (iso := near(day, article.published)):
        return SessionRef(body, number, iso, "published")
    sat = [k for k in known.of_body(body) if number in (None, k.ordinal) and (day is None or known.same_day(k, day))]
    return SessionRef(body, number, sat[0].date, "known") if len(sat) == 1 else SessionRef(body, number)


def _province(tongue: _Tongue, text: str, day: str | None) -> Fact | None:
    """The province whose Vietnamese name stands in brackets behind the word for an end point, or its own before."""
    for match in tongue.point.finditer(text) if tongue.point else ():
        name = match["name"] or tongue.places[match["place"] or match["behind"]]
        if slug := province_names().get(fold(name).strip()):
            return Fact(name_on(slug, day), match[0], match.start(), match.end())
    return None


# --- the table ----------------------------------------------------------------------------


@cache
def _letters() -> re.Pattern[str]:
    """A letter of any of them; most pages have none."""
    return re.compile(f"[{''.join(row['letters'] for row in reference.load('abroad.yaml'))}]")


@cache
def _tongues() -> tuple[_Tongue, ...]:
    return tuple(_tongue(row) for row in reference.load("abroad.yaml"))


def _tongue(row: Mapping[str, Any]) -> _Tongue:
    numbers: dict[str, int] = row.get("numbers", {})
    months: dict[str, int] = row.get("months", {})
    n = rf"((?<!\d)\d{{1,2}}(?!\d){''.join('|' + word for word in sorted(numbers, key=len, reverse=True))})"
    month = "|".join(months) or r"(?<!\d)\d{1,2}"
    date = {"y": r"(?P<y>\d{4})", "d": r"(?<!\d)(?P<d>\d{1,2})", "m": f"(?P<m>{month})"}
    places: dict[str, str] = row.get("places", {})
    return _Tongue(
        letters=re.compile(f"[{row['letters']}]"),
        names=tuple((body, _any(names)) for body, names in row["names"].items()),
        session=_any(row["session"]),
        chair=_any(row["chair"]),
        over=_any(row["over"]),
        ordinal=re.compile("|".join(form.replace("{n}", n) for form in row["ordinal"]), re.IGNORECASE),
        numbers=numbers,
        day=re.compile("|".join(_filled(form, date) for form in row["day"]), re.IGNORECASE),
        months=months,
        point=_point(row["point"], places, row.get("between", ())) if "point" in row else None,
        places=places,
        recalled=_recalled(recalls := row.get("recalls", {})),
        earlier=_any(recalls.get("earlier", [])) if recalls.get("earlier") else re.compile(r"(?!)"),
    )


def _point(words: Sequence[str], places: Mapping[str, str], between: Sequence[str]) -> re.Pattern[str]:
    """An end point with its province in brackets behind it, before it or right behind it."""
    point, place, filler = _longest(words), _longest(map(re.escape, places)), _longest(between)
    return re.compile(
        rf"(?:{point})[^()\n]{{0,40}}\((?P<name>[^()\n]+)\)|(?P<place>{place})(?:{filler}){{0,6}}?[^。，.,\n]{{0,12}}?(?:{point})"
        rf"|(?:{point})(?:{filler}){{0,6}}?(?P<behind>{place})"
    )


def _longest(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)) or r"(?!)"


def _recalled(words: Mapping[str, list[str]]) -> re.Pattern[str]:
    before, behind = (_longest(map(re.escape, words.get(side, ()))) for side in ("before", "behind"))
    return re.compile(rf"(?:{before}).*{_NAME}|{_NAME}.*(?:{behind})", re.IGNORECASE)


def _any(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase).replace("…", _GAP) for phrase in phrases), re.IGNORECASE)


def _filled(form: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        form = form.replace("{" + name + "}", value)
    return form
