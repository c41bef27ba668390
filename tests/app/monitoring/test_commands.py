"""Progress is planned, reported, corrected and verified; assets are handed over and inspected; each by whoever may."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, Acting
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, PhaenError
from app.core.records import today
from app.core.viewing import show_to
from app.monitoring.commands.assets import declare_no_asset, hand_over_asset, inspect_asset, record_asset
from app.monitoring.commands.calendar import open_rounds, set_light_rule
from app.monitoring.commands.planning import plan_curve, reach_milestone, set_milestone
from app.monitoring.commands.reports import report_progress, verify_report
from app.monitoring.commands.standard import seed_monitoring
from app.monitoring.commands.synthetic import remove_synthetic_monitoring
from app.monitoring.models import Asset, Curve, LightRule, Milestone, ProblemClass, ProgressReport, Round
from app.monitoring.queries.assets import asset_at, assets
from app.monitoring.queries.reports import reports_of, superiors
from app.monitoring.rules import Cadence
from app.monitoring.schemas import (
    AssetIn,
    CurveIn,
    HandOver,
    InspectionIn,
    LightRuleIn,
    MilestoneIn,
    NoAssetIn,
    Reaching,
    ReportIn,
    RoundsIn,
    VerificationIn,
)
from app.projects.models import Project
from app.projects.queries import project_by_reference
from app.projects.rules import State
from tests import cast
from tests.app.monitoring.toys import (
    APRIL,
    JUNE,
    LAST_OF_APRIL,
    ROAD,
    START,
    WEIR,
    calendar,
    curve,
    invented,
    of,
    planned,
    report,
    standing,
    told,
)

ROUNDS = RoundsIn(fiscal_year=2569, kind=Cadence.MONTH)
STEP = MilestoneIn(title_th="งานดิน", planned_on=LAST_OF_APRIL)
THING = AssetIn(name_th="ถนน", value_baht=Decimal("12.50"))
OWNER = HandOver(owner_th="อบต.น้ำใส", owner_organization="mueang", document="ที่ 1/2568", handed_over_on=LAST_OF_APRIL)
GOOD = InspectionIn(months=6, inspected_on=date(2025, 10, 30), condition="in_use")
ACCEPT = VerificationIn(verdict="accepted")
NONE = NoAssetIn(reason="ฝึกอบรม")


def ruled(session: Session, **more: object) -> LightRuleIn:
    given = {"valid_from": today(session), "watch_points": 3, "late_points": 9, "watch_days": 20, "late_days": 60,
             "stale_days": 40, "reason": "มติที่ประชุม"}  # fmt: skip
    return LightRuleIn.model_validate({**given, **more})


def acts(session: Session, by: Acting, reference: str = ROAD, weir: str = WEIR) -> list[Callable[[], object]]:
    """Every act on a project and its parts."""
    step = session.scalars(select(Milestone.id)).one()
    asset = session.scalars(select(Asset.id)).one()
    made = session.scalars(select(ProgressReport.id)).one()
    return [
        lambda: plan_curve(session, by=by, reference=reference, given=curve(reason="r")),
        lambda: set_milestone(session, by=by, reference=reference, given=STEP),
        lambda: reach_milestone(session, by=by, milestone_id=step, given=Reaching(actual_on=LAST_OF_APRIL)),
        lambda: report_progress(session, by=by, reference=reference, given=report(30, reason="r")),
        lambda: verify_report(session, by=by, report_id=made, given=ACCEPT),
        lambda: record_asset(session, by=by, reference=weir, given=THING),
        lambda: hand_over_asset(session, by=by, asset_id=asset, given=OWNER),
        lambda: declare_no_asset(session, by=by, reference=reference, given=NONE),
        lambda: inspect_asset(session, by=by, asset_id=asset, given=GOOD),
    ]


def prepared(session: Session, agency: str | None = "works") -> None:
    planned(session)
    told(session, 20)
    set_milestone(session, by=OPERATOR, reference=ROAD, given=STEP)
    of(session, agency)
    of(session, agency, WEIR)


@pytest.mark.parametrize("number", ["G-2", "O-3", "O-4", "S-1"])
def test_a_position_without_the_power_does_nothing(session: Session, number: str) -> None:
    prepared(session)
    by = cast.acting(session, number)
    everywhere: list[Callable[[], object]] = [
        lambda: seed_monitoring(session, by=by),
        lambda: open_rounds(session, by=by, given=ROUNDS),
        lambda: set_light_rule(session, by=by, given=ruled(session)),
        lambda: remove_synthetic_monitoring(session, by=by),
    ]
    for act in [*everywhere, *acts(session, by)]:
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize("number", ["G-2", "O-4"])
def test_the_powerless_do_not_learn_what_exists(session: Session, number: str) -> None:
    """What is asked of an unknown thing is refused for want of power, before anything is looked for."""
    by, unknown = cast.acting(session, number), uuid.uuid4()
    for act in (
        lambda: plan_curve(session, by=by, reference="X-9", given=curve()),
        lambda: set_milestone(session, by=by, reference="X-9", given=STEP),
        lambda: reach_milestone(session, by=by, milestone_id=unknown, given=Reaching(actual_on=START)),
        lambda: report_progress(session, by=by, reference="X-9", given=report(1)),
        lambda: verify_report(session, by=by, report_id=unknown, given=ACCEPT),
        lambda: record_asset(session, by=by, reference="X-9", given=THING),
        lambda: hand_over_asset(session, by=by, asset_id=unknown, given=OWNER),
        lambda: declare_no_asset(session, by=by, reference="X-9", given=NONE),
        lambda: inspect_asset(session, by=by, asset_id=unknown, given=GOOD),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_has_the_power_is_told_that_there_is_no_such_thing(session: Session) -> None:
    by, unknown = cast.acting(session, "G-1"), uuid.uuid4()
    for act in (
        lambda: report_progress(session, by=by, reference="X-9", given=report(1)),
        lambda: verify_report(session, by=by, report_id=unknown, given=ACCEPT),
        lambda: reach_milestone(session, by=by, milestone_id=unknown, given=Reaching(actual_on=START)),
        lambda: hand_over_asset(session, by=by, asset_id=unknown, given=OWNER),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(("number", "agency"), [("W-1", "office"), ("W-1", None), ("D-1", "mueang")])
def test_a_project_of_another_agency_or_area_is_left_alone(session: Session, number: str, agency: str | None) -> None:
    """P-2 lies in 980102 and in 980201, which is outside the district of D-1; without an agency it is nobody's own."""
    prepared(session, agency)
    by = cast.acting(session, number)
    for act in acts(session, by)[:5]:
        with pytest.raises(Forbidden):
            act()


