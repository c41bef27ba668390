"""Lists of projects for spreadsheets: CSV (RFC 4180, UTF-8 with a byte order mark) and XLSX."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.core.money import SATANG
from app.core.spreadsheets import as_csv
from app.core.workbooks import XLSX, as_xlsx
from app.organizations.models import Organization
from app.plans.rules import PHASES
from app.projects.queries.places import Named
from app.projects.rules import Kind, Sector, State
from app.projects.rules.dossier import KINDS, SECTORS
from app.projects.rules.facets import Choice, Line, money_of
from app.projects.rules.lights import LIGHTS
from app.projects.rules.shares import LOCATED
from app.projects.rules.states import STATES
from gis.layer import Text

HEAD = ("รหัสโครงการ", "ชื่อโครงการ", "Title", "ประเภท", "ประเภทงาน", "ปีงบประมาณแรก", "ปีงบประมาณสุดท้าย", "สถานะ", "state",
        "หน่วยงาน", "ความแน่นอนของที่ตั้ง", "จำนวนที่ตั้ง", "ที่ตั้งหลัก", "รหัสตำบลหลัก", "โครงการสำคัญ", "ข้อมูลสมมุติ",
        "ไฟสถานะ", "light", "แหล่งเงิน", "นับเงินเฉพาะแหล่ง", "เป้าหมายหลัก", "เป้าหมายรอง", "ปีของเงิน",
        *(f"{words.th} (บาท)" for words in PHASES.values()))  # fmt: skip
Form = Literal["csv", "xlsx"]
MEDIA: dict[Form, str] = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called in a list: organisations, areas, sources of money."""

    owners: Mapping[str, Organization]
    areas: Mapping[str, Named]
    sources: Mapping[str, Text]


def as_file(form: Form, lines: Iterable[Line], choice: Choice, names: Names) -> bytes:
    """One row for each project, as the list shows it; its money is that of the chosen years and sources, else of all."""
    rows = [[*_row(line, names), *_stands(line, choice, names), *_served(line, choice)] for line in lines]
    return as_xlsx("โครงการ", HEAD, rows) if form == "xlsx" else as_csv([HEAD, *rows])


def _stands(line: Line, choice: Choice, names: Names) -> list[object]:
    told = LIGHTS[line.light].th if line.light else ""
    return [told, line.light or "", _called(line.sources_in(), names), _called(choice.sources, names) or "ทุกแหล่ง"]


def _called(sources: Iterable[str], names: Names) -> str:
    named = {one: names.sources[one].th if one in names.sources else one or "ไม่มีรายการงบประมาณ" for one in sources}
    return ", ".join(named[one] for one in sorted(named))


def _served(line: Line, choice: Choice) -> list[object]:
    goals, money = line.goals, money_of([line], choice)
    years = ", ".join(sorted(choice.values.get("year", ()))) or "ทุกปี"
    first, second = (", ".join(sorted(goals.named & of)) for of in (goals.first, goals.second))
    return [first, second, years, *(getattr(money, phase) / SATANG for phase in PHASES)]


def _row(line: Line, names: Names) -> list[object]:
    owner = names.owners.get(line.agency or "")
    main = names.areas.get(line.main_area or "")
    return [
        line.reference, line.title_th, line.title_en, KINDS[Kind(line.kind)].th,
        SECTORS[Sector(line.sector)].th if line.sector else "", line.first_year, line.last_year,
        STATES[State(line.state)].th, line.state, owner.name_th if owner else line.agency or "",
        LOCATED[line.located].th, line.sites, main.th if main else "", line.main_area or "",
        "ใช่" if line.is_flagship else "", "ใช่" if line.is_synthetic else "",
    ]  # fmt: skip
