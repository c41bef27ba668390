"""Where the records lie: against the areas that are stored, outlines known from elsewhere, and each other's parents.

The records of one parent are judged together, since borders inside it are theirs to move. A different drawing of the
same border, or a wrong datum, shifts it by up to 700 m; only wider differences that add up are a conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.places.imports import official
from app.places.imports.report import Remark, listed, note, refusal, warning
from app.places.rules import OFFICIAL_LEVELS, Level, parent_code
from app.places.schemas import AreaRecord, KnownArea, OutlineOf
from gis.geometry import METRES_PER_DEGREE, area_sqm, as_array, multipolygon, wide_sqm

DRAWING_METRES = 700.0
"""The largest shift of a wrong datum in Thailand (Indian 1975 read as WGS 84: 619-700 m)."""
DRAWING_SHARE = 0.05
"""Of the ground of one parent: sources generalised to a kilometre differ by up to 4.4 % of a district (Khon Kaen)."""
SHIFT_METRES = 150.0
"""A common shift above this is no drawing error."""
SUCCESSION_SHARE = 0.9
"""An area is taken for replaced when new codes cover this much of it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Areas in force, by how the file treats them."""

    level: Level
    areas: Mapping[tuple[Level, str], KnownArea]

    @classmethod
    def of(cls, level: Level, known: Iterable[KnownArea]) -> Stored:
        return cls(level, {(area.level, area.code): area for area in known})

    def peers(self) -> list[KnownArea]:
        """Stored polygons of the file's own level."""
        return [area for (level, _), area in self.areas.items() if level is self.level and area.geom is not None]

    def peers_by_parent(self) -> dict[str, list[KnownArea]]:
        """Stored polygons of the file's own level under each parent."""
        groups: dict[str, list[KnownArea]] = defaultdict(list)
        for area in self.peers():
            groups[area.parent_code or ""].append(area)
        groups.pop("", None)
        return dict(groups)

    def under(self, code: str) -> list[KnownArea]:
        return [area for area in self.areas.values() if area.parent_code == code and area.level in OFFICIAL_LEVELS]

    def outline(self, code: str) -> BaseGeometry | None:
        """The stored outline of an area that is known whole: given as such, or with every child of the official list."""
        levels = {2: Level.PROVINCE, 4: Level.DISTRICT}
        area = self.areas.get((levels[len(code)], code)) if len(code) in levels else None
        if area is None:
            return None
        children = {child.code for child in self.under(code)}
        whole = not children or (bool(official.children(code)) and official.children(code) <= children)
        return area.geom if whole else None


def by_parent(records: Iterable[AreaRecord]) -> dict[str, list[AreaRecord]]:
    groups: dict[str, list[AreaRecord]] = defaultdict(list)
    for record in records:
        groups[parent_code(record.level, record.code) or ""].append(record)
    return dict(sorted(groups.items()))


def placed(
    records: Sequence[AreaRecord], stored: Stored, outline_of: OutlineOf, *, accept_missing: bool
) -> list[Remark]:
    """What the place of the records says: conflicts are refusals, what could not be compared is a note."""
    replaced = replaced_codes(records, stored)
    missing = _missing(records, stored, replaced)
    remarks = [] if accept_missing or not missing else [_incomplete(missing)]
    staying = _staying(records, stored, replaced)
    remarks += _conflicts(records, staying)
    remarks += [one for one in _within(records, stored, outline_of) if not (accept_missing and one.code == "uncovered")]
    remarks += [] if missing else _lost(records, stored, staying)
    return [*remarks, *_shift(records, stored)]


def replaced_codes(records: Sequence[AreaRecord], stored: Stored) -> dict[str, list[str]]:
    """Stored codes that the file does not name but whose ground new codes of the file cover, with those new codes."""
    given = {record.code for record in records}
    present = {area.code for area in stored.peers()}
    fresh = [record for record in records if record.code not in present]
    parents = {parent_code(record.level, record.code) for record in records}
    gone = [area for area in stored.peers() if area.code not in given and area.parent_code in parents]
    if not fresh or not gone:
        return {}
    found = {area.code: _covering(area, fresh) for area in gone}
    return {code: codes for code, codes in found.items() if codes}


def _covering(area: KnownArea, fresh: Sequence[AreaRecord]) -> list[str]:
    if area.geom is None:
        return []
    parts = {record.code: shapely.intersection(area.geom, record.geom).area for record in fresh}
    whole = area.geom.area
    if sum(parts.values()) < SUCCESSION_SHARE * whole:
        return []
    return [code for code, part in parts.items() if part > (1 - SUCCESSION_SHARE) * whole]


