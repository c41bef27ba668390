"""Bringing tables in: a file with its unit, what it would do, and the confirmation."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.budgets.columns import COLUMNS, parsed_mapping
from app.budgets.commands.imports import bring_table, confirm_table, discard_table, save_mapping
from app.budgets.models import ImportDraft
from app.budgets.pages.addresses import WORDS
from app.budgets.queries.drafts import draft_at, mapping_named, mappings
from app.budgets.rules import TABLES, Table
from app.budgets.schemas import Bringing, Confirmation
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid
from app.core.money import UNITS, Unit
from app.core.permissions import Permission
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/budgets/import")
NO_FILE = Text(th="เลือกแฟ้ม XLSX หรือ CSV", en="Choose an XLSX or CSV file.")


@router.get("")
def imports(request: Request, session: Database, by: Acts) -> Response:
    """The form that brings a table in, with the templates."""
    by.must(Permission.BUDGET_RECORD)
    return _shown(request, session, by, Form[Bringing]())


@router.post("")
def bring_the_table(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Look at it; it is kept until it is confirmed."""
    by.must(Permission.BUDGET_RECORD)
    file = given.get("file")
    form = filled(Bringing, {name: value for name, value in given.items() if name != "file"})
    if not isinstance(file, UploadFile) or not file.filename:
        return _shown(request, session, by, form.refused("file", NO_FILE.th, NO_FILE.en))
    made = list[ImportDraft]()
    with file.file as opened:
        content = opened.read()
    try:
        if form.value is not None:
            made.append(_brought(session, by, form.value, file.filename, content))
    except (Invalid, Conflict) as error:
        form = form.refused(error.place if error.place in ("file", "columns") else "file", error.th, error.en)
    return _shown(request, session, by, form) if not made else RedirectResponse(f"/budgets/import/{made[0].id}", 303)


@router.get("/{draft_id}")
def import_draft(request: Request, session: Database, by: Acts, draft_id: uuid.UUID) -> Response:
    """What a table would do, and whether its unit is plausible."""
    by.must(Permission.BUDGET_RECORD)
    if draft_at(session, draft_id, viewer=by.viewer).kind == Table.BILL:
        return RedirectResponse(f"/budgets/import/bill/{draft_id}", 303)
    return _checked(request, session, by, draft_id, Form[Confirmation]())


@router.post("/{draft_id}")
def confirm_the_table(request: Request, session: Database, by: Acts, given: Submitted, draft_id: uuid.UUID) -> Response:
    """Import it, all or nothing."""
    form = filled(Confirmation, {**given, "draft": str(draft_id)})
    draft = draft_at(session, draft_id, viewer=by.viewer)
    kind = Table(draft.kind)
    form = tried(session, form, lambda _one: confirm_table(session, by=by, draft_id=draft_id))
    if form.errors:
        return _checked(request, session, by, draft_id, form)
    extract = kind in (Table.GFMIS, Table.EGP)
    return RedirectResponse("/budgets/unmatched" if extract else "/budgets", 303)


@router.post("/{draft_id}/discard")
def discard_the_table(session: Database, by: Acts, given: Submitted, draft_id: uuid.UUID) -> Response:
    """Give it up."""
    del given
    discard_table(session, by=by, draft_id=draft_id)
    return RedirectResponse("/budgets/import", 303)


def _brought(session: Session, by: Acting, given: Bringing, name: str, content: bytes) -> ImportDraft:
    """The draft of a file; the mapping is kept under its name where one is given."""
    mapped = dict(mapping_named(session, given.mapping, given.kind, viewer=by.viewer)) if given.mapping else {}
    try:
        mapped |= parsed_mapping(given.kind, given.columns or "")
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en, place="columns") from None
    made = bring_table(session, by=by, kind=given.kind, unit=given.unit, file_name=name, content=content, mapped=mapped)
    if given.save_as is not None:
        save_mapping(session, by=by, name=given.save_as, kind=given.kind, unit=given.unit, columns=mapped)
    return made


def _shown(request: Request, session: Session, by: Acting, form: Form[Bringing]) -> Response:
    return render(
        request, "budgets/import.html", status=422 if form.errors else 200, form=form, UNITS=UNITS, COLUMNS=COLUMNS,
        mappings=mappings(session, viewer=by.viewer), **WORDS,
    )  # fmt: skip


def _checked(request: Request, session: Session, by: Acting, draft_id: uuid.UUID, form: Form[Confirmation]) -> Response:
    draft = draft_at(session, draft_id, viewer=by.viewer)
    report: Given | dict[str, Any] = draft.report
    return render(
        request, "budgets/import_draft.html", status=422 if form.errors else 200, draft=draft, report=report, form=form,
        kind=TABLES[Table(draft.kind)], unit=UNITS[Unit(draft.unit)], **WORDS,
    )  # fmt: skip
