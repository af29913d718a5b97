"""Which sitting in the series: "phiên họp lần thứ 5", "thứ tư", "đầu tiên", "8th meeting", "Sidang Ke-3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.session.wording import whole

_VIETNAMESE = {
    "nhat": 1, "nhut": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "muoi ba": 13, "muoi bon": 14,
    "muoi tu": 14, "muoi lam": 15, "muoi sau": 16, "muoi bay": 17, "muoi tam": 18, "muoi chin": 19, "hai muoi": 20,
    "hai muoi mot": 21, "hai muoi hai": 22, "hai muoi ba": 23, "hai muoi tu": 24, "hai muoi lam": 25,
}  # fmt: skip
_FOREIGN_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "inaugural": 1, "maiden": 1, "first-ever": 1,
    "premiere": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6, "septieme": 7,
    "huitieme": 8, "neuvieme": 9, "dixieme": 10, "primera": 1, "segunda": 2, "tercera": 3, "cuarta": 4, "quinta": 5,
    "sexta": 6, "septima": 7, "octava": 8, "novena": 9, "decima": 10,
    "ersten": 1, "erste": 1, "zweiten": 2, "zweite": 2, "dritten": 3, "dritte": 3, "vierten": 4, "vierte": 4,
    "funften": 5, "funfte": 5, "sechsten": 6, "sechste": 6, "siebten": 7, "siebte": 7, "achten": 8, "achte": 8,
    "neunten": 9, "neunte": 9, "zehnten": 10, "zehnte": 10,
}  # fmt: skip
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}

_SPELT = "|".join(sorted(_VIETNAMESE, key=len, reverse=True)).replace(" ", r"\s+")
_NUMERAL = "|".join(sorted(_ROMAN, key=len, reverse=True))
_SITTINGS = ("phien", "cuoc hop", "hop", "hoi nghi", "sidang", "rapat")
_SITTING = whole(("phien hop", *_SITTINGS))
_NUMBER = r"\d{1,2}(?!\s*[/.,-]\s*(?!20\d\d(?!\d))\d|\d)"
# Some words may stand between, but not those of a party congress: "phiên họp trực tuyến toàn quốc lần thứ 5".
_AFTER = re.compile(
    rf"{_SITTING}(?:\s+(?!ky\s|dai\s|khoa\s|quyet\s)[^\W\d]+){{0,9}}?"
    rf"\s*\(?(?:(?:lan\s+thu|thu)\s*(?P<v>{_NUMBER}|(?:{_SPELT}|{_NUMERAL})(?!\w))|(?:lan|so|ke-?)\s*(?P<d>{_NUMBER}))"
    r"(?:(?:\s*\)?\s+(?:cua\s+|trong\s+)?nam\s+|\s?[/-]\s?)(?P<year>20\d\d)(?!\d))?"
)
# "Phiên họp đầu tiên kể từ khi được kiện toàn": the first under its name.
_FOUNDED = r"(?:\s+[^\W\d]+){0,6}?\s+(?:kien\s+toan|doi\s+ten|thanh\s+lap|ra\s+mat|ra\s+doi)(?!\w)"
_FIRST = re.compile(
    whole(("phien hop", "phien", "cuoc hop", "hop")) + r"(?:\s+[^\W\d]+){0,3}?\s+dau\s+tien"
    rf"(?!\s+(?:trong|cua\s+(?:nam|nhiem|chinh\s+phu)|(?:ke\s+tu|tu|sau)(?!{_FOUNDED})|nam\s+\d))"
)
# "Lần đầu tiên kể từ khi được kiện toàn, Ủy ban … nhóm họp": no sitting's word stands beside the number.
_FIRST_TIME = re.compile(
    r"lan\s+dau(?:\s+tien)?(?!\w)(?=[^.;\n]{0,240}?(?<!\w)hop(?!\s+(?:truc|tai|voi|den|toi|o)\s))"
    r"[^.;\n]{0,80}?\s(?:kien\s+toan|doi\s+ten|thanh\s+lap|ra\s+mat|ra\s+doi|mang\s+ten)(?!\w)"
    r"|(?:nhom\s+hop|hop)\s+lan\s+dau(?:\s+tien)?(?=\s*[,.;\n]|$)"
)
_FIRST_OF_YEAR = re.compile(r"phien(?:\s+hop)?(?:\s+[^\W\d]+){0,3}?\s+dau\s+tien\s+(?:(?:trong|cua)\s+)?nam(?!\w)")
# "(Phiên 9)", "phiên họp 9 của Ủy ban": a bare number, and nothing that it could count.
_BARE = re.compile(
    r"phien(?:\s+hop)?\s+(?P<n>[1-9]\d?)(?=\s*[),;]|\s+(?:cua\s+)?(?:uy\s+ban|ubqg|ban\s+chi\s+dao|bcd))"
)
_MEETING = (
    "meeting",
    "session",
    "sitting",
    "plenary",
    "conference",
    "reunion",
    "seance",
    "sesion",
    "sitzung",
    "tagung",
)
_MEETINGS = rf"(?:{'|'.join(_MEETING)})(?!\w)"
_FOREIGN = re.compile(
    rf"(?<!\w)(?:(?P<n>\d{{1,2}})\s?(?:st|nd|rd|th|e|eme|a|\.?\u00aa)|(?P<w>{'|'.join(_FOREIGN_WORDS)}))"
    rf"(?:\s+(?P<before>20\d\d))?\s+(?:(?:(?!of|the|and)[^\W\d]+\s+){{0,2}}{_MEETINGS}|of\s+its\s+kind(?!\w))"
    rf"(?:\s+(?:of|in|de|en)\s+(?P<year>20\d\d))?"
    rf"|{_MEETINGS}\s+no\.?\s?(?P<after>\d{{1,2}})(?!\d)|(?<!\w)no\.?\s?(?P<front>\d{{1,2}})\s+{_MEETINGS}"
    rf"|(?<!\w)(?:met|meets|sat|gathered|convened)\s+for\s+the\s+(?P<time>{'|'.join(_FOREIGN_WORDS)})\s+time(?!\w)"
    r"|(?<!\w)(?P<dot>\d{1,2})\.\s+(?:[^\W\d]+\s+)?(?:sitzung|tagung)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """A number given to a session; `label` where the numbering is said to be of one year."""

    number: int
    start: int
    end: int
    year: int | None = None


def find(folded: str, start: int = 0, end: int | None = None) -> Iterator[Ordinal]:
    """Every session number in that stretch of folded text."""
    stop = len(folded) if end is None else end
    for match in _after_sittings(folded, start, stop):
        if number := _value(match["v"] or match["d"]):
            yield Ordinal(number, match.start(), match.end(), int(match["year"]) if match["year"] else None)
    for match in _BARE.finditer(folded, start, stop) if "phien" in folded else ():
        yield Ordinal(int(match["n"]), match.start(), match.end())
    if "dau tien" in folded:
        for match in _FIRST.finditer(folded, start, stop):
            yield Ordinal(1, match.start(), match.end())
    if "lan dau" in folded:
        for match in _FIRST_TIME.finditer(folded, start, stop):
            yield Ordinal(1, match.start(), match.end())
    if any(word in folded for word in _MEETING) or "for the " in folded:
        yield from _foreign(folded, start, stop)


def is_first_of_year(folded: str) -> bool:
    """Whether a session is said to be its year's first, which is its number only where they restart."""
    return "dau tien" in folded and _FIRST_OF_YEAR.search(folded) is not None


