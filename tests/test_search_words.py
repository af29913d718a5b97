"""What people type into a search: abbreviations, OR, stars, slips of the keyboard, words that are everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.search import search, suggest
from crawler.search.query import as_typed, expressions
from tests.archive.samples import Box, Told, article

TITLES = [
    "Phiên họp về chuyển đổi số",
    "Tập huấn CĐS cho cán bộ xã",
    "Cải cách thủ tục hành chính",
    "Sở KH&CN thông báo",
    "Sở Khoa học và Công nghệ tuyển dụng",
    "Chuyện đời sống nông thôn",
]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    told = Told()
    with Archive.open(tmp_path / "state", tell=told) as archive:
        yield Box(archive, told)


@pytest.fixture
def stocked(box: Box) -> Box:
    for number, title in enumerate(TITLES):
        box.keep(article(title, f"Đoạn văn thứ {number} nói về việc khác.", published=f"2024-01-{number + 1:02}"), None)
    return box


def found(box: Box, query: str, **more: int | bool) -> list[int]:
    return [hit["number"] for hit in search(box.db, query, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("CĐS", {0, 1}),
        ("chuyển đổi số", {0, 1}),
        ('"chuyen doi so"', {0, 1}),
        ("TTHC", {2}),
        ("KH&CN", {3, 4}),
        ("khoa học và công nghệ", {3, 4}),
        ("tập huấn OR cải cách", {1, 2}),
        ("thủ tục | tuyển dụng", {2, 4}),
        ("sở -CĐS -khoa", {3}),
        ("tuyen dung*", {4}),
        ("huy*", set()),
        ("tuy*", {4}),
        ("t*", set()),  # one letter begins nearly every word
        ("tt*", set()),
        ("DVC OR tthc", {2}),
        ("UBQG", set()),
        ("OR tập huấn OR", {1}),
        ("tuyển OR", {4}),
    ],
)
def test_words(stocked: Box, query: str, numbers: set[int]) -> None:
    assert set(found(stocked, query)) == numbers


@pytest.mark.parametrize("query", ["OR", "|", "* *", "a* OR", '"*"', "-* OR -", "OR OR OR", "x OR (", '" OR "', "^a*"])
def test_odd_words_are_no_mistake(stocked: Box, query: str) -> None:
    found(stocked, query)


def test_many_abbreviations_stay_a_short_question() -> None:
    assert max(len(one.anywhere) for one in expressions("CĐS KHCN UBQG TTHC " * 50)) < 20_000


@pytest.mark.parametrize(
    ("query", "instead"),
    [
        ("chuyenn doi so", "chuyen doi so"),
        ("hcinh", "chinh"),
        ("tập huán", None),
        ("zzzzzz", None),
        ("", None),
        ("so", None),
    ],
)
def test_the_nearest_spelling(stocked: Box, query: str, instead: str | None) -> None:
    assert suggest(stocked.db, query) == instead


def everywhere(box: Box, monkeypatch: pytest.MonkeyPatch, days: Iterable[int] = range(1, 13)) -> None:
    """Articles that all hold the same words, two of them in the title."""
    for number, day in enumerate(days):
        title = "Kinh tế số" if number in (2, 5) else f"Tin {number}"
        box.keep(article(title, f"Kinh tế số {number} phát triển.", published=f"2024-01-{day:02}"), None)
    monkeypatch.setattr("crawler.search.index.COMMON", 5)


def test_common_words_take_the_latest_titles_first(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere(box, monkeypatch)
    assert found(box, "kinh tế số") == [5, 2, 11, 10, 9, 8, 7, 6, 4, 3, 1, 0]
    assert found(box, "kinh tế số", newest=True) == list(range(11, -1, -1))
    for query in ("kinh tế số", "số kinh tế", "số 1 OR kinh tế phát triển"):
        pages = [found(box, query, limit=5, offset=n) for n in (0, 5, 10)]
        assert [number for page in pages for number in page] == found(box, query)


def test_the_latest_are_those_of_the_latest_days(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk into the past gives old articles high numbers."""
    everywhere(box, monkeypatch, days=range(12, 0, -1))
    assert found(box, "kinh tế số", limit=4) == [2, 5, 0, 1]
    assert found(box, "kinh tế số", newest=True, limit=3) == [0, 1, 2]


@pytest.mark.parametrize(("reach", "best"), [(1, [11, 10, 9]), (1000, [5, 2, 11])])
@pytest.mark.parametrize("gap", [0, 2, 500])
def test_words_that_the_latest_lack_are_found_all_the_same(
    box: Box, monkeypatch: pytest.MonkeyPatch, reach: int, best: list[int], gap: int
) -> None:
    everywhere(box, monkeypatch)
    for day in range(13, 25):
        box.keep(article(f"Chợ {day}", "Giá rau ở chợ huyện.", published=f"2024-01-{day}"), None)
    monkeypatch.setattr("crawler.search.fulltext.REACH", reach)
    monkeypatch.setattr("crawler.search.index.GAP", gap)
    monkeypatch.setattr("crawler.search.fulltext.WINDOW", 3)
    assert found(box, "kinh tế số", limit=3) == best
    assert found(box, "kinh tế số", newest=True, limit=3) == [11, 10, 9]


def test_what_is_barred_is_barred_from_the_text_of_a_common_title_too(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere(box, monkeypatch)
    assert found(box, 'kinh tế số -"kinh tế số 5"', limit=2) == [2, 11]


@pytest.mark.parametrize(
    ("query", "text", "written"),
    [
        ("hòa bình", "ở HOÀ BÌNH", True),
        ("hoà bình", "Nhà máy Hòa Bình", True),
        ("chuyển đổi", "chuyện đời", False),
        ("thuỷ điện", "thủy, điện", True),
        ("Đắk Lắk", "tỉnh Đắk Lắk", True),
        ("Đắk Lắk", "tinh Dak Lak", False),
    ],
)
def test_what_is_written_as_typed(query: str, text: str, written: bool) -> None:
    typed = as_typed(query)
    assert typed is not None
    assert (typed.search(text) is not None) == written


def test_nothing_is_written_as_typed_where_no_accent_was() -> None:
    assert as_typed("dak lak") is None
