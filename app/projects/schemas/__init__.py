"""Projects, their sites and their parts on their way in and out."""

from app.projects.schemas.asking import (
    Asked,
    LookedAt,
    PlaceIn,
    ViewAddress,
    ViewChange,
    ViewFilters,
    ViewIn,
    ViewPatch,
)
from app.projects.schemas.parts import (
    ActivityIn,
    BeneficiaryIn,
    ExternalIn,
    IndicatorIn,
    ItemIn,
    LinksIn,
    PastStep,
    RelationIn,
    ResponsibleIn,
    SharesIn,
    SiteIn,
    StepIn,
)
from app.projects.schemas.whole import ProjectChange, ProjectDraft, ProjectIn, ProjectInArea

__all__ = [
    "ActivityIn",
    "Asked",
    "BeneficiaryIn",
    "ExternalIn",
    "IndicatorIn",
    "ItemIn",
    "LinksIn",
    "LookedAt",
    "PastStep",
    "PlaceIn",
    "ProjectChange",
    "ProjectDraft",
    "ProjectIn",
    "ProjectInArea",
    "RelationIn",
    "ResponsibleIn",
    "SharesIn",
    "SiteIn",
    "StepIn",
    "ViewAddress",
    "ViewChange",
    "ViewFilters",
    "ViewIn",
    "ViewPatch",
]
