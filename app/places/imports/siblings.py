"""By code in one district, by location in another: told from districts known from elsewhere, where none is stored.

Such outlines may be drawn quite differently, so they only answer in which district the records mostly lie.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from app.places.imports.place import Stored, by_parent
from app.places.imports.report import Remark, refusal
from app.places.rules import Level
from app.places.schemas import AreaRecord, DistrictsOf
from gis.geometry import as_array


def strayed(records: Sequence[AreaRecord], stored: Stored, districts_of: DistrictsOf) -> list[Remark]:
    """A refusal for each group of subdistricts whose ground lies mostly in another district than their codes say."""
    groups = by_parent(records) if records[0].level is Level.SUBDISTRICT else {}
    unknown = {code: group for code, group in groups.items() if stored.outline(code) is None and not stored.under(code)}
    found = ((code, group, _most(group, districts_of(code[:2]))) for code, group in unknown.items())
    return [_told(code, group, most) for code, group, most in found if most not in (None, code)]


def _most(group: Sequence[AreaRecord], districts: Mapping[str, BaseGeometry]) -> str | None:
    """The district that holds most of the group's ground; None where it lies in none of them."""
    ground = shapely.union_all(as_array([record.geom for record in group]))
    held = {code: shapely.intersection(ground, outline).area for code, outline in districts.items()}
    most = max(held, key=lambda code: held[code], default=None)
    return most if most is not None and held[most] > 0 else None


def _told(code: str, group: Sequence[AreaRecord], most: str | None) -> Remark:
    return refusal(
        "parent-conflict",
        f"รหัสบอกว่าอยู่ใน {code} แต่ตำแหน่งส่วนใหญ่อยู่ใน {most} โปรดแก้รหัสหรือตรวจระบบพิกัด (--crs)",
        f"By code these lie in {code}, by location mostly in {most}; correct the codes, or check the coordinate "
        "system (--crs).",
        rows=tuple(record.row for record in group),
        areas=tuple(record.code for record in group),
    )
