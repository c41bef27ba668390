"""Two invented budget calls: one that a committee decided, with scores, ranks and the line; one that is open, in all states.

The projects are of their own; they are filed, scored and decided through the acts of the slices, dated back where that was
long ago, as an existing register would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from geoalchemy2.shape import to_shape
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.calls.commands.deciding import decide_call
from app.calls.commands.filing import begin_brief, file_brief, fill_brief, withdraw_brief
from app.calls.commands.managing import announce_call, begin_screening, close_call, extend_call, open_call, set_criteria
from app.calls.commands.screening import move_rank, rank_by_score, refuse_support, return_brief, score_brief
from app.calls.models import Call, Past
from app.calls.records import clock
from app.calls.schemas import (
    BANGKOK,
    BeginIn,
    BriefIn,
    CallIn,
    CriteriaIn,
    CriterionIn,
    DecisionIn,
    ExtensionIn,
    MoveIn,
    ReasonIn,
    ScoresIn,
)
from app.core.authority import Acting
from app.core.records import today
from app.demo.offices import CHIEF, GOVERNOR, OFFICE, PREFIX
from app.demo.planning import holder, meeting_on
from app.demo.portfolio import ANALYST, node_keys
from app.meetings.commands import close_meeting, record_resolution
from app.meetings.rules import Outcome
from app.meetings.schemas import ResolutionIn
from app.places.models import Area
from app.projects.commands.dossiers import (
    add_activity,
    add_indicator,
    count_beneficiaries,
    link_project,
    name_responsible,
)
from app.projects.commands.places import add_site
from app.projects.commands.registering import draft_project
from app.projects.rules import Precision, Role
from app.projects.rules.dossier import Kind, Sector
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    IndicatorIn,
    LinksIn,
    ProjectDraft,
    ResponsibleIn,
    SiteIn,
)

DECIDED, OPEN = "sommutburi-2570", "sommutburi-2571"
HOUR = timedelta(hours=1)
HELD_ON = datetime(2025, 10, 20, 9, tzinfo=BANGKOK)
CRITERIA = (
    ("alignment", "ความสอดคล้องกับแผน", "Alignment", 25), ("need", "ความจำเป็นของพื้นที่", "Need", 25),
    ("readiness", "ความพร้อม", "Readiness", 20), ("people", "ผู้ได้รับประโยชน์", "Beneficiaries", 20),
    ("cost", "ความคุ้มค่า", "Cost", 10),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A project that asks for money: its office, its approach, million baht, and what two screeners give it."""

    reference: str
    title: str
    title_en: str
    office: str
    approach: str
    million: int
    sector: Sector
    scores: tuple[tuple[int, ...], ...] = ()


PAST = (
    Asked("CB70001", "ก่อสร้างประตูระบายน้ำคลองบางสมมุติ", "Sluice gate on Bang Sommut canal", "irrigation", "1.3", 24, Sector.WATER,
          ((90, 95, 80, 85, 70), (85, 90, 85, 80, 75))),
    Asked("CB70002", "เขื่อนป้องกันตลิ่งแม่น้ำสมมุติ ระยะที่ 3", "River bank protection, phase 3", "works", "4.1", 38, Sector.WATER,
          ((85, 90, 75, 80, 70), (80, 85, 80, 75, 65))),
    Asked("CB70003", "ปรับปรุงจุดเสี่ยงทางแยกถนนสาย 9901", "A safer junction of road 9901", "highways", "3.3", 12, Sector.TRANSPORT,
          ((80, 75, 90, 70, 80), (85, 80, 85, 75, 80))),
    Asked("CB70004", "ส่งเสริมเกษตรกรเข้าสู่มาตรฐาน GAP", "Farmers to the GAP standard", "agriculture", "1.1", 6, Sector.FARMING,
          ((75, 70, 85, 65, 90), (70, 75, 80, 70, 85))),
    Asked("CB70005", "เส้นทางท่องเที่ยวชุมชนริมน้ำ", "Riverside community tourism route", "tourism", "2.1", 14, Sector.TOURISM,
          ((65, 60, 70, 60, 65), (70, 60, 65, 65, 60))),
    Asked("CB70006", "จัดหาครุภัณฑ์ห้องประชุมอัจฉริยะ", "Equipment for a smart meeting room", "commerce", "2.2", 9, Sector.GOVERNANCE,
          ((40, 30, 60, 25, 30), (45, 35, 55, 30, 35))),
)  # fmt: skip
NOW = (
    Asked("CB71001", "พัฒนาแหล่งน้ำชุมชนพื้นที่แล้งซ้ำซาก", "Water for dry villages", "irrigation", "1.3", 18, Sector.WATER),
    Asked("CB71002", "ป้องกันน้ำท่วมเขตเมือง ระยะที่ 1", "Flood walls of the town, phase 1", "works", "4.1", 45, Sector.WATER),
    Asked("CB71003", "ศูนย์เรียนรู้เกษตรแปลงใหญ่", "Learning centre of large-plot farming", "agriculture", "1.1", 5, Sector.FARMING),
    Asked("CB71004", "ลดการเผาในพื้นที่เกษตร", "Less burning on farm land", "environment", "4.3", 4, Sector.ENVIRONMENT),
    Asked("CB71005", "ดูแลผู้สูงอายุติดบ้านติดเตียง", "Care for bed-bound elders", "welfare", "3.1", 7, Sector.LIVING),
)


