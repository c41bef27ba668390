"""Meetings as the tests write them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, Acting
from app.meetings.commands import call_meeting
from app.meetings.models import Meeting
from app.meetings.schemas import ItemIn, MeetingIn, ResolutionIn
from app.organizations.commands.standard import seed_standard

DAY = date(2026, 3, 2)
BOARD = "kbj"


def meeting(number: int = 1, year: int = 2569, held_on: date = DAY, **more: object) -> MeetingIn:
    return MeetingIn.model_validate(
        {"committee": BOARD, "number": number, "year": year, "held_on": held_on, "place": "ศาลากลาง", **more}
    )


def item(title: str = "แผน", kind: str = "consideration", number: int | None = None) -> ItemIn:
    return ItemIn.model_validate({"title_th": title, "kind": kind, "number": number})


def resolution(outcome: str = "adopted", **more: object) -> ResolutionIn:
    return ResolutionIn.model_validate(
        {"text_th": "เห็นชอบแผน", "text_en": "The plan is adopted", "outcome": outcome, **more}
    )


def called(session: Session, by: Acting = OPERATOR, **more: object) -> Meeting:
    """A meeting of the standard committee."""
    seed_standard(session, by=OPERATOR)
    return call_meeting(session, by=by, given=meeting(**more))  # type: ignore[arg-type]
