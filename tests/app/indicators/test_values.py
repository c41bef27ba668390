"""Values at every level, as known on a day, and on the boundaries of another day.

The toy province has 30/150,000, 10/100,000 and 20/50,000 road deaths by district, 60/300,000 in all: 20 for 100,000.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR, PUBLIC, Viewer
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.viewing import show_to
from app.indicators.commands.definitions import define_indicator
from app.indicators.commands.observing import record_observations
from app.indicators.queries.boundaries import values_on
from app.indicators.queries.definitions import catalogue, indicator_by_code, indicators
from app.indicators.queries.values import levels, observations, periods, series, values, vintages
from app.indicators.rules import Aggregation, Status, Theme
from app.indicators.rules.crosswalk import Measured, combined
from app.indicators.schemas import AreaValue, IndicatorIn, ObservationIn, Period
from gis.access import Read
from tests import cast

YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
BEFORE = Period(start=date(2023, 1, 1), end=date(2024, 1, 1))
NEXT = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))


def at(
    session: Session, level: str, indicator: str = "SOC-ROAD", period: Period = YEAR, *, known: date | None = None,
    viewer: Viewer = PUBLIC,
) -> dict[str, AreaValue]:  # fmt: skip
    found = values(session, viewer=viewer, indicator=indicator, level=level, period=period, known=known)
    return {one.area_code: one for one in found}


def figures(found: dict[str, AreaValue]) -> dict[str, float]:
    return {code: round(one.value, 6) for code, one in found.items()}


def record(session: Session, indicator: str, **given: object) -> None:
    rows = {"period": YEAR, "vintage_on": date(2025, 3, 1)} | given
    record_observations(session, by=OPERATOR, indicator=indicator, observations=[ObservationIn.model_validate(rows)])


def defined(session: Session, code: str, **more: object) -> None:
    given = {
        "code": code, "name_th": "ของเล่น", "name_en": "Toy", "definition_th": "ก", "definition_en": "a", "unit_th": "ก",
        "unit_en": "a", "direction": "up", "aggregation": "weighted_mean", "min_level": "subdistrict",
        "period_kind": "calendar", "source": "ของเล่น", "decimals": 6,
    }  # fmt: skip
    define_indicator(session, by=OPERATOR, given=IndicatorIn.model_validate(given | more))


def test_a_rate_is_recomputed_up_the_tree_and_never_averaged(session: Session) -> None:
    """60 deaths of 300,000 people are 20; the mean of 20, 10 and 40 would be 23.3."""
    assert figures(at(session, "district")) == {"9801": 20, "9802": 10, "9803": 40}
    province = at(session, "province")["98"]
    assert (province.value, province.numerator, province.denominator) == (20, 60, 300_000)
    assert (province.parts, province.missing, province.is_recorded) == (3, 0, False)


def test_a_whole_with_a_part_unknown_says_so(session: Session) -> None:
    """22 of 300 surveyed in two districts; nothing is known of the third, which is not zero."""
    province = at(session, "province", "SOC-TPMAP")["98"]
    assert round(province.value, 4) == 7.3333
    assert (province.parts, province.missing) == (2, 1)


def test_what_may_not_be_combined_is_refused_in_words(session: Session) -> None:
    with pytest.raises(Invalid, match="must be recorded there") as refused:
        at(session, "province", "ENV-PM25")
    assert "รวมเป็นระดับนี้ไม่ได้" in refused.value.th
    record(session, "ENV-PM25", area_code="98", value=41)
    assert figures(at(session, "province", "ENV-PM25")) == {"98": 41}


def test_what_was_recorded_for_the_whole_itself_goes_before_its_parts(session: Session) -> None:
    record(session, "SOC-ROAD", area_code="98", value=21, numerator=63, denominator=300_000)
    province = at(session, "province")["98"]
    assert (province.value, province.is_recorded) == (21, True)


def test_a_mean_without_numerators_is_weighted_by_its_indicator_of_weights(session: Session) -> None:
    """10 for 200 people and 40 for 100 are (2,000 + 4,000)/300 = 20 in เมือง; of เหนือ one half is not known."""
    defined(session, "X-MEAN", weight_indicator="POP-TOTAL")
    for code, value in (("980101", 10), ("980102", 40), ("980201", 8)):
        record(session, "X-MEAN", area_code=code, value=value)
    assert figures(at(session, "district", "X-MEAN")) == {"9801": 20, "9802": 8}
    assert at(session, "district", "X-MEAN")["9802"].missing == 1


def test_weights_may_be_counted_below_the_level_of_the_mean(session: Session) -> None:
    """Districts of 300, 100 and 100 people: (10·300 + 20·100 + 40·100)/500 = 18."""
    defined(session, "X-MEAN", weight_indicator="POP-TOTAL", min_level="district")
    for code, value in (("9801", 10), ("9802", 20), ("9803", 40)):
        record(session, "X-MEAN", area_code=code, value=value)
    assert figures(at(session, "province", "X-MEAN")) == {"98": 18}


def test_without_all_weights_a_mean_is_refused(session: Session) -> None:
    """Nobody was counted in 2568, so nothing weighs the values of that year."""
    defined(session, "X-MEAN", weight_indicator="POP-TOTAL", min_level="district")
    record(session, "X-MEAN", area_code="9801", value=10, period=NEXT)
    with pytest.raises(Invalid, match="or weights"):
        at(session, "province", "X-MEAN", NEXT)


def test_a_whole_is_no_better_settled_than_its_least_settled_part(session: Session) -> None:
    order = [("9801", "final", "final"), ("9802", "revised", "revised"), ("9803", "provisional", "provisional"),
             ("9801", "imputed", "estimated")]  # fmt: skip
    for day, (code, given_, told) in enumerate(order, start=1):
        over, under = {"9801": (30, 150_000), "9802": (10, 100_000), "9803": (20, 50_000)}[code]
        record(session, "SOC-ROAD", area_code=code, value=over / under * 100_000, numerator=over, denominator=under,
               status=given_, vintage_on=date(2025, 4, day))  # fmt: skip
        assert at(session, "province")["98"].status == told
        assert at(session, "province")["98"].vintage_on == date(2025, 4, day)


def test_every_figure_is_told_as_it_was_known_on_a_day(session: Session) -> None:
    """On 1 June six deaths more are found in เมือง: 36 of 150,000 are 24, 66 of 300,000 are 22."""
    record(session, "SOC-ROAD", area_code="9801", value=24, numerator=36, denominator=150_000, status="revised",
           vintage_on=date(2025, 6, 1))  # fmt: skip
    assert figures(at(session, "province")) == {"98": 22}
    for known, district, province in ((date(2025, 6, 1), 24, 22), (date(2025, 5, 31), 20, 20)):
        assert at(session, "district", known=known)["9801"].value == district
        assert at(session, "province", known=known)["98"].value == province
    assert at(session, "district", known=date(2025, 1, 31)) == {}
    assert at(session, "district")["9801"].value == 24, "the question of another day leaves nothing behind"
    told = vintages(session, viewer=PUBLIC, indicator="SOC-ROAD", area_code="9801")
    assert [(one.value, one.status) for one in told] == [(20, "final"), (24, "revised")]
    assert periods(session, viewer=PUBLIC, indicator="SOC-ROAD", known=date(2025, 1, 31)) == []


def test_a_series_runs_through_the_periods_of_an_area(session: Session) -> None:
    record(session, "SOC-ROAD", area_code="9801", value=30, period=BEFORE)
    found = series(session, viewer=PUBLIC, indicator="SOC-ROAD", area_code="9801")
    assert [(one.period, one.value) for one in found] == [(BEFORE, 30), (YEAR, 20)]
    assert series(session, viewer=PUBLIC, indicator="SOC-ROAD", area_code="9899") == []
    assert levels(session, viewer=PUBLIC, indicator="SOC-ROAD") == ["province", "district"]
    assert levels(session, viewer=PUBLIC, indicator="ENV-PM25") == ["district"]


def test_the_catalogue_is_searched_and_filtered(session: Session) -> None:
    defined(session, "X-RICE", name_th="ผลผลิตข้าว", theme="economy")
    assert [one.indicator.code for one in catalogue(session, viewer=PUBLIC, text="ข้าว")] == ["X-RICE"]
    assert [one.indicator.code for one in catalogue(session, viewer=PUBLIC, theme=Theme.ECONOMY)] == ["X-RICE"]
    assert catalogue(session, viewer=PUBLIC, text="%") == []
    found = {one.indicator.code: one for one in catalogue(session, viewer=PUBLIC)}
    assert (found["SOC-ROAD"].newest, found["SOC-ROAD"].values) == (YEAR, 3)
    assert (found["X-RICE"].newest, found["X-RICE"].values) == (None, 0)


def internal(session: Session, code: str = "SOC-ROAD", organization: str = "office") -> None:
    session.execute(
        text("UPDATE indicators.indicator SET class = 'internal', organization = :of WHERE code = :code"),
        {"of": organization, "code": code},
    )


def test_an_indicator_of_a_higher_class_does_not_exist(session: Session) -> None:
    internal(session)
    for viewer, is_there in ((PUBLIC, False), (cast.acting(session, "O-2").viewer, True),
                             (cast.acting(session, "W-1").viewer, False)):  # fmt: skip
        assert ("SOC-ROAD" in {one.code for one in indicators(session, viewer=viewer)}) is is_there
        if not is_there:
            for ask in (indicator_by_code,):
                with pytest.raises(NotFound):
                    ask(session, "SOC-ROAD", viewer=viewer)


def test_values_of_a_higher_class_are_narrowed_to_the_areas_of_the_viewer(session: Session) -> None:
    internal(session)
    viewer = replace(cast.acting(session, "D-1").viewer, agencies=None)
    assert figures(at(session, "district", viewer=viewer)) == {"9801": 20}
    assert len(observations(session, viewer=viewer, indicator="SOC-ROAD")) == 1
    assert vintages(session, viewer=viewer, indicator="SOC-ROAD", area_code="9802") == []
    assert series(session, viewer=viewer, indicator="SOC-ROAD", area_code="9802") == []
    assert len(observations(session, viewer=EVERYTHING, indicator="SOC-ROAD")) == 3


def test_what_is_about_persons_is_open_down_to_the_district(session: Session) -> None:
    defined(session, "X-POOR", is_about_persons=True, aggregation="sum", decimals=0)
    record(session, "X-POOR", area_code="980101", value=3)
    record(session, "X-POOR", area_code="980102", value=4)
    office = Viewer("O-2", frozenset({Read.PUBLIC, Read.INTERNAL}), None)
    assert figures(at(session, "district", "X-POOR")) == {"9801": 7}
    assert figures(at(session, "subdistrict", "X-POOR", viewer=office)) == {"980101": 3, "980102": 4}
    for ask in (
        lambda: at(session, "subdistrict", "X-POOR"),
        lambda: series(session, viewer=PUBLIC, indicator="X-POOR", area_code="980101"),
        lambda: vintages(session, viewer=PUBLIC, indicator="X-POOR", area_code="980101"),
    ):
        with pytest.raises(Forbidden, match="down to the district"):
            ask()
    assert observations(session, viewer=PUBLIC, indicator="X-POOR") == []
    assert levels(session, viewer=PUBLIC, indicator="X-POOR") == ["province", "district"]
    assert levels(session, viewer=office, indicator="X-POOR") == ["province", "district", "subdistrict"]


PARTS = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), min_size=6, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARTS)
def test_the_database_and_the_rule_compute_the_same_and_the_whole_is_the_sum_of_its_parts(
    session: Session, parts: list[tuple[int, int]]
) -> None:
    nested = session.begin_nested()
    defined(session, "X-MEAN", multiplier=100)
    defined(session, "X-SUM", aggregation="sum")
    codes = ("980101", "980102", "980201", "980202", "980301", "980302")
    for code, (over, under) in zip(codes, parts, strict=True):
        record(session, "X-MEAN", area_code=code, value=100 * over / under, numerator=over, denominator=under)
        record(session, "X-SUM", area_code=code, value=over)
    measured = [Measured(100 * over / under, over, under) for over, under in parts]
    mean, total = at(session, "province", "X-MEAN")["98"], at(session, "province", "X-SUM")["98"]
    assert mean.value == pytest.approx(combined(Aggregation.WEIGHTED_MEAN, 100, measured))
    assert total.value == sum(at(session, "district", "X-SUM")[code].value for code in ("9801", "9802", "9803"))
    assert total.value == sum(over for over, _ in parts)
    nested.rollback()


def changed_on(session: Session, day: date, before: tuple[str, ...], after: tuple[str, ...], kind: str) -> None:
    """Areas end on a day and others of the same land begin; each of ``after`` takes an equal part of the first of ``before``."""
    session.execute(
        text("UPDATE places.area SET valid_to = :day WHERE code = ANY(:codes)"), {"day": day, "codes": list(before)}
    )
    west, step = 100 + int(before[0][2:4]) - 1 + (int(before[0][4:6]) - 1) / 2, 0.5 * len(before) / len(after)
    for place, code in enumerate(after):
        session.execute(
            text(
                "INSERT INTO places.area (level, code, parent_id, parent_code, name_th, valid_from, geom, area_sqm)"
                " SELECT level, :code, parent_id, parent_code, 'ใหม่', :day,"
                " st_multi(st_makeenvelope(:west, 15, :east, 16, 4326)), area_sqm FROM places.area WHERE code = :first"
            ),
            {
                "code": code,
                "day": day,
                "first": before[0],
                "west": west + place * step,
                "east": west + (place + 1) * step,
            },
        )
    session.execute(
        text(
            "INSERT INTO places.succession SELECT b.id, a.id, :kind FROM places.area a, places.area b"
            " WHERE b.code = ANY(:before) AND a.code = ANY(:after)"
        ),
        {"kind": kind, "before": list(before), "after": list(after)},
    )


def on(session: Session, day: date, indicator: str = "POP-TOTAL", period: Period = YEAR) -> dict[str, AreaValue]:
    found = values_on(session, viewer=PUBLIC, indicator=indicator, level="subdistrict", period=period, on=day)
    return {one.area_code: one for one in found}


CHANGE = date(2025, 7, 1)


def test_a_split_is_carried_over_by_the_land_where_nobody_is_counted_yet(session: Session) -> None:
    """980101 had 200 people; its two halves are estimated with 100 each. The old unit keeps its value on its own day."""
    changed_on(session, CHANGE, ("980101",), ("980111", "980112"), "split")
    after = on(session, CHANGE)
    assert {code: round(one.value) for code, one in after.items()} == {
        "980102": 100, "980111": 100, "980112": 100, "980201": 50, "980202": 50, "980301": 60, "980302": 40,
    }  # fmt: skip
    assert {one.status for code, one in after.items() if code in ("980111", "980112")} == {Status.ESTIMATED}
    assert [code for code, one in after.items() if one.is_restated] == ["980111", "980112"]
    assert on(session, date(2025, 6, 30))["980101"].value == 200
    assert sum(one.value for one in after.values()) == pytest.approx(500), "nobody is lost"


def test_a_split_is_carried_over_by_its_people_where_they_are_known(session: Session) -> None:
    """In 2568 the halves have 30 and 90 people: one quarter and three quarters of the 200 before."""
    changed_on(session, CHANGE, ("980101",), ("980111", "980112"), "split")
    for code, people in (("980111", 30), ("980112", 90)):
        record(session, "POP-TOTAL", area_code=code, value=people, period=NEXT, vintage_on=date(2026, 2, 1))
    after = on(session, CHANGE)
    assert (after["980111"].value, after["980112"].value) == (50, 150)


def test_a_merger_adds_what_was_counted_and_recomputes_what_was_shared(session: Session) -> None:
    """200 and 100 people are 300; 10 of 200 and 20 of 100 are 30 of 300: 10 %."""
    defined(session, "X-SHARE", multiplier=100)
    record(session, "X-SHARE", area_code="980101", value=5, numerator=10, denominator=200)
    record(session, "X-SHARE", area_code="980102", value=20, numerator=20, denominator=100)
    changed_on(session, CHANGE, ("980101", "980102"), ("980113",), "merge")
    assert on(session, CHANGE)["980113"].value == 300
    assert on(session, CHANGE, "X-SHARE")["980113"].value == 10
    assert "980101" not in on(session, CHANGE)


def test_what_may_not_be_combined_is_not_carried_over(session: Session) -> None:
    defined(session, "X-CLASS", aggregation="none")
    record(session, "X-CLASS", area_code="980101", value=3)
    changed_on(session, CHANGE, ("980101",), ("980111", "980112"), "split")
    assert on(session, CHANGE, "X-CLASS") == {}


def test_half_of_a_merger_is_not_the_whole(session: Session) -> None:
    defined(session, "X-SUM", aggregation="sum")
    record(session, "X-SUM", area_code="980101", value=3)
    changed_on(session, CHANGE, ("980101", "980102"), ("980113",), "merge")
    assert on(session, CHANGE, "X-SUM") == {}


def test_a_change_after_a_change_is_followed(session: Session) -> None:
    """200 people: split into halves on 1 July, one half split again on 1 September: 100, 50 and 50."""
    changed_on(session, CHANGE, ("980101",), ("980111", "980112"), "split")
    later = date(2025, 9, 1)
    session.execute(text("UPDATE places.area SET valid_to = :day WHERE code = '980112'"), {"day": later})
    for code, west in (("980121", 100.25), ("980122", 100.375)):
        session.execute(
            text(
                "INSERT INTO places.area (level, code, parent_id, parent_code, name_th, valid_from, geom, area_sqm)"
                " SELECT level, :code, parent_id, parent_code, 'ใหม่', :day,"
                " st_multi(st_makeenvelope(:west, 15, :west + 0.125, 16, 4326)), area_sqm FROM places.area WHERE code = '980112'"
            ),
            {"code": code, "day": later, "west": west},
        )
        session.execute(
            text(
                "INSERT INTO places.succession SELECT b.id, a.id, 'split' FROM places.area a, places.area b"
                " WHERE b.code = '980112' AND a.code = :code"
            ),
            {"code": code},
        )
    after = on(session, later)
    assert {code: round(after[code].value) for code in ("980111", "980121", "980122")} == {
        "980111": 100, "980121": 50, "980122": 50,
    }  # fmt: skip
    assert "980112" not in after


def test_the_public_database_role_is_told_the_same(session: Session) -> None:
    """The second line leaves public figures whole, also where they are computed from parts."""
    show_to(session, PUBLIC)
    assert figures(at(session, "province")) == {"98": 20}
    show_to(session, EVERYTHING)
