"""Rows of a site: its geometry as stored, the subdistricts that it touches, and its share in each."""

from __future__ import annotations

import uuid
from typing import Any

from geoalchemy2.shape import from_shape

from app.datasets.rules import Locator, refuse_damaged
from app.projects.rules import main_area, shares
from app.projects.schemas import SiteIn

SRID = 4326
Row = dict[str, Any]


def site_rows(key: uuid.UUID, named: str, site: SiteIn, places: Locator) -> tuple[Row, list[Row]]:
    """The row of a site without its share, and those of the subdistricts that it touches. Raises Invalid when damaged."""
    if site.geom is not None:
        refuse_damaged(site.geom, f"โครงการ {named} (project {named})")
    areas = _areas(site, places)
    row = site.model_dump(exclude={"geom", "share_ppm", "declared_areas"}) | {
        "id": uuid.uuid4(), "project_id": key, "geom": None if site.geom is None else from_shape(site.geom, SRID),
        "declared_areas": sorted(set(site.declared_areas)), "area_code": main_area(areas),
    }  # fmt: skip
    return row, [
        {"site_id": row["id"], "project_id": key, "area_code": code, "share_ppm": share}
        for code, share in areas.items()
    ]


def _areas(site: SiteIn, places: Locator) -> dict[str, int]:
    weights = {} if site.geom is None else places.weights(site.geom)
    return shares(weights) if weights else {}
