"""Targets of the toy plan beside what was reached, by hand.

Issue 1 shall have 18 road deaths for 100,000 in 2567 (baseline 25 in 2565) and 80 % of waste in order; the province had 20
deaths (60/300,000) and 67.5 % (135/200).
"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, PUBLIC
from app.indicators.commands.judging import set_light_rule, set_score_band, set_scorecard
from app.indicators.commands.observing import record_observations
from app.indicators.commands.targets import bind_target
from app.indicators.queries.definitions import (
    indicator_by_code,
    score_bands,
    scorecard_by_code,
    scorecards,
    thresholds_on,
)
from app.indicators.queries.targets import Track, tracks_of_indicator, tracks_of_plan, worked_out
from app.indicators.records import band_on
from app.indicators.rules.scoring import Band, Light, Trend
from app.indicators.schemas import LightRuleIn, ObservationIn, Period, ScoreBandIn, ScorecardIn, TargetBinding
from app.plans.commands.drafting import set_targets
from app.plans.queries.plans import plan_at
from app.plans.schemas import TargetsIn
from tests import cast
from tests.app.plans.drafts import CODE, approved, drafted

SINCE = date(2020, 10, 1)


@pytest.fixture
def plan(session: Session) -> Session:
    """The toy plan as a draft with two bound targets and one that nothing measures; bands, and lights from 100 and 75."""
    made = drafted(session, area_code="98")
    for code, name, values in (
        ("1", "อุบัติเหตุ", {2566: 22, 2567: 18, 2568: 16}), ("2", "ขยะ", {2567: 80}), ("1.1", "อื่น", {2567: 1}),
    ):  # fmt: skip
        given = TargetsIn.model_validate(
            {"indicator": name, "unit": "หน่วย", "baseline_year": 2565, "baseline": 25, "values": values}
        )
        set_targets(session, by=OPERATOR, code=CODE, version=1, key=made[code].key, given=given)
    for code, name, indicator in (("1", "อุบัติเหตุ", "SOC-ROAD"), ("2", "ขยะ", "ENV-WASTE")):
        bind(session, made[code].key, name, indicator)
    rule = LightRuleIn.model_validate({"valid_from": SINCE, "green_from": 100, "yellow_from": 75, "source": "ก"})
    set_light_rule(session, by=OPERATOR, given=rule)
    band(session, "SOC-ROAD", 30, 20, 10)
    band(session, "ENV-WASTE", 60, 70, 90)
    return session


def bind(session: Session, key: object, target: str, indicator: str, **more: object) -> None:
    given = TargetBinding.model_validate({"target": target, "indicator_code": indicator} | more)
    bind_target(session, by=OPERATOR, code=CODE, version=1, key=key, given=given)  # type: ignore[arg-type]


def band(session: Session, indicator: str, v50: float, v75: float, v100: float, since: date = SINCE) -> None:
    given = ScoreBandIn(valid_from=since, v50=v50, v75=v75, v100=v100, source="ก")
    set_score_band(session, by=OPERATOR, indicator=indicator, given=given)


def tracks(session: Session, known: date | None = None) -> dict[str, Track]:
    found = tracks_of_plan(
        session, plan_at(session, CODE, 1, viewer=OPERATOR.viewer), viewer=OPERATOR.viewer, known=known
    )
    return {one.target.indicator: one for one in found}


def record(session: Session, value: float, year: int, **more: object) -> None:
    """A value of the province itself for a B.E. year."""
    given = ObservationIn.model_validate({
        "area_code": "98", "value": value, "vintage_on": date(year - 542, 3, 1),
        "period": Period(start=date(year - 543, 1, 1), end=date(year - 542, 1, 1)),
    } | more)  # fmt: skip
    record_observations(session, by=OPERATOR, indicator="SOC-ROAD", observations=[given])


def test_a_target_stands_beside_what_was_reached(plan: Session) -> None:
    """Less is better: 18/20 are 90 %, yellow; 20 is worth 75; two are still to go. No other year is known."""
    road = tracks(plan)["อุบัติเหตุ"]
    assert road.target.baseline is not None
    assert (road.area, road.target.baseline[0], int(road.target.baseline[1])) == ("98", 2565, 25)
    assert [(year.year, year.actual, year.light) for year in road.years] == [
        (2566, None, Light.GREY), (2567, 20, Light.YELLOW), (2568, None, Light.GREY),
    ]  # fmt: skip
    now = road.now
    assert now is not None
    assert (now.reached, now.score, now.to_go, now.trend) == (90, 75, 2, Trend.UNKNOWN)


def test_more_is_better_the_other_way_round(plan: Session) -> None:
    """67.5 of 80 are 84.375 %; below 70 the line from 60 to 70 counts: 50 + 7.5·2.5 = 68.75; 12.5 to go."""
    waste = tracks(plan)["ขยะ"].now
    assert waste is not None
    assert (waste.actual, waste.reached, waste.score, waste.to_go) == (67.5, 84.375, 68.75, 12.5)


def test_what_no_indicator_measures_is_shown_and_grey(plan: Session) -> None:
    other = tracks(plan)["อื่น"]
    assert (other.indicator, other.bound) == (None, None)
    assert [(year.actual, year.light, year.score) for year in other.years] == [(None, Light.GREY, None)]


def test_the_trend_is_that_since_the_year_before(plan: Session) -> None:
    record(plan, 24, 2566)
    before, now = tracks(plan)["อุบัติเหตุ"].years[:2]
    assert (before.light, round(before.reached or 0, 2), now.trend) == (Light.YELLOW, 91.67, Trend.BETTER)


def test_a_band_that_began_later_does_not_judge_earlier_years(plan: Session) -> None:
    """From 2568 on 20 deaths are worth only 50."""
    band(plan, "SOC-ROAD", 20, 15, 10, date(2025, 1, 1))
    record(plan, 20, 2568)
    assert [year.score for year in tracks(plan)["อุบัติเหตุ"].years] == [None, 75, 50]
    held = score_bands(plan, "SOC-ROAD", viewer=PUBLIC)
    assert band_on(held, date(2024, 12, 31)) == Band(30, 20, 10)
    assert band_on(held, date(2025, 1, 1)) == Band(20, 15, 10)
    assert band_on(held, date(2020, 9, 30)) is None


def test_a_target_is_judged_as_it_was_known_on_a_day(plan: Session) -> None:
    assert tracks(plan, known=date(2025, 1, 31))["อุบัติเหตุ"].years[1].light is Light.GREY
    assert tracks(plan, known=date(2025, 2, 1))["อุบัติเหตุ"].years[1].light is Light.YELLOW


def test_without_a_rule_every_light_is_grey(session: Session) -> None:
    assert thresholds_on(session, date(2025, 1, 1), viewer=PUBLIC) is None
    made = drafted(session, area_code="98")
    given = TargetsIn.model_validate({"indicator": "อุบัติเหตุ", "unit": "คน", "values": {2567: 18}})
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key, given=given)
    bind(session, made["1"].key, "อุบัติเหตุ", "SOC-ROAD")
    (year,) = tracks(session)["อุบัติเหตุ"].years
    assert (year.reached, year.light) == (90, Light.GREY)


def test_a_cumulative_target_adds_up_from_the_first_year_of_the_plan(plan: Session) -> None:
    """24 in 2566 and 20 in 2567 are 44; without 2566 the sum is not known."""
    key = tracks(plan)["อุบัติเหตุ"].node.key
    bind(plan, key, "อุบัติเหตุ", "SOC-ROAD", measure="cumulative")
    assert tracks(plan)["อุบัติเหตุ"].years[1].actual is None
    record(plan, 24, 2566)
    assert [year.actual for year in tracks(plan)["อุบัติเหตุ"].years] == [24, 44, None]


def test_a_milestone_is_all_or_nothing_and_another_area_may_be_measured(plan: Session) -> None:
    """เหนือ had 10, which is at most 18."""
    key = tracks(plan)["อุบัติเหตุ"].node.key
    bind(plan, key, "อุบัติเหตุ", "SOC-ROAD", measure="milestone")
    assert tracks(plan)["อุบัติเหตุ"].years[1].reached == 0
    bind(plan, key, "อุบัติเหตุ", "SOC-ROAD", measure="milestone", area_code="9802")
    year = tracks(plan)["อุบัติเหตุ"].years[1]
    assert (year.actual, year.reached, year.light, year.to_go) == (10, 100, Light.GREEN, -8)


def test_a_whole_with_a_part_missing_reaches_nothing(plan: Session) -> None:
    """Of ใต้ nothing is known, so 7.33 % of the others is not the province's."""
    key = tracks(plan)["อุบัติเหตุ"].node.key
    bind(plan, key, "อุบัติเหตุ", "SOC-TPMAP")
    assert [year.light for year in tracks(plan)["อุบัติเหตุ"].years] == [Light.GREY] * 3