def load_calls(session: Session, *, by: Acting) -> dict[str, int]:
    """Write both calls; counts by kind."""
    places = iter(_places(session, len(PAST) + len(NOW)))
    keys = node_keys(session)
    for year, asked in ((2570, PAST), (2571, NOW)):
        for one in asked:
            _project(session, by, one, year, str(keys[one.approach]), next(places))
    _decided(session, by)
    _open(session, by)
    return {"calls": 2, "briefs": len(PAST) + len(NOW) - 1}


def _places(session: Session, count: int) -> list[Area]:
    asked = select(Area).where(Area.level == "subdistrict", Area.is_synthetic, Area.label_point.is_not(None))
    return list(session.scalars(asked.order_by(Area.code).limit(count * 7)))[::7]


def _project(session: Session, by: Acting, one: Asked, year: int, node: str, area: Area) -> None:
    works = one.sector in (Sector.WATER, Sector.TRANSPORT)
    draft = ProjectDraft(
        reference=one.reference, title_th=one.title, title_en=one.title_en, kind=Kind.INFRASTRUCTURE if works else Kind.ACTIVITY,
        sector=one.sector, fiscal_year=year, agency=PREFIX + one.office,
        rationale="พื้นที่ประสบปัญหาซ้ำซากตามข้อมูลอำเภอ (ข้อความสมมุติ)", objectives="ลดความเดือดร้อนของประชาชนในพื้นที่",
    )  # fmt: skip
    draft_project(session, by=by, given=draft, is_synthetic=True)
    reference = one.reference
    link_project(
        session, by=by, reference=reference, given=LinksIn.model_validate({"primary": node, "frames": ["SDG:11"]})
    )
    for title in ("สำรวจ ออกแบบ และเตรียมการ", "ดำเนินการหลัก"):
        add_activity(session, by=by, reference=reference, given=ActivityIn(title_th=title, place=f"ตำบล{area.name_th}"))
    for level, name in (("output", "จำนวนที่ดำเนินการ"), ("outcome", "ครัวเรือนที่ได้รับผลดี")):
        told = {"level": level, "name_th": name, "unit": "แห่ง" if level == "output" else "ครัวเรือน", "baseline": "0",
                "target": str(one.million * (1 if level == "output" else 40))}  # fmt: skip
        add_indicator(session, by=by, reference=reference, given=IndicatorIn.model_validate(told))
    people = {"unit": "households", "count": str(one.million * 40)}
    count_beneficiaries(session, by=by, reference=reference, given=BeneficiaryIn.model_validate(people))
    assert area.label_point is not None
    site = {"geom": to_shape(area.label_point), "precision": Precision.DIGITISED, "role": Role.SITE}
    add_site(session, by=by, reference=reference, given=SiteIn.model_validate(site))
    name_responsible(session, by=by, reference=reference, given=ResponsibleIn(coordinator=CHIEF))


def _brief(one: Asked) -> BriefIn:
    """In million baht: a tenth for preparation, paid first; the rest for the work."""
    tenth = Decimal(one.million) / 10
    main = "investment" if one.sector in (Sector.WATER, Sector.TRANSPORT) else "operating"
    values = {
        "starts_on": "01/12/2570", "ends_on": "30/09/2571", "risks": "ฝนตกหนักในช่วงดำเนินการ",
        "evaluation": "รายงานความก้าวหน้าทุกเดือน", "unit": "million", "total": str(one.million), "q1": str(tenth),
        "q2": str(tenth * 3), "q3": str(tenth * 3), "q4": str(tenth * 3),
        "items": [{"activity": 1, "class5": "operating", "amount": str(tenth)},
                  {"activity": 2, "class5": main, "amount": str(tenth * 9)}],
    }  # fmt: skip
    return BriefIn.model_validate(values)


def _call(session: Session, by: Acting, code: str, year: int, million: int, closes_in: timedelta) -> Call:
    now = clock(session)
    given = CallIn(
        code=code, fiscal_year=year, source="province", organization=OFFICE,
        title_th=f"คำของบประมาณจังหวัดสมมุติบุรี ปีงบประมาณ {year}", title_en=f"Budget call of Sommut Buri, FY{year}",
        instructions_th="ยื่นข้อเสนอโครงการแบบย่อพร้อมพิกัดและแผนเบิกจ่าย จำนวนเงินเป็นบาท (ข้อความสมมุติ)",
        opens_at=now - 10 * 24 * HOUR, closes_at=now + closes_in, ceiling=million * 1_000_000,
    )  # fmt: skip
    announce_call(session, by=by, given=given, is_synthetic=True)
    criteria = tuple(
        CriterionIn(code=name, title_th=th, title_en=en, weight=weight) for name, th, en, weight in CRITERIA
    )
    set_criteria(session, by=by, code=code, given=CriteriaIn(criteria=criteria))
    return open_call(session, by=by, code=code)


