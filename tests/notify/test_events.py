from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.model import (
    Addition,
    Article,
    Fact,
    Indicator,
    Kind,
    Notice,
    Outcome,
    Recipient,
    Report,
    SessionRef,
    Source,
    Telling,
    Verdict,
)
from crawler.notify import events
from crawler.notify.told import Told

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
TEXT = "Cao Bằng dự phiên họp\n\nTỉnh phát triển công nghiệp bán dẫn, đạt 40%.\n"
REPORT = Report(SessionRef("ubqg-cds", 12, "2026-11-20"), province=Fact("Cao Bằng", "Cao Bằng", 0, 8))


def addition(
    report: Report | None = REPORT, *, published: str | None = "2026-11-20T16:00:00+07:00", **more: Any
) -> Addition:
    article = Article(TEXT, title="Cao Bằng dự phiên họp", url="https://tinh.example/tin/1", published=published)
    given: dict[str, Any] = {
        "outcome": Outcome.NEW,
        "number": 12,
        "article": article,
        "verdict": Verdict(report=report),
        "source": "caobang",
        "source_name": "Cổng Cao Bằng",
        "session": report.session.key if report else None,
        "first_report": True,
    }
    return Addition(**{**given, **more})


TOLD = Told(REPORT)


def told(
    given: Addition,
    telling: Telling = Telling.FRESH,
    recipients: tuple[Recipient, ...] = (),
    before: Told | None = None,
) -> list[str]:
    return [event.id for event in events.of(given, telling=telling, now=NOW, recipients=recipients, told=before)]


@pytest.mark.parametrize(
    ("given", "before", "telling", "ids"),
    [
        (addition(), None, Telling.FRESH, ["session:ubqg-cds-2026-11-20"]),
        (addition(first_report=False), TOLD, Telling.FRESH, ["report:12"]),
        (addition(first_report=False), None, Telling.FRESH, ["session:ubqg-cds-2026-11-20"]),  # the first was silent
        (addition(), None, Telling.FIRST, ["session:ubqg-cds-2026-11-20"]),
        (addition(first_report=False), TOLD, Telling.FIRST, []),
        (addition(), None, Telling.SILENT, []),
        (addition(outcome=Outcome.COPY), None, Telling.FRESH, []),
        (addition(outcome=Outcome.SAME), None, Telling.FRESH, []),
        (addition(outcome=Outcome.REPRINT, first_report=False), TOLD, Telling.FRESH, []),
        (addition(session=None), None, Telling.FRESH, []),
        (addition(None), None, Telling.FRESH, []),
    ],
)
def test_what_a_write_tells(given, before, telling, ids):
    assert told(given, telling, before=before) == ids


def held(day: str | None) -> Report:
    return replace(REPORT, session=SessionRef("ubqg-cds", 12, day))


@pytest.mark.parametrize(
    ("day", "published", "telling", "fresh"),
    [
        ("2026-11-07", "2026-11-07", Telling.FRESH, True),
        ("2026-11-06", "2026-11-21", Telling.FRESH, False),  # an old session called to mind
        ("2026-11-20", "2026-11-06", Telling.FRESH, False),
        ("2026-11-20", None, Telling.FRESH, True),
        (None, "2026-11-20", Telling.FIRST, True),
        (None, None, Telling.FRESH, True),
        (None, None, Telling.FIRST, False),  # nothing proves it fresh
        ("2027-11-20", None, Telling.FRESH, False),  # a misread year
        ("2026-11-20", "2026-13-77", Telling.FRESH, False),
    ],
)
def test_only_the_fresh_is_told(day, published, telling, fresh):
    given = addition(held(day), published=published)
    assert bool(told(given, telling)) is fresh


def test_the_day_may_be_known_from_the_key_alone():
    old = addition(held(None), session="ubqg-cds-2025-02-06", published=None)
    assert told(old) == []


def test_the_subject_stands_alone():
    (event,) = events.of(addition(), telling=Telling.FRESH, now=NOW, recipients=())
    assert event.subject == (
        "Phiên họp lần thứ 12 (20/11/2026) Ủy ban Quốc gia về chuyển đổi số – Cao Bằng đưa tin đầu tiên"
    )
    assert (event.body, event.province) == ("ubqg-cds", "caobang")


def test_a_session_whose_first_report_came_silently_is_not_said_to_be_the_first():
    (event,) = events.of(addition(first_report=False), telling=Telling.FRESH, now=NOW, recipients=())
    assert event.subject.endswith("Cao Bằng đưa tin")


def test_a_former_province_belongs_to_its_successor():
    report = replace(REPORT, province=Fact("Bắc Kạn", "Bắc Kạn", 0, 7))
    (event,) = events.of(addition(report), telling=Telling.FRESH, now=NOW, recipients=())
    assert event.province == "thainguyen"


