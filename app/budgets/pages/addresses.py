"""Where the pages of budgets stand, and the words that they share."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine
from app.budgets.queries.lines import line_at
from app.budgets.queries.reports import class_names, source_names
from app.budgets.records import resources_of
from app.budgets.rules import (
    GROUNDS,
    KINDS,
    MEASURES,
    MOVEMENTS,
    PROPOSAL_STATES,
    ROADS,
    TABLES,
    Ground,
    Kind,
    Measure,
    Movement,
    ProposalState,
    Road,
)
from app.budgets.words import PHASES
from app.core.authority import Acting, Viewer
from app.core.money import written_money
from app.core.permissions import Permission
from app.web.sheets import Input, Sheet
from gis.layer import Text

ROOM = Text(th="งบประมาณ", en="Budgets")
STATUSES = {
    "past": Text(th="พ้น 30 กันยายนแล้ว", en="Past 30 September"), "will_lapse": Text(th="จะพับไป", en="Will lapse"),
    "watch": Text(th="เฝ้าระวัง", en="Watch"), "in_time": Text(th="ยังมีเวลา", en="In time"),
}  # fmt: skip
SHAPES = {"past": "cross", "will_lapse": "square", "watch": "triangle", "in_time": "circle"}
COLOURS = {"past": "#2a3138", "will_lapse": "#a50026", "watch": "#e69f00", "in_time": "#0072b2"}
WORDS: dict[str, Any] = {
    "KINDS": KINDS, "Kind": Kind, "ROADS": ROADS, "Road": Road, "MOVEMENTS": MOVEMENTS, "Movement": Movement,
    "PROPOSAL_STATES": PROPOSAL_STATES, "ProposalState": ProposalState, "GROUNDS": GROUNDS, "Ground": Ground,
    "MEASURES": MEASURES, "Measure": Measure, "TABLES": TABLES, "PHASES": PHASES, "STATUSES": STATUSES, "SHAPES": SHAPES,
    "COLOURS": COLOURS, "money": written_money,
}  # fmt: skip


def names(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What sources and classes are called."""
    return {"sources": source_names(session, viewer=viewer), "classes": class_names(session, viewer=viewer)}


def page_of(line_id: uuid.UUID) -> str:
    """The address of a line."""
    return f"/budgets/lines/{line_id}"


def sheet(
    title: Text, lead: Text, inputs: Sequence[Input], submit: Text, *, back: str = "/budgets", back_to: Text = ROOM,
    grave: bool = False,
) -> Sheet:  # fmt: skip
    """A form of this room."""
    return Sheet(title, lead, inputs, submit, back, back_to, grave, room="/budgets", room_title=ROOM)


def sheet_of(line: BudgetLine, title: Text, lead: Text, inputs: Sequence[Input], submit: Text) -> Sheet:
    """A form about a line, which leads back to it."""
    called = Text(th=f"รายการ {line.reference}", en=f"Line {line.reference}")
    return sheet(title, lead, inputs, submit, back=page_of(line.id), back_to=called)


def may(session: Session, by: Acting | None, permission: Permission, line_id: uuid.UUID, amount: int = 0) -> bool:
    """Whether the actor may do this to a line at all."""
    if by is None:
        return False
    project = line_at(session, line_id, viewer=by.viewer)[1]
    return all(by.may(permission, resource) for resource in resources_of(project, amount))


def recordable(session: Session, by: Acting, line_id: uuid.UUID, permission: Permission) -> BudgetLine:
    """A line that the actor knows and may act on. Raises NotFound, Forbidden."""
    line, project = line_at(session, line_id, viewer=by.viewer)
    for resource in resources_of(project, 0):
        by.must(permission, resource)
    return line
