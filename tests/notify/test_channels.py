"""Apprise's plugins against real servers on loopback: what arrives, and what each failure is taken for."""

import io
import json
import logging
import re
import socket
from datetime import timedelta
from email.utils import parseaddr
from html import unescape

import pytest

from crawler.errors import ConfigError
from crawler.model import Recipient
from crawler.notify.channels import open_channel
from crawler.notify.compose import Message, message
from crawler.notify.outbox import AlertRow
from crawler.notify.result import Result

TOKEN = "123456789:AAE-canary_canary-canary"
TAG = re.compile(r"<[^>]*>")
HOSTILE = "Tin\r\nBcc: ke-gian@x.example <script>alert(1)</script> [a](tg://user?id=1)"


def alert(subject: str = "Phiên họp lần thứ 12", event: str = "session:s") -> AlertRow:
    data = {"session": "s", "article": {"number": 1, "title": subject, "url": "https://tinh.example/1"}}
    return AlertRow(event, "session", subject, data, "t")


def send(to: str, *alerts: AlertRow) -> Result:
    channel = open_channel(Recipient("thu", to))
    return channel.send(message(alerts or (alert(),), channel.kind))


@pytest.fixture
def bot(receiver, monkeypatch):
    monkeypatch.setenv("PHIENHOP_TELEGRAM_API", receiver.url)
    return f"tgram://{TOKEN}/42"


@pytest.fixture
def hook(receiver):
    return f"json://127.0.0.1:{receiver.port}/hook"


