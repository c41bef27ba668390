"""Lists of projects for spreadsheets (RFC 4180, UTF-8 with a byte order mark)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.core.money import SATANG
from app.core.spreadsheets import as_csv
from app.organizations.models import Organization
from app.plans.rules import PHASES
from app.projects.queries.places import Named
from app.projects.rules import Kind, Sector, State
from app.projects.rules.dossier import KINDS, SECTORS
from app.projects.rules.facets import Choice, Line, money_of
from app.projects.rules.shares import LOCATED
from app.projects.rules.states import STATES

HEAD = ("รหัสโครงการ", "ชื่อโครงการ", "Title", "ประเภท", "ประเภทงาน", "ปีงบประมาณแรก", "ปีงบประมาณสุดท้าย", "สถานะ", "state",
        "หน่วยงาน", "ความแน่นอนของที่ตั้ง", "จำนวนที่ตั้ง", "ที่ตั้งหลัก", "รหัสตำบลหลัก", "โครงการสำคัญ", "ข้อมูลสมมุติ",
        "เป้าหมายหลัก", "เป้าหมายรอง", "ปีของเงิน", *(f"{words.th} (บาท)" for words in PHASES.values()))  # fmt: skip


def table(
    lines: Iterable[Line], choice: Choice, owners: Mapping[str, Organization], names: Mapping[str, Named]
) -> bytes:
    """One row for each project, as the list shows it; its money is that of the chosen years, of all where none is chosen."""
    return as_csv([HEAD, *([*_row(line, owners, names), *_served(line, choice)] for line in lines)])


def _served(line: Line, choice: Choice) -> list[object]:
    goals, money = line.goals, money_of([line], choice)
    years = ", ".join(sorted(choice.values.get("year", ()))) or "ทุกปี"
    first, second = (", ".join(sorted(goals.named & of)) for of in (goals.first, goals.second))
    return [first, second, years, *(getattr(money, phase) / SATANG for phase in PHASES)]


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
