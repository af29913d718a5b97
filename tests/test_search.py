"""The questions: search that forgives accents, one article by any name, sessions side by side, figures over time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlite_utils import Database

from crawler.archive import Archive
from crawler.errors import NotFound
from crawler.health import health
from crawler.model import Relation, Settings, Telling, Verdict, Visit
from crawler.search import Filters, indicators, search, session, sessions
from crawler.search.hits import one_line
from crawler.search.one import diff, find, show
from crawler.search.series import some_series
from tests.archive.samples import (
    BOTH,
    CAOBANG,
    DAKLAK,
    EVERYTHING,
    NOW,
    Box,
    Told,
    article,
    fact,
    figure,
    notice,
    own_words,
    ref,
    report,
)

NINTH = ref(ordinal=9, date="2024-07-10")
SECOND = ref("bcd-cp", ordinal=2, date="2025-05-17")
FIFTH = ref("bcd-cp", ordinal=5, date="2025-11-15")

# title, text, published, source, verdict
LIBRARY: tuple[tuple[str, str, str, Any, Verdict], ...] = (
    (
        "Đắk Lắk họp trực tuyến",
        "Ủy ban Quốc gia về chuyển đổi số họp phiên thứ 9.",
        "2024-07-10",
        DAKLAK,
        report(NINTH, "Đắk Lắk"),
    ),
    (
        "Cao Bằng dự phiên họp",
        "Tại Cao Bằng, Đề án 06 được bàn; chuyển đổi số.",
        "2024-07-11",
        CAOBANG,
        report(NINTH, "Cao Bằng"),
    ),
    ("Ở Đắk Nông cũ", "Ban Chỉ đạo họp tại điểm cầu.", "2025-06-01", None, report(SECOND, "Đắk Nông")),
    ("Lâm Đồng hôm nay", "Nhà máy thủy điện Hoà Bình, đường Ðại Lộ.", "2025-11-16", None, report(FIFTH, "Lâm Đồng")),
    ("Chuyện đời số", "Số đo của chuyển động. Đổi mới.", "2025-12-01", CAOBANG, Verdict()),
    ("Tin cũ", "Giá cà phê ở chợ huyện. Số người chuyển nhà, đổi việc.", "2020-01-02", CAOBANG, Verdict()),
    ("Tin mới", "Giá cà phê ở chợ huyện, hôm nay tăng.", "2026-01-02", CAOBANG, Verdict()),
    ("Thông báo kết luận", "Về phiên họp nói trên.", "2025-11-20", None, notice("624/TB-VPCP")),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with Archive.open(tmp_path_factory.mktemp("library"), tell=Told()) as archive:
        box = Box(archive, Told())
        for n, (title, text, published, source, verdict) in enumerate(LIBRARY):
            box.keep(
                article(title, text, published=published), f"https://x.vn/{n}", verdict,
                source=source, telling=Telling.SILENT, known_as="000_152c2faa81b0aec0.txt" if n == 4 else None,
            )  # fmt: skip
        yield box


@pytest.fixture
def db(library: Box) -> Database:
    return library.db


def numbers(hits: list[dict[str, Any]]) -> list[int]:
    return [hit["number"] for hit in hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("chuyen doi so", {0, 1, 4, 5}),
        ("chuyển đổi số", {0, 1, 4, 5}),
        (unicodedata.normalize("NFD", "chuyển đổi số"), {0, 1, 4, 5}),
        ("CHUYỂN ĐỔI SỐ", {0, 1, 4, 5}),
        ('"chuyển đổi số"', {0, 1, 4}),
        ("“chuyển đổi số”", {0, 1, 4}),
        ("de an 06", {1}),
        ("Dak Lak", {0}),
        ("Đắk Lắk", {0}),
        (unicodedata.normalize("NFD", "Đắk Lắk"), {0}),
        ("lam dong", {3}),
        ("hòa bình", {3}),
        ("hoà bình", {3}),
        ("thuỷ điện", {3}),
        ("dai lo", {3}),  # written with eth
        ('"cà phê" tăng', {6}),
        ('"cà phê" -tăng', {5}),
        ('cà phê -"hôm nay" -xyz', {5}),
        ("-tăng", {6}),  # nothing but what is barred: taken as asked for
        ("không có từ nào như vậy", set()),
    ],
)
def test_search_finds_with_and_without_accents(db: Database, query: str, found: set[int]) -> None:
    assert set(numbers(search(db, query))) == found


def test_the_words_together_come_before_the_words_apart(db: Database) -> None:
    assert numbers(search(db, "chuyen doi so"))[-1] == 5


@pytest.mark.parametrize("query", ["chuyển đổi số", unicodedata.normalize("NFD", "Chuyển đổi số")])
def test_what_is_written_with_the_accents_typed_comes_first(db: Database, query: str) -> None:
    assert numbers(search(db, "chuyện đời số"))[0] == 4
    assert set(numbers(search(db, query, limit=2))) == {0, 1}


def test_of_equal_matches_the_later_comes_first(db: Database) -> None:
    assert numbers(search(db, "giá cà phê ở chợ huyện")) == [6, 5]
    assert numbers(search(db, "so", newest=True))[:2] == [4, 1]


def test_a_hit_says_what_it_is(db: Database) -> None:
    (hit,) = search(db, "dak lak")
    assert hit.pop("hash")[:16] == hit.pop("name")[4:20]
    assert hit == {
        "number": 0,
        "title": "Đắk Lắk họp trực tuyến",
        "url": "https://x.vn/0",
        "source": "daklak",
        "province": "Đắk Lắk",
        "published": "2024-07-10",
        "session": "ubqg-cds-2024-07-10",
        "snippet": "[Đắk Lắk] họp trực tuyến – Ủy ban Quốc gia về chuyển đổi số họp phiên thứ 9.",
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Tiêu đề\n\nMột câu.\n\nHai câu.\n", "Tiêu đề – Một câu. Hai câu."),
        ("…đến [nay]\n\nHai", "…đến [nay] – Hai"),
        ("Hỏi:\n\nVì sao?\n\nĐáp", "Hỏi: Vì sao? Đáp"),
        ("Tiêu đề\n", "Tiêu đề"),
    ],
)
def test_a_snippet_keeps_title_and_paragraphs_apart(text: str, line: str) -> None:
    assert one_line(text) == line


FILTERS: list[tuple[Filters, list[int]]] = [
    (Filters(), [6, 4, 7, 3, 2, 1, 0, 5]),
    (Filters(since="2025-11-16"), [6, 4, 7, 3]),
    (Filters(until="2024-07-10"), [0, 5]),
    (Filters(since="2024-07-11", until="2025-06-01"), [2, 1]),
    (Filters(source="daklak"), [0]),
    (Filters(body="bcd-cp"), [7, 3, 2]),
    (Filters(session="bcd-cp-2025-11-15"), [7, 3]),  # its notice too
    (Filters(session="ubqg-cds-2024-07-10"), [1, 0]),
    (Filters(session="ubqg-cds-no9"), [1, 0]),
    (Filters(session="ubqg-cds-no8"), []),
    (Filters(session="nonsense"), []),
    (Filters(province="Cao Bằng"), [6, 4, 1, 5]),  # its reports, and what its own site tells besides
    (Filters(province="cao bang", body="ubqg-cds"), [1]),
    (Filters(province="dakngong"), []),
    (Filters(province="Đắk Nông"), [3, 2]),  # a former name finds its successor
    (Filters(province="lamdong"), [3, 2]),  # and the successor what it took over
    (Filters(province="Bình Thuận"), [3]),  # merged into the same, yet not the same as Đắk Nông
]


@pytest.mark.parametrize(("filters", "found"), FILTERS)
def test_filters(db: Database, filters: Filters, found: list[int]) -> None:
    assert numbers(search(db, "", filters)) == found
    assert numbers(search(db, "", filters, limit=1, offset=1)) == found[1:2]


@pytest.mark.parametrize("common", [1, 1000])
@pytest.mark.parametrize("reach", [1, 1000])
@pytest.mark.parametrize(("filters", "found"), FILTERS)
def test_filters_narrow_words_too(
    db: Database, filters: Filters, found: list[int], common: int, reach: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.search.index.COMMON", common)
    monkeypatch.setattr("crawler.search.fulltext.REACH", reach)
    everywhere = set(numbers(search(db, "so OR hop")))
    assert set(numbers(search(db, "so OR hop", filters))) == everywhere & set(found)


def test_what_stands_in_one_article_only_is_narrowed_too(db: Database) -> None:
    assert numbers(search(db, "dai lo", Filters(province="lamdong"))) == [3]
    assert search(db, "dai lo", Filters(province="caobang")) == []
    assert search(db, "dai lo", Filters(source="daklak"), newest=True) == []


def test_a_question_is_asked_in_the_same_words_each_time(db: Database) -> None:
    """So that SQLite need not prepare it again."""

    def statements(query: str) -> list[str]:
        texts: list[str] = []
        with db.tracer(lambda sql, _: texts.append(sql)):
            search(db, query)
        return texts

    assert statements('"dai lo"') == statements('"dak lak"')
    assert set(statements('"chuyển đổi số"')) == set(statements('"cà phê"'))


ODD = [
    *('"', '""', "*", "a*", "NEAR(", "NEAR(a b, 2)", "AND", "OR NOT", "title:a", "^a", "-a", "a-b", "(", "\0", "a\0b"),
    *("'", "{title}: a", "+", "\\", "%", "_", "😀", "\ud800", "ß", "²", "\u0301", "٣", "\u200b"),
    *("đ" * 10_000, "a " * 10_000, '"' * 10_000),
]


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_odd_input_is_a_search(db: Database, query: str) -> None:
    assert isinstance(search(db, query), list)


@given(st.text(max_size=60))
@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_input_is_a_search(db: Database, query: str) -> None:
    search(db, query)
    search(db, "tin", Filters(province=query), limit=1)


def test_a_revised_text_is_found_by_its_latest_form(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        box = Box(archive, Told())
        box.keep(article("Bài", "con số năm mươi"), "https://a.vn/1")
        box.keep(article("Bài", "con số sáu mươi"), "https://a.vn/1")
        assert numbers(search(archive.db, "con số")) == [1]


# --- one article ---


@pytest.mark.parametrize("ask", ["4", "004", "000_152c2faa81b0aec0", "000_152c2faa81b0aec0.txt", "152c2faa81b0aec0"])
def test_find_by_number_and_old_name(db: Database, ask: str) -> None:
    assert find(db, ask) == 4


def test_find_by_own_name_hash_and_address(db: Database) -> None:
    (name, hash) = db.execute(
        "SELECT printf('%03d_%.16s.txt', number, hash), hash FROM article WHERE number = 3"
    ).fetchone()
    for ask in (name, name.removesuffix(".txt"), f"state/articles/{name}", hash, hash[:12].upper(), "https://x.vn/3"):
        assert find(db, ask) == 3


@pytest.mark.parametrize("ask", ["", "99", "9" * 40, "ffff", "https://x.vn/99", "000_ffffffffffffffff", "'", "\0", "²"])
def test_what_is_not_there(db: Database, ask: str) -> None:
    with pytest.raises(NotFound, match="in the archive"):
        find(db, ask)


def test_show(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        box = Box(archive, Told())
        first = article("Bài", *own_words(1), published="2024-07-10T15:20:00+07:00")
        box.keep(first, "https://a.vn/1", Verdict(report=EVERYTHING, why=("vì thế",)))
        box.keep(first, "https://b.vn/1", known_as="cu.txt")
        box.keep(article("Bài", "một số khác", *own_words(1)), "https://a.vn/1")
        box.keep(article("Đăng lại", *own_words(1)), "https://c.vn/1")
        shown = show(archive.db, "0")
        assert (shown["number"], shown["known_as"], shown["hash"], shown["text"]) == (0, "cu", first.hash, first.text)
        assert shown["name"] == f"000_{first.hash[:16]}.txt"
        assert shown["why"] == ["vì thế"]
        assert shown["report"]["indicators"][0]["relation"] == "gt"
        assert shown["report"]["session"]["key"] == shown["session"] == "ubqg-cds-2024-07-10"
        assert [a["url"] for a in shown["addresses"]] == ["https://b.vn/1"]
        assert [(r["number"], r["previous"], r["url"]) for r in shown["revisions"]] == [(1, 0, "https://a.vn/1")]
        assert shown["story"] == [1, 2]
        assert show(archive.db, "1")["revisions"] == shown["revisions"]
        assert "+một số khác" in diff(archive.db, "1").splitlines()
        assert diff(archive.db, "2") == ""


def test_the_beginning_of_several_hashes(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        box = Box(archive, Told())
        for n in range(2):
            box.keep(article(f"Bài {n}"), f"https://a.vn/{n}")
            box.db.execute("UPDATE article SET hash = ? WHERE number = ?", [f"abcd{n}" + "0" * 59, n])
        assert find(box.db, "abcd1") == 1
        with pytest.raises(NotFound, match=r"several hashes: 000_abcd0\S+, 001_abcd1"):
            find(box.db, "abcd")


# --- sessions and figures ---


def test_sessions(db: Database) -> None:
    told = [(s["key"], s["ordinal"], s["reports"], s["provinces"]) for s in sessions(db)]
    assert told == [
        ("bcd-cp-2025-11-15", 5, 1, ["Lâm Đồng"]),
        ("bcd-cp-2025-05-17", 2, 1, ["Đắk Nông"]),
        ("ubqg-cds-2024-07-10", 9, 2, ["Đắk Lắk", "Cao Bằng"]),
    ]


def test_provinces_absent_are_those_of_the_day(db: Database) -> None:
    then, now = session(db, "ubqg-cds-no9")["absent"], session(db, "bcd-cp-2025-11-15")["absent"]
    assert (len(then), len(now)) == (61, 33)
    assert "Đắk Nông" in then
    assert {"Cao Bằng", "Đắk Lắk"}.isdisjoint(then)
    assert {"Đắk Nông", "Lâm Đồng"}.isdisjoint(now)


def test_a_session_side_by_side(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        box = Box(archive, Told())
        chair, other = fact("Phạm Minh Chính"), fact("Hồ Đức Phớc")
        accounts, share = figure("Tài khoản VNeID", 55.25, "triệu", series="vneid"), figure("Hồ sơ trực tuyến", 54.34)
        box.report(0, report(NINTH, "Cao Bằng", chair=chair, indicators=(accounts,)))
        box.report(
            1, report(NINTH, "Huế", chair=chair, indicators=(replace(accounts, name="VNeID", value=60.0), share))
        )
        box.report(2, report(NINTH, chair=other, documents=(fact("57-NQ/TW"),), indicators=(share,)))
        box.report(3, notice("306/TB-VPCP", NINTH))
        box.report(4, notice(None, NINTH))
        told = session(archive.db, "ubqg-cds-2024-07-10")
    assert (told["face"], [r["number"] for r in told["reports"]]) == (1, [0, 1, 2])
    assert [n["number"] for n in told["notices"]] == ["306/TB-VPCP", None]
    assert [(f["name"], f["agree"]) for f in told["facts"]] == [("chair", False), ("document", True)]
    assert [(v["value"], v["count"]) for v in told["facts"][0]["values"]] == [
        ("Phạm Minh Chính", 2),
        ("Hồ Đức Phớc", 1),
    ]
    figures = {f["name"]: (f["agree"], [v["value"] for v in f["values"]]) for f in told["indicators"]}
    assert figures == {"Tài khoản VNeID": (False, [55.25, 60.0]), "Hồ sơ trực tuyến": (True, [54.34])}


def test_no_such_session(db: Database) -> None:
    with pytest.raises(NotFound, match="no session"):
        session(db, "ubqg-cds-2000-01-01")


def test_indicators_make_series_over_sessions(tmp_path: Path) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        box = Box(archive, Told())
        later = figure("Dịch vụ công thiết yếu", 43, relation=Relation.RATIO, of=53.0, series="thiet-yeu")
        earlier = figure("DVC thiết yếu", 21, relation=Relation.RATIO, of=25.0, series="thiet-yeu")
        box.report(0, report(NINTH, "Cao Bằng", indicators=(later, figure("Kinh tế số", 18.3))))
        box.report(1, report(ref(ordinal=1, date="2021-11-30"), indicators=(earlier,)))
        series, alone = indicators(archive.db)
        assert (series["series"], alone["name"]) == ("thiet-yeu", "Kinh tế số")
        points = [(p["date"], p["value"], p["of"], p["relation"], p["province"]) for p in series["points"]]
        assert points == [("2021-11-30", 21, 25, "ratio", None), ("2024-07-10", 43, 53, "ratio", "Cao Bằng")]
        assert [s["name"] for s in indicators(archive.db, "kinh te")] == ["Kinh tế số"]
        assert [len(s["points"]) for s in indicators(archive.db, "thiet-yeu")] == [2]
        assert indicators(archive.db, "không có") == []
        assert [p["value"] for p in indicators(archive.db, exactly=("thiet-yeu",), latest=1)[0]["points"]] == [43]
        (first,) = some_series(archive.db, None, limit=1, offset=0, latest=1)
        assert (first["slug"], len(first["points"])) == ("thiet-yeu", 1)


# --- health ---

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("visits", "asked", "state"),
    [
        ([], NOW, "new"),
        ([(NOW, "dns", 0)], NOW, "new"),
        ([(NOW, "ok", 3)], NOW, "ok"),
        ([(NOW, "ok", 3), (NOW, "dns", 0)], NOW, "ok"),  # one failure is no news
        ([(NOW, "ok", 3), *[(NOW, "dns", 0)] * 5], NOW, "broken"),
        ([(NOW, "ok", 3), (NOW, "dns", 0)], NOW + DAY, "broken"),
        ([(NOW, "ok", 3), *[(NOW, "dns", 0)] * 5, (NOW, "unchanged", 0)], NOW, "ok"),
        ([(NOW, "ok", 3), (NOW + 13 * DAY, "unchanged", 0)], NOW + 13 * DAY, "ok"),
        ([(NOW, "ok", 3), (NOW + 15 * DAY, "unchanged", 0)], NOW + 15 * DAY, "silent"),
    ],
)
def test_health(tmp_path: Path, visits: list[tuple[datetime, str, int]], asked: datetime, state: str) -> None:
    with Archive.open(tmp_path, tell=Told()) as archive:
        archive.register(BOTH, NOW)
        for at, outcome, new in visits:
            archive.visited("caobang", Visit(at, outcome, new=new, error="vì sao" if outcome == "dns" else None), NOW)
        caobang, daklak = health(archive.db, Settings(sources=(CAOBANG, replace(DAKLAK, enabled=False))), asked)
    assert (caobang["id"], caobang["state"]) == ("caobang", state)
    assert (daklak["state"], daklak["articles"]) == ("disabled", 0)
    if state == "broken":
        assert (caobang["reason"], caobang["since"]) == ("vì sao", "2026-11-21T08:00:00.000Z")
