"""Reading whole texts: is it a report, of which session, from where, chaired by whom."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import session, text
from crawler.model import Article, Body, Fact, Report, Verdict
from crawler.reference import read_yaml
from crawler.session.scan import scan

READINGS: dict[str, list[dict[str, Any]]] = read_yaml(
    Path(__file__).with_name("readings.yaml").read_text(encoding="utf-8")
)


def article(words: str, url: str | None = None, published: str | None = None) -> Article:
    return Article(text.canonical(None, words.split("\n")), url=url, published=published)


def of(row: dict[str, Any]) -> Article:
    return article(row["text"], row.get("url"), row.get("published"))


def told(report: Report | None) -> tuple[object, ...] | None:
    if report is None:
        return None
    province = report.province.value if report.province else None
    local = report.local_chair.value if report.local_chair else None
    return report.session.key, report.session.ordinal, province, local


def facts(report: Report) -> list[Fact]:
    single = [report.chair, report.province, report.local_chair, report.venue, report.theme]
    return [f for f in (*single, *report.attendees, *report.documents) if f is not None]


@pytest.mark.parametrize("row", READINGS["reports"], ids=lambda row: row["text"][:40])
def test_report(row: dict[str, Any]) -> None:
    verdict = session.read(of(row))
    assert told(verdict.report) == (row["key"], row["ordinal"], row["province"], row["local_chair"]), verdict.why


@pytest.mark.parametrize("row", READINGS["others"], ids=lambda row: row["text"][:40])
def test_look_alike_is_no_report(row: dict[str, Any]) -> None:
    verdict = session.read(of(row))
    assert verdict.report is None, verdict.why
    assert verdict.why


@pytest.mark.parametrize("row", READINGS["reports"], ids=lambda row: row["text"][:40])
def test_every_quote_stands_where_it_says(row: dict[str, Any]) -> None:
    read = of(row)
    report = session.read(read).report
    assert report is not None
    for fact in facts(report):
        assert read.text[fact.start : fact.end] == fact.quote
        assert fact.quote


@pytest.mark.parametrize(
    "changed",
    [
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace("Ủy", "Uỷ").replace("Hòa", "Hoà").replace("Khánh Hòa", "Khánh Hoà"),
        lambda t: t.replace("Đ", "Ð"),
        lambda t: t.replace(" ", "\u00a0"),
    ],
    ids=["NFD", "old tone placement", "eth for đ", "hard spaces"],
)
@pytest.mark.parametrize("row", READINGS["reports"][:12], ids=lambda row: row["text"][:40])
def test_writing_does_not_change_the_reading(row: dict[str, Any], changed: Any) -> None:
    plain = told(session.read(of(row)).report)
    other = told(session.read(of({**row, "text": changed(row["text"])})).report)
    assert other is not None
    assert plain is not None
    assert other[:3] == plain[:3]
    assert text.key(str(other[3])) == text.key(str(plain[3]))


SEVENTH = (
    "Chiều 28/12, Thủ tướng Phạm Minh Chính, Chủ tịch Ủy ban Quốc gia về chuyển đổi số "
    "chủ trì phiên họp thứ 7 của Ủy ban."
)


@pytest.mark.parametrize(
    ("words", "url", "published", "date", "source"),
    [
        ("Chiều 28/12/2023, ", None, None, "2023-12-28", "text"),
        ("Chiều 28/12, ", None, "2023-12-29T07:00:00+07:00", "2023-12-28", "published"),
        ("Chiều 28/12, ", "https://bao.example/202312/hop-ban", None, "2023-12-28", "published"),
        ("Chiều 28/12, ", None, None, "2023-12-28", "known"),
        ("", None, None, "2023-12-28", "known"),
        ("Chiều 3/12, ", None, None, None, None),
        ("Sáng nay, ", None, "2023-12-28", "2023-12-28", "published"),
    ],
)
def test_where_the_year_comes_from(
    words: str, url: str | None, published: str | None, date: str | None, source: str | None
) -> None:
    report = session.read(article(SEVENTH.replace("Chiều 28/12, ", words), url, published)).report
    assert report is not None
    assert (report.session.date, report.session.date_from) == (date, source)


def test_the_source_tells_the_province_of_an_unnamed_end_point_only() -> None:
    unnamed = f"{SEVENTH} Dự họp tại điểm cầu UBND tỉnh có đồng chí Lê Văn Mẫu, Phó Chủ tịch UBND tỉnh."
    named = unnamed.replace("UBND tỉnh có", "tỉnh Sơn La có")
    for words, expected in ((unnamed, "Lai Châu"), (named, "Sơn La"), (SEVENTH, None)):
        report = session.read(article(words), province="laichau").report
        assert report is not None
        assert (report.province.value if report.province else None) == expected


@pytest.mark.parametrize(("day", "expected"), [("Chiều 28/12/2023", "Cao Bằng"), ("Chiều 28/12/2027", None)])
def test_a_leader_tells_the_province_only_in_his_term(day: str, expected: str | None) -> None:
    words = f"{SEVENTH} Dự họp tại điểm cầu UBND tỉnh có đồng chí Hoàng Xuân Ánh, Chủ tịch UBND tỉnh."
    report = session.read(article(words.replace("Chiều 28/12", day))).report
    assert report is not None
    assert (report.province.value if report.province else None) == expected


def test_chair_is_the_head_of_the_body() -> None:
    report = session.read(article(SEVENTH)).report
    assert report is not None
    assert report.chair is not None
    assert report.chair.value == "Phạm Minh Chính"
    assert report.chair.quote.endswith("chủ trì")


def test_a_body_of_the_user() -> None:
    board = Body("bcd-bien", "Ban Chỉ đạo quốc gia về kinh tế biển", abbreviations=("BCĐ KTB",))
    words = "Sáng 5/6/2025, phiên họp lần thứ 2 của Ban Chỉ đạo quốc gia về kinh tế biển do Phó Thủ tướng chủ trì."
    assert session.read(article(words)).report is None
    report = session.read(article(words), bodies=[board]).report
    assert report is not None
    assert report.session.key == "bcd-bien-2025-06-05"


@pytest.mark.parametrize(
    ("words", "may_be"),
    [
        ("Ủy ban Quốc gia về chuyển đổi số làm nhiều việc.", True),
        ("Cả xã họp ở một điểm cầu.", True),
        ("Cả xã họp bàn về chuyển đổi số.", False),  # nobody of its circle
        ("Thủ tướng nói về chuyển đổi số.", False),  # no sitting
        ("Ủy ban nhân dân huyện họp bàn về chuyển đổi số.", False),  # a place's own
        ("Ủy ban nhân dân huyện họp, thôn bản chia quà.", False),  # nor does "ban chỉ" stand there
        ("Ủy ban nhân danh huyện họp; Ủy ban nhân dân không dự.", True),
    ],
)
def test_what_can_be_no_report_is_not_looked_at(words: str, may_be: bool) -> None:
    assert (scan(article(words)) is not None) is may_be


def test_a_user_may_watch_a_body_called_as_a_places_own() -> None:
    board = Body(id="ubnd", name="Ủy ban nhân dân tỉnh Cao Bằng")
    looked = scan(article("Ủy ban nhân dân tỉnh Cao Bằng làm nhiều việc."), [board])
    assert looked is not None
    assert [mention.body for mention in looked.mentions] == ["ubnd"]


def test_only_the_address_names_the_body() -> None:
    words = "Chiều 10/7/2024, phiên họp bàn về chuyển đổi số. Chuyển đổi số đã đến từng thôn, bản."
    named = "https://a.vn/phien-hop-thu-9-uy-ban-quoc-gia-ve-chuyen-doi-so-12.html"
    assert session.read(article(words)) == Verdict(why=("no report: 0.00 for (needs 4), 0.00 against",))
    report = session.read(article(words, named)).report
    assert report is not None
    assert report.session.key == "ubqg-cds-2024-07-10"


def test_venue_that_is_no_province() -> None:
    report = session.read(article(f"{SEVENTH} Ở điểm cầu Viện Đo lường, dự họp có TS. Lê Văn Mẫu.")).report
    assert report is not None
    assert report.province is None
    assert report.venue is not None
    assert report.venue.value == "Viện Đo lường"
    assert [a.value for a in report.attendees] == ["Lê Văn Mẫu"]


def test_end_points_that_are_only_counted_are_no_venue() -> None:
    report = session.read(article(f"{SEVENTH} Tại 56 điểm cầu xã, phường có lãnh đạo các xã.")).report
    assert report is not None
    assert report.venue is None


@pytest.mark.parametrize(
    "phrase", ["phiên họp của Ủy ban Quốc gia về chuyển đổi số tại điểm cầu ", "12/7 ", "Lê Văn ", "từ "]
)
def test_work_is_bounded_whatever_the_length(phrase: str) -> None:
    looked = scan(article(f"{SEVENTH}\n{phrase * (1_000_000 // len(phrase))}"))
    assert looked is not None
    assert len(looked.folded) <= 24_000
    assert max((s.end - s.start for s in looked.sentences), default=0) <= 1_500


_PARTS = st.sampled_from(
    [
        *SEVENTH.split(),
        "điểm cầu",
        "tỉnh",
        "Cao Bằng",
        "chủ trì",
        "\n\n",
        "12/7",
        ".",
        "(",
        "Thông báo 56/TB-VPCP",
        "lần thứ",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_PARTS, max_size=60))
def test_any_words_are_read_with_true_quotes(parts: list[str]) -> None:
    read = article(" ".join(parts))
    verdict = session.read(read)
    for fact in facts(verdict.report) if verdict.report else ():
        assert read.text[fact.start : fact.end] == fact.quote
