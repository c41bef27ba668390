"""Announcing, changing, opening, extending and closing calls, as forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.budgets.queries.reports import source_names
from app.calls.commands import managing, screening
from app.calls.models import Call
from app.calls.pages.addresses import ROOM, WORDS, Code, moment, offices, page_of, sheet_of
from app.calls.queries.calls import call_by_code
from app.calls.queries.ranking import criteria_of
from app.calls.records import of_call
from app.calls.rules.brief import SECTIONS, Section
from app.calls.schemas import BANGKOK, CallChange, CallIn, ConfirmIn, CriteriaIn, ExtensionIn
from app.core.authority import PUBLIC, Acting
from app.core.calendar import written_day
from app.core.money import written_money
from app.core.permissions import Permission
from app.projects.rules.dossier import ITEMS, Item
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, passage, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/calls")
Step = Literal["open", "close", "screen", "rank"]
Act = Callable[..., object]
STEPS: dict[str, tuple[Permission, Act, Text, Text]] = {
    "open": (Permission.CALL_MANAGE, managing.open_call, Text(th="เปิดรับคำขอ", en="Open the call"), Text(
        th="เมื่อเปิดแล้วแก้ชื่อ วงเงิน และหัวข้อที่ต้องกรอกไม่ได้ ขยายเวลาได้พร้อมเหตุผล",
        en="Then its title, ceiling and required sections stay; time is extended with a reason.")),
    "close": (Permission.CALL_MANAGE, managing.close_call, Text(th="ปิดรับคำขอ", en="Close the call"), Text(
        th="ปิดได้เมื่อพ้นกำหนด รวมที่ขยายเวลาให้", en="It closes when every deadline has passed.")),
    "screen": (Permission.CALL_MANAGE, managing.begin_screening, Text(th="เริ่มกลั่นกรอง", en="Begin the screening"), Text(
        th="หลังจากนี้ยื่นหรือแก้เกณฑ์ไม่ได้อีก", en="Nothing is filed and no criterion is changed any more.")),
    "rank": (Permission.PROJECT_SCREEN, screening.rank_by_score, Text(th="จัดลำดับตามคะแนน", en="Rank by the scores"), Text(
        th="ลำดับที่ปรับด้วยมือจะถูกจัดใหม่ เหตุผลยังเก็บไว้", en="Ranks moved by hand are set anew; their reasons stay.")),
}  # fmt: skip


@router.get("/new")
def new_call(request: Request, session: Database, by: Acts) -> Response:
    """The form of a new call."""
    by.must(Permission.CALL_MANAGE)
    return show(request, _new_sheet(session, by), Form[CallIn]({"sections": [one.value for one in Section]}))


@router.post("/new")
def announce_the_call(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Prepare it."""
    form = tried(session, filled(CallIn, given), lambda value: managing.announce_call(session, by=by, given=value))
    return answered(request, _new_sheet(session, by), form, f"/calls/{given.get('code')}")


