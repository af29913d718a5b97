"""Vietnamese text: one form to store (NFC, canonical), one to compare (folded).

`fold` keeps positions: on NFC text the folded text has the same length, character for
character, so a match found in it is a quote at the same place of the original.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache

# Zero-width characters, soft hyphens, byte-order marks and direction marks: invisible, and they break matching.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """NFC, invisible characters dropped, white space collapsed: one paragraph as it is stored."""
    text = text.strip()
    if text.isprintable() and "  " not in text:  # nothing odd, and no white space but single spaces: most text
        return unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", _SURROGATE.sub("\ufffd", text))).split())
    return unicodedata.normalize("NFC", text)


def canonical(title: str | None, paragraphs: Iterable[str]) -> str:
    """The canonical text: title line, blank line, paragraphs apart by a blank line, one final newline."""
    return joined(filter(None, map(clean, (title or "", *paragraphs))))


def joined(parts: Iterable[str]) -> str:
    """The canonical text of what is clean already, title and all."""
    text = "\n\n".join(parts)
    return text + "\n" if text else ""


def _bare(letter: str) -> str:
    """A letter without its marks and case."""
    if letter in "đĐðÐ":  # đ is a letter of its own, not d with a mark; old pages write it as eth
        return "d"
    bare = unicodedata.normalize("NFD", letter)[0].lower()
    return bare if len(bare) == 1 else letter


def _spaced(letter: str) -> str:
    """The same, and a space for what belongs to no word."""
    bare = _bare(letter)
    return bare if bare.isalnum() or bare == "_" else " "


_VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
# All that most Vietnamese pages are written with, as a code page: 256 places, the first of them NUL.
_PAGE = ("\0\t\n\r" + "".join(map(chr, range(32, 127))) + _VOWELS + _VOWELS.upper() + "\u00a0–—“”‘’…•·«»°²³½×").ljust(
    256, "\ufffe"
)
_ENCODING = codecs.charmap_build(_PAGE)


class Letterwise(dict[int, str]):
    """Each letter of a text written as another: by way of a code page, eight times faster than `str.translate`."""

    def __init__(self, change: Callable[[str], str]) -> None:
        self._change = change
        self._decoding = "".join(map(change, _PAGE))

    def __missing__(self, code: int) -> str:
        changed = self[code] = self._change(chr(code))
        return changed

    def __call__(self, text: str) -> str:
        try:
            told = codecs.charmap_encode(text, "strict", _ENCODING)[0]
        except UnicodeEncodeError:  # a letter that the page has no place for
            return text.translate(self)
        return codecs.charmap_decode(told, "strict", self._decoding)[0]


_FOLD = Letterwise(_bare)


def fold(text: str) -> str:
    """No diacritics, no case, đ as d; the same length as `text` where that is NFC."""
    return _FOLD(text)


spaced = Letterwise(_spaced)  # folded, and every mark a space


def key(text: str) -> str:
    """A form for equality: NFC, folded, single spaces."""
    return fold(clean(text))


_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The folded words of any text, in order."""
    return _WORD.findall(fold(unicodedata.normalize("NFC", text)))


# A sentence ends at . ! ? … or ; before white space, or at a paragraph's end. Not after an
# abbreviation or initial (TP. , T.Ư, ĐC. , Th.S), nor between figures. At a line's end only the line's
# end is matched. All marks stand first in the pattern: a search then goes from mark to mark.
_END = re.compile(r"[.!?…\n](?:(?<=\n)\n*|(?<!\n)[\"”’)\]]*(?=[^\S\n]\s*\S))")
_ABBREVIATION = re.compile(
    r"(?:\b(?:tp|tx|tt|st|gs|ts|ths|pgs|bs|ks|ths|dc|d/c|t\.u|v\.v|tr|p|q|h|no|nxb|mr|mrs|ms|dr)|\b[a-z])\.$"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, without surrounding white space."""
    start = 0
    for match in _END.finditer(text):
        stop = match[0][0] != "\n"
        end = match.end() if stop else match.start()
        if stop and text[end - 1] == "." and _is_abbreviation(text, start, end):
            continue
        if span := _trim(text, start, end):
            yield span
        start = match.end()
    if span := _trim(text, start, len(text)):
        yield span


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    """Whether the full stop before `end` belongs to an abbreviation, which no word of four letters is."""
    if end - start > 4 and text[end - 5 : end - 1].isalpha():
        return False  # most often so
    return _ABBREVIATION.search(fold(text[max(start, end - 6) : end])) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


@cache
def pattern(*phrases: str) -> re.Pattern[str]:
    """Any of the phrases as whole words in folded text, longest first."""
    folded = sorted({key(p) for p in phrases}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in folded) + r")(?!\w)")
