"""Figures, days and moments as people in Vietnam write them."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.model import Indicator, Relation
from crawler.words import day, figure, figure_of, moment, number


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (4543, "4.543"), (16.4, "16,4"), (0.125, "0,125"), (1e9, "1.000.000.000"), (-2.5, "-2,5")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_a_product_of_floats_shows_no_dust() -> None:
    assert number(16.4 * 1e6) == "16.400.000"


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": 16.4, "unit": "triệu tài khoản", "relation": Relation.GT}, "hơn 16,4 triệu tài khoản"),
        ({"value": 4543, "of": 6325, "relation": Relation.RATIO}, "4.543/6.325"),
        ({"value": 71, "of": 193, "relation": Relation.RANK}, "thứ 71/193"),
        ({"value": 8, "high": 10, "unit": "%"}, "8-10%"),
        ({"value": 2, "unit": "triệu tỷ đồng", "relation": Relation.LT}, "gần 2 triệu tỷ đồng"),
        ({"value": 0.125, "unit": "%"}, "0,125%"),
    ],
)
def test_figures(given: dict[str, Any], text: str) -> None:
    assert figure(Indicator("x", quote="", start=0, end=0, **given)) == text


def test_a_figure_of_a_public_shape() -> None:
    assert figure_of({"value": 30, "unit": "%", "relation": "gt"}) == "hơn 30%"


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("2026-07-01", "1/7/2026"),
        ("2024-07-10T15:20:00+07:00", "10/7/2024"),
        ("2026-Q3", "quý 3/2026"),
        ("2026-07", "7/2026"),
        ("sớm", "sớm"),
        (None, ""),
    ],
)
def test_days(iso: str | None, text: str) -> None:
    assert day(iso) == text


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("2024-07-10T15:20:00+07:00", "15:20 10/7/2024"),
        ("2024-07-10T20:20:00.000Z", "03:20 11/7/2024"),  # a stamp of the archive, told in Vietnam's time
        ("2024-07-10", "10/7/2024"),
        ("2024-07-10T", "10/7/2024"),
        (None, ""),
    ],
)
def test_moments(iso: str | None, text: str) -> None:
    assert moment(iso) == text
