"""What the form of a feature is opened with: the feature as it is now, whether this position may change it, what it may undo."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import GEOSException
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.core.audit import AuditEvent
from app.core.authority import Acting, Resource
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.core.viewing import show_to
from app.datasets.models import Dataset, Feature
from app.datasets.queries import dataset_by_id, feature_by_id, own_act
from app.datasets.rules import WRITABLE
from app.datasets.schemas import resource_of, resources_of
from app.ogc.answers import of_bytes
from app.ogc.filling import SHAPE, VALUE, Merged, Texts, texts_of
from app.ogc.writing import shown
from app.web.forms import Form
from app.web.identity import Identity
from gis import statement
from gis.access import ABOUT_PERSONS, Read
from gis.layer import Layer
from gis.question import Question

HOME = (99.0, 12.0, 103.0, 17.0)
"""West, south, east, north of the map of a layer that has no feature yet."""
NEAR = 0.05
"""Degrees around a point, some five kilometres."""


@dataclass(frozen=True)
class Opened:
    """A feature as it is now, its tag, and the fields of a form of it. ``is_personal``: of which the log keeps no values."""

    layer: Layer
    feature: dict[str, Any]
    tag: str
    is_personal: bool

    @property
    def texts(self) -> Texts:
        return texts_of(self.layer, self.feature)


@dataclass(frozen=True)
class Sheet:
    """A form as it stands: its fields and what of them is wrong, of which feature, and what another wrote meanwhile.

    ``extent``: where the features of the layer lie.
    """

    layer: Layer
    form: Form[Any]
    opened: Opened | None = None
    clash: Merged | None = None
    last: AuditEvent | None = None
    extent: tuple[float, ...] = HOME

    @property
    def box(self) -> tuple[float, ...]:
        """What the map shows at first: the shape with its surroundings, else the layer."""
        try:
            west, south, east, north = shapely.bounds(shapely.from_geojson(self.form.given[VALUE + SHAPE])).tolist()
        except (KeyError, ValueError, TypeError, GEOSException):
            return self.extent
        margin = max((east - west) / 4, (north - south) / 4, NEAR / 2)
        box = (west - margin, south - margin, east + margin, north + margin)
        return box if all(map(math.isfinite, box)) else self.extent


async def may_change(request: Request, layer: Layer, feature_id: str | None = None) -> bool:
    """Whether a page leads on to the form of a feature, or to that of a new one."""
    identity: Identity | None = getattr(request.state, "identity", None)
    by = identity.by if identity is not None else None
    if layer.id not in WRITABLE or by is None or not by.may(Permission.DATASET_LOAD):
        return False
    return await run_in_threadpool(_may_change, request.app.state.engine, by, layer, feature_id)


def _may_change(engine: Engine, by: Acting, layer: Layer, feature_id: str | None) -> bool:
    with Session(engine) as session, session.begin():
        show_to(session, by.viewer)
        try:
            dataset = dataset_by_id(session, layer.id, viewer=by.viewer)
            if feature_id is None:
                return by.may(Permission.DATASET_LOAD, resource_of(dataset.organization, Read(dataset.class_)))
            found = feature_by_id(session, layer.id, int(feature_id), viewer=by.viewer, held=False)
        except NotFound:
            return False
        return all(by.may(Permission.DATASET_LOAD, one) for one in _about(dataset, found))


def opened_by(
    request: Request, session: Session, by: Acting, layer: Layer, feature_id: int, *, held: bool = True
) -> Opened:
    """The feature as it is now, of which this position may change it. Raises NotFound, Forbidden."""
    dataset = dataset_by_id(session, layer.id, viewer=by.viewer)
    found = feature_by_id(session, layer.id, feature_id, viewer=by.viewer, held=held)
    for resource in _about(dataset, found):
        by.must(Permission.DATASET_LOAD, resource)
    body = shown(request, session, layer, by.viewer, feature_id)
    return Opened(layer, json.loads(body), of_bytes(body), Read(found.class_) in ABOUT_PERSONS)


def _about(dataset: Dataset, found: Feature) -> tuple[Resource, ...]:
    """What a change of a feature is about."""
    return resources_of(dataset.organization, Read(dataset.class_), Read(found.class_), found.area_code)


def undoable(session: Session, by: Acting, layer: Layer, feature_id: int) -> AuditEvent | None:
    """The last act, where this position can undo it."""
    last = own_act(session, layer.id, feature_id, by=by, viewer=by.viewer)
    return None if last is None or Read(last.class_) in ABOUT_PERSONS else last


def extent_of(session: Session, layer: Layer, by: Acting) -> tuple[float, ...]:
    """The box around what this position sees of the layer."""
    visible = by.viewer.visible()
    text = statement.extent(layer, Question().shape(visible))
    row = session.connection().exec_driver_sql(text, Question().bound(layer, visible)).one()
    return HOME if row[0] is None else tuple(row[:4])
