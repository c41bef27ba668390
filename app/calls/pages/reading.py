"""Pages that are read: the calls, one call, a brief, the ranking under a ceiling, minutes and forms to take away."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.calls.blanks import NAMES, template_for, templates
from app.calls.minutes import as_text, minutes, shown
from app.calls.models import Call
from app.calls.pages.addresses import WORDS, Code, Reference, acting_on, clock_on, may
from app.calls.papers import Paper
from app.calls.queries import calls as asked_of
from app.calls.queries.content import amounts_of
from app.calls.queries.forms import paper
from app.calls.queries.past import unkept
from app.calls.queries.ranking import criteria_of, ranking, sees_scores
from app.calls.records import deadline_for, organization_of
from app.calls.rules.brief import sums
from app.calls.rules.calls import is_urgent, remaining
from app.calls.writers import WRITERS
from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.core.money import parse_satang
from app.core.permissions import Permission
from app.meetings.queries import decided
from app.meetings.rules import numbered
from app.organizations.queries import posts
from app.web.as_of import AsOf
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import kept_by, render
from app.web.words import Language, short_date
from gis.access import Read

router = APIRouter(prefix="/calls")
Ceiling = Annotated[str, Query(max_length=40)]
Form = Literal["xlsx", "docx", "pdf"]
FormCode = Literal["j1", "j2", "j3"]


@router.get("")
def calls(request: Request, session: Database, viewer: Viewing, identity: Identified, as_of: AsOf) -> Response:
    """Every call with its deadline and how much is asked for in it."""
    home = organization_of(session, identity.by) if identity.by else None
    found = asked_of.rounds(session, viewer=viewer, on=as_of)
    return render(
        request, "calls/calls.html", rows=[(one, deadline_for(session, one.call, home, as_of)) for one in found],
        now=clock_on(session, as_of), remaining=remaining, is_urgent=is_urgent, is_inside=Read.INTERNAL in viewer.classes,
        unkept=unkept(session, as_of, viewer=viewer),
        may_manage=may(acting_on(identity.by, as_of), Permission.CALL_MANAGE), **WORDS,
    )  # fmt: skip


@router.get("/{code}")
def call(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, as_of: AsOf
) -> Response:
    """One call: its clock, what it asks for, and the briefs that the viewer may see, with what they lack."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    home, by = organization_of(session, identity.by) if identity.by else None, acting_on(identity.by, as_of)
    rows = asked_of.briefs(session, found, viewer=viewer, on=as_of)
    return render(
        request, "calls/call.html", call=found, rows=rows, now=clock_on(session, as_of), remaining=remaining,
        is_urgent=is_urgent, deadline=deadline_for(session, found, home, as_of),
        extensions=asked_of.extensions(session, found, viewer=viewer, on=as_of),
        fit=asked_of.fit_to_file(session, found, viewer=viewer) if may(by, Permission.PROJECT_REGISTER) else [],
        criteria=criteria_of(session, found, viewer=viewer, on=as_of), sees=sees_scores(found, viewer=viewer) and bool(rows),
        may_manage=may(by, Permission.CALL_MANAGE), may_screen=may(by, Permission.PROJECT_SCREEN),
        may_decide=may(by, Permission.PROJECT_DECIDE), may_file=may(by, Permission.PROJECT_REGISTER), home=home,
        names={one.code: one for one in posts.organizations(session, viewer=viewer)},
        cited=_cited(session, found, viewer), blanks=[one for one in templates() if one.holds_in(found.fiscal_year)],
        NAMES=NAMES, **WORDS,
    )  # fmt: skip