def _missing(records: Sequence[AreaRecord], stored: Stored, replaced: Mapping[str, object]) -> list[KnownArea]:
    given = {record.code for record in records} | set(replaced)
    parents = {parent_code(record.level, record.code) for record in records} - {None}
    return [area for area in stored.peers() if area.parent_code in parents and area.code not in given]


def _incomplete(missing: Sequence[KnownArea]) -> Remark:
    told = listed(f"{area.code} {area.name_th}" for area in missing)
    return refusal(
        "incomplete",
        f"แฟ้มไม่ครบ ขาด {told} โปรดเติม หรือยืนยันด้วย --accept-missing เพื่อคงของเดิมไว้",
        f"The set is incomplete: {told} missing. Add them, or keep the stored ones with --accept-missing.",
        areas=tuple(area.code for area in missing),
    )


def _staying(records: Sequence[AreaRecord], stored: Stored, replaced: Mapping[str, object]) -> list[KnownArea]:
    given = {record.code for record in records} | set(replaced)
    return [area for area in stored.peers() if area.code not in given]


def _conflicts(records: Sequence[AreaRecord], staying: Sequence[KnownArea]) -> list[Remark]:
    """Records on ground of areas that stay as they are: the parent by code is not the parent by location."""
    if not staying:
        return []
    tree = shapely.STRtree([area.geom for area in staying if area.geom is not None])
    remarks: list[Remark] = []
    for parent, group in by_parent(records).items():
        ground = _union(group)
        met = [staying[position] for position in tree.query(ground, predicate="intersects")]
        taken = [(area, shapely.intersection(ground, area.geom)) for area in met]
        wide = [(area, area_sqm(piece)) for area, piece in taken if _is_wide(piece, min(area_sqm(ground), _sqm(area)))]
        remarks += [_conflict(parent, group, wide)] if wide else []
    return remarks


def _sqm(area: KnownArea) -> float:
    return area_sqm(area.geom) if area.geom is not None else 0.0


def _conflict(parent: str, group: Sequence[AreaRecord], taken: Sequence[tuple[KnownArea, float]]) -> Remark:
    parents = sorted({area.parent_code or area.code for area, _ in taken})
    told = listed(f"{area.code} {area.name_th} ({sqm:,.0f} ตร.ม./m²)" for area, sqm in taken)
    return refusal(
        "parent-conflict",
        f"รหัสบอกว่าอยู่ใน {parent} แต่ตำแหน่งทับพื้นที่ของ {listed(parents)}: {told} โปรดแก้รหัส หรือนำเข้าทั้งสองเขตพร้อมกัน",
        f"By code these lie in {parent}, by location on ground of {listed(parents)}: {told}. Correct the codes, or "
        "import both in one file.",
        rows=tuple(record.row for record in group),
        areas=tuple(record.code for record in group),
        sqm=sum(sqm for _, sqm in taken),
    )


def _within(records: Sequence[AreaRecord], stored: Stored, outline_of: OutlineOf) -> list[Remark]:
    """Each parent's records against its outline, or its province's; those without any are told in one note."""
    remarks: list[Remark] = []
    blind: list[str] = []
    for parent, group in by_parent(records).items():
        code, outline = _reference(parent, group, stored, outline_of)
        if outline is None:
            blind.append(parent or group[0].code)
            continue
        outside = shapely.difference(_union(group), outline)
        remarks += [_outside(code, group, outside)] if _is_wide(outside, area_sqm(_union(group))) else []
        if code == parent and not stored.outline(code):
            remarks += _uncovered(code, group, shapely.difference(outline, _union(group)), area_sqm(outline))
    return [*remarks, *_not_compared(blind)]


def _reference(
    parent: str, group: Sequence[AreaRecord], stored: Stored, outline_of: OutlineOf
) -> tuple[str, BaseGeometry | None]:
    for code in dict.fromkeys([parent or group[0].code, (parent or group[0].code)[:2]]):
        outline = stored.outline(code) if parent else None
        outline = outline or outline_of(code)
        if outline is not None:
            return code, outline
    return "", None


def _outside(code: str, group: Sequence[AreaRecord], piece: BaseGeometry) -> Remark:
    sqm = area_sqm(piece)
    return refusal(
        "outside-parent",
        f"{len(group)} เขตอยู่นอก {code} {sqm:,.0f} ตร.ม. ตรวจรหัส ระบบพิกัด (--crs) หรือแนวเขต",
        f"{len(group)} areas reach {sqm:,.0f} m² outside {code}; check codes, coordinate system (--crs) or borders.",
        rows=tuple(record.row for record in group),
        areas=tuple(record.code for record in group),
        sqm=sqm,
    )