def test_acceptance_and_inspection_end_at_the_scope(session: Session) -> None:
    prepared(session, "works")
    for number in ("O-1", "O-2"):
        by = cast.acting(session, number)
        narrow = Acting(
            by.position, by.person, person_id=by.person_id, viewer=by.viewer,
            powers=type(by.powers)(by.powers.permissions, by.powers.classes, frozenset({"office"}), None),
        )  # fmt: skip
        for act in acts(session, narrow)[5:]:
            with pytest.raises(Forbidden):
                act()


def test_the_agency_reports_its_own_project(session: Session) -> None:
    calendar(session)
    of(session, "works")
    by = cast.acting(session, "W-1")
    plan_curve(session, by=by, reference=ROAD, given=curve())
    made = told(session, 20, by=by, reported_baht="150,000.50")
    assert (made.author_position, made.author_title, made.author_person) == ("W-1", by.title, by.person_id)
    assert (made.revision, made.previous_pct, made.reported_satang) == (1, None, 15_000_050)


def test_a_protected_project_does_not_exist_for_others(session: Session) -> None:
    prepared(session, "office")
    of(session, "office", class_="internal")
    with pytest.raises(NotFound):
        report_progress(session, by=cast.acting(session, "W-1"), reference=ROAD, given=report(30, reason="r"))


