"""Tables of plans: national frames, versions with their parts, and clusters of provinces with their lists."""

from app.plans.models.clusters import Cluster, ClusterItem, ClusterMember
from app.plans.models.plans import Alignment, NationalFrame, Plan, PlanNode, PlanTarget

__all__ = [
    "Alignment",
    "Cluster",
    "ClusterItem",
    "ClusterMember",
    "NationalFrame",
    "Plan",
    "PlanNode",
    "PlanTarget",
]