@router.get("/{code}/briefs/{reference}")
def brief(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, reference: Reference, as_of: AsOf
) -> Response:
    """A brief: its fifteen sections with what is missing, where and how to mend it; its sums; its clock."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    told = asked_of.brief_of(session, found, reference, viewer=viewer, on=as_of)
    by = acting_on(identity.by, as_of)
    return render(
        request, "calls/brief.html", call=found, told=told, now=clock_on(session, as_of), remaining=remaining,
        is_urgent=is_urgent, sums=sums(told.content), amounts=amounts_of(session, told.brief, viewer=viewer, on=as_of),
        home=organization_of(session, identity.by) if identity.by else None, may_file=may(by, Permission.PROJECT_REGISTER),
        may_screen=may(by, Permission.PROJECT_SCREEN), sees=sees_scores(found, viewer=viewer), **WORDS,
    )  # fmt: skip


@router.get("/{code}/ranking")
def ranks(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, as_of: AsOf, ceiling: Ceiling = ""
) -> Response:
    """Ranks and the line; under ``?ceiling=`` (baht) as it would be, which is not kept."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    told = ranking(session, found, viewer=viewer, ceiling=_tried(ceiling), on=as_of)
    most, by = max(told.whole.satang, found.ceiling_satang, told.ceiling), acting_on(identity.by, as_of)
    return render(
        request, "calls/ranking.html", call=found, told=told, tried=told.ceiling != found.ceiling_satang, most=most,
        shown=shown, may_screen=may(by, Permission.PROJECT_SCREEN), may_decide=may(by, Permission.PROJECT_DECIDE), **WORDS,
    )  # fmt: skip


@router.get("/{code}/minutes")
def minutes_page(request: Request, session: Database, viewer: Viewing, code: Code, as_of: AsOf) -> Response:
    """The minutes as text, to be copied."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    words = as_text(_minutes(session, found, viewer, as_of))
    return render(request, "calls/minutes.html", call=found, words=words, **WORDS)


@router.get("/{code}/minutes.{form}")
def minutes_file(request: Request, session: Database, viewer: Viewing, code: Code, form: Form, as_of: AsOf) -> Response:
    """The minutes as a file."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    return _file(request, _minutes(session, found, viewer, as_of), _dated(f"minutes-{code}", as_of), form)


@router.get("/{code}/forms/{form_code}.{form}")
def form_file(
    request: Request, session: Database, viewer: Viewing, code: Code, form_code: FormCode, form: Form, as_of: AsOf
) -> Response:
    """A form, by the template that holds in the fiscal year of the call."""
    found = asked_of.call_by_code(session, code, viewer=viewer, on=as_of)
    if Read.INTERNAL not in viewer.classes:
        raise NotFound("แบบฟอร์มเป็นของส่วนราชการ", "The forms are for those in office.")
    template = template_for(form_code, found.fiscal_year)
    made = paper(session, found, template, viewer=viewer, on=as_of)
    return _file(request, made, _dated(f"{form_code}-{template.version}-{code}", as_of), form)


def _dated(name: str, on: date | None) -> str:
    """The name of a file that tells of a past day."""
    return name if on is None else f"{name}-{on.isoformat()}"


def _minutes(session: Session, found: Call, viewer: Viewer, on: date | None) -> Paper:
    return minutes(found, ranking(session, found, viewer=viewer, on=on), _cited(session, found, viewer))


def _cited(session: Session, found: Call, viewer: Viewer) -> str | None:
    """The resolution as it is cited."""
    if found.resolution_id is None:
        return None
    told = decided(session, [found.resolution_id], viewer=viewer).get(found.resolution_id)
    if told is None:
        return None
    number = numbered(told.meeting.number, told.meeting.year)
    return (
        f"{told.committee.title_th} ครั้งที่ {number} มติที่ {told.resolution.number} "
        f"วันที่ {short_date(told.resolution.decided_on, Language.THAI)}"
    )


def _tried(written: str) -> int | None:
    if not written.strip():
        return None
    try:
        tried = parse_satang(written)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en or th, place="ceiling") from None
    if tried < 0:
        raise Invalid("วงเงินติดลบไม่ได้", "A ceiling is not negative.", place="ceiling")
    return tried


def _file(request: Request, made: Paper, name: str, form: Form) -> Response:
    write, media_type = WRITERS[form]
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.{form}", "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }  # fmt: skip
    return Response(write(made), media_type=media_type, headers=headers)
