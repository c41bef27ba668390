"""At which levels a value is recorded and where it may be added up."""

from __future__ import annotations

import pytest

from app.indicators.rules import Aggregation, digits, may_add_up, may_observe


@pytest.mark.parametrize(
    ("aggregation", "level", "observed", "added"),
    [
        (Aggregation.SUM, "province", False, True),
        (Aggregation.SUM, "district", False, True),
        (Aggregation.SUM, "subdistrict", True, False),
        (Aggregation.SUM, "village", False, False),
        (Aggregation.SUM, "planet", False, False),
        (Aggregation.WEIGHTED_MEAN, "province", True, False),
        (Aggregation.WEIGHTED_MEAN, "subdistrict", True, False),
        (Aggregation.WEIGHTED_MEAN, "village", False, False),
        (Aggregation.NONE, "district", True, False),
        (Aggregation.LATEST, "district", True, False),
    ],
)
def test_only_sums_are_added_up_and_only_from_their_lowest_level(
    aggregation: Aggregation, level: str, observed: bool, added: bool
) -> None:
    assert may_observe(aggregation, "subdistrict", level) is observed
    assert may_add_up(aggregation, "subdistrict", level) is added


def test_a_code_has_two_digits_more_at_each_level() -> None:
    assert [digits(level) for level in ("province", "district", "subdistrict", "village")] == [2, 4, 6, 8]
