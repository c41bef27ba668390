"""The light of the road P-2 by hand. The first rule: 5 and 15 points, 30 and 90 days, stale after 45 days."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, PUBLIC
from app.core.records import today
from app.monitoring.commands.assets import declare_no_asset, hand_over_asset, record_asset
from app.monitoring.commands.planning import plan_curve
from app.monitoring.models import Curve, LightRule, PlannedProgress, ProgressReport
from app.monitoring.queries.lights import Standing, owed, standing_of, standings
from app.monitoring.rules import Light, Reason, counted, next_month, planned_at, points_of, spi_t
from app.monitoring.schemas import AssetIn, HandOver, NoAssetIn
from app.projects.models import Project
from app.projects.rules import State
from tests.app.monitoring.toys import (
    APRIL,
    BEFORE,
    LAST_OF_APRIL,
    MAY,
    ROAD,
    START,
    WEIR,
    calendar,
    curve,
    lead,
    planned,
    report,
    standing,
    today_is,
    told,
)


def light_of(session: Session, reference: str, on: date) -> Standing:
    today_is(session, on)
    found = standing_of(session, reference, viewer=PUBLIC)
    assert found is not None
    return found


def road(session: Session, on: date = LAST_OF_APRIL) -> Standing:
    return light_of(session, ROAD, on)


@pytest.mark.parametrize(
    ("pct", "light", "reason", "behind", "spi", "days_behind", "slip"),
    [
        (20, "on_track", "on_plan", 0, 1, 0, 0),
        (35, "on_track", "on_plan", -15, 45.5 / 30, -16, -31),  # 91 * 30/45.5 = 60 days in all
        (18, "on_track", "on_plan", 2, 0.9, 3, 11),  # 91/0.9 = 101.1, begun is a day
        (15, "watch", "behind", 5, 0.75, 8, 31),  # 91/0.75 = 121.3
        (10, "late", "forecast", 10, 0.5, 15, 91),  # 91/0.5 = 182
        (5, "late", "behind", 15, 0.25, 23, 273),  # 91/0.25 = 364
        (0, "late", "behind", 20, 0, 30, None),
    ],
)
def test_the_light_of_the_end_of_april(
    session: Session, pct: int, light: str, reason: str, behind: float, spi: float, days_behind: int, slip: int | None
) -> None:
    planned(session)
    told(session, pct)
    found = road(session)
    assert (found.light, found.reason, found.planned_pct, found.actual_pct) == (light, reason, 20, pct)
    assert found.behind_points == pytest.approx(behind)
    assert found.spi_t == pytest.approx(spi)
    assert (found.days_behind, found.slip_days) == (days_behind, slip)
    assert found.forecast_on == (None if slip is None else date(2025, 6, 30) + timedelta(days=slip))
    assert found.planned_finish == date(2025, 6, 30)


def test_less_than_ninety_days_late_is_to_be_watched(session: Session) -> None:
    """11 %: 16.5 of 30 days earned, SPI(t) 0.55; 91/0.55 = 165.5, so 75 days late; 9 points behind."""
    planned(session)
    told(session, 11)
    session.execute(update(LightRule).values(watch_points=10))
    found = road(session)
    assert (found.light, found.reason, found.slip_days) == ("watch", "forecast", 75)


def test_without_a_report_for_more_than_45_days_nothing_is_known(session: Session) -> None:
    planned(session)
    told(session, 20)
    fresh, stale = (road(session, LAST_OF_APRIL + timedelta(days=days)) for days in (45, 46))
    assert (fresh.light, fresh.reason, fresh.report_age) == ("on_track", "on_plan", 45)
    assert (stale.light, stale.reason, stale.report_age) == ("unknown", "stale", 46)


def test_what_has_not_begun_is_counted_and_what_should_have_begun_is_not_known(session: Session) -> None:
    calendar(session)
    standing(session, State.FUNDED, "F-1")
    plan_curve(session, by=OPERATOR, reference="F-1", given=curve(), at=BEFORE)
    before, first = (light_of(session, "F-1", day) for day in (START - timedelta(days=1), START))
    assert (before.light, before.reason) == ("on_track", "not_due")
    assert (first.light, first.reason) == ("unknown", "no_report")


def test_without_a_plan_nothing_is_known(session: Session) -> None:
    calendar(session)
    found = road(session)
    assert (found.light, found.reason, found.planned_finish) == ("unknown", "no_plan", None)


def test_past_its_finish_and_not_done_it_is_late_and_done_it_is_not(session: Session) -> None:
    planned(session)
    told(session, 99, date(2025, 6, 20))
    on_its_last_day, after = road(session, date(2025, 6, 30)), road(session, date(2025, 7, 1))
    assert (on_its_last_day.light, after.light, after.reason) == ("on_track", "late", "past_finish")
    told(session, 100, date(2025, 6, 30), reason="แก้ยอด")
    assert road(session, date(2025, 7, 1)).light == "on_track"


def test_suspended_is_at_least_to_be_watched(session: Session) -> None:
    planned(session)
    told(session, 20)
    lead(session, State.SUSPENDED)
    assert (road(session).light, road(session).reason) == ("watch", "suspended")


def test_finished_is_a_tick_once_its_asset_has_an_owner(session: Session) -> None:
    lead(session, State.COMPLETED)
    assert (road(session).light, road(session).reason) == ("late", "no_owner"), "no asset on record at all"
    made = record_asset(session, by=OPERATOR, reference=ROAD, given=AssetIn(name_th="ถนน", value_baht=Decimal(1)))
    assert road(session).light == "late"
    given = HandOver(owner_th="อบต.น้ำใส", document="มท 1/2568", handed_over_on=LAST_OF_APRIL)
    hand_over_asset(session, by=OPERATOR, asset_id=made.id, given=given)
    assert (road(session).light, road(session).reason) == ("done", "finished")


def test_what_leaves_nothing_behind_needs_no_owner_from_the_day_on_which_that_was_said(session: Session) -> None:
    lead(session, State.CLOSED)
    declare_no_asset(session, by=OPERATOR, reference=ROAD, given=NoAssetIn(reason="เป็นการฝึกอบรม"))
    assert [road(session, day).light for day in (today(session) - timedelta(days=1), today(session))] == ["late", "done"]


def test_the_last_revision_of_the_latest_round_counts_and_the_past_stays_as_it_was(session: Session) -> None:
    planned(session)
    told(session, 20)
    told(session, 12, reason="วัดใหม่")
    told(session, 40, date(2025, 5, 20))
    assert (road(session).actual_pct, road(session, date(2025, 5, 20)).actual_pct) == (12, 40)
    assert road(session, date(2025, 5, 19)).actual_pct == 12, "as of a day: what lay ahead is not known yet"


def test_what_became_known_later_is_not_known_before(session: Session) -> None:
    planned(session)
    told(session, 12)
    for day, reason in (("2025-04-30", "behind"), ("2025-04-29", "no_report"), ("2025-03-30", "no_plan")):
        session.execute(text("SELECT set_config('phaen.known_on', :day, true)"), {"day": day})
        assert road(session).reason == reason, "the plan was made on 31 March, the report on 30 April"


def test_a_revised_plan_is_the_one_that_counts(session: Session) -> None:
    planned(session)
    told(session, 10)
    plan_curve(session, by=OPERATOR, reference=ROAD, given=curve(
        months="04/2568 10\n05/2568 50\n06/2568 100", reason="ฝนมาก"), at=datetime(2025, 4, 20, tzinfo=UTC))  # fmt: skip
    assert (road(session).light, road(session).planned_pct) == ("on_track", 10)


def test_a_new_rule_changes_lights_from_its_day_on(session: Session) -> None:
    planned(session)
    told(session, 18)
    session.add(LightRule(valid_from=date(2025, 5, 1), watch_points=1, late_points=2, watch_days=1, late_days=400,
                          stale_days=45, reason="เข้มงวด"))  # fmt: skip
    session.flush()
    before, after = road(session), road(session, date(2025, 5, 1))
    assert (before.light, after.light, after.rule_from) == ("on_track", "late", date(2025, 5, 1))


def test_without_any_rule_no_report_says_that_all_is_well(session: Session) -> None:
    planned(session)
    told(session, 20)
    session.execute(text("DELETE FROM monitoring.light_rule"))
    assert road(session).light == "unknown"


def test_every_project_with_money_is_counted_once(session: Session) -> None:
    """P-1 is finished without an owner, P-2 has no plan, P-3 is funded and has not begun; a draft has no light."""
    standing(session, State.DRAFT, "P-4")
    tally = counted(one.light for one in standings(session, viewer=OPERATOR.viewer))
    assert {light: n for light, n in tally.items() if n} == {Light.LATE: 1, Light.UNKNOWN: 2}
    assert sum(tally.values()) == 3
    assert [one.reference for one in standings(session, viewer=PUBLIC, light=Light.LATE)] == [WEIR]


def test_a_report_is_owed_for_each_round_since_the_plan_began(session: Session) -> None:
    """On 10 May: April's was due on the 5th, May's is due on 5 June."""
    planned(session)
    today_is(session, date(2025, 5, 10))
    found = owed(session, viewer=PUBLIC)
    assert [(one.round_code, one.standing, one.days_late, one.due_on) for one in found] == [
        (APRIL, "late", 5, date(2025, 5, 5)), (MAY, "due", 0, date(2025, 6, 5)),
    ]  # fmt: skip
    told(session, 20)
    assert [one.round_code for one in owed(session, viewer=PUBLIC)] == [MAY]
    assert [one.revision for one in owed(session, viewer=PUBLIC, standing="reported", reference=ROAD)] == [1]
    lead(session, State.COMPLETED)
    assert owed(session, viewer=PUBLIC) == [], "what is finished owes nothing more"


def test_the_view_reckons_as_the_rule_does(session: Session) -> None:
    """200 plans and reports at random: the view of SQL and the formulas of Python agree."""
    calendar(session)
    rng = random.Random(2569)
    expected = {}
    for number in range(200):
        key, reference = uuid.uuid4(), f"R-{number}"
        session.execute(insert(Project).values(
            id=key, reference=reference, title_th="ก", kind="activity", fiscal_year=2568, state="in_progress", class_="public",
        ))  # fmt: skip
        start = START + timedelta(days=rng.randrange(28))
        levels = sorted(rng.choice([0, 10, 20, 20, 35, 60, rng.randrange(101)]) for _ in range(rng.randint(1, 9)))
        months = [START]
        while len(months) < len(levels):
            months.append(next_month(months[-1]))
        rows = [(month, float(level), 0) for month, level in zip(months, [*levels[:-1], 100], strict=True)]
        pct, day = rng.randrange(101), date(2025, 4, 28) + timedelta(days=rng.randrange(3))
        _write(session, key, start, rows, pct, day)
        line = points_of(start, rows)
        expected[reference] = (planned_at(line, day), spi_t(line, pct, day))
    today_is(session, LAST_OF_APRIL)
    found = {
        one.reference: (one.planned_pct, one.spi_t)
        for one in standings(session, viewer=PUBLIC)
        if one.reference in expected
    }
    assert len(found) == 200
    for reference, (share, index) in expected.items():
        assert found[reference][0] == pytest.approx(share), reference
        assert found[reference][1] == pytest.approx(index), reference


def _write(
    session: Session, key: uuid.UUID, start: date, rows: list[tuple[date, float, int]], pct: int, day: date
) -> None:
    made = Curve(
        id=uuid.uuid4(),
        project_id=key,
        revision=1,
        cadence="month",
        starts_on=start,
        maker_position="x",
        maker_title="x",
        made_at=BEFORE,
    )
    session.add(made)
    session.flush()
    session.add_all(
        PlannedProgress(curve_id=made.id, project_id=key, month=month, planned_pct=level) for month, level, _ in rows
    )
    given = report(pct, day)
    session.add(ProgressReport(
        project_id=key, round_code=given.round, observed_on=day, physical_pct=given.physical_pct, done_th="ก",
        author_position="x", author_title="x", reported_at=datetime(day.year, day.month, day.day, 11, tzinfo=UTC),
    ))  # fmt: skip
    session.flush()


def test_reasons_and_lights_are_those_of_the_rules(session: Session) -> None:
    held = {one.reason for one in standings(session, viewer=PUBLIC)}
    assert held <= set(Reason)
