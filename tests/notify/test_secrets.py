import logging

import pytest

from crawler.notify import secrets

TOKEN = "123456789:AAE-canary_canary-canary"


@pytest.fixture(autouse=True)
def nothing_hidden(monkeypatch):
    monkeypatch.setattr(secrets, "_hidden", set())


@pytest.mark.parametrize(
    ("address", "secret", "shown"),
    [
        (f"tgram://{TOKEN}/-1001234567", TOKEN, "tgram"),
        (f"tgram://{TOKEN}/42", "AAE-canary_canary-canary", "tgram"),
        ("mailtos://toasoan:m%40tkhau@mail.example/?to=a@b.example", "m@tkhau", "mail.example"),
        ("mailtos://toasoan:m%40tkhau@mail.example/?smtp=smtp.example&mode=starttls", "m%40tkhau", "starttls"),
        ("mailto://phienhop@mail.example/nguoi-nhan-1@b.example", "nguoi-nhan-1@b.example", "phienhop"),
        ("json://127.0.0.1:8080/hook/canary-1?key=canary-2", "canary-2", "127.0.0.1:8080"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#chung", "TIiajkdnlazkcOXrIdevi7FQ", "slack"),
    ],
)
def test_the_secret_parts_of_an_address_are_masked(address, secret, shown):
    secrets.hide(address)
    text = secrets.redact(f"lỗi ở {address}: {secret} trên {shown}")
    assert secret not in text
    assert text.endswith(f"trên {shown}")


def test_logs_and_tracebacks_are_masked():
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, handler = logging.getLogger(), Keep()
    root.addHandler(handler)
    try:
        secrets.redact_logs()
        secrets.hide(f"tgram://{TOKEN}/42")
        try:
            raise ValueError(f"https://api.example/bot{TOKEN}/sendMessage")
        except ValueError:
            logging.getLogger("any.where").warning("gửi tới %s", TOKEN, exc_info=True)
    finally:
        root.removeHandler(handler)
    (line,) = lines
    assert "canary" not in line
    assert line.startswith(f"gửi tới {secrets.MASK}")
    assert "ValueError" in line


@pytest.mark.parametrize("name", ["apprise", "urllib3", "requests"])
def test_libraries_that_print_addresses_are_quiet(name):
    secrets.quiet_libraries()
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
