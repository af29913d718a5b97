"""Which texts are one: by hash, by sample, and never by form alone."""

from __future__ import annotations

import unicodedata

import pytest

from crawler.dedupe import containment, is_form, judge, near, sketch
from crawler.model import Outcome

WORDS = [f"tiếng{n}" for n in range(400)]
TEXT = " ".join(WORDS)


@pytest.mark.parametrize(
    ("known", "here", "story", "verdict"),
    [
        (None, None, None, Outcome.NEW),  # never met
        (7, None, None, Outcome.COPY),  # another address carried it first
        (None, 7, None, Outcome.REVISION),  # the page was edited
        (7, 7, None, Outcome.SAME),  # nothing happened
        (8, 7, None, Outcome.REVISION),  # the page went back to a text it had before, or took another's
        (None, None, 7, Outcome.REPRINT),  # nearly the text of another
        (None, 7, 7, Outcome.REVISION),  # an edited page is nearly itself: that is no reprint
    ],
)
def test_judge(known: int | None, here: int | None, story: int | None, verdict: Outcome) -> None:
    assert judge(known, here, story) is verdict


@pytest.mark.parametrize(
    ("changed", "same_story"),
    [
        (unicodedata.normalize("NFD", TEXT), True),
        (TEXT.upper(), True),
        (" ".join(WORDS[:200]), True),  # the first half only
        (TEXT + " lượt xem 358", True),
        (" ".join(WORDS[200:] + WORDS[:200]), True),  # paragraphs moved
        (" ".join(f"khác{n}" for n in range(400)), False),
        (" ".join(WORDS[:60] + [f"khác{n}" for n in range(400)]), False),  # quotes a little of it
        ("", False),
        ("ngắn quá", False),
    ],
)
def test_near(changed: str, same_story: bool) -> None:
    assert near(sketch(TEXT), sketch(changed)) is same_story


def test_sketch_is_sorted_and_fits_sqlite() -> None:
    found = sketch(TEXT)
    assert list(found) == sorted(set(found))
    assert all(0 <= h < 2**63 for h in found)
    assert 20 < len(found) < 90  # one in eight of 396


def test_containment_is_of_the_smaller() -> None:
    assert containment((1, 2), (1, 2, 3, 4)) == 1.0
    assert containment((1, 5), (1, 2, 3, 4)) == 0.5
    assert containment((), (1,)) == 0.0


@pytest.mark.parametrize(
    ("other", "form"),
    [
        ("Lịch tiếp công dân tháng 8", True),
        ("Lịch tiếp công dân tháng 7", False),
        ("Lịch tiếp công dân tháng 8 " + TEXT, False),  # long texts differ in figures and are still reprints
    ],
)
def test_is_form(other: str, form: bool) -> None:
    assert is_form("Lịch tiếp công dân tháng 7", other) is form
