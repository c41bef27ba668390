"""Assets with their inspections, and which inspections are due."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.records import by_day
from app.monitoring.models import Asset, Inspection, NoAsset
from app.monitoring.queries.lights import PROGRESS, may_see
from app.monitoring.queries.seeing import project_of
from app.monitoring.rules import due_after
from app.projects.models import Project


@dataclass(frozen=True, slots=True)
class Due:
    """An inspection after so many months: when it is due, and what was found where it was made."""

    months: int
    due_on: date
    inspection: Inspection | None


@dataclass(frozen=True, slots=True)
class Held:
    """An asset with the inspections that are due after hand-over, all that were made, and what the latest found."""

    asset: Asset
    reference: str
    title_th: str
    title_en: str | None
    is_handed_over: bool
    due: tuple[Due, ...]
    inspections: tuple[Inspection, ...]

    @property
    def latest(self) -> Inspection | None:
        return self.inspections[0] if self.inspections else None

    def overdue(self, on: date) -> tuple[Due, ...]:
        """The inspections that should have been made before a day."""
        return tuple(one for one in self.due if one.inspection is None and one.due_on < on)

    def next_due(self) -> Due | None:
        """The first inspection that has not been made."""
        return next((one for one in self.due if one.inspection is None), None)


def assets(
    session: Session, *, viewer: Viewer, project: Project | None = None, on: date | None = None
) -> list[Held]:
    """Assets of finished and running projects that the viewer may see: those without an owner first, then by hand-over.

    On a day with the hand-overs and inspections until then; when an asset was recorded is not kept.
    """
    asked = (
        select(Asset, PROGRESS.c.reference, PROGRESS.c.title_th, PROGRESS.c.title_en)
        .join(PROGRESS, PROGRESS.c.project_id == Asset.project_id)
        .where(may_see(PROGRESS, viewer=viewer))
        .order_by(Asset.handed_over_on.asc().nulls_first(), PROGRESS.c.reference, Asset.number)
    )
    if project is not None:
        asked = asked.where(Asset.project_id == project.id)
    rows = session.execute(asked).all()
    made: dict[uuid.UUID, list[Inspection]] = defaultdict(list)
    found = select(Inspection).where(Inspection.asset_id.in_([row[0].id for row in rows]))
    if on is not None:
        found = found.where(Inspection.inspected_on <= on)
    for one in session.scalars(found.order_by(Inspection.inspected_on.desc(), Inspection.inspected_at.desc())):
        made[one.asset_id].append(one)
    return [
        Held(asset, reference, th, en, owned, _due(asset, made[asset.id]) if owned else (), tuple(made[asset.id]))
        for asset, reference, th, en in rows
        for owned in (asset.handed_over_on is not None and (on is None or asset.handed_over_on <= on),)
    ]


def asset_at(session: Session, asset_id: uuid.UUID, *, viewer: Viewer) -> tuple[Held, Project]:
    """One asset with its project. Raises NotFound."""
    asset = session.get(Asset, asset_id)
    if asset is None:
        raise NotFound("ไม่มีสินทรัพย์นี้", "There is no such asset.")
    project = project_of(session, asset.project_id, viewer=viewer)
    held = next((one for one in assets(session, viewer=viewer, project=project) if one.asset.id == asset_id), None)
    if held is None:
        raise NotFound("ไม่มีสินทรัพย์นี้", "There is no such asset.")
    return held, project


def without_asset(session: Session, project: Project, *, viewer: Viewer, on: date | None = None) -> NoAsset | None:
    """That the project leaves no asset behind, where that was said."""
    del viewer
    asked = select(NoAsset).where(NoAsset.project_id == project.id, by_day(NoAsset.said_at, on))
    return session.scalars(asked).one_or_none()


def _due(asset: Asset, made: list[Inspection]) -> tuple[Due, ...]:
    if asset.handed_over_on is None:
        return ()
    by_months = {one.months: one for one in made}
    return tuple(Due(months, day, by_months.get(months)) for months, day in due_after(asset.handed_over_on).items())
