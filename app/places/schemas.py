"""Areas on their way into the store, and what an import says about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import shapely
from pydantic import BaseModel, ConfigDict
from shapely.geometry.base import BaseGeometry

from app.places.rules import Level

OutlineOf = Callable[[str], BaseGeometry | None]
DistrictsOf = Callable[[str], Mapping[str, BaseGeometry]]
"""The outline of a province or district by its code as known from elsewhere (EPSG:4326), or None."""


def no_outline(_code: str) -> BaseGeometry | None:
    """Knows no outline."""
    return None


def no_districts(_code: str) -> Mapping[str, BaseGeometry]:
    """Nothing is known from elsewhere."""
    return {}


@dataclass(frozen=True, slots=True)
class AreaName:
    """What an area is called; English is None where no official form is known."""

    th: str
    en: str | None = None


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area by its level, code and Thai name, as names in texts are looked up."""

    level: Level
    code: str
    name_th: str


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """One area as a file or a generator gives it: geometry in EPSG:4326, longitude first.

    ``code`` is empty where the source has none; ``row`` counts the rows of the source from 1 (0: no file).
    ``parent_code`` is needed only for levels outside the official order.
    """

    level: Level
    code: str
    name_th: str
    name_en: str | None
    geom: BaseGeometry
    parent_code: str | None = None
    kind: str | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the operator says beside the file.

    ``valid_from``: first day of the boundaries (default: the file's own date, else today in Asia/Bangkok).
    ``names``: names of areas above the file's level by code, where the official list has none.
    ``outline_of``: outlines known from elsewhere, used to judge the place of areas whose parent is not stored yet.
    ``districts_of``: the districts of a province as known from elsewhere, to tell in which one areas mostly lie.
    """

    level: Level | None = None
    valid_from: date | None = None
    crs: str | None = None
    encoding: str | None = None
    layer: str | None = None
    home_province: str | None = None
    accept_repairs: bool = False
    accept_missing: bool = False
    dry_run: bool = False
    is_synthetic: bool = False
    source: str | None = None
    source_on: date | None = None
    scale: int | None = None
    licence: str | None = None
    names: Mapping[str, AreaName] = field(default_factory=dict)
    outline_of: OutlineOf = no_outline
    districts_of: DistrictsOf = no_districts


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An open version of an area as it is stored; ``geom`` is None only for a village without a point."""

    id: int
    level: Level
    code: str
    parent_code: str | None
    name_th: str
    name_en: str | None
    valid_from: date
    is_synthetic: bool
    geom: BaseGeometry | None

    @classmethod
    def of_row(cls, row: Mapping[Any, Any]) -> Self:
        """From a row whose ``wkb`` holds the geometry."""
        fields = dict(row)
        wkb = fields.pop("wkb")
        level = Level(fields.pop("level"))
        return cls(**fields, level=level, geom=None if wkb is None else shapely.from_wkb(bytes(wkb)))


class Neighbour(BaseModel):
    """An area of the same level beyond a border of so many metres."""

    model_config = ConfigDict(frozen=True)

    code: str
    name_th: str
    name_en: str | None
    border_m: float


class FoundArea(BaseModel):
    """One hit of the search: what it is called, what it lies in, and where it is (EPSG:4326).

    ``holds`` is false for a name that is only like what was asked.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    level: Level
    title_th: str
    title_en: str | None
    within_th: str | None
    within_en: str | None
    holds: bool
    lon: float | None
    lat: float | None
    bbox: tuple[float, float, float, float] | None


class PointArea(BaseModel):
    """One area that a point may belong to."""

    model_config = ConfigDict(frozen=True)

    code: str
    name_th: str
    name_en: str | None
    distance_m: float
    border_m: float
