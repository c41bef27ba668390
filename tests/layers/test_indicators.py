"""Each indicator on the map has the numbers of the toy province, worked out by hand from numerator and denominator:

    road deaths   30/150,000   10/100,000   20/50,000   =  20, 10 and 40 of 100,000
    target poor       10/200       12/100       –       =  5 %, 12 % and not known
    days of dust          38           25          40
    waste in order    80/100       25/50       30/50    =  80, 50 and 60 %

What is not known is not drawn as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.published import LAYERS, VIEWS
from gis.catalog import read_layer

DISTRICTS = ("9801", "9802", "9803")
NUMBERS: Mapping[str, tuple[str, str, tuple[float | None, ...]]] = {
    "road_deaths_districts": ("SOC-ROAD", "deaths_per_100k", (20, 10, 40)),
    "target_poor_districts": ("SOC-TPMAP", "percent_poor", (5, 12, None)),
    "pm25_days_districts": ("ENV-PM25", "days_over", (38, 25, 40)),
    "solid_waste_districts": ("ENV-WASTE", "percent_managed", (80, 50, 60)),
}
"""By layer: the indicator, the attribute that is drawn, and its values from เมือง to ใต้."""
LAYER = pytest.mark.parametrize("name", sorted(NUMBERS))


def values(session: Session, name: str, column: str) -> tuple[float | None, ...]:
    rows = session.execute(text(f"SELECT {column} FROM published.{name} ORDER BY code"))
    return tuple(None if value is None else float(value) for (value,) in rows)


def observed(session: Session, indicator: str, **given: object) -> None:
    """One more vintage of a district's value of the newest period."""
    session.execute(text("""INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end,
            status, value, numerator, denominator, vintage_on)
        SELECT indicator_code, area_id, area_code, period_start, period_end, 'revised', :value, :numerator, :denominator, :known
        FROM indicators.observation WHERE indicator_code = :code AND area_code = '9802'"""),
        {"code": indicator} | given)  # fmt: skip


@LAYER
def test_districts_have_the_numbers_that_one_works_out_in_the_head(session: Session, name: str) -> None:
    _, column, expected = NUMBERS[name]
    assert values(session, name, column) == expected
    assert set(values(session, name, "year")) <= {2567, None}


@LAYER
def test_what_is_drawn_is_that_number_and_what_is_not_known_is_no_zero(name: str, client: TestClient) -> None:
    layer = read_layer(LAYERS / f"{name}.toml")
    _, column, expected = NUMBERS[name]
    assert layer.style.attribute == column  # type: ignore[union-attr]
    features: list[dict[str, Any]] = client.get(f"/ogc/collections/{name}/items?f=json").json()["features"]
    drawn = {one["properties"]["code"]: one["properties"].get(column) for one in features}
    assert drawn == dict(zip(DISTRICTS, expected, strict=True))


@LAYER
def test_a_revised_value_is_drawn_from_the_day_it_was_known(session: Session, name: str) -> None:
    indicator, column, expected = NUMBERS[name]
    parts = (11, 100_000 if indicator == "SOC-ROAD" else 100) if indicator.startswith("SOC") else (None, None)
    value = 11
    observed(session, indicator, value=value, numerator=parts[0], denominator=parts[1], known=date(2025, 6, 1))
    assert values(session, name, column) == (expected[0], value, expected[2])
    session.execute(text("SELECT set_config('phaen.known_on', '2025-05-31', true)"))
    assert values(session, name, column) == expected


@LAYER
def test_before_its_first_period_began_nothing_is_drawn(session: Session, name: str) -> None:
    session.execute(text("SELECT set_config('phaen.true_on', '2023-09-30', true)"))
    assert values(session, name, NUMBERS[name][1]) == (None, None, None)


def test_counts_stand_beside_the_rates(session: Session) -> None:
    assert values(session, "road_deaths_districts", "deaths") == (30, 10, 20)
    assert values(session, "target_poor_districts", "poor") == (10, 12, None)


def test_no_layer_of_an_indicator_is_without_its_numbers_here() -> None:
    """The other layers of money, progress and people have theirs in the files beside this one."""
    read = {path.stem for path in VIEWS.glob("*.sql")
            if "indicator_districts" in path.read_text("utf-8") and path.stem != "indicator_districts"}  # fmt: skip
    layers = {path.stem for path in LAYERS.glob("*.toml")}
    assert read & layers == set(NUMBERS)