def test_more_than_the_whole_is_not_reported() -> None:
    for pct in ("100.01", "1e9", "-0.01"):
        with pytest.raises(ValidationError, match=r"ร้อยละต้องไม่"):
            report(pct)
    assert report("100").physical_pct == 100


def test_a_step_back_needs_a_reason(session: Session) -> None:
    planned(session)
    told(session, 30)
    with pytest.raises(Invalid, match="Less is done") as refused:
        told(session, 29, date(2025, 5, 31))
    assert refused.value.place == "reason"
    made = told(session, 29, date(2025, 5, 31), reason="น้ำพัดงานดินไป")
    assert (made.previous_pct, made.physical_pct, made.reason) == (Decimal(30), Decimal(29), "น้ำพัดงานดินไป")


def test_a_correction_is_a_revision_with_a_reason_and_the_first_stays(session: Session) -> None:
    planned(session)
    told(session, 30)
    with pytest.raises(Invalid, match="a correction needs a reason"):
        told(session, 25)
    told(session, 25, reason="วัดใหม่")
    found = reports_of(session, project_by_reference(session, ROAD, viewer=EVERYTHING), viewer=EVERYTHING)
    assert [(one.report.revision, one.report.physical_pct, one.is_latest) for one in found] == [
        (2, Decimal(25), True),
        (1, Decimal(30), False),
    ]


def test_a_correction_does_not_overtake_the_next_round(session: Session) -> None:
    planned(session)
    told(session, 30)
    told(session, 40, date(2025, 5, 31))
    with pytest.raises(Invalid, match="The next round says 40%"):
        told(session, 41, reason="วัดใหม่")
    assert told(session, 40, reason="วัดใหม่").revision == 2


def test_the_same_request_makes_one_report(session: Session) -> None:
    planned(session)
    key = uuid.uuid4()
    first, second = (told(session, 30, request_key=key) for _ in range(2))
    assert first is second
    assert session.scalar(select(func.count()).select_from(ProgressReport)) == 1
    assert session.scalar(select(func.count()).where(AuditEvent.act == "progress.reported")) == 1
    with pytest.raises(Conflict, match="belongs to another report"):
        told(session, 30, request_key=key, by=cast.acting(session, "G-1"))


@pytest.mark.parametrize(
    ("more", "error", "place"),
    [
        ({"round": "2568-05"}, Invalid, "observed_on"),
        ({"round": "2571-05"}, NotFound, "round"),
        ({"problem_class": "wish", "problem_th": "ก"}, NotFound, "problem_class"),
        ({"help_from": "o:nowhere", "help_th": "ก"}, NotFound, "help_from"),
        ({"help_from": "p:X-9", "help_th": "ก"}, NotFound, "help_from"),
    ],
)
def test_a_report_is_of_a_round_and_names_what_exists(
    session: Session, more: dict[str, str], error: type[PhaenError], place: str
) -> None:
    planned(session)
    with pytest.raises(error) as refused:
        report_progress(session, by=OPERATOR, reference=ROAD, given=report(20, LAST_OF_APRIL, **more))
    assert refused.value.place == place


def test_a_day_to_come_is_not_reported(session: Session) -> None:
    planned(session)
    tomorrow = today(session) + timedelta(days=1)
    year = tomorrow.year + 543 + (tomorrow.month >= 10)
    if year != 2568:
        open_rounds(session, by=OPERATOR, given=RoundsIn(fiscal_year=year, kind=Cadence.MONTH))
    given = report(20, tomorrow, round=f"{tomorrow.year + 543}-{tomorrow.month:02}")
    with pytest.raises(Invalid, match="has not come yet"):
        report_progress(session, by=OPERATOR, reference=ROAD, given=given)


