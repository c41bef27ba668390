"""Bringing the invented plan in through the acts of its slices: drafted, adopted by a committee, put in force, revised."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, Acting
from app.core.calendar import BUDDHIST_ERA
from app.core.records import today
from app.demo import plans as invented
from app.demo.offices import GOVERNOR, OFFICE
from app.demo.plans import PlannedNode
from app.demo.province import CODE as AREA
from app.meetings.commands import add_item, call_meeting, close_meeting, record_resolution
from app.meetings.models import Meeting
from app.meetings.rules import AgendaKind, Outcome
from app.meetings.schemas import ItemIn, MeetingIn, ResolutionIn
from app.organizations.models import Appointment
from app.organizations.models.force import in_force
from app.organizations.queries.capacities import acting_in
from app.organizations.rules import AppointmentKind
from app.plans.commands.alignments import align, end_alignment
from app.plans.commands.approval import approve_plan, propose_plan, revise_plan
from app.plans.commands.drafting import add_node, change_node, change_plan, draft_plan, remove_node, set_targets
from app.plans.models import Alignment, PlanNode
from app.plans.rules import LinkRole, NodeKind, PlanKind
from app.plans.schemas import Approval, LinkEnding, LinkIn, NodeChange, NodeIn, PlanIn, PlanTitle, TargetsIn

COMMITTEE = "kbj"
WEEKS = timedelta(weeks=3)
DAY = timedelta(days=1)
Keys = dict[str, uuid.UUID]


def load_planning(session: Session, *, by: Acting) -> dict[str, int]:
    """Write the plan, its revision, the meetings that adopted them and the next one; counts by kind."""
    governor = holder(session, GOVERNOR)
    keys = _draft(session, by)
    _into_force(session, by, governor, 0)
    _revise(session, by, keys)
    _into_force(session, by, governor, 1)
    _next_meeting(session, by)
    return {"plans": 2, "plan_nodes": len(keys), "meetings": len(invented.MEETINGS) + 1}


def _draft(session: Session, by: Acting) -> Keys:
    title_th, title_en = invented.TITLE
    given = PlanIn(
        code=invented.CODE, kind=PlanKind.PROVINCE_5Y, title_th=title_th, title_en=title_en, organization=OFFICE,
        area_code=AREA, first_year=invented.FIRST, last_year=invented.LAST,
    )  # fmt: skip
    draft_plan(session, by=by, given=given, is_synthetic=True)
    keys: Keys = {}
    top = [PlannedNode("vision", "V", "", *invented.VISION)]
    top += [PlannedNode("goal", code, "V", th, en) for code, th, en in invented.GOALS]
    for node in (*top, *invented.NODES):
        _node(session, by, 1, keys, node, invented.SINCE)
    for row in invented.TARGETS:
        _targets(session, by, 1, keys, row)
    return keys


def _node(session: Session, by: Acting, version: int, keys: Keys, node: PlannedNode, since: date) -> None:
    given = NodeIn(
        kind=NodeKind(node.kind), code=node.code, title_th=node.th, title_en=node.en, parent=keys.get(node.under)
    )
    keys[node.code] = add_node(session, by=by, code=invented.CODE, version=version, given=given).key
    systems: set[str] = set()
    for frame in node.serves:
        system = frame.partition(":")[0]
        _align(session, by, version, keys[node.code], frame, since, primary=system not in systems)
        systems.add(system)


def _align(
    session: Session, by: Acting, version: int, key: uuid.UUID, frame: str, since: date, *, primary: bool
) -> None:  # fmt: skip
    role = LinkRole.PRIMARY if primary else LinkRole.SECONDARY
    given = LinkIn(frame=frame, role=role, valid_from=since)
    align(session, by=by, code=invented.CODE, version=version, key=key, given=given)


def _targets(
    session: Session, by: Acting, version: int, keys: Keys, row: tuple[str, str, str, int, tuple[int, ...]]
) -> None:
    code, indicator, unit, baseline, values = row
    given = TargetsIn(
        indicator=indicator, unit=unit, baseline_year=invented.FIRST - 1, baseline=Decimal(baseline),
        values={invented.FIRST + number: Decimal(value) for number, value in enumerate(values)},
    )  # fmt: skip
    set_targets(session, by=by, code=invented.CODE, version=version, key=keys[code], given=given)


def _revise(session: Session, by: Acting, keys: Keys) -> None:
    plan = revise_plan(session, by=by, code=invented.CODE, version=1)
    title_th, title_en = invented.REVISED
    title = PlanTitle(title_th=title_th, title_en=title_en)
    change_plan(session, by=by, code=plan.code, version=2, given=title)
    for code in invented.REMOVED:
        remove_node(session, by=by, code=plan.code, version=2, key=keys.pop(code))
    for node in invented.ADDED:
        _node(session, by, 2, keys, node, invented.REVISED_ON)
    code, th, en = invented.RENAMED
    renamed = NodeChange(code=code, title_th=th, title_en=en, parent=keys["O1"])
    change_node(session, by=by, code=plan.code, version=2, key=keys[code], given=renamed)
    code, old, new = invented.TURNED
    held = (
        select(Alignment.id)
        .join(PlanNode, PlanNode.id == Alignment.node_id)
        .where(Alignment.plan_id == plan.id, PlanNode.key == keys[code], Alignment.frame_code == old.partition(":")[2])
    )
    ending = LinkEnding(last_day=invented.REVISED_ON - DAY)
    end_alignment(session, by=by, code=plan.code, version=2, link_id=session.scalars(held).one(), given=ending)
    _align(session, by, 2, keys[code], new, invented.REVISED_ON, primary=True)
    _targets(session, by, 2, keys, invented.RAISED)


def _into_force(session: Session, by: Acting, governor: Acting, number: int) -> None:
    """Proposed by who drafted it, adopted by the committee, put in force by the governor."""
    propose_plan(session, by=by, code=invented.CODE, version=number + 1)
    held_on, year = invented.MEETINGS[number]
    meeting = meeting_on(session, by, held_on, year)
    title = (invented.TITLE, invented.REVISED)[number]
    item = add_item(session, by=by, meeting_id=meeting.id, given=_item(AgendaKind.CONSIDERATION, title[0]))
    given = ResolutionIn(
        item_id=item.id, outcome=Outcome.ADOPTED, text_th=f"เห็นชอบ{title[0]}", text_en=f"Adopted: {title[1]}",
        subject_kind="plan", subject_id=invented.CODE,
    )  # fmt: skip
    resolution = record_resolution(session, by=by, meeting_id=meeting.id, given=given)
    close_meeting(session, by=by, meeting_id=meeting.id)
    approval = Approval(resolution=resolution.id)
    approve_plan(session, by=governor, code=invented.CODE, version=number + 1, given=approval)


def _next_meeting(session: Session, by: Acting) -> None:
    day = today(session) + WEEKS
    meeting = meeting_on(session, by, day, day.year + BUDDHIST_ERA)
    for kind, title in (
        (AgendaKind.NOTICE, "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"), (AgendaKind.MINUTES, "รับรองรายงานการประชุมครั้งก่อน"),
        (AgendaKind.CONSIDERATION, "แผนปฏิบัติราชการประจำปีของจังหวัด"),
    ):  # fmt: skip
        add_item(session, by=by, meeting_id=meeting.id, given=_item(kind, title))


def meeting_on(session: Session, by: Acting, held_on: date, year: int) -> Meeting:
    """Under the next number of the year: the committee may have met in earnest."""
    last = session.scalar(
        select(func.max(Meeting.number)).where(Meeting.committee_code == COMMITTEE, Meeting.year == year)
    )
    given = MeetingIn(committee=COMMITTEE, number=(last or 0) + 1, year=year, held_on=held_on, place=invented.PLACE)
    return call_meeting(session, by=by, given=given, is_synthetic=True)


def _item(kind: AgendaKind, title: str) -> ItemIn:
    return ItemIn(kind=kind, title_th=title)


def holder(session: Session, number: str) -> Acting:
    """Who holds a position of the invented province today."""
    held = select(Appointment.id).where(
        Appointment.position_number == number, Appointment.kind == AppointmentKind.SUBSTANTIVE, in_force(Appointment)
    )
    by = acting_in(session, session.scalars(held).one(), viewer=EVERYTHING)
    assert by is not None
    return by
