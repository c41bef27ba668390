"""Each geometry by itself: its kind, its validity, and whether it can lie in Thailand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import shapely
from shapely.geometry import Point, box

from app.places.imports.report import Remark, note, refusal, repair, warning
from app.places.rules import LEVELS, Level
from app.places.schemas import AreaRecord
from gis.geometry import Degenerate, Repair, multipolygon, repaired

THAILAND = (97.2, 5.5, 105.8, 20.6)
"""West, south, east, north of the country with its sea, rounded outwards (degrees)."""

TOLD_ONE_BY_ONE = 20
"""Findings of one kind that are told each by itself."""

CONFIRM_SQM = 1_000_000.0
"""A repair that moves more ground than this needs ``accept_repairs``: 1 km² is 1.5 % of a mean subdistrict."""


def shaped(records: Sequence[AreaRecord], *, accept_repairs: bool) -> tuple[list[AreaRecord], list[Remark]]:
    """The records with geometries fit for their level, and what had to be done; refused rows are left out."""
    kept: list[AreaRecord] = []
    remarks: list[Remark] = []
    for record in records:
        fit = _point(record, remarks) if _wants_point(record) else _polygon(record, accept_repairs, remarks)
        if fit is not None and _in_thailand(fit, remarks):
            kept.append(fit)
    return kept, _at_most(remarks)


def _at_most(remarks: Sequence[Remark]) -> list[Remark]:
    """All remarks, or for a file that is wrong throughout the first of each kind and how many more rows it concerns."""
    kinds = Counter(remark.code for remark in remarks)
    told: Counter[str] = Counter()
    kept: list[Remark] = []
    for remark in remarks:
        told[remark.code] += 1
        if told[remark.code] <= TOLD_ONE_BY_ONE:
            kept.append(remark)
    for code, times in kinds.items():
        if times > TOLD_ONE_BY_ONE:
            rows = tuple(row for remark in remarks if remark.code == code for row in remark.rows)
            more = times - TOLD_ONE_BY_ONE
            th, en = f"และอีก {more:,} แถวเช่นเดียวกัน ({code})", f"and {more:,} more rows alike ({code})"
            kept.append(note(f"more-{code}", th, en, rows=rows))
    return kept


def _wants_point(record: AreaRecord) -> bool:
    return record.level is Level.VILLAGE or (
        record.level is Level.LOCAL_GOVERNMENT and record.geom.geom_type in ("Point", "MultiPoint")
    )


def _point(record: AreaRecord, remarks: list[Remark]) -> AreaRecord | None:
    spots = [part for part in shapely.get_parts(shapely.force_2d(record.geom)) if isinstance(part, Point)]
    if len(spots) != 1 or record.geom.geom_type not in ("Point", "MultiPoint"):
        remarks.append(_wrong_kind(record, "จุดเดียว", "one point"))
        return None
    return replace(record, geom=spots[0])


def _polygon(record: AreaRecord, accept_repairs: bool, remarks: list[Remark]) -> AreaRecord | None:
    if record.geom.geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
        remarks.append(_wrong_kind(record, "รูปปิด (polygon)", "a polygon"))
        return None
    try:
        mended = repaired(record.geom)
    except Degenerate as error:
        remarks.append(_degenerate(record, str(error)))
        return None
    if mended is None:
        return replace(record, geom=multipolygon(record.geom))
    remarks.append(_mended(record, mended, accept_repairs))
    return replace(record, geom=mended.geom)


def _wrong_kind(record: AreaRecord, th: str, en: str) -> Remark:
    return refusal(
        "wrong-geometry",
        f"{LEVELS[record.level].th} {record.code or record.name_th} ต้องเป็น{th} แต่เป็น {record.geom.geom_type}",
        f"{record.level} {record.code} must be {en} but is a {record.geom.geom_type}; say the right --level.",
        **_about(record),
    )


def _degenerate(record: AreaRecord, reason: str) -> Remark:
    return refusal(
        "degenerate",
        f"รูปของ {record.code or record.name_th} ไม่มีเนื้อที่ ({reason}) โปรดวาดใหม่ที่ต้นทาง",
        f"The polygon of {record.code} has no area ({reason}); draw it again at its source.",
        **_about(record),
    )


def _mended(record: AreaRecord, mended: Repair, accepted: bool) -> Remark:
    size = f"{mended.before_sqm:,.0f} → {mended.after_sqm:,.0f}"
    sizes = {"before_sqm": mended.before_sqm, "after_sqm": mended.after_sqm}
    if abs(mended.change_sqm) > CONFIRM_SQM and not accepted:
        return refusal(
            "repair-changes-area",
            f"การซ่อมรูปของ {record.code} เปลี่ยนเนื้อที่ {size} ตร.ม. โปรดตรวจรูป หรือยืนยันด้วย --accept-repairs",
            f"Repairing {record.code} changes its area {size} m²; check the shape, or confirm with --accept-repairs.",
            **_about(record),
            **sizes,
        )
    return repair(
        "made-valid",
        f"ซ่อมรูปของ {record.code} ({mended.reason}) เนื้อที่ {size} ตร.ม.",
        f"Mended {record.code} ({mended.reason}): {size} m².",
        **_about(record),
        **sizes,
    )


def _in_thailand(record: AreaRecord, remarks: list[Remark]) -> bool:
    west, south, east, north = record.geom.bounds
    if box(*THAILAND).covers(box(west, south, east, north)):
        return True
    point = record.level is Level.VILLAGE
    remarks.append(
        (warning if point else refusal)(
            "outside-thailand",
            f"{record.code or record.name_th} อยู่นอกประเทศไทย ({west:.3f}, {south:.3f}) ตรวจระบบพิกัด (--crs)"
            + (" แถวนี้ไม่ถูกนำเข้า" if point else ""),
            f"{record.code} lies outside Thailand at {west:.3f}, {south:.3f}; check the coordinate system (--crs)"
            + ("; this row is left out." if point else "."),
            **_about(record),
        )
    )
    return False


def _about(record: AreaRecord) -> dict[str, object]:
    return {"rows": (record.row,) if record.row else (), "areas": (record.code,) if record.code else ()}
