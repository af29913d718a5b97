"""The one write: what becomes of an article, in which transaction, and in which file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.model import Outcome, Source, Telling, Validators, Verdict
from tests.archive.samples import (
    CAOBANG,
    DAKLAK,
    EVERYTHING,
    HOUR,
    NOW,
    Box,
    Told,
    article,
    link,
    notice,
    own_words,
    reading,
    ref,
    report,
)

A, B, C = (article(f"Bài {name}", *own_words(n)) for n, name in enumerate("ABC", 1))


def test_what_becomes_of_an_article(box: Box) -> None:
    seen = [
        box.keep(A, "https://a.vn/1"),
        box.keep(A, "https://a.vn/1"),
        box.keep(A, "https://b.vn/1", source=DAKLAK),
        box.keep(B, "https://a.vn/1"),
        box.keep(B, "https://a.vn/1"),
        box.keep(A, "https://a.vn/1"),
        box.keep(article("Đăng lại", *own_words(2)), "https://b.vn/2", source=DAKLAK),
    ]
    assert [(a.outcome, a.number, a.before_number) for a in seen] == [
        (Outcome.NEW, 0, None),
        (Outcome.SAME, 0, None),
        (Outcome.COPY, 0, None),
        (Outcome.REVISION, 1, 0),
        (Outcome.SAME, 1, None),
        (Outcome.REVISION, 0, 1),  # the page went back
        (Outcome.REPRINT, 2, None),
    ]


def test_same_tells_nothing_and_the_rest_is_told_once(box: Box) -> None:
    for text, url in [(A, "https://a.vn/1"), (A, "https://a.vn/1"), (A, "https://b.vn/1"), (B, "https://a.vn/1")]:
        box.add(text, url)
    assert [a.outcome for a, _ in box.told.additions] == [Outcome.NEW, Outcome.COPY, Outcome.REVISION]


def test_reprints_share_a_story_and_a_form_does_not(box: Box) -> None:
    words = own_words(5)[0]
    box.keep(article("Gốc", words), "https://a.vn/1")
    first = box.keep(article("Đăng lại", words), "https://b.vn/1")
    second = box.keep(article("Đăng lại nữa", words), "https://b.vn/2")
    assert (first.outcome, second.outcome) == (Outcome.REPRINT, Outcome.REPRINT)
    assert box.db.execute("SELECT story FROM article ORDER BY number").fetchall() == [(None,), (0,), (0,)]

    form = "lịch tiếp công dân định kỳ của lãnh đạo tỉnh tại trụ sở tiếp công dân " * 4
    one = "".join(f"{form} câu{n} " for n in "abc")
    assert box.keep(article("Lịch", one + "tháng 7"), "https://a.vn/7").outcome is Outcome.NEW
    assert box.keep(article("Lịch", one + "tháng 8"), "https://a.vn/8").outcome is Outcome.NEW


def test_a_text_from_no_site_has_no_address(box: Box) -> None:
    assert box.keep(A, None, source=None, known_as="000_152c2faa81b0aec0.txt").outcome is Outcome.NEW
    assert box.keep(A, None, source=None, known_as="000_152c2faa81b0aec0.txt").outcome is Outcome.SAME
    assert box.db["address"].count == 0
    assert [row["name"] for row in box.db["known_as"].rows] == ["000_152c2faa81b0aec0"]


def test_everything_of_a_report_comes_back_equal(box: Box) -> None:
    text = article("Tất cả", *own_words(3))
    added = box.keep(text, "https://a.vn/1", Verdict(report=EVERYTHING, why=("vì thế",)))
    revised = box.keep(article("Tất cả", *own_words(4)), "https://a.vn/1", report(ref(ordinal=9, date="2024-07-10")))
    assert (added.before, revised.before, revised.before_number) == (None, EVERYTHING, 0)


def test_what_an_addition_says_of_its_session(box: Box) -> None:
    ninth = ref(ordinal=9, date="2024-07-10")
    first = box.report(1, report(ninth, "Cao Bằng"))
    second = box.report(2, report(ninth, "Đắk Lắk"), source=DAKLAK)
    again = box.report(3, report(ninth, "Cao Bằng"))
    told = box.report(4, notice("306/TB-VPCP", ninth))
    key, title = "ubqg-cds-2024-07-10", "Phiên họp lần thứ 9 Ủy ban Quốc gia về chuyển đổi số, 10/7/2024"
    assert [(a.session, a.session_title) for a in (first, second, again, told)] == [(key, title)] * 4
    assert [a.first_report for a in (first, second, again, told)] == [True, False, False, False]
    assert [a.reports for a in (first, second, again, told)] == [1, 2, 3, 3]
    assert again.provinces == ("Cao Bằng", "Đắk Lắk")
    assert (second.source, second.source_name, second.source_province) == ("daklak", "Báo Đắk Lắk", "daklak")


def test_a_revised_report_counts_once(box: Box) -> None:
    ninth = ref(ordinal=9, date="2024-07-10")
    box.keep(A, "https://a.vn/1", report(ninth, "Cao Bằng"))
    revised = box.keep(B, "https://a.vn/1", report(ninth, "Cao Bằng"))
    assert (revised.reports, revised.first_report) == (1, False)
    assert box.db.execute("SELECT number, revised_by FROM article ORDER BY number").fetchall() == [(0, 1), (1, None)]
    copied = box.keep(A, "https://b.vn/1", report(ninth, "Cao Bằng"))  # the old text still stands elsewhere
    assert (copied.outcome, copied.reports) == (Outcome.COPY, 2)
    box.keep(A, "https://a.vn/1")
    assert box.db.execute("SELECT number, revised_by FROM article ORDER BY number").fetchall() == [(0, None), (1, 0)]


def test_nothing_of_a_broken_write_is_left(box: Box, tmp_path: Path) -> None:
    box.archive.found("caobang", "https://a.vn/tin", Validators(), [link("https://a.vn/1")], NOW)
    box.told.break_now = True
    with pytest.raises(RuntimeError, match="killed"):
        box.keep(A, "https://a.vn/1", report(ref(ordinal=9, date="2024-07-10")))
    assert [box.db[t].count for t in ("article", "report", "session", "fact", "shingle")] == [0] * 5
    assert [due.url for due in box.archive.due("caobang", NOW)] == ["https://a.vn/1"]
    assert not list((tmp_path / "state" / "articles").iterdir())
    box.told.break_now = False
    assert box.keep(A, "https://a.vn/1").number == 0


def test_an_earlier_backlog_is_told_as_a_first_poll(box: Box) -> None:
    box.archive.found("caobang", "https://a.vn/tin", Validators(), [link("https://a.vn/1")], NOW)
    box.add(A, "https://a.vn/1", now=NOW + HOUR)
    box.add(B, "https://a.vn/1", now=NOW + 2 * HOUR)  # its correction is news
    assert [telling for _, telling in box.told.additions] == [Telling.FIRST, Telling.FRESH]


def test_a_page_without_an_article_is_looked_at_a_few_times(box: Box) -> None:
    url, now, looks = "https://a.vn/1", NOW, 0
    box.archive.found("caobang", "https://a.vn/tin", Validators(), [link(url)], NOW)
    while looks < 10 and box.archive.due("caobang", now):
        assert box.add(None, url, now=now) is None
        looks, now = looks + 1, now + 48 * HOUR
    assert looks == 4
    assert box.keep(A, url, now=now).outcome is Outcome.NEW


@pytest.mark.parametrize("source", [CAOBANG, None])
def test_an_empty_page_at_an_unknown_address(box: Box, source: Source | None) -> None:
    assert box.add(None, "https://a.vn/1", source=source) is None
    assert [row["state"] for row in box.db["address"].rows] == ["empty"]
    assert box.add(None, None, source=None) is None


def test_files_equal_the_database(box: Box, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "articles"
    for number in range(3):
        box.report(number, Verdict())
    box.keep(article("Bản tin số 0", "sửa"), "https://a.vn/0")
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    rows = box.db.execute("SELECT number, hash, text FROM article").fetchall()
    assert kept == {f"{number:03d}_{hash[:16]}.txt": text.encode() for number, hash, text in rows}
    assert all(name[4:20] == hashlib.sha256(content).hexdigest()[:16] for name, content in kept.items())


def test_files_are_healed_and_strangers_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "articles"
    with Archive.open(tmp_path, tell=Told()) as archive:
        for n, text in enumerate((A, B, C)):
            archive.add(reading(text), url=f"https://a.vn/{n}", source=None, now=NOW, telling=Telling.SILENT)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    lost, cut, _ = sorted(folder.iterdir())
    lost.unlink()
    cut.write_text("half")
    (folder / "notes.txt").write_text("mine")
    torn = folder / sorted(before)[2]
    torn.write_bytes(bytes(len(before[torn.name])))  # as a loss of power may leave it
    (folder / "002_0123456789abcdef.txt.writing").write_text("left by a crash")
    Archive.open(tmp_path, tell=Told()).close()
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before | {"notes.txt": b"mine"}
    assert "notes.txt: not written by this archive" in caplog.text


def test_a_file_that_cannot_be_written_loses_no_article(box: Box, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "articles"
    folder.rmdir()
    folder.write_text("in the way, as a full disk would be")
    assert box.keep(A, "https://a.vn/1").outcome is Outcome.NEW
    folder.unlink()
    box.keep(B, "https://a.vn/2")
    assert sorted(path.name[:3] for path in folder.iterdir()) == ["000", "001"]