def _uncovered(code: str, group: Sequence[AreaRecord], piece: BaseGeometry, whole: float) -> list[Remark]:
    if not _is_wide(piece, whole):
        return []
    # a district may come alone; its subdistricts only together, for it is dissolved from them
    weight = warning if group[0].level is Level.DISTRICT else refusal
    return [
        weight(
            "uncovered",
            f"แฟ้มไม่ครบ เหลือพื้นที่ {area_sqm(piece):,.0f} ตร.ม. ของ {code} ที่ไม่มีเขตใดครอบคลุม",
            f"The set is incomplete: {area_sqm(piece):,.0f} m² of {code} are covered by no area.",
            areas=tuple(record.code for record in group),
            sqm=area_sqm(piece),
        )
    ]


def _not_compared(codes: Sequence[str]) -> list[Remark]:
    if not codes:
        return []
    return [
        note(
            "not-compared",
            f"ไม่มีแนวเขตเดิมให้เทียบ ตรวจได้เพียงว่าอยู่ในประเทศไทย: {listed(codes)}",
            f"Place not compared (nothing stored to compare with), only that it is in Thailand: {listed(codes)}",
            areas=tuple(codes),
        )
    ]


def _lost(records: Sequence[AreaRecord], stored: Stored, staying: Sequence[KnownArea]) -> list[Remark]:
    """Ground that a parent of the file had, and that nobody would have afterwards."""
    after = as_array([record.geom for record in records] + [area.geom for area in staying if area.geom is not None])
    tree, grouped = shapely.STRtree(after), stored.peers_by_parent()
    remarks: list[Remark] = []
    for parent in by_parent(records):
        had = [area.geom for area in grouped.get(parent, ()) if area.geom is not None]
        before = shapely.union_all(had)
        piece = shapely.difference(before, shapely.union_all(after[tree.query(before, predicate="intersects")]))
        remarks += [_gone(parent, area_sqm(piece))] if had and _is_wide(piece, area_sqm(before)) else []
    return remarks


def _gone(parent: str, sqm: float) -> Remark:
    return refusal(
        "lost-ground",
        f"พื้นที่ {sqm:,.0f} ตร.ม. ที่เคยอยู่ใน {parent} จะไม่มีเขตใดครอบคลุม โปรดตรวจแนวเขต",
        f"{sqm:,.0f} m² that belonged to {parent} would be covered by no area; check the borders.",
        areas=(parent,),
        sqm=sqm,
    )


def _shift(records: Sequence[AreaRecord], stored: Stored) -> list[Remark]:
    """A warning when nearly all areas moved the same way, as a wrong datum does."""
    pairs = [(record.geom, area) for record in records if (area := stored.areas.get((record.level, record.code)))]
    if len(pairs) < 3 or any(area.geom is None for _, area in pairs):
        return []
    new = shapely.get_coordinates(shapely.centroid(as_array([geom for geom, _ in pairs])))
    old = shapely.get_coordinates(shapely.centroid(as_array([area.geom for _, area in pairs if area.geom])))
    moved = (new - old) * np.array([np.cos(np.radians(old[:, 1].mean())), 1.0]) * METRES_PER_DEGREE
    east, north = np.median(moved, axis=0)
    spread = float(np.median(np.hypot(*(moved - [east, north]).T)))
    length = float(np.hypot(east, north))
    if length < SHIFT_METRES or spread > length / 2:
        return []
    told = f"{east:+,.0f} m E, {north:+,.0f} m N"
    return [
        warning(
            "systematic-shift",
            f"แนวเขตทั้งแฟ้มเลื่อนไปทางเดียวกันราว {length:,.0f} ม. ({told}) อาจใช้พื้นหลักฐานผิด (Indian 1975) ลอง --crs 24047",
            f"All boundaries are shifted alike by about {length:,.0f} m ({told}): perhaps Indian 1975 read as WGS 84; "
            "try --crs 24047 or 24048.",
        )
    ]


def _union(group: Sequence[AreaRecord]) -> BaseGeometry:
    return shapely.union_all([record.geom for record in group])


def _is_wide(piece: BaseGeometry, of_sqm: float) -> bool:
    """Whether a difference is more than another drawing of the same border."""
    flat = multipolygon(piece)
    if flat.is_empty or area_sqm(flat) <= DRAWING_SHARE * of_sqm:
        return False
    return wide_sqm(flat, DRAWING_METRES) > DRAWING_SHARE * of_sqm
