"""Beginning, filling in, filing and withdrawing a brief, as forms."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.calls.commands.filing import begin_brief, file_brief, fill_brief, withdraw_brief
from app.calls.commands.screening import return_brief
from app.calls.models import Call
from app.calls.pages.addresses import WORDS, Code, Reference, brief_page, of_project, page_of, sheet_of
from app.calls.queries.calls import Brief, brief_of, call_by_code, fit_to_file
from app.calls.queries.content import amounts_of
from app.calls.schemas import BeginIn, BriefIn, ConfirmIn, ReasonIn
from app.core.authority import Acting
from app.core.calendar import written_day
from app.core.money import written_money
from app.core.permissions import Permission
from app.projects.models import Activity
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/calls/{code}")
ITEM = ("activity", "class5", "road", "amount")


@router.get("/begin")
def beginning(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """Choose the project that the brief is about."""
    by.must(Permission.PROJECT_REGISTER)
    return show(request, _begin_sheet(session, by, call_by_code(session, code, viewer=by.viewer)), Form[BeginIn]())


@router.post("/begin")
def begin_the_brief(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Begin it."""
    by.must(Permission.PROJECT_REGISTER)
    found = call_by_code(session, code, viewer=by.viewer)
    form = tried(session, filled(BeginIn, given), lambda value: begin_brief(session, by=by, code=code, given=value))
    return answered(
        request, _begin_sheet(session, by, found), form, f"{page_of(found)}/briefs/{given.get('project')}/edit"
    )


