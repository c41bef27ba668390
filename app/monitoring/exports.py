"""Reports as a table for spreadsheets, and the pack of a project for the State Audit Office (แฟ้มหลักฐานสำหรับ สตง.)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.spreadsheets import inert
from app.monitoring.models import Inspection
from app.monitoring.queries import assets as asked_assets
from app.monitoring.queries import lights, reports
from app.monitoring.queries.lights import Standing
from app.monitoring.queries.reports import Told
from app.monitoring.rules import CONDITIONS, LIGHTS, REASONS, Condition
from app.projects.models import Project
from app.projects.rules import Sector
from app.projects.rules.dossier import SECTORS

BOM = b"\xef\xbb\xbf"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the same records give the same bytes."""
REPORT_HEAD = (
    "รหัสโครงการ", "รอบ", "ฉบับที่", "ข้อมูล ณ วันที่ (ค.ศ.)", "ผลงานสะสม %", "รายงานก่อนหน้า %",
    "เบิกจ่ายตามที่หน่วยงานรายงาน (บาท ไม่ใช่บัญชีงบประมาณ)", "ผลการดำเนินงาน", "ประเภทปัญหา", "ปัญหา", "แนวทางแก้ไข",
    "ขอให้ช่วย", "เรื่องที่ขอ", "เหตุผลที่แก้ไขหรือถอยหลัง", "ตำแหน่งผู้รายงาน", "เวลาที่รายงาน", "ผลการตรวจ", "ผู้ตรวจ",
)  # fmt: skip

LIGHT_HEAD = ("รหัสโครงการ", "ชื่อโครงการ", "ปีงบประมาณ", "หน่วยงาน", "ประเภทงาน", "ไฟสถานะ", "กฎที่ตัดสิน", "แผนสะสม %", "ผลงานสะสม %",
              "ช้า (วัน)", "ข้อมูล ณ วันที่ (ค.ศ.)", "คาดว่าแล้วเสร็จ (ค.ศ.)")  # fmt: skip


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark; what a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    csv.writer(out).writerows([[inert(value) for value in row] for row in rows])
    return BOM + out.getvalue().encode()


def lights_table(found: Iterable[Standing]) -> bytes:
    """How projects stand, in the order of the list."""
    return table([LIGHT_HEAD, *(
        (one.reference, one.title_th, one.fiscal_year, one.agency, SECTORS[Sector(one.sector)].th if one.sector else "",
         LIGHTS[one.light].th, REASONS[one.reason].th, one.planned_pct, one.actual_pct, one.days_behind, one.observed_on,
         one.forecast_on)
        for one in found
    )])  # fmt: skip


def reports_table(session: Session, project: Project, *, viewer: Viewer, on: date | None = None) -> bytes:
    """Every report of a project with every revision, the earliest first; on a day those that had been filed."""
    told = reversed(reports.reports_of(session, project, viewer=viewer, on=on))
    return table([REPORT_HEAD, *(_report(project.reference, one) for one in told)])


