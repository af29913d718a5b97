"""How a session was held, as the opening sentences of a report say it."""

import pytest

from crawler.model import Article
from crawler.session import form
from crawler.session.scan import scan
from crawler.text import canonical

FILLER = " ".join(f"Câu thứ {n} nói chuyện khác." for n in range(12))


@pytest.mark.parametrize(
    ("words", "value", "quote"),
    [
        ("Sáng nay, phiên họp trực tuyến diễn ra.", "trực tuyến", "phiên họp trực tuyến"),
        ("Ủy ban họp theo hình thức trực tuyến toàn quốc.", "trực tuyến", "hình thức trực tuyến"),
        (
            "Phiên họp được tổ chức trực tiếp tại Trụ sở và trực tuyến tới các tỉnh.",
            "trực tiếp kết hợp trực tuyến",
            "trực tiếp tại Trụ sở và trực tuyến",
        ),
        (
            "Thủ tướng chủ trì họp, kết hợp trực tuyến với 34 tỉnh.",
            "trực tiếp kết hợp trực tuyến",
            "kết hợp trực tuyến",
        ),
        (
            "Dự phiên họp trực tuyến. Phiên họp theo hình thức trực tiếp kết hợp trực tuyến.",
            "trực tiếp kết hợp trực tuyến",
            "trực tiếp kết hợp trực tuyến",
        ),
        ("Phiên họp theo hình thức trực tiếp.", "trực tiếp", "hình thức trực tiếp"),
        ("Cả nước có 4.543 dịch vụ công trực tuyến, nộp hồ sơ trực tuyến.", None, None),
        (f"Thủ tướng chủ trì phiên họp. {FILLER} Năm sau hội nghị trực tuyến sẽ nhiều hơn.", None, None),
    ],
)
def test_form(words, value, quote):
    read = Article(canonical("Tin về phiên họp của Ủy ban", [words]))
    looked = scan(read)
    assert looked is not None
    fact = form.read(looked)
    assert (fact.value, fact.quote) == (value, quote) if fact else value is None
    assert fact is None or read.text[fact.start : fact.end] == fact.quote
