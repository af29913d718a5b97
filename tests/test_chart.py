"""Charts: what is drawn for which points, and that it is sound SVG whatever the points say."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from crawler.chart import dots, svg

SVG = "{http://www.w3.org/2000/svg}"


def point(date: str | None, value: float, **more: Any) -> dict[str, Any]:
    told = {"session": "k", "published": None, "number": value, "high": None, "of": None, "unit": "%", "kind": "actual"}
    told |= {"relation": "eq", "period": None, "scope": "national", "province": None, "quote": f"đạt {value}"}
    return {**told, "date": date, "value": value, "article": 1, "start": 0, "end": 4, **more}


def drawn(*points: dict[str, Any], series: str | None = None, link: bool = False) -> ET.Element:
    made = svg(
        {"series": series, "name": "Tỷ trọng <b>&", "unit": "%", "points": list(points)},
        (lambda p: f"/bai/{p['article']}") if link else None,
    )
    return ET.fromstring(made)


def classes(root: ET.Element, name: str) -> list[ET.Element]:
    return [node for node in root.iter() if name in node.get("class", "").split()]


def test_a_line_through_what_was_reached_and_rings_for_targets() -> None:
    root = drawn(point("2024-01-01", 10), point("2024-06-01", 12), point("2025-01-01", 15, kind="target"))
    (line,) = classes(root, "line")
    assert len(line.get("points", "").split()) == 2
    assert len(classes(root, "aim")) == 1
    assert root.find(f"{SVG}title").text == "Tỷ trọng <b>& (%)"  # type: ignore[union-attr]


def test_a_change_of_base_breaks_the_line_and_says_why() -> None:
    days = ("2024-01-01", "2024-06-01", "2025-08-01", "2026-01-01")
    root = drawn(*(point(day, 10 + n, unit="địa phương") for n, day in enumerate(days)), series="csdl-dan-cu-ket-noi")
    assert len(classes(root, "line")) == 2
    assert "34 tỉnh" in str(classes(root, "note")[0].text)


def test_another_whole_breaks_the_line_too() -> None:
    points = [point(f"2024-0{n}-01", n, of=25 if n < 3 else 53, relation="ratio", unit="dịch vụ") for n in range(1, 5)]
    assert len(classes(drawn(*points), "line")) == 2


def test_what_several_articles_tell_is_one_dot() -> None:
    told = [point("2024-01-01", 10, article=n) for n in (1, 2, 2)]
    assert [dot.told for dot in dots(told)] == [2]


def test_percentages_and_counts_do_not_share_an_axis() -> None:
    mixed = [point("2024-01-01", 10), point("2024-02-01", 11), point("2024-03-01", 4e6, unit="tài khoản")]
    assert [dot.value for dot in dots(mixed)] == [10, 11]


def test_of_ranks_the_first_is_above() -> None:
    ranks = [point("2024-01-01", 71, relation="rank", unit=None), point("2025-01-01", 10, relation="rank", unit=None)]
    first, second = classes(drawn(*ranks), "dot")
    assert float(second.get("cy", "")) < float(first.get("cy", ""))


def test_each_point_is_a_link_that_names_it() -> None:
    root = drawn(point("2024-01-01", 16.5), link=True)
    (link,) = root.iter(f"{SVG}a")
    assert (link.get("href"), link.get("aria-label")) == ("/bai/1", "1/1/2024: 16,5%")


@pytest.mark.parametrize(
    "points",
    [
        [],
        [point(None, 1)],
        [point("2024-01-01", 0)],
        [point("2024-01-01", -5), point("2024-01-01", 5)],
        [point("2024-01-01", 1e18, unit="đồng"), point("1999-01-01", 1e-9, unit="đồng")],
        [point("2024-01-01", float("inf")), point("2024-01-01", float("nan"))],
        [point("2024-01-01", 3, quote='"><script>alert(1)</script>', unit='"><svg onload=x>', province="<b>")],
        [point("2024-01-01", 3, scope="provincial", province="Huế")],
        [point(f"20{n:02}-01-01", n) for n in range(1, 60)],
    ],
)
def test_any_points_make_sound_svg(points: list[dict[str, Any]]) -> None:
    root = drawn(*points, link=True)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        *("svg", "title", "text", "line", "polyline", "circle", "path", "a")
    }
    numbers = [node.get(name, "0") for node in root.iter() for name in ("x", "y", "cx", "cy", "x1", "y2")]
    assert all(-100 <= float(number) <= 1000 for number in numbers)
