"""Where the pages of calls stand, and the words that they share."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path
from sqlalchemy.orm import Session

from app.budgets.rules import ROADS, Class5, Road
from app.calls.models import Call
from app.calls.records import clock
from app.calls.rules import CallState, SubmissionState
from app.calls.rules.brief import SECTIONS, Place, Section
from app.calls.rules.calls import CALL_STATES, CLASSES, EDITABLE, SUBMISSION_STATES
from app.calls.schemas import BANGKOK
from app.core.authority import Acting
from app.core.money import SATANG, written_money
from app.core.permissions import Permission
from app.organizations.queries import posts
from app.projects.models import Project
from app.projects.rules.dossier import ITEMS
from app.web.sheets import Input, Option, Sheet
from gis.layer import Text

ROOM = Text(th="รอบคำของบประมาณ", en="Budget calls")
WORDS: dict[str, Any] = {
    "CALL_STATES": CALL_STATES, "SUBMISSION_STATES": SUBMISSION_STATES, "SECTIONS": SECTIONS, "Section": Section,
    "CallState": CallState, "SubmissionState": SubmissionState, "ITEMS": ITEMS, "Place": Place, "EDITABLE": EDITABLE,
    "CLASSES": CLASSES, "ROADS": ROADS, "Class5": Class5, "Road": Road, "baht": written_money, "SATANG": SATANG,
}  # fmt: skip
Code = Annotated[str, Path(max_length=63)]
Reference = Annotated[str, Path(max_length=60)]
MOMENT_HELP = Text(th="วัน/เดือน/ปี พ.ศ. เวลา เช่น 30/11/2569 16.30", en="day/month/year and time, e.g. 30/11/2569 16.30")


def page_of(call: Call) -> str:
    """The address of a call."""
    return f"/calls/{call.code}"


def brief_page(call: Call, project: Project) -> str:
    """The address of a brief."""
    return f"/calls/{call.code}/briefs/{quote(project.reference)}"


def named(call: Call) -> Text:
    return Text(th=call.title_th, en=call.title_en or call.title_th)


def of_project(project: Project) -> Text:
    return Text(th=project.title_th, en=project.title_en or project.title_th)


def sheet_of(
    call: Call, title: Text, lead: Text, inputs: tuple[Input, ...], submit: Text, *, grave: bool = False, back: str = "",
    back_to: Text | None = None,
) -> Sheet:  # fmt: skip
    """A form about a call, which leads back to it, or to the page that is named."""
    return Sheet(title, lead, inputs, submit, back or page_of(call), back_to or named(call), grave, room="/calls",
                 room_title=ROOM)  # fmt: skip


def moment(name: str, th: str, en: str, value: str = "") -> Input:
    """A field for a moment."""
    return Input(name, Text(th=th, en=en), MOMENT_HELP, value=value, attributes={"inputmode": "text"})


def offices(session: Session, by: Acting) -> list[Option]:
    """The organisations to choose from."""
    found = posts.organizations(session, viewer=by.viewer)
    return [(one.code, Text(th=one.name_th, en=one.name_en)) for one in found]


def may(by: Acting | None, permission: Permission) -> bool:
    return by is not None and by.may(permission)


def acting_on(by: Acting | None, on: date | None) -> Acting | None:
    """Who may act on a page as of a day: nobody, for nothing is done to the past."""
    return by if on is None else None


def clock_on(session: Session, on: date | None) -> datetime:
    """This moment, or the last one of a day in Thailand."""
    if on is None:
        return clock(session)
    return datetime.combine(on + timedelta(days=1), time(), BANGKOK) - timedelta(seconds=1)
