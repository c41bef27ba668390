"""National frames as a page, and the forms by which an office adds and corrects them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource, Viewer
from app.core.calendar import written_day
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.organizations.rules import ANYWHERE
from app.plans.commands.frames import add_frame, change_frame
from app.plans.models import NationalFrame
from app.plans.pages.addresses import ROOM, WORDS
from app.plans.queries import plans as asked_of
from app.plans.queries.money import projects_by_goal
from app.plans.rules import SYSTEMS, System
from app.plans.schemas import FrameChange, FrameIn
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import YES_NO, Input, Sheet, answered, day, line, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/plans/frames")
HERE = "/plans/frames"
FRAMES = Text(th="แผนระดับชาติ", en="National frames")
SystemHere = Annotated[System, Path()]
FrameCode = Annotated[str, Path(max_length=16)]


@router.get("")
def frames(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """National frames, each with its validity and its source."""
    found = asked_of.frames(session, viewer=viewer)
    counted = projects_by_goal(session, viewer=viewer)
    return render(request, "plans/frames.html", frames=found, projects=counted, may_edit=_may(identity.by), **WORDS)


@router.get("/new")
def new_frame(request: Request, by: Acts, system: Annotated[System, Query()] = System.GOVPOL) -> Response:
    """The form of a new national goal."""
    _must(by)
    return show(request, _new_sheet(), Form[FrameIn]({"system": system.value}))


@router.post("/new")
def add_the_frame(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Add it."""
    _must(by)
    form = tried(session, filled(FrameIn, given), lambda value: add_frame(session, by=by, given=value))
    return answered(request, _new_sheet(), form, f"{HERE}#{given.get('system')}")


@router.get("/{system}/{code}/edit")
def frame(request: Request, session: Database, by: Acts, system: SystemHere, code: FrameCode) -> Response:
    """The form of one as it stands."""
    _must(by)
    found = _found(session, by.viewer, system, code)
    given = {
        "name_th": found.name_th, "name_en": found.name_en, "parent_code": found.parent_code or "",
        "valid_from": written_day(found.valid_from), "valid_to": written_day(found.valid_to), "source": found.source,
        "is_verified": str(found.is_verified).lower(), "rank": str(found.rank),
    }  # fmt: skip
    return show(request, _sheet(found), Form[FrameChange](given))


@router.post("/{system}/{code}/edit")
def change_the_frame(
    request: Request, session: Database, by: Acts, given: Submitted, system: SystemHere, code: FrameCode
) -> Response:
    """Change it."""
    _must(by)
    sheet = _sheet(_found(session, by.viewer, system, code))
    form = filled(FrameChange, given)
    form = tried(session, form, lambda value: change_frame(session, by=by, system=system, code=code, given=value))
    return answered(request, sheet, form, f"{HERE}#{system.value}")


def _found(session: Session, viewer: Viewer, system: System, code: str) -> NationalFrame:
    for one in asked_of.frames(session, viewer=viewer, system=system):
        if one.code == code:
            return one
    raise NotFound(f"ไม่มีกรอบแผน {system} {code}", f"There is no national goal {system} {code}.")


def _new_sheet() -> Sheet:
    systems = [(each.value, words) for each, words in SYSTEMS.items()]
    key = (
        Input("system", Text(th="ระบบแผน", en="System"), None, systems),
        line(
            "code", "รหัส", "Code", more=Text(th="ตัวเลขหรืออักษรโรมัน เช่น 1 หรือ 1.1", en="digits or letters, e.g. 1 or 1.1")
        ),
    )
    title = Text(th="เพิ่มกรอบแผนระดับชาติ", en="Add a national goal")
    return _of(title, (*key, *_inputs()), Text(th="เพิ่ม", en="Add"))


def _sheet(found: NationalFrame) -> Sheet:
    called = f"{found.system} {found.code}"
    title = Text(th=f"แก้ไขกรอบแผน {called}", en=f"Change the national goal {called}")
    return _of(title, _inputs(), Text(th="บันทึก", en="Save"))


def _of(title: Text, inputs: tuple[Input, ...], submit: Text) -> Sheet:
    lead = Text(
        th="ระบุที่มาทุกครั้ง รายการที่หน่วยงานแก้แล้ว โปรแกรมรุ่นใหม่จะไม่แก้ทับ",
        en="Always name the source; what the office has changed is not overwritten by later versions of the program",
    )
    return Sheet(title, lead, inputs, submit, HERE, FRAMES, room="/plans", room_title=ROOM)


def _inputs() -> tuple[Input, ...]:
    checked = Text(th="ตรวจกับต้นฉบับแล้ว", en="Checked against the original")
    return (
        line("name_th", "ชื่อ", "Name (Thai)"),
        line("name_en", "ชื่อภาษาอังกฤษ", "Name (English)"),
        line("parent_code", "เป็นส่วนหนึ่งของรหัส", "Part of the goal", required=False),
        day("valid_from", "มีผลตั้งแต่", "Valid from"),
        day("valid_to", "สิ้นผลวันที่", "Ends on", required=False),
        line("source", "ที่มา", "Source", more=Text(th="เช่น คำแถลงนโยบาย วันที่ เล่มที่", en="e.g. policy statement, date")),
        Input("rank", Text(th="ลำดับ", en="Rank"), required=False, attributes={"inputmode": "numeric"}),
        Input("is_verified", checked, None, YES_NO),
    )


def _may(by: Acting | None) -> bool:
    return by is not None and by.may(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))


def _must(by: Acting) -> None:
    by.must(Permission.PLAN_APPROVE, Resource(organization=ANYWHERE))
