"""Indicators on the toy province: 200, 100, 50, 50, 60 and 40 people; 500 in all."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.indicators.commands.definitions import change_indicator, define_indicator
from app.indicators.commands.judging import set_light_rule, set_score_band, set_scorecard
from app.indicators.commands.observing import record_observations
from app.indicators.commands.standard import seed_indicators
from app.indicators.commands.synthetic import remove_synthetic_indicators
from app.indicators.commands.targets import bind_target, release_target
from app.indicators.models import Grade, Indicator, LightRule, Observation, ScoreBand, Scorecard, TargetIndicator
from app.indicators.queries.values import periods
from app.indicators.queries.values import values as values_of
from app.indicators.rules import Aggregation, Direction, PeriodKind
from app.indicators.schemas import (
    IndicatorChange,
    IndicatorIn,
    LightRuleIn,
    ObservationIn,
    Period,
    ScoreBandIn,
    ScorecardIn,
    TargetBinding,
    TargetRelease,
)
from app.indicators.standard import INDICATORS
from app.plans.commands.drafting import set_targets
from app.plans.schemas import TargetsIn
from gis.access import Read
from tests import cast
from tests.app.plans.drafts import CODE, drafted

YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
NEXT = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))
POOR = IndicatorIn(
    code="X-POOR", name_th="ร้อยละคนจนเป้าหมาย", name_en="Target poor", definition_th="ตามเกณฑ์", definition_en="By MPI",
    unit_th="ร้อยละ", unit_en="percent", decimals=2, direction=Direction.DOWN, aggregation=Aggregation.WEIGHTED_MEAN,
    min_level="subdistrict", period_kind=PeriodKind.CALENDAR, source="ของเล่น",
)  # fmt: skip


def seen(code: str, value: float, vintage: date = date(2025, 6, 1), period: Period = YEAR) -> ObservationIn:
    return ObservationIn(area_code=code, period=period, value=value, vintage_on=vintage)


def record(session: Session, *observations: ObservationIn, indicator: str = "POP-TOTAL") -> int:
    return record_observations(session, by=OPERATOR, indicator=indicator, observations=observations)


def values(session: Session, level: str, indicator: str = "POP-TOTAL", period: Period = YEAR) -> dict[str, float]:
    found = values_of(session, viewer=PUBLIC, indicator=indicator, level=level, period=period)
    return {value.area_code: value.value for value in found}


def test_people_add_up_the_tree(session: Session) -> None:
    assert values(session, "subdistrict") == {
        "980101": 200, "980102": 100, "980201": 50, "980202": 50, "980301": 60, "980302": 40,
    }  # fmt: skip
    assert values(session, "district") == {"9801": 300, "9802": 100, "9803": 100}
    assert values(session, "province") == {"98": 500}


def test_a_sum_says_how_many_of_its_parts_are_missing(session: Session) -> None:
    record(session, seen("980101", 210, period=NEXT))
    (district,) = values_of(session, viewer=PUBLIC, indicator="POP-TOTAL", level="district", period=NEXT)
    assert (district.value, district.parts, district.missing) == (210, 1, 1)
    (province,) = values_of(session, viewer=PUBLIC, indicator="POP-TOTAL", level="province", period=NEXT)
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
    define_indicator(session, by=OPERATOR, given=POOR)
    record(session, seen("980101", 10), seen("980102", 20), indicator="X-POOR")
    assert values(session, "subdistrict", "X-POOR") == {"980101": 10, "980102": 20}
    with pytest.raises(Invalid, match="must be recorded there"):
        values(session, "district", "X-POOR")
    record(session, seen("9801", 13.3), indicator="X-POOR")
    assert values(session, "district", "X-POOR") == {"9801": 13.3}


def test_the_periods_with_values_are_listed_the_newest_first(session: Session) -> None:
    record(session, seen("980101", 210, period=NEXT))
    assert periods(session, viewer=PUBLIC, indicator="POP-TOTAL") == [NEXT, YEAR]


def test_a_taken_code_and_an_unknown_indicator_are_refused(session: Session) -> None:
    define_indicator(session, by=OPERATOR, given=POOR)
    with pytest.raises(Conflict, match="another code"):
        define_indicator(session, by=OPERATOR, given=POOR)
    with pytest.raises(NotFound):
        values(session, "district", "NO-SUCH")


def test_removing_synthetic_values_keeps_an_indicator_that_has_real_ones(session: Session) -> None:
    define_indicator(session, by=OPERATOR, given=POOR.model_copy(update={"is_synthetic": True}))
    record_observations(
        session, by=OPERATOR, indicator="POP-TOTAL", observations=[seen("980101", 1, period=NEXT)], is_synthetic=True
    )
    assert remove_synthetic_indicators(session, by=OPERATOR) == {"indicators": 1, "observations": 1}
    assert session.get(Indicator, "X-POOR") is None
    assert session.scalar(select(func.count()).select_from(Observation)) == 6 + 11


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
        define_indicator(session, by=chief, given=POOR)
    for observations in (given, []):
        with pytest.raises(Forbidden, match="บันทึกค่าตัวชี้วัด"):
            record_observations(session, by=chief, indicator="POP-TOTAL", observations=observations)
    with pytest.raises(Forbidden, match="บันทึกค่าตัวชี้วัด"):
        record_observations(session, by=chief, indicator="NO-SUCH", observations=given)
    with pytest.raises(Forbidden, match="สาธิต"):
        remove_synthetic_indicators(session, by=analyst)
    define_indicator(session, by=analyst, given=POOR)
    assert record_observations(session, by=analyst, indicator="POP-TOTAL", observations=given) == 1


def test_a_position_records_only_values_of_its_areas(session: Session) -> None:
    analyst = cast.acting(session, "O-2")
    of_one_district = replace(analyst, powers=replace(analyst.powers, areas=frozenset({"9801"})))
    inside, outside = [seen("980101", 210)], [seen("980102", 110), seen("980201", 60)]
    assert record_observations(session, by=of_one_district, indicator="POP-TOTAL", observations=inside) == 1
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        record_observations(session, by=of_one_district, indicator="POP-TOTAL", observations=outside)
    assert values(session, "subdistrict")["980201"] == 50


def changed(**more: object) -> IndicatorChange:
    return IndicatorChange.model_validate(POOR.model_dump(exclude={"code", "is_synthetic"}) | more)


def band(since: date = date(2024, 1, 1), *values: float) -> ScoreBandIn:
    v50, v75, v100 = values or (30, 20, 10)
    return ScoreBandIn(valid_from=since, v50=v50, v75=v75, v100=v100, source="คำรับรอง")


def lights(since: date = date(2024, 1, 1), green: int = 100) -> LightRuleIn:
    return LightRuleIn.model_validate({"valid_from": since, "green_from": green, "yellow_from": 60, "source": "ระเบียบ"})


def card(**weights: int) -> ScorecardIn:
    given = {code.replace("_", "-"): weight for code, weight in weights.items()}
    return ScorecardIn.model_validate(
        {
            "code": "fy2567",
            "title_th": "คำรับรอง",
            "title_en": "Card",
            "fiscal_year": 2567,
            "area_code": "98",
            "weights": given,
        }
    )


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"indicator": "SOC-ROAD", "value": 21, "numerator": 30, "denominator": 150_000}, "value"),
        ({"indicator": "SOC-ROAD", "value": 20.06, "numerator": 30, "denominator": 150_000}, "value"),
        (
            {"indicator": "SOC-ROAD", "value": 20, "period": Period(start=date(2023, 10, 1), end=date(2024, 10, 1))},
            "period",
        ),
    ],
)
def test_a_value_that_its_parts_or_its_period_belie_is_refused(
    session: Session, given: dict[str, object], place: str
) -> None:
    rest = {name: value for name, value in given.items() if name != "indicator"}
    observation = ObservationIn.model_validate(seen("9801", 1, period=NEXT).model_dump() | rest)
    with pytest.raises(Invalid) as refused:
        record(session, observation, indicator=str(given["indicator"]))
    assert refused.value.place == place


def test_a_value_may_be_as_rounded_as_the_indicator_is_shown(session: Session) -> None:
    """1/3 of 100 is 33.333…; the indicator is shown with 2 decimals, so 33.33 is right and 33.3 is not."""
    define_indicator(session, by=OPERATOR, given=IndicatorIn.model_validate(POOR.model_dump() | {"multiplier": 100}))
    rounded = seen("980101", 33.33).model_copy(update={"numerator": 1.0, "denominator": 3.0})
    with pytest.raises(Invalid, match="not what its numerator"):
        record(session, rounded.model_copy(update={"value": 33.3}), indicator="X-POOR")
    assert record(session, rounded, indicator="X-POOR") == 1


def test_what_is_measured_is_changed_until_values_stand_in_the_way(session: Session) -> None:
    define_indicator(session, by=OPERATOR, given=POOR)
    change_indicator(session, by=OPERATOR, code="X-POOR", given=changed(name_th="ใหม่", aggregation="none"))
    found = session.get_one(Indicator, "X-POOR")
    assert (found.name_th, found.aggregation) == ("ใหม่", "none")
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.act == "indicator.changed"))
    assert event.before == {"name_th": "ร้อยละคนจนเป้าหมาย", "aggregation": "weighted_mean"}
    record(session, seen("980101", 10), indicator="X-POOR")
    with pytest.raises(Conflict, match="Define another") as refused:
        change_indicator(session, by=OPERATOR, code="X-POOR", given=changed(aggregation="none", period_kind="fiscal"))
    assert refused.value.place == "period_kind"
    with pytest.raises(NotFound):
        change_indicator(session, by=OPERATOR, code="NO-SUCH", given=changed())


@pytest.mark.parametrize(
    ("more", "place"),
    [({"weight_indicator": "NO-SUCH"}, "weight_indicator"), ({"organization": "nowhere"}, "organization"),
     ({"weight_indicator": "X-POOR"}, "weight_indicator")],
)  # fmt: skip
def test_what_an_indicator_names_must_be_there(session: Session, more: dict[str, object], place: str) -> None:
    define_indicator(session, by=OPERATOR, given=POOR)
    with pytest.raises(Invalid) as refused:
        change_indicator(session, by=OPERATOR, code="X-POOR", given=changed(**more))
    assert refused.value.place == place


def test_an_indicator_of_another_class_or_organisation_is_for_those_who_may(session: Session) -> None:
    analyst = cast.acting(session, "O-2")
    secret = IndicatorIn.model_validate(POOR.model_dump() | {"class_": Read.CONFIDENTIAL})
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        define_indicator(session, by=analyst, given=secret)
    define_indicator(session, by=OPERATOR, given=secret)
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        change_indicator(session, by=analyst, code="X-POOR", given=changed())
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        record_observations(session, by=analyst, indicator="X-POOR", observations=[])
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        set_score_band(session, by=analyst, indicator="X-POOR", given=band())
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        change_indicator(session, by=analyst, code="SOC-ROAD", given=changed(class_=Read.CONFIDENTIAL))


def test_a_band_ends_where_the_next_begins_and_never_before_it_began(session: Session) -> None:
    set_score_band(session, by=OPERATOR, indicator="SOC-ROAD", given=band())
    set_score_band(session, by=OPERATOR, indicator="SOC-ROAD", given=band(date(2025, 1, 1), 25, 18, 12))
    rows = session.scalars(select(ScoreBand).order_by(ScoreBand.valid_from)).all()
    assert [(one.v75, one.valid_to) for one in rows] == [(20, date(2025, 1, 1)), (18, None)]
    with pytest.raises(Conflict, match="later day"):
        set_score_band(session, by=OPERATOR, indicator="SOC-ROAD", given=band(date(2025, 1, 1)))
    with pytest.raises(Conflict, match="its direction stays"):
        change_indicator(session, by=OPERATOR, code="SOC-ROAD", given=_like(session, "SOC-ROAD", direction="up"))


def _like(session: Session, code: str, **more: object) -> IndicatorChange:
    row = session.get_one(Indicator, code)
    fields = {name: getattr(row, name) for name in IndicatorChange.model_fields}
    return IndicatorChange.model_validate(fields | more)


@pytest.mark.parametrize(
    ("indicator", "values", "place"),
    [("SOC-ROAD", (10, 20, 30), "v75"), ("ENV-WASTE", (30, 20, 10), "v75"), ("POP-TOTAL", (1, 2, 3), "v50")],
)
def test_a_band_goes_in_the_direction_of_its_indicator(
    session: Session, indicator: str, values: tuple[float, ...], place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        set_score_band(session, by=OPERATOR, indicator=indicator, given=band(date(2024, 1, 1), *values))
    assert refused.value.place == place


def test_the_rule_of_the_lights_has_a_successor_and_keeps_its_dates(session: Session) -> None:
    set_light_rule(session, by=OPERATOR, given=lights())
    set_light_rule(session, by=OPERATOR, given=lights(date(2025, 10, 1), 95))
    rows = session.scalars(select(LightRule).order_by(LightRule.valid_from)).all()
    assert [(int(one.green_from), one.valid_to) for one in rows] == [(100, date(2025, 10, 1)), (95, None)]
    with pytest.raises(Conflict):
        set_light_rule(session, by=OPERATOR, given=lights())


def test_a_card_is_set_and_set_again(session: Session) -> None:
    set_scorecard(session, by=OPERATOR, given=card(SOC_ROAD=60, ENV_PM25=40))
    set_scorecard(session, by=OPERATOR, given=card(SOC_ROAD=30, ENV_PM25=70))
    (row,) = session.scalars(select(Scorecard))
    assert (row.indicators, list(map(int, row.weights))) == (["SOC-ROAD", "ENV-PM25"], [30, 70])
    with pytest.raises(Invalid, match="no indicator NO-SUCH"):
        set_scorecard(session, by=OPERATOR, given=card(NO_SUCH=100))
    with pytest.raises(ValidationError, match="not to 100"):
        card(SOC_ROAD=60, ENV_PM25=39)


@pytest.fixture
def key(session: Session) -> uuid.UUID:
    """The key of an issue of the toy plan, which shall have 18 road deaths in 2567."""
    made = drafted(session)["1"].key
    given = TargetsIn.model_validate({"indicator": "อุบัติเหตุ", "unit": "คน", "values": {2567: 18}})
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=made, given=given)
    return made


def bind(session: Session, key: uuid.UUID, indicator: str = "SOC-ROAD", target: str = "อุบัติเหตุ") -> TargetIndicator:
    given = TargetBinding(target=target, indicator_code=indicator)
    return bind_target(session, by=OPERATOR, code=CODE, version=1, key=key, given=given)


def test_a_target_is_measured_by_one_indicator_then_another_then_none(session: Session, key: uuid.UUID) -> None:
    bind(session, key)
    bind(session, key, "ENV-PM25")
    (row,) = session.scalars(select(TargetIndicator))
    assert (row.indicator_code, row.measure) == ("ENV-PM25", "point")
    with pytest.raises(NotFound, match="no target"):
        bind(session, key, target="อื่น")
    with pytest.raises(Invalid, match="no indicator NO-SUCH"):
        bind(session, key, "NO-SUCH")
    release = TargetRelease(target="อุบัติเหตุ")
    release_target(session, by=OPERATOR, code=CODE, version=1, key=key, given=release)
    assert session.scalars(select(TargetIndicator)).all() == []
    with pytest.raises(NotFound, match="not measured"):
        release_target(session, by=OPERATOR, code=CODE, version=1, key=key, given=release)
    with pytest.raises(NotFound, match="no version 9"):
        release_target(session, by=OPERATOR, code=CODE, version=9, key=key, given=release)


def test_judging_and_binding_are_for_those_who_define(session: Session, key: uuid.UUID) -> None:
    chief, bound = cast.acting(session, "O-1"), TargetBinding(target="อุบัติเหตุ", indicator_code="SOC-ROAD")
    release = TargetRelease(target="อุบัติเหตุ")
    analyst = cast.acting(session, "O-2")
    elsewhere = replace(analyst, powers=replace(analyst.powers, agencies=frozenset({"works"})))
    for act in (
        lambda: define_indicator(session, by=chief, given=POOR),
        lambda: change_indicator(session, by=chief, code="NO-SUCH", given=changed()),
        lambda: set_score_band(session, by=chief, indicator="NO-SUCH", given=band()),
        lambda: set_light_rule(session, by=chief, given=lights()),
        lambda: set_scorecard(session, by=chief, given=card(SOC_ROAD=100)),
        lambda: bind_target(session, by=chief, code="none", version=1, key=key, given=bound),
        lambda: release_target(session, by=chief, code="none", version=1, key=key, given=release),
        lambda: bind_target(session, by=elsewhere, code=CODE, version=1, key=key, given=bound),
        lambda: seed_indicators(session, by=chief),
    ):
        with pytest.raises(Forbidden):
            act()
    bind_target(session, by=analyst, code=CODE, version=1, key=key, given=bound)


def test_the_catalogue_comes_once_and_what_the_office_made_its_own_stays(session: Session) -> None:
    """The toy province has four of its indicators already; four grades and one rule of lights come with it."""
    assert seed_indicators(session, by=OPERATOR) == len(INDICATORS) - 4 + 4 + 1
    assert seed_indicators(session, by=OPERATOR) == 0
    session.get_one(Indicator, "ECO-GPP").name_th = "อย่างเดิม"
    assert seed_indicators(session, by=OPERATOR) == 1, "still the program's own, so it is brought back"
    change_indicator(session, by=OPERATOR, code="ECO-GPP", given=_like(session, "ECO-GPP", name_th="ของเรา"))
    assert seed_indicators(session, by=OPERATOR) == 0
    assert session.get_one(Indicator, "ECO-GPP").name_th == "ของเรา"
    assert sorted(map(int, session.scalars(select(Grade.lowest)))) == [0, 60, 75, 90]


def test_nothing_of_the_catalogue_is_called_checked(session: Session) -> None:
    seed_indicators(session, by=OPERATOR)
    rows = session.scalars(select(Indicator).where(Indicator.is_standard)).all()
    assert len(rows) == len(INDICATORS) - 4 >= 30
    assert [one.code for one in rows if one.is_verified or not one.source] == []
    assert {one.class_ for one in rows if one.code.startswith("SAF-")} == {"internal"}
    assert len({one.theme for one in rows}) >= 8


def test_invented_cards_bindings_and_bands_go_with_the_demonstration(session: Session, key: uuid.UUID) -> None:
    define_indicator(session, by=OPERATOR, given=POOR.model_copy(update={"is_synthetic": True}))
    set_score_band(session, by=OPERATOR, indicator="X-POOR", given=band())
    set_score_band(session, by=OPERATOR, indicator="SOC-ROAD", given=band(), is_synthetic=True)
    set_scorecard(session, by=OPERATOR, given=card(SOC_ROAD=100), is_synthetic=True)
    bind(session, key).is_synthetic = True
    remove_synthetic_indicators(session, by=OPERATOR)
    for table in (ScoreBand, Scorecard, TargetIndicator):
        assert session.scalars(select(table)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"lower": 0}, {"lower": 2, "upper": 3}, {"source": " "}, {"value": "มาก"}, {"extra": 1},
    ],
)  # fmt: skip
def test_an_observation_with_half_an_interval_is_refused_at_the_edge(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ObservationIn.model_validate(seen("980101", 1).model_dump() | wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"direction": "range"}, {"range_lo": 1, "range_hi": 2}, {"direction": "range", "range_lo": 2, "range_hi": 1},
        {"aggregation": "sum", "weight_indicator": "POP-TOTAL"}, {"code": "lower"}, {"weight_indicator": "X-POOR"},
        {"multiplier": 0}, {"class": "personal"}, {"release_lag_days": -1},
    ],
)  # fmt: skip
def test_an_indicator_that_contradicts_itself_is_refused_at_the_edge(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        IndicatorIn.model_validate(POOR.model_dump(exclude={"class_"}) | wrong)
