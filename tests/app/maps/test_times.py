"""Years of layers, on the toy province: money of FY2569, indicators of 2567, and the year of the day."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.errors import Invalid
from app.core.published import LAYERS
from app.maps import queries, times
from app.maps.values import values
from gis.catalog import Catalog
from gis.layer import Layer

CATALOG = Catalog.read(LAYERS)
DURING_2570 = date(2026, 11, 26)


def layer(name: str) -> Layer:
    return queries.layer_named(CATALOG, name, viewer=PUBLIC)


@pytest.fixture(autouse=True)
def day(session: Session) -> None:
    """A day of FY2570, of which nothing has money yet."""
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING_2570.isoformat()})


def test_the_years_of_money_end_with_the_year_of_the_day(session: Session) -> None:
    found = times.timeline(session, layer("budget_districts"), viewer=PUBLIC)
    assert found is not None
    # the newest needs no day; 2569 is asked for by its last, 30 September 2026
    assert [(year.number, year.day) for year in found.years] == [(2569, date(2026, 9, 30)), (2570, None)]
    assert (found.shown.number, found.older, found.newer) == (2570, found.years[0], None)


@pytest.mark.parametrize(
    ("name", "years", "is_fiscal"),
    [("target_poor_districts", [2567], False), ("solid_waste_districts", [2567], True),
     ("population_density_districts", [2567], False), ("unlocated_districts", [2569, 2570], True)],
)  # fmt: skip
def test_a_year_is_there_where_there_is_data(session: Session, name: str, years: list[int], is_fiscal: bool) -> None:
    found = times.timeline(session, layer(name), viewer=PUBLIC)
    assert found is not None
    assert [year.number for year in found.years] == years
    assert {year.is_fiscal for year in found.years} == {is_fiscal}


@pytest.mark.parametrize(
    ("many", "told"), [(1, "1"), (2, "12"), (7, "1234567"), (8, "1__4_6_8"), (9, "1_3_5_7_9"), (15, "1____6__9__2__5")]
)
def test_of_many_years_only_those_that_have_room_are_under_the_bar(many: int, told: str) -> None:
    years = tuple(times.Year(number, None, is_fiscal=False) for number in range(1, many + 1))
    ticks = times.Timeline(years, many - 1).ticks
    assert "".join(str(number)[-1] if number else "_" for number in ticks) == told


def test_a_layer_without_years_has_no_timeline(session: Session) -> None:
    assert times.timeline(session, layer("rivers"), viewer=PUBLIC) is None


def test_a_year_without_data_is_refused_with_those_that_there_are(session: Session) -> None:
    with pytest.raises(Invalid, match="2569, 2570"):
        times.timeline(session, layer("budget_districts"), viewer=PUBLIC, year=2560)


def test_inside_the_block_the_layer_is_of_that_year_and_after_it_of_the_day(session: Session) -> None:
    money = layer("budget_districts")
    found = times.timeline(session, money, viewer=PUBLIC, year=2569)
    assert found is not None
    with times.at(session, found.shown):
        # P-1's 1,000,000 and half of P-2's 500,000 in 9801, the other half in 9802, nothing in 9803
        assert values(session, money, viewer=PUBLIC) == pytest.approx({"9801": 1.25, "9802": 0.25, "9803": 0})
        assert sum(entry.count for entry in queries.entry(session, money, viewer=PUBLIC).legend) == 3
    assert values(session, money, viewer=PUBLIC) == {"9801": 0, "9802": 0, "9803": 0}
    assert session.scalar(text("SELECT published.true_on()")) == DURING_2570


def test_a_second_year_of_an_indicator_shows_its_own_values(session: Session) -> None:
    # 2566 in เมือง: 22 of 200 target poor are 11 %, beside 5 % in 2567; nothing of the other two
    session.execute(
        text(
            "INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value,"
            " numerator, denominator, status, vintage_on) SELECT indicator_code, area_id, area_code, '2023-01-01',"
            " '2024-01-01', 11, 22, 200, status, vintage_on FROM indicators.observation"
            " WHERE indicator_code = 'SOC-TPMAP' AND area_code = '9801'"
        )
    )
    poor = layer("target_poor_districts")
    found = times.timeline(session, poor, viewer=PUBLIC, year=2566)
    assert found is not None
    assert [(year.number, year.day) for year in found.years] == [(2566, date(2023, 12, 31)), (2567, None)]
    with times.at(session, found.shown):
        assert values(session, poor, viewer=PUBLIC) == {"9801": 11, "9802": None, "9803": None}
    assert values(session, poor, viewer=PUBLIC) == {"9801": 5, "9802": 12, "9803": None}