def test_a_problem_has_its_remedy_and_whom_help_is_wanted_of(session: Session) -> None:
    planned(session)
    made = told(session, 20, problem_class="land", problem_th="รอหนังสืออนุญาต", remedy_th="เร่งประสาน",
                help_from="p:G-2", help_th="ประสานกรมป่าไม้")  # fmt: skip
    assert (made.problem_class, made.help_position, made.help_organization) == ("land", "G-2", None)
    for wrong in ({"problem_class": "land"}, {"remedy_th": "ก"}, {"help_th": "ก"}, {"lon": 100.0}):
        with pytest.raises(ValidationError):
            report(20, **wrong)


@pytest.mark.parametrize(
    ("state", "may"), [("draft", False), ("cancelled", False), ("reserve", False), ("funded", True), ("closed", True)]
)
def test_only_what_has_money_and_goes_on_is_monitored(session: Session, state: str, may: bool) -> None:
    calendar(session)
    standing(session, State(state), "F-1")
    if may:
        assert report_progress(session, by=OPERATOR, reference="F-1", given=report(20)).revision == 1
    else:
        for act in (
            lambda: report_progress(session, by=OPERATOR, reference="F-1", given=report(20)),
            lambda: plan_curve(session, by=OPERATOR, reference="F-1", given=curve()),
            lambda: set_milestone(session, by=OPERATOR, reference="F-1", given=STEP),
            lambda: record_asset(session, by=OPERATOR, reference="F-1", given=THING),
            lambda: declare_no_asset(session, by=OPERATOR, reference="F-1", given=NONE),
        ):
            with pytest.raises(Conflict, match="Only funded projects"):
                act()


def test_a_report_is_verified_by_another_person_above(session: Session) -> None:
    calendar(session)
    of(session, "works")
    author, governor = cast.acting(session, "W-1"), cast.acting(session, "G-1")
    made = told(session, 20, by=author)
    assert superiors(session, "W-1", viewer=EVERYTHING) == {"G-2", "G-1"}
    with pytest.raises(Forbidden, match="may not approve"):
        verify_report(session, by=author, report_id=made.id, given=ACCEPT)
    same_person = Acting(
        governor.position, author.person, person_id=author.person_id, powers=governor.powers, viewer=governor.viewer
    )
    with pytest.raises(Forbidden, match="may not approve"):
        verify_report(session, by=same_person, report_id=made.id, given=ACCEPT)
    colleague = Acting("W-9", "ข", person_id=cast.person_id("S-1"), powers=governor.powers, viewer=governor.viewer)
    with pytest.raises(Forbidden, match="by a position above"):
        verify_report(session, by=colleague, report_id=made.id, given=ACCEPT)
    said = verify_report(session, by=governor, report_id=made.id, given=ACCEPT)
    assert (said.verifier_position, said.verifier_person, said.author_person) == (
        "G-1",
        governor.person_id,
        author.person_id,
    )
    with pytest.raises(Conflict, match="verified already"):
        verify_report(session, by=governor, report_id=made.id, given=ACCEPT)


def test_what_was_corrected_since_is_not_verified(session: Session) -> None:
    calendar(session)
    of(session, "works")
    author, governor = cast.acting(session, "W-1"), cast.acting(session, "G-1")
    first = told(session, 20, by=author)
    returned = VerificationIn(verdict="returned", remark="ภาพไม่ตรงกับจุด")
    verify_report(session, by=governor, report_id=first.id, given=returned)
    second = told(session, 18, by=author, reason="วัดใหม่ตามที่ส่งคืน")
    told(session, 17, by=author, reason="วัดอีกครั้ง")
    with pytest.raises(Conflict, match="corrected since"):
        verify_report(session, by=governor, report_id=second.id, given=ACCEPT)
    with pytest.raises(ValidationError, match="say why"):
        VerificationIn(verdict="returned")


