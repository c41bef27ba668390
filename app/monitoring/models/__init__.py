"""Tables of monitoring: calendar and plan, reports with their photos, assets and inspections."""

from app.monitoring.models.assets import Asset, Inspection, NoAsset
from app.monitoring.models.planning import Curve, LightRule, Milestone, PlannedProgress, ProblemClass, Round
from app.monitoring.models.reports import Photo, ProgressReport, Verification

__all__ = [
    "Asset",
    "Curve",
    "Inspection",
    "LightRule",
    "Milestone",
    "NoAsset",
    "Photo",
    "PlannedProgress",
    "ProblemClass",
    "ProgressReport",
    "Round",
    "Verification",
]
