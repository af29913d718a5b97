"""Written dates: the forms pages and feeds use, what they mean, and what is no date."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import dates

DAY, MOMENT = "2024-07-10", "2024-07-10T15:20:00+07:00"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # numbers, the day before the month
        ("10/07/2024", DAY),
        ("10/7/2024", DAY),
        ("10.07.2024", DAY),
        ("(10-07-2024)", DAY),
        ("Ngày 10-07-2024", DAY),
        ("Ngày đăng: 10/07/2024", DAY),
        ("10/07/2024 |", DAY),
        ("Cập nhật ngày 10 / 07 / 2024", DAY),
        ("Cập nhật: 12/07/2024 09:00 | Ngày đăng: 10/07/2024", DAY),
        ("Cập nhật 12/07/2024. Xuất bản 10/07/2024", DAY),
        ("Cập nhật 10/07/2024, hạn cuối 12/07/2024", DAY),
        ("Đăng ngày 10/07/2024 - Cập nhật 12/07/2024", DAY),
        ("10 Th7 2024", DAY),
        ("10 Th07, 2024", DAY),
        ("Th7 10, 2024", DAY),
        # words
        ("ngày 10 tháng 7 năm 2024", DAY),
        ("10 Tháng Bảy, 2024", DAY),
        ("Tháng Bảy 10, 2024", DAY),
        ("10 tháng mười hai 2023", "2023-12-10"),
        ("July 10, 2024", DAY),
        ("10 Jul 2024", DAY),
        # the time after
        ("10/07/2024 15:20", MOMENT),
        ("10/07/2024 - 15:20", MOMENT),
        ("10/07/2024 | 15:20", MOMENT),
        ("10/07/2024, 15:20:00", MOMENT),
        ("10/07/2024 lúc 15h20", MOMENT),
        ("Thứ tư - 10/07/2024 15:20", MOMENT),
        ("(Thứ tư, 10/07/2024 15:20)", MOMENT),
        ("Wednesday, 10/07/2024, 15:20", MOMENT),
        ("10/07/2024 3:20 CH", MOMENT),
        ("10/07/2024 12:05 SA", "2024-07-10T00:05:00+07:00"),
        ("10/07/2024 12:05 CH", "2024-07-10T12:05:00+07:00"),
        ("10/07/2024 15:20 (GMT+7)", MOMENT),
        ("10/07/2024 15:20 GMT+07:00", MOMENT),
        ("10/07/2024 15:20 - 16:30", MOMENT),
        # the time before
        ("15:20 10/07/2024", MOMENT),
        ("15:20 - 10/07/2024", MOMENT),
        ("15:20 | 10/07/2024", MOMENT),
        ("15:20, 10/07/2024 (GMT+7)", MOMENT),
        ("Cập nhật: 15:20, 10/07/2024 (GMT+7)", MOMENT),
        ("15 giờ 20, thứ tư, ngày 10/07/2024", MOMENT),
        ("15:20 10/07/2024 16:00 11/07/2024", MOMENT),
        # machines
        ("2024-07-10", DAY),
        ("2024-07-10T15:20:00+07:00", MOMENT),
        ("2024-07-10T15:20:00.123+0700", MOMENT),
        ("2024-07-10T08:20:00Z", MOMENT),
        ("2024-07-10T03:20:00-05:00", MOMENT),
        ("2024-07-10 15:20:00", MOMENT),
        ("2024-07-10T15:20", MOMENT),
        ("2024-07-10 08:20:00 +0000", MOMENT),
        ("Wed, 10 Jul 2024 15:20:00 +0700", MOMENT),
        ("Wed, 10 Jul 2024 08:20:00 GMT", MOMENT),
        ("Wed, 10 Jul 2024 15:20:00 GMT+7", MOMENT),
        # midnight is a day without a time, in whatever zone it is Vietnam's midnight
        ("2024-07-10T00:00:00+07:00", DAY),
        ("2024-07-09T17:00:00Z", DAY),
        ("10/07/2024 00:00:00", DAY),
        # a clock that shows no time leaves the day
        ("10/07/2024 25:20", DAY),
        ("99:20 10/07/2024", DAY),
    ],
)
def test_find(text, value):
    assert dates.find(text) == value
    assert dates.find(unicodedata.normalize("NFD", text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2024",
        "07/26/2024",  # on a page the month never comes first
        "10/07/1994",
        "10/07/2036",
        "10/07/20245",
        "Nghị quyết số 57-NQ/TW",
        "408/TB-VPCP",
        "1.234.2024.5",
        "tháng 7 năm 2024",
        "chiều 30/11",
        "15:20",
    ],
)
def test_find_nothing(text):
    assert dates.find(text) is None


def test_spans_are_in_order_and_say_where():
    text = "Đăng 10/07/2024 15:20, sửa ngày 11 tháng 7 năm 2024; hết hạn 12-07-2024."
    found = list(dates.spans(text))
    assert [f.value for f in found] == [MOMENT, "2024-07-11", "2024-07-12"]
    assert text[found[0].start : found[0].end] == "10/07/2024 15:20"
    assert text[found[1].start : found[1].end] == "11 tháng 7 năm 2024"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ngày đăng: 10/07/2024", DAY),
        ("Cập nhật lúc 10/07/2024", DAY),
        ("Thời gian: 10/07/2024", None),
        ("10/07/2024", None),
        ("Ngày đăng", None),
    ],
)
def test_labelled(text, value):
    assert dates.labelled(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9/26/2026 9:20:00 AM", "2026-09-26T09:20:00+07:00"),
        ("7/10/2024 3:20:00 PM", MOMENT),
        ("7/10/2024 12:00:00 AM", DAY),
        ("10/07/2024 15:20:00", MOMENT),  # no AM or PM: the Vietnamese order
        ("Wed, 10 Jul 2024 15:20:00 +0700", MOMENT),
        ("2024-07-10T08:20:00Z", MOMENT),
        ("hôm nay", None),
    ],
)
def test_from_feed(text, value):
    assert dates.from_feed(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 phút trước", "2024-07-10T15:15:00+07:00"),
        ("3 giờ trước", "2024-07-10T12:20:00+07:00"),
        ("2 ngày trước", "2024-07-08"),
        ("1 tuần trước", "2024-07-03"),
        ("trước 3 giờ", None),
        ("", None),
    ],
)
def test_relative(text, value):
    assert dates.relative(text, datetime(2024, 7, 10, 8, 20, 41, tzinfo=UTC)) == value


def test_find_reads_ages_only_against_a_clock():
    now = datetime(2024, 7, 10, 8, 20, tzinfo=UTC)
    assert dates.find("3 giờ trước", now=now) == "2024-07-10T12:20:00+07:00"
    assert dates.find("3 giờ trước") is None
    assert dates.find("09/07/2024, 3 giờ trước", now=now) == "2024-07-09"


@pytest.mark.parametrize(
    ("path", "rule", "value"),
    [
        ("/tin-thu-180240424093944451.htm", "U1", "2024-04-24T09:39:44+07:00"),
        ("/tin-thu-20240919144949241.chn", "U1", "2024-09-19T14:49:49+07:00"),  # the year in full
        ("/tin-thu-1491962509241622250.htm", "U1", None),  # digits that are no time
        ("/tin-thu-240424093944451.html", None, "2024-04-24T09:39:44+07:00"),
        ("/tin-thu-180240424093944451.htm?zarsrc=31", "U1", "2024-04-24T09:39:44+07:00"),
        ("/tin-thu-1728703927637.htm", "U2", "2024-10-12T10:32:07+07:00"),
        ("/tin-thu-1728703927637.htm", None, None),
        ("/xa-hoi/202407/tin-thu-a1b2c3d/", "U4", None),
        ("/portal/Pages/2025-2-6/Tin-thu-haiabc123.aspx", "U5", "2025-02-06"),
        ("/2024/07/10/tin-thu/", None, DAY),
        ("/portal/Pages/2025-2-30/Tin.aspx", "U5", None),
        ("/tin-thu-933574", None, None),
    ],
)
def test_from_url(path, rule, value):
    assert dates.from_url("https://thu.example.vn" + path, rule) == value


@pytest.mark.parametrize(
    ("path", "month"),
    [("/xa-hoi/202407/tin-thu/", "2024-07"), ("/xa-hoi/202413/tin-thu/", None), ("/203707/", None), ("/tin-thu", None)],
)
def test_month_from_url(path, month):
    assert dates.month_from_url("https://thu.example.vn" + path) == month


@given(st.text(alphabet="0123456789/.-:, TZ+hthángnăm giờ(GMT)|", max_size=60))
def test_whatever_is_written_an_answer_is_a_date_or_nothing(text):
    for found in dates.spans(text):
        assert datetime.fromisoformat(found.value).year in dates.YEARS
        assert 0 <= found.start < found.end <= len(unicodedata.normalize("NFC", text))
