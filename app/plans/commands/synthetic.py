"""The act that takes invented plans and clusters away, and nothing else."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission
from app.plans.models import Alignment, Cluster, ClusterItem, ClusterMember, Plan, PlanNode, PlanTarget
from app.plans.rules import NodeKind


def remove_synthetic_plans(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic plans and clusters with all of theirs, lower nodes first; counts of versions and clusters."""
    by.must(Permission.DEMO_LOAD)
    invented = select(Plan.id).where(Plan.is_synthetic)
    for table in (PlanTarget, Alignment):
        session.execute(delete(table).where(table.plan_id.in_(invented)))
    for kind in reversed(NodeKind):
        session.execute(delete(PlanNode).where(PlanNode.plan_id.in_(invented), PlanNode.kind == kind))
    gone = session.scalars(delete(Plan).where(Plan.is_synthetic).returning(Plan.id)).all()
    clusters = select(Cluster.code).where(Cluster.is_synthetic)
    for of in (ClusterItem, ClusterMember):
        session.execute(delete(of).where(of.cluster_code.in_(clusters)))
    grouped = session.scalars(delete(Cluster).where(Cluster.is_synthetic).returning(Cluster.code)).all()
    counts = {"plans": len(gone), "clusters": len(grouped)}
    audit.record(session, by, "plan.synthetic_removed", "plan", "*", **counts)
    return counts
