"""What an import will write, worked out before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.places.imports.deriving import as_record, derived
from app.places.imports.place import Stored, replaced_codes
from app.places.imports.report import Remark, listed, note, refusal
from app.places.imports.versions import Step, step
from app.places.rules import POLYGON_LEVELS, Level, parent_code, province_code
from app.places.schemas import AreaName, AreaRecord, KnownArea

BUDDHIST_ERA, FIRST_BUDDHIST_YEAR = 543, 2400


@dataclass(frozen=True, slots=True)
class Plan:
    """A step for each level, the lowest first; which new codes took the ground of ended ones; and what to say of it."""

    valid_from: date
    steps: dict[Level, Step]
    replaced: dict[str, list[str]]
    provinces: set[str]
    remarks: list[Remark]


def touched(records: Sequence[AreaRecord], known: Sequence[KnownArea]) -> list[KnownArea]:
    """Open areas of the records' level with one of their parents, or one of their codes."""
    level = records[0].level
    parents = {parent for record in records if (parent := parent_code(level, record.code))}
    codes = {record.code for record in records}
    return [area for area in known if area.level is level and (area.parent_code in parents or area.code in codes)]


def planned(
    records: Sequence[AreaRecord], known: Sequence[KnownArea], names: Mapping[str, AreaName], valid_from: date
) -> Plan:
    """The plan for checked records of one level, with the levels above dissolved anew where they are polygons."""
    level = records[0].level
    peers = {area.code: area for area in known if area.level is level}
    replaced = replaced_codes(records, Stored.of(level, known)) if level in POLYGON_LEVELS else {}
    lowest = step(records, peers, valid_from, sorted(replaced))
    steps = {level: lowest}
    if level in POLYGON_LEVELS:
        steps |= _above(records, set(replaced), known, names, valid_from)
    provinces = {province_code(record.parent_code or record.code) for record in records}
    remarks = [*_buddhist(valid_from), *_too_late(records, peers, sorted(replaced), valid_from), *_ended(replaced)]
    return Plan(valid_from, steps, replaced, provinces, remarks)


def _above(
    records: Sequence[AreaRecord],
    gone: set[str],
    known: Sequence[KnownArea],
    names: Mapping[str, AreaName],
    valid_from: date,
) -> dict[Level, Step]:
    steps: dict[Level, Step] = {}
    members, ended = list(records), gone
    while upper := derived(_with_siblings(members, ended, known), names):
        level = upper[0].level
        steps[level] = step(upper, {area.code: area for area in known if area.level is level}, valid_from)
        members, ended = upper, set()
    return steps


def _with_siblings(members: Sequence[AreaRecord], gone: set[str], known: Sequence[KnownArea]) -> list[AreaRecord]:
    given = {member.code for member in members} | gone
    siblings = [area for area in touched(members, known) if area.code not in given and area.geom is not None]
    return [*members, *(as_record(area) for area in siblings)]


def _buddhist(valid_from: date) -> list[Remark]:
    """Days are stored in the Common Era; the year 2567 would be in force five centuries from now."""
    if valid_from.year < FIRST_BUDDHIST_YEAR:
        return []
    meant = valid_from.year - BUDDHIST_ERA
    return [
        refusal(
            "buddhist-year",
            f"วันเริ่มใช้ {valid_from} เป็นปี พ.ศ. โปรดระบุเป็น ค.ศ. เช่น --valid-from {meant}-{valid_from:%m-%d}",
            f"The first day {valid_from} is a Buddhist year; say it in the Common Era: --valid-from {meant}-{valid_from:%m-%d}.",
        )
    ]


def _too_late(
    records: Sequence[AreaRecord], peers: Mapping[str, KnownArea], gone: Sequence[str], valid_from: date
) -> list[Remark]:
    """Stored versions that begin later than the file's, or on the day on which they would have to end."""
    given = [peers[record.code] for record in records if record.code in peers]
    late = [area for area in given if area.valid_from > valid_from]
    late += [peers[code] for code in gone if peers[code].valid_from >= valid_from]
    if not late:
        return []
    newest = max(area.valid_from for area in late)
    codes = listed(area.code for area in late)
    return [
        refusal(
            "older-than-stored",
            f"ขอบเขตที่เก็บไว้ ({codes}) เริ่มใช้ {newest} ไม่ก่อนวันเริ่มของแฟ้ม {valid_from} โปรดระบุ --valid-from ให้ถูก",
            f"Stored boundaries ({codes}) begin on {newest}, not before the {valid_from} of this file; say --valid-from.",
            areas=tuple(area.code for area in late),
        )
    ]


def _ended(replaced: Mapping[str, Sequence[str]]) -> list[Remark]:
    if not replaced:
        return []
    told = listed(f"{old} → {'+'.join(new)}" for old, new in sorted(replaced.items()))
    return [
        note(
            "succession",
            f"เขตที่สิ้นสุดและเขตที่สืบต่อ: {told} ข้อมูลเดิมยังอยู่กับเขตเดิม",
            f"Areas that ended and what follows them: {told}; earlier figures stay with the earlier area.",
            areas=tuple(sorted(replaced)),
        )
    ]
