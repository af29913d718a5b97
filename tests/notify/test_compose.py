from dataclasses import asdict, replace

import pytest

from crawler.document import report_document
from crawler.model import Fact, Indicator, Relation, Report, SessionRef, Task
from crawler.notify.compose import message
from crawler.notify.outbox import AlertRow

QUOTE = "Đến nay, cả nước có hơn 16,4 triệu tài khoản và 40% số xã đạt."
HOSTILE = 'Tin\r\nBcc: kẻ-gian@x.example <script>alert(1)</script> [a](tg://user?id=1) \u202etxt & "nháy"'
REPORT = Report(
    SessionRef("ubqg-cds", 12, "2026-11-20"),
    chair=Fact("Thủ tướng Lê Minh", "Thủ tướng Lê Minh chủ trì phiên họp.", 0, 1),
    province=Fact("Cao Bằng", "Cao Bằng", 0, 8),
    documents=(Fact("57-NQ/TW", "57-NQ/TW", 0, 1), Fact("57-NQ/TW", "57-NQ/TW", 5, 6)),
    tasks=(Task("Kết nối cơ sở dữ liệu", "q", 0, 1, assignee="Bộ Công an", due="2026-12-30"),),
    indicators=(
        Indicator("kế hoạch", 90, "Phấn đấu 90%.", 9, 10, unit="%", kind="target"),
        Indicator("tài khoản", 16.4, QUOTE, 0, 1, unit="triệu tài khoản", relation=Relation.GT, series="tai-khoan"),
        Indicator("xã đạt", 40, QUOTE, 2, 3, unit="%", series="xa"),
    ),
)


SUBJECT = "Phiên họp lần thứ 12 – Cao Bằng đưa tin đầu tiên"


def alert(kind: str = "session", number: int = 1, subject: str = SUBJECT, **data: object) -> AlertRow:
    told = {
        "session": "ubqg-cds-2026-11-20",
        "session_title": "Phiên họp lần thứ 12 Ủy ban",
        "report": report_document(REPORT),
        "provinces": ["Cao Bằng", "Huế"],
        "source": {"id": "caobang", "name": "Cổng Cao Bằng"},
        "article": {"number": number, "title": "Cao Bằng dự họp", "url": "https://tinh.example/tin/1"},
    }
    return AlertRow(f"{kind}:{number}", kind, subject, {**told, **data}, "2026-11-21T03:00:00.000Z")


@pytest.mark.parametrize("kind", ["mail", "telegram", "text"])
def test_a_session_says_all_that_is_known(kind):
    sent = message([alert()], kind, archive="https://kho.example/")
    body = sent.html or sent.text
    for words in (
        "Phiên họp lần thứ 12",
        "20/11/2026",
        "Thủ tướng Lê Minh chủ trì phiên họp.",
        "hơn 16,4 triệu tài khoản",
        QUOTE,
        "Bộ Công an",
        "hạn 30/12/2026",
        "57-NQ/TW",
        "2 tỉnh, thành phố: Cao Bằng, Huế",
        "https://tinh.example/tin/1",
        "https://kho.example/bai/1",
        "session:1",
    ):
        assert words in body, words
    assert "“Cao Bằng”" not in body  # a quote that says no more than the value
    assert body.count(QUOTE) == 1  # two figures stand in it
    assert body.index("16,4") < body.index("90%")  # done before planned
    assert (sent.events, sent.sessions) == (("session:1",), ("ubqg-cds-2026-11-20",))


def test_what_is_left_out_is_counted():
    indicators = tuple(Indicator(f"số {n}", n, f"Câu {n}.", n, n + 1) for n in range(9))
    sent = message([alert(report=report_document(replace(REPORT, indicators=indicators)))], "text")
    assert "số 4: 4" in sent.text
    assert "số 5" not in sent.text
    assert "và 4 số liệu khác" in sent.text


@pytest.mark.parametrize("kind", ["mail", "telegram", "text"])
def test_hostile_words_are_inert(kind):
    report = replace(REPORT, chair=Fact(HOSTILE, HOSTILE, 0, 1))
    article = {"number": 1, "title": HOSTILE, "url": "javascript:alert(1)"}
    sent = message([alert(subject=HOSTILE, report=report_document(report), article=article)], kind)
    assert "\n" not in sent.subject
    assert "\r" not in sent.subject
    assert "<script" not in sent.html
    assert "href" not in sent.html  # neither tg: nor javascript: became a link
    assert "\u202e" not in sent.html + sent.text
    assert "[a](tg://user?id=1)" in (sent.html or sent.text)  # nothing dropped


@pytest.mark.parametrize("text", ["😀" * 4000, "chữ " * 2250])
def test_a_very_long_title_is_whole_in_the_body(text):
    sent = message([alert(subject=text)], "telegram")
    assert len(sent.subject) <= 160
    assert sent.subject.endswith("…")
    assert text.strip() in sent.html


def test_an_update_says_old_and_new():
    change = {"what": "Tỷ lệ", "old": "30%", "new": "40%", "quote": "đạt 40%"}
    sent = message([alert("update", changes=[change])], "text")
    assert "Tỷ lệ: 30% -> 40%" in sent.text


def test_a_repeat_says_so_and_has_the_same_key():
    first, again = message([alert()], "text"), message([alert()], "text", repeat=True)
    assert again.subject.startswith("(gửi lại) ")
    assert "gửi lại" in again.text
    assert "gửi lại" not in first.text
    assert again.key == first.key


def test_a_digest_of_one_sessions_reports():
    reports = [alert("report", n, f"Tỉnh {n} đưa tin") for n in (1, 2, 3)]
    sent = message(reports, "telegram")
    assert sent.subject == "Thêm 3 bản tin: Phiên họp lần thứ 12 Ủy ban"
    assert [f"Tỉnh {n} đưa tin" in sent.html for n in (1, 2, 3)] == [True] * 3
    assert sent.html.count("Đã đưa tin") == 1
    assert QUOTE not in sent.html  # the first report told the figures


def test_a_mixed_digest_puts_the_session_first_and_in_full():
    sent = message([alert("match", 1, "Từ"), alert("report", 2, "Bản tin"), alert("session", 3, "Phiên")], "text")
    assert sent.subject == "3 tin mới: 1 phiên họp mới, 1 bản tin, 1 tin theo từ khóa"
    assert sent.text.index("Phiên\n") < sent.text.index("Bản tin\n") < sent.text.index("Từ\n")
    assert QUOTE in sent.text
    assert sent.events == ("match:1", "report:2", "session:3")


def test_a_source_says_why_and_what_to_do():
    data = {"source": {"id": "hue", "name": "Cổng Huế"}, "reason": "HTTP 500", "remedy": "Xem phienhop sources check"}
    sent = message([AlertRow("source:hue", "source", "Nguồn hỏng: Cổng Huế", data, "t")], "text")
    assert "Lý do: HTTP 500" in sent.text
    assert "Cách xử lý: Xem phienhop sources check" in sent.text


def test_a_users_own_template_comes_first(tmp_path):
    (tmp_path / "text.txt.j2").write_text("{% for view in views %}riêng: {{ view.headline }}{% endfor %}")
    assert message([alert()], "text", folder=str(tmp_path)).text.startswith("riêng: Phiên họp")
    assert "<h2" in message([alert()], "mail", folder=str(tmp_path)).html


def test_data_of_an_older_version_is_still_told():
    data = {"report": {"indicators": [{**asdict(REPORT.indicators[0]), "retired": 1}]}}
    assert "90%" in message([AlertRow("e", "session", "S", data, "t")], "text").text
