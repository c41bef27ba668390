"""Acts on single features of a dataset. Who replaces or removes one has read it: the caller compares what was read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import shapely
from geoalchemy2.shape import from_shape, to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting, Resource
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.datasets.models import Dataset, Feature
from app.datasets.queries import dataset_by_id, feature_by_id, locator
from app.datasets.rules import fitted, refuse_without_purpose, stored_class
from app.datasets.schemas import NOBODYS, FeatureIn, resource_of
from app.organizations.models import Position
from gis.access import ABOUT_PERSONS, Read, joined

SRID = 4326
Told = dict[str, Any]


def add_feature(
    session: Session, *, by: Acting, dataset_id: str, given: FeatureIn, feature_id: int | None = None
) -> tuple[Feature, bool]:
    """Add one feature, of the organisation of who adds it; whether it is new.

    With a ``feature_id`` that is there already the same feature is the first one again, another one is refused as Conflict.
    """
    dataset = dataset_by_id(session, dataset_id, viewer=by.viewer)
    class_ = stored_class(Read(dataset.class_), given.class_)
    row = _placed(session, dataset, given) | {"class_": class_, "agency": given.agency or _home(session, by)}
    _must(by, dataset, class_, row["area_code"])
    refuse_without_purpose(class_, dataset.purpose)
    known = session.get(Feature, (dataset_id, feature_id)) if feature_id is not None else None
    if known is not None:
        return _same(known, row), False
    made = Feature(dataset_id=dataset_id, **({"id": feature_id} if feature_id is not None else {}), **row)
    session.add(made)
    session.flush()
    _record(session, by, "feature.added", made, before=None, after=_told(made))
    return made, True


def replace_feature(
    session: Session, *, by: Acting, dataset_id: str, feature_id: int, given: FeatureIn, names: Collection[str]
) -> Feature:
    """Another shape and other values of the attributes of these names, which are those that the writer knows of.

    Its other attributes, its class and its organisation stay. Raises NotFound.
    """
    dataset = dataset_by_id(session, dataset_id, viewer=by.viewer)
    found = feature_by_id(session, dataset_id, feature_id, viewer=by.viewer)
    row = _placed(session, dataset, given)
    for area in sorted({found.area_code or NOBODYS, row["area_code"] or NOBODYS}):
        _must(by, dataset, Read(found.class_), area)
    row["attributes"] |= {name: value for name, value in found.attributes.items() if name not in names}
    before = _told(found)
    for name, value in row.items():
        setattr(found, name, value)
    session.flush()
    _record(session, by, "feature.replaced", found, before=before, after=_told(found))
    return found


def remove_feature(session: Session, *, by: Acting, dataset_id: str, feature_id: int) -> None:
    """Take a feature away; the log keeps what it was. Raises NotFound."""
    dataset = dataset_by_id(session, dataset_id, viewer=by.viewer)
    found = feature_by_id(session, dataset_id, feature_id, viewer=by.viewer)
    _must(by, dataset, Read(found.class_), found.area_code)
    _record(session, by, "feature.removed", found, before=_told(found), after=None)
    session.delete(found)
    session.flush()


def _must(by: Acting, dataset: Dataset, class_: Read, area: str | None) -> None:
    by.must(Permission.DATASET_LOAD, resource_of(dataset.organization, joined(Read(dataset.class_), class_)))
    by.must(Permission.DATASET_LOAD, Resource(area=area or NOBODYS))


def _placed(session: Session, dataset: Dataset, given: FeatureIn) -> Told:
    geom = fitted(given.geom, dataset.geometry_type, "geometry")
    places = locator(session, viewer=PUBLIC, bounds=geom.bounds)
    return {"geom": from_shape(geom, SRID), "attributes": dict(given.attributes), "area_code": places.main_area(geom)}


def _home(session: Session, by: Acting) -> str | None:
    """The organisation of the position that acts."""
    return session.scalar(select(Position.organization_code).where(Position.number == by.position))


def _same(known: Feature, row: Told) -> Feature:
    same_place = known.geom is not None and to_shape(known.geom).equals_exact(to_shape(row["geom"]), 1e-9)
    if same_place and known.attributes == row["attributes"]:
        return known
    raise Conflict(
        "Idempotency-Key นี้ใช้กับข้อมูลอื่นไปแล้ว ใช้ค่าใหม่สำหรับข้อมูลใหม่",
        "This Idempotency-Key was used for something else; take a new one for a new feature.",
    )


def _told(feature: Feature) -> Told:
    """What the log says of a feature: of persons only which attributes there are."""
    if Read(feature.class_) in ABOUT_PERSONS:
        return {"attributes": sorted(feature.attributes), "area_code": feature.area_code}
    wkt = shapely.to_wkt(to_shape(feature.geom), rounding_precision=7) if feature.geom is not None else None
    return {"attributes": dict(feature.attributes), "area_code": feature.area_code, "geometry": wkt}


def _record(
    session: Session, by: Acting, act: str, feature: Feature, *, before: Told | None, after: Told | None
) -> None:
    named = f"{feature.dataset_id}/{feature.id}"
    audit.record(session, by, act, "feature", named, before=before, after=after, class_=Read(feature.class_))