@pytest.mark.parametrize(
    ("months", "told_of"),
    [
        ("04/2568 20", "the last month reaches 100"), ("05/2568 100", "from the month of the start"),
        ("04/2568 20\n06/2568 100", "follow one another"), ("04/2568 30\n05/2568 20\n06/2568 100", "does not fall"),
        ("04/2568 50 9\n05/2568 100 8", "does not fall"), ("04/2568", "write in each line"),
        ("13/2568 100", "write in each line"),
        ("04/2568 101", "write in each line"), ("04/2568 NaN", "write in each line"), ("04/2568 a", "write in each line"),
        ("เมษายน 100", "write in each line"),
    ],
)  # fmt: skip
def test_a_plan_rises_month_by_month_to_the_whole(months: str, told_of: str) -> None:
    with pytest.raises(ValidationError, match=told_of):
        curve(months=months)


def test_a_plan_is_read_as_a_spreadsheet_gives_it() -> None:
    given = curve(months="๐๔/๒๕๖๘\t20\t1,000.25\n2025-05 60 2000\n06/2025 100 3000")
    assert [(one.month, one.pct, one.baht) for one in given.months] == [
        (date(2025, 4, 1), Decimal(20), Decimal("1000.25")), (date(2025, 5, 1), Decimal(60), Decimal(2000)),
        (date(2025, 6, 1), Decimal(100), Decimal(3000)),
    ]  # fmt: skip
    assert CurveIn.model_validate(given.model_dump(mode="json")) == given


def test_a_plan_is_revised_with_a_reason_and_the_first_has_none(session: Session) -> None:
    calendar(session)
    with pytest.raises(Invalid, match="the first plan has none"):
        plan_curve(session, by=OPERATOR, reference=ROAD, given=curve(reason="r"))
    plan_curve(session, by=OPERATOR, reference=ROAD, given=curve())
    with pytest.raises(Invalid, match="needs a reason"):
        plan_curve(session, by=OPERATOR, reference=ROAD, given=curve())
    assert plan_curve(session, by=OPERATOR, reference=ROAD, given=curve(reason="ขยายเวลา")).revision == 2
    assert session.scalar(select(func.count()).select_from(Curve)) == 2


def test_a_step_is_reached_once_and_not_tomorrow(session: Session) -> None:
    step = set_milestone(session, by=OPERATOR, reference=ROAD, given=STEP)
    assert (step.number, set_milestone(session, by=OPERATOR, reference=ROAD, given=STEP).number) == (1, 2)
    with pytest.raises(Invalid):
        reach_milestone(
            session, by=OPERATOR, milestone_id=step.id, given=Reaching(actual_on=today(session) + timedelta(days=1))
        )
    reach_milestone(session, by=OPERATOR, milestone_id=step.id, given=Reaching(actual_on=date(2025, 5, 3)))
    with pytest.raises(Conflict, match="recorded already"):
        reach_milestone(session, by=OPERATOR, milestone_id=step.id, given=Reaching(actual_on=date(2025, 5, 4)))


def test_an_asset_stands_where_the_works_stand(session: Session) -> None:
    made = record_asset(session, by=cast.acting(session, "O-1"), reference=ROAD, given=THING)
    assert (made.value_satang, made.area_code, made.number) == (1_250, "980102", 1)
    length = session.scalar(select(func.ST_Length(Asset.geom)).where(Asset.id == made.id))
    assert length == pytest.approx(1), "one degree of road"
    with pytest.raises(Conflict, match="an asset on record"):
        declare_no_asset(session, by=OPERATOR, reference=ROAD, given=NONE)


