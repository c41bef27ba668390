"""Which projects claim to contribute to an indicator: by a plan node that it measures, or by naming it themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.reports import visible
from app.indicators.models import TargetIndicator
from app.monitoring.queries.lights import Standing, standings
from app.monitoring.rules import Light
from app.plans.models import PlanNode, PlanTarget
from app.plans.rules import LinkRole, Sum
from app.plans.views import WAYS
from app.projects.models import Project, ProjectIndicator
from app.projects.queries.listing import lines
from app.projects.rules.facets import Line
from app.projects.sight import may_see


@dataclass(frozen=True, slots=True)
class Own:
    """What a project itself promises of an indicator."""

    baseline: Decimal | None
    target: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """A project with its claim: nodes that the indicator measures and that it serves, first or second; its own promise.

    ``standing`` is None where the project has no light yet.
    """

    line: Line
    nodes: Mapping[str, LinkRole]
    own: Own | None
    standing: Standing | None

    @property
    def money(self) -> Sum:
        """Of all fiscal years."""
        return sum(self.line.money.values(), Sum())

    @property
    def light(self) -> Light | None:
        return self.standing.light if self.standing is not None else None


def contributions(session: Session, indicator: str, *, viewer: Viewer, then: bool = False) -> list[Contribution]:
    """Every project that claims, the dearest first. A claim says nothing of what was caused.

    ``then``: with the states of the day that the session answers for; what projects are linked to keeps no history.
    """
    by_node, own = _by_node(session, indicator, viewer), _own(session, indicator, viewer)
    if not by_node and not own:
        return []
    lit = {one.reference: one for one in standings(session, viewer=viewer)}
    found = [
        Contribution(line, by_node.get(line.reference, {}), own.get(line.reference), lit.get(line.reference))
        for line in lines(session, viewer=viewer, then=then)
        if line.reference in by_node or line.reference in own
    ]
    return sorted(found, key=lambda one: (-one.money.received, -one.money.requested, one.line.reference))


def measured_nodes(session: Session, found: Sequence[Contribution], *, viewer: Viewer) -> dict[str, PlanNode]:
    """The nodes by which projects claim, by their keys; of several versions the one that lists are counted by."""
    del viewer
    wanted = {uuid.UUID(key) for one in found for key in one.nodes}
    if not wanted:
        return {}
    counted = select(WAYS.c.node_id).where(WAYS.c.node_key.in_(wanted))
    asked = select(PlanNode).where(PlanNode.id.in_(counted)).order_by(PlanNode.code)
    return {str(node.key): node for node in session.scalars(asked)}


def _by_node(session: Session, indicator: str, viewer: Viewer) -> dict[str, dict[str, LinkRole]]:
    """By project the nodes on its way up that have a target which the indicator measures."""
    target = and_(PlanTarget.node_id == WAYS.c.node_id, PlanTarget.indicator == TargetIndicator.target)
    asked = (
        select(WAYS.c.project_reference, WAYS.c.node_key, WAYS.c.role)
        .join(TargetIndicator, TargetIndicator.node_key == WAYS.c.node_key)
        .join(PlanTarget, target)
        .where(TargetIndicator.indicator_code == indicator, visible(viewer, WAYS))
        .order_by(WAYS.c.role.desc())
    )
    found: dict[str, dict[str, LinkRole]] = {}
    # what is served first is read last, and has the last word
    for reference, key, role in session.execute(asked):
        found.setdefault(reference, {})[str(key)] = LinkRole(role)
    return found


def _own(session: Session, indicator: str, viewer: Viewer) -> dict[str, Own]:
    asked = (
        select(Project.reference, ProjectIndicator.baseline, ProjectIndicator.target, ProjectIndicator.unit)
        .join(ProjectIndicator, ProjectIndicator.project_id == Project.id)
        .where(ProjectIndicator.indicator_code == indicator, may_see(viewer))
        .order_by(Project.reference, ProjectIndicator.number.desc())
    )
    return {row[0]: Own(*row[1:]) for row in session.execute(asked)}
