"""Under which session a report is filed: by day, number, both, neither, and as reports contradict each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crawler.archive import records
from crawler.archive.evidence import Shared, settle
from crawler.archive.evidence import figure as key_figure
from crawler.archive.moments import day
from crawler.model import Article, Indicator, Reading, Relation, Telling, Verdict
from tests.archive.samples import HOUR, NOW, Box, fact, figure, notice, reading, ref, report

BODY = "ubqg-moi"  # a body no session of which is known beforehand


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        # one session, told in different ways
        ([{"date": "2026-11-10"}, {"date": "2026-11-10", "ordinal": 3}, {"ordinal": 3}], ["2026-11-10"] * 3),
        ([{"ordinal": 3}, {"ordinal": 3}], ["no3"] * 2),
        ([{"ordinal": 3}, {"date": "2026-11-10", "ordinal": 3}], ["2026-11-10"] * 2),
        ([{"ordinal": 3}, {"date": "2026-11-10"}, {"date": "2026-11-10", "ordinal": 3}], ["2026-11-10"] * 3),
        ([{"date": "2026-11-10", "ordinal": 3}, {"date": "2026-11-12", "ordinal": 3}], ["2026-11-10"] * 2),
        ([{"date": "2026-11-10"}, {"date": "2026-11-11"}], ["2026-11-10"] * 2),  # took the day of publishing
        # several sessions
        ([{"date": "2026-11-10"}, {"date": "2026-11-13"}], ["2026-11-10", "2026-11-13"]),
        (
            [{"date": "2026-11-10", "ordinal": 3}, {"date": "2026-11-11", "ordinal": 4}],
            ["2026-11-10", "2026-11-11"],
        ),
        (
            [{"date": "2026-01-10", "ordinal": 1}, {"date": "2026-11-10", "ordinal": 1}, {"ordinal": 1}],
            ["2026-01-10", "2026-11-10", "2026-11-10"],
        ),
        ([{"ordinal": 3}, {"ordinal": 4}], ["no3", "no4"]),
        # neither day nor number, and nothing shared with anyone
        ([{"date": "2026-11-10"}, {}], ["2026-11-10", None]),
    ],
)
def test_filing(box: Box, told: list[dict[str, Any]], keys: list[str | None]) -> None:
    for number, session in enumerate(told):
        box.report(number, report(ref(BODY, **session)), published="2026-11-12")
    assert filed(box) == [key and f"{BODY}-{key}" for key in keys]


def test_an_earlier_key_keeps_working(box: Box) -> None:
    first = box.report(1, report(ref(BODY, ordinal=3)), published="2026-11-12")
    box.report(2, report(ref(BODY, ordinal=3, date="2026-11-10")), published="2026-11-12")
    assert first.session == f"{BODY}-no3"
    aliases = [row["key"] for row in box.db["session_alias"].rows]
    assert sorted(aliases) == [f"{BODY}-2026-11-10", f"{BODY}-no3"]


def test_a_number_that_started_again_is_another_session(box: Box) -> None:
    box.report(1, report(ref(BODY, ordinal=1)), published="2026-01-12")
    box.report(2, report(ref(BODY, ordinal=1)), published="2027-01-12", now=NOW)
    assert filed(box) == [f"{BODY}-no1", f"{BODY}-no1-2027"]


@pytest.mark.parametrize(
    ("session", "published", "key"),
    [
        (ref(ordinal=10), "2025-02-07", "ubqg-cds-2025-02-06"),
        (ref(ordinal=10), None, "ubqg-cds-2025-02-06"),  # an import: only one tenth session is known
        (ref(ordinal=9, date="2024-07-11"), None, "ubqg-cds-2024-07-10"),
        (ref("bcd-cp", ordinal=1), "2025-03-20", "bcd-cp-2025-03-18"),
        (ref("bcd-cp", ordinal=1), "2026-02-26", "bcd-cp-2026-02-25"),
        (ref("bcd-cp", ordinal=1), None, "bcd-cp-no1"),  # two are known, nothing tells which
        (ref("bcd-cp", ordinal=1, label="lần thứ nhất năm 2026"), "2026-03-01", "bcd-cp-2026-02-25"),
    ],
)
def test_known_sessions(box: Box, session: Any, published: str | None, key: str) -> None:
    box.report(1, report(session), published=published, telling=Telling.SILENT)
    assert filed(box) == [key]


def test_titles(box: Box) -> None:
    box.report(1, report(ref(date="2024-07-19")))
    box.report(2, report(ref(ordinal=5, date="2023-02-25")))
    box.report(3, report(ref(BODY, ordinal=7)))
    box.report(4, report(ref(ordinal=1, date="2021-11-30")))
    assert [row["title"] for row in box.db["session"].rows] == [
        "Hội nghị Ủy ban Quốc gia về chuyển đổi số, 19/7/2024",
        "Phiên họp lần thứ 5 Ủy ban Quốc gia về chuyển đổi số, 25/2/2023",
        "Phiên họp lần thứ 7 ubqg-moi",
        "Phiên họp lần thứ nhất Ủy ban Quốc gia về chuyển đổi số, 30/11/2021",
    ]


FIGURES = (figure("hồ sơ", 54.34), figure("thủ tục", 4543), figure("tài khoản", 16.4, "triệu"), figure("đủ", 100))


def test_a_report_without_day_and_number_is_known_by_its_figures(box: Box) -> None:
    box.report(1, report(ref(BODY, date="2026-11-10"), indicators=FIGURES))
    box.report(2, report(ref(BODY), indicators=FIGURES[:3]), published="2026-11-11")
    box.report(3, report(ref(BODY), indicators=FIGURES[1:]), published="2026-11-11")  # two uncommon ones only
    box.report(4, report(ref("bcd-cp"), indicators=FIGURES), published="2026-11-11")  # another body's
    assert filed(box) == [f"{BODY}-2026-11-10", f"{BODY}-2026-11-10", None, None]


def test_a_new_report_explains_an_older_one(box: Box) -> None:
    theme = fact("Dữ liệu số, tạo giá trị mới")
    box.report(1, report(ref(BODY), indicators=FIGURES), published="2026-11-11")
    box.report(2, report(ref(BODY), theme=theme), published="2026-11-12")
    box.report(
        3, report(ref(BODY), theme=theme), published="2026-12-12"
    )  # a month later: the theme alone is not enough
    assert filed(box) == [None, None, None]
    box.report(4, report(ref(BODY, date="2026-11-10"), indicators=FIGURES, theme=fact("Dữ liệu số - tạo giá trị mới")))
    assert filed(box) == [f"{BODY}-2026-11-10"] * 2 + [None, f"{BODY}-2026-11-10"]


def shared(session: int, held: str | None, figures: int = 0, theme: bool = False, documents: int = 0) -> Shared:
    return Shared(session, day(held), figures, theme, documents)


@pytest.mark.parametrize(
    ("candidates", "settled"),
    [
        ([], None),
        ([shared(1, "2026-11-10", 2)], None),
        ([shared(1, "2026-11-10", 3)], 1),
        ([shared(1, None, 3)], 1),
        ([shared(1, "2026-11-10", 5), shared(2, "2026-11-01", 3)], 1),
        ([shared(1, "2026-11-10", 4), shared(2, "2026-11-01", 3)], None),  # two come near: say nothing
        ([shared(1, "2026-11-15", 9)], None),  # held after the report appeared
        ([shared(1, "2026-08-15", 9)], None),  # long before
        ([shared(1, "2026-11-10", 0, theme=True)], 1),
        ([shared(1, "2026-10-20", 0, theme=True)], None),
        ([shared(1, "2026-10-20", 1, theme=True)], 1),
        ([shared(1, "2026-10-20", 0, theme=True, documents=2)], 1),
        ([shared(1, "2026-11-10", 0, documents=9)], None),
    ],
)
def test_settle(candidates: list[Shared], settled: int | None) -> None:
    assert settle(candidates, day("2026-11-12")) == settled


@pytest.mark.parametrize(
    ("indicator", "key"),
    [
        (figure("x", 54.34), "54.34%"),
        (figure("x", 16.4, "triệu", number=16_400_000.0), "16400000"),
        (figure("x", 54.0), None),
        (figure("x", 100), None),
        (figure("x", 2025, ""), None),
        (figure("x", 43, relation=Relation.RATIO, of=53.0), "43/53"),
        (figure("x", 63, relation=Relation.RATIO, of=63.0), None),
        (figure("x", 6, relation=Relation.RATIO, of=9.0), None),
        (figure("x", 86, "", relation=Relation.RANK, of=193.0), "86/193"),
    ],
)
def test_which_figures_are_distinctive(indicator: Indicator, key: str | None) -> None:
    assert key_figure(indicator) == key


def test_notices_join_their_session(box: Box) -> None:
    by_number = box.report(1, notice("408/TB-VPCP"))
    by_day = box.report(2, notice("999/TB-VPCP", ref(BODY, date="2026-11-10")))
    unknown = box.report(3, notice("998/TB-VPCP"))
    assert (by_number.session, by_day.session, unknown.session) == ("bcd-cp-2025-07-20", f"{BODY}-2026-11-10", None)
    cut = box.report(4, notice(None, ref(BODY, date="2026-11-10")))
    assert cut.session == f"{BODY}-2026-11-10"
    assert records.load(box.archive.db, cut.number) == notice(None, ref(BODY, date="2026-11-10"))
    of_another_year = box.report(5, notice("408/TB-VPCP", ref(BODY, date="2026-11-10")))
    assert of_another_year.session == f"{BODY}-2026-11-10"
    first = box.report(6, report(ref(BODY, date="2026-11-10")))
    assert (first.first_report, first.reports) == (True, 1)


def test_reread_changes_in_silence(box: Box) -> None:
    text = box.report(1, report(ref(BODY, date="2026-11-10"), "Cao Bằng")).article
    later = report(ref(BODY, date="2026-11-14"), "Cao Bằng")
    told = len(box.told.additions)
    assert box.archive.numbers() == [0]
    assert box.archive.article(0) == (replace(text, url="https://a.vn/1", source="caobang"), "caobang")
    asked = box.archive.reread(0, reading(text, later), NOW, apply=False)
    assert filed(box) == [f"{BODY}-2026-11-10"]
    changed = box.archive.reread(0, reading(text, later), NOW)
    assert asked == changed
    assert changed is not None
    assert (changed.session_before, changed.session_after) == (f"{BODY}-2026-11-10", f"{BODY}-2026-11-14")
    assert (changed.before.report, changed.after) == (report(ref(BODY, date="2026-11-10"), "Cao Bằng").report, later)
    assert filed(box) == [f"{BODY}-2026-11-14"]
    assert [row["key"] for row in box.db["session"].rows] == [f"{BODY}-2026-11-14"]  # nothing is filed under the other
    assert box.archive.reread(0, reading(text, later), NOW + HOUR) is None
    assert len(box.told.additions) == told


def test_reread_can_take_a_report_back(box: Box) -> None:
    text: Article = box.report(1, report(ref(BODY, date="2026-11-10"))).article
    change = box.archive.reread(0, Reading(text, Verdict(why=("a provincial committee",))), NOW)
    assert change is not None
    assert change.session_after is None
    assert [box.db[table].count for table in ("report", "session", "session_alias", "fact")] == [0] * 4


def filed(box: Box) -> list[str | None]:
    rows = box.db.execute(
        "SELECT s.key FROM report r LEFT JOIN session s ON s.id = r.session ORDER BY r.article"
    ).fetchall()
    return [key for (key,) in rows]