def test_an_asset_has_one_hand_over_and_inspections_after_it(session: Session) -> None:
    asset = session.scalars(select(Asset)).one()
    chief, analyst = cast.acting(session, "O-1"), cast.acting(session, "O-2")
    with pytest.raises(Conflict, match="after it was handed over"):
        inspect_asset(session, by=analyst, asset_id=asset.id, given=GOOD)
    with pytest.raises(NotFound, match="no such organisation"):
        hand_over_asset(
            session, by=chief, asset_id=asset.id, given=OWNER.model_copy(update={"owner_organization": "nowhere"})
        )
    later = OWNER.model_copy(update={"handed_over_on": today(session) + timedelta(days=1)})
    with pytest.raises(Invalid):
        hand_over_asset(session, by=chief, asset_id=asset.id, given=later)
    hand_over_asset(session, by=chief, asset_id=asset.id, given=OWNER)
    with pytest.raises(Conflict, match="handed over already"):
        hand_over_asset(session, by=chief, asset_id=asset.id, given=OWNER)
    for day in (LAST_OF_APRIL - timedelta(days=1), today(session) + timedelta(days=1)):
        with pytest.raises(Invalid, match="from the hand-over"):
            inspect_asset(session, by=analyst, asset_id=asset.id, given=GOOD.model_copy(update={"inspected_on": day}))
    inspect_asset(session, by=analyst, asset_id=asset.id, given=GOOD)
    with pytest.raises(Conflict, match="was made"):
        inspect_asset(session, by=analyst, asset_id=asset.id, given=GOOD)


def test_inspections_fall_due_after_6_12_and_24_months(session: Session) -> None:
    asset = session.scalars(select(Asset)).one()
    hand_over_asset(session, by=OPERATOR, asset_id=asset.id, given=OWNER)
    inspect_asset(session, by=OPERATOR, asset_id=asset.id, given=GOOD)
    broken = InspectionIn(inspected_on=date(2025, 11, 5), condition="broken", remark="ประตูน้ำชำรุด")
    inspect_asset(session, by=OPERATOR, asset_id=asset.id, given=broken)
    held, _ = asset_at(session, asset.id, viewer=EVERYTHING)
    assert [(one.months, one.due_on, one.inspection is not None) for one in held.due] == [
        (6, date(2025, 10, 30), True), (12, date(2026, 4, 30), False), (24, date(2027, 4, 30), False),
    ]  # fmt: skip
    assert held.latest is not None
    assert held.latest.condition == "broken"
    assert [one.months for one in held.overdue(date(2026, 5, 1))] == [12]
    assert held.overdue(date(2026, 4, 30)) == ()
    assert [one.reference for one in assets(session, viewer=EVERYTHING)] == [WEIR]


def test_what_is_wrong_with_an_asset_is_told() -> None:
    for wrong in ({"condition": "broken"}, {"condition": "in_use", "months": 7}):
        with pytest.raises(ValidationError):
            InspectionIn.model_validate({"inspected_on": "2025-06-01", **wrong})


def test_nothing_left_behind_is_said_once(session: Session) -> None:
    declare_no_asset(session, by=OPERATOR, reference=ROAD, given=NONE)
    with pytest.raises(Conflict, match="said already"):
        declare_no_asset(session, by=OPERATOR, reference=ROAD, given=NONE)
    with pytest.raises(Conflict, match="leave no asset"):
        record_asset(session, by=OPERATOR, reference=ROAD, given=THING)


def test_the_months_of_a_fiscal_year_are_opened_once(session: Session) -> None:
    made = open_rounds(session, by=cast.acting(session, "O-2"), given=ROUNDS)
    assert [made[n] for n in (0, 2, 3, 11)] == ["2568-10", "2568-12", "2569-01", "2569-09"]
    june = session.get_one(Round, "2569-06")
    assert (june.period_start, june.period_end, june.due_on) == (date(2026, 6, 1), date(2026, 7, 1), date(2026, 7, 5))
    with pytest.raises(Conflict, match="open already"):
        open_rounds(session, by=OPERATOR, given=ROUNDS)
    quarters = open_rounds(session, by=OPERATOR, given=RoundsIn(fiscal_year=2569, kind=Cadence.QUARTER, due_days=10))
    assert session.get_one(Round, quarters[2]).due_on == date(2026, 7, 10)
    assert quarters == ["2569-Q1", "2569-Q2", "2569-Q3", "2569-Q4"]


