"""Many writes as one transaction: all or nothing on the disk, and one that fails takes no other with it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from crawler.archive.checks import CHECK_INDEX
from crawler.archive.database import immediate
from tests.archive.samples import Box, article, own_words


def _keep(box: Box, number: int) -> None:
    box.keep(article(f"Bản tin số {number}", *own_words(number)), f"https://a.vn/{number}")


def _files(box: Box) -> int:
    return len(list(box.archive._files.folder.iterdir()))


def test_files_are_written_once_the_texts_are_stored(box: Box) -> None:
    with box.archive.together():
        _keep(box, 1)
        _keep(box, 2)
        assert _files(box) == 0
    assert (box.archive.numbers(), _files(box)) == ([0, 1], 2)
    _keep(box, 3)
    assert _files(box) == 3


def test_what_was_begun_together_fails_together(box: Box) -> None:
    _keep(box, 1)
    with suppress(KeyError), box.archive.together():
        _keep(box, 2)
        raise KeyError
    assert (box.archive.numbers(), _files(box)) == ([0], 1)
    _keep(box, 3)
    assert _files(box) == 2  # the file of a text that was never stored does not come after all


def test_an_addition_that_fails_takes_no_other_with_it(box: Box) -> None:
    with box.archive.together():
        _keep(box, 1)
        box.told.break_now = True
        with pytest.raises(RuntimeError):
            _keep(box, 2)
        box.told.break_now = False
        _keep(box, 3)
    titles = [box.archive.article(number)[0].title for number in box.archive.numbers()]
    assert titles == ["Bản tin số 1", "Bản tin số 3"]


def test_the_search_index_holds_what_was_stored_and_no_more(box: Box) -> None:
    with box.archive.together():
        _keep(box, 1)
        box.told.break_now = True
        with suppress(RuntimeError):
            _keep(box, 2)
        box.told.break_now = False
        _keep(box, 3)
        assert _found(box) == []  # written once for all
    with suppress(KeyError), box.archive.together():
        _keep(box, 4)
        raise KeyError
    _keep(box, 5)
    assert _found(box) == [(0, "Bản tin số 1"), (1, "Bản tin số 3"), (2, "Bản tin số 5")]
    box.db.execute(CHECK_INDEX)


def _found(box: Box) -> list[tuple[int, str]]:
    query = "SELECT rowid, title FROM article_fts WHERE article_fts MATCH '\"ban tin so\"' ORDER BY rowid"
    return box.db.execute(query).fetchall()


def test_a_part_of_a_part(box: Box) -> None:
    with immediate(box.db):
        _note(box, "stays")
        with suppress(KeyError), immediate(box.db):
            _note(box, "goes with its part")
            with suppress(ValueError), immediate(box.db):
                _note(box, "goes first")
                raise ValueError
            raise KeyError
        with immediate(box.db):
            _note(box, "stays too")
    assert [state.host for state in box.archive.hosts()] == ["stays", "stays too"]


def _note(box: Box, host: str) -> None:
    box.db.execute("INSERT INTO host (host, failures) VALUES (?, 1)", [host])


def test_after_many_additions_the_search_index_is_joined(box: Box) -> None:
    for number in range(3):
        _keep(box, number)
    parts = "SELECT count(DISTINCT segid) FROM article_fts_idx"
    assert box.archive.db.execute(parts).fetchone() == (3,)
    box.archive.took_much()
    assert box.archive.db.execute(parts).fetchone() == (1,)
    box.archive.db.execute(CHECK_INDEX)
