"""A small gazetteer of real names, chosen for their traps, and the large one of the shared data."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pyogrio

from app.places.naming import Gazetteer
from app.places.rules import Level, level_of_code
from app.places.schemas import NamedArea

#: Chiang Mai, Lamphun and Buri Ram: สันทราย is a district and a subdistrict, ริมใต้ and หนองแฝก begin other names,
#: ยางคราม stands for nothing here, ท่าศาลา occurs in two districts, เฉลิมพระเกียรติ in two provinces
AREAS = {
    "50": "เชียงใหม่",
    "5001": "เมืองเชียงใหม่",
    "500101": "ศรีภูมิ",
    "500110": "ท่าศาลา",
    "5007": "แม่ริม",
    "500701": "ริมใต้",
    "500702": "ริมเหนือ",
    "500705": "แม่สา",
    "500706": "ท่าศาลา",
    "50070501": "บ้านแม่สาน้อย",
    "50070503": "บ้านปางหมู",
    "50070504": "บ้านปางหมู",
    "50070505": "บ้านดอนแก้ว",
    "50070506": "บ้านทุ่งหัวช้าง",
    "50070507": "บ้านสันกลาง",
    "50070101": "บ้านริมใต้",
    "5014": "สันทราย",
    "501401": "สันทรายหลวง",
    "501402": "สันทรายน้อย",
    "501403": "หนองหาร",
    "501404": "แม่แฝก",
    "501405": "แม่แฝกใหม่",
    "51": "ลำพูน",
    "5101": "เมืองลำพูน",
    "510101": "ในเมือง",
    "510102": "เหมืองง่า",
    "5102": "แม่ทา",
    "31": "บุรีรัมย์",
    "3123": "เฉลิมพระเกียรติ",
    "312303": "ตาเป๊ก",
    "30": "นครราชสีมา",
    "3032": "เฉลิมพระเกียรติ",
    "303201": "ช้างทอง",
    "10": "กรุงเทพมหานคร",
    "1001": "เขตพระนคร",
    "100101": "พระบรมมหาราชวัง",
}


def small() -> Gazetteer:
    return Gazetteer(NamedArea(_level(code), code, name) for code, name in AREAS.items())


def _level(code: str) -> Level:
    level = level_of_code(code)
    assert level is not None
    return level


@cache
def thailand(shared: Path) -> Gazetteer:
    """Every area of the boundaries published by the RTSD, and the list of villages."""
    real = shared / "data" / "real"
    areas = []
    for layer, level in (("provinces", Level.PROVINCE), ("amphoe", Level.DISTRICT), ("tambon", Level.SUBDISTRICT)):
        path = real / "th" / f"thailand_{layer}.fgb"
        *_, (codes, names) = pyogrio.raw.read(path, read_geometry=False, columns=["code", "name_th"])
        areas += [NamedArea(level, code, name) for code, name in zip(codes, names, strict=True)]
    with (real / "tables" / "muban_list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["obsolete"]]
    areas += [NamedArea(Level.VILLAGE, row["code8"], row["name_th"]) for row in rows]
    return Gazetteer(areas)
