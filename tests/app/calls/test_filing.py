"""Calls from their announcement to their closing, and briefs from their beginning to the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.budgets.commands.events import record_event
from app.budgets.commands.lines import define_line
from app.budgets.models import BudgetLine, LedgerEvent, LineBalance
from app.budgets.rules import Kind
from app.budgets.schemas import EventIn, LineIn
from app.calls.commands import managing
from app.calls.commands.filing import begin_brief, file_brief, fill_brief, withdraw_brief
from app.calls.commands.screening import return_brief
from app.calls.models import BriefAmount, Call, Extension, Submission
from app.calls.queries.calls import brief_of, briefs, fit_to_file
from app.calls.queries.calls import rounds as all_rounds
from app.calls.records import clock
from app.calls.schemas import BeginIn, CallIn, CriteriaIn, ExtensionIn, ReasonIn
from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.records import today
from app.projects.commands.readiness import set_item
from app.projects.commands.steps import move_project
from app.projects.models import PlanLink, Project, ProjectVersion, Site
from app.projects.rules import State
from app.projects.rules.dossier import Item, ItemState
from app.projects.schemas import ItemIn, StepIn
from tests import cast
from tests.app.calls import rounds
from tests.app.calls.rounds import CODE, HOUR

WHY = ReasonIn(reason="แก้วงเงิน")


@pytest.fixture
def ready(session: Session) -> Session:
    """An open call, and the project CA without a brief."""
    told = rounds.furnished(session)
    rounds.opened(session)
    rounds.project(session, "CA", told["node"])
    return session


def works(session: Session) -> Any:
    return cast.acting(session, "W-1")


def requested(session: Session, reference: str = "CA") -> int:
    """What the ledger has as requested, in satang."""
    asked = select(func.sum(LineBalance.requested)).join(Project, Project.id == LineBalance.project_id)
    return int(session.scalar(asked.where(Project.reference == reference)) or 0)


def the_call(session: Session) -> Call:
    return session.scalars(select(Call).where(Call.code == CODE)).one()


def test_filing_submits_the_project_keeps_its_version_and_tells_the_ledger(ready: Session) -> None:
    made = rounds.filed(ready)
    project = ready.scalars(select(Project).where(Project.reference == "CA")).one()
    version = ready.scalars(select(ProjectVersion).where(ProjectVersion.project_id == project.id)).one()
    assert (made.state, project.state, made.version_number, version.state) == ("filed", "submitted", 1, "submitted")
    assert (made.requested_satang, requested(ready)) == (6000, 6000)
    lines = ready.scalars(
        select(BudgetLine).where(BudgetLine.project_id == project.id).order_by(BudgetLine.reference)
    ).all()
    assert [(one.activity_number, one.class5, one.road, one.source) for one in lines] == [
        (1, "investment", "by_contract", "province"), (2, "operating", "direct", "province"),
    ]  # fmt: skip
    held = (
        select(LineBalance.requested)
        .join(BudgetLine, BudgetLine.id == LineBalance.line_id)
        .where(BudgetLine.project_id == project.id)
        .order_by(BudgetLine.reference)
    )
    assert list(ready.scalars(held)) == [4000, 2000]
    assert (made.filer_position, made.readiness_done, made.readiness_required) == ("W-1", 0, 1)


def test_a_second_after_the_deadline_is_too_late_and_a_while_before_is_not(ready: Session) -> None:
    rounds.prepared(ready)
    rounds.ended(ready, clock(ready) - timedelta(seconds=1))
    with pytest.raises(Conflict, match="deadline is past"):
        file_brief(ready, by=works(ready), code=CODE, reference="CA")
    assert requested(ready) == 0
    rounds.ended(ready, clock(ready) + timedelta(seconds=30))
    assert file_brief(ready, by=works(ready), code=CODE, reference="CA").state == "filed"


def test_an_extension_with_its_reason_opens_the_door_for_one_agency_alone(ready: Session) -> None:
    rounds.prepared(ready)
    rounds.ended(ready)
    given = ExtensionIn(closes_at=clock(ready) + HOUR, organization="works", reason="ระบบขัดข้อง")
    managing.extend_call(ready, by=cast.acting(ready, "O-2"), code=CODE, given=given)
    kept = ready.scalars(select(Extension)).one()
    assert (kept.number, kept.organization, kept.reason, kept.position) == (1, "works", "ระบบขัดข้อง", "O-2")
    made = file_brief(ready, by=works(ready), code=CODE, reference="CA")
    assert made.deadline_at == given.closes_at


def test_an_extension_for_another_agency_does_not_help(ready: Session) -> None:
    rounds.prepared(ready)
    rounds.ended(ready)
    given = ExtensionIn(closes_at=clock(ready) + HOUR, organization="mueang", reason="น้ำท่วม")
    managing.extend_call(ready, by=OPERATOR, code=CODE, given=given)
    with pytest.raises(Conflict, match="deadline is past"):
        file_brief(ready, by=works(ready), code=CODE, reference="CA")


def test_an_extension_opens_a_closed_call_again(ready: Session) -> None:
    rounds.ended(ready)
    managing.close_call(ready, by=OPERATOR, code=CODE)
    managing.extend_call(
        ready, by=OPERATOR, code=CODE, given=ExtensionIn(closes_at=clock(ready) + HOUR, reason="ขยายทุกหน่วยงาน")
    )
    assert the_call(ready).state == "open"
    rounds.filed(ready)


def test_an_extension_lies_after_the_deadline_that_holds(ready: Session) -> None:
    for minutes in (-5, 30):
        given = ExtensionIn(closes_at=clock(ready) + timedelta(minutes=minutes), reason="ก")
        with pytest.raises(Invalid, match="after the present deadline"):
            managing.extend_call(ready, by=OPERATOR, code=CODE, given=given)


def test_a_call_is_not_closed_before_its_last_deadline(ready: Session) -> None:
    with pytest.raises(Conflict, match="still to come"):
        managing.close_call(ready, by=OPERATOR, code=CODE)
    rounds.ended(ready)
    managing.extend_call(ready, by=OPERATOR, code=CODE,
                         given=ExtensionIn(closes_at=clock(ready) + HOUR, organization="works", reason="ก"))  # fmt: skip
    with pytest.raises(Conflict, match="still to come"):
        managing.close_call(ready, by=OPERATOR, code=CODE)


def test_a_call_opens_with_criteria_and_a_deadline_to_come(session: Session) -> None:
    rounds.furnished(session)
    call = rounds.announced(session)
    with pytest.raises(Conflict, match="criteria"):
        managing.open_call(session, by=OPERATOR, code=CODE)
    managing.set_criteria(session, by=OPERATOR, code=CODE, given=rounds.CRITERIA)
    session.execute(update(Call).values(opens_at=clock(session) - 2 * HOUR, closes_at=clock(session) - HOUR))
    session.expire_all()
    with pytest.raises(Conflict, match="deadline is past"):
        managing.open_call(session, by=OPERATOR, code=call.code)


def test_weights_that_are_not_100_are_refused() -> None:
    given = [{"code": "a", "title_th": "ก", "weight": 60}, {"code": "b", "title_th": "ข", "weight": 39}]
    with pytest.raises(ValidationError, match="must sum to 100, not to 99"):
        CriteriaIn.model_validate({"criteria": given})


def test_criteria_are_set_anew_until_the_screening(ready: Session) -> None:
    managing.set_criteria(ready, by=cast.acting(ready, "O-2"), code=CODE, given=rounds.CRITERIA)
    rounds.ended(ready)
    managing.close_call(ready, by=OPERATOR, code=CODE)
    managing.begin_screening(ready, by=OPERATOR, code=CODE)
    with pytest.raises(Conflict, match="screening"):
        managing.set_criteria(ready, by=OPERATOR, code=CODE, given=rounds.CRITERIA)


def test_a_call_of_the_same_year_and_source_is_refused(ready: Session) -> None:
    with pytest.raises(Conflict, match="code is in use"):
        rounds.announced(ready)
    with pytest.raises(Conflict, match="year and source"):
        rounds.announced(ready, code="other")
    with pytest.raises(NotFound, match="organisation"):
        rounds.announced(ready, code="third", organization="nowhere")


def test_a_draft_is_changed_and_no_more_when_it_is_open(session: Session) -> None:
    rounds.furnished(session)
    call = rounds.announced(session)
    now = clock(session)
    given = CallIn.model_validate({
        "code": CODE, "fiscal_year": 2571, "source": "province", "organization": "office", "title_th": "ใหม่",
        "opens_at": now, "closes_at": now + HOUR, "ceiling": "1,000,000", "sections": ["title"],
    })  # fmt: skip
    changed = managing.change_call(session, by=cast.acting(session, "O-2"), code=CODE, given=given)
    assert (changed.title_th, changed.ceiling_satang) == ("ใหม่", 100_000_000)
    assert changed.sections == ["title", "place", "activities", "money"]
    managing.set_criteria(session, by=OPERATOR, code=CODE, given=rounds.CRITERIA)
    managing.open_call(session, by=OPERATOR, code=CODE)
    with pytest.raises(Conflict, match="open"):
        managing.change_call(session, by=OPERATOR, code=call.code, given=given)


MANAGED: dict[str, Callable[[Session, Any, str], object]] = {
    "change": lambda session, by, code: managing.change_call(session, by=by, code=code, given=None),  # type: ignore[arg-type]
    "criteria": lambda session, by, code: managing.set_criteria(session, by=by, code=code, given=rounds.CRITERIA),
    "open": lambda session, by, code: managing.open_call(session, by=by, code=code),
    "extend": lambda session, by, code: managing.extend_call(
        session, by=by, code=code, given=ExtensionIn(closes_at=clock(session) + 9 * HOUR, reason="ก")
    ),
    "close": lambda session, by, code: managing.close_call(session, by=by, code=code),
    "screen": lambda session, by, code: managing.begin_screening(session, by=by, code=code),
}


@pytest.mark.parametrize("act", MANAGED)
def test_who_does_not_manage_calls_changes_none(ready: Session, act: str) -> None:
    for code in (CODE, "no-such-call"):
        with pytest.raises(Forbidden):
            MANAGED[act](ready, works(ready), code)


def test_who_manages_calls_of_the_own_organisation_alone_leaves_others(ready: Session) -> None:
    by = cast.acting(ready, "O-2")
    powers = type(by.powers)(by.powers.permissions, by.powers.classes, frozenset({"works"}))
    narrow = type(by)(by.position, by.person, title=by.title, powers=powers, viewer=by.viewer)
    with pytest.raises(Forbidden, match="outside"):
        managing.close_call(ready, by=narrow, code=CODE)
    with pytest.raises(Forbidden, match="outside"):
        rounds.announced(ready, narrow, code="other", fiscal_year=2572)


def test_what_is_missing_is_named_with_its_place_and_remedy(ready: Session) -> None:
    begin_brief(ready, by=works(ready), code=CODE, given=BeginIn(project="CA"))
    told = brief_of(ready, the_call(ready), "CA", viewer=works(ready).viewer)
    assert [(gap.section.value, gap.place.value, gap.name) for gap in told.gaps] == [
        ("activities", "brief", "items"), ("schedule", "brief", "starts_on"), ("money", "brief", "total"),
        ("risks", "brief", "risks"), ("evaluation", "brief", "evaluation"),
    ]  # fmt: skip
    assert told.gaps[0].what.en == "Activity 1, 2 has no amount."
    with pytest.raises(Conflict, match=r"Not complete: Activity 1, 2 has no amount\."):
        file_brief(ready, by=works(ready), code=CODE, reference="CA")


def test_a_required_file_that_is_not_there_is_asked_for(ready: Session) -> None:
    ready.execute(update(Call).values(files=["land"]))
    ready.expire_all()
    rounds.prepared(ready)
    told = brief_of(ready, the_call(ready), "CA", viewer=EVERYTHING)
    assert [(gap.section.value, gap.place.value, gap.name) for gap in told.gaps] == [
        ("readiness", "project", "readiness")
    ]
    set_item(ready, by=OPERATOR, reference="CA", item=Item.LAND, given=ItemIn(state=ItemState.DONE))
    again = brief_of(ready, the_call(ready), "CA", viewer=EVERYTHING).gaps
    assert "its file is missing" in again[0].what.en
    set_item(ready, by=OPERATOR, reference="CA", item=Item.LAND, given=ItemIn(state=ItemState.WAIVED, note="ไม่ใช้ที่ดิน"))
    assert brief_of(ready, the_call(ready), "CA", viewer=EVERYTHING).complete


def test_a_geometry_or_a_reason_is_asked_for(ready: Session) -> None:
    rounds.prepared(ready)
    nowhere = {"geom": None, "precision": "none", "area_code": None, "note": "ยังไม่สำรวจ"}
    ready.execute(update(Site).where(Site.project_id == select(Project.id).where(Project.reference == "CA").scalar_subquery())
                  .values(**nowhere))  # fmt: skip
    assert [gap.name for gap in brief_of(ready, the_call(ready), "CA", viewer=EVERYTHING).gaps] == ["unlocated_reason"]
    fill_brief(
        ready, by=works(ready), code=CODE, reference="CA", given=rounds.brief(60, unlocated_reason="รอสำรวจแนวเขต")
    )
    assert brief_of(ready, the_call(ready), "CA", viewer=EVERYTHING).complete


@pytest.mark.parametrize(("more", "name", "short"), [
    ({"total": "70"}, {"items", "q1"}, "10.00"), ({"q1": "29.99"}, {"q1"}, "0.01"), ({"q4": "31"}, {"q1"}, "-1.00"),
])  # fmt: skip
def test_activities_and_quarters_must_come_to_the_total(
    ready: Session, more: dict[str, str], name: set[str], short: str
) -> None:
    rounds.prepared(ready, "CA", None, **more)
    told = brief_of(ready, the_call(ready), "CA", viewer=EVERYTHING).gaps
    assert {gap.name for gap in told} == name
    assert all(short in gap.what.en for gap in told)


def test_amounts_are_read_in_the_unit_that_is_given(ready: Session) -> None:
    """0.06 thousand baht are 60 baht."""
    items = [
        {"activity": 1, "class5": "investment", "amount": "0.04"},
        {"activity": 2, "class5": "operating", "amount": "0.02"},
    ]
    made = rounds.prepared(ready, "CA", None, unit="thousand", total="0.06", q1="0.06", q4="0", items=items)
    assert (made.total_satang, made.q1_satang) == (6000, 6000)
    assert sorted(ready.scalars(select(BriefAmount.amount_satang))) == [2000, 4000]


def test_withdrawing_undoes_the_request_exactly_and_filing_again_asks_anew(ready: Session) -> None:
    rounds.filed(ready)
    withdraw_brief(ready, by=works(ready), code=CODE, reference="CA", given=WHY)
    assert requested(ready) == 0
    fill_brief(ready, by=works(ready), code=CODE, reference="CA", given=rounds.brief(90))
    made = file_brief(ready, by=works(ready), code=CODE, reference="CA")
    assert (made.requested_satang, requested(ready), made.reason) == (9000, 9000, None)
    of = LedgerEvent.project_id == made.project_id
    amounts = list(ready.scalars(select(LedgerEvent.amount_satang).where(of).order_by(LedgerEvent.seq)))
    assert amounts == [4000, 2000, -4000, -2000, 6000, 3000]


def test_a_returned_brief_gives_the_project_back_to_be_mended(ready: Session) -> None:
    rounds.filed(ready)
    return_brief(ready, by=cast.acting(ready, "O-2"), code=CODE, reference="CA", given=ReasonIn(reason="เพิ่มพิกัด"))
    project = ready.scalars(select(Project).where(Project.reference == "CA")).one()
    brief = ready.scalars(select(Submission)).one()
    assert (project.state, brief.state, brief.reason, requested(ready)) == ("returned", "returned", "เพิ่มพิกัด", 0)
    made = file_brief(ready, by=works(ready), code=CODE, reference="CA")
    assert (made.state, made.version_number, requested(ready)) == ("filed", 2, 6000)


def test_what_was_filed_is_neither_changed_nor_filed_twice(ready: Session) -> None:
    rounds.filed(ready)
    with pytest.raises(Conflict, match="withdraw it first"):
        fill_brief(ready, by=works(ready), code=CODE, reference="CA", given=rounds.brief(60))
    with pytest.raises(Conflict, match="filed already"):
        file_brief(ready, by=works(ready), code=CODE, reference="CA")
    with pytest.raises(Conflict, match="of this project already"):
        begin_brief(ready, by=works(ready), code=CODE, given=BeginIn(project="CA"))


def test_a_request_that_the_ledger_has_otherwise_stops_the_filing(ready: Session) -> None:
    rounds.prepared(ready)
    given = LineIn.model_validate({"reference": "X", "project": "CA", "activity_number": 1, "fiscal_year": 2571,
                                   "source": "province", "class5": "investment", "road": "by_contract"})  # fmt: skip
    line = define_line(ready, by=OPERATOR, given=given)
    record_event(ready, by=OPERATOR, line_id=line.id,
                 given=EventIn(kind=Kind.REQUESTED, amount=41, occurred_on=today(ready), document_no="ก 1"))  # fmt: skip
    with pytest.raises(Conflict, match="another request of the line X"):
        file_brief(ready, by=works(ready), code=CODE, reference="CA")


def test_an_agency_files_its_own_projects_alone(ready: Session) -> None:
    rounds.project(ready, "CB", _node(ready))
    with pytest.raises(NotFound):
        begin_brief(ready, by=works(ready), code=CODE, given=BeginIn(project="CB"))
    rounds.prepared(ready, "CB")
    with pytest.raises(NotFound):
        fill_brief(ready, by=works(ready), code=CODE, reference="CB", given=rounds.brief(30))
    with pytest.raises(NotFound):
        file_brief(ready, by=works(ready), code=CODE, reference="CB")
    with pytest.raises(NotFound):
        withdraw_brief(ready, by=works(ready), code=CODE, reference="CB", given=WHY)


def _node(session: Session) -> str:
    """What the first project serves."""
    return str(session.scalars(select(PlanLink.node_key).limit(1)).one())


ASKING: dict[str, Callable[[Session, Any, str], object]] = {
    "begin": lambda session, by, code: begin_brief(session, by=by, code=code, given=BeginIn(project="CA")),
    "fill": lambda session, by, code: fill_brief(session, by=by, code=code, reference="CA", given=rounds.brief(60)),
    "file": lambda session, by, code: file_brief(session, by=by, code=code, reference="CA"),
    "withdraw": lambda session, by, code: withdraw_brief(session, by=by, code=code, reference="CA", given=WHY),
    "return": lambda session, by, code: return_brief(session, by=by, code=code, reference="CA", given=WHY),
}


@pytest.mark.parametrize("act", ASKING)
def test_who_may_not_register_or_screen_files_and_returns_nothing(ready: Session, act: str) -> None:
    rounds.prepared(ready)
    for code in (CODE, "no-such-call"):
        with pytest.raises(Forbidden):
            ASKING[act](ready, cast.acting(ready, "O-4"), code)


@pytest.mark.parametrize("act", ASKING)
def test_a_scope_that_does_not_hold_the_project_is_not_enough(ready: Session, act: str) -> None:
    """The governor's powers over everything, save that his organisations are another one's alone."""
    rounds.prepared(ready)
    by = cast.acting(ready, "G-1")
    powers = type(by.powers)(by.powers.permissions, by.powers.classes, frozenset({"mueang"}), None, None, True)
    narrow = type(by)(by.position, by.person, title=by.title, powers=powers, viewer=by.viewer)
    with pytest.raises(Forbidden, match="outside"):
        ASKING[act](ready, narrow, CODE)


def test_a_project_of_another_year_or_in_the_plan_is_not_filed(ready: Session) -> None:
    node = _node(ready)
    rounds.project(ready, "CC", node, fiscal_year=2570)
    with pytest.raises(Conflict, match="not one of FY2571"):
        begin_brief(ready, by=works(ready), code=CODE, given=BeginIn(project="CC"))
    move_project(ready, by=OPERATOR, reference="CA", given=StepIn(to=State.CANCELLED, reason="ยุติ"))
    with pytest.raises(Conflict, match="not in the plan"):
        begin_brief(ready, by=works(ready), code=CODE, given=BeginIn(project="CA"))


def test_everybody_sees_the_briefs_that_he_is_inside_of(ready: Session) -> None:
    rounds.project(ready, "CB", _node(ready))
    rounds.filed(ready)
    rounds.filed(ready, "CB")
    call = the_call(ready)
    seen = {number: [one.project.reference for one in briefs(ready, call, viewer=cast.acting(ready, number).viewer)]
            for number in ("G-1", "O-2", "W-1", "D-1")}  # fmt: skip
    assert seen == {"G-1": ["CA", "CB"], "O-2": ["CA", "CB"], "W-1": ["CA"], "D-1": ["CA", "CB"]}
    assert briefs(ready, call, viewer=PUBLIC) == []
    told = all_rounds(ready, viewer=PUBLIC)
    assert [(one.call.code, one.briefs, one.filed, one.requested) for one in told] == [(CODE, 0, 0, 0)]
    office = all_rounds(ready, viewer=EVERYTHING)[0]
    assert (office.briefs, office.filed, office.requested) == (2, 2, 9000)


def test_an_agency_is_offered_what_it_may_still_file(ready: Session) -> None:
    call = the_call(ready)
    assert [one.reference for one in fit_to_file(ready, call, viewer=works(ready).viewer)] == ["CA"]
    rounds.prepared(ready)
    assert fit_to_file(ready, call, viewer=works(ready).viewer) == []
