"""Where patterns may begin, all found in one walk through the words."""

from __future__ import annotations

from crawler.session.lexicon import Lexicon, led, openings, openings_of

_CHAIR = led(("chu tri", "du"), r"(?:chu\s+tri|du)(?!\w)")
_HEAD = led(("chu tich",), r"chu\s+tich")
_ANY = led(("chu",), r"chu\w*")
_WORDS = ["chu", "tri", "", "chu", "tich", "du", "chu", "", "tich", ""]  # "chu tri, chu tich du chu, tich"


def test_a_pattern_may_begin_where_its_first_words_stand() -> None:
    found = Lexicon((_CHAIR, _HEAD, _ANY)).openings(_WORDS)
    assert found == {_CHAIR: [0, 18], _HEAD: [9, 21], _ANY: [0, 9, 21]}  # a word may follow past a mark


def test_the_order_of_the_patterns_is_nothing_to_them() -> None:
    orders = ((_ANY, _CHAIR, _HEAD), (_HEAD, _ANY, _CHAIR), (_CHAIR, _HEAD, _ANY))
    found = [Lexicon(patterns).openings(_WORDS) for patterns in orders]
    assert found[0] == found[1] == found[2]


def test_what_was_asked_of_one_text_is_found_in_the_next() -> None:
    new = led(("tich",), "tich")
    assert new not in openings(_WORDS)
    assert openings_of(new, _WORDS) == [13, 26]
    assert openings(_WORDS)[new] == [13, 26]
