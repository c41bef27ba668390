"""From a file to records: which column is the code, which the names, and of which level the areas are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.places.imports.columns import code_column, first_day, name_column, restored_code, upper_names
from app.places.imports.official import names as official_names
from app.places.imports.report import Remark, Severity, listed, refusal, repair, warning
from app.places.rules import OFFICIAL_LEVELS, POLYGON_LEVELS, Level, level_of_code
from app.places.schemas import AreaName, AreaRecord
from gis.crs import REGISTRY
from gis.readers import Note, Question, Refusal, RowRefusal, Table, read

SEVERITIES = {"info": Severity.NOTE, "repair": Severity.REPAIR, "warning": Severity.WARNING}
INEXACT = "coordinates-coarse"
"""To a reader of any file a warning; a set of boundaries is then not what was drawn, which its importer must know."""
TRUNCATED_AT = 16
"""Sources that cut Thai names did so after 16 letters (48 bytes of UTF-8)."""


@dataclass(frozen=True, slots=True)
class AreaFile:
    """The areas of a file before any check; ``names`` are of areas above, from the file's own columns."""

    file_name: str
    sha256: str | None
    level: Level | None
    records: list[AreaRecord]
    valid_from: date | None = None
    names: Mapping[str, AreaName] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def read_areas(
    path: Path,
    *,
    level: Level | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    home_province: str | None = None,
) -> AreaFile:
    """Read the areas of an untrusted file.

    ``crs`` is an EPSG code such as ``24047`` or ``EPSG:24047``. ``home_province`` only adds a note about other provinces.
    Raises gis.readers.Refusal, or Question when an answer would let the file in.
    """
    table = read(path, layer=layer, crs=_epsg(crs), encoding=encoding)
    column = code_column(table.columns, level)
    if column is None:
        return refused_file(path.name, _no_code(table), table.sha256)
    codes = [restored_code(value) for value in table.columns[column]]
    found = level or _level(codes)
    if found is None:
        return refused_file(path.name, _no_level(column, codes), table.sha256)
    remarks = [*_noted(table, found), *_home(codes, home_province)]
    records, cut = _without_cut_names(_records(table, codes, found))
    names = upper_names(table.columns, codes, found)
    since = first_day(table.columns)
    return AreaFile(path.name, table.sha256, found, records, since, names, [*remarks, *cut])


def _epsg(crs: str | None) -> int | None:
    if crs is None:
        return None
    digits = crs.upper().removeprefix("EPSG:").strip()
    if digits.isdigit() and int(digits) in REGISTRY:
        return int(digits)
    raise Refusal(
        "unknown-crs",
        f"ไม่รู้จักระบบพิกัด {crs} ใช้ได้: {listed(REGISTRY)}",
        f"Coordinate system {crs} is not known here; use one of {listed(REGISTRY)}.",
    )


def refused_file(file_name: str, error: Refusal, sha256: str | None = None) -> AreaFile:
    """A file that gave no areas, and why."""
    choices = error.choices if isinstance(error, Question) else ()
    told_th = "".join(f" --{c.option.replace('_', '-')} {c.value} ({c.title_th})" for c in choices)
    told_en = "".join(f" --{c.option.replace('_', '-')} {c.value} ({c.title_en})" for c in choices)
    place = f" [{error.place}]" if error.place else ""
    remark = refusal(error.code, f"{error.th}{place}{told_th}", f"{error.en}{place}{told_en}")
    return AreaFile(file_name, sha256, None, [], remarks=[remark, *(_left_out(row) for row in error.rejected)])


def _left_out(row: RowRefusal) -> Remark:
    return refusal(row.code, row.th, row.en, rows=(row.row,))


def _no_code(table: Table) -> Refusal:
    columns = listed(table.columns)
    return Refusal(
        "no-code",
        f"ไม่พบคอลัมน์รหัสเขตการปกครอง (มีคอลัมน์ {columns}) เพิ่มคอลัมน์ code ด้วยรหัส 2, 4, 6 หรือ 8 หลักของกรมการปกครอง",
        f"No column of area codes (columns: {columns}); add a column code with the official 2, 4, 6 or 8 digits. "
        "Names alone do not tell areas apart: 135 subdistrict names occur twice in their province.",
    )


def _no_level(column: str, codes: Sequence[str]) -> Refusal:
    lengths = listed(sorted({len(code) for code in codes if code}))
    return Refusal(
        "mixed-levels",
        f"คอลัมน์ {column} มีรหัสหลายระดับ ({lengths} หลัก) โปรดแยกแฟ้มตามระดับ หรือระบุ --level",
        f"Column {column} holds codes of several levels ({lengths} digits); split the file by level or say --level.",
    )


def _level(codes: Sequence[str]) -> Level | None:
    levels = [level_of_code(code) for code in codes if code]
    common = max(OFFICIAL_LEVELS, key=levels.count)
    return common if levels.count(common) >= 0.9 * len(levels) > 0 else None


def _records(table: Table, codes: Sequence[str], level: Level) -> list[AreaRecord]:
    thai = name_column(table.columns, level, thai=True)
    english = name_column(table.columns, level, thai=False)
    blank = [None] * len(codes)
    rows = zip(
        *(table.rows, codes, table.columns.get(thai or "", blank), table.columns.get(english or "", blank)),
        table.geometries,
        strict=True,
    )
    return [
        AreaRecord(level, code, str(th or "").strip(), str(en).strip() if en else None, geom, row=row)
        for row, code, th, en, geom in rows
    ]


def _noted(table: Table, level: Level) -> list[Remark]:
    # a set of areas with a row missing is no set; points may come without their bad rows
    left_out = refusal if level in POLYGON_LEVELS else warning
    rows = [left_out(row.code, row.th, row.en, rows=(row.row,)) for row in table.rejected]
    return [*(_note(one) for one in table.notes), *rows]


def _note(told: Note) -> Remark:
    severity = Severity.REPAIR if told.code == INEXACT else SEVERITIES[told.level]
    return Remark(told.code, severity, told.th, told.en, told.rows)


def _home(codes: Sequence[str], home: str | None) -> list[Remark]:
    others = sorted({code[:2] for code in codes if code and code[:2] != home})
    if home is None or not others:
        return []
    return [
        warning(
            "other-province",
            f"แฟ้มมีจังหวัดอื่นนอกจาก {home}: {listed(others)}",
            f"The file holds provinces other than {home}: {listed(others)}",
        )
    ]


def _without_cut_names(records: list[AreaRecord]) -> tuple[list[AreaRecord], list[Remark]]:
    """Names that were cut at 16 letters, restored from the official list by code."""
    full = {r.code: official_names()[r.code].th for r in records if r.code in official_names() and _is_cut(r)}
    if not full:
        return records, []
    told = listed(f"{code} {name}" for code, name in sorted(full.items()))
    whole = [
        AreaRecord(r.level, r.code, full.get(r.code, r.name_th), r.name_en, r.geom, r.parent_code, r.kind, r.row)
        for r in records
    ]
    th, en = f"ชื่อถูกตัดท้าย {len(full)} ชื่อ คืนตามรหัส: {told}", f"{len(full)} names were cut; restored by code: {told}"
    return whole, [repair("cut-names", th, en, areas=tuple(sorted(full)))]


def _is_cut(record: AreaRecord) -> bool:
    full = official_names()[record.code].th
    return len(record.name_th) >= TRUNCATED_AT - 1 and full != record.name_th and full.startswith(record.name_th)