def sao_pack(session: Session, project: Project, *, viewer: Viewer) -> bytes:
    """The project, its reports, the list of its photos, its assets and their inspections, each as a table, in one ZIP."""
    members = {
        "1-project.csv": _project(session, project, viewer), "2-reports.csv": reports_table(session, project, viewer=viewer),
        "3-photos.csv": _photos(session, project, viewer), "4-assets.csv": _assets(session, project, viewer),
        "5-inspections.csv": _inspections(session, project, viewer),
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members.items():
            pack.writestr(zipfile.ZipInfo(name, LONG_AGO), content)
    return out.getvalue()


def _report(reference: str, told: Told) -> list[object]:
    one, said = told.report, told.verification
    return [
        reference, one.round_code, one.revision, one.observed_on, one.physical_pct, one.previous_pct,
        _baht(one.reported_satang), one.done_th, one.problem_class, one.problem_th, one.remedy_th,
        one.help_organization or one.help_position, one.help_th, one.reason, one.author_title or one.author_position,
        one.reported_at.isoformat(timespec="seconds"), said and said.verdict, said and said.verifier_title,
    ]  # fmt: skip


def _project(session: Session, project: Project, viewer: Viewer) -> bytes:
    one = lights.standing_of(session, project.reference, viewer=viewer)
    rows: list[tuple[str, Any]] = [
        ("รหัสโครงการ", project.reference), ("ชื่อโครงการ", project.title_th), ("หน่วยงาน", project.agency),
        ("ปีงบประมาณ", project.fiscal_year), ("สถานะ", project.state),
    ]  # fmt: skip
    if one is not None:
        rows += [
            ("ไฟสถานะ", LIGHTS[one.light].th), ("กฎที่ตัดสิน", REASONS[one.reason].th), ("ข้อมูล ณ วันที่", one.observed_on),
            ("แผนสะสม %", one.planned_pct), ("ผลงานสะสม %", one.actual_pct), ("SPI(t)", one.spi_t),
            ("แล้วเสร็จตามแผน", one.planned_finish), ("คาดว่าแล้วเสร็จ", one.forecast_on),
        ]  # fmt: skip
    return table([("รายการ", "ค่า"), *rows])


def _photos(session: Session, project: Project, viewer: Viewer) -> bytes:
    head = ("รอบ", "ฉบับที่", "เวลาถ่าย", "ลองจิจูด", "ละติจูด", "ที่มาของพิกัด", "ห่างจากที่ตั้ง (ม.)", "SHA-256 ที่เก็บ", "SHA-256 ต้นฉบับ")
    rows = [
        (told.report.round_code, told.report.revision, each.photo.taken_at, each.lon, each.lat, each.photo.position_source,
         each.photo.distance_m and round(each.photo.distance_m, 1), each.photo.sha256, each.photo.original_sha256)
        for told in reports.reports_of(session, project, viewer=viewer) for each in told.photos
    ]  # fmt: skip
    return table([head, *rows])


def _assets(session: Session, project: Project, viewer: Viewer) -> bytes:
    head = ("ลำดับ", "สินทรัพย์", "มูลค่า (บาท)", "ผู้รับมอบ", "วันส่งมอบ (ค.ศ.)", "หนังสือส่งมอบ", "รหัสตำบล")
    held = asked_assets.assets(session, viewer=viewer, project=project)
    rows: list[Sequence[object]] = [
        (one.asset.number, one.asset.name_th, _baht(one.asset.value_satang), one.asset.owner_th, one.asset.handed_over_on,
         one.asset.document, one.asset.area_code)
        for one in held
    ]  # fmt: skip
    none = asked_assets.without_asset(session, project, viewer=viewer)
    return table([head, *rows, *([("–", f"ไม่มีสินทรัพย์: {none.reason}")] if none else [])])


def _inspections(session: Session, project: Project, viewer: Viewer) -> bytes:
    head = ("สินทรัพย์", "ครบกำหนด (เดือน)", "กำหนดตรวจ (ค.ศ.)", "วันที่ตรวจ (ค.ศ.)", "สภาพ", "สิ่งที่พบ", "ผู้ตรวจ")
    rows: list[Sequence[object]] = []
    for held in asked_assets.assets(session, viewer=viewer, project=project):
        for due in held.due:
            rows.append((held.asset.name_th, due.months, due.due_on, *_found(due.inspection)))
        rows += [(held.asset.name_th, "", "", *_found(one)) for one in held.inspections if one.months is None]
    return table([head, *rows])


def _found(one: Inspection | None) -> tuple[object, ...]:
    if one is None:
        return ("", "ยังไม่ได้ตรวจ", "", "")
    return (one.inspected_on, CONDITIONS[Condition(one.condition)].th, one.remark, one.inspector_title)


def _baht(satang: int | None) -> str | None:
    return None if satang is None else f"{satang // 100}.{satang % 100:02}"