def test_a_rule_does_not_reach_back_and_has_its_day_alone(session: Session) -> None:
    calendar(session)
    chief = cast.acting(session, "O-1")
    with pytest.raises(Invalid, match="does not reach back"):
        set_light_rule(session, by=chief, given=ruled(session, valid_from=today(session) - timedelta(days=1)))
    set_light_rule(session, by=chief, given=ruled(session))
    with pytest.raises(Conflict, match="already"):
        set_light_rule(session, by=chief, given=ruled(session))
    assert session.scalar(select(func.count()).select_from(LightRule)) == 2
    with pytest.raises(ValidationError, match="not above late"):
        ruled(session, late_points=2)


def test_what_is_furnished_comes_once(session: Session) -> None:
    assert (seed_monitoring(session, by=OPERATOR), seed_monitoring(session, by=OPERATOR)) == (9, 0)
    assert session.scalars(select(ProblemClass.code).order_by(ProblemClass.rank)).all() == [
        "land", "design", "contractor", "appeal", "weather", "budget", "people", "other",
    ]  # fmt: skip


def test_each_act_leaves_one_event(session: Session) -> None:
    calendar(session)
    of(session, "works")
    author, governor = cast.acting(session, "W-1"), cast.acting(session, "G-1")
    plan_curve(session, by=author, reference=ROAD, given=curve())
    step = set_milestone(session, by=author, reference=ROAD, given=STEP)
    reach_milestone(session, by=author, milestone_id=step.id, given=Reaching(actual_on=LAST_OF_APRIL))
    made = told(session, 20, by=author)
    verify_report(session, by=governor, report_id=made.id, given=ACCEPT)
    asset = record_asset(session, by=governor, reference=ROAD, given=THING)
    hand_over_asset(session, by=governor, asset_id=asset.id, given=OWNER)
    inspect_asset(session, by=governor, asset_id=asset.id, given=GOOD)
    declare_no_asset(session, by=governor, reference="P-3", given=NONE)
    set_light_rule(session, by=governor, given=ruled(session))
    assert Counter(session.scalars(select(AuditEvent.act))) == {
        "monitoring.seeded": 1, "round.opened": 1, "curve.planned": 1, "milestone.set": 1, "milestone.reached": 1,
        "progress.reported": 1, "progress.verified": 1, "asset.recorded": 1, "asset.handed_over": 1, "asset.inspected": 1,
        "asset.none_declared": 1, "status_rule.set": 1,
    }  # fmt: skip


def test_what_is_invented_goes_and_what_is_real_stays(session: Session) -> None:
    prepared(session, None)
    invented(session, "D-1")
    plan_curve(session, by=OPERATOR, reference="D-1", given=curve())
    report_progress(session, by=OPERATOR, reference="D-1", given=report(30))
    open_rounds(session, by=OPERATOR, given=ROUNDS, is_synthetic=True)
    tables = (ProgressReport, Curve, Milestone, Round, Asset)

    def counted() -> dict[str, int | None]:
        return {each.__tablename__: session.scalar(select(func.count()).select_from(each)) for each in tables}

    before = counted()
    assert remove_synthetic_monitoring(session, by=OPERATOR) == {"rounds": 12, "photos": 0}
    gone = {name: (count or 0) - (counted()[name] or 0) for name, count in before.items()}
    assert gone == {"progress_report": 1, "curve": 1, "milestone": 0, "round": 12, "asset": 0}


def test_who_may_not_see_a_project_finds_none_of_its_reports(session: Session) -> None:
    prepared(session, "office")
    of(session, "office", class_="internal")
    project = session.scalars(select(Project).where(Project.reference == ROAD)).one()
    show_to(session, cast.acting(session, "W-1").viewer)
    assert reports_of(session, project, viewer=cast.acting(session, "W-1").viewer) == []


def test_the_round_of_june_is_not_the_round_of_april() -> None:
    assert (report(1, date(2025, 6, 2)).round, report(1).round) == (JUNE, APRIL)
    assert ReportIn.model_validate(report(1).model_dump(mode="json")).physical_pct == 1