@pytest.fixture
def dead_port():
    """A port that refuses: bound, not listening."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


# --- e-mail -------------------------------------------------------------------------------


def test_a_mail_has_both_parts_and_its_headers(mailbox):
    assert send(mailbox.url()).sent
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Phiên họp lần thứ 12"
    assert mail["X-Phienhop-Event"] == "session:s"
    assert mail["List-Id"] == "phienhop <phienhop.vidu.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parseaddr(mail["From"])[1] == "phienhop@vidu.example"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "Phiên họp lần thứ 12" in mail.get_body(("plain",)).get_content()
    assert "<h2" in mail.get_body(("html",)).get_content()


def test_the_mails_of_a_session_thread_and_a_repeat_is_the_same_mail(mailbox):
    for event in ("session:s", "report:7", "report:7"):
        assert send(mailbox.url(), alert(event=event)).sent
    first, second, again = mailbox.mails
    assert first["References"] is None
    assert second["References"] == second["In-Reply-To"] == first["Message-ID"]
    assert second["Message-ID"] == again["Message-ID"] != first["Message-ID"]


def test_a_hostile_title_adds_no_header_and_no_tag(mailbox):
    assert send(mailbox.url(), alert(HOSTILE)).sent
    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert mailbox.envelopes == [["ban-doc@vidu.example"]]
    assert mail["Subject"].strip().startswith("Tin Bcc: ke-gian")
    assert "<script" not in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("title", ["😀" * 4000, "chữ " * 2250])
def test_a_very_long_title_arrives_whole(mailbox, title):
    assert send(mailbox.url(), alert(title)).sent
    (mail,) = mailbox.mails
    assert len(mail["Subject"]) <= 160
    assert title.strip() in mail.get_body(("plain",)).get_content()
    assert max(len(line) for line in mailbox.raw[0].splitlines()) <= 998


@pytest.mark.parametrize(
    ("reply", "state", "wrong"), [("550 no such user", "dead", "recipient"), ("451 later", "retry", "recipient")]
)
def test_a_refused_address(mailbox, reply, state, wrong):
    mailbox.at_rcpt["ban-doc@vidu.example"] = reply
    result = send(mailbox.url())
    assert (result.state, result.wrong) == (state, wrong)
    assert result.error == f"SMTP {reply.replace(' ', ': ', 1)}"


@pytest.mark.parametrize(("reply", "state"), [("554 spam", "dead"), ("452 full", "retry")])
def test_a_refused_mail(mailbox, reply, state):
    mailbox.at_data.append(reply)
    assert send(mailbox.url()).state == state


@pytest.mark.parametrize(("password", "state", "wrong"), [("mat-khau-dung", "sent", None), ("sai", "dead", "login")])
def test_login(mailbox, password, state, wrong):
    result = send(mailbox.url(login=f"phienhop:{password}"))
    assert (result.state, result.wrong) == (state, wrong)


def test_a_retry_does_not_repeat_the_copies_that_arrived(mailbox):
    channel = open_channel(Recipient("thu", mailbox.url("mot@vidu.example/hai@vidu.example")))
    text = message([alert()], channel.kind)
    mailbox.at_rcpt["hai@vidu.example"] = "451 later"
    assert channel.send(text).state == "retry"
    mailbox.at_rcpt.clear()
    assert channel.send(text).sent
    assert mailbox.envelopes == [["mot@vidu.example"], ["hai@vidu.example"]]


def test_no_mail_server(dead_port):
    result = send(f"mailto://phienhop@127.0.0.1:{dead_port}/a@b.example?mode=insecure&from=a@b.example")
    assert (result.state, result.wrong, result.doubt) == ("retry", "host", False)


# --- Telegram -----------------------------------------------------------------------------


def test_a_telegram_message_is_html_and_escaped(receiver, bot):
    assert send(bot, alert(HOSTILE)).sent
    ((path, body),) = receiver.asked
    assert path == f"/bot{TOKEN}/sendMessage"
    assert (body["parse_mode"], body["chat_id"]) == ("HTML", 42)
    assert "&lt;script&gt;" in body["text"]
    assert "<script" not in body["text"]


@pytest.mark.parametrize("title", ["😀" * 4000, "chữ & " * 1500])
def test_parts_joined_are_the_whole(receiver, bot, title):
    channel = open_channel(Recipient("nhom", bot))
    whole = message([alert(title)], channel.kind)
    assert channel.send(whole).sent
    parts = receiver.texts
    assert len(parts) > 1
    assert all(len(part.encode("utf-16-le")) // 2 < 4096 for part in parts)
    assert all(part.count("<b>") == part.count("</b>") and part.count("<a ") == part.count("</a>") for part in parts)
    assert unescape(TAG.sub("", "".join(parts))) == unescape(TAG.sub("", whole.html))


def test_after_a_failure_it_goes_on_with_the_part_that_failed(receiver, bot):
    channel = open_channel(Recipient("nhom", bot))
    whole = message([alert(" ".join(f"chữ {n}" for n in range(1200)))], channel.kind)
    receiver.answers = [(200, {"ok": True}), (503, {})]
    assert channel.send(whole).state == "retry"
    first = len(receiver.asked)
    assert channel.send(whole).sent
    assert receiver.texts[first] == receiver.texts[first - 1]
    assert len(set(receiver.texts)) == len(receiver.texts) - 1


@pytest.mark.parametrize(
    ("answer", "state", "wrong", "wait"),
    [
        ((429, {"ok": False, "parameters": {"retry_after": 7}}), "retry", None, 7),
        ((200, {"ok": False, "error_code": 429, "parameters": {"retry_after": 9}}), "retry", None, 9),
        ((200, {"ok": False, "error_code": 400, "description": "Bad Request"}), "dead", "message", None),
        ((200, {"ok": False}), "retry", "host", None),
        ((502, {}), "retry", "host", None),
        ((400, {"ok": False, "description": "Bad Request: chat not found"}), "dead", "recipient", None),
        ((403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}), "dead", "recipient", None),
        ((401, {"ok": False, "description": "Unauthorized"}), "dead", "token", None),
        ((404, {"ok": False, "description": "Not Found"}), "dead", "token", None),
        ("drop", "retry", "host", None),
    ],
)
def test_what_telegram_answers(receiver, bot, answer, state, wrong, wait):
    receiver.answers = [answer]
    result = send(bot)
    assert (result.state, result.wrong, result.wait) == (state, wrong, timedelta(seconds=wait) if wait else None)


def test_a_dropped_connection_may_have_arrived_and_a_refused_one_has_not(receiver, bot, dead_port):
    receiver.answers = ["drop"]
    assert send(bot).doubt is True
    assert send(f"json://127.0.0.1:{dead_port}/").doubt is False


# --- any other service --------------------------------------------------------------------


def test_other_services_get_plain_text(receiver, hook):
    assert send(hook, alert(HOSTILE)).sent
    ((_, body),) = receiver.asked
    assert body["title"].startswith("Tin Bcc: ke-gian")
    assert "<script>alert(1)</script> [a](tg://user?id=1)" in body["message"]
    assert "Mã tin: session:s" in body["message"]


@pytest.mark.parametrize(
    ("answer", "state", "wait"),
    [
        ((503, {}, {"Retry-After": "120"}), "retry", timedelta(seconds=120)),
        ((429, {}, {"Retry-After": "999999"}), "retry", timedelta(hours=24)),
        ((429, {}, {"Retry-After": "soon"}), "retry", None),
        ((503, {}, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}), "retry", timedelta(0)),
        ((403, {}), "dead", None),
        ((204, {}), "sent", None),
    ],
)
def test_what_a_webhook_answers(receiver, hook, answer, state, wait):
    receiver.answers = [answer]
    result = send(hook)
    assert (result.state, result.wait) == (state, wait)


def test_the_terminal_prints_the_text():
    out = io.StringIO()
    assert open_channel(Recipient("terminal", "terminal://"), out).send(Message("S", "Văn bản\n", "", ("e",))).sent
    assert out.getvalue() == "\nVăn bản\n\n"


def test_on_a_real_terminal_lines_break_between_words(monkeypatch):
    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("COLUMNS", "30")
    out, text = Screen(), f'Tiêu đề\n\n- {"chữ dài " * 9}\n  "{"trích dẫn " * 5}"\nhttps://{"x" * 40}.example/\n'
    open_channel(Recipient("terminal", "terminal://"), out).send(Message("S", text, "", ("e",)))
    shown = out.getvalue()
    assert shown.split() == text.split()
    assert all(len(line) <= 30 or line.startswith("https://") for line in shown.splitlines())


# --- addresses and secrets ----------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["tgram://not-a-token-canary/42", f"tgram://{TOKEN}/", "nothing://canary-canary", "mailto://canary"]
)
def test_a_wrong_address_is_said_without_its_secret(address, caplog):
    with pytest.raises(ConfigError, match="alerts: thu: ") as error:
        open_channel(Recipient("thu", address))
    assert "canary" not in str(error.value)
    assert "canary" not in caplog.text


def test_a_token_is_in_no_log_and_no_error(receiver, bot, dead_port, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    receiver.answers = [(401, {"ok": False, "description": f"no bot {TOKEN}"})]
    said = [send(bot)]
    monkeypatch.setenv("PHIENHOP_TELEGRAM_API", f"http://127.0.0.1:{dead_port}")
    said.append(send(bot))
    assert [result.sent for result in said] == [False, False]
    assert "canary" not in caplog.text
    assert "canary" not in json.dumps(said[1].error)
