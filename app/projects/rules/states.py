"""The states of a project and the steps between them: who takes a step, and when it needs a reason (data, not code).

States after the planning cycle of Thai provinces; ``projects.step`` holds the same edges, and the database allows no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.permissions import Permission
from gis.access import Read, joined
from gis.layer import Text


class State(StrEnum):
    """Where a project stands between idea and closed file (สถานะโครงการ)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SCREENED = "screened"
    APPROVED_PLAN = "approved_plan"
    REQUESTED = "requested"
    FUNDED = "funded"
    RESERVE = "reserve"
    REJECTED = "rejected"
    PREPARING = "preparing"
    PROCURING = "procuring"
    CONTRACTED = "contracted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    PROBLEM = "problem"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    IN_USE_CHECKED = "in_use_checked"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATES: dict[State, Text] = {
    State.DRAFT: Text(th="ร่าง", en="Draft"),
    State.SUBMITTED: Text(th="เสนอแล้ว", en="Submitted"),
    State.RETURNED: Text(th="ส่งกลับแก้ไข", en="Returned"),
    State.SCREENED: Text(th="ผ่านการกลั่นกรอง", en="Screened"),
    State.APPROVED_PLAN: Text(th="อยู่ในแผน", en="In the plan"),
    State.REQUESTED: Text(th="ขอรับงบประมาณ", en="Requested"),
    State.FUNDED: Text(th="ได้รับงบประมาณ", en="Funded"),
    State.RESERVE: Text(th="สำรอง", en="Reserve"),
    State.REJECTED: Text(th="ไม่ได้รับการสนับสนุน", en="Rejected"),
    State.PREPARING: Text(th="เตรียมการ", en="Preparing"),
    State.PROCURING: Text(th="จัดซื้อจัดจ้าง", en="Procuring"),
    State.CONTRACTED: Text(th="ทำสัญญาแล้ว", en="Contracted"),
    State.IN_PROGRESS: Text(th="ดำเนินการ", en="In progress"),
    State.SUSPENDED: Text(th="หยุดชั่วคราว", en="Suspended"),
    State.PROBLEM: Text(th="ติดปัญหา", en="In trouble"),
    State.COMPLETED: Text(th="แล้วเสร็จ", en="Completed"),
    State.ACCEPTED: Text(th="ตรวจรับแล้ว", en="Accepted"),
    State.HANDED_OVER: Text(th="ส่งมอบแล้ว", en="Handed over"),
    State.IN_USE_CHECKED: Text(th="ตรวจการใช้งานแล้ว", en="Use checked"),
    State.CLOSED: Text(th="ปิดโครงการ", en="Closed"),
    State.CANCELLED: Text(th="ยกเลิก", en="Cancelled"),
}
ACTS: dict[State, Text] = {
    State.SUBMITTED: Text(th="เสนอโครงการ", en="Submit it"),
    State.RETURNED: Text(th="ส่งกลับแก้ไข", en="Return it"),
    State.SCREENED: Text(th="ให้ผ่านการกลั่นกรอง", en="Let it pass screening"),
    State.APPROVED_PLAN: Text(th="บรรจุเข้าแผน", en="Take it into the plan"),
    State.REQUESTED: Text(th="ยื่นคำขอรับงบประมาณ", en="Request its budget"),
    State.FUNDED: Text(th="บันทึกว่าได้รับงบประมาณ", en="Record that it is funded"),
    State.RESERVE: Text(th="จัดเป็นโครงการสำรอง", en="Put it in reserve"),
    State.REJECTED: Text(th="ไม่สนับสนุน", en="Reject it"),
    State.PREPARING: Text(th="เริ่มเตรียมการ", en="Begin preparation"),
    State.PROCURING: Text(th="เริ่มจัดซื้อจัดจ้าง", en="Begin procurement"),
    State.CONTRACTED: Text(th="บันทึกว่าทำสัญญาแล้ว", en="Record the contract"),
    State.IN_PROGRESS: Text(th="เริ่มหรือกลับมาดำเนินการ", en="Carry it on"),
    State.SUSPENDED: Text(th="หยุดชั่วคราว", en="Suspend it"),
    State.PROBLEM: Text(th="แจ้งว่าติดปัญหา", en="Report trouble"),
    State.COMPLETED: Text(th="บันทึกว่าแล้วเสร็จ", en="Record completion"),
    State.ACCEPTED: Text(th="ตรวจรับ", en="Accept the work"),
    State.HANDED_OVER: Text(th="ส่งมอบสินทรัพย์", en="Hand the asset over"),
    State.IN_USE_CHECKED: Text(th="ตรวจการใช้งาน", en="Check its use"),
    State.CLOSED: Text(th="ปิดโครงการ", en="Close it"),
    State.CANCELLED: Text(th="ยกเลิกโครงการ", en="Cancel it"),
}
"""What the button says that leads to a state."""


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed way from a state to another."""

    before: State
    after: State
    permission: Permission
    needs_reason: bool = False


_REGISTER, _SCREEN, _DECIDE = Permission.PROJECT_REGISTER, Permission.PROJECT_SCREEN, Permission.PROJECT_DECIDE
_CARRY_OUT, _ACCEPT = Permission.PROJECT_CARRY_OUT, Permission.PROJECT_ACCEPT
_S = State
_FORWARD = (
    (_REGISTER, ((_S.DRAFT, _S.SUBMITTED), (_S.RETURNED, _S.SUBMITTED))),
    (_SCREEN, ((_S.SUBMITTED, _S.SCREENED),)),
    (_DECIDE, ((_S.SCREENED, _S.APPROVED_PLAN), (_S.APPROVED_PLAN, _S.REQUESTED), (_S.REQUESTED, _S.FUNDED),
               (_S.REQUESTED, _S.RESERVE), (_S.RESERVE, _S.FUNDED))),
    # Straight from preparation to work goes what is paid without a contract: allowances, training, own staff.
    (_CARRY_OUT, ((_S.FUNDED, _S.PREPARING), (_S.PREPARING, _S.PROCURING), (_S.PREPARING, _S.IN_PROGRESS),
                  (_S.PROCURING, _S.CONTRACTED), (_S.CONTRACTED, _S.IN_PROGRESS), (_S.SUSPENDED, _S.IN_PROGRESS),
                  (_S.PROBLEM, _S.IN_PROGRESS), (_S.IN_PROGRESS, _S.COMPLETED))),
    # What leaves no asset behind is closed when it has been accepted.
    (_ACCEPT, ((_S.COMPLETED, _S.ACCEPTED), (_S.ACCEPTED, _S.HANDED_OVER), (_S.ACCEPTED, _S.CLOSED),
               (_S.HANDED_OVER, _S.IN_USE_CHECKED), (_S.IN_USE_CHECKED, _S.CLOSED))),
)  # fmt: skip
_WITH_REASON = (
    (_REGISTER, ((_S.DRAFT, _S.CANCELLED), (_S.SUBMITTED, _S.CANCELLED), (_S.RETURNED, _S.CANCELLED))),
    (_SCREEN, ((_S.SUBMITTED, _S.RETURNED), (_S.SUBMITTED, _S.REJECTED), (_S.SCREENED, _S.RETURNED),
               (_S.SCREENED, _S.REJECTED))),
    (_DECIDE, ((_S.REQUESTED, _S.REJECTED), (_S.RESERVE, _S.REJECTED),
               *((state, _S.CANCELLED) for state in (_S.SCREENED, _S.APPROVED_PLAN, _S.REQUESTED, _S.RESERVE, _S.FUNDED,
                                                     _S.PREPARING, _S.PROCURING, _S.CONTRACTED, _S.IN_PROGRESS,
                                                     _S.SUSPENDED, _S.PROBLEM)))),
    (_CARRY_OUT, ((_S.PROCURING, _S.PREPARING), (_S.IN_PROGRESS, _S.SUSPENDED), (_S.IN_PROGRESS, _S.PROBLEM),
                  (_S.PROBLEM, _S.SUSPENDED))),
    (_ACCEPT, ((_S.COMPLETED, _S.IN_PROGRESS),)),
)  # fmt: skip
STEPS: Mapping[tuple[State, State], Step] = {
    (before, after): Step(before, after, permission, needs_reason)
    for needs_reason, table in ((False, _FORWARD), (True, _WITH_REASON))
    for permission, pairs in table
    for before, after in pairs
}
"""Every allowed step. A step back, a suspension, a cancellation and a rejection say why."""
TRANSITIONS: Mapping[State, frozenset[State]] = {
    state: frozenset(after for before, after in STEPS if before is state) for state in State
}
"""The states that may follow each state."""
PROPOSED = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.SCREENED, State.REJECTED})
"""What has not come into the plan, and so is at least internal."""
OPEN_TO_CHANGE = frozenset({State.DRAFT, State.RETURNED})
"""States in which who registers a project may change what it is; later only what carrying it out brings along."""
KEPT_AT = frozenset({State.SUBMITTED, State.APPROVED_PLAN, State.REQUESTED, State.COMPLETED})
"""States whose beginning leaves a version: what was before the committee, the plan, the Budget Bureau, and at the end."""
SIGNED = frozenset({Permission.PROJECT_DECIDE, Permission.PROJECT_ACCEPT})
"""Steps that another person takes than the one who asked for them."""


def class_of(state: State, given: Read | None) -> Read:
    """The class of a project in a state: what is given, but never public while it is proposed."""
    least = Read.INTERNAL if state in PROPOSED else Read.PUBLIC
    return least if given is None else joined(least, given)


def next_states(state: State) -> list[State]:
    """The states that may follow, in the order of the enumeration."""
    return [each for each in State if each in TRANSITIONS[state]]


class Part(StrEnum):
    """What of a project is changed: what it is, where it is, or how ready it is (ส่วนของโครงการ)."""

    CONTENT = "content"
    PLACES = "places"
    READINESS = "readiness"


BEFORE_MONEY = frozenset({State.SUBMITTED, State.SCREENED, State.APPROVED_PLAN, State.REQUESTED, State.RESERVE})
CARRIED_OUT = frozenset({
    State.FUNDED, State.PREPARING, State.PROCURING, State.CONTRACTED, State.IN_PROGRESS, State.SUSPENDED, State.PROBLEM,
    State.COMPLETED, State.ACCEPTED,
})  # fmt: skip


def permission_to_change(part: Part, state: State) -> Permission | None:
    """By whose power a part of a project is changed in a state; None: nobody's, it stays as it was decided.

    >>> permission_to_change(Part.CONTENT, State.SUBMITTED) is None
    True
    """
    if state in OPEN_TO_CHANGE or (part is Part.READINESS and state in BEFORE_MONEY):
        return Permission.PROJECT_REGISTER
    return Permission.PROJECT_CARRY_OUT if part is not Part.CONTENT and state in CARRIED_OUT else None


PHASES: Mapping[State, str] = {
    **dict.fromkeys((State.DRAFT, State.SUBMITTED, State.RETURNED, State.SCREENED), "proposed"),
    **dict.fromkeys((State.APPROVED_PLAN, State.REQUESTED), "planned"),
    **dict.fromkeys((State.FUNDED, State.RESERVE, State.PREPARING), "funded"),
    **dict.fromkeys((State.PROCURING, State.CONTRACTED), "procuring"),
    State.IN_PROGRESS: "in_progress",
    **dict.fromkeys((State.SUSPENDED, State.PROBLEM), "suspended"),
    **dict.fromkeys((State.COMPLETED, State.ACCEPTED, State.HANDED_OVER, State.IN_USE_CHECKED, State.CLOSED), "done"),
    **dict.fromkeys((State.REJECTED, State.CANCELLED), "stopped"),
}
"""The phase under which a state is drawn; the view of the layer says the same."""

STOPPED = (State.CANCELLED, State.REJECTED)
"""Where a project ends without its works."""
