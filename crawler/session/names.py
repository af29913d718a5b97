"""People's names: runs of capitalised words that begin with a family name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler import reference
from crawler.session.wording import whole
from crawler.text import clean, fold, key

_CAPITAL = "".join(letter for letter in map(chr, range(0x1F00)) if letter.isupper())
_RUN = re.compile(rf"[{_CAPITAL}](?<![\w-].)(?<!\w['’].)[\w'’]*(?:[ \u00a0][{_CAPITAL}][\w'’]*)*")
_NO_NAME = re.compile(r"(?<![\w'’])(?:UBND|HĐND|TP|TS|GS|ThS|PGS|BTV|CĐS|BCĐ)(?![\w'’])")
_PLACE_BEFORE = re.compile(
    r"(?<!\w)(?:tỉnh|huyện|thành phố|tp\.?|xã|phường|thị xã|thị trấn|quận|điểm cầu|đầu cầu"
    r"|phía|ở|tại|trường|báo|đường|đại học)\s*$"
)
_OFFICE_BEFORE = re.compile(r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|hđnd|chủ tịch|bí thư|phó|lãnh đạo)\s*$")
_HIGHLANDS = re.compile(r"[HK]['’][^\W\d_]")
_LONGEST = 5  # words of a name
# Titles that English and all-capital texts write like a part of the name.
_TITLES = {
    *("prime", "deputy", "minister", "pm", "mr", "mrs", "ms", "dr", "chairman", "chairwoman", "president", "secretary"),
    *(
        "general",
        "comrade",
        "committee",
        "party",
        "provincial",
        "people",
        "people's",
        "people’s",
        "council",
        "governor",
    ),
    *("thủ", "tướng", "chính", "phủ", "phó", "tổng", "bí", "ông", "bà", "tỉnh"),
    *("vice", "standing", "director", "province", "city", "municipal", "member", "head"),
    *("wakil", "ketua", "komite", "rakyat", "provinsi", "kota", "sekretaris", "direktur", "kawan", "bapak", "ibu"),
    *(
        "président",
        "présidente",
        "vice-président",
        "comité",
        "populaire",
        "camarade",
        "m.",
        "mme",
        "monsieur",
        "madame",
    ),
    *("presidente", "vicepresidente", "popular", "señor", "señora", "sr.", "sra.", "camarada"),
    *("vorsitzender", "vorsitzende", "volkskomitees", "herr", "frau", "genosse", "genossin", "provinz", "stadt"),
}
_PAIRS = {("đồng", "chí"), ("việt", "nam"), ("thành", "phố")}
_NOT_FIRST = frozenset({"ban", "quan", "quang", "phong", "hang", "chu", "van"})
_NOT_NAMES = {"chinh phu", "trung uong", "nguyen chu tich", "viet nam"}


@cache
def _families() -> tuple[frozenset[str], frozenset[str]]:
    """As written and folded: "Trương" is a family, "Trưởng" an office, though they fold alike."""
    written = [str(name) for name in reference.load("names.yaml")["family"]]
    return frozenset(clean(name).lower() for name in written), frozenset(key(name) for name in written)


def _is_name(words: list[str], bare: bool) -> bool:
    """Begins with a family name; a name wholly without accents may have lost them, as on English pages.

    On a page that is `bare` of the letters of Vietnamese, it may have kept those of French: "Trân Van Lâu".

    Names of the Central Highlands have no family in front: K'Mák, H'Yâo Knul.
    """
    if len(words) <= _LONGEST and _HIGHLANDS.match(words[0]):
        return True
    if not 2 <= len(words) <= _LONGEST:
        return False
    written, folded = _families()
    first = words[0].lower()
    lost = bare or all(w.isascii() for w in words)
    return first in written or (lost and key(first) in folded and key(first) not in _NOT_FIRST)


@cache
def _places() -> re.Pattern[str]:
    return re.compile(whole(key(n) for p in reference.provinces().values() for n in (p.name, *p.aliases)))


def names(text: str, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each person named in that stretch, in order."""
    for run_start, run_end in _capitalised(text, start, end):
        if found := _person(text, folded, run_start, run_end):
            yield found


def _capitalised(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of words that each begin with a capital: "Hà Nội Hà Minh Hải"."""
    for run in _RUN.finditer(text, start, end):
        at = run.start()
        for word in () if run[0].istitle() else _NO_NAME.finditer(text, *run.span()):  # most often it is
            if at < word.start():
                yield at, word.start() - 1
            at = word.end() + 1
        if at < run.end():
            yield at, run.end()


def _person(text: str, folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The name in a run, without the place that may lead it: "UBND tỉnh Cao Bằng Hoàng Xuân Ánh"."""
    if _families()[1].isdisjoint(folded[start:end].split(" ")) and not _HIGHLANDS.search(text, start, end):
        return None  # most often so
    start = _behind_place(folded, start, end)
    words = text[start:end].split(" ")
    while (len(words) > 2 or _HIGHLANDS.match(words[-1])) and len(words) > 1 and (title := _title(words)):
        start = _behind_place(folded, start + len(" ".join(words[:title])) + 1, end)
        words = text[start:end].split(" ")
    if not _is_name(words, not ("ư" in text or "đ" in text or "ạ" in text)) or fold(" ".join(words)) in _NOT_NAMES:
        return None
    return None if _is_place(text[max(0, start - 30) : start].lower(), len(words)) else (start, end)


def _behind_place(folded: str, start: int, end: int) -> int:
    """Where a run goes on behind the provinces that lead it."""
    while place := _places().match(folded, start, end):
        start = min(place.end() + 1, end)
    return start


def _title(words: list[str]) -> int:
    """How many of the first words are a title or where it is held: "Đồng chí", "BHXH Việt Nam"; "Đồng" is a family."""
    first, second = words[0].lower(), words[1].lower()
    if (first, second) in _PAIRS:
        return 2
    abbreviation = len(first) > 2 and words[0].isupper() and not words[1].isupper()
    return 1 if first in _TITLES or abbreviation else 0


def _is_place(before: str, words: int) -> bool:
    """ "phường Trần Hưng Đạo" is a place, "Chủ tịch UBND phường Trần Thị Lan" a person."""
    place = _PLACE_BEFORE.search(before)
    if not place:
        return False
    office = _OFFICE_BEFORE.search(before[: place.start()])
    return not office or (words == 2 and "tỉnh" not in place[0])


def same(one: str, other: str) -> bool:
    """Whether two writings name the same person: accents and case may be lost on the way."""
    return fold(one) == fold(other)
