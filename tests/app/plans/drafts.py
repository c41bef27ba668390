"""Plans as the tests write them: a toy plan of two issues and three approaches, whose numbers are mental arithmetic.

G1 ── I1 ── A1.1 ── NS 2 primary, SDG 9
      │     A1.2 ── NS 2 primary
      I2 ── A2.1 ── NS 4 primary, NS 5 secondary
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, Acting
from app.meetings.commands import close_meeting, record_resolution
from app.plans.commands.alignments import align
from app.plans.commands.approval import approve_plan, propose_plan
from app.plans.commands.drafting import add_node, draft_plan
from app.plans.commands.standard import seed_frames
from app.plans.models import Plan, PlanNode
from app.plans.schemas import Approval, LinkIn, NodeIn, PlanIn
from tests.app.meetings.sittings import DAY, called, resolution

CODE = "toy-2566"
SINCE = date(2023, 1, 1)
LINKS = (
    ("1.1", "NS:2", "primary"), ("1.1", "SDG:9", "secondary"), ("1.2", "NS:2", "primary"), ("2.1", "NS:4", "primary"),
    ("2.1", "NS:5", "secondary"),
)  # fmt: skip


def plan(**more: object) -> PlanIn:
    given = {"code": CODE, "kind": "province_5y", "title_th": "แผนพัฒนา", "title_en": "Plan", "organization": "office",
             "first_year": 2566, "last_year": 2570}  # fmt: skip
    return PlanIn.model_validate({**given, **more})


def node(kind: str, code: str, parent: uuid.UUID | None = None, **more: object) -> NodeIn:
    given = {"kind": kind, "code": code, "title_th": f"เรื่อง {code}", "title_en": f"Title {code}", "parent": parent}
    return NodeIn.model_validate({**given, **more})


def link(frame: str, role: str = "primary", since: date = SINCE) -> LinkIn:
    return LinkIn.model_validate({"frame": frame, "role": role, "valid_from": since, "rationale": "สอดคล้อง"})


def drafted(session: Session, by: Acting = OPERATOR, *, aligned: bool = True, **more: object) -> dict[str, PlanNode]:
    """The toy plan as a draft: its nodes by their codes."""
    seed_frames(session, by=OPERATOR)
    made = draft_plan(session, by=by, given=plan(**more))
    found: dict[str, PlanNode] = {}
    for kind, code, above in (
        ("goal", "G1", None), ("issue", "1", "G1"), ("issue", "2", "G1"), ("approach", "1.1", "1"),
        ("approach", "1.2", "1"), ("approach", "2.1", "2"),
    ):  # fmt: skip
        given = node(kind, code, found[above].key if above else None)
        found[code] = add_node(session, by=by, code=made.code, version=1, given=given)
    for code, frame, role in LINKS if aligned else ():
        align(session, by=by, code=made.code, version=1, key=found[code].key, given=link(frame, role))
    return found


def resolved(
    session: Session, outcome: str = "adopted", *, closed: bool = True, number: int = 1, held_on: date = DAY, **more: object
) -> uuid.UUID:
    """A resolution about the toy plan, of a meeting that is closed."""
    meeting = called(session, number=number, held_on=held_on, year=held_on.year + 543)
    given = resolution(outcome, **{"subject_kind": "plan", "subject_id": CODE, **more})
    made = record_resolution(session, by=OPERATOR, meeting_id=meeting.id, given=given)
    if closed:
        close_meeting(session, by=OPERATOR, meeting_id=meeting.id)
    return made.id


def approved(
    session: Session, by: Acting, proposer: Acting = OPERATOR, version: int = 1, held_on: date = DAY
) -> Plan:  # fmt: skip
    """A version that stands as a draft, proposed and put in force."""
    propose_plan(session, by=proposer, code=CODE, version=version)
    given = Approval(resolution=resolved(session, number=version, held_on=held_on))
    return approve_plan(session, by=by, code=CODE, version=version, given=given)
