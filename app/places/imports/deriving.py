"""Levels above the file's: dissolved from below, so that levels nest exactly; and what areas are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.places.imports import official
from app.places.imports.report import Remark, note, warning
from app.places.rules import Level, parent_code, parent_level
from app.places.schemas import AreaName, AreaRecord, KnownArea
from gis.coverage import dissolve
from gis.geometry import area_sqm, as_array


def derived(members: Sequence[AreaRecord], names: Mapping[str, AreaName]) -> list[AreaRecord]:
    """The areas one level above ``members``, each the union of its members; all members of a parent must be given."""
    level = parent_level(members[0].level) if members else None
    if level is None:
        return []
    keys = [parent_code(member.level, member.code) or "" for member in members]
    united = dissolve(as_array([member.geom for member in members]), keys)
    return [_above(level, code, geom, names) for code, geom in united.items()]


def _above(level: Level, code: str, geom: object, names: Mapping[str, AreaName]) -> AreaRecord:
    name = names.get(code, AreaName(code))
    return AreaRecord(level, code, name.th, name.en, geom)  # type: ignore[arg-type]  # a MultiPolygon


def as_record(area: KnownArea) -> AreaRecord:
    """A stored area as a member to dissolve."""
    assert area.geom is not None
    return AreaRecord(area.level, area.code, area.name_th, area.name_en, area.geom, area.parent_code)


def all_names(given: Mapping[str, AreaName], known: Iterable[KnownArea]) -> dict[str, AreaName]:
    """Names by code: the official ones, else as stored, else as the file or the generator gives them."""
    stored = {area.code: AreaName(area.name_th, area.name_en) for area in known}
    return {**given, **stored, **official.names()}


def with_names(records: Sequence[AreaRecord], names: Mapping[str, AreaName]) -> tuple[list[AreaRecord], list[Remark]]:
    """The records with a Thai name each; lost ones come from ``names``, else the English name or the code stands in."""
    lost = [record for record in records if _is_lost(record.name_th)]
    if not lost:
        return list(records), []
    codes = {record.code for record in lost}
    named = [_renamed(record, names) if record.code in codes else record for record in records]
    found = sum(code in names for code in codes)
    th = f"ชื่อไทยหายไป {len(lost)} ชื่อ ได้จากรหัส {found} ชื่อ ที่เหลือใช้ชื่ออังกฤษหรือรหัสแทน"
    en = f"{len(lost)} Thai names are lost; {found} came by code, English names or codes stand in for the rest."
    return named, [warning("lost-names", th, en, areas=tuple(record.code for record in lost))]


def _is_lost(name: str) -> bool:
    return not name.strip(" ?\ufffd")


def _renamed(record: AreaRecord, names: Mapping[str, AreaName]) -> AreaRecord:
    name = names.get(record.code)
    th = name.th if name and not _is_lost(name.th) else record.name_en or record.code
    return replace(record, name_th=th, name_en=record.name_en or (name.en if name else None))


def only_compared(records: Sequence[AreaRecord], known: Sequence[KnownArea]) -> list[AreaRecord]:
    """Records whose area is dissolved from stored areas below: their boundary may only be compared, never replaced."""
    parents = {area.parent_code for area in known if area.level in (Level.DISTRICT, Level.SUBDISTRICT)}
    upper = (Level.PROVINCE, Level.DISTRICT)
    return [record for record in records if record.level in upper and record.code in parents]


def comparison(records: Sequence[AreaRecord], known: Sequence[KnownArea]) -> Remark:
    """How far the compared records differ in area from what is stored."""
    stored = {(area.level, area.code): area for area in known}
    shares = [_difference(record, stored.get((record.level, record.code))) for record in records]
    worst = max(shares, default=0.0)
    return note(
        "compared",
        f"แนวเขต {len(records)} แห่งรวมขึ้นจากระดับล่างจึงคงเดิม เนื้อที่ในแฟ้มต่างไม่เกิน {worst:.1%}",
        f"{len(records)} areas are dissolved from the level below and keep that boundary; the file's areas differ by "
        f"at most {worst:.1%}.",
        areas=tuple(record.code for record in records),
    )


def _difference(record: AreaRecord, stored: KnownArea | None) -> float:
    if stored is None or stored.geom is None:
        return 0.0
    sqm = area_sqm(stored.geom)
    return abs(area_sqm(record.geom) - sqm) / sqm
