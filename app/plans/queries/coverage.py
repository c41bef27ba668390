"""Which national goals a plan serves and which it does not, and which of its nodes serve none (ความครอบคลุม).

What serves a part of a goal serves the goal.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import BUDDHIST_ERA
from app.plans.models import NationalFrame, Plan, PlanNode
from app.plans.queries.plans import frames, links_of, nodes
from app.plans.records import issues_of
from app.plans.rules import ALIGNED, LinkRole, NodeKind, System


@dataclass(frozen=True, slots=True)
class Cell:
    """How many nodes serve a national goal first of all, and how many also."""

    primary: int = 0
    secondary: int = 0

    @property
    def total(self) -> int:
        return self.primary + self.secondary


@dataclass(frozen=True, slots=True)
class Row:
    """A national goal against the issues of a plan; ``whole`` counts what stands above or beside the issues."""

    frame: NationalFrame
    cells: tuple[Cell, ...]
    whole: Cell

    @property
    def total(self) -> int:
        return self.whole.total + sum(cell.total for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of a plan against one system, with what neither side reaches."""

    system: System
    issues: tuple[PlanNode, ...]
    rows: tuple[Row, ...]
    unserved: tuple[NationalFrame, ...]
    without: tuple[PlanNode, ...]

    @property
    def has_whole(self) -> bool:
        return any(row.whole.total for row in self.rows)


def coverage(
    session: Session, plan: Plan, system: System, *, viewer: Viewer, on: date | None = None
) -> Coverage:  # fmt: skip
    """Goals, issues and approaches with an alignment that holds, or held on a day, counted once for each national goal."""
    found = nodes(session, plan, viewer=viewer)
    issues = tuple(node for node in found if node.kind == NodeKind.ISSUE)
    issue_of, known = issues_of(found), frames(session, viewer=viewer, system=system)
    whole_of = _wholes(known)
    roles: dict[tuple[str, uuid.UUID], str] = {}
    for node_id, links in links_of(session, plan, viewer=viewer, on=on).items():
        for link in links:
            if link.frame.system == system and (link.until is None or on is not None):
                place = whole_of[link.frame.code], node_id
                # the role is that of the first part, unless another part is served first of all
                roles[place] = LinkRole.PRIMARY if link.role == LinkRole.PRIMARY else roles.get(place, link.role)
    linked = {node_id for _, node_id in roles}
    counted = Counter((goal, issue_of[node_id], role) for (goal, node_id), role in roles.items())
    rows = tuple(_row(frame, issues, counted) for frame in known if _counts(frame, plan))
    without = (node for node in found if NodeKind(node.kind) in ALIGNED and node.id not in linked)
    return Coverage(system, issues, rows, tuple(row.frame for row in rows if row.total == 0), tuple(without))


def _row(
    frame: NationalFrame, issues: tuple[PlanNode, ...], counted: Counter[tuple[str, uuid.UUID | None, str]]
) -> Row:
    def cell(issue: uuid.UUID | None) -> Cell:
        return Cell(counted[frame.code, issue, LinkRole.PRIMARY], counted[frame.code, issue, LinkRole.SECONDARY])

    return Row(frame, tuple(cell(issue.id) for issue in issues), cell(None))


def _wholes(known: Iterable[NationalFrame]) -> dict[str, str]:
    """The goal of which each frame is a part, at the end of all parts."""
    above = {one.code: one.parent_code for one in known}
    whole_of: dict[str, str] = {}
    for code in above:
        whole = code
        while (higher := above[whole]) is not None:
            whole = higher
        whole_of[code] = whole
    return whole_of


def _counts(frame: NationalFrame, plan: Plan) -> bool:
    """Whether the frame is valid on some day of the plan's fiscal years, and is no part of another frame."""
    first = date(plan.first_year - BUDDHIST_ERA - 1, 10, 1)
    end = date(plan.last_year - BUDDHIST_ERA, 10, 1)
    return frame.parent_code is None and frame.valid_from < end and (frame.valid_to is None or frame.valid_to > first)
