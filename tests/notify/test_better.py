"""What a further report tells better than the session's alert did; and what is only said in other words."""

from dataclasses import replace

import pytest

from crawler.model import Fact, Indicator, Relation, Report, SessionRef
from crawler.notify.better import better
from crawler.notify.told import Told

GT, APPROX, RANK, RATIO = Relation.GT, Relation.APPROX, Relation.RANK, Relation.RATIO


def fact(value: str) -> Fact:
    return Fact(value, value, 0, len(value))


TOLD = Report(
    SessionRef("bcd-cp", 5, "2026-11-20", "text"), chair=fact("Lê Văn Mẫu"), theme=fact("Dữ liệu số cho mọi nhà")
)


def changed(new: Report, old: Report = TOLD, *corrected: str) -> list[tuple[str, str, str]]:
    return [(c.fact, c.old, c.new) for c in better(Told(old, frozenset(corrected)), new)]


def held(ordinal: int | None, day: str | None, date_from: str = "text") -> Report:
    return Report(SessionRef("bcd-cp", ordinal, day, date_from))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (held(5, None), held(5, "2026-11-20"), [("date", "chưa rõ", "20/11/2026")]),
        (held(5, "2026-11-20"), held(5, "2026-11-21"), [("date", "20/11/2026", "21/11/2026")]),
        (held(5, "2026-11-20"), held(5, "2026-11-21", "published"), []),  # the page's own date
        (held(None, "2026-11-20"), held(5, "2026-11-20"), [("ordinal", "chưa rõ", "lần thứ 5")]),
        (held(5, "2026-11-20"), held(6, "2026-11-20"), [("ordinal", "lần thứ 5", "lần thứ 6")]),
        (held(5, "2026-11-20"), held(None, None), []),
    ],
)
def test_the_day_and_the_number(old, new, found):
    assert changed(new, old) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"chair": fact("Thủ tướng Lê Văn Mẫu")}, []),
        ({"chair": fact("LÊ VĂN MẪU")}, []),
        ({"chair": fact("Trần Thị Thử")}, [("chair", "Lê Văn Mẫu", "Trần Thị Thử")]),
        ({"theme": fact("Dữ liệu số")}, []),  # cut short
        ({"theme": fact("Hạ tầng số")}, [("theme", "Dữ liệu số cho mọi nhà", "Hạ tầng số")]),
        ({"local_chair": fact("Ai đó"), "province": fact("Huế")}, []),  # each province's own
    ],
)
def test_the_chair_and_the_theme(more, found):
    assert changed(Report(TOLD.session, **more)) == found


def test_a_chair_told_where_none_was_known_is_better_but_a_theme_is_only_more():
    bare = Report(TOLD.session)
    assert changed(TOLD, bare) == [("chair", "chưa rõ", "Lê Văn Mẫu")]


def figure(value: float, unit: str = "%", series: str | None = "vneid", **more: object) -> Indicator:
    return Indicator("Tài khoản", value, f"{value} {unit}", 0, 9, unit=unit, series=series, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (figure(68.4), figure(64.8), True),
        (figure(68.4), figure(68.42), False),  # rounded
        (figure(45, "tỉnh"), figure(46, "tỉnh"), True),
        (figure(16, "triệu", number=16e6, relation=GT), figure(16.4, "triệu", number=16.4e6), False),
        (figure(16, "triệu", number=16e6, relation=GT), figure(28, "triệu", number=28e6), True),
        (figure(16.4, "triệu", number=16.4e6), figure(16_412_345, "tài khoản", number=16_412_345.0), False),
        (figure(71, "", relation=RANK), figure(72, "", relation=RANK), True),
        (figure(4543, "", relation=RATIO, of=6325.0), figure(4543, "", relation=RATIO, of=6300.0), True),
        (figure(8, high=10.0), figure(9), False),
        (figure(8, high=10.0), figure(12), True),
        (figure(68.4), figure(64.8, period="2025"), False),  # of another time
        (figure(68.4), figure(64.8, scope="provincial"), False),  # of the province
        (figure(68.4, series=None), figure(64.8, series=None), False),  # the same words may count other things
        (figure(68.4), figure(12_000, "hồ sơ"), False),  # a count is no share
        (figure(0), figure(0, relation=APPROX), False),
    ],
)
def test_figures(one, other, differ):
    found = changed(replace(TOLD, indicators=(other,)), replace(TOLD, indicators=(one,)))
    assert [fact for fact, _, _ in found] == (["figure:vneid:"] if differ else [])


def test_a_figure_given_twice_says_nothing():
    twice = replace(TOLD, indicators=(figure(60), figure(70)))
    assert changed(twice, replace(TOLD, indicators=(figure(68.4),))) == []


def test_figures_nobody_was_told_are_no_update():
    assert changed(replace(TOLD, indicators=(figure(60),))) == []
    many = tuple(figure(n, series=f"s{n}") for n in range(9))
    other = tuple(replace(one, value=one.value + 1) for one in many)
    assert len(changed(replace(TOLD, indicators=other), replace(TOLD, indicators=many))) == 5  # as many as were shown


def test_each_fact_is_corrected_once():
    assert changed(held(6, "2026-11-21"), TOLD, "date", "ordinal") == []


def test_an_alert_in_a_form_no_longer_read_corrects_nothing():
    assert better(Told(None), TOLD) == []