@router.get("/{code}/edit")
def editing(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form of a draft."""
    found = _managed(session, by, code)
    return show(request, _edit_sheet(found), Form[CallChange](_values(found)))


@router.post("/{code}/edit")
def change_the_call(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Change it."""
    found = _managed(session, by, code)
    form = tried(session, filled(CallChange, given),
                 lambda value: managing.change_call(session, by=by, code=code, given=value))  # fmt: skip
    return answered(request, _edit_sheet(found), form, page_of(found))


@router.get("/{code}/criteria")
def criteria(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The criteria with their weights as a table."""
    return _criteria_page(request, session, _managed(session, by, code), Form[CriteriaIn](), None)


@router.post("/{code}/criteria")
def set_the_criteria(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Set all of them."""
    found = _managed(session, by, code)
    rows = _rows(given)
    form = tried(session, filled(CriteriaIn, {"criteria": rows}),
                 lambda value: managing.set_criteria(session, by=by, code=code, given=value))  # fmt: skip
    if form.errors:
        return _criteria_page(request, session, found, form, rows)
    return RedirectResponse(page_of(found), 303)


@router.get("/{code}/extend")
def extending(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form that gives more time."""
    return show(request, _extension_sheet(session, by, _managed(session, by, code)), Form[ExtensionIn]())


@router.post("/{code}/extend")
def extend_the_call(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Give it."""
    found = _managed(session, by, code)
    form = tried(session, filled(ExtensionIn, given),
                 lambda value: managing.extend_call(session, by=by, code=code, given=value))  # fmt: skip
    return answered(request, _extension_sheet(session, by, found), form, page_of(found))


@router.get("/{code}/steps/{step}")
def stepping(request: Request, session: Database, by: Acts, code: Code, step: Step) -> Response:
    """Asks whether the call shall go on."""
    by.must(STEPS[step][0])
    return show(request, _step_sheet(call_by_code(session, code, viewer=by.viewer), step), Form[ConfirmIn]())


@router.post("/{code}/steps/{step}")
def take_the_step(request: Request, session: Database, by: Acts, given: Submitted, code: Code, step: Step) -> Response:
    """Let it go on."""
    by.must(STEPS[step][0])
    found, act = call_by_code(session, code, viewer=by.viewer), STEPS[step][1]
    form = tried(session, filled(ConfirmIn, given), lambda _value: act(session, by=by, code=code))
    then = f"{page_of(found)}/ranking" if step == "rank" else page_of(found)
    return answered(request, _step_sheet(found, step), form, then)


def _managed(session: Session, by: Acting, code: str) -> Call:
    by.must(Permission.CALL_MANAGE)
    found = call_by_code(session, code, viewer=by.viewer)
    by.must(Permission.CALL_MANAGE, of_call(found))
    return found


def _written(at: datetime) -> str:
    here = at.astimezone(BANGKOK)
    return f"{written_day(here.date())} {here:%H.%M}"


def _values(call: Call) -> Given:
    return {
        "title_th": call.title_th, "title_en": call.title_en or "", "instructions_th": call.instructions_th or "",
        "opens_at": _written(call.opens_at), "closes_at": _written(call.closes_at),
        "ceiling": written_money(call.ceiling_satang), "sections": call.sections, "files": call.files,
    }  # fmt: skip


def _rows(given: Given) -> list[dict[str, object]]:
    """The rows of the table of criteria that are not empty."""
    columns = [given.get(name) or [] for name in ("code", "title_th", "title_en", "weight")]
    lists = [[column] if isinstance(column, str) else list(column) for column in columns]
    return [
        {name: value for name, value in zip(("code", "title_th", "title_en", "weight"), row, strict=True) if value}
        for row in zip(*lists, strict=True) if any(row)
    ]  # fmt: skip


def _criteria_page(
    request: Request, session: Session, call: Call, form: Form[CriteriaIn], rows: list[dict[str, object]] | None
) -> Response:
    if rows is None:
        held = criteria_of(session, call, viewer=PUBLIC)
        rows = [{"code": one.code, "title_th": one.title_th, "title_en": one.title_en or "", "weight": one.weight}
                for one in held]  # fmt: skip
    return render(request, "calls/criteria.html", status=422 if form.errors else 200, call=call, form=form,
                  rows=[*rows, *({} for _ in range(8 - len(rows)))], **WORDS)  # fmt: skip


_SECTIONS = [(one.value, SECTIONS[one]) for one in Section]
_FILES = [(one.value, ITEMS[one]) for one in Item]


def _fields() -> tuple[Input, ...]:
    always = Text(th="พื้นที่ กิจกรรม และงบประมาณต้องกรอกเสมอ", en="Places, activities and money are always required")
    return (
        line("title_th", "ชื่อรอบคำขอ", "Title in Thai"),
        line("title_en", "ชื่อภาษาอังกฤษ", "Title in English", required=False),
        moment("opens_at", "เปิดรับ", "Opens"), moment("closes_at", "ปิดรับ", "Closes"),
        line("ceiling", "กรอบวงเงิน (บาท)", "Ceiling (baht)"),
        passage("instructions_th", "คำชี้แจงถึงหน่วยงาน", "Instructions", required=False),
        Input("sections", Text(th="หัวข้อที่ต้องกรอก", en="Required sections"), always, _SECTIONS, several=True),
        Input("files", Text(th="แฟ้มที่ต้องแนบ", en="Required files"), None, _FILES, several=True),
    )  # fmt: skip


def _new_sheet(session: Session, by: Acting) -> Sheet:
    sources = list(source_names(session, viewer=by.viewer).items())
    inputs = (
        line("code", "รหัส (อักษรอังกฤษเล็ก เช่น fy2571)", "Code (e.g. fy2571)"),
        line("fiscal_year", "ปีงบประมาณ (พ.ศ.)", "Fiscal year (B.E.)"),
        Input("source", Text(th="แหล่งงบประมาณ", en="Source"), None, sources),
        Input("organization", Text(th="หน่วยงานเจ้าของรอบ", en="Held by"), None, offices(session, by)), *_fields(),
    )  # fmt: skip
    lead = Text(th="เตรียมไว้ก่อน ยังไม่มีใครยื่นได้จนกว่าจะเปิดรับ", en="A draft; nobody files in it until it is opened.")
    return Sheet(Text(th="รอบคำขอใหม่", en="New budget call"), lead, inputs, Text(th="บันทึก", en="Save"), "/calls", ROOM,
                 room="/calls", room_title=ROOM)  # fmt: skip


def _edit_sheet(call: Call) -> Sheet:
    lead = Text(th="แก้ได้จนกว่าจะเปิดรับ", en="It may be changed until it is opened.")
    return sheet_of(call, Text(th="แก้ไขรอบคำขอ", en="Change the call"), lead, _fields(), Text(th="บันทึก", en="Save"))


def _extension_sheet(session: Session, by: Acting, call: Call) -> Sheet:
    everybody = Text(th="เว้นว่าง = ทุกหน่วยงาน", en="leave it empty for everybody")
    inputs = (
        moment("closes_at", "ปิดรับใหม่", "New deadline"),
        Input("organization", Text(th="เฉพาะหน่วยงาน", en="For one organisation"), everybody, offices(session, by),
              required=False),
        line("reason", "เหตุผล", "Reason"),
    )  # fmt: skip
    lead = Text(th="การขยายเวลาถูกบันทึกพร้อมเหตุผล", en="An extension stays on record with its reason.")
    return sheet_of(call, Text(th="ขยายเวลา", en="Extend"), lead, inputs, Text(th="ขยายเวลา", en="Extend it"))


def _step_sheet(call: Call, step: str) -> Sheet:
    _, _, title, lead = STEPS[step]
    return sheet_of(call, title, lead, (), title)
