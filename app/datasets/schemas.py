"""Datasets and features on their way in, and the list of datasets on its way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints
from shapely.geometry.base import BaseGeometry

from gis.access import Read

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
    class_: Read = Read.INTERNAL
    purpose: str | None = None
    is_synthetic: bool = False


class FeatureIn(BaseModel):
    """A feature in EPSG:4326, longitude first; `class_` None: the class of its dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    geom: BaseGeometry
    attributes: Mapping[Storable, Value] = Field(default_factory=dict)
    class_: Read | None = None
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
    features: int
