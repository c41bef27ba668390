"""Bringing the budget bill in, and saying which organisations its agencies are."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.budgets.billed import Asked
from app.budgets.billing import FATES, LEVELS
from app.budgets.commands.bill import bring_bill, confirm_bill, name_agency
from app.budgets.models import ImportDraft
from app.budgets.pages.addresses import WORDS, sheet
from app.budgets.queries.drafts import draft_at, waiting_agencies
from app.budgets.schemas import AgencyNaming, BillBringing, BillDocument
from app.core.authority import Acting
from app.core.calendar import written_day
from app.core.errors import Invalid, TooLarge
from app.core.money import UNITS
from app.core.permissions import Permission
from app.core.settings import Settings
from app.organizations.queries import posts
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import Input, Sheet, answered, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/budgets")
NO_FILE = Text(th="เลือกแฟ้ม CSV", en="Choose a CSV file.")
NO_PROVINCE = Text(th="ยังไม่ได้กำหนดจังหวัดของระบบ", en="No province is set for this installation.")
QUEUE = Text(th="รายการที่จับคู่ไม่ได้", en="Unmatched rows")


@router.get("/import/bill")
def bill_import(request: Request, session: Database, by: Acts) -> Response:
    """The form that brings a table of the bill in."""
    del session
    by.must(Permission.BUDGET_RECORD)
    by.must(Permission.PROJECT_REGISTER)
    return _asked(request, Form[BillBringing]())


@router.post("/import/bill")
def bring_the_bill(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Look at it; it is kept until it is confirmed."""
    name, content = _content(given)
    by.must(Permission.BUDGET_RECORD)
    by.must(Permission.PROJECT_REGISTER)
    settings: Settings = request.app.state.settings
    form = filled(BillBringing, {name: value for name, value in given.items() if name != "file"})
    if settings.home_province is None:
        form = form.refused("", NO_PROVINCE.th, NO_PROVINCE.en)
    if not name:
        form = form.refused("file", NO_FILE.th, NO_FILE.en)
    if form.value is None:
        return _asked(request, form)
    asked = Asked(form.value.year, settings.home_province)
    try:
        made = bring_bill(session, by=by, asked=asked, unit=form.value.unit, file_name=name, content=content)
    except (Invalid, TooLarge) as error:
        return _asked(request, form.refused("file", error.th, error.en))
    return RedirectResponse(f"/budgets/import/bill/{made.id}", 303)


@router.get("/import/bill/{draft_id}")
def bill_draft(request: Request, session: Database, by: Acts, draft_id: uuid.UUID) -> Response:
    """What the table would do: every row and baht of it, by what becomes of it and where it lies."""
    by.must(Permission.BUDGET_RECORD)
    draft = draft_at(session, draft_id, viewer=by.viewer)
    return _told(request, draft, Form[BillDocument](_usual(draft.report["year"])))


@router.post("/import/bill/{draft_id}")
def confirm_the_bill(request: Request, session: Database, by: Acts, given: Submitted, draft_id: uuid.UUID) -> Response:
    """Store it, all or nothing."""
    by.must(Permission.BUDGET_RECORD)
    form = filled(BillDocument, given)
    draft = draft_at(session, draft_id, viewer=by.viewer)
    form = tried(session, form, lambda one: confirm_bill(session, by=by, draft_id=draft_id, given=one))
    if form.errors:
        return _told(request, draft, form)
    return RedirectResponse(f"/budgets?year={draft.report['year']}", 303)


@router.get("/unmatched/agency")
def naming_agency(request: Request, session: Database, by: Acts, agency: str = "") -> Response:
    """The form that says which organisation an agency of the bill is."""
    by.must(Permission.BUDGET_RECORD)
    by.must(Permission.PROJECT_REGISTER)
    return show(request, _naming_sheet(session, by), Form[AgencyNaming]({"agency": agency}))


@router.post("/unmatched/agency")
def name_the_agency(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Say so."""
    by.must(Permission.BUDGET_RECORD)
    by.must(Permission.PROJECT_REGISTER)
    form = tried(session, filled(AgencyNaming, given), lambda one: name_agency(session, by=by, given=one))
    return answered(request, _naming_sheet(session, by), form, "/budgets/unmatched")


def _content(given: Given) -> tuple[str, bytes]:
    """Name and bytes of the file that was sent, closed; nothing where none was."""
    file = given.get("file")
    if not isinstance(file, UploadFile):
        return "", b""
    with file.file as opened:
        return file.filename or "", opened.read()


def _usual(year: int) -> dict[str, str]:
    """The act and the first day of the year."""
    return {
        "document_no": f"พ.ร.บ. งบประมาณรายจ่ายประจำปีงบประมาณ พ.ศ. {year}",
        "occurred_on": written_day(date(year - 544, 10, 1)),
    }


def _asked(request: Request, form: Form[BillBringing]) -> Response:
    return render(
        request, "budgets/import_bill.html", status=422 if form.errors else 200, form=form, UNITS=UNITS, **WORDS
    )


def _told(request: Request, draft: ImportDraft, form: Form[BillDocument]) -> Response:
    report: dict[str, Any] = draft.report
    return render(
        request, "budgets/import_bill_draft.html", status=422 if form.errors else 200, draft=draft, report=report,
        form=form, FATES=FATES, LEVELS=LEVELS, **WORDS,
    )  # fmt: skip


def _naming_sheet(session: Session, by: Acting) -> Sheet:
    agencies = [(one.agency, Text(th=one.agency, en=one.agency)) for one in waiting_agencies(session, viewer=by.viewer)]
    known = [(one.code, Text(th=one.name_th, en=one.name_en)) for one in posts.organizations(session, viewer=by.viewer)]
    inputs = (
        Input("agency", Text(th="หน่วยรับงบประมาณในเล่ม", en="Agency of the bill"), options=agencies),
        Input("organization", Text(th="คือหน่วยงาน", en="Is the organisation"), options=known),
    )
    return sheet(
        Text(th="จับคู่หน่วยรับงบประมาณ", en="Name an agency of the bill"),
        Text(th="โครงการของหน่วยนี้จากเล่มงบประมาณจะเป็นของหน่วยงานที่เลือก และครั้งต่อไปจับคู่ให้เอง",
             en="Its projects become those of the organisation, and the next import knows it"),
        inputs, Text(th="จับคู่", en="Name it"), back="/budgets/unmatched", back_to=QUEUE,
    )  # fmt: skip
