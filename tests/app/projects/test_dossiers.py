"""What a project is, serves, does and reaches: said, changed, taken out, by those who may, as long as it is open."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, Acting
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.plans.commands.approval import revise_plan
from app.plans.commands.drafting import change_node, remove_node
from app.plans.schemas import NodeChange
from app.projects.commands import dossiers, register_projects
from app.projects.commands.registering import draft_project
from app.projects.models import Activity, FrameLink, PlanLink, Project, ReadinessItem
from app.projects.queries.cascade import cascades, goals_of, linkable
from app.projects.queries.detail import detail
from app.projects.rules import State
from app.projects.rules.dossier import Duty, Unit
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    ExternalIn,
    IndicatorIn,
    LinksIn,
    ProjectChange,
    ProjectDraft,
    ProjectIn,
    RelationIn,
    ResponsibleIn,
    SharesIn,
)
from tests import cast
from tests.app.plans.drafts import approved
from tests.app.plans.drafts import drafted as drafted_plan
from tests.app.projects.dossiers import draft, given, moved, whole

CHANGE = {name: value for name, value in given().model_dump().items() if name != "reference"}
ACTIVITY = ActivityIn(title_th="กิจกรรม")
INDICATOR = IndicatorIn.model_validate({"level": "outcome", "name_th": "ผู้ใช้ถนน", "unit": "คน"})
PEOPLE = BeneficiaryIn.model_validate({"unit": "households", "count": 140})
Act = Callable[[Session, Acting, str], object]
CONTENT: dict[str, Act] = {
    "change": lambda s, by, ref: dossiers.change_project(
        s, by=by, reference=ref, given=ProjectChange.model_validate(CHANGE)
    ),
    "link": lambda s, by, ref: dossiers.link_project(s, by=by, reference=ref, given=LinksIn()),
    "add activity": lambda s, by, ref: dossiers.add_activity(s, by=by, reference=ref, given=ACTIVITY),
    "remove activity": lambda s, by, ref: dossiers.remove_activity(s, by=by, reference=ref, number=1),
    "add indicator": lambda s, by, ref: dossiers.add_indicator(s, by=by, reference=ref, given=INDICATOR),
    "remove indicator": lambda s, by, ref: dossiers.remove_indicator(s, by=by, reference=ref, number=1),
    "count": lambda s, by, ref: dossiers.count_beneficiaries(s, by=by, reference=ref, given=PEOPLE),
    "uncount": lambda s, by, ref: dossiers.remove_beneficiaries(s, by=by, reference=ref, unit=Unit.PERSONS),
}
WORKS: dict[str, Act] = {
    "number": lambda s, by, ref: dossiers.number_elsewhere(s, by=by, reference=ref, given=ExternalIn()),
    "responsible": lambda s, by, ref: dossiers.name_responsible(s, by=by, reference=ref, given=ResponsibleIn()),
    "relate": lambda s, by, ref: dossiers.relate_project(
        s, by=by, reference=ref, given=RelationIn.model_validate({"reference": "OTHER", "relation": "expansion"})
    ),
}


@pytest.mark.parametrize("act", [*CONTENT, *WORKS])
def test_a_draft_is_changed_by_its_agency_and_by_nobody_from_elsewhere(session: Session, act: str) -> None:
    whole(session)
    draft(session, reference="OTHER")
    do = (CONTENT | WORKS)[act]
    for number in ("O-1", "O-3"):
        with pytest.raises((Forbidden, NotFound)):
            do(session, cast.acting(session, number), "X1")
    for number in ("W-1", "O-2"):
        with session.begin_nested() as tried:
            do(session, cast.acting(session, number), "X1")
            tried.rollback()


@pytest.mark.parametrize("act", [*CONTENT, *WORKS])
def test_who_may_change_nothing_is_told_so_first(session: Session, act: str) -> None:
    do = (CONTENT | WORKS)[act]
    with pytest.raises(Forbidden):
        do(session, cast.acting(session, "O-3"), "nowhere")
    with pytest.raises(NotFound):
        do(session, cast.acting(session, "W-1"), "nowhere")


@pytest.mark.parametrize("act", [*CONTENT, *WORKS])
def test_a_district_chief_changes_what_lies_in_his_district_alone(session: Session, act: str) -> None:
    """X1 is a point in 980102 of the works agency; a position of district 9801 sees it, one of 9802 does not."""
    whole(session)
    draft(session, reference="OTHER")
    chief = cast.acting(session, "D-1")
    do = (CONTENT | WORKS)[act]
    with pytest.raises((Forbidden, NotFound)):
        do(session, chief, "OTHER")
    with session.begin_nested() as tried:
        session.execute(text("UPDATE projects.project SET area_codes = '{980102}' WHERE reference IN ('X1', 'OTHER')"))
        session.expire_all()
        do(session, chief, "X1")
        tried.rollback()
    session.execute(text("UPDATE projects.project SET area_codes = '{980102,980201}' WHERE reference = 'X1'"))
    session.expire_all()
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        do(session, chief, "X1")


@pytest.mark.parametrize("act", CONTENT)
def test_what_was_submitted_stays_until_it_is_returned(session: Session, act: str) -> None:
    project = whole(session)
    moved(session, project, State.SUBMITTED)
    with pytest.raises(Conflict, match="not changed"):
        CONTENT[act](session, cast.acting(session, "W-1"), "X1")


@pytest.mark.parametrize("act", WORKS)
def test_what_the_work_brings_along_is_said_while_it_goes_on(session: Session, act: str) -> None:
    project = whole(session)
    draft(session, reference="OTHER")
    moved(session, project, State.IN_PROGRESS)
    WORKS[act](session, cast.acting(session, "W-1"), "X1")
    with pytest.raises(Forbidden):
        WORKS[act](session, cast.acting(session, "O-2"), "X1")


def test_each_act_leaves_one_event(session: Session) -> None:
    project = whole(session)
    draft(session, reference="OTHER")
    before = len(session.scalars(select(AuditEvent)).all())
    for number, do in enumerate((CONTENT | WORKS).values(), start=1):
        do(session, OPERATOR, project.reference)
        assert len(session.scalars(select(AuditEvent)).all()) == before + number


def test_a_draft_begins_internal_with_the_checklist_of_its_kind_in_the_area_of_its_agency(session: Session) -> None:
    made = draft(session, cast.acting(session, "W-1"))
    assert (made.state, made.class_, made.area_codes) == ("draft", "internal", ["98"])
    items = set(session.scalars(select(ReadinessItem.item).where(ReadinessItem.project_id == made.id)))
    assert items == {"design", "central_price", "land", "community", "maintenance"}


def test_a_draft_is_refused_for_another_agency_an_unknown_one_or_a_taken_reference(session: Session) -> None:
    works = cast.acting(session, "W-1")
    with pytest.raises(Forbidden):
        draft_project(session, by=works, given=given(agency="office"))
    with pytest.raises(Forbidden):
        draft_project(session, by=cast.acting(session, "O-3"), given=given())
    with pytest.raises(Forbidden):
        draft_project(session, by=cast.acting(session, "D-1"), given=given())
    with pytest.raises(NotFound):
        draft_project(session, by=OPERATOR, given=given(agency="nowhere"))
    draft(session)
    with pytest.raises(Conflict):
        draft(session)


def test_a_district_chief_begins_a_project_of_his_own_office_and_sees_it(session: Session) -> None:
    chief = cast.acting(session, "D-1")
    draft_project(session, by=chief, given=given(agency="mueang"))
    assert detail(session, "X1", viewer=chief.viewer).project.area_codes == ["9801"]


def test_another_kind_asks_for_another_checklist_and_keeps_what_was_begun(session: Session) -> None:
    made = draft(session)
    row = session.get_one(ReadinessItem, (made.id, "design"))
    row.state = "done"
    session.flush()
    study = ProjectChange.model_validate(CHANGE | {"kind": "study"})
    dossiers.change_project(session, by=OPERATOR, reference="X1", given=study)
    items = set(session.scalars(select(ReadinessItem.item).where(ReadinessItem.project_id == made.id)))
    assert items == {"design", "central_price"}


def test_a_project_is_not_given_to_an_agency_one_may_not_register_for(session: Session) -> None:
    draft(session)
    elsewhere = ProjectChange.model_validate(CHANGE | {"agency": "welfare"})
    with pytest.raises(Forbidden):
        dossiers.change_project(session, by=cast.acting(session, "W-1"), reference="X1", given=elsewhere)
    nowhere = ProjectChange.model_validate(CHANGE | {"agency": "nowhere"})
    with pytest.raises(NotFound):
        dossiers.change_project(session, by=OPERATOR, reference="X1", given=nowhere)


def test_links_replace_links_and_only_one_is_primary(session: Session) -> None:
    project, nodes = draft(session), drafted_plan(session)
    first, second = nodes["1.1"].key, nodes["1.2"].key
    for links in (
        LinksIn(primary=first, others=(second,), frames=("SDG:9", "NS:2")),
        LinksIn(primary=second, others=(second,)),
    ):
        dossiers.link_project(session, by=OPERATOR, reference="X1", given=links)
    assert [(row.node_key, row.role) for row in session.scalars(select(PlanLink))] == [(second, "primary")]
    assert session.scalars(select(FrameLink).where(FrameLink.project_id == project.id)).all() == []
    for wrong in (LinksIn(primary=uuid.uuid4()), LinksIn(frames=("SDG:99",))):
        with pytest.raises(NotFound):
            dossiers.link_project(session, by=OPERATOR, reference="X1", given=wrong)


def test_the_way_up_follows_a_node_through_the_versions_of_its_plan(session: Session) -> None:
    """G1 stands over issue 1, and that over approach 1.1, which serves NS 2 first of all and SDG 9."""
    project = whole(session)
    key = session.scalars(select(PlanLink.node_key)).one()
    (way,) = cascades(session, project, viewer=OPERATOR.viewer)
    assert [node.code for node in way.nodes] == ["G1", "1", "1.1"]
    goals = [(one.frame.system, one.frame.code, one.role) for one in way.goals]
    assert goals == [("NS", "2", "primary"), ("SDG", "9", "secondary")]
    assert not way.is_in_force
    approved(session, cast.acting(session, "O-1"))
    revise_plan(session, by=OPERATOR, code="toy-2566", version=1)
    renamed = NodeChange(code="1.9", title_th="เปลี่ยนชื่อ", parent=way.nodes[1].key)
    change_node(session, by=OPERATOR, code="toy-2566", version=2, key=key, given=renamed)
    (way,) = cascades(session, project, viewer=OPERATOR.viewer)
    assert (way.plan.version, way.node.code, way.is_in_force) == (1, "1.1", True), "a draft changes nothing yet"
    remove_node(session, by=OPERATOR, code="toy-2566", version=2, key=key)
    assert cascades(session, project, viewer=OPERATOR.viewer)[0].node.code == "1.1"
    assert [one.code for one in goals_of(session, project, viewer=OPERATOR.viewer)] == ["9"]
    assert {one.node.code for one in linkable(session, viewer=OPERATOR.viewer)} == {"1.1", "1.2", "2.1"}


def test_numbers_of_activities_go_on_and_what_carries_money_stays(session: Session, owner: Session) -> None:
    del owner
    project = draft(session)
    for _ in range(2):
        dossiers.add_activity(session, by=OPERATOR, reference="X1", given=ACTIVITY)
    dossiers.remove_activity(session, by=OPERATOR, reference="X1", number=1)
    assert dossiers.add_activity(session, by=OPERATOR, reference="X1", given=ACTIVITY).number == 3
    assert [row.number for row in session.scalars(select(Activity).where(Activity.project_id == project.id))] == [2, 3]
    for wrong in (lambda: dossiers.remove_activity(session, by=OPERATOR, reference="X1", number=9),
                  lambda: dossiers.remove_indicator(session, by=OPERATOR, reference="X1", number=9),
                  lambda: dossiers.remove_beneficiaries(session, by=OPERATOR, reference="X1", unit=Unit.RAI),
                  lambda: dossiers.add_activity(session, by=OPERATOR, reference="X1",
                                                given=ActivityIn(title_th="ก", organization="nowhere"))):  # fmt: skip
        with pytest.raises(NotFound):
            wrong()


def test_an_indicator_of_the_province_is_named_by_its_code(session: Session) -> None:
    draft(session)
    known = IndicatorIn.model_validate({**INDICATOR.model_dump(), "indicator_code": "POP-TOTAL", "target": "1,500.5"})
    made = dossiers.add_indicator(session, by=OPERATOR, reference="X1", given=known)
    assert (made.indicator_code, made.target) == ("POP-TOTAL", Decimal("1500.5"))
    unknown = known.model_copy(update={"indicator_code": "NOPE"})
    with pytest.raises(NotFound):
        dossiers.add_indicator(session, by=OPERATOR, reference="X1", given=unknown)


def test_a_second_count_in_the_same_unit_takes_the_place_of_the_first(session: Session) -> None:
    draft(session)
    for count in ("140", "๒๐"):
        people = BeneficiaryIn.model_validate({"unit": "households", "count": count, "kind": "ครัวเรือนเสี่ยง"})
        dossiers.count_beneficiaries(session, by=OPERATOR, reference="X1", given=people)
    (one,) = detail(session, "X1", viewer=OPERATOR.viewer).beneficiaries
    assert (one.count, one.kind) == (20, "ครัวเรือนเสี่ยง")


def test_positions_answer_for_a_project_by_their_numbers(session: Session) -> None:
    draft(session)
    named = ResponsibleIn(responsible="W-1", coordinator="O-2")
    dossiers.name_responsible(session, by=OPERATOR, reference="X1", given=named)
    told = detail(session, "X1", viewer=OPERATOR.viewer).responsible
    assert [(post.number, one.duty) for one, post in told] == [("W-1", Duty.RESPONSIBLE), ("O-2", Duty.COORDINATOR)]
    with pytest.raises(NotFound):
        dossiers.name_responsible(session, by=OPERATOR, reference="X1", given=ResponsibleIn(responsible="Z-9"))


def test_related_projects_see_each_other_and_nobody_is_related_to_himself(session: Session) -> None:
    draft(session)
    draft(session, reference="OTHER")
    tie = RelationIn.model_validate({"reference": "OTHER", "relation": "rehabilitation"})
    dossiers.relate_project(session, by=OPERATOR, reference="X1", given=tie)
    (there,) = detail(session, "X1", viewer=OPERATOR.viewer).related
    (back,) = detail(session, "OTHER", viewer=OPERATOR.viewer).related
    assert (there.reference, there.is_named_here, back.reference, back.is_named_here) == ("OTHER", True, "X1", False)
    with pytest.raises(Conflict):
        dossiers.relate_project(session, by=OPERATOR, reference="X1", given=tie)
    with pytest.raises(Invalid):
        dossiers.relate_project(session, by=OPERATOR, reference="OTHER", given=tie)
    hidden = RelationIn.model_validate({"reference": "X1", "relation": "expansion"})
    project = draft(session, reference="WELFARE", agency="office")
    assert project.agency == "office"
    with pytest.raises(NotFound):
        dossiers.relate_project(session, by=cast.acting(session, "W-1"), reference="X1",
                                given=hidden.model_copy(update={"reference": "WELFARE"}))  # fmt: skip


def test_a_history_takes_the_power_to_decide_and_no_step_that_is_not_allowed(session: Session) -> None:
    site = {"geom": None, "precision": "none", "is_province_wide": True}
    steps = [{"to": to, "at": f"2026-0{month}-01T09:00:00+07:00", "position": "O-1", "title": "หัวหน้า", "reason": None}
             for month, to in enumerate(("submitted", "screened", "approved_plan"), start=1)]  # fmt: skip
    one: dict[str, Any] = {"reference": "H1", "title_th": "ก", "kind": "study", "fiscal_year": 2570, "sites": [site]}
    past = ProjectIn.model_validate(one | {"state": "approved_plan", "history": steps})
    with pytest.raises(Forbidden):
        register_projects(session, by=cast.acting(session, "O-2"), projects=[past])
    leap = ProjectIn.model_validate(one | {"state": "approved_plan", "history": [steps[0], steps[2]]})
    silent = ProjectIn.model_validate(one | {"state": "returned", "history": [steps[0], steps[1] | {"to": "returned"}]})
    for wrong in (leap, silent):
        with pytest.raises(Invalid, match="not allowed"):
            register_projects(session, by=OPERATOR, projects=[wrong])
    register_projects(session, by=OPERATOR, projects=[past])
    made = session.scalars(select(Project).where(Project.reference == "H1")).one()
    assert (made.state, made.class_) == ("approved_plan", "public")
    assert [line.at.month for line in detail(session, "H1", viewer=OPERATOR.viewer).history] == [3, 2, 1]
    with pytest.raises(ValidationError):
        ProjectIn.model_validate(one | {"state": "funded", "history": steps})


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (ProjectDraft, {"reference": "new"}), (ProjectDraft, {"reference": "a/b"}), (ProjectDraft, {"reference": ""}),
        (ProjectDraft, {"kind": "wish"}), (ProjectDraft, {"fiscal_year": "2026"}), (ProjectDraft, {"title_th": " "}),
        (ProjectDraft, {"last_year": "2569"}), (ProjectDraft, {"state": "funded"}),
    ],
)  # fmt: skip
def test_a_wrong_draft_is_refused_at_the_edge(model: type[ProjectDraft], wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(given().model_dump() | wrong)


def test_numbers_of_other_systems_are_text_whatever_digits_people_write(session: Session) -> None:
    assert ExternalIn.model_validate({"egp_id": "๖๙๐๑-๒๓๔๕๖๗๘"}).egp_id == "69012345678"
    for wrong in ({"egp_id": "123"}, {"egp_id": "6901234567A"}, {"budget_code": "12 34"}):
        with pytest.raises(ValidationError):
            ExternalIn.model_validate(wrong)
    draft(session)
    ids = ExternalIn(egp_id="00012345678", budget_code="20027370001002000000", emenscr_id="มท 0001-67")
    made = dossiers.number_elsewhere(session, by=OPERATOR, reference="X1", given=ids)
    assert (made.egp_id, made.budget_code) == ("00012345678", "20027370001002000000")
    assert SharesIn(shares={}).shares == {}