def _file(session: Session, by: Acting, code: str, one: Asked, at: datetime) -> None:
    begin_brief(session, by=by, code=code, given=BeginIn(project=one.reference))
    fill_brief(session, by=by, code=code, reference=one.reference, given=_brief(one))
    file_brief(session, by=by, code=code, reference=one.reference, at=at)


def _decided(session: Session, by: Acting) -> None:
    """Filed, scored by the governor and an analyst, ranked, one moved by hand, one not supported, decided by a resolution."""
    call = _call(session, by, DECIDED, 2570, 80, HOUR)
    closes = HELD_ON - timedelta(days=40)
    call.opens_at, call.closes_at = closes - timedelta(days=45), closes
    _date_back(session, call, call.opens_at)
    filed = closes - timedelta(days=3)
    for one in PAST:
        _file(session, by, DECIDED, one, filed)
    _date_back(session, call, filed)
    close_call(session, by=by, code=DECIDED)
    begin_screening(session, by=by, code=DECIDED)
    _date_back(session, call, closes + timedelta(days=1))
    screeners = holder(session, GOVERNOR), holder(session, ANALYST)
    for one in PAST:
        for screener, values in zip(screeners, one.scores, strict=True):
            scores = {name: value for (name, *_), value in zip(CRITERIA, values, strict=True)}
            score_brief(session, by=screener, code=DECIDED, reference=one.reference, given=ScoresIn(scores=scores))
    rank_by_score(session, by=by, code=DECIDED)
    last = PAST[-1].reference
    refuse_support(session, by=by, code=DECIDED, reference=last, given=ReasonIn(reason="ไม่ใช่ภารกิจตามแผนพัฒนาจังหวัด"))
    _date_back(session, call, HELD_ON - timedelta(days=10))
    move, moved = MoveIn(rank=2, reason="จุดเสี่ยงมีผู้เสียชีวิตเพิ่มขึ้นในปีที่ผ่านมา"), HELD_ON - timedelta(days=5)
    move_rank(session, by=by, code=DECIDED, reference=PAST[2].reference, given=move, at=moved)
    _date_back(session, call, moved)
    meeting = meeting_on(session, by, HELD_ON.date(), 2568)
    given = ResolutionIn(
        outcome=Outcome.ADOPTED, text_th="เห็นชอบผลการกลั่นกรองโครงการตามคำของบประมาณ ปีงบประมาณ 2570",
        text_en="The screening of the call of FY2570 is adopted", subject_kind="call", subject_id=DECIDED,
    )  # fmt: skip
    resolution = record_resolution(session, by=by, meeting_id=meeting.id, given=given)
    close_meeting(session, by=by, meeting_id=meeting.id)
    decide_call(session, by=screeners[0], code=DECIDED, given=DecisionIn(resolution=resolution.id), at=HELD_ON)
    _date_back(session, call, HELD_ON)


def _date_back(session: Session, call: Call, at: datetime) -> None:
    """What a call has kept of today happened on the day of ``at``."""
    session.flush()
    kept = update(Past).where(Past.call_id == call.id, Past.day == today(session))
    session.execute(kept.values(day=at.astimezone(BANGKOK).date()))


def _open(session: Session, by: Acting) -> None:
    """One brief filed, one returned, one withdrawn, one in preparation, one project without; more time for one agency."""
    call = _call(session, by, OPEN, 2571, 60, 20 * 24 * HOUR)
    _date_back(session, call, call.opens_at)
    first, second, third, fourth, _ = NOW
    filed = call.opens_at + timedelta(days=5)
    for one in (first, second, third):
        _file(session, by, OPEN, one, filed)
    _date_back(session, call, filed)
    analyst = holder(session, ANALYST)
    reason = ReasonIn(reason="แนบผลประชาคม และแยกระยะที่ 1 ให้ชัดเจน")
    return_brief(session, by=analyst, code=OPEN, reference=second.reference, given=reason)
    withdraw_brief(session, by=by, code=OPEN, reference=third.reference, given=ReasonIn(reason="ปรับวงเงินใหม่"))
    begin_brief(session, by=by, code=OPEN, given=BeginIn(project=fourth.reference))
    given = ExtensionIn(
        closes_at=call.closes_at + 5 * 24 * HOUR, organization=PREFIX + second.office, reason="รอผลการสำรวจแนวเขต"
    )
    extend_call(session, by=analyst, code=OPEN, given=given)