def revised(value: float, before: float | None = 30) -> Addition:
    def report(number: float) -> Report:
        return replace(REPORT, indicators=(Indicator("Tỷ lệ", number, f"đạt {number}%", 0, 1, unit="%"),))

    return addition(
        report(value),
        outcome=Outcome.REVISION,
        first_report=False,
        before=report(before) if before is not None else None,
        before_number=9,
    )


def test_a_revision_that_changes_a_fact_tells_old_and_new():
    (event,) = events.of(revised(40), telling=Telling.FRESH, now=NOW, recipients=(), told=TOLD)
    assert (event.kind, event.id) == ("update", "update:9-12")
    assert event.subject == "Cao Bằng sửa tin: Tỷ lệ: 30% → 40%"
    assert event.data["changes"] == [
        {"fact": "figure:ty le:", "what": "Tỷ lệ", "old": "30%", "new": "40%", "quote": "đạt 40%"}
    ]


def test_a_revision_that_changes_no_fact_tells_nothing():
    assert told(revised(30), before=TOLD) == []


def test_a_page_filled_in_later_is_a_report_then():
    assert told(revised(40, before=None), before=TOLD) == ["report:12"]


def test_a_revision_of_what_was_never_told_is_the_first_that_is_told_of_the_session():
    assert told(revised(40)) == ["session:ubqg-cds-2026-11-20"]


@pytest.mark.parametrize(
    ("before", "ids"),
    [
        ("Tin cũ.", ["match:toa-soan:12"]),
        ("Nói về bán dẫn rồi.", []),  # told, or not, when it was new
    ],
)
def test_a_keyword_that_a_revision_adds_matches(before, ids):
    revision = addition(None, outcome=Outcome.REVISION, before_number=9, before_text=before)
    assert told(revision, recipients=(Recipient("toa-soan", "x://", keywords=("bán dẫn",)),)) == ids


def test_a_notice_is_told_once_whoever_carries_it_and_however_late_it_follows():
    notice = Notice(Fact("408/TB-VPCP", "408/TB-VPCP", 0, 11), SessionRef("ubqg-cds", 12, "2026-10-01"))
    given = addition(None, verdict=Verdict(notice=notice))
    (event,) = events.of(given, telling=Telling.FRESH, now=NOW, recipients=())
    assert event.id == "notice:408/TB-VPCP:2026"
    assert event.subject.startswith("Thông báo kết luận 408/TB-VPCP: Phiên họp lần thứ 12 (1/10/2026)")


def test_a_notice_whose_number_is_cut_is_told_once_for_its_session():
    notice = Notice(None, SessionRef("ubqg-cds", 12, "2026-10-01"))
    given = addition(None, session="ubqg-cds-2026-10-01", verdict=Verdict(notice=notice))
    (event,) = events.of(given, telling=Telling.FRESH, now=NOW, recipients=())
    assert event.id == "notice:session:ubqg-cds-2026-10-01"
    assert event.subject.startswith("Thông báo kết luận: Phiên họp lần thứ 12 (1/10/2026)")


@pytest.mark.parametrize(
    ("keywords", "ids"),
    [
        (("ban dan",), ["match:toa-soan:12"]),
        (("BÁN DẪN", "trí tuệ"), ["match:toa-soan:12"]),
        (("bán dẫ",), []),  # whole words
        ((), []),
    ],
)
def test_keywords_are_folded(keywords, ids):
    recipients = (Recipient("toa-soan", "x://", keywords=keywords), Recipient("toa-soan/2", "y://", keywords=keywords))
    assert told(addition(None), recipients=recipients) == ids
    assert told(addition(None, published="2026-10-01"), recipients=recipients) == []
    assert told(addition(None), Telling.FIRST, recipients) == []


def test_a_match_is_not_told_beside_the_report_of_the_same_article():
    hears_both = Recipient("a", "x://", keywords=("bán dẫn",))
    only_words = Recipient("b", "x://", keywords=("bán dẫn",), on=("match",))
    assert told(addition(), recipients=(hears_both, only_words)) == ["session:ubqg-cds-2026-11-20", "match:b:12"]


def test_each_time_a_source_breaks_is_an_event_of_its_own():
    source = Source("caobang", "Cổng\r\nCao Bằng", Kind.PORTAL, province="caobang", listing=("https://tinh.example/",))
    first = events.source_event(source, "broken", since=NOW, reason="HTTP 500", remedy="thử lại")
    later = events.source_event(source, "broken", since=NOW + timedelta(days=1))
    assert first.id != later.id
    assert first.subject == "Nguồn hỏng: Cổng Cao Bằng (HTTP 500)"
