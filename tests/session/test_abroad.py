"""Pages in scripts that are not read word by word: recognised, keyed, nothing more."""

from __future__ import annotations

import pytest

from crawler import session, text
from crawler.model import Article, Verdict


def read(words: str, published: str | None = "2025-02-07") -> Verdict:
    return session.read(Article(text.canonical(None, words.split("\n")), published=published))


@pytest.mark.parametrize(
    ("words", "key", "ordinal"),
    [
        ("2月6日下午,政府总理主持召开国家数字化转型委员会第十次会议,总结工作。", "ubqg-cds-2025-02-06", 10),
        ("2025年2月6日,总理主持国家数字化转型委员会第10次会议,部署任务。", "ubqg-cds-2025-02-06", 10),
        (
            "2月6日午後、首相は国家デジタルトランスフォーメーション委員会の第10回会合を主宰した。",
            "ubqg-cds-2025-02-06",
            10,
        ),
        ("2월 6일 오후 총리는 국가 디지털 전환 위원회 제10차 회의를 주재하였다.", "ubqg-cds-2025-02-06", 10),
        (
            "2월 6일 총리는 혁신, 디지털 전환 및 06프로젝트 정부 지도위원회의 첫 회의를 주재하였다.",
            "bcd-cp-2025-02-06",
            1,
        ),
        (
            "6 февраля 2025 г. под председательством премьер-министра состоялось 10-е заседание Национального комитета "
            "по цифровой трансформации.",
            "ubqg-cds-2025-02-06",
            10,
        ),
        (
            "Премьер провёл седьмое заседание Национального комитета по цифровой трансформации.",
            "ubqg-cds-2023-12-28",
            7,
        ),
        ("ວັນທີ 17/5/2025 ທ່ານນາຍົກ ເປັນປະທານກອງປະຊຸມຄັ້ງທີ 2 ຂອງຄະນະຊີ້ນໍາລັດຖະບານ.", "bcd-cp-2025-05-17", 2),
        ("ວັນທີ 15/11/2025 ທ່ານນາຍົກ ເປັນປະທານກອງປະຊຸມຄັ້ງທີ 5 ຂອງຄະນະຊີ້ນໍາຂອງລັດຖະບານ.", "bcd-cp-2025-11-15", 5),
    ],
)
def test_a_session_is_known_by_its_number_and_day(words: str, key: str, ordinal: int) -> None:
    verdict = read(words)
    assert verdict.report is not None, verdict.why
    assert (verdict.report.session.key, verdict.report.session.ordinal) == (key, ordinal)


def test_the_province_stands_before_the_end_point_in_the_languages_own_writing() -> None:
    words = "2024年4月24日,政府总理主持召开国家数字化转型委员会第八次会议。谅山省领导在谅山省分会场出席会议。"
    verdict = read(words)
    assert verdict.report is not None, verdict.why
    assert verdict.report.province is not None
    assert verdict.report.province.value == "Lạng Sơn"


def test_a_province_named_without_an_end_point_is_none() -> None:
    verdict = read("2024年4月24日,政府总理主持召开国家数字化转型委员会第八次会议。谅山省作了汇报。")
    assert verdict.report is not None, verdict.why
    assert verdict.report.province is None


def test_the_province_stands_in_brackets_behind_the_end_point() -> None:
    words = (
        "ថ្ងៃទី ២៥ ខែកុម្ភៈ ឆ្នាំ ២០២៣ បានដឹកនាំកិច្ចប្រជុំលើកទី ៥ របស់គណៈកម្មាធិការជាតិទទួលបន្ទុកបរិវត្តកម្មឌីជីថល។ "
        "នៅសាលតភ្ជាប់ខេត្ត (Sóc Trăng) មានថ្នាក់ដឹកនាំ។"
    )
    verdict = read(words)
    assert verdict.report is not None, verdict.why
    assert verdict.report.session.key == "ubqg-cds-2023-02-25"
    assert verdict.report.province is not None
    assert verdict.report.province.value == "Sóc Trăng"
    place = verdict.report.province
    assert words[place.start : place.end] == place.quote


@pytest.mark.parametrize(
    "words",
    [
        "国家数字化转型委员会第十次会议后,企业公布了新的投资计划,由董事长主持。",
        "2月6日,省委书记主持省数字化转型指导委员会第三次会议,总结全省工作。",
        "Он рассказал о планах накануне заседания Национального комитета по цифровой трансформации, он провёл 7-е.",
        "国家数字化转型委员会会议由总理主持,讨论了数据问题和基础设施建设。",
    ],
)
def test_what_follows_a_session_or_is_of_another_body_is_no_report(words: str) -> None:
    verdict = read(words)
    assert verdict.report is None
    assert verdict.why


@pytest.mark.parametrize(
    "words",
    [
        "2月7日,总理主持召开06号提案工作会议。前一天,总理主持国家数字化转型委员会第十次会议。",
        "2月7日、首相は政府の定例会議を主宰した。前日、首相は国家デジタルトランスフォーメーション委員会の第10回会合を主宰した。",
        "2월 7일 총리는 정부 정례회의를 주재하였다. 하루 전 총리는 국가 디지털 전환 위원회 제10차 회의를 주재하였다.",
        "7 февраля премьер-министр, председатель Национального комитета по цифровой трансформации, провёл конференцию "
        "по проекту 06. Накануне он провёл 10-е заседание комитета.",
    ],
)
def test_a_sitting_of_the_day_before_is_called_to_mind(words: str) -> None:
    assert read(words).report is None


def test_a_page_that_opens_with_the_day_before_is_of_that_sitting() -> None:
    words = "Накануне премьер-министр провёл 10-е заседание Национального комитета по цифровой трансформации."
    assert read(words).report is not None


def test_a_document_that_stands_against_the_script_is_cited() -> None:
    words = "2025年9月24日,总理主持政府数字化转型与06号提案发展指导委员会第四次会议,按照57-NQ/TW号决议落实。"
    verdict = read(words)
    assert verdict.report is not None, verdict.why
    (cited,) = verdict.report.documents
    assert (cited.value, words[cited.start : cited.end]) == ("57-NQ/TW", "57-NQ/TW")


def test_a_vietnamese_page_that_quotes_a_line_is_read_as_vietnamese() -> None:
    words = (
        "Sáng 24/4/2024, Thủ tướng Phạm Minh Chính chủ trì Phiên họp lần thứ 8 của Ủy ban Quốc gia về chuyển đổi số; "
        "báo Nhân Dân bản tiếng Trung viết: 国家数字化转型委员会第八次会议."
    )
    verdict = read(words)
    assert verdict.report is not None
    assert verdict.report.chair is not None
