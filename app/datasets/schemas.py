"""Datasets, features and changes of class on their way in, and what pages and programs are told of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints
from shapely.geometry.base import BaseGeometry

from app.core.authority import Resource
from app.core.calendar import Day
from app.datasets.rules import ChangeState
from gis.access import Read, joined
from gis.classes import Class

NOBODYS = ""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
GeometryType = Literal[
    "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "Geometry"
]  # fmt: skip
Storable = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""Text as PostgreSQL can hold it; half surrogates are refused by pydantic itself."""
Value = Storable | int | FiniteFloat | bool | None


class DatasetIn(BaseModel):
    """A new dataset; `class_` is the class of features that name none, `purpose` what personal ones are kept for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    title_th: Text
    title_en: Text
    geometry_type: GeometryType
    custodian: Text
    source: Text
    source_on: date | None = None
    licence: str | None = None
    class_: Class = Read.INTERNAL
    is_synthetic: bool = False
    purpose: str | None = None
    organization: str | None = None


class DatasetEdit(BaseModel):
    """What may be changed of a dataset without changing who sees it; `version` is the one that was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title_th: Text
    title_en: Text
    custodian: Text
    source_on: Day | None = None
    licence: str | None = None
    version: int


class ClassProposal(BaseModel):
    """Another class for a dataset, with its grounds; `version` is the one that was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Class
    reason: Text
    legal_basis: Text
    version: int


class ClassDecision(BaseModel):
    """Yes or no to a proposal; `version` is the one of the dataset that was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Literal["approve", "reject"]
    remark: Text | None = None
    version: int


class FeatureIn(BaseModel):
    """A feature in EPSG:4326, longitude first; `class_` None: the class of its dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    geom: BaseGeometry
    attributes: Mapping[Storable, Value] = Field(default_factory=dict)
    class_: Class | None = None
    agency: Storable | None = None


class DatasetEntry(BaseModel):
    """A dataset in the list, with how many of its features the viewer may see."""

    model_config = ConfigDict(frozen=True)

    id: str
    title_th: str
    title_en: str
    geometry_type: str
    custodian: str
    source: str
    source_on: date | None
    is_synthetic: bool
    class_: Read
    purpose: str | None
    organization: str | None
    licence: str | None
    loaded_at: datetime | None
    version: int
    features: int


def resource_of(organization: str | None, class_: Read, made_by: uuid.UUID | None = None) -> Resource:
    """What an act on a dataset is about; what nobody owns is within no position's scope but one that is not restricted."""
    return Resource(organization=organization or NOBODYS, class_=class_, made_by=made_by)


def resources_of(organization: str | None, dataset: Read, feature: Read, area: str | None) -> tuple[Resource, Resource]:
    """What an act on a feature is about: data of its dataset and class, and the area in which it lies."""
    return resource_of(organization, joined(dataset, feature)), Resource(area=area or NOBODYS)


class Signature(BaseModel):
    """Who signed, in which capacity: position, title and basis as they were, the person as he is named now."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    position: str
    title: str
    basis: str
    person: str | None


class ChangeEntry(BaseModel):
    """A change of class in the history of a dataset."""

    model_config = ConfigDict(frozen=True)

    id: uuid.UUID
    dataset_id: str
    title_th: str
    title_en: str
    organization: str | None
    from_class: Read
    to_class: Read
    reason: str
    legal_basis: str
    state: ChangeState
    proposed: Signature
    proposer_person: uuid.UUID | None
    decided: Signature | None
    remark: str | None

    @property
    def resource(self) -> Resource:
        """What a decision on it is about."""
        return resource_of(self.organization, joined(self.from_class, self.to_class), self.proposer_person)


class Choice(BaseModel):
    """A code with its name, for a form or a line of text."""

    model_config = ConfigDict(frozen=True)

    code: str
    th: str
    en: str


class Record(BaseModel):
    """One line of the record of processing (ROPA): what of persons is held, for what, on which ground (PDPA, section 39)."""

    model_config = ConfigDict(frozen=True)

    id: str
    title_th: str
    title_en: str
    class_: Read
    custodian: str
    purpose: Choice
    legal_basis: str
    recipients: tuple[str, ...]


class Cleared(BaseModel):
    """A position with the classes that it may see and the purposes granted to it."""

    model_config = ConfigDict(frozen=True)

    position: str
    title_th: str
    title_en: str
    organization_th: str
    organization_en: str
    classes: frozenset[Read]
    purposes: tuple[Choice, ...]
