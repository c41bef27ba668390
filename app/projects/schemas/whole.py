"""Projects on their way in and out: a draft, one of an existing register, one that touches an area."""

from __future__ import annotations

import uuid
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.organizations.schemas import Code
from app.projects.rules import WHOLE_PPM, Kind, Sector, State
from app.projects.rules.dossier import Item, Priority
from app.projects.schemas.parts import (
    ActivityIn,
    BeneficiaryIn,
    BudgetCode,
    Egp,
    Emenscr,
    Given,
    IndicatorIn,
    ItemIn,
    LinksIn,
    Passage,
    PastStep,
    Reference,
    ResponsibleIn,
    SiteIn,
    Text,
    Title,
    Year,
)
from gis.access import Read


class ProjectChange(Given):
    """What a project is: its general part."""

    title_th: Title
    title_en: Title | None = None
    kind: Kind
    sector: Sector | None = None
    fiscal_year: Year
    last_year: Year | None = None
    agency: Code | None = None
    rationale: Passage | None = None
    objectives: Passage | None = None
    is_flagship: bool = False

    @model_validator(mode="after")
    def _years_in_order(self) -> Self:
        if self.last_year is not None and not self.fiscal_year <= self.last_year < self.fiscal_year + 20:
            raise ValueError("ปีสุดท้ายต้องไม่ก่อนปีแรกและไม่เกิน 20 ปี · the last year lies 0 to 19 years after the first")
        return self


class ProjectDraft(ProjectChange):
    """A new project: a draft that its agency owns."""

    reference: Reference
    agency: Code


class ProjectIn(Given):
    """A project of an existing register; shares of the sites are given for all of them, summing to the whole, or for none.

    `class_` None: internal as long as it is proposed, public once it is in the plan. `agency` is an organisation's code.
    `history` leads from a draft to the state.
    """

    reference: Text
    title_th: Text
    title_en: str | None = None
    kind: Kind
    sector: Sector | None = None
    fiscal_year: Annotated[int, Field(ge=2500, le=2700)]
    last_year: Annotated[int, Field(ge=2500, le=2700)] | None = None
    state: State = State.DRAFT
    class_: Read | None = None
    agency: str | None = None
    rationale: Text | None = None
    objectives: Text | None = None
    is_flagship: bool = False
    priority: Priority | None = None
    rank: Annotated[int, Field(ge=1)] | None = None
    egp_id: Egp | None = None
    budget_code: BudgetCode | None = None
    emenscr_id: Emenscr | None = None
    sites: Annotated[tuple[SiteIn, ...], Field(min_length=1)]
    activities: tuple[ActivityIn, ...] = ()
    indicators: tuple[IndicatorIn, ...] = ()
    beneficiaries: tuple[BeneficiaryIn, ...] = ()
    links: LinksIn = LinksIn()
    responsible: ResponsibleIn = ResponsibleIn()
    readiness: dict[Item, ItemIn] = {}
    history: tuple[PastStep, ...] = ()

    @model_validator(mode="after")
    def _shares_are_whole(self) -> Self:
        given = [site.share_ppm for site in self.sites if site.share_ppm is not None]
        if given and (len(given) < len(self.sites) or sum(given) != WHOLE_PPM):
            raise ValueError(
                "สัดส่วนที่ตั้งต้องครบทุกแห่งและรวมเป็น 1,000,000 · shares are given for all sites and sum to 1,000,000"
            )
        if self.history and self.history[-1].to is not self.state:
            raise ValueError("ประวัติต้องจบที่สถานะปัจจุบัน · the history ends in the state")
        return self


class ProjectInArea(BaseModel):
    """A project that touches an area; `share_ppm` of it lies there."""

    model_config = ConfigDict(frozen=True)

    id: uuid.UUID
    reference: str
    title_th: str
    title_en: str | None
    kind: str
    fiscal_year: int
    state: State
    share_ppm: int
