"""A plan is drafted, aligned, proposed, put in force by another person, and revised."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.records import today
from app.meetings.commands import call_meeting, close_meeting, record_resolution
from app.plans.commands.alignments import align, end_alignment
from app.plans.commands.approval import approve_plan, propose_plan, return_plan, revise_plan
from app.plans.commands.drafting import (
    add_node,
    change_node,
    change_plan,
    discard_plan,
    draft_plan,
    remove_node,
    set_targets,
)
from app.plans.commands.standard import seed_frames
from app.plans.commands.synthetic import remove_synthetic_plans
from app.plans.models import Alignment, NationalFrame, Plan, PlanNode
from app.plans.queries.plans import nodes, plan_at, plans, targets_of, versions
from app.plans.schemas import Approval, LinkEnding, NodeChange, PlanTitle, Return, TargetsIn
from tests import cast
from tests.app.meetings.sittings import called, resolution
from tests.app.meetings.sittings import meeting as meeting_in
from tests.app.plans.drafts import CODE, LINKS, approved, drafted, link, node, plan, resolved

TITLE = PlanTitle(title_th="ชื่อใหม่")
WHY = Return(reason="แก้ตัวชี้วัด")
TARGETS = TargetsIn(indicator="รายได้", unit="บาท", baseline_year=2565, baseline=Decimal(10), values={2566: Decimal(12)})


def change(code: str = "1.1", title: str = "ใหม่", parent: uuid.UUID | None = None) -> NodeChange:
    return NodeChange(code=code, title_th=title, parent=parent)


@pytest.mark.parametrize("number", ["G-2", "O-3", "O-4", "W-1", "D-1", "S-1"])
def test_a_position_without_the_power_drafts_nothing(session: Session, number: str) -> None:
    made, by = drafted(session), cast.acting(session, number)
    key = made["1.1"].key
    held = session.scalars(select(Alignment.id)).first()
    assert held is not None
    acts = (
        lambda: seed_frames(session, by=by),
        lambda: draft_plan(session, by=by, given=plan(code="other")),
        lambda: change_plan(session, by=by, code=CODE, version=1, given=TITLE),
        lambda: discard_plan(session, by=by, code=CODE, version=1),
        lambda: add_node(session, by=by, code=CODE, version=1, given=node("goal", "G2")),
        lambda: change_node(session, by=by, code=CODE, version=1, key=key, given=change(parent=made["1"].key)),
        lambda: remove_node(session, by=by, code=CODE, version=1, key=key),
        lambda: set_targets(session, by=by, code=CODE, version=1, key=key, given=TARGETS),
        lambda: align(session, by=by, code=CODE, version=1, key=key, given=link("MP:3")),
        lambda: end_alignment(session, by=by, code=CODE, version=1, link_id=held, given=LinkEnding()),
        lambda: propose_plan(session, by=by, code=CODE, version=1),
        lambda: remove_synthetic_plans(session, by=by),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_who_drafts_does_not_approve_or_return_and_who_may_not_draft_does_not_revise(session: Session) -> None:
    drafted(session)
    propose_plan(session, by=OPERATOR, code=CODE, version=1)
    given = Approval(resolution=resolved(session))
    with pytest.raises(Forbidden, match="may not: put a development plan in force"):
        approve_plan(session, by=cast.acting(session, "O-2"), code=CODE, version=1, given=given)
    with pytest.raises(Forbidden):
        return_plan(session, by=cast.acting(session, "O-2"), code=CODE, version=1, given=WHY)
    approve_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1, given=given)
    with pytest.raises(Forbidden):
        revise_plan(session, by=cast.acting(session, "W-1"), code=CODE, version=1)


def test_a_plan_is_within_the_scope_of_who_drafts_it(session: Session) -> None:
    by = cast.acting(session, "O-2")
    narrow = replace(by, powers=replace(by.powers, areas=frozenset({"9801"})))
    with pytest.raises(Forbidden, match="The area is outside"):
        draft_plan(session, by=narrow, given=plan(area_code="9802"))
    assert draft_plan(session, by=narrow, given=plan(area_code="9801")).state == "draft"


def test_the_frames_come_once_and_what_the_office_edited_stays(session: Session) -> None:
    assert (seed_frames(session, by=OPERATOR), seed_frames(session, by=OPERATOR)) == (59, 0), "6 + 23 + 13 + 17"
    first = session.get_one(NationalFrame, ("NS", "1"))
    first.name_th = "แก้"
    assert seed_frames(session, by=OPERATOR) == 1, "still the program's own, so it is brought back"
    first.name_th, first.is_standard = "แก้", False
    assert seed_frames(session, by=OPERATOR) == 0


def test_each_act_leaves_one_event(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = drafted(session, by)
    change_plan(session, by=by, code=CODE, version=1, given=TITLE)
    change_node(session, by=by, code=CODE, version=1, key=made["1.1"].key, given=change(parent=made["1"].key))
    set_targets(session, by=by, code=CODE, version=1, key=made["1"].key, given=TARGETS)
    approved(session, cast.acting(session, "O-1"), by)
    revise_plan(session, by=by, code=CODE, version=1)
    acts = session.scalars(
        select(AuditEvent.act).where(AuditEvent.object_kind == "plan").order_by(AuditEvent.seq)
    ).all()
    assert acts == [
        "plan.drafted", *["plan.node_added"] * 6, *["plan.aligned"] * len(LINKS), "plan.changed", "plan.node_changed",
        "plan.target_set", "plan.proposed", "plan.approved", "plan.revised",
    ]  # fmt: skip


def test_a_node_stands_where_its_kind_may_and_codes_are_unique(session: Session) -> None:
    made = drafted(session)
    with pytest.raises(Invalid, match="programme cannot stand under development issue"):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("programme", "P", made["1"].key))
    with pytest.raises(Invalid, match="approach cannot stand alone"):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("approach", "3.1"))
    with pytest.raises(Conflict, match=r"code 1\.1 is in use"):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("approach", "1.1", made["1"].key))
    with pytest.raises(Conflict, match=r"code 1\.2 is in use"):
        change_node(
            session, by=OPERATOR, code=CODE, version=1, key=made["1.1"].key, given=change("1.2", parent=made["1"].key)
        )
    with pytest.raises(NotFound):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("approach", "3.1", uuid.uuid4()))
    add_node(session, by=OPERATOR, code=CODE, version=1, given=node("vision", "V"))
    with pytest.raises(Conflict, match="has a vision already"):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("vision", "V2"))
    with pytest.raises(Conflict, match="code toy-2566 is in use"):
        draft_plan(session, by=OPERATOR, given=plan())
    with pytest.raises(NotFound):
        draft_plan(session, by=OPERATOR, given=plan(code="x", organization="nowhere"))


def test_a_node_is_moved_and_removed_but_not_from_above_others(session: Session) -> None:
    made = drafted(session)
    moved = change_node(
        session, by=OPERATOR, code=CODE, version=1, key=made["1.2"].key, given=change("2.2", parent=made["2"].key)
    )
    assert (moved.parent_id, moved.code, moved.key) == (made["2"].id, "2.2", made["1.2"].key)
    with pytest.raises(Conflict, match="Other nodes stand under it"):
        remove_node(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key)
    remove_node(session, by=OPERATOR, code=CODE, version=1, key=made["1.1"].key)
    assert session.scalar(select(func.count()).select_from(Alignment)) == 3, "its two alignments went with it"
    remove_node(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key)
    assert [one.code for one in nodes(session, plan_at(session, CODE, viewer=EVERYTHING), viewer=EVERYTHING)] == [
        "G1", "2", "2.1", "2.2",
    ]  # fmt: skip


def test_targets_replace_those_of_the_indicator_and_lie_within_the_plan(session: Session) -> None:
    made = drafted(session)
    key, found = made["1"].key, plan_at(session, CODE, viewer=EVERYTHING)
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=key, given=TARGETS)
    later = TargetsIn(indicator="รายได้", unit="บาท", values={2567: Decimal(14), 2570: Decimal(20)})
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=key, given=later)
    (series,) = targets_of(session, found, viewer=EVERYTHING)[made["1"].id]
    assert (series.baseline, series.values) == (None, {2567: Decimal(14), 2570: Decimal(20)})
    with pytest.raises(Invalid, match="outside the plan: 2571"):
        set_targets(session, by=OPERATOR, code=CODE, version=1, key=key,
                    given=TargetsIn(indicator="ก", unit="ข", values={2571: Decimal(1)}))  # fmt: skip
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=key, given=TargetsIn(indicator="รายได้", unit="บาท"))
    assert targets_of(session, found, viewer=EVERYTHING) == {}
    with pytest.raises(ValueError, match="or neither"):
        TargetsIn(indicator="ก", unit="ข", baseline_year=2565)
    with pytest.raises(ValueError, match="base year cannot be"):
        TargetsIn(indicator="ก", unit="ข", baseline_year=2566, baseline=Decimal(1), values={2566: Decimal(1)})


def test_an_approach_has_one_primary_national_strategy_and_an_ended_one_stays_with_its_dates(session: Session) -> None:
    made = drafted(session)
    key = made["1.1"].key
    with pytest.raises(Conflict, match="has a primary national strategy already"):
        align(session, by=OPERATOR, code=CODE, version=1, key=key, given=link("NS:3"))
    with pytest.raises(Conflict, match="aligned with this frame already"):
        align(session, by=OPERATOR, code=CODE, version=1, key=key, given=link("NS:2", "secondary"))
    held = session.scalars(select(Alignment).where(Alignment.node_id == made["1.1"].id, Alignment.system == "NS")).one()
    end_alignment(
        session, by=OPERATOR, code=CODE, version=1, link_id=held.id, given=LinkEnding(last_day=date(2023, 12, 31))
    )
    align(session, by=OPERATOR, code=CODE, version=1, key=key, given=link("NS:3", since=date(2024, 1, 1)))
    told = session.execute(
        select(Alignment.frame_code, Alignment.valid_from, Alignment.valid_to)
        .where(Alignment.node_id == made["1.1"].id, Alignment.system == "NS")
        .order_by(Alignment.valid_from)
    ).all()
    assert [tuple(one) for one in told] == [
        ("2", date(2023, 1, 1), date(2024, 1, 1)), ("3", date(2024, 1, 1), None),
    ]  # fmt: skip
    with pytest.raises(Conflict, match="has ended already"):
        end_alignment(session, by=OPERATOR, code=CODE, version=1, link_id=held.id, given=LinkEnding())


def test_what_is_aligned_is_a_node_of_its_kind_and_a_frame_of_its_day(session: Session) -> None:
    made = drafted(session)
    programme = add_node(session, by=OPERATOR, code=CODE, version=1, given=node("programme", "P", made["1.1"].key))
    with pytest.raises(Invalid, match="Only goals, issues and approaches"):
        align(session, by=OPERATOR, code=CODE, version=1, key=programme.key, given=link("NS:1"))
    with pytest.raises(NotFound, match="no national frame NS:7"):
        align(session, by=OPERATOR, code=CODE, version=1, key=made["2"].key, given=link("NS:7"))
    with pytest.raises(Invalid, match="not valid on that day"):
        align(
            session,
            by=OPERATOR,
            code=CODE,
            version=1,
            key=made["2"].key,
            given=link("NESDP:1", since=date(2027, 10, 1)),
        )
    with pytest.raises(NotFound):
        end_alignment(session, by=OPERATOR, code=CODE, version=1, link_id=uuid.uuid4(), given=LinkEnding())
    held = align(session, by=OPERATOR, code=CODE, version=1, key=made["2"].key, given=link("NESDP:1"))
    with pytest.raises(Invalid, match="before the first"):
        end_alignment(
            session, by=OPERATOR, code=CODE, version=1, link_id=held.id, given=LinkEnding(last_day=date(2022, 12, 30))
        )
    assert end_alignment(
        session, by=OPERATOR, code=CODE, version=1, link_id=held.id, given=LinkEnding()
    ).valid_to == today(session)


def test_a_draft_without_approaches_or_with_one_that_serves_no_strategy_is_not_proposed(session: Session) -> None:
    draft_plan(session, by=OPERATOR, given=plan(code="empty", first_year=2571, last_year=2571))
    with pytest.raises(Conflict, match="no approach yet"):
        propose_plan(session, by=OPERATOR, code="empty", version=1)
    made = drafted(session, aligned=False)
    align(session, by=OPERATOR, code=CODE, version=1, key=made["1.1"].key, given=link("NS:2"))
    align(session, by=OPERATOR, code=CODE, version=1, key=made["1.2"].key, given=link("NS:2", "secondary"))
    with pytest.raises(Conflict, match=r"no primary national strategy yet: 1\.2, 2\.1\."):
        propose_plan(session, by=OPERATOR, code=CODE, version=1)


def test_who_proposed_a_plan_does_not_put_it_in_force_in_whatever_position(session: Session) -> None:
    by = cast.acting(session, "O-1")
    drafted(session, by)
    propose_plan(session, by=by, code=CODE, version=1)
    given = Approval(resolution=resolved(session))
    with pytest.raises(Forbidden, match="Who made it may not approve it"):
        approve_plan(session, by=by, code=CODE, version=1, given=given)
    governor = replace(cast.acting(session, "G-1"), person_id=by.person_id)
    with pytest.raises(Forbidden, match="Who made it may not approve it"):
        approve_plan(session, by=governor, code=CODE, version=1, given=given)
    made = approve_plan(session, by=cast.acting(session, "G-1"), code=CODE, version=1, given=given)
    assert (made.state, made.approved_by, made.proposer_position, made.approver_position) == (
        "approved", given.resolution, "O-1", "G-1",
    )  # fmt: skip


def test_the_system_does_not_approve_what_the_system_proposed(session: Session) -> None:
    drafted(session)
    with pytest.raises(Forbidden, match="system may not approve"):
        approved(session, OPERATOR)


@pytest.mark.parametrize(
    ("outcome", "more", "told"),
    [
        ("rejected", {}, "adopted resolution of a closed meeting"),
        ("deferred", {}, "adopted resolution of a closed meeting"),
        ("adopted", {"closed": False}, "adopted resolution of a closed meeting"),
        ("adopted", {"subject_id": "other"}, "about something else"),
    ],
)
def test_it_takes_a_resolution_that_carries_the_plan(
    session: Session, outcome: str, more: dict[str, object], told: str
) -> None:
    drafted(session)
    propose_plan(session, by=OPERATOR, code=CODE, version=1)
    given = Approval(resolution=resolved(session, outcome, **more))  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=told):
        approve_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1, given=given)
    with pytest.raises(NotFound):
        approve_plan(
            session, by=cast.acting(session, "O-1"), code=CODE, version=1, given=Approval(resolution=uuid.uuid4())
        )


def test_an_invented_resolution_carries_no_real_plan(session: Session) -> None:
    drafted(session)
    propose_plan(session, by=OPERATOR, code=CODE, version=1)
    called(session, number=9)
    meeting = call_meeting(session, by=OPERATOR, given=meeting_in(), is_synthetic=True)
    made = record_resolution(session, by=OPERATOR, meeting_id=meeting.id, given=resolution())
    close_meeting(session, by=OPERATOR, meeting_id=meeting.id)
    with pytest.raises(Invalid, match="carries nothing real"):
        approve_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1, given=Approval(resolution=made.id))


def test_a_returned_plan_is_a_draft_again_and_keeps_no_signature(session: Session) -> None:
    drafted(session)
    propose_plan(session, by=cast.acting(session, "O-2"), code=CODE, version=1)
    with pytest.raises(Conflict, match="Only a draft is changed"):
        change_plan(session, by=OPERATOR, code=CODE, version=1, given=TITLE)
    made = return_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1, given=WHY)
    assert (made.state, made.proposed_at, made.proposer_person) == ("draft", None, None)
    assert change_plan(session, by=OPERATOR, code=CODE, version=1, given=TITLE).title_th == "ชื่อใหม่"
    with pytest.raises(Conflict, match="does not wait for a decision"):
        return_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1, given=WHY)


def test_what_is_in_force_is_changed_by_a_revision_that_supersedes_it(session: Session) -> None:
    chief = cast.acting(session, "O-1")
    made = drafted(session)
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key, given=TARGETS)
    approved(session, chief)
    with pytest.raises(Conflict, match="Only a draft is changed"):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("goal", "G2"))
    second = revise_plan(session, by=OPERATOR, code=CODE, version=1)
    assert (second.version, second.state, second.supersedes) == (2, "draft", made["1"].plan_id)
    with pytest.raises(Conflict, match="drafted or proposed already"):
        revise_plan(session, by=OPERATOR, code=CODE, version=1)
    copied = {one.code: one for one in nodes(session, second, viewer=EVERYTHING)}
    assert {code: one.key for code, one in copied.items()} == {code: one.key for code, one in made.items()}
    assert all(copied[code].id != made[code].id for code in made)
    assert copied["1.1"].parent_id == copied["1"].id
    links = select(func.count()).where(Alignment.plan_id == second.id)
    assert session.scalar(links) == len(LINKS)
    assert len(targets_of(session, second, viewer=EVERYTHING)) == 1
    approved(session, chief, version=2)
    assert [(one.version, one.state) for one in versions(session, CODE, viewer=PUBLIC)] == [
        (2, "approved"),
        (1, "superseded"),
    ]
    assert plan_at(session, CODE, viewer=PUBLIC).version == 2
    with pytest.raises(Conflict, match="Only a plan in force is revised"):
        revise_plan(session, by=OPERATOR, code=CODE, version=1)


def test_a_draft_is_given_up_with_all_that_it_holds_and_what_is_in_force_is_not(session: Session) -> None:
    made = drafted(session)
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key, given=TARGETS)
    approved(session, cast.acting(session, "O-1"))
    revise_plan(session, by=OPERATOR, code=CODE, version=1)
    discard_plan(session, by=OPERATOR, code=CODE, version=2)
    assert [one.version for one in versions(session, CODE, viewer=EVERYTHING)] == [1]
    assert session.scalar(select(func.count()).select_from(PlanNode)) == 6
    assert session.scalar(select(func.count()).select_from(Alignment)) == len(LINKS)
    with pytest.raises(Conflict, match="Only a draft is changed"):
        discard_plan(session, by=OPERATOR, code=CODE, version=1)
    assert revise_plan(session, by=OPERATOR, code=CODE, version=1).version == 2


def test_two_plans_of_a_kind_are_not_in_force_in_the_same_years(session: Session) -> None:
    drafted(session)
    approved(session, cast.acting(session, "O-1"))
    made = draft_plan(session, by=OPERATOR, given=plan(code="rival", first_year=2570, last_year=2574))
    issue = add_node(session, by=OPERATOR, code="rival", version=1, given=node("issue", "1"))
    approach = add_node(session, by=OPERATOR, code="rival", version=1, given=node("approach", "1.1", issue.key))
    align(session, by=OPERATOR, code="rival", version=1, key=approach.key, given=link("NS:1"))
    propose_plan(session, by=OPERATOR, code="rival", version=1)
    given = Approval(resolution=resolved(session, number=2, subject_id="rival"))
    with pytest.raises(Conflict, match="in force in these years already"):
        approve_plan(session, by=cast.acting(session, "O-1"), code="rival", version=1, given=given)
    assert session.get_one(Plan, made.id, populate_existing=True).state == "proposed"


def test_drafts_are_for_those_in_office(session: Session) -> None:
    drafted(session)
    assert plans(session, viewer=PUBLIC) == []
    assert [one.code for one in plans(session, viewer=cast.acting(session, "W-1").viewer)] == [CODE]
    with pytest.raises(NotFound):
        versions(session, CODE, viewer=PUBLIC)
    with pytest.raises(NotFound):
        plan_at(session, CODE, 2, viewer=EVERYTHING)


def test_invented_plans_are_taken_away_whole_and_real_ones_stay(session: Session) -> None:
    drafted(session)
    seed_frames(session, by=OPERATOR)
    draft_plan(session, by=OPERATOR, given=plan(code="toy-demo"), is_synthetic=True)
    goal = add_node(session, by=OPERATOR, code="toy-demo", version=1, given=node("goal", "G"))
    issue = add_node(session, by=OPERATOR, code="toy-demo", version=1, given=node("issue", "1", goal.key))
    align(session, by=OPERATOR, code="toy-demo", version=1, key=issue.key, given=link("NS:1"))
    assert remove_synthetic_plans(session, by=OPERATOR) == {"plans": 1, "clusters": 0}
    assert session.scalar(select(func.count()).select_from(PlanNode)) == 6


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"kind": "annual"}, "1 to 1 years"),
        ({"last_year": 2571}, "1 to 5 years"),
        ({"last_year": 2565}, "1 to 5 years"),
        ({"code": "new"}, "address of another page"),
    ],
)
def test_a_plan_has_the_years_of_its_kind_and_a_code_that_is_no_page(more: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        plan(**more)