@router.get("/briefs/{reference}/edit")
def filling(request: Request, session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """The form of what the project does not say."""
    found, told = _held(session, by, code, reference)
    given, items = _values(session, by, told)
    return _page(request, session, found, told, Form[BriefIn](given), items)


@router.post("/briefs/{reference}/edit")
def fill_the_brief(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, reference: Reference
) -> Response:
    """Keep it; what is still missing is told on its page."""
    found, told = _held(session, by, code, reference)
    items = _items(given)
    values = {name: value for name, value in given.items() if name not in ITEM}
    form = tried(session, filled(BriefIn, values | {"items": [one for one in items if one.get("amount")]}),
                 lambda value: fill_brief(session, by=by, code=code, reference=reference, given=value))  # fmt: skip
    if form.errors:
        return _page(request, session, found, told, form, {str(one["activity"]): one for one in items})
    return RedirectResponse(brief_page(found, told.project), 303)


@router.get("/briefs/{reference}/file")
def filing(request: Request, session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """Asks whether the brief shall be filed."""
    return show(request, _file_sheet(*_held(session, by, code, reference)), Form[ConfirmIn]())


@router.post("/briefs/{reference}/file")
def file_the_brief(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, reference: Reference
) -> Response:
    """File it."""
    found, told = _held(session, by, code, reference)
    form = tried(session, filled(ConfirmIn, given),
                 lambda _value: file_brief(session, by=by, code=code, reference=reference))  # fmt: skip
    return answered(request, _file_sheet(found, told), form, brief_page(found, told.project))


@router.get("/briefs/{reference}/withdraw")
def withdrawing(request: Request, session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """The form that takes a brief back."""
    return show(request, _reason_sheet(*_held(session, by, code, reference), WITHDRAW), Form[ReasonIn]())


@router.post("/briefs/{reference}/withdraw")
def withdraw_the_brief(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, reference: Reference
) -> Response:
    """Take it back."""
    found, told = _held(session, by, code, reference)
    form = tried(session, filled(ReasonIn, given),
                 lambda value: withdraw_brief(session, by=by, code=code, reference=reference, given=value))  # fmt: skip
    return answered(request, _reason_sheet(found, told, WITHDRAW), form, brief_page(found, told.project))


@router.get("/briefs/{reference}/return")
def returning(request: Request, session: Database, by: Acts, code: Code, reference: Reference) -> Response:
    """The form that gives a brief back to its agency."""
    by.must(Permission.PROJECT_SCREEN)
    return show(request, _reason_sheet(*_seen(session, by, code, reference), RETURN), Form[ReasonIn]())


@router.post("/briefs/{reference}/return")
def return_the_brief(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, reference: Reference
) -> Response:
    """Give it back."""
    by.must(Permission.PROJECT_SCREEN)
    found, told = _seen(session, by, code, reference)
    form = tried(session, filled(ReasonIn, given),
                 lambda value: return_brief(session, by=by, code=code, reference=reference, given=value))  # fmt: skip
    return answered(request, _reason_sheet(found, told, RETURN), form, brief_page(found, told.project))


WITHDRAW = (Text(th="ถอนข้อเสนอ", en="Withdraw the brief"),
            Text(th="บัญชีงบประมาณจะกลับรายการที่ขอ แก้แล้วยื่นใหม่ได้ก่อนปิดรับ",
                 en="The ledger undoes the request; it may be filed anew before the deadline."))  # fmt: skip
RETURN = (
    Text(th="ส่งกลับแก้ไข", en="Return the brief"),
    Text(th="หน่วยงานแก้โครงการและยื่นใหม่ได้ก่อนปิดรับ", en="The agency may mend it and file anew before the deadline."),
)


def _held(session: Session, by: Acting, code: str, reference: str) -> tuple[Call, Brief]:
    by.must(Permission.PROJECT_REGISTER)
    return _seen(session, by, code, reference)


def _seen(session: Session, by: Acting, code: str, reference: str) -> tuple[Call, Brief]:
    found = call_by_code(session, code, viewer=by.viewer)
    return found, brief_of(session, found, reference, viewer=by.viewer)


def _begin_sheet(session: Session, by: Acting, call: Call) -> Sheet:
    listed = [(one.reference, Text(th=f"{one.reference} {one.title_th}", en=f"{one.reference} {one.title_en or one.title_th}"))
              for one in fit_to_file(session, call, viewer=by.viewer)]  # fmt: skip
    none = Text(th="ไม่มีโครงการที่ยื่นได้ ขึ้นทะเบียนโครงการของปีนี้ก่อน", en="No project to file; register one of this year first")
    inputs = (Input("project", Text(th="โครงการ", en="Project"), None if listed else none, listed or [("", none)]),)
    lead = Text(
        th="ข้อมูลของโครงการถูกนำมาใช้ กรอกเพิ่มเฉพาะที่ยังไม่มี", en="What the project says is used; only the rest is asked for."
    )
    return sheet_of(
        call, Text(th="เริ่มข้อเสนอโครงการ", en="Begin a project brief"), lead, inputs, Text(th="เริ่ม", en="Begin")
    )


def _file_sheet(call: Call, told: Brief) -> Sheet:
    title = Text(th="ยื่นข้อเสนอ", en="File the brief")
    lead = Text(th="โครงการจะถูกเสนอ และบัญชีงบประมาณจะบันทึกวงเงินที่ขอ",
                en="The project is submitted, and the ledger has the request.")  # fmt: skip
    return sheet_of(call, title, lead, (), title, back=brief_page(call, told.project), back_to=of_project(told.project))


def _reason_sheet(call: Call, told: Brief, words: tuple[Text, Text]) -> Sheet:
    return sheet_of(call, words[0], words[1], (line("reason", "เหตุผล", "Reason"),), words[0], grave=True,
                    back=brief_page(call, told.project), back_to=of_project(told.project))  # fmt: skip


def _values(session: Session, by: Acting, told: Brief) -> tuple[Given, dict[str, dict[str, Any]]]:
    """The form as the brief stands, in baht."""
    brief = told.brief
    money = {name: getattr(brief, f"{name}_satang") for name in ("total", "q1", "q2", "q3", "q4")}
    texts = {
        name: getattr(brief, name) or ""
        for name in ("supports", "dimensions", "risks", "evaluation", "unlocated_reason")
    }
    given = {**texts, "starts_on": written_day(brief.starts_on), "ends_on": written_day(brief.ends_on), "unit": "baht"}
    given |= {name: "" if satang is None else written_money(satang) for name, satang in money.items()}
    items = {str(one.activity_number): {"class5": one.class5, "road": one.road, "amount": written_money(one.amount_satang)}
             for one in amounts_of(session, brief, viewer=by.viewer)}  # fmt: skip
    return given, items


def _items(given: Given) -> list[dict[str, Any]]:
    """One row for each activity."""
    columns = [given.get(name) or [] for name in ITEM]
    lists = [[column] if isinstance(column, str) else list(column) for column in columns]
    return [dict(zip(ITEM, row, strict=True)) for row in zip(*lists, strict=False)]


def _page(
    request: Request, session: Session, call: Call, told: Brief, form: Form[BriefIn], items: dict[str, dict[str, Any]]
) -> Response:
    asked = select(Activity).where(Activity.project_id == told.project.id).order_by(Activity.number)
    return render(
        request, "calls/brief_form.html", status=422 if form.errors else 200, call=call, told=told, form=form, items=items,
        activities=session.scalars(asked).all(), **WORDS,
    )  # fmt: skip
