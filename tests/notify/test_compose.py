import re
from dataclasses import asdict, replace
from html import unescape

import pytest

from crawler.document import report_document
from crawler.model import Fact, Indicator, Relation, Report, SessionRef, Task
from crawler.notify.compose import message
from crawler.notify.inert import inert
from crawler.notify.outbox import AlertRow

QUOTE = "Đến nay, cả nước có hơn 16,4 triệu tài khoản và 40% số xã đạt."
HOSTILE = 'Tin\r\nBcc: kẻ-gian@x.example <script>alert(1)</script> [a](tg://user?id=1) \u202etxt & "nháy"'
REPORT = Report(
    SessionRef("ubqg-cds", 12, "2026-11-20"),
    chair=Fact("Thủ tướng Lê Minh", "Thủ tướng Lê Minh chủ trì phiên họp.", 0, 1),
    province=Fact("Cao Bằng", "Cao Bằng", 0, 8),
    form=Fact("trực tuyến", "họp trực tuyến", 0, 1),
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
        "trực tuyến",
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
    assert (sent.events, sent.threads) == (("session:1",), ("ubqg-cds-2026-11-20",))


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
    seen = re.sub("<code>|</code>", "", sent.html or sent.text)
    assert "[a](tg://user?id=1)" in seen  # nothing dropped


@pytest.mark.parametrize(
    ("words", "set_as_code"),
    [
        ("xem http://x.example/a?b=1&c, rồi", ["http://x.example/a?b=1&amp;c,"]),
        ("[a](tg://user?id=1)", ["tg://user?id=1"]),
        ("vào x.example/tin hoặc www.x.vn.", ["x.example/tin", "www.x.vn"]),
        ("thư a.b@x.example, @nguoi_dung", ["a.b@x.example", "@nguoi_dung"]),
        ("gõ /start", ["/start"]),
        ("TP.HCM, 16.400 hồ sơ/tháng, 408/TB-VPCP, 1/2 và/hoặc. Ông TS.Mẫu ngày 20/11/2026", []),
    ],
)
def test_telegram_makes_no_link_of_scraped_words(words, set_as_code):
    shown = str(inert(words))
    assert re.findall("<code>(.*?)</code>", shown) == set_as_code
    assert unescape(re.sub("<[^>]*>", "", shown)) == words


def test_our_own_links_are_links_in_telegram():
    sent = message([alert()], "telegram", archive="https://kho.example")
    assert '<a href="https://tinh.example/tin/1">Cao Bằng dự họp</a>' in sent.html
    assert '<a href="https://kho.example/bai/1">Kho lưu</a>' in sent.html


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
    assert "ĐÍNH CHÍNH" in sent.text
    assert QUOTE not in sent.text  # what has not changed was told before


def test_what_another_report_tells_better_is_no_correction():
    change = {"what": "Chủ trì", "old": "chưa rõ", "new": "Lê Minh", "quote": ""}
    assert "CẬP NHẬT" in message([alert("update", changes=[change], better=True)], "text").text


def test_a_quote_within_another_is_not_shown_again():
    place, whole = Fact("Huế", "điểm cầu Huế", 0, 1), Fact("Lê Mẫu", "Tại điểm cầu Huế, ông Lê Mẫu chủ trì", 0, 1)
    report = replace(REPORT, province=place, local_chair=whole)
    assert message([alert(report=report_document(report))], "text").text.count("điểm cầu Huế") == 1


def test_a_repeat_says_so_and_has_the_same_key():
    first, again = message([alert()], "text"), message([alert()], "text", repeat=True)
    assert again.subject.startswith("(gửi lại) ")
    assert "gửi lại" in again.text
    assert "gửi lại" not in first.text
    assert again.key == first.key


def test_a_digest_of_one_sessions_reports():
    reports = [alert("report", n, f"Tỉnh {n} đưa tin", who=f"Tỉnh {n}") for n in (1, 2, 3)]
    sent = message(reports, "telegram")
    assert sent.subject == "Thêm 3 bản tin (Tỉnh 1, Tỉnh 2, Tỉnh 3): Phiên họp lần thứ 12 Ủy ban"
    assert [f"▪️ <b>Tỉnh {n}</b>" in sent.html for n in (1, 2, 3)] == [True] * 3
    assert sent.html.count("Phiên họp lần thứ 12") == 1
    assert sent.html.count("Đã đưa tin") == 1
    assert QUOTE not in sent.html  # the first report told the figures


def test_a_digest_of_two_sessions_names_each_once():
    of_another = {"session": "ubqg-cds-2026-11-27", "headline": "Phiên họp lần thứ 13"}
    reports = [
        alert("report", 1, who="Huế"),
        alert("report", 2, who="Lào Cai", **of_another),
        alert("report", 3, who="Sơn La"),
    ]
    text = message(reports, "text").text
    found = [text.index(words) for words in ("lần thứ 12", "\nHuế\n", "\nSơn La\n", "lần thứ 13", "\nLào Cai\n")]
    assert found == sorted(found)
    assert text.count("lần thứ 12") == text.count("lần thứ 13") == 1


def test_a_mixed_digest_puts_the_session_first_and_in_full():
    sent = message([alert("match", 1, "Từ"), alert("report", 2, "Bản tin"), alert("session", 3, "Phiên")], "text")
    assert sent.subject == "3 tin mới: 1 phiên họp mới, 1 bản tin, 1 tin theo từ khóa"
    assert sent.text.index("Phiên\n") < sent.text.index("Bản tin\n") < sent.text.index("Từ\n")
    assert QUOTE in sent.text
    assert sent.events == ("match:1", "report:2", "session:3")


@pytest.mark.parametrize("kind", ["mail", "telegram", "text"])
def test_a_flood_is_one_message_that_names_every_alert(kind):
    sent = message([alert("match", n, f"Tin số {n}") for n in range(200)], kind)
    assert sent.subject == "200 tin mới: 200 tin theo từ khóa"
    body = sent.html or sent.text
    assert [n for n in range(200) if f"match:{n}" not in body or f"Tin số {n}" not in body] == []
    assert len(body) < 200_000


def test_a_flood_of_sessions_tells_the_first_in_full():
    sent = message([alert("session", n) for n in range(60)], "text")
    assert sent.text.count(QUOTE) == 10
    assert sent.text.count("Mã tin: session:") == 60


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
