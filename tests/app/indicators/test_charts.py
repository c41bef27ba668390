"""The picture of a series: its axis reads in round numbers."""

from __future__ import annotations

import re

import pytest

from app.indicators.charts import Point, series_chart


@pytest.mark.parametrize(
    ("values", "decimals", "axis"),
    [
        ([31.9, 25.3], 1, ["0", "10", "20", "30", "40"]),
        ([980_472.0], 0, ["0", "250,000", "500,000", "750,000", "1,000,000"]),
        ([0.83, 0.2], 2, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        ([-3.0, 7.0], 1, ["-5.0", "-2.5", "0.0", "2.5", "5.0", "7.5"]),
    ],
)
def test_the_axis_has_round_numbers_that_hold_every_value(values: list[float], decimals: int, axis: list[str]) -> None:
    chart = series_chart([Point(str(at), value) for at, value in enumerate(values)], title="ชุด", decimals=decimals)
    assert re.findall(r'text-anchor="end"[^>]*>([^<]+)<', chart) == axis


def test_without_a_value_there_is_no_picture() -> None:
    assert series_chart([Point("2569", None)], title="ชุด", decimals=1) == ""
