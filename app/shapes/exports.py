"""What a shape holds as a workbook: a sheet for each table of its page, figures as numbers, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.core.calendar import written_day
from app.core.workbooks import as_workbook
from app.monitoring.rules import LIGHTS
from app.projects.rules import State
from app.projects.rules.states import STATES
from app.shapes.queries.inside import Inside
from gis.layer import Text

Sheet = tuple[str, tuple[str, ...], list[tuple[object, ...]]]
MEANINGS = (
    ("ประชากรประมาณ", "คนของแต่ละตำบลคูณสัดส่วนเนื้อที่ที่อยู่ในรูป เสมือนคนกระจายเท่ากันทั้งตำบล"),
    ("สัดส่วนในรูป", "ส่วนของที่ตั้งโครงการที่อยู่ในรูป ตามจำนวนจุด ความยาว หรือเนื้อที่ คูณสัดส่วนเงินของที่ตั้งนั้น"),
    ("เงินในรูป", "เงินของโครงการคูณสัดส่วนในรูป ปัดถึงสตางค์ ที่ตั้งที่ไม่ทราบพิกัดและโครงการทั้งจังหวัดไม่นับ"),
)


def as_file(found: Inside, on: date, names: Mapping[str, Text], sources: Mapping[str, Text], digest: str) -> bytes:
    """The workbook. ``names``: of districts and organisations by code; ``digest``: the geometry in words."""
    return as_workbook([
        _summary(found, on, digest), _parts(found, names), _projects(found, names), _money(found, sources), _layers(found),
    ])  # fmt: skip


def _summary(found: Inside, on: date, digest: str) -> Sheet:
    return "สรุป", ("รายการ", "ค่า"), [
        ("ข้อมูล ณ วันที่", written_day(on)), ("รูป", digest), ("รัศมี (เมตร)", found.zone.radius_m),
        ("เนื้อที่ (ตร.กม.)", round(found.zone.sqm / 1_000_000, 4)), ("ประชากรประมาณ (คน)", found.people and round(found.people)),
        ("ตำบล", len(found.parts)), ("โครงการ", len(found.projects)),
        ("ได้รับในรูป ทุกปี (บาท)", round(sum(one.received for one in found.money), 2)), *MEANINGS,
    ]  # fmt: skip


def _parts(found: Inside, names: Mapping[str, Text]) -> Sheet:
    head = ("รหัสตำบล", "ตำบล", "อำเภอ", "สัดส่วนในรูป (%)", "ประชากรตำบล", "ประชากรในรูป")
    return "ตำบล", head, [
        (one.code, one.th, _named(names, one.code[:4]), round(100 * one.share, 4), one.people,
         one.people_inside)
        for one in found.parts
    ]  # fmt: skip


def _projects(found: Inside, names: Mapping[str, Text]) -> Sheet:
    head = ("รหัสโครงการ", "ชื่อโครงการ", "หน่วยงาน", "สถานะ", "ไฟสถานะ", "ปีแรก", "ปีสุดท้าย", "สัดส่วนในรูป (%)",
            "ได้รับในรูป (บาท)")  # fmt: skip
    return "โครงการ", head, [
        (one.reference, one.title_th, _named(names, one.agency),
         STATES[State(one.state)].th, LIGHTS[one.light].th if one.light else "", one.first_year, one.last_year,
         round(100 * one.share, 4), one.received)
        for one in found.projects
    ]  # fmt: skip


def _named(names: Mapping[str, Text], code: str | None) -> str | None:
    return names[code].th if code is not None and code in names else code


def _money(found: Inside, sources: Mapping[str, Text]) -> Sheet:
    head = ("ปีงบประมาณ", "แหล่งเงิน", "ได้รับ (บาท)", "ก่อหนี้ (บาท)", "เบิกจ่าย (บาท)")
    return "เงิน", head, [
        (one.year, sources[one.source].th, one.received, one.obligated, one.disbursed) for one in found.money
    ]  # fmt: skip


def _layers(found: Inside) -> Sheet:
    return "ชั้นข้อมูล", ("ชั้นข้อมูล", "จำนวนในรูป"), [(one.layer.metadata.title.th, one.count) for one in found.layers]
