"""Conclusion notices: known with and without their number, tied to their session, told from what carries them out."""

from __future__ import annotations

import pytest

from crawler import session, text
from crawler.model import Article, Verdict

GOVERNMENT = "Ban Chỉ đạo của Chính phủ về phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06"
COMMITTEE = "Ủy ban Quốc gia về chuyển đổi số"


def read(words: str, published: str | None = None) -> Verdict:
    return session.read(Article(text.canonical(None, words.split("\n")), published=published))


def told(verdict: Verdict) -> tuple[str | None, str | None] | None:
    """The number and the session's key; None: no notice."""
    if verdict.notice is None or verdict.notice.session is None:
        return None
    number = verdict.notice.number
    return number.value if number else None, verdict.notice.session.key


FACE = f"""VĂN PHÒNG CHÍNH PHỦ
Số: {{number}}/TB-VPCP
Hà Nội, ngày 23 tháng 02 năm 2025
THÔNG BÁO
Kết luận của Thủ tướng Chính phủ tại Phiên họp lần thứ 10 của {COMMITTEE}
Ngày 06 tháng 02 năm 2025, Thủ tướng Phạm Minh Chính đã chủ trì Phiên họp lần thứ 10 của Ủy ban."""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # the document: its number known from the registry, not known, cut
        (FACE.format(number=56), ("56/TB-VPCP", "ubqg-cds-2025-02-06")),
        (FACE.format(number=77), ("77/TB-VPCP", "ubqg-cds-2025-02-06")),
        (FACE[FACE.index("THÔNG BÁO") :], (None, "ubqg-cds-2025-02-06")),
        # its title alone
        (f"Thông báo kết luận của Thủ tướng tại phiên họp thứ ba của {GOVERNMENT}", (None, "bcd-cp-2025-07-20")),
        (f"Thông báo Kết luận phiên họp lần thứ 8 {COMMITTEE}", (None, "ubqg-cds-2024-04-24")),
        # the news of it
        (
            f"Văn phòng Chính phủ vừa ban hành thông báo kết luận của Thủ tướng tại Phiên họp thứ 10 của {COMMITTEE}.",
            (None, "ubqg-cds-2025-02-06"),
        ),
        (
            f"Kết luận phiên họp thứ ba của {GOVERNMENT}: tám việc cần làm\n"
            "Ngày 8/8/2025, Văn phòng Chính phủ ra thông báo về kết luận của Thủ tướng.",
            (None, "bcd-cp-2025-07-20"),
        ),
        (
            f"Theo kết luận của Thủ tướng tại phiên họp thứ 10 của {COMMITTEE}, vừa được Văn phòng Chính phủ thông báo "
            "ngày 23/2, các bộ làm ngay.",
            (None, "ubqg-cds-2025-02-06"),
        ),
        (
            "The Government Office issued Notice No. 67/TB-VPCP on the Prime Minister's conclusions at the 5th meeting "
            "of the National Committee on Digital Transformation.",
            ("67/TB-VPCP", "ubqg-cds-2023-02-25"),
        ),
        # a session that only its day tells
        (
            f"Thông báo số 99/TB-VPCP ngày 5/6/2026 kết luận phiên họp ngày 30/5/2026 của {GOVERNMENT}",
            ("99/TB-VPCP", "bcd-cp-2026-05-30"),
        ),
        (f"Thông báo kết luận phiên họp của {COMMITTEE} ngày 24/4/2024", (None, "ubqg-cds-2024-04-24")),
        (
            f"THÔNG BÁO\nKết luận của Thủ tướng tại Phiên họp lần thứ hai năm 2026 của {GOVERNMENT}\n"
            "Ngày 30 tháng 5 năm 2026, Thủ tướng đã chủ trì Phiên họp lần thứ hai năm 2026 của Ban Chỉ đạo.",
            (None, "bcd-cp-2026-05-30"),
        ),
        # a number that another year's notice bore
        (
            f"Thông báo số 408/TB-VPCP kết luận của Thủ tướng tại phiên họp ngày 30/5/2026 của {GOVERNMENT}",
            ("408/TB-VPCP", "bcd-cp-2026-05-30"),
        ),
    ],
)
def test_a_notice_is_tied_to_its_session(words: str, expected: tuple[str | None, str]) -> None:
    verdict = read(words)
    assert verdict.report is None, verdict.why
    assert told(verdict) == expected, verdict.why


def test_the_day_of_the_page_is_no_day_of_the_session() -> None:
    words = f"Hôm nay, Văn phòng Chính phủ ban hành thông báo kết luận phiên họp ngày 30/5 của {GOVERNMENT}."
    assert told(read(words, "2026-06-05")) == (None, "bcd-cp-2026-05-30")


@pytest.mark.parametrize(
    "words",
    [
        f"UBND tỉnh ban hành kế hoạch triển khai Thông báo kết luận của Thủ tướng tại Phiên họp thứ 8 của {COMMITTEE}.",
        f"Thực hiện Thông báo số 309/TB-VPCP kết luận phiên họp thứ 6 của {COMMITTEE}, các sở lập kế hoạch.",
        f"Theo Thông báo số 309/TB-VPCP kết luận phiên họp thứ 6 của {COMMITTEE}, UBND tỉnh giao các sở lập kế hoạch.",
        f"Ban Chỉ đạo tỉnh ra thông báo kết luận để thực hiện ý kiến tại phiên họp thứ 6 của {COMMITTEE}.",
        "Văn phòng Chính phủ thông báo kết luận của Phó Thủ tướng tại hội nghị về cải cách hành chính.",
    ],
)
def test_what_only_carries_conclusions_out_is_neither_notice_nor_report(words: str) -> None:
    verdict = read(words)
    assert (verdict.notice, verdict.report) == (None, None), verdict.why


@pytest.mark.parametrize(
    "words",
    [
        "Thực hiện Thông báo số 309/TB-VPCP kết luận phiên họp thứ 6, các bộ đã hoàn thành nhiệm vụ.",
        "Văn phòng Chính phủ đã ban hành Thông báo số 309/TB-VPCP kết luận phiên họp thứ 6.",
        "Thủ tướng giao Văn phòng Chính phủ sớm ban hành thông báo kết luận phiên họp.",
    ],
)
def test_a_report_that_cites_a_notice_is_a_report(words: str) -> None:
    lead = f"Chiều 28/12, Thủ tướng Phạm Minh Chính, Chủ tịch {COMMITTEE} chủ trì phiên họp thứ 7 của Ủy ban."
    verdict = read(f"{lead} {words}")
    assert verdict.notice is None, verdict.why
    assert verdict.report is not None
