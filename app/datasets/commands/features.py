"""Acts on single features of a dataset. Who replaces or removes one has read it: the caller compares what was read.

The last act on a feature is undone by another one: the log says what stood before, and keeps both. Nobody is shown it here:
what comes back of attributes that the writer may not see comes back unseen. Of persons the log does not say it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

import shapely
from geoalchemy2.shape import from_shape, to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.audit import AuditEvent
from app.core.authority import PUBLIC, Acting
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.datasets.models import Dataset, Feature
from app.datasets.queries import dataset_by_id, feature_by_id, locator, own_act
from app.datasets.rules import FEATURE, fitted, named_in_log, refuse_without_purpose, stored_class
from app.datasets.schemas import NOBODYS, FeatureIn, resources_of
from app.organizations.models import Position
from gis.access import ABOUT_PERSONS, Read

SRID = 4326
CHANGED = Conflict(
    "มีผู้แก้ไขรายการนี้หลังจากนั้น จึงเลิกทำไม่ได้ เปิดหน้าแก้ไขแล้วแก้เอง",
    "The feature was changed after that, so that act cannot be undone; open the form and change it.",
)
UNKNOWN = Conflict(
    "บันทึกไม่เก็บค่าเดิมของข้อมูลส่วนบุคคล จึงเลิกทำไม่ได้", "Of persons the log does not keep what was, so that it cannot be undone."
)
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


def restore_feature(
    session: Session, *, by: Acting, dataset_id: str, feature_id: int, event: uuid.UUID
) -> Feature | None:
    """What stood before ``event``, the last act on the feature and one of this position; None where nothing did.

    Raises Forbidden, and Conflict where another act came after it or the log does not say what was.
    """
    dataset = dataset_by_id(session, dataset_id, viewer=by.viewer)
    # One after the other: of a feature that is not there no row could be held.
    session.execute(select(Dataset.id).where(Dataset.id == dataset_id).with_for_update())
    last = own_act(session, dataset_id, feature_id, by=by, viewer=by.viewer)
    found = session.get(Feature, (dataset_id, feature_id), with_for_update=True, populate_existing=True)
    if found is not None:
        _must(by, dataset, Read(found.class_), found.area_code)
    if last is None or last.id != event or not _is_as_left(found, last):
        raise CHANGED
    if Read(last.class_) in ABOUT_PERSONS:
        raise UNKNOWN
    return _taken_back(session, by, dataset, found, feature_id, last)


def _must(by: Acting, dataset: Dataset, class_: Read, area: str | None) -> None:
    for resource in resources_of(dataset.organization, Read(dataset.class_), class_, area):
        by.must(Permission.DATASET_LOAD, resource)


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
    wkt = shapely.to_wkt(to_shape(feature.geom), rounding_precision=-1) if feature.geom is not None else None
    return {"attributes": dict(feature.attributes), "area_code": feature.area_code, "agency": feature.agency, "geometry": wkt}


def _record(
    session: Session, by: Acting, act: str, feature: Feature, *, before: Told | None, after: Told | None
) -> None:
    named = named_in_log(feature.dataset_id, feature.id)
    audit.record(session, by, act, FEATURE, named, before=before, after=after, class_=Read(feature.class_))


def _taken_back(
    session: Session, by: Acting, dataset: Dataset, found: Feature | None, feature_id: int, last: AuditEvent
) -> Feature | None:
    before = None if found is None else _told(found)
    if last.before is None:
        assert found is not None
        _record(session, by, "feature.removed", found, before=before, after=None)
        session.delete(found)
        session.flush()
        return None
    class_ = stored_class(Read(dataset.class_), Read(last.class_))
    row = _row(session, dataset, last.before)
    _must(by, dataset, class_, row["area_code"])
    if found is None:
        office = last.before.get("agency") or _home(session, by)
        found = Feature(dataset_id=dataset.id, id=feature_id, class_=class_, agency=office)
        session.add(found)
    for name, value in row.items():
        setattr(found, name, value)
    session.flush()
    _record(session, by, "feature.restored", found, before=before, after=_told(found))
    return found


def _row(session: Session, dataset: Dataset, before: dict[str, Any]) -> dict[str, Any]:
    """What the log says of a feature as its row has it; where it lies is found anew, as areas change."""
    attributes, geometry = before["attributes"], before["geometry"]
    if geometry is None:
        return {"geom": None, "attributes": attributes, "area_code": before["area_code"]}
    geom = shapely.from_wkt(geometry)
    row = _placed(session, dataset, FeatureIn(geom=geom, attributes={}))
    return row | {"geom": from_shape(geom, SRID), "attributes": attributes}


def _is_as_left(found: Feature | None, last: AuditEvent) -> bool:
    """Whether the feature is still what the act made of it."""
    if found is None or last.after is None:
        return found is None and last.after is None
    now = _told(found)
    return Read(found.class_) is Read(last.class_) and all(
        now[name] == value for name, value in last.after.items() if name in now
    )
