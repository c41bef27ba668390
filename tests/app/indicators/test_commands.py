"""Indicators on the toy province: 200, 100, 50, 50, 60 and 40 people; 500 in all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.indicators import commands, queries
from app.indicators.models import Indicator, Observation
from app.indicators.rules import Aggregation, Direction, PeriodKind
from app.indicators.schemas import IndicatorIn, ObservationIn, Period
from tests import cast

YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
NEXT = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))
POOR = IndicatorIn(
    code="SOC-TPMAP", name_th="ร้อยละคนจนเป้าหมาย", name_en="Target poor", definition_th="ตามเกณฑ์", definition_en="By MPI",
    unit_th="ร้อยละ", unit_en="percent", decimals=2, direction=Direction.DOWN, aggregation=Aggregation.WEIGHTED_MEAN,
    min_level="subdistrict", period_kind=PeriodKind.CALENDAR, source="ของเล่น",
)  # fmt: skip


def seen(code: str, value: float, vintage: date = date(2025, 6, 1), period: Period = YEAR) -> ObservationIn:
    return ObservationIn(area_code=code, period=period, value=value, vintage_on=vintage)


def record(session: Session, *observations: ObservationIn, indicator: str = "POP-TOTAL") -> int:
    return commands.record_observations(session, by=OPERATOR, indicator=indicator, observations=observations)


def values(session: Session, level: str, indicator: str = "POP-TOTAL", period: Period = YEAR) -> dict[str, float]:
    found = queries.values(session, viewer=PUBLIC, indicator=indicator, level=level, period=period)
    return {value.area_code: value.value for value in found}


def test_people_add_up_the_tree(session: Session) -> None:
    assert values(session, "subdistrict") == {
        "980101": 200, "980102": 100, "980201": 50, "980202": 50, "980301": 60, "980302": 40,
    }  # fmt: skip
    assert values(session, "district") == {"9801": 300, "9802": 100, "9803": 100}
    assert values(session, "province") == {"98": 500}


def test_a_sum_says_how_many_of_its_parts_are_missing(session: Session) -> None:
    record(session, seen("980101", 210, period=NEXT))
    (district,) = queries.values(session, viewer=PUBLIC, indicator="POP-TOTAL", level="district", period=NEXT)
    assert (district.value, district.parts, district.missing) == (210, 1, 1)
    (province,) = queries.values(session, viewer=PUBLIC, indicator="POP-TOTAL", level="province", period=NEXT)
    assert (province.value, province.parts, province.missing) == (210, 1, 5)


def test_a_correction_is_a_new_vintage_and_the_old_value_stays(session: Session) -> None:
    record(session, seen("980101", 220))
    assert values(session, "district")["9801"] == 320
    asked = select(Observation.value).where(Observation.area_code == "980101").order_by(Observation.vintage_on)
    assert session.scalars(asked).all() == [200, 220]


def test_the_same_vintage_is_never_overwritten(session: Session) -> None:
    with pytest.raises(Conflict, match="new vintage"):
        record(session, seen("980102", 1), seen("980101", 999, vintage=date(2025, 2, 1)))
    assert values(session, "district")["9801"] == 300


def test_recording_leaves_one_event(session: Session) -> None:
    record(session, seen("980101", 210, period=NEXT), seen("980102", 110, period=NEXT))
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.act == "indicator.observed"))
    assert (event.object_id, event.detail) == ("POP-TOTAL", {"observations": 2})


@pytest.mark.parametrize(
    ("code", "reason"), [("9801", "subdistrict level"), ("98010101", "subdistrict level"), ("980199", "no area 980199")]
)
def test_a_value_is_refused_at_another_level_or_for_an_unknown_area(session: Session, code: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        record(session, seen(code, 1, period=NEXT))
    assert refused.value.place == code


def test_a_correction_after_a_boundary_changed_replaces_the_value_instead_of_adding_to_it(session: Session) -> None:
    """980302 had 40 people in its old boundary; recorded again as 44 for its new one: 60 + 44 in 9803."""
    session.execute(text("UPDATE places.area SET valid_to = '2024-07-01' WHERE code = '980302'"))
    session.execute(text(
        "INSERT INTO places.area (level, code, parent_code, name_th, valid_from, geom, area_sqm)"
        " SELECT level, code, parent_code, name_th, '2024-07-01', geom, area_sqm FROM places.area WHERE code = '980302'"
    ))  # fmt: skip
    record(session, seen("980302", 44))
    assert values(session, "subdistrict")["980302"] == 44
    assert values(session, "district")["9803"] == 104


def test_a_value_is_bound_to_the_version_of_the_area_on_the_last_day(session: Session) -> None:
    session.execute(text("UPDATE places.area SET valid_to = '2024-07-01' WHERE code = '980302'"))
    session.execute(text(
        "INSERT INTO places.area (level, code, parent_code, name_th, valid_from, geom, area_sqm)"
        " SELECT level, code, parent_code, 'วังทองใหม่', '2024-07-01', geom, area_sqm FROM places.area WHERE code = '980302'"
    ))  # fmt: skip
    early = Period(start=date(2010, 1, 1), end=date(2011, 1, 1))
    record(session, seen("980302", 41), seen("980302", 9, period=early))
    starts = session.execute(text(
        "SELECT o.value, a.valid_from FROM indicators.observation o JOIN places.area a ON a.id = o.area_id"
        " WHERE o.value IN (9, 41) ORDER BY 1"
    )).all()  # fmt: skip
    assert [tuple(row) for row in starts] == [(9, date(2020, 1, 1)), (41, date(2024, 7, 1))]


def test_shares_are_never_added_up(session: Session) -> None:
    commands.define_indicator(session, by=OPERATOR, given=POOR)
    record(session, seen("980101", 10), seen("980102", 20), indicator="SOC-TPMAP")
    assert values(session, "subdistrict", "SOC-TPMAP") == {"980101": 10, "980102": 20}
    with pytest.raises(Invalid, match="must be recorded there"):
        values(session, "district", "SOC-TPMAP")
    record(session, seen("9801", 13.3), indicator="SOC-TPMAP")
    assert values(session, "district", "SOC-TPMAP") == {"9801": 13.3}


def test_the_periods_with_values_are_listed_the_newest_first(session: Session) -> None:
    record(session, seen("980101", 210, period=NEXT))
    assert queries.periods(session, viewer=PUBLIC, indicator="POP-TOTAL") == [NEXT, YEAR]


def test_a_taken_code_and_an_unknown_indicator_are_refused(session: Session) -> None:
    commands.define_indicator(session, by=OPERATOR, given=POOR)
    with pytest.raises(Conflict, match="another code"):
        commands.define_indicator(session, by=OPERATOR, given=POOR)
    with pytest.raises(NotFound):
        values(session, "district", "NO-SUCH")


def test_removing_synthetic_values_keeps_an_indicator_that_has_real_ones(session: Session) -> None:
    commands.define_indicator(session, by=OPERATOR, given=POOR.model_copy(update={"is_synthetic": True}))
    commands.record_observations(
        session, by=OPERATOR, indicator="POP-TOTAL", observations=[seen("980101", 1, period=NEXT)], is_synthetic=True
    )
    assert commands.remove_synthetic_indicators(session, by=OPERATOR) == {"indicators": 1, "observations": 1}
    assert session.get(Indicator, "SOC-TPMAP") is None
    assert session.scalar(select(func.count()).select_from(Observation)) == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": float("nan")}, {"area_code": "9"}, {"denominator": 0, "numerator": 1}, {"numerator": 1},
        {"period": {"start": date(2025, 1, 1), "end": date(2025, 1, 1)}},
        {"period": {"start": date(2567, 1, 1), "end": date(2568, 1, 1)}}, {"vintage_on": date(2568, 2, 1)},
    ],
)  # fmt: skip
def test_a_wrong_observation_is_refused_at_the_edge(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ObservationIn.model_validate(seen("980101", 1).model_dump() | wrong)


def test_only_a_position_that_may_defines_and_records(session: Session) -> None:
    chief, analyst = cast.acting(session, "O-1"), cast.acting(session, "O-2")
    given = [seen("980101", 210)]
    with pytest.raises(Forbidden, match="กำหนดตัวชี้วัด"):
        commands.define_indicator(session, by=chief, given=POOR)
    for observations in (given, []):
        with pytest.raises(Forbidden, match="บันทึกค่าตัวชี้วัด"):
            commands.record_observations(session, by=chief, indicator="POP-TOTAL", observations=observations)
    with pytest.raises(Forbidden, match="สาธิต"):
        commands.remove_synthetic_indicators(session, by=analyst)
    commands.define_indicator(session, by=analyst, given=POOR)
    assert commands.record_observations(session, by=analyst, indicator="POP-TOTAL", observations=given) == 1


def test_a_position_records_only_values_of_its_areas(session: Session) -> None:
    analyst = cast.acting(session, "O-2")
    of_one_district = replace(analyst, powers=replace(analyst.powers, areas=frozenset({"9801"})))
    inside, outside = [seen("980101", 210)], [seen("980102", 110), seen("980201", 60)]
    assert commands.record_observations(session, by=of_one_district, indicator="POP-TOTAL", observations=inside) == 1
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        commands.record_observations(session, by=of_one_district, indicator="POP-TOTAL", observations=outside)
    assert values(session, "subdistrict")["980201"] == 50
