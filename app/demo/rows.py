"""The demonstration province as plain rows: what the generator makes and the commands load. Geometry is EPSG:4326."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Value = str | int | float | None


class RoadClass(StrEnum):
    """Who keeps a road (ประเภทถนน)."""

    HIGHWAY = "highway"
    RURAL = "rural"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class AreaRow:
    level: str
    code: str
    name_th: str
    name_en: str
    geom: BaseGeometry


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature of a dataset."""

    dataset: str
    geom: BaseGeometry
    attributes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """The value of an indicator in a subdistrict at the end of a calendar year, B.E."""

    indicator: str
    area_code: str
    year: int
    value: float
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place of a project; without geometry exactly when the precision is `none`.

    ``declared``: the codes of the areas that the office says; ``note``: why it has no place.
    """

    role: str
    precision: str
    geom: BaseGeometry | None
    declared: tuple[str, ...] = ()
    note: str | None = None
    is_province_wide: bool = False


@dataclass(frozen=True, slots=True)
class ProjectRow:
    reference: str
    title_th: str
    title_en: str
    kind: str
    fiscal_year: int
    state: str
    sites: tuple[SiteRow, ...] = field(default=())
    sector: str = "living"
    agency: str = "office"
    approach: str = "2.2"
    people: int = 0
    last_year: int | None = None
    truth: str | None = None


@dataclass(frozen=True, slots=True)
class DemoProvince:
    """All rows of one seed, in the order in which they were made."""

    seed: int
    outline: Polygon
    areas: tuple[AreaRow, ...]
    features: tuple[FeatureRow, ...]
    observations: tuple[ObservationRow, ...]
    projects: tuple[ProjectRow, ...]

    def level(self, level: str) -> list[AreaRow]:
        return [area for area in self.areas if area.level == level]

    def lines(self) -> Iterator[str]:
        """The canonical form: one line of JSON per row, geometries as WKT with 7 decimals."""
        yield json.dumps({"seed": self.seed, "outline": self.outline.wkt})
        for area in self.areas:
            yield _json([area.level, area.code, area.name_th, area.name_en, area.geom.wkt])
        for feature in self.features:
            yield _json([feature.dataset, feature.attributes, feature.geom.wkt])
        for seen in self.observations:
            yield _json([seen.indicator, seen.area_code, seen.year, seen.value, seen.numerator, seen.denominator])
        for project in self.projects:
            sites = [
                [
                    site.role,
                    site.precision,
                    site.geom and site.geom.wkt,
                    site.declared,
                    site.note,
                    site.is_province_wide,
                ]
                for site in project.sites
            ]
            yield _json(
                [
                    project.reference,
                    project.title_th,
                    project.title_en,
                    project.kind,
                    project.fiscal_year,
                    project.state,
                    project.sector,
                    project.agency,
                    project.approach,
                    project.people,
                    project.last_year,
                    project.truth,
                    sites,
                ]
            )

    def digest(self) -> str:
        """sha256 of the canonical form."""
        digest = hashlib.sha256()
        for row in self.lines():
            digest.update(row.encode() + b"\n")
        return digest.hexdigest()


def _json(row: list[object]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)
