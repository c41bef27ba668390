"""Codes of the records: well formed, of one level, unique; the missing ones proposed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.places.imports import official
from app.places.imports.report import Remark, listed, note, refusal, repair
from app.places.rules import LEVELS, is_code, parent_code
from app.places.schemas import AreaRecord, KnownArea
from gis.thai import normalise


def coded(records: Sequence[AreaRecord], known: Sequence[KnownArea]) -> tuple[list[AreaRecord], list[Remark]]:
    """The records, each with a unique well-formed code, and what was done or refused."""
    single, dropped = _without_duplicates(records)
    named, proposed = _with_proposals(single, known)
    malformed = [record for record in named if record.code and not is_code(record.level, record.code)]
    return named, [*dropped, *proposed, *_malformed(malformed), *_twice(named)]


def _without_duplicates(records: Sequence[AreaRecord]) -> tuple[list[AreaRecord], list[Remark]]:
    seen: dict[tuple[str, str, bytes], AreaRecord] = {}
    twins: list[AreaRecord] = []
    for record in records:
        key = (record.code, record.name_th, record.geom.wkb)
        twins.extend([record] if key in seen else [])
        seen.setdefault(key, record)
    return list(seen.values()), [_twin(record) for record in twins]


def _twin(record: AreaRecord) -> Remark:
    return repair(
        "duplicate-feature",
        f"{record.code} ซ้ำกันทุกประการ ตัดแถวซ้ำออก",
        f"{record.code} is there twice, identical; the second was dropped.",
        rows=(record.row,),
        areas=(record.code,),
    )


def _malformed(records: Sequence[AreaRecord]) -> list[Remark]:
    if not records:
        return []
    level = records[0].level
    return [
        refusal(
            "malformed-code",
            f"รหัส {listed(r.code for r in records)} ไม่ใช่รหัส{LEVELS[level].th} ตรวจคอลัมน์รหัสหรือระบุ --level",
            f"{listed(r.code for r in records)}: not codes of a {level}; check the code column or say --level.",
            rows=tuple(r.row for r in records),
            areas=tuple(r.code for r in records),
        )
    ]


def _twice(records: Sequence[AreaRecord]) -> list[Remark]:
    groups: dict[str, list[AreaRecord]] = defaultdict(list)
    for record in records:
        groups[record.code].append(record)
    return [_same_code(code, group) for code, group in groups.items() if code and len(group) > 1]


def _same_code(code: str, group: Sequence[AreaRecord]) -> Remark:
    touching = all(group[0].geom.intersects(other.geom) for other in group[1:])
    union_th, union_en = (
        (" ถ้าเป็นพื้นที่เดียวกันให้รวมรูปก่อน", " If they are one area, unite them first.") if touching else ("", "")
    )
    names = listed(record.name_th for record in group)
    return refusal(
        "duplicate-code",
        f"รหัส {code} ใช้กับรูปต่างกัน {len(group)} รูป ({names}) รหัสต้องไม่ซ้ำ โปรดแก้รหัส{union_th}",
        f"Code {code} stands on {len(group)} different polygons ({names}); correct the codes.{union_en}",
        rows=tuple(record.row for record in group),
        areas=(code,),
    )


def _with_proposals(records: Sequence[AreaRecord], known: Sequence[KnownArea]) -> tuple[list[AreaRecord], list[Remark]]:
    missing = [record for record in records if not record.code]
    if not missing:
        return list(records), []
    found = _proposals(records, missing, known)
    named = [replace(record, code=record.code or found.get(record.row, "")) for record in records]
    return named, [_proposed(record, found) for record in missing]


def _proposals(
    records: Sequence[AreaRecord], missing: Sequence[AreaRecord], known: Sequence[KnownArea]
) -> Mapping[int, str]:
    """Row to code: by the stored area of that name there, by the official name, else by place in the numbering."""
    used = {record.code for record in records}
    parents = {parent for record in records if record.code and (parent := parent_code(record.level, record.code))}
    found: dict[int, str] = {}
    for record in missing:
        stored = _stored_code(record, known) or _listed_code(record, parents)
        if stored and stored not in used and stored not in found.values():
            found[record.row] = stored
    return found or _by_numbering(records)


def _stored_code(record: AreaRecord, known: Sequence[KnownArea]) -> str | None:
    spot = record.geom.representative_point()
    same = [a for a in known if a.level is record.level and normalise(a.name_th) == record.name_th and a.geom]
    return next((area.code for area in same if area.geom is not None and area.geom.contains(spot)), None)


def _listed_code(record: AreaRecord, parents: set[str]) -> str | None:
    codes = {code for parent in parents for code in official.children(parent)}
    same = [code for code in codes if official.names()[code].th == record.name_th]
    return same[0] if len(same) == 1 else None


def _by_numbering(records: Sequence[AreaRecord]) -> Mapping[int, str]:
    """Codes of rows that stand between two others exactly as many numbers apart, in a file sorted by code."""
    given = [int(record.code) for record in records if record.code.isdigit()]
    if not given or given != sorted(given) or not records[0].code or not records[-1].code:
        return {}
    found: dict[int, str] = {}
    for position, record in enumerate(records):
        if not record.code:
            before = next(p for p in range(position, -1, -1) if records[p].code)
            after = next(p for p in range(position, len(records)) if records[p].code)
            if int(records[after].code) - int(records[before].code) != after - before:
                return {}
            found[record.row] = str(int(records[before].code) + position - before)
    return found


def _proposed(record: AreaRecord, found: Mapping[int, str]) -> Remark:
    code = found.get(record.row)
    if code is None:
        return refusal(
            "missing-code",
            f"{record.name_th} ไม่มีรหัส และหารหัสจากชื่อและตำแหน่งไม่ได้ โปรดเติมรหัสในแฟ้ม",
            f"{record.name_th} has no code, and none could be found by its name and place; add it to the file.",
            rows=(record.row,),
        )
    return repair(
        "proposed-code",
        f"{record.name_th} ไม่มีรหัส ใช้ {code} ตามชื่อและตำแหน่ง โปรดตรวจ",
        f"{record.name_th} had no code; {code} was taken by its name and place. Check it.",
        rows=(record.row,),
        areas=(code,),
    )


def drift(records: Sequence[AreaRecord]) -> list[Remark]:
    """How the codes differ from the official list; never fatal."""
    if not records:
        return []
    codes = {record.code for record in records}
    level = records[0].level
    strange = official.strangers(level, codes)
    remarks = [note("code-drift", *_strange(strange), areas=tuple(strange))] if strange else []
    different = _renamed(records)
    if different:
        pairs = listed(f"{code} {ours} ≠ {theirs}" for code, ours, theirs in different)
        remarks.append(
            note(
                "name-drift",
                f"ชื่อต่างจากบัญชีทางการ {len(different)} แห่ง: {pairs}",
                f"{len(different)} names differ from the official list ({official.RELEASE}): {pairs}",
                areas=tuple(code for code, _, _ in different),
            )
        )
    return remarks


def _strange(codes: Sequence[str]) -> tuple[str, str]:
    told = listed(f"{c} → {'+'.join(official.successors(c))}" if official.successors(c) else c for c in codes)
    return (
        f"รหัสที่ไม่อยู่ในบัญชีทางการปัจจุบัน {len(codes)} รหัส: {told}",
        f"{len(codes)} codes are not in the present official list ({official.RELEASE}): {told}",
    )


def _renamed(records: Sequence[AreaRecord]) -> list[tuple[str, str, str]]:
    listed_names = official.names()
    pairs = [(r.code, r.name_th, listed_names[r.code].th) for r in records if r.code in listed_names]
    return [pair for pair in pairs if normalise(pair[1]) != normalise(pair[2])]
