"""A text as all readers share it: sentences, words, and patterns tried only where their first words stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.reference import read_yaml
from crawler.session import documents, events, known, numbers, people, periods, places, scope, signs, tasks, theme
from crawler.session.prose import LONGEST, READ, Led, Prose, holding, led, within
from crawler.session.scan import _project, _rival

_CHAIR = led(("chu tri", "du"), r"(?:chu\s+tri|du)(?!\w)(?:\s+phien)?")


_TEXTS = "\n\n".join(
    row["text"]
    for rows in read_yaml(Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8")).values()
    for row in rows
)
_PATTERNS: list[Callable[[], Led]] = [
    *(documents._short, events._told, events._subject, numbers._spelling, people._attending, places._unnamed),
    *(_project, _rival, scope._own, signs._unnamed_office, signs._head_at_session, signs._head_speaks),
    *(signs._local_team, signs._connected, tasks._ordering),
    *(lambda: documents._CONGRESS, lambda: known._marks()[0], lambda: periods._PERIOD, lambda: theme._TOPIC),
    *(lambda n=n: places._forms()[n] for n in range(6)),
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
    searched = re.finditer(rf"(?<!\w)(?:{_CHAIR.form.pattern})", prose.folded)
    assert [m.span() for m in prose.matches(_CHAIR)] == [m.span() for m in searched]


def test_matches_of_one_form_of_a_text_are_not_those_of_another() -> None:
    prose = Prose("Ông A dự họp, bà B chủ trì.")
    assert [m[0] for m in prose.matches(_CHAIR, prose.folded.replace("du", "##"))] == ["chu tri"]
    assert [m[0] for m in prose.matches(_CHAIR, prose.folded[:12])] == ["du"]


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
