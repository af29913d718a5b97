"""What a mark is compared with."""

from __future__ import annotations

import pytest

from crawler.layouts.fingerprint import Shown, fingerprint

URL = "https://tin.example.vn/bai-a123.html"
HTML = """<html><head><meta name="generator" content="Thử 4"></head><body class='trang chinh'>
<div id="noi-dung" class="bai tandan-view"><a href="/tin-tuc/tin-200-c12.html">Lời văn .htm và class-lạ</a>
<img src="https://anh.example.vn/kho/1.jpg"></div></body></html>"""


def hits(*marks: str, html: str = HTML) -> int:
    page, of = Shown(URL, html), fingerprint(marks)
    return of.named(page) + of.linked(page, 0)


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (".trang", True),
        (".tran", False),
        ("#noi-dung", True),
        (".tandan-*", True),
        (".andan-*", False),
        (r"^https?://[^/]+/bai-a\d+", True),
        (r"^/tin-tuc", False),  # an own address only
        (r"-c\d+\.html", True),
        (r"(?m)^/tin-tuc/", True),
        ("anh.example.vn/kho", True),
        ("anhxexample", False),
        ("generator=Thử", True),
        ("Lời văn", False),
        (".lạ", False),
    ],
)
def test_mark(mark: str, shown: bool) -> None:
    assert hits(mark) == int(shown)


def test_marks_are_counted() -> None:
    assert hits(".bai", ".trang", "#khac", r"a\d+\.html") == 3


def test_of_many_addresses_alike_a_few_are_enough() -> None:
    html = (
        "<body>" + "".join(f'<a href="/tin/bai-{i}.html">x</a>' for i in range(1_000)) + '<a href="/khac/1.htm">y</a>'
    )
    assert len(Shown(URL, html).addresses) < 200
    assert hits("/tin/bai-", "/khac/1.htm", html=html) == 2
