"""Folding: by way of a code page for what most pages are written with, letter by letter for all else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text import fold, sentences, spaced

_LETTERS = "ắỆđĐðÐơƯỵ“”–…²½×aZ09_ \t\n\u00a0.,;/-"
_RARE = "ßİæ≥🙂中й\u0301\x01\ufffe"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ủy ban Quốc gia về CHUYỂN ĐỔI SỐ", "uy ban quoc gia ve chuyen doi so"),
        ("“Ước” ≥ 22,4% – 🙂", "“uoc” ≥ 22,4% – 🙂"),
        ("e\u0301", "e\u0301"),  # two letters stay two
        ("İstanbul", "istanbul"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(max_examples=200, deadline=None)
@given(st.text(_LETTERS))
def test_a_rare_letter_changes_no_other(text: str) -> None:
    for rare in _RARE:
        assert fold(text + rare) == fold(text) + fold(rare)
        assert spaced(text + rare) == spaced(text) + spaced(rare)


@settings(max_examples=200, deadline=None)
@given(st.text(_LETTERS + _RARE))
def test_what_is_spaced_is_folded_without_marks(text: str) -> None:
    marked = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in fold(text))
    assert spaced(text) == marked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bà Lan. Ông Tý.", ["Bà Lan.", "Ông Tý."]),
        ("a. b", ["a. b"]),
        ("Tại TP. Huế, ThS. Lê. Hết", ["Tại TP. Huế, ThS. Lê.", "Hết"]),
        ("Ban Chỉ đạo T.Ư. họp! Xong", ["Ban Chỉ đạo T.Ư. họp!", "Xong"]),
        ("Cả nước đạt 16. 4 triệu", ["Cả nước đạt 16.", "4 triệu"]),
    ],
)
def test_a_sentence_ends_after_no_abbreviation(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == found
