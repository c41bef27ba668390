"""The act that takes invented monitoring away, and nothing else."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission
from app.monitoring.imports.photos import path_of
from app.monitoring.models import (
    Asset,
    Curve,
    Inspection,
    Milestone,
    NoAsset,
    Photo,
    PlannedProgress,
    ProgressReport,
    Round,
    Verification,
)
from app.projects.models import Project

LOWER_FIRST = (Verification, Photo, ProgressReport, PlannedProgress, Curve, Milestone, Inspection, Asset, NoAsset)


def remove_synthetic_monitoring(session: Session, *, by: Acting, folder: Path | None = None) -> dict[str, int]:
    """Delete all monitoring of synthetic projects, rounds that were invented and are in no use, and photos of theirs alone."""
    by.must(Permission.DEMO_LOAD)
    invented = select(Project.id).where(Project.is_synthetic)
    hashes = set(session.scalars(select(Photo.sha256).where(Photo.project_id.in_(invented))))
    for table in LOWER_FIRST:
        session.execute(delete(table).where(table.project_id.in_(invented)))
    in_use = select(ProgressReport.round_code)
    gone = session.scalars(
        delete(Round).where(Round.is_synthetic, Round.code.not_in(in_use)).returning(Round.code)
    ).all()
    kept = set(session.scalars(select(Photo.sha256).where(Photo.sha256.in_(hashes))))
    if folder is not None:
        for sha256 in sorted(hashes - kept):
            path_of(folder, sha256).unlink(missing_ok=True)
    counts = {"rounds": len(gone), "photos": len(hashes - kept)}
    audit.record(session, by, "monitoring.synthetic_removed", "monitoring", "*", **counts)
    return counts
