"""Lists of projects for spreadsheets (RFC 4180, UTF-8 with a byte order mark)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from app.organizations.models import Organization
from app.projects.queries.places import Named
from app.projects.rules import Kind, Sector, State
from app.projects.rules.dossier import KINDS, SECTORS
from app.projects.rules.facets import Line
from app.projects.rules.shares import LOCATED
from app.projects.rules.states import STATES

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("รหัสโครงการ", "ชื่อโครงการ", "Title", "ประเภท", "ประเภทงาน", "ปีงบประมาณแรก", "ปีงบประมาณสุดท้าย", "สถานะ", "state",
        "หน่วยงาน", "ความแน่นอนของที่ตั้ง", "จำนวนที่ตั้ง", "ที่ตั้งหลัก", "รหัสตำบลหลัก", "โครงการสำคัญ", "ข้อมูลสมมุติ")  # fmt: skip


def table(lines: Iterable[Line], owners: Mapping[str, Organization], names: Mapping[str, Named]) -> bytes:
    """One row for each project, as the list shows it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([safe(value) for value in _row(line, owners, names)] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(value: object) -> object:
    """A value as a spreadsheet may read it: what it would run as a formula is quoted."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _row(line: Line, owners: Mapping[str, Organization], names: Mapping[str, Named]) -> list[object]:
    owner = owners.get(line.agency or "")
    main = names.get(line.main_area or "")
    return [
        line.reference, line.title_th, line.title_en, KINDS[Kind(line.kind)].th,
        SECTORS[Sector(line.sector)].th if line.sector else "", line.first_year, line.last_year,
        STATES[State(line.state)].th, line.state, owner.name_th if owner else line.agency or "",
        LOCATED[line.located].th, line.sites, main.th if main else "", line.main_area or "",
        "ใช่" if line.is_flagship else "", "ใช่" if line.is_synthetic else "",
    ]  # fmt: skip
