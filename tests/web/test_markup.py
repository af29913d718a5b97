"""Marks inside a text: every quote whole and in place, however quotes nest, cross or leave their paragraph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.web.changes import Run, difference
from crawler.web.markup import Mark, Note, Piece, numbered, paragraphs

TEXT = "Mở đầu\n\nMột hai ba bốn.\n\nNăm sáu.\n"


def note(quote: str, label: str = "x") -> Note:
    start = TEXT.index(quote)
    return Note(start, start + len(quote), label, quote, "figure")


def plain(pieces: list[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else plain(piece.pieces) for piece in pieces)


def shape(pieces: list[Piece]) -> str:
    """Marks as [number…], so that nesting can be read."""
    parts = [p if isinstance(p, str) else f"[{p.number}{'' if p.id else '…'}:{shape(p.pieces)}]" for p in pieces]
    return "".join(parts)


def shapes(*notes: Note) -> list[str]:
    return [shape(pieces) for pieces in paragraphs(TEXT, numbered(notes))]


def test_a_quote_inside_another() -> None:
    assert shapes(note("hai"), note("Một hai ba")) == ["Mở đầu", "[1:Một [2:hai] ba] bốn.", "Năm sáu."]


def test_quotes_that_cross_are_cut_where_they_meet() -> None:
    assert shapes(note("Một hai"), note("hai ba"))[1] == "[1:Một [2:hai]][2…: ba] bốn."


def test_a_quote_over_two_paragraphs() -> None:
    assert shapes(note("bốn.\n\nNăm"))[1:] == ["Một hai ba [1:bốn.]", "[1…:Năm] sáu."]


def test_equal_words_are_one_mark_that_names_every_fact() -> None:
    both = numbered([note("hai", "Chủ trì"), note("hai", "Chủ đề")])
    (mark,) = [p for pieces in paragraphs(TEXT, both) for p in pieces if isinstance(p, Mark)]
    assert mark.title == "Chủ trì: hai; Chủ đề: hai"
    assert {n.number for n in both} == {1}


spans = st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(1, 12)), max_size=8)


@given(spans)
def test_no_letter_is_lost_and_every_mark_has_one_anchor(found: list[tuple[int, int]]) -> None:
    notes = numbered(Note(s, min(s + n, len(TEXT)), "x", "y", "figure") for s, n in found if s < len(TEXT))
    woven = list(paragraphs(TEXT, notes))
    assert [plain(pieces) for pieces in woven] == TEXT.strip().split("\n\n")
    ids: list[str] = []

    def collect(pieces: list[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Mark):
                ids.append(piece.id)
                assert plain(piece.pieces)
                collect(piece.pieces)

    for pieces in woven:
        collect(pieces)
    told = [id for id in ids if id]
    visible = {n.anchor for n in notes if TEXT[n.start : n.end].strip("\n")}
    assert sorted(told) == sorted(visible)


def test_a_difference_shows_only_the_words_that_changed() -> None:
    before, after = "A\n\nGiữ nguyên.\n\nĐạt 18,3% GDP.\n", "A\n\nGiữ nguyên.\n\nĐạt 18,5% GDP.\n\nThêm.\n"
    first, second = difference(before, after)
    assert first == [Run("same", "Đạt "), Run("gone", "18,3%"), Run("new", "18,5%"), Run("same", " GDP.")]
    assert second == [Run("new", "Thêm.")]


@given(st.text("ab c\n", max_size=60), st.text("ab c\n", max_size=60))
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    changed = difference(before, after)
    assert (before != after) or not changed
    for side, text in (("new", before), ("gone", after)):
        for paragraph in changed:
            kept = "".join(run.text for run in paragraph if run.op != side)
            assert set(kept.split()) <= set(text.split())
