"""All checks of an import in their order; what they need to know is handed in, nothing is read or written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.places.imports import official
from app.places.imports.codes import coded, drift
from app.places.imports.place import Stored, by_parent, placed
from app.places.imports.report import Remark, Severity, listed, refusal, warning
from app.places.imports.shapes import shaped
from app.places.imports.siblings import strayed
from app.places.imports.topology import fitted
from app.places.rules import POLYGON_LEVELS, Level, parent_code, province_code
from app.places.schemas import AreaRecord, ImportOptions, KnownArea
from gis.geometry import in_metres

FEW_MISSING = 0.05
"""Real sources lag behind the official list by less than this share of its codes; a lost sheet is more."""
NEAR_METRES = 700.0
"""A village point this far outside its subdistrict is worth a look."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The records as they may be stored, and every finding; refused when one of these is a refusal."""

    records: list[AreaRecord]
    remarks: list[Remark]

    @property
    def refused(self) -> bool:
        return any(remark.severity is Severity.REFUSAL for remark in self.remarks)


def check(records: Sequence[AreaRecord], known: Sequence[KnownArea], options: ImportOptions) -> Checked:
    """Judge records of one level against what is stored of their provinces and around them.

    Later checks need sound geometries and codes, so they are left out when those are refused.
    """
    fit, shapes = shaped(records, accept_repairs=options.accept_repairs)
    named, codes = coded(fit, known)
    found = Checked(named, [*shapes, *codes])
    if found.refused or not named:
        return Checked(named, [*found.remarks, *([] if named else [_nothing()])])
    if named[0].level not in POLYGON_LEVELS:
        return Checked(named, [*found.remarks, *_points_in_parents(named, known), *drift(named)])
    whole, mended = fitted(named)
    stored = Stored.of(named[0].level, known)
    where = placed(whole, stored, options.outline_of, accept_missing=options.accept_missing)
    where += strayed(whole, stored, options.districts_of)
    sparse = [] if options.accept_missing else _sparse(whole, stored, options, where)
    return Checked(whole, [*found.remarks, *mended, *where, *sparse, *drift(whole)])


def _nothing() -> Remark:
    return refusal("nothing", "ไม่มีแถวใดใช้ได้ ดูเหตุผลของแต่ละแถว", "No row can be used; see the reason of each.")


def _sparse(
    records: Sequence[AreaRecord], stored: Stored, options: ImportOptions, where: Sequence[Remark]
) -> list[Remark]:
    """Codes that should be there: by the official list, or, where that is silent, by a hole in the numbering."""
    codes = {record.code for record in records}
    groups = by_parent(records)
    absent = official.missing_under((parent for parent in groups if parent), codes)
    expected = sum(len(official.children(parent)) for parent in groups)
    told = _told_absent(absent, expected) if absent else []
    holes = [hole for parent in groups for hole in _holes(parent, codes, stored, options)]
    if holes and records[0].row and not any(remark.code in ("incomplete", "uncovered") for remark in where):
        told.append(_numbering(holes))
    return told


def _told_absent(absent: Sequence[str], expected: int) -> list[Remark]:
    names = listed(f"{code} {official.names()[code].th}" for code in absent)
    th = f"บัญชีทางการมี {names} แต่แฟ้มไม่มี"
    en = f"The official list ({official.RELEASE}) has {names}; the file has not"
    if len(absent) > FEW_MISSING * expected and len(absent) > 2:
        confirm_th, confirm_en = "โปรดเติม หรือยืนยันด้วย --accept-missing", "add them, or confirm with --accept-missing"
        return [refusal("incomplete", f"แฟ้มไม่ครบ {th} {confirm_th}", f"{en}: {confirm_en}.", areas=tuple(absent))]
    return [warning("not-in-file", f"{th} (อาจรวมอยู่ในเขตข้างเคียง)", f"{en} (a neighbour may hold their ground).",
                    areas=tuple(absent))]  # fmt: skip


def _holes(parent: str, codes: set[str], stored: Stored, options: ImportOptions) -> list[str]:
    """Numbers left out below a parent of which nothing is known; below a known one a hole is normal."""
    vouched = official.knows_province(parent) or stored.under(parent) or options.outline_of(parent) is not None
    if not parent or vouched or len(parent) == 2:
        return []
    numbers = sorted(int(code[len(parent) :]) for code in codes if code.startswith(parent))
    return [f"{parent}{number:02}" for number in range(numbers[0], numbers[-1]) if number not in numbers]


def _numbering(holes: Sequence[str]) -> Remark:
    return refusal(
        "incomplete",
        f"เลขรหัสขาด {listed(holes)} และไม่มีบัญชีหรือแนวเขตเดิมให้เทียบ โปรดเติม หรือยืนยันว่าครบด้วย --accept-missing",
        f"{listed(holes)} missing from the numbering, and neither a list nor earlier boundaries tell whether they exist: "
        "add them, or confirm that the set is complete with --accept-missing.",
        areas=tuple(holes),
    )


def _points_in_parents(records: Sequence[AreaRecord], known: Sequence[KnownArea]) -> list[Remark]:
    """Villages whose parent is not stored, or whose point lies far outside it: warnings, for villages are points."""
    if records[0].level is not Level.VILLAGE:
        return []
    parents = {area.code: area for area in known if area.level is Level.SUBDISTRICT}
    orphans = [record for record in records if parent_code(record.level, record.code) not in parents]
    far = [record for record in records if _is_far(record, parents)]
    told = [warning("no-parent", *_orphaned(orphans), areas=tuple(r.code for r in orphans))] if orphans else []
    return told + ([warning("outside-parent", *_strayed(far), rows=tuple(r.row for r in far))] if far else [])


def _is_far(record: AreaRecord, parents: dict[str, KnownArea]) -> bool:
    parent = parents.get(record.code[:6])
    if parent is None or parent.geom is None or parent.geom.contains(record.geom):
        return False
    latitude = record.geom.bounds[1]
    return in_metres(parent.geom, latitude).distance(in_metres(record.geom, latitude)) > NEAR_METRES


def _orphaned(records: Sequence[AreaRecord]) -> tuple[str, str]:
    codes = listed(sorted({record.code[:6] for record in records}))
    return (
        f"หมู่บ้าน {len(records)} แห่งอยู่ในตำบลที่ยังไม่ได้นำเข้า: {codes}",
        f"{len(records)} villages belong to subdistricts that are not stored: {codes}; import those first.",
    )


def _strayed(records: Sequence[AreaRecord]) -> tuple[str, str]:
    names = listed(f"{record.code} {record.name_th}" for record in records)
    return (
        f"หมู่บ้าน {len(records)} แห่งอยู่นอกตำบลของรหัสเกิน {NEAR_METRES:.0f} ม.: {names}",
        f"{len(records)} villages lie more than {NEAR_METRES:.0f} m outside the subdistrict of their code: {names}",
    )


def provinces_of(records: Sequence[AreaRecord]) -> set[str]:
    """The provinces that the codes name."""
    return {province_code(record.code) for record in records if record.code}