def test_an_indicator_names_the_targets_that_it_measures(plan: Session) -> None:
    road = indicator_by_code(plan, "SOC-ROAD", viewer=PUBLIC)
    assert tracks_of_indicator(plan, road, viewer=PUBLIC) == [], "a draft is not there for the public"
    (track,) = tracks_of_indicator(plan, road, viewer=OPERATOR.viewer)
    assert (track.node.code, track.target.indicator) == ("1", "อุบัติเหตุ")
    dust = indicator_by_code(plan, "ENV-PM25", viewer=PUBLIC)
    assert tracks_of_indicator(plan, dust, viewer=OPERATOR.viewer) == []


def test_the_public_reads_the_targets_of_a_plan_in_force(plan: Session) -> None:
    approved(plan, cast.acting(plan, "O-1"))
    road = indicator_by_code(plan, "SOC-ROAD", viewer=PUBLIC)
    (track,) = tracks_of_indicator(plan, road, viewer=PUBLIC)
    assert track.now is not None
    assert track.now.light is Light.YELLOW


def test_a_card_is_worked_out_by_its_weights(plan: Session) -> None:
    """60 % of 75 and 40 % of 68.75 are 45 + 27.5 = 72.5; no grade is called anything yet."""
    given = ScorecardIn.model_validate({
        "code": "fy2567", "title_th": "ก", "title_en": "a", "fiscal_year": 2567, "area_code": "98",
        "weights": {"SOC-ROAD": 60, "ENV-WASTE": 40},
    })  # fmt: skip
    set_scorecard(plan, by=OPERATOR, given=given)
    card = worked_out(plan, scorecard_by_code(plan, "fy2567", viewer=PUBLIC), viewer=PUBLIC)
    assert ([line.score for line in card.lines], card.total, card.grade) == ([75, 68.75], 72.5, None)
    earlier = worked_out(plan, scorecards(plan, viewer=PUBLIC)[0], viewer=PUBLIC, known=date(2025, 1, 31))
    assert ([line.score for line in earlier.lines], earlier.total) == ([None, None], None)
