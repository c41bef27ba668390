"""From the invented rows of projects to whole dossiers: what they serve, do and reach, and what became of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.calendar import BUDDHIST_ERA
from app.demo import plans as invented
from app.demo.offices import CHIEF, PREFIX, seats
from app.demo.rows import ProjectRow
from app.plans.models import Plan, PlanNode
from app.projects.rules import STEPS, Kind, Precision, Role, Sector, State
from app.projects.rules.dossier import REQUIRED, Item, ItemState, Unit
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    IndicatorIn,
    ItemIn,
    LinksIn,
    PastStep,
    ProjectIn,
    ResponsibleIn,
    SiteIn,
)

BANGKOK = timezone(timedelta(hours=7))
ANALYST = "สบ.012"
MONTHS: Mapping[State, float] = {
    State.SUBMITTED: -13.5, State.RETURNED: -13, State.SCREENED: -12.5, State.REJECTED: -11, State.APPROVED_PLAN: -12,
    State.REQUESTED: -11, State.RESERVE: -7, State.FUNDED: -0.5, State.PREPARING: 0.5, State.PROCURING: 1.5,
    State.CONTRACTED: 3, State.IN_PROGRESS: 3.5, State.SUSPENDED: 6, State.PROBLEM: 6.5, State.COMPLETED: 9.5,
    State.ACCEPTED: 10, State.HANDED_OVER: 10.8, State.IN_USE_CHECKED: 17, State.CLOSED: 19, State.CANCELLED: 7,
}  # fmt: skip
"""When each state begins, in months before or after the fiscal year does."""
BUILT = (State.PREPARING, State.PROCURING, State.CONTRACTED, State.IN_PROGRESS)
WAY_THROUGH: tuple[State, ...] = (
    State.SUBMITTED, State.SCREENED, State.APPROVED_PLAN, State.REQUESTED, State.FUNDED, *BUILT, State.COMPLETED,
    State.ACCEPTED, State.HANDED_OVER, State.IN_USE_CHECKED, State.CLOSED,
)  # fmt: skip
BEFORE: Mapping[State, tuple[State, ...]] = {
    State.DRAFT: (), State.RETURNED: (State.SUBMITTED,), State.REJECTED: WAY_THROUGH[:2],
    State.RESERVE: WAY_THROUGH[:4], State.SUSPENDED: WAY_THROUGH[:9], State.PROBLEM: WAY_THROUGH[:9],
    State.CANCELLED: (*WAY_THROUGH[:9], State.SUSPENDED),
}  # fmt: skip
"""What came before the states that lie beside the way."""
REASONS = {
    State.RETURNED: "แบบรูปรายการยังไม่ครบ", State.REJECTED: "ไม่สอดคล้องกับแนวทางของแผน", State.SUSPENDED: "น้ำท่วมพื้นที่ก่อสร้าง",
    State.PROBLEM: "ติดปัญหาที่ดินและการขออนุญาต", State.CANCELLED: "ผู้รับจ้างทิ้งงาน ส่งคืนงบประมาณ",
}  # fmt: skip
OUTPUTS: Mapping[Sector, tuple[str, str, str, str]] = {
    Sector.TRANSPORT: ("ถนนที่ปรับปรุง", "เมตร", "อุบัติเหตุบนเส้นทาง", "ครั้งต่อปี"),
    Sector.WATER: ("แหล่งน้ำหรือตลิ่งที่พัฒนา", "แห่ง", "ครัวเรือนเสี่ยงน้ำหรือภัยแล้ง", "ครัวเรือน"),
    Sector.FARMING: ("เกษตรกรที่ผ่านการรับรอง", "ราย", "รายได้สุทธิต่อไร่", "บาท"),
    Sector.LIVING: ("อาคารหรือระบบที่ใช้งานได้", "แห่ง", "ครัวเรือนที่เข้าถึงบริการ", "ครัวเรือน"),
    Sector.TOURISM: ("จุดบริการนักท่องเที่ยว", "จุด", "วันพักเฉลี่ย", "วัน"),
    Sector.SAFETY: ("กล้องที่ติดตั้ง", "จุด", "คดีต่อประชากรแสนคน", "คดี"),
    Sector.ENVIRONMENT: ("จุดติดตั้งหรือแนวที่ดำเนินการ", "แห่ง", "วันหรือเหตุที่เกินเกณฑ์", "ครั้งต่อปี"),
}
ACTIVITIES: Mapping[Kind, tuple[str, ...]] = {
    Kind.INFRASTRUCTURE: ("สำรวจและออกแบบ", "ก่อสร้างตามแบบรูปรายการ", "ควบคุมงานและตรวจรับ"),
    Kind.ACTIVITY: ("อบรมและถ่ายทอดความรู้", "ติดตามและประเมินผล"),
    Kind.EQUIPMENT: ("จัดซื้อและติดตั้งครุภัณฑ์", "อบรมผู้ใช้งาน"),
    Kind.STUDY: ("ศึกษาและจัดทำรายงาน",),
}


def node_keys(session: Session) -> dict[str, uuid.UUID]:
    """The lasting keys of the approaches of the invented plan, by their codes."""
    asked = (
        select(PlanNode.code, PlanNode.key)
        .join(Plan, Plan.id == PlanNode.plan_id)
        .where(Plan.code == invented.CODE, PlanNode.kind == "approach")
        .order_by(Plan.version)
    )
    return {str(row[0]): row[1] for row in session.execute(asked)}


def dossier(row: ProjectRow, keys: Mapping[str, uuid.UUID], today: date) -> ProjectIn:
    """The whole project; the same row gives the same dossier on the same day."""
    chance, state, kind, sector = Random(row.reference), State(row.state), Kind(row.kind), Sector(row.sector)
    head, officer = _positions(PREFIX + row.agency)
    approach = next(node for node in (*invented.APPROACHES, *invented.ADDED) if node.code == row.approach)
    return ProjectIn(
        reference=row.reference, title_th=row.title_th, title_en=row.title_en, kind=kind, sector=sector,
        fiscal_year=row.fiscal_year, last_year=row.last_year, state=state, agency=PREFIX + row.agency,
        rationale=f"พื้นที่มีปัญหาที่ต้องแก้ไขตามแนวทาง {approach.th}" + (f" · {row.truth}" if row.truth else ""),
        objectives=f"เพื่อ{approach.th}ให้ประชาชนได้รับประโยชน์", is_flagship=row.reference.startswith("D"),
        priority=_priority(state), rank=None, egp_id=_egp(row, state, chance),
        sites=tuple(_site(site) for site in row.sites),
        activities=tuple(ActivityIn(title_th=each, organization=PREFIX + row.agency) for each in ACTIVITIES[kind]),
        indicators=_indicators(sector, chance),
        beneficiaries=(BeneficiaryIn(unit=Unit.PERSONS, count=row.people, kind="ประชาชนในพื้นที่"),) if row.people else (),
        links=LinksIn(primary=keys[row.approach], frames=tuple(one for one in approach.serves if one.startswith("SDG"))),
        responsible=ResponsibleIn(responsible=head, coordinator=officer), readiness=_readiness(row, kind, state, chance),
        history=_history(row, state, (head, officer), today),
    )  # fmt: skip


def _site(site: Any) -> SiteIn:
    return SiteIn(
        geom=site.geom, role=Role(site.role), precision=Precision(site.precision), declared_areas=site.declared,
        note=site.note, is_province_wide=site.is_province_wide,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {seat.number: seat.th for seat in seats()}


@lru_cache(maxsize=64)
def _positions(office: str) -> tuple[str, str | None]:
    """The head of an office and the officer below him, by number."""
    mine = [seat.number for seat in seats() if seat.office == office]
    return mine[0], mine[1] if len(mine) > 1 else None


def _priority(state: State) -> Any:
    if state in (State.RESERVE,):
        return "Y2"
    if state is State.REJECTED:
        return "not_supported"
    return "returned" if state is State.RETURNED else "Y1" if state in WAY_THROUGH[4:] else None


def _egp(row: ProjectRow, state: State, chance: Random) -> str | None:
    """Eleven digits once procurement has begun; leading zeros count."""
    begun = state in WAY_THROUGH[6:] or state in (State.SUSPENDED, State.PROBLEM)
    return f"{row.fiscal_year % 100:02}{chance.randrange(10**9):09}" if begun else None


def _indicators(sector: Sector, chance: Random) -> tuple[IndicatorIn, ...]:
    output, unit, outcome, measure = OUTPUTS[sector]
    before = chance.randrange(20, 400, 5)
    after = max(1, round(before * chance.uniform(0.4, 0.8)))
    made = {"level": "output", "name_th": output, "unit": unit, "target": chance.randrange(1, 60)}
    becomes = {"level": "outcome", "name_th": outcome, "unit": measure, "baseline": before, "target": after}
    return IndicatorIn.model_validate(made), IndicatorIn.model_validate(becomes)


def _readiness(row: ProjectRow, kind: Kind, state: State, chance: Random) -> dict[Item, ItemIn]:
    """All done once it is contracted; before that some of it; the third of the named waits for a permission."""
    far = state in WAY_THROUGH[7:] or state in (State.SUSPENDED, State.PROBLEM)
    items = {
        item: ItemIn(
            state=ItemState.DONE if far or chance.random() < 0.4 else chance.choice((ItemState.OPEN, ItemState.ASKED))
        )
        for item in sorted(REQUIRED[kind])
    }
    if row.reference == "D2569-03":
        items[Item.LAND_FOREST] = ItemIn(state=ItemState.ASKED, note="ยื่นขอ 15 มี.ค. 2569 ยังไม่ได้รับอนุญาต")
        items[Item.LAND] = ItemIn(state=ItemState.OPEN)
    return items


def _history(row: ProjectRow, state: State, office: tuple[str, str | None], today: date) -> tuple[PastStep, ...]:
    """The way to the state, each step by a position that may take it, none of it in the future."""
    steps = (*BEFORE[state], state) if state in BEFORE else WAY_THROUGH[: WAY_THROUGH.index(state) + 1]
    steps = () if state is State.DRAFT else steps
    start = datetime(row.fiscal_year - BUDDHIST_ERA - 1, 10, 1, 9, 30, tzinfo=BANGKOK)
    latest = datetime(today.year, today.month, today.day, 16, tzinfo=BANGKOK) - timedelta(days=1)
    told: list[PastStep] = []
    before = [State.DRAFT, *steps]
    for number in range(len(steps) - 1, -1, -1):
        after = steps[number]
        latest = min(latest, start + timedelta(days=round(30.4 * MONTHS[after])))
        position = _signer(STEPS[before[number], after].permission.value, office)
        told.insert(
            0, PastStep(to=after, at=latest, position=position, title=_titles()[position], reason=REASONS.get(after))
        )
        latest -= timedelta(days=2)
    return tuple(told)


def _signer(permission: str, office: tuple[str, str | None]) -> str:
    head, officer = office
    return {"project.screen": ANALYST, "project.decide": CHIEF, "project.accept": head}.get(permission, officer or head)
