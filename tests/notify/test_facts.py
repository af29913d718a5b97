from typing import Any

from crawler.model import Fact, Indicator, Report, SessionRef, Task
from crawler.notify.facts import changes

SESSION = SessionRef("ubqg-cds", 9, "2026-11-20")


def fact(value: str) -> Fact:
    return Fact(value, f"Ông {value} dự.", 0, 10)


def indicator(name: str, value: float, quote: str, start: int = 0, **more: Any) -> Indicator:
    return Indicator(name, value, quote, start, start + 1, **more)


def told(before: Report, after: Report) -> list[tuple[str, str, str]]:
    return [(c.what, c.old, c.new) for c in changes(before, after)]


def test_a_changed_person_is_told_and_a_different_spelling_is_not():
    before = Report(SESSION, chair=fact("Phạm Minh Chính"), local_chair=fact("Hoàng Xuân Ánh"))
    after = Report(SESSION, chair=fact("phạm minh chính"), local_chair=fact("Lê Hải Hòa"))
    assert told(before, after) == [("Chủ trì tại điểm cầu", "Hoàng Xuân Ánh", "Lê Hải Hòa")]


def test_what_one_text_leaves_out_is_no_change():
    assert told(Report(SESSION, chair=fact("A")), Report(SESSION, theme=fact("B"))) == []


def test_session_day_and_number():
    other = SessionRef("ubqg-cds", 10, "2026-11-21")
    assert told(Report(SESSION), Report(other)) == [
        ("Ngày họp", "20/11/2026", "21/11/2026"),
        ("Phiên họp", "lần thứ 9", "lần thứ 10"),
    ]


def test_a_figure_is_known_again_by_its_name():
    before = Report(
        SESSION, indicators=(indicator("Tài khoản", 16.4, "Cả nước có 16,4 triệu tài khoản.", unit="triệu"),)
    )
    after = Report(SESSION, indicators=(indicator("Tài khoản", 18.4, "Đã có 18,4 triệu tài khoản mở.", unit="triệu"),))
    (change,) = changes(before, after)
    assert (change.old, change.new, change.quote) == ("16,4 triệu", "18,4 triệu", "Đã có 18,4 triệu tài khoản mở.")


def test_a_figure_is_known_again_by_its_place_in_the_sentence():
    quote = "Tỷ lệ {} xã, {} huyện đạt."
    before = Report(
        SESSION,
        indicators=(indicator("tỷ lệ 10 xã", 10, quote.format(10, 5)), indicator("5 huyện", 5, quote.format(10, 5), 9)),
    )
    after = Report(
        SESSION,
        indicators=(indicator("tỷ lệ 12 xã", 12, quote.format(12, 5)), indicator("5 huyện", 5, quote.format(12, 5), 9)),
    )
    assert told(before, after) == [("tỷ lệ 12 xã", "10", "12")]


def test_the_same_name_twice_is_not_paired_at_random():
    one = (indicator("Tỷ lệ", 1, "Miền Bắc 1%.", unit="%"), indicator("Tỷ lệ", 2, "Miền Nam đạt 2%.", 20, unit="%"))
    other = (indicator("Tỷ lệ", 2, "Miền Nam đạt 2%.", unit="%"), indicator("Tỷ lệ", 3, "Miền Bắc 3%.", 20, unit="%"))
    assert told(Report(SESSION, indicators=one), Report(SESSION, indicators=other)) == [("Tỷ lệ", "1%", "3%")]


def test_a_deadline():
    before = Report(SESSION, tasks=(Task("kết nối dữ liệu", "q", 0, 1, due="2026-12-30"),))
    after = Report(SESSION, tasks=(Task("kết nối dữ liệu", "q", 0, 1, due="2027-Q1"),))
    assert told(before, after) == [("Thời hạn: kết nối dữ liệu", "30/12/2026", "quý 1/2027")]
