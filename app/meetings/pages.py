"""Pages of meetings: the list by committee and year, one meeting with its agenda and resolutions, and their forms."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.core.calendar import BUDDHIST_ERA, written_day
from app.core.permissions import Permission
from app.meetings import queries
from app.meetings.commands import (
    WHERE,
    add_item,
    call_meeting,
    cancel_meeting,
    close_meeting,
    record_resolution,
)
from app.meetings.queries import Sitting
from app.meetings.rules import AGENDA, OUTCOMES, STATES, AgendaKind, MeetingState, Outcome, numbered
from app.meetings.schemas import CancellationIn, ItemIn, MeetingIn, ResolutionIn
from app.organizations.queries import posts
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, day, line, passage, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/meetings")
ROOM = Text(th="การประชุม", en="Meetings")
COUNT = {"inputmode": "numeric"}
WORDS: dict[str, Any] = {"STATES": STATES, "AGENDA": AGENDA, "OUTCOMES": OUTCOMES, "MeetingState": MeetingState,
         "AgendaKind": AgendaKind, "Outcome": Outcome, "numbered": numbered}  # fmt: skip
Asked = Annotated[str, Query(max_length=63)]
Year = Annotated[str, Query(max_length=4, pattern="^[0-9]*$")]


@router.get("")
def meetings(
    request: Request, session: Database, viewer: Viewing, identity: Identified, committee: Asked = "", year: Year = ""
) -> Response:
    """The meetings of a committee and a year, or of all."""
    found = queries.meetings(session, viewer=viewer, committee=committee or None, year=int(year) if year else None)
    return render(
        request,
        "meetings/meetings.html",
        sittings=found,
        committees=queries.committees(session, viewer=viewer),
        years=queries.years(session, viewer=viewer),
        committee=committee,
        year=year,
        may_record=identity.by is not None and identity.by.may(Permission.MEETING_RECORD, WHERE),
        **WORDS,
    )


@router.get("/new")
def new_meeting(request: Request, session: Database, by: Acts, committee: Asked = "") -> Response:
    """The form that calls a committee."""
    by.must(Permission.MEETING_RECORD, WHERE)
    year = posts.today_is(session, viewer=by.viewer).year + BUDDHIST_ERA
    return show(request, _call_sheet(session, by), Form[MeetingIn]({"committee": committee, "year": str(year)}))


@router.post("/new")
def call_the_meeting(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Call it."""
    called: list[uuid.UUID] = []
    form = filled(MeetingIn, given)
    form = tried(session, form, lambda value: called.append(call_meeting(session, by=by, given=value).id))
    return answered(request, _call_sheet(session, by), form, f"/meetings/{called[0]}" if called else "/meetings")


@router.get("/{meeting_id}")
def meeting(
    request: Request, session: Database, viewer: Viewing, identity: Identified, meeting_id: uuid.UUID
) -> Response:
    """One meeting."""
    found = queries.meeting_by_id(session, meeting_id, viewer=viewer)
    may = identity.by is not None and identity.by.may(Permission.MEETING_RECORD, WHERE)
    return render(
        request, "meetings/meeting.html", sitting=found, **WORDS,
        may_record=may and found.meeting.state == MeetingState.PLANNED,
        is_due=found.meeting.held_on <= posts.today_is(session, viewer=viewer),
    )  # fmt: skip


@router.get("/{meeting_id}/items")
def new_item(request: Request, session: Database, by: Acts, meeting_id: uuid.UUID) -> Response:
    """The form of an agenda item."""
    return show(request, _item_sheet(_recordable(session, by, meeting_id)), Form[ItemIn]())


@router.post("/{meeting_id}/items")
def add_the_item(request: Request, session: Database, by: Acts, given: Submitted, meeting_id: uuid.UUID) -> Response:
    """Add it."""
    sheet = _item_sheet(_recordable(session, by, meeting_id))
    form = filled(ItemIn, given)
    form = tried(session, form, lambda value: add_item(session, by=by, meeting_id=meeting_id, given=value))
    return answered(request, sheet, form, sheet.back)


@router.get("/{meeting_id}/resolutions")
def new_resolution(request: Request, session: Database, by: Acts, meeting_id: uuid.UUID) -> Response:
    """The form of a resolution."""
    found = _recordable(session, by, meeting_id)
    given = {"decided_on": written_day(found.meeting.held_on), "outcome": Outcome.ADOPTED.value}
    return show(request, _resolution_sheet(found), Form[ResolutionIn](given))


@router.post("/{meeting_id}/resolutions")
def record_the_resolution(
    request: Request, session: Database, by: Acts, given: Submitted, meeting_id: uuid.UUID
) -> Response:
    """Record it."""
    sheet = _resolution_sheet(_recordable(session, by, meeting_id))
    form = filled(ResolutionIn, given)
    form = tried(session, form, lambda value: record_resolution(session, by=by, meeting_id=meeting_id, given=value))
    return answered(request, sheet, form, sheet.back)


@router.post("/{meeting_id}/close")
def close_the_meeting(session: Database, by: Acts, given: Submitted, meeting_id: uuid.UUID) -> Response:
    """Close a meeting that was held."""
    del given
    close_meeting(session, by=by, meeting_id=meeting_id)
    return RedirectResponse(f"/meetings/{meeting_id}", 303)


