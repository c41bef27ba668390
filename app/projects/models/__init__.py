"""Tables of projects: the project with its history, its places, and what belongs to it."""

from app.projects.models.parts import (
    Activity,
    Beneficiary,
    FrameLink,
    PlanLink,
    ProjectIndicator,
    ReadinessFile,
    ReadinessItem,
    RelatedProject,
    Responsible,
)
from app.projects.models.past import Past
from app.projects.models.places import Site, SiteArea
from app.projects.models.project import (
    PROPOSED,
    STATES,
    Project,
    ProjectStep,
    ProjectTransition,
    ProjectVersion,
)
from app.projects.models.views import SavedView

__all__ = [
    "PROPOSED",
    "STATES",
    "Activity",
    "Beneficiary",
    "FrameLink",
    "Past",
    "PlanLink",
    "Project",
    "ProjectIndicator",
    "ProjectStep",
    "ProjectTransition",
    "ProjectVersion",
    "ReadinessFile",
    "ReadinessItem",
    "RelatedProject",
    "Responsible",
    "SavedView",
    "Site",
    "SiteArea",
]
