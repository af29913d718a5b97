"""A text as all readers share it: sentences, words, and patterns tried only where their first words stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reference import read_yaml
from crawler.session import bodies, documents, forms, known, people, places, signs, tasks, theme
from crawler.session.figures import numbers, periods, scope
from crawler.session.lexicon import Led, heads, led
from crawler.session.prose import LONGEST, READ, Prose, holding, within
from crawler.session.scan import _project, _rival

_CHAIR = led(("chu tri", "du"), r"(?:chu\s+tri|du)(?!\w)(?:\s+phien)?")


_TEXTS = "\n\n".join(
    row["text"]
    for rows in read_yaml(Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8")).values()
    for row in rows
)
_PATTERNS: list[Callable[[], Led]] = [
    *(documents._short, forms.told, forms.subject, numbers._spelling, people._attending, places._unnamed),
    *(forms.owned, forms.rivals, forms.national_review, forms.tells, tasks._order, tasks._duty),
    *(_project, _rival, scope._own, signs._unnamed_office, signs._head_at_session, signs._head_speaks),
    *(signs._local_team, signs._connected, tasks._ordering),
    *(lambda: documents._CONGRESS, lambda: known._marks()[0], lambda: periods._PERIOD, lambda: theme._TOPIC),
    *(lambda n=n: places._forms()[n] for n in range(9)),
    *(signs._followed, signs._counted, scope._named, lambda: bodies._watched(())[0]),
]


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_the_words_a_pattern_is_led_by_miss_nothing(pattern: Callable[[], Led]) -> None:
    prose = Prose(_TEXTS)
    searched = re.finditer(rf"(?<!\w)(?:{pattern().form.pattern})", prose.folded)
    assert [m.span() for m in prose.matches(pattern())] == [m.span() for m in searched]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Chủ trì", "chủ", "trì", "dự", "dựng", "phiên", "họp", ",", "\n\n", "06/CP"])))
def test_a_led_pattern_finds_what_a_search_finds(words: list[str]) -> None:
    prose = Prose(" ".join(words))
    searched = [m.span() for m in re.finditer(rf"(?<!\w)(?:{_CHAIR.form.pattern})", prose.folded)]
    assert [m.span() for m in prose.matches(_CHAIR)] == searched
    assert not searched or prose.may_hold(_CHAIR.heads)


def test_that_none_of_some_phrases_stands_is_seen_by_the_words() -> None:
    prose = Prose("Ủy viên nêu: ban, chỉ đạo")
    told = [phrase for phrase in ("uy ban", "ban chi", "chi huy", "uy", "trung") if prose.may_hold(heads([phrase]))]
    assert told == ["ban chi", "uy"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["chủ trì", "chủ", "dự", "phiên", ",", "\n\n"])), st.integers(0, 30), st.integers(0, 30)
)
def test_a_led_search_finds_what_a_search_finds(words: list[str], start: int, more: int) -> None:
    prose = Prose(" ".join(words))
    end = min(start + more, len(prose.text))
    found = prose.search(_CHAIR, start, end)
    searched = re.compile(rf"(?<!\w)(?:{_CHAIR.form.pattern})").search(prose.folded, start, end)
    assert (found and found.span()) == (searched and searched.span())


def test_matches_of_one_form_of_a_text_are_not_those_of_another() -> None:
    prose = Prose("Ông A dự họp, bà B chủ trì.")
    assert [m[0] for m in prose.matches(_CHAIR, prose.folded.replace("du", "##"))] == ["chu tri"]
    assert [m[0] for m in prose.matches(_CHAIR, prose.folded[:12])] == ["du"]


def test_words_are_those_between_two_places() -> None:
    prose = Prose("Đạt hơn 16,4 triệu hồ-sơ; (mức độ 4)")
    assert prose.words(0, 25) == ["dat", "hon", "16", "4", "trieu", "ho", "so"]
    assert prose.words(25, len(prose.text)) == ["muc", "do", "4"]


@pytest.mark.parametrize(
    ("text", "over", "word"),
    [("đạt hơn 5", " ", "hon"), ("mức: 5", " :", "muc"), ("mức: 5", " ", ""), ("(gần 5", " ", "gan"), ("5", " ", "")],
)
def test_the_word_before_a_place(text: str, over: str, word: str) -> None:
    stop, found = Prose(text).before(text.index("5"), over)
    assert (found, text[:stop].endswith(text[stop - len(word) : stop])) == (word, True)


def test_what_is_derived_is_made_once() -> None:
    prose = Prose("abc")
    assert prose.once("letters", lambda p: list(p.text)) is prose.once("letters", lambda p: [])


def test_numbers_are_tried_where_a_word_begins_with_a_digit() -> None:
    prose = Prose("4G tăng 5 lần, A7 và 12/7")
    assert [m[0] for m in prose.numbers(re.compile(r"\d+(?:/\d+)?"))] == ["4", "5", "12/7"]


def test_sentences_are_found_by_place() -> None:
    prose = Prose("Câu một. Câu hai!\n\nĐoạn ba")
    assert [prose.text[start:end] for start, end in prose.sentences] == ["Câu một.", "Câu hai!", "Đoạn ba"]
    assert prose.sentence(prose.text.index("hai")) == prose.sentences[1]
    assert holding(prose.sentences, re.finditer(r"ba|hai. ?", prose.text)) == [1, 2]


@pytest.mark.parametrize("noise", ["a" * 7_000, "từ " * 3_000])
def test_a_sentence_that_never_ends_is_cut(noise: str) -> None:
    prose = Prose.of(noise)
    assert max(end - start for start, end in prose.sentences) <= LONGEST
    assert "".join(prose.text[start:end] for start, end in prose.sentences) == prose.text.rstrip()


def test_what_lies_past_the_limit_is_not_read() -> None:
    assert len(Prose.of("x " * READ).text) == READ


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(0, 4, False), (0, 5, True), (3, 9, False), (2, 5, True), (9, 20, False)]
)
def test_within(start: int, end: int, expected: bool) -> None:
    assert within([(2, 5), (8, 12)], start, end) is expected
