"""Phrases in a text: whole words, spelt as in the table unless the page is written without diacritics."""

from __future__ import annotations

import re

import pytest

from crawler.session.prose import Prose
from crawler.session.tables import Phrases

HEDGES = Phrases(["hơn", "không quá", "thấp hơn", "nằm trong"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đạt hơn 5", "hơn"),
        ("đạt hon 5", "hon"),
        ("đạt thấp hơn: 5", "thấp hơn"),  # the longest
        ("đạt hờn 5", None),  # another word
        ("đạt phơn 5", None),  # a part of one
        ("hơn, 5", None),
    ],
)
def test_a_phrase_right_before_a_place(text: str, found: str | None) -> None:
    begin = HEDGES.before(Prose(text), text.index("5"))
    assert (None if begin is None else text[begin:].rstrip(" :5")) == found


def test_a_run_of_phrases_goes_backwards() -> None:
    text = "lãi thấp hơn, không quá hơn 5"
    begins = [text.index(words) for words in ("hơn 5", "không quá", "thấp hơn")]
    assert list(HEDGES.run_before(Prose(text), text.index("5"), " ,")) == begins


def test_places_of_phrases() -> None:
    prose = Prose("Hơn 5, không quá 7; không, quá 8, hơn thế")
    told = [prose.text[start:end] for start, end in HEDGES.spans(prose)]
    assert told == ["Hơn", "không quá", "hơn"]
    assert [HEDGES.at(prose, at) is not None for at in (0, 4, 7)] == [True, False, True]
    second = re.search("không quá", prose.text)
    assert second
    assert HEDGES.last(prose, 0, second.end()) == second.span()
    assert not HEDGES.within(prose, second.start(), second.end() - 1)
    assert HEDGES.opens("không quá 7 hồ sơ")
