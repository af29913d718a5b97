"""Documents cited."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.session import documents
from crawler.session.prose import Prose


def values(text: str) -> list[str]:
    facts = documents.read(Prose.of(text))
    assert all(text[f.start : f.end] == f.quote for f in facts)
    return [f.value for f in facts]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("theo Nghị quyết số 57-NQ/TW ngày 22/12/2024", ["57-NQ/TW"]),
        ("Nghị quyết 57/NQ-CP và Nghị quyết 57-NQ/TW", ["57/NQ-CP", "57-NQ/TW"]),
        ("Thông báo số 408/TB-VPCP; Quyết định 1619 /QĐ-TTg", ["408/TB-VPCP", "1619/QĐ-TTg"]),
        ("Luật số 20/2023/QH15 có hiệu lực", ["20/2023/QH15"]),
        (
            "các luật gồm: Luật Giao dịch điện tử, Luật Viễn thông, Luật Lưu trữ.",
            ["Luật Giao dịch điện tử", "Luật Viễn thông", "Luật Lưu trữ"],
        ),
        ("Luật Phòng thủ dân sự được ban hành", ["Luật Phòng thủ dân sự"]),
        ("Nghị quyết Đại hội lần thứ XIII của Đảng", ["Nghị quyết Đại hội lần thứ XIII của Đảng"]),
        ("thực hiện Nghị quyết 01 về chuyển đổi số", ["Nghị quyết 01"]),
        ("Nghị quyết số 57-NQ/TW; sau đó Nghị quyết 57 nêu", ["57-NQ/TW"]),
        ("Công văn số 2881/VP-KGVX, Quy định số 366-QĐ/TW", ["2881/VP-KGVX", "366-QĐ/TW"]),
        ("Resolution No.57-NQ/TW dated", ["57-NQ/TW"]),
        ("Đề án 06/CP, Covid-19, luật sư Nguyễn Văn A, ngày 10/10/2023, 22/22 bộ", []),
    ],
)
def test_documents(text: str, cited: list[str]) -> None:
    assert values(text) == cited


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Nghị quyết ", "số ", "57", "-NQ", "/TW", "Luật ", "Dữ liệu", ", ", "\n", "XIII", "Đại hội "])
    ).map("".join)
)
def test_offsets_prove_quotes(text: str) -> None:
    values(text)
