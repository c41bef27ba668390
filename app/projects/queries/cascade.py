"""The way up: from a project through the plan to national goals."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.plans.models import NationalFrame, Plan, PlanNode
from app.plans.queries import plans as plan_queries
from app.plans.queries.plans import Link
from app.plans.rules import NodeKind, PlanState
from app.projects.models import FrameLink, PlanLink, Project
from app.projects.rules import LinkRole

LINKABLE = (NodeKind.APPROACH, NodeKind.PROGRAMME)
"""What a project serves: never a vision itself."""


@dataclass(frozen=True, slots=True)
class Cascade:
    """One node that a project serves, with what stands above it, the highest first, and the goals that those serve.

    ``is_in_force``: the version shown is the one in force; a node that a revision took out is shown as it last was.
    """

    plan: Plan
    role: LinkRole
    nodes: tuple[PlanNode, ...]
    goals: tuple[Link, ...]

    @property
    def node(self) -> PlanNode:
        return self.nodes[-1]

    @property
    def is_in_force(self) -> bool:
        return self.plan.state == PlanState.APPROVED


@dataclass(frozen=True, slots=True)
class Linkable:
    """A node that a project may be linked to."""

    key: uuid.UUID
    plan: Plan
    node: PlanNode


def cascades(session: Session, project: Project, *, viewer: Viewer) -> list[Cascade]:
    """The primary link first; a node that the viewer may see in no version is left out."""
    links = session.execute(
        select(PlanLink.node_key, PlanLink.role).where(PlanLink.project_id == project.id).order_by(PlanLink.role)
    ).all()
    found = _versions(session, [key for key, _ in links], viewer)
    return [_cascade(session, *found[key], LinkRole(role), viewer) for key, role in links if key in found]


def links_of(session: Session, project: Project, *, viewer: Viewer) -> dict[uuid.UUID, LinkRole]:
    """The keys of the nodes that a project serves, with their roles."""
    del viewer
    asked = select(PlanLink.node_key, PlanLink.role).where(PlanLink.project_id == project.id)
    return {key: LinkRole(role) for key, role in session.execute(asked)}


def goals_of(session: Session, project: Project, *, viewer: Viewer) -> list[NationalFrame]:
    """The national goals that a project names itself, in their order."""
    del viewer
    asked = (
        select(NationalFrame)
        .join(FrameLink, (FrameLink.system == NationalFrame.system) & (FrameLink.frame_code == NationalFrame.code))
        .where(FrameLink.project_id == project.id)
        .order_by(NationalFrame.system, NationalFrame.rank, NationalFrame.code)
    )
    return list(session.scalars(asked))


def linkable(session: Session, *, viewer: Viewer) -> list[Linkable]:
    """Approaches and programmes of plans in force, and of those still drafted that have no version in force."""
    known = plan_queries.plans(session, viewer=viewer)
    in_force = {plan.code for plan in known if plan.state == PlanState.APPROVED}
    chosen = [plan for plan in known if plan.state == PlanState.APPROVED or plan.code not in in_force]
    first = {plan.code: plan for plan in reversed(chosen)}
    return [
        Linkable(node.key, plan, node)
        for plan in first.values()
        for node in plan_queries.nodes(session, plan, viewer=viewer)
        if node.kind in LINKABLE
    ]


def named_nodes(session: Session, keys: Collection[uuid.UUID], *, viewer: Viewer) -> dict[str, PlanNode]:
    """Nodes of plans by their keys, as the version that counts calls them."""
    return {str(key): node for key, (_, node) in _versions(session, keys, viewer).items()}


def _versions(session: Session, keys: Collection[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, tuple[Plan, PlanNode]]:
    """Each node in the version in force, else in the latest version that has it."""
    known = {plan.id: plan for plan in plan_queries.plans(session, viewer=viewer)}
    rows = session.scalars(select(PlanNode).where(PlanNode.key.in_(keys), PlanNode.plan_id.in_(known)))
    best: dict[uuid.UUID, tuple[Plan, PlanNode]] = {}
    for node in rows:
        held, plan = best.get(node.key), known[node.plan_id]
        if held is None or _rank(plan) > _rank(held[0]):
            best[node.key] = (plan, node)
    return best


def _rank(plan: Plan) -> tuple[bool, int]:
    return plan.state == PlanState.APPROVED, plan.version


def _cascade(session: Session, plan: Plan, node: PlanNode, role: LinkRole, viewer: Viewer) -> Cascade:
    by_id = {one.id: one for one in plan_queries.nodes(session, plan, viewer=viewer)}
    path = [node]
    while path[0].parent_id is not None:
        path.insert(0, by_id[path[0].parent_id])
    links = plan_queries.links_of(session, plan, viewer=viewer)
    goals = {
        (link.frame.system, link.frame.code): link
        for one in path
        for link in links.get(one.id, ())
        if link.until is None
    }
    # The nearest node has the last word on the role of a goal; the order stays that of the systems.
    ordered = sorted(goals.values(), key=lambda link: (link.frame.system != "NS", link.role, link.frame.system))
    return Cascade(plan, role, tuple(path), tuple(ordered))