@router.get("/{meeting_id}/cancel")
def cancellation(request: Request, session: Database, by: Acts, meeting_id: uuid.UUID) -> Response:
    """The form that cancels a meeting."""
    return show(request, _cancel_sheet(_recordable(session, by, meeting_id)), Form[CancellationIn]())


@router.post("/{meeting_id}/cancel")
def cancel_the_meeting(
    request: Request, session: Database, by: Acts, given: Submitted, meeting_id: uuid.UUID
) -> Response:  # fmt: skip
    """Cancel it."""
    sheet = _cancel_sheet(_recordable(session, by, meeting_id))
    form = filled(CancellationIn, given)
    form = tried(session, form, lambda value: cancel_meeting(session, by=by, meeting_id=meeting_id, given=value))
    return answered(request, sheet, form, sheet.back)


def _recordable(session: Session, by: Acting, meeting_id: uuid.UUID) -> Sitting:
    found = queries.meeting_by_id(session, meeting_id, viewer=by.viewer)
    by.must(Permission.MEETING_RECORD, WHERE)
    return found


def _named(found: Sitting) -> Text:
    number = numbered(found.meeting.number, found.meeting.year)
    return Text(th=f"ครั้งที่ {number}", en=f"Meeting {number}")


def _of(found: Sitting, title: Text, lead: Text, inputs: tuple[Input, ...], submit: Text, grave: bool = False) -> Sheet:
    return Sheet(
        title,
        lead,
        inputs,
        submit,
        f"/meetings/{found.meeting.id}",
        _named(found),
        grave,
        room="/meetings",
        room_title=ROOM,
    )


def _call_sheet(session: Session, by: Acting) -> Sheet:
    boards = [
        (one.code, Text(th=one.title_th, en=one.title_en)) for one in queries.committees(session, viewer=by.viewer)
    ]
    inputs = (
        Input("committee", Text(th="คณะกรรมการ", en="Committee"), None, boards),
        Input("number", Text(th="ครั้งที่", en="Number"), attributes=COUNT),
        Input("year", Text(th="ปี พ.ศ.", en="Year (B.E.)"), attributes=COUNT),
        day("held_on", "วันที่ประชุม", "Day"),
        line("place", "สถานที่", "Place"),
    )
    return Sheet(
        Text(th="เรียกประชุม", en="Call a meeting"),
        Text(th="นับครั้งที่ตามปีปฏิทินหรือปีงบประมาณ", en="Numbered by the calendar or the fiscal year"),
        inputs, Text(th="เรียกประชุม", en="Call it"), "/meetings", ROOM, room="/meetings", room_title=ROOM,
    )  # fmt: skip


def _item_sheet(found: Sitting) -> Sheet:
    inputs = (
        Input("kind", Text(th="ระเบียบวาระ", en="Heading"), None, [(kind.value, words) for kind, words in AGENDA.items()]),
        line("title_th", "เรื่อง", "Subject"),
        Input("number", Text(th="ลำดับ", en="Order"), Text(th="เว้นว่าง = ลำดับสุดท้าย", en="empty: the last"), required=False,
              attributes=COUNT),
    )  # fmt: skip
    return _of(
        found, Text(th="เพิ่มระเบียบวาระ", en="Add an agenda item"), _named(found), inputs, Text(th="เพิ่ม", en="Add")
    )


def _resolution_sheet(found: Sitting) -> Sheet:
    items = [(str(one.id), Text(th=f"{one.number}. {one.title_th}", en=f"{one.number}. {one.title_th}"))
             for one in found.items]  # fmt: skip
    about = Text(th="เช่น plan และรหัสแผน", en="e.g. plan, and the code of the plan")
    inputs = (
        Input(
            "item_id",
            Text(th="วาระ", en="Agenda item"),
            None,
            items or [("", Text(th="ไม่มีวาระ", en="none"))],
            required=False,
        ),
        Input("outcome", Text(th="ผล", en="Outcome"), None, [(one.value, words) for one, words in OUTCOMES.items()]),
        passage("text_th", "มติ", "Resolution (Thai)"),
        passage("text_en", "มติภาษาอังกฤษ", "Resolution (English)", required=False),
        day("decided_on", "วันที่มีมติ", "Decided on"),
        line("subject_kind", "ประเภทของเรื่อง", "Kind of its subject", required=False, more=about),
        line("subject_id", "รหัสของเรื่อง", "Code of its subject", required=False),
    )
    lead = Text(th="มติที่บันทึกแล้วคงอยู่ตามที่บันทึกเมื่อปิดการประชุม", en="What is recorded stays once the meeting is closed")
    return _of(found, Text(th="บันทึกมติ", en="Record a resolution"), lead, inputs, Text(th="บันทึก", en="Record"))


def _cancel_sheet(found: Sitting) -> Sheet:
    return _of(
        found, Text(th="ยกเลิกการประชุม", en="Cancel the meeting"), _named(found), (line("reason", "เหตุผล", "Reason"),),
        Text(th="ยกเลิกการประชุมนี้", en="Cancel it"), grave=True,
    )  # fmt: skip
