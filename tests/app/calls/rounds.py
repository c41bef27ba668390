"""A budget call as the tests write it: four projects whose requests and scores are mental arithmetic.

    reference  agency  asks (baht)   alignment x 60 %  readiness x 40 %   total of G-1
    CA        works       60              100                50             80
    CB        mueang      30               50               100             70
    CC        works       20              100                 0             60
    CD        office       5               50                50             50

Under a ceiling of 100 baht the line lies between CB (60 + 30 = 90) and CC (110).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from shapely.geometry import Point
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.budgets.commands.standard import seed_reference
from app.calls.commands.filing import begin_brief, file_brief, fill_brief
from app.calls.commands.managing import announce_call, begin_screening, close_call, open_call, set_criteria
from app.calls.commands.screening import rank_by_score, score_brief
from app.calls.models import Call, Submission
from app.calls.records import clock
from app.calls.schemas import BeginIn, BriefIn, CallIn, CriteriaIn, ScoresIn
from app.core.authority import OPERATOR, Acting
from app.meetings.commands import call_meeting, close_meeting, record_resolution
from app.meetings.models import Resolution
from app.organizations.commands.standard import seed_standard
from app.projects.commands.dossiers import (
    add_activity,
    add_indicator,
    count_beneficiaries,
    link_project,
    name_responsible,
)
from app.projects.commands.places import add_site
from app.projects.commands.registering import draft_project
from app.projects.models import Project
from app.projects.rules import Precision, Role
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    IndicatorIn,
    LinksIn,
    ProjectDraft,
    ResponsibleIn,
    SiteIn,
)
from tests import cast
from tests.app.meetings.sittings import meeting, resolution
from tests.app.plans.drafts import drafted

CODE, YEAR = "fy2571", 2571
HOUR = timedelta(hours=1)
PROJECTS = {
    "CA": ("works", "W-1", 60),
    "CB": ("mueang", "D-1", 30),
    "CC": ("works", "W-1", 20),
    "CD": ("office", "O-2", 5),
}
POINTS = {"CA": (100, 50), "CB": (50, 100), "CC": (100, 0), "CD": (50, 50)}
CRITERIA = CriteriaIn.model_validate({"criteria": [
    {"code": "alignment", "title_th": "ความสอดคล้อง", "title_en": "Alignment", "weight": 60},
    {"code": "readiness", "title_th": "ความพร้อม", "title_en": "Readiness", "weight": 40},
]})  # fmt: skip


def announced(session: Session, by: Acting = OPERATOR, **more: object) -> Call:
    """A draft that closes in an hour, with a ceiling of 100 baht."""
    now = clock(session)
    values = {
        "code": CODE, "fiscal_year": YEAR, "source": "province", "organization": "office",
        "title_th": "คำขอ 2571", "title_en": "Call 2571", "opens_at": now - HOUR, "closes_at": now + HOUR, "ceiling": 100,
    }  # fmt: skip
    return announce_call(session, by=by, given=CallIn.model_validate(values | more))


def furnished(session: Session) -> dict[str, str]:
    """Sources, committees, and the toy plan; the node that projects serve."""
    seed_reference(session, by=OPERATOR)
    seed_standard(session, by=OPERATOR)
    return {"node": str(drafted(session)["1.1"].key)}


def opened(session: Session, **more: Any) -> Call:
    """An open call."""
    call = announced(session, **more)
    set_criteria(session, by=OPERATOR, code=call.code, given=CRITERIA)
    return open_call(session, by=OPERATOR, code=call.code)


def project(session: Session, reference: str, node: str, *, at: Point | None = None, **more: object) -> Project:
    """A draft that lacks nothing but its brief: two activities, an output, an outcome, a place in 980101."""
    agency, number, _ = PROJECTS[reference]
    values = {
        "reference": reference, "title_th": f"โครงการ {reference}", "title_en": f"Project {reference}",
        "kind": "activity", "fiscal_year": YEAR, "agency": agency, "rationale": "น้ำท่วมซ้ำซาก", "objectives": "ลดความเสียหาย",
    }  # fmt: skip
    made = draft_project(session, by=OPERATOR, given=ProjectDraft.model_validate(values | more))
    of: dict[str, Any] = {"session": session, "by": OPERATOR, "reference": reference}
    link_project(**of, given=LinksIn.model_validate({"primary": node, "frames": ["SDG:9"]}))
    for title in ("กิจกรรมหนึ่ง", "กิจกรรมสอง"):
        add_activity(**of, given=ActivityIn(title_th=title, place="ตำบลในเมือง"))
    for level in ("output", "outcome"):
        given = {"level": level, "name_th": f"ตัวชี้วัด {level}", "unit": "แห่ง", "baseline": "0", "target": "5"}
        add_indicator(**of, given=IndicatorIn.model_validate(given))
    count_beneficiaries(**of, given=BeneficiaryIn.model_validate({"unit": "persons", "count": "200"}))
    site = {"geom": at or Point(100.25, 15.5), "precision": Precision.GPS, "role": Role.SITE}
    add_site(**of, given=SiteIn.model_validate(site))
    name_responsible(**of, given=ResponsibleIn(responsible=number))
    return made


def brief(baht: int, **more: object) -> BriefIn:
    """Two thirds for the first activity, paid half in the first quarter and half in the last."""
    first = baht * 2 // 3
    values = {
        "starts_on": "01/10/2570", "ends_on": "30/09/2571", "risks": "ฝนตกหนัก", "evaluation": "รายงานรายเดือน",
        "total": str(baht), "q1": f"{baht / 2:.2f}", "q2": "0", "q3": "0", "q4": f"{baht / 2:.2f}",
        "items": [{"activity": 1, "class5": "investment", "amount": str(first)},
                  {"activity": 2, "class5": "operating", "road": "direct", "amount": str(baht - first)}],
    }  # fmt: skip
    return BriefIn.model_validate(values | more)


def prepared(session: Session, reference: str = "CA", by: Acting | None = None, **more: object) -> Submission:
    """A brief that is whole and not filed yet."""
    by = by or cast.acting(session, PROJECTS[reference][1])
    begin_brief(session, by=by, code=CODE, given=BeginIn(project=reference))
    return fill_brief(session, by=by, code=CODE, reference=reference, given=brief(PROJECTS[reference][2], **more))


def filed(session: Session, reference: str = "CA") -> Submission:
    """A filed brief of its agency."""
    prepared(session, reference)
    return file_brief(session, by=cast.acting(session, PROJECTS[reference][1]), code=CODE, reference=reference)


def ended(session: Session, at: datetime | None = None) -> None:
    """The deadline is set back: by default to a second ago."""
    until = at or clock(session) - timedelta(seconds=1)
    session.execute(update(Call).where(Call.code == CODE).values(closes_at=until))
    session.expire_all()


def screened(session: Session, *references: str) -> Call:
    """A call that is being screened, with these briefs filed; all four by default."""
    told = furnished(session)
    opened(session)
    for reference in references or PROJECTS:
        project(session, reference, told["node"])
        filed(session, reference)
    call = session.scalars(select(Call).where(Call.code == CODE)).one()
    # filed_at stays before the deadline that is kept with each brief
    ended(session)
    close_call(session, by=OPERATOR, code=CODE)
    begin_screening(session, by=OPERATOR, code=CODE)
    return call


def scored(session: Session, *references: str) -> Call:
    """All of them scored by the governor, who belongs to none of the agencies."""
    call = screened(session, *references)
    for reference in references or PROJECTS:
        score(session, reference, *POINTS[reference])
    return call


def score(session: Session, reference: str, alignment: int, readiness: int, number: str = "G-1") -> None:
    given = ScoresIn(scores={"alignment": alignment, "readiness": readiness})
    score_brief(session, by=cast.acting(session, number), code=CODE, reference=reference, given=given)


def ranked(session: Session) -> Call:
    """Ranked by the scores: CA, CB, CC, CD."""
    call = scored(session)
    rank_by_score(session, by=OPERATOR, code=CODE)
    return call


def resolved(session: Session, outcome: str = "adopted", *, close: bool = True, **more: Any) -> Resolution:
    """A resolution of a meeting of the committee about the call."""
    held = call_meeting(session, by=OPERATOR, given=meeting())
    values = {"subject_kind": "call", "subject_id": CODE, **more}
    made = record_resolution(session, by=OPERATOR, meeting_id=held.id, given=resolution(outcome, **values))
    if close:
        close_meeting(session, by=OPERATOR, meeting_id=held.id)
    return made


def ranks(session: Session) -> dict[str, int | None]:
    """The rank of each project."""
    asked = select(Project.reference, Submission.rank).join(Project, Project.id == Submission.project_id)
    return {row[0]: row[1] for row in session.execute(asked.order_by(Project.reference))}
