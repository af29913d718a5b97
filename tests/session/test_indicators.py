"""Figures of a report: what they say, and what is none."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import Indicator
from crawler.session.figures import catalogue, indicators
from crawler.session.prose import READ, Prose

REPORT = (
    "Năm 2022, 100% doanh nghiệp dùng hóa đơn điện tử; tỷ lệ hồ sơ nộp trực tuyến đạt 41,25%, tăng 2,5 lần so với năm "
    "2021. Kinh tế số ước đạt 15% GDP. Cả nước có gần 60.000 tổ công nghệ số cộng đồng và 250.000 thành viên. "
    "Việt Nam xếp hạng 86/193 về Chính phủ điện tử.\n\n"
    "Đối với tỉnh Hòa Bình, chỉ số DTI từ thứ 40 lên xếp thứ 35; có 151/151 xã, phường, thị trấn phủ cáp quang.\n"
)


def read(text: str, lang: str = "vi") -> tuple[Indicator, ...]:
    return indicators.read(Prose.of(text), english=lang == "en")


def only(text: str, lang: str = "vi") -> Indicator:
    (found,) = read(text, lang)
    return found


@pytest.mark.parametrize(
    ("text", "value", "relation"),
    [
        ("Đã có 16 triệu tài khoản.", 16, "eq"),
        ("Xuất khẩu đạt hơn 117 tỷ USD.", 117, "gt"),
        ("Tốc độ đạt trên 100 Mbps.", 100, "gt"),
        ("Tăng trưởng GDP đạt 8% trở lên.", 8, "gt"),
        ("Xuất khẩu đạt gần 65 tỷ USD.", 65, "lt"),
        ("Có chưa đến 500 doanh nghiệp.", 500, "lt"),
        ("Khoảng 51,6 triệu hồ sơ đã nộp.", 51.6, "approx"),
        ("Kinh tế số ước tăng trưởng 22,4%.", 22.4, "approx"),
        ("Tỷ trọng kinh tế số (ước tính) đạt 18,3%.", 18.3, "approx"),
        ("Mục tiêu tăng trưởng từ 8-10% trong năm.", 8, "approx"),
        ("Đã triển khai 43/53 dịch vụ công thiết yếu.", 43, "ratio"),
        ("Việt Nam xếp thứ 71 trong tổng số 193 quốc gia.", 71, "rank"),
        ("Chỉ số xếp hạng 86/193.", 86, "rank"),
        ("Tỉnh đi từ thứ 62 xuống xếp thứ 58.", 58, "rank"),
        ("Việt Nam vào top 10 thế giới về tốc độ Internet.", 10, "rank"),
        ("Việt Nam trong nhóm 50 nước dẫn đầu.", 50, "rank"),
        ("Tỉnh thuộc nhóm 10 địa phương dẫn đầu.", 10, "rank"),
        ("Giá cước nằm trong 20 nước thấp nhất thế giới.", 20, "rank"),
        ("Tỉnh lập nhóm 10 địa phương làm thí điểm.", 10, "eq"),
        ("Việt Nam giữ thứ 44/139 quốc gia.", 44, "rank"),
        ("Thời gian cấp phiếu rút ngắn 05 ngày.", 5, "eq"),
        ("Mỗi hồ sơ bình quân 1,5 ngày.", 1.5, "eq"),
        ("Năm qua doanh thu đạt 71.503, theo báo cáo.", 71503, "eq"),
        ("Chỉ số của tỉnh là 0,4595; còn thấp.", 0.4595, "eq"),
        ("Vượt xa con số 2.000 của năm trước.", 2000, "eq"),
        ("Số camera của tỉnh là 1 500; còn thấp.", 1500, "eq"),
        ("Số camera của tỉnh là 1 500, còn thấp.", 1500, "eq"),
        ("Đến hết tháng 6, 15 bộ hợp nhất cổng dịch vụ công.", 15, "eq"),
        ("Hội nghị cho biết 16 bộ còn chậm.", 16, "eq"),
        ("Tỉnh có 0,67 doanh nghiệp trên 1.000 dân.", 0.67, "eq"),
        ("Tỷ lệ cao hơn 12,5 điểm phần trăm.", 12.5, "eq"),  # a difference, no hedge
        ("Doanh thu gấp đôi năm ngoái.", 2, "eq"),
        ("Số doanh nghiệp công nghệ số đạt khoảng 70.000. Chỉ số giữ nguyên.", 70000, "approx"),
        ("Cổng nhận hơn 1.000 ý kiến của người dân.", 1000, "gt"),
        ("Thời gian giảm từ 20 phút còn 5 phút.", 5, "eq"),
        ("Tỷ lệ hài lòng từ 80% lên 92%.", 92, "eq"),  # what it set out from is told by the change
        ("Doanh nghiệp công nghệ số: 65.329 doanh nghiệp.", 65329, "eq"),
        ("IOC tỉnh đã kết nối 12 hệ thống.", 12, "eq"),
        ("Tốc độ Internet thứ 42 thế giới.", 42, "rank"),
        ("Ban hành danh mục 11 nhóm công nghệ chiến lược.", 11, "eq"),
        ("Mỗi ngày có cỡ 500 hồ sơ.", 500, "approx"),
    ],
)
def test_value_and_relation(text: str, value: float, relation: str) -> None:
    found = only(text)
    assert (found.value, found.relation) == (value, relation)


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị được kết nối tới 63 tỉnh, thành phố với 21 điểm cầu.",
        "Phiên họp có 10 ý kiến thảo luận, 5 trọng tâm, 3 trụ cột.",
        "Dịch vụ công mức độ 3, 4 và Đề án 06.",
        "Người từ 15 tuổi trở lên, trẻ dưới 6 tuổi.",
        "Sau 2 năm và 6 tháng, mạng 5G được thương mại hóa.",
        "Lượt xem: 358. Khu phố 3, đường số 5, điện thoại 0294.3850856.",
        "Quyết định 749/QĐ-TTg ngày 3/6/2020, Nghị quyết 57.",
        "Có 2 Phó Thủ tướng dự.",
        "Trong quý I-2025 các địa phương hoàn thành kế hoạch.",
        "Nghị quyết nêu 1 mục tiêu, 2 trụ cột, 3 đột phá.",
        "Đánh giá bài viết: 4.5/5 (12 lượt)",
        "Pertemuan berlangsung secara virtual dengan 63 provinsi dan kota.",
        "La réunion du 24 avril 2024 porte sur le Projet 06.",
        "Du 18 mars au 17 mai, le comité prépare sa séance.",
        "La sesión del 6 de febrero trata del Proyecto 06.",
        "La sesión fue conectada por videoconferencia con 34 localidades.",
        "The PM chaired the session, linked with agencies and 63 provinces and cities.",
        "Thủ tướng chủ trì; nối tới 34 tỉnh, thành phố và 90 xã, phường của tỉnh.",
        "Ông Mẫu chủ trì tại điểm cầu huyện; 12 xã, thị trấn cùng theo dõi.",
        "Huyện kết nối thêm 8 xã, thị trấn.",
        "Dự có Giám đốc Sở Thông tin và Truyền thông, tổ công tác của 9 huyện, thành phố.",
        "3\n\nHồ sơ toàn trình",
        "Thủ tướng nêu 3 việc cần làm ngay; phiên họp nghe 10 ý kiến phát biểu.",
        "Hội nghị nhận được 12 ý kiến tham luận của các bộ.",
        "date 2022-08-08 KGO - Ngày 8-8, phiên họp diễn ra; ngày mai, 9/8 còn một hội nghị.",
        "XÃ BẢO LÂM 1 DỰ PHIÊN HỌP CỦA BAN CHỈ ĐẠO",
        "Xã Bảo Lâm 1 dự họp cùng phường Minh Phụng 3 và xã Tân Lập 4 kết nối trực tuyến.",
        "Cùng dự có công chức Trung tâm Phục vụ hành chính công và 17 trưởng thôn.",
        "Cuộc thi toàn quốc lần thứ 2 toàn quốc được mở.",
        "The session was held online with 63 cities and provinces.",
        "He chaired the session, linked virtually with 63 provincial and municipal points.",
        "Cuộc họp kéo dài 2 ngày, mỗi buổi 3 giờ.",
        "Đã giải quyết, trong đó 181 dự án đầu tư công, 8",
    ],
)
def test_no_figure(text: str) -> None:
    assert [i.quote for i in read(text) if i.value != 181] == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "Tỷ lệ hồ sơ toàn trình đạt 45%, tăng 2,5 lần với năm 2023.",
            ["Tỷ lệ hồ sơ toàn trình đạt 45%", "tăng 2,5 lần với năm 2023"],
        ),
        (
            "Đã có 22/22 bộ, ngành và 63/63 địa phương lập ban chỉ đạo.",
            ["22/22 bộ, ngành", "63/63 địa phương lập ban chỉ đạo"],
        ),
        ("Trong đó, 100% xã, phường, thị trấn có cáp quang.", ["100% xã, phường, thị trấn có cáp quang"]),
        (
            "Xuất khẩu đi khắp nơi, đạt hơn 7 tỷ USD năm 2023 và 6 tháng đầu năm 2024 đạt gần 5 tỷ USD.",
            ["đạt hơn 7 tỷ USD năm 2023", "6 tháng đầu năm 2024 đạt gần 5 tỷ USD"],
        ),
        ("Internet cáp quang: 100%; 4G: 99,8%.", ["Internet cáp quang: 100%", "4G: 99,8%"]),
        ("Báo cáo tại cuộc họp nêu: 45% hồ sơ nộp trực tuyến.", ["45% hồ sơ nộp trực tuyến"]),
        ("Quốc hội thông qua 7 luật, nghị quyết về dữ liệu.", ["Quốc hội thông qua 7 luật, nghị quyết về dữ liệu"]),
        ("Nền tảng đã kết nối với 80 bộ, ngành.", ["Nền tảng đã kết nối với 80 bộ, ngành"]),
        ("The platform is connected with 63 provinces.", ["The platform is connected with 63 provinces"]),
        ("Đã thực hiện cấp hơn 7 triệu thẻ căn cước cho công dân.", ["hơn 7 triệu thẻ căn cước"]),
        ("Cả ngành góp phần đạt mức tăng trưởng 8%.", ["đạt mức tăng trưởng 8%"]),
        ("9/34 tỉnh kết nối kho dữ liệu phục vụ người dân.", ["9/34 tỉnh kết nối kho dữ liệu"]),
        (
            "Mở 2 dịch vụ công liên thông đăng ký khai sinh - thường trú - cấp thẻ bảo hiểm.",
            ["Mở 2 dịch vụ công liên thông"],
        ),
    ],
)
def test_quote_is_the_clause(text: str, quotes: list[str]) -> None:
    assert [i.quote for i in read(text)] == quotes


def test_everything_one_figure_says() -> None:
    found = only("Năm 2024, doanh thu kinh tế số ước đạt gần 2 triệu tỷ đồng.")
    assert (found.name, found.series) == ("Doanh thu kinh tế số", "kinh-te-so-doanh-thu")
    assert (found.value, found.number, found.unit) == (2, 2e15, "triệu tỷ đồng")
    assert (found.period, found.scope, found.kind) == ("2024", "national", "actual")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Có 34 nhiệm vụ có thời hạn trong quý I, đã hoàn thành 17, còn 17 nhiệm vụ đang làm.", [34, 17, 17]),
        ("Giao 500 nhiệm vụ, đã xong 211, quá hạn 63.", [500, 211, 63]),
        ("Trong 53 dịch vụ công thiết yếu đã cung cấp được 43; phần khác đang làm.", [53, 43]),
        ("Kế hoạch giao 126 việc, 14 việc có hạn, đã xong 7 việc, còn 7 việc đang làm.", [126, 14, 7, 7]),
        ("Of the 126 tasks, 102 have been completed and 24 are under way.", [126, 102, 24]),
        ("Tổng số nhiệm vụ được giao là 142, đã hoàn thành 98, đang thực hiện 44.", [142, 98, 44]),
        ("Trong 1.217 nhiệm vụ, đã hoàn thành 702 (57,7%), quá hạn 44.", [1217, 702, 57.7, 44]),
        ("Đã hoàn thành 17, theo báo cáo.", []),  # nothing counted before
        ("Trọng tâm của chuyển đổi số là 5, theo ông.", []),
    ],
)
def test_what_was_counted_goes_on_without_its_noun(text: str, values: list[float]) -> None:
    assert [i.value for i in read(text, "en" if text.isascii() else "vi")] == values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Revenue rose by 20.2 percent to VND2,468 trillion.", [(20.2, "eq"), (2468, "eq")]),
        ("It earned nearly VND2 quadrillion and over $1.5 billion.", [(2, "lt"), (1.5, "gt")]),
        ("The number of teams climbed to nearly 75,000.", [(75000, "lt")]),
    ],
)
def test_money_and_counts_of_english_pages(text: str, told: list[tuple[float, str]]) -> None:
    assert [(i.value, i.relation) for i in read(text, "en")] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Elle représente près de 16,5% du PIB et croît de plus de 20% par an.", [(16.5, "lt"), (20, "gt")]),
        ("Menyumbang sekitar 16,5% PDB; hampir 90% desa; lebih dari 20%.", [(16.5, "approx"), (90, "lt"), (20, "gt")]),
        ("Aporta cerca del 16,5% del PIB; más de 20%; casi 90%.", [(16.5, "lt"), (20, "gt"), (90, "lt")]),
        ("Sie trägt rund 16,5% bei; mehr als 20%; fast 90%.", [(16.5, "approx"), (20, "gt"), (90, "lt")]),
    ],
)
def test_hedges_of_other_languages(text: str, told: list[tuple[float, str]]) -> None:
    assert [(i.value, i.relation) for i in read(text)] == told


def test_range_denominator_and_comparison() -> None:
    aim, share, change = read(
        "Mục tiêu tăng trưởng từ 8-10% trong năm 2025. Đã xong 44/63 nhiệm vụ, tăng 5 nhiệm vụ so với quý I/2024."
    )
    assert (aim.high, aim.period, aim.kind) == (10, "2025", "target")
    assert share.of == 63
    assert (change.kind, change.period) == ("change", "so với quý I/2024")


def test_a_hedge_is_shared_by_figures_joined() -> None:
    assert [i.relation for i in read("Tăng gần 6.000 tổ và 30.000 thành viên.")] == ["lt", "lt"]


def test_a_paragraph_of_the_province_tells_its_own_figures() -> None:
    scopes = {i.value: i.scope for i in read(REPORT)}
    assert (scopes[15], scopes[86]) == ("national", "national")
    assert (scopes[35], scopes[151]) == ("provincial", "provincial")


def test_a_figure_told_again_is_one() -> None:
    line = "Thủ tướng yêu cầu sớm triển khai 30 dịch vụ công thiết yếu còn lại."
    assert only(f"{line}\n\nBài khác nói thêm.\n\n{line}").value == 30


def test_bases_of_one_indicator_make_one_series() -> None:
    texts = ("21/25 dịch vụ công thiết yếu đã thực hiện.", "Đã triển khai 54/76 dịch vụ công trực tuyến thiết yếu.")
    assert {only(text).series for text in texts} == {"dvc-thiet-yeu"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("So far 60 of 177 tasks have been completed.", [(60, 177, "ratio")]),
        ("Vietnam rose to 71st out of 193 countries.", [(71, 193, "rank")]),
        ("Vietnam ranked 18th worldwide in mobile speed.", [(18, None, "rank")]),
        ("The rate of level-4 services stood at 62.97%.", [(62.97, None, "eq")]),
        ("The 8th session was linked online with 63 provinces and cities.", []),
    ],
)
def test_english_ratios_and_ranks(text: str, told: list[tuple[float, float | None, str]]) -> None:
    assert [(i.value, i.of, i.relation) for i in read(text, "en")] == told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Đồng chí Lê Văn Mẫu đề nghị bổ sung kinh phí cho 27 trạm phát sóng.", "Trạm phát sóng"),
        ("Giám đốc Sở Công Thương cho biết số mỏ đá còn khai thác là 27 mỏ đá.", "Số mỏ đá còn khai thác"),
        ("Việt Nam giữ thứ 44/139 quốc gia.", "Việt Nam"),
    ],
)
def test_a_name_leaves_out_who_says_it_and_what_leads_on(text: str, name: str) -> None:
    assert only(text).name == name


def test_english_pages_write_numbers_their_way() -> None:
    found = only("There are 2,398 online public services.", lang="en")
    assert found.value == 2398


def test_catalogue_is_sound() -> None:
    series = catalogue.catalogue()
    assert len({s.id for s in series}) == len(series) >= 40
    assert all(s.words and all(s.words) for s in series)


def facts(found: tuple[Indicator, ...]) -> list[tuple[float, str, str | None]]:
    return [(i.value, i.relation, i.series) for i in found]


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda t: unicodedata.normalize("NFC", unicodedata.normalize("NFD", t)),
        lambda t: t.replace("Hòa", "Hoà").replace("hóa", "hoá"),
        lambda t: t.replace("; ", ";").replace("%, ", "%,"),
        lambda t: t.replace(" ", "\u00a0"),
    ],
)
def test_writing_changes_no_fact(change: Callable[[str], str]) -> None:
    assert len(facts(read(REPORT))) == 9
    assert facts(read(change(REPORT))) == facts(read(REPORT))


PIECES = st.sampled_from(
    [
        "đạt ",
        "hơn ",
        "gần ",
        "12",
        "1.073",
        "43/53",
        "8-10",
        "%",
        " triệu",
        " tỷ",
        " đồng",
        ", ",
        "; ",
        ". ",
        "\n",
        "(",
        ")",
        "xếp thứ ",
        "tăng ",
        " và ",
        "bộ, ngành",
        "năm 2023",
        "gấp đôi",
        "“",
        "-",
        "/",
        " hồ sơ trực tuyến",
        "quý I/2022",
        "ngày 8-8",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80))
def test_offsets_prove_quotes(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    for found in read(text):
        assert found.quote
        assert text[found.start : found.end] == found.quote


@pytest.mark.parametrize("noise", ["1", "1 ", "100% ", "tăng 5% và ", "đạt 5 (", "gấp đôi ", "12 345 "])
def test_endless_noise_is_read_to_a_bound(noise: str) -> None:
    text = noise * (200_000 // len(noise))
    found = read(text)
    assert len(found) <= indicators.MOST
    assert all(i.end <= READ for i in found)


@pytest.mark.parametrize("word", ["hơn ", "ước khoảng ", "tăng thêm ", "đạt ", "bằng, "])
def test_a_figure_behind_the_same_words_again_and_again(word: str) -> None:
    (found,) = read(f"Doanh thu {word * (READ // 2 // len(word))}5 triệu đồng.")
    assert (found.value, found.unit) == (5, "triệu đồng")