def _after_sittings(folded: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    """As `finditer`. Going from one of the plain words to the next is faster than a search for the pattern."""
    places: list[int] = []
    for word in _SITTINGS:
        at = folded.find(word, start, stop)
        while at >= 0:
            places.append(at)
            at = folded.find(word, at + 1, stop)
    done = start
    for at in sorted(places):
        if at >= done and (match := _AFTER.match(folded, at, stop)):
            done = match.end()
            yield match


def _foreign(folded: str, start: int, stop: int) -> Iterator[Ordinal]:
    for match in _FOREIGN.finditer(folded, start, stop):
        figure = match["n"] or match["after"] or match["front"] or match["dot"]
        number = int(figure) if figure else _FOREIGN_WORDS[match["w"] or match["time"]]
        year = match["year"] or match["before"]
        yield Ordinal(number, match.start(), match.end(), int(year) if year else None)


def _value(word: str) -> int | None:
    word = " ".join(word.split())
    if word.isdecimal():
        return int(word) or None
    return _VIETNAMESE.get(word) or _ROMAN.get(word)


def label(ordinal: Ordinal) -> str | None:
    """The ordinal as said where numbering restarts each year: "lần thứ 1 năm 2026"."""
    return f"lần thứ {ordinal.number} năm {ordinal.year}" if ordinal.year else None
