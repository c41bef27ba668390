"""Meetings, agenda items and resolutions on their way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import uuid
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.core.calendar import Day
from app.meetings.rules import AgendaKind, Outcome, belongs_to
from app.organizations.schemas import Code, Line

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,31}$")]
Counted = Annotated[int, Field(ge=1, le=999)]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeetingIn(_Given):
    """A committee called to meet."""

    committee: Code
    number: Counted
    year: Annotated[int, Field(ge=2500, le=2700)]
    held_on: Day
    place: Line

    @model_validator(mode="after")
    def _in_its_year(self) -> Self:
        if not belongs_to(self.year, self.held_on):
            raise ValueError(
                "วันที่ประชุมไม่อยู่ในปีของการประชุม แก้วันที่หรือปี · the day is not in the year of the meeting; correct one of them"
            )
        return self


class ItemIn(_Given):
    """An item of the agenda; without a number it comes last."""

    number: Counted | None = None
    title_th: Line
    kind: AgendaKind


class ResolutionIn(_Given):
    """What the committee decided; without a number it is the next one, without a day that of the meeting."""

    number: Counted | None = None
    item_id: uuid.UUID | None = None
    text_th: Words
    text_en: Words | None = None
    decided_on: Day | None = None
    outcome: Outcome
    subject_kind: Kind | None = None
    subject_id: Line | None = None

    @model_validator(mode="after")
    def _whole_subject(self) -> Self:
        if (self.subject_kind is None) != (self.subject_id is None):
            raise ValueError(
                "ระบุทั้งประเภทและรหัสของเรื่อง หรือเว้นทั้งคู่ · name both the kind and the code of the subject, or neither"
            )
        return self


class CancellationIn(_Given):
    """Why a meeting is not held."""

    reason: Line
