"""The records of a file among themselves: gaps and overlaps, the small ones mended, the wide ones refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.places.imports.report import Remark, refusal, repair
from app.places.schemas import AreaRecord
from gis.coverage import Gap, Overlap, cleaned, gaps, is_coverage, overlaps
from gis.geometry import areas_sqm, as_array, wide_sqm

SLIVER_METRES = 50.0
"""Narrower than this is inexact drawing: 1 mm on a map of 1:50,000, from which the official boundaries come."""
SLIVER_SQM = 1_000.0
"""Smaller than this (0.6 rai) no gap or overlap matters, however wide."""


def is_sliver(piece: Gap | Overlap) -> bool:
    return piece.sqm <= SLIVER_SQM or wide_sqm(piece.geom, SLIVER_METRES) == 0.0


def fitted(records: Sequence[AreaRecord]) -> tuple[list[AreaRecord], list[Remark]]:
    """The records as an exact coverage, and what was mended; unchanged when there is something to refuse."""
    members = as_array([record.geom for record in records])
    shared, open_ground = overlaps(members), gaps(members)
    pieces: list[Gap | Overlap] = [*shared, *open_ground]
    wide = [piece for piece in pieces if not is_sliver(piece)]
    if wide:
        return list(records), [_told(piece, records) for piece in wide]
    if is_coverage(members) and not open_ground:
        return list(records), []
    return _cleaned(records, sum(piece.sqm for piece in pieces), len(shared), len(open_ground))


def _told(piece: Gap | Overlap, records: Sequence[AreaRecord]) -> Remark:
    if isinstance(piece, Overlap):
        pair = (records[piece.first], records[piece.second])
        first, second = (f"{record.code} {record.name_th}" for record in pair)
        return refusal(
            "overlap",
            f"{first} ซ้อนทับกับ {second} {piece.sqm:,.0f} ตร.ม. โปรดแก้แนวเขตร่วม",
            f"{first} overlaps {second} by {piece.sqm:,.0f} m²; mend their common border.",
            rows=tuple(record.row for record in pair),
            areas=tuple(record.code for record in pair),
            sqm=piece.sqm,
        )
    around = [records[position] for position in piece.around]
    codes = ", ".join(record.code for record in around)
    return refusal(
        "gap",
        f"มีช่องว่าง {piece.sqm:,.0f} ตร.ม. ระหว่าง {codes} ที่ {piece.at.x:.4f}, {piece.at.y:.4f} โปรดปิดช่องว่าง",
        f"A gap of {piece.sqm:,.0f} m² between {codes} at {piece.at.x:.4f}, {piece.at.y:.4f}; close it.",
        rows=tuple(record.row for record in around),
        areas=tuple(record.code for record in around),
        sqm=piece.sqm,
    )


def _cleaned(
    records: Sequence[AreaRecord], sqm: float, shared: int, open_ground: int
) -> tuple[list[AreaRecord], list[Remark]]:
    before = as_array([record.geom for record in records])
    after = cleaned(before, SLIVER_METRES)
    moved = abs(areas_sqm(after) - areas_sqm(before))
    changed = [record.code for record, change in zip(records, moved, strict=True) if change > 1.0]
    vanished = [record for record, geom in zip(records, after, strict=True) if geom.is_empty or not geom.is_valid]
    if vanished:
        return list(records), [_vanished(vanished)]
    kept = [replace(record, geom=geom) for record, geom in zip(records, after, strict=True)]
    if sqm < 1.0 and not changed:
        return kept, []
    return kept, [
        repair(
            "slivers",
            f"ปรับแนวเขตร่วม: ซ้อนทับแคบ {shared} แห่ง ช่องว่างแคบ {open_ground} แห่ง รวม {sqm:,.0f} ตร.ม.",
            f"Borders made to meet: {shared} narrow overlaps and {open_ground} narrow gaps, {sqm:,.0f} m² in all.",
            areas=tuple(changed),
            sqm=sqm,
        )
    ]


def _vanished(records: Sequence[AreaRecord]) -> Remark:
    codes = ", ".join(record.code for record in records)
    return refusal(
        "covered-by-neighbours",
        f"{codes} ถูกเขตข้างเคียงทับทั้งหมด โปรดแก้แนวเขต",
        f"{codes}: wholly covered by neighbours; mend the borders.",
        rows=tuple(record.row for record in records),
        areas=tuple(record.code for record in records),
    )
