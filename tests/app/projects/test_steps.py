"""Each step that is allowed is taken by whose power it is, each other one refused, by the act and by the database."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, PUBLIC, Acting
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.projects.commands.registering import register_projects
from app.projects.commands.steps import move_project
from app.projects.models import Project, ProjectStep, ProjectTransition, ProjectVersion
from app.projects.queries import project_by_reference
from app.projects.queries.detail import detail
from app.projects.rules import PROPOSED, STEPS, Kind, Precision, State
from app.projects.rules.dossier import Item
from app.projects.rules.states import ACTS, OPEN_TO_CHANGE, STATES, Part, next_states, permission_to_change
from app.projects.schemas import ProjectIn, SiteIn, StepIn
from gis.access import Read
from tests import cast
from tests.app.projects.dossiers import PDF, WAYS, done, moved, ready, shelf_in, whole

EDGES = list(STEPS)
FORBIDDEN = [pair for pair in product(State, State) if pair not in STEPS]
POWERS = {"project.register": {"O-2", "W-1", "G-1"}, "project.screen": {"O-1", "O-2", "G-1"},
          "project.decide": {"O-1", "G-1"}, "project.carry_out": {"W-1", "G-1"}, "project.accept": {"O-1", "G-1"}}  # fmt: skip
"""Who of the cast may take steps of each power on a project of the works agency."""


def standing(session: Session, state: State) -> Project:
    """A study, which needs nothing but its central price, that stands in a state as an existing register knows it."""
    one = ProjectIn(
        reference="X1", title_th="ศึกษา", kind=Kind.STUDY, fiscal_year=2570, agency="works", state=state,
        rationale="เหตุผล", objectives="วัตถุประสงค์", sites=(SiteIn(geom=None, precision=Precision.NONE, note="ยังไม่เลือก"),),
    )  # fmt: skip
    register_projects(session, by=OPERATOR, projects=[one])
    return session.scalars(select(Project).where(Project.reference == "X1")).one()


def step(session: Session, number: str, to: State, reason: str | None = "ทดสอบ") -> Project:
    return move_project(
        session, by=cast.acting(session, number), reference="X1", given=StepIn(to=to, reason=reason)
    )  # fmt: skip


def test_the_database_has_the_steps_of_the_rules(session: Session) -> None:
    rows = {
        (row.from_state, row.to_state): (row.permission, row.needs_reason)
        for row in session.scalars(select(ProjectStep))
    }
    assert rows == {pair: (one.permission.value, one.needs_reason) for pair, one in STEPS.items()}


def test_every_state_has_its_words_and_every_step_its_button() -> None:
    assert set(STATES) == set(State)
    assert set(ACTS) == {after for _, after in STEPS}
    assert next_states(State.SUBMITTED) == [State.RETURNED, State.SCREENED, State.REJECTED, State.CANCELLED]


@pytest.mark.parametrize(("before", "after"), [edge for edge in EDGES if edge[1] is not State.SUBMITTED])
def test_an_allowed_step_is_taken_by_each_who_may_and_by_nobody_else(
    session: Session, before: State, after: State, tmp_path: Path
) -> None:
    project = standing(session, before)
    if permission_to_change(Part.READINESS, before):
        done(session, project, Item.CENTRAL_PRICE, shelf_in(tmp_path), PDF)
    allowed = POWERS[STEPS[before, after].permission.value]
    for number in sorted({"O-1", "O-2", "O-3", "W-1", "G-1"} - allowed):
        with pytest.raises(Forbidden):
            step(session, number, after)
    for number in sorted(allowed):
        with session.begin_nested() as taken:
            assert step(session, number, after).state == after
            taken.rollback()
    session.expire_all()
    assert project.state == before


@pytest.mark.parametrize(("before", "after"), FORBIDDEN)
def test_every_other_step_is_refused(session: Session, before: State, after: State) -> None:
    standing(session, before)
    with pytest.raises(Conflict):
        step(session, "G-1", after)


@pytest.mark.parametrize(("before", "after"), [pair for pair, one in STEPS.items() if one.needs_reason])
def test_going_back_suspending_rejecting_and_cancelling_need_a_reason(
    session: Session, before: State, after: State
) -> None:
    standing(session, before)
    with pytest.raises(Invalid, match="reason"):
        step(session, "G-1", after, reason=None)


def test_the_reasons_are_asked_for_exactly_there() -> None:
    named = {pair for pair in EDGES if pair[1] in (State.RETURNED, State.REJECTED, State.CANCELLED, State.SUSPENDED,
                                                   State.PROBLEM)}  # fmt: skip
    asked = {pair for pair, one in STEPS.items() if one.needs_reason}
    assert named <= asked
    assert asked - named == {(State.PROCURING, State.PREPARING), (State.COMPLETED, State.IN_PROGRESS)}


def test_a_step_leaves_its_line_and_one_event(session: Session) -> None:
    standing(session, State.FUNDED)
    step(session, "W-1", State.PREPARING, None)
    (line,) = session.scalars(select(ProjectTransition))
    assert (line.number, line.from_state, line.to_state, line.position, line.basis, line.reason) == (
        1, "funded", "preparing", "W-1", "substantive", None,
    )  # fmt: skip
    assert line.person == cast.person_id("W-1")
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.act == "project.carried_on"))
    assert (event.before, event.after, event.detail["number"]) == ({"state": "funded"}, {"state": "preparing"}, 1)


def test_a_whole_life_leaves_its_history_and_four_versions(session: Session, tmp_path: Path) -> None:
    project = whole(session)
    moved(session, project, State.FUNDED)
    ready(session, project, shelf_in(tmp_path), cast.acting(session, "W-1"))
    moved(session, project, State.IN_USE_CHECKED)
    # The shortest way leaves procurement out; so it is what is paid without a contract.
    found = detail(session, project.reference, viewer=OPERATOR.viewer)
    assert [line.to_state for line in reversed(found.history)] == [state.value for state in WAYS[State.IN_USE_CHECKED]]
    assert [(one.number, one.state) for one in found.versions] == [
        (1, "submitted"), (2, "approved_plan"), (3, "requested"), (4, "completed"),
    ]  # fmt: skip
    first = found.versions[0]
    assert (first.plan_code, first.plan_version) == ("toy-2566", 1)
    assert first.snapshot["sites"][0]["geometry"] == {"type": "Point", "coordinates": [100.75, 15.5]}
    assert [len(one.snapshot["files"]) for one in found.versions] == [0, 0, 0, 5]


def test_what_is_missing_is_named_when_a_draft_is_submitted(session: Session) -> None:
    one = ProjectIn(
        reference="X1", title_th="ก", kind=Kind.STUDY, fiscal_year=2570,
        sites=(SiteIn(geom=None, precision=Precision.NONE),),
    )  # fmt: skip
    register_projects(session, by=OPERATOR, projects=[one])
    with pytest.raises(Conflict) as refused:
        step(session, "G-1", State.SUBMITTED)
    assert refused.value.en.split(" · ") == [
        "The owner organisation is missing.", "The rationale is missing.", "The objectives are missing.",
        "No primary link to the plan.", "No activity.", "No output indicator.", "Nobody who benefits is named.",
        "A place that is not known needs a reason.",
    ]  # fmt: skip


def test_procurement_waits_for_design_and_price_and_the_contract_for_the_land(session: Session, tmp_path: Path) -> None:
    project, shelf = whole(session), shelf_in(tmp_path)
    moved(session, project, State.PREPARING)
    works = cast.acting(session, "W-1")
    with pytest.raises(Conflict, match="ราคากลาง"):
        step(session, "W-1", State.PROCURING)
    done(session, project, Item.DESIGN, shelf, PDF + b"d", works)
    done(session, project, Item.CENTRAL_PRICE, shelf, PDF + b"c", works)
    step(session, "W-1", State.PROCURING)
    with pytest.raises(Conflict) as refused:
        step(session, "W-1", State.CONTRACTED)
    assert refused.value.en.split(" · ") == [
        "Consent of the owner of the land: missing.",
        "Consent of the community: missing.",
    ]
    done(session, project, Item.LAND, shelf, PDF + b"l", works)
    done(session, project, Item.COMMUNITY, shelf, PDF + b"p", works)
    assert step(session, "W-1", State.CONTRACTED).state == State.CONTRACTED


def test_nobody_decides_on_what_he_submitted_nor_accepts_what_he_completed(session: Session) -> None:
    project = whole(session)
    by: Acting = cast.acting(session, "G-1")
    move_project(session, by=by, reference="X1", given=StepIn(to=State.SUBMITTED))
    step(session, "O-2", State.SCREENED)
    with pytest.raises(Forbidden, match="อนุมัติเรื่องของตนเองไม่ได้"):
        step(session, "G-1", State.APPROVED_PLAN)
    assert step(session, "O-1", State.APPROVED_PLAN).state == project.state == State.APPROVED_PLAN


def test_the_system_decides_on_nothing_that_it_asked_for_itself(session: Session) -> None:
    whole(session)
    for state in (State.SUBMITTED, State.SCREENED):
        move_project(session, by=OPERATOR, reference="X1", given=StepIn(to=state))
    with pytest.raises(Forbidden, match="system"):
        move_project(session, by=OPERATOR, reference="X1", given=StepIn(to=State.APPROVED_PLAN))


def test_entering_the_plan_opens_a_project_and_rejection_closes_it(session: Session) -> None:
    project = whole(session)
    assert project.class_ == Read.INTERNAL
    moved(session, project, State.APPROVED_PLAN)
    assert project_by_reference(session, "X1", viewer=PUBLIC).class_ == Read.PUBLIC
    step(session, "O-1", State.REQUESTED)
    step(session, "O-1", State.REJECTED)
    with pytest.raises(NotFound):
        project_by_reference(session, "X1", viewer=PUBLIC)


def test_a_draft_given_up_never_becomes_public(session: Session) -> None:
    project = whole(session)
    step(session, "W-1", State.CANCELLED)
    assert (project.state, project.class_) == (State.CANCELLED, Read.INTERNAL)


def test_the_public_reads_the_history_since_the_plan_alone(session: Session) -> None:
    project = whole(session)
    moved(session, project, State.FUNDED)
    told = detail(session, "X1", viewer=PUBLIC)
    assert [line.to_state for line in told.history] == ["funded", "requested"]
    assert (told.versions, told.files, told.is_inside) == ((), (), False)


def test_who_lacks_the_power_is_told_so_before_he_is_told_whether_there_is_such_a_project(session: Session) -> None:
    with pytest.raises(Forbidden):
        move_project(
            session, by=cast.acting(session, "O-3"), reference="nowhere", given=StepIn(to=State.FUNDED)
        )  # fmt: skip
    with pytest.raises(NotFound):
        move_project(session, by=cast.acting(session, "O-1"), reference="nowhere", given=StepIn(to=State.FUNDED))


def test_a_state_is_not_set_past_its_history(owner: Session) -> None:
    for statement in (
        "UPDATE projects.project SET state = 'accepted' WHERE reference = 'P-1'",
        "UPDATE projects.project SET is_synthetic = true WHERE reference = 'P-1'",
    ):
        with pytest.raises(DBAPIError, match="moves by its history only"), owner.begin_nested():
            owner.execute(text(statement))


LINE = (
    "INSERT INTO projects.project_transition (project_id, number, from_state, to_state, needs_reason, position, title,"
    " basis) SELECT id, {}, '{}', '{}', false, 'p', 't', 'system' FROM projects.project WHERE reference = 'P-1'"
)


def test_a_line_of_history_begins_where_the_project_stands_and_moves_it(owner: Session) -> None:
    for wrong in (LINE.format(2, "completed", "accepted"), LINE.format(1, "accepted", "handed_over")):
        with pytest.raises(IntegrityError, match="does not begin where it stands"), owner.begin_nested():
            owner.execute(text(wrong))
    owner.execute(text(LINE.format(1, "completed", "accepted")))
    assert owner.scalar(text("SELECT state FROM projects.project WHERE reference = 'P-1'")) == "accepted"
    for wrong in ("UPDATE projects.project_transition SET title = 'x'", "DELETE FROM projects.project_transition"):
        with pytest.raises(DBAPIError, match="append-only"), owner.begin_nested():
            owner.execute(text(wrong))
    with pytest.raises(DBAPIError, match="moves by its history only"), owner.begin_nested():
        owner.execute(text("DELETE FROM projects.project WHERE reference = 'P-1'"))
    with pytest.raises(DBAPIError, match="append-only"), owner.begin_nested():
        owner.execute(text("TRUNCATE projects.project_transition"))


def test_a_project_whose_history_begins_later_is_not_on_the_map_of_a_day_before(owner: Session) -> None:
    sites = text("SELECT count(*) FROM published.projects WHERE reference = 'P-1'")
    today, day = owner.scalar(sites), text("SELECT set_config('phaen.true_on', '2020-01-01', true)")
    assert today
    with owner.begin_nested():
        owner.execute(day)
        assert owner.scalar(sites) == today, "it was registered as it stands; nothing says that it had not begun"
        owner.execute(text(LINE.format(1, "completed", "accepted")))
        assert owner.scalar(sites) == 0
        owner.execute(text("SELECT set_config('phaen.true_on', '', true)"))
        assert owner.scalar(sites) == today


def test_a_version_is_kept_for_good(session: Session, owner: Session) -> None:
    del session
    owner.execute(text("INSERT INTO projects.project_version (project_id, number, state, snapshot, position, title)"
                       " SELECT id, 1, 'completed', '{}', 'p', 't' FROM projects.project WHERE reference = 'P-1'"))  # fmt: skip
    for wrong in ("UPDATE projects.project_version SET snapshot = '{\"a\": 1}'", "DELETE FROM projects.project_version",
                  "TRUNCATE projects.project_version CASCADE"):  # fmt: skip
        with pytest.raises(DBAPIError, match="append-only"), owner.begin_nested():
            owner.execute(text(wrong))


def test_the_parts_of_a_project_are_changed_by_one_power_in_each_state() -> None:
    register, carry_out = Permission.PROJECT_REGISTER, Permission.PROJECT_CARRY_OUT
    table = {part: {state: permission_to_change(part, state) for state in State} for part in Part}
    assert {state for state, who in table[Part.CONTENT].items() if who} == OPEN_TO_CHANGE
    assert table[Part.PLACES][State.IN_PROGRESS] is carry_out
    assert table[Part.PLACES][State.SUBMITTED] is None
    assert table[Part.READINESS][State.SUBMITTED] is register
    assert table[Part.READINESS][State.FUNDED] is carry_out
    assert all(table[part][state] is None for part in Part for state in (State.CLOSED, State.REJECTED, State.CANCELLED))


def test_what_is_proposed_is_known_to_both_sides(session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(ProjectVersion)) == 0
    assert {state for state in State if state in PROPOSED} == {
        State.DRAFT, State.SUBMITTED, State.RETURNED, State.SCREENED, State.REJECTED,
    }  # fmt: skip
