"""Questions about datasets and the areas that their features lie in."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.datasets.models import Dataset, Feature
from app.datasets.rules import Locator
from app.datasets.schemas import DatasetEntry
from app.places.queries import known_areas
from app.places.rules import Level
from gis.access import ABOUT_PERSONS, Read

EARTH = (-180.0, -90.0, 180.0, 90.0)


def datasets(session: Session, *, viewer: Viewer) -> list[DatasetEntry]:
    """The datasets whose class the viewer may see, in Thai order of titles, with the count of visible features."""
    columns = [getattr(Dataset, name) for name in DatasetEntry.model_fields if name != "features"]
    counted = (
        select(*columns, func.count(Feature.id).label("features"))
        .outerjoin(Feature, and_(Feature.dataset_id == Dataset.id, _may_see(viewer)))
        .where(_may_see_dataset(viewer))
        .group_by(Dataset.id)
        .order_by(Dataset.title_th.collate("th-x-icu"), Dataset.id)
    )
    return [DatasetEntry.model_validate(dict(row)) for row in session.execute(counted).mappings()]


def dataset_by_id(session: Session, dataset_id: str, *, viewer: Viewer) -> Dataset:
    """The dataset. Raises NotFound also when it is not for this viewer."""
    dataset = session.scalars(select(Dataset).where(Dataset.id == dataset_id, _may_see_dataset(viewer))).one_or_none()
    if dataset is None:
        raise NotFound(
            f"ไม่มีชุดข้อมูล “{dataset_id}” ดูรายชื่อชุดข้อมูลหรือกำหนดชุดใหม่ก่อน",
            f"There is no dataset “{dataset_id}”; see the list, or define it first.",
        )
    return dataset


def locator(session: Session, *, viewer: Viewer, bounds: tuple[float, float, float, float] = EARTH) -> Locator:
    """Finds among today's subdistricts that meet a box (west, south, east, north)."""
    areas = known_areas(session, viewer=viewer, levels=[Level.SUBDISTRICT], provinces=[], bounds=bounds)
    return Locator({area.code: area.geom for area in areas if area.geom is not None})


def _may_see(viewer: Viewer) -> ColumnElement[bool]:
    """The features that a viewer may see: public ones, and those of his classes within his agencies, areas and purposes.

    An area holds what its code begins with. What is kept for a purpose is kept so by its dataset.
    """
    scope: list[ColumnElement[bool]] = [Feature.class_.in_(sorted(viewer.classes))]
    if viewer.agencies is not None:
        scope.append(Feature.agency.in_(sorted(viewer.agencies)))
    if viewer.areas is not None:
        # `false` first: no area at all must show nothing, and an empty OR would be left out
        scope.append(or_(false(), *(Feature.area_code.startswith(code) for code in sorted(viewer.areas))))
    if viewer.purposes is not None:
        kept = select(Dataset.id).where(Dataset.purpose.in_(sorted(viewer.purposes)))
        scope.append(or_(Feature.class_.not_in(sorted(ABOUT_PERSONS)), Feature.dataset_id.in_(kept)))
    return or_(Feature.class_ == Read.PUBLIC, and_(*scope))


def _may_see_dataset(viewer: Viewer) -> ColumnElement[bool]:
    """The datasets whose class, and for personal ones whose purpose, the viewer has."""
    cleared = Dataset.class_.in_(sorted(viewer.classes))
    if viewer.purposes is None:
        return cleared
    kept = Dataset.purpose.in_(sorted(viewer.purposes))
    return and_(cleared, or_(Dataset.class_.not_in(sorted(ABOUT_PERSONS)), kept))
