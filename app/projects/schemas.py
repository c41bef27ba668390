"""Projects, their sites and their parts on their way in and out: one model for the JSON body and the HTML form."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from shapely.geometry.base import BaseGeometry

from app.core.calendar import THAI_DIGITS
from app.organizations.schemas import AreaCode, Areas, Code, Line, Number
from app.projects.rules import WHOLE_PPM, Kind, LinkRole, Precision, Role, Sector, State
from app.projects.rules.dossier import Duty, IndicatorLevel, Item, ItemState, Priority, Relation, Unit
from app.projects.rules.facets import FACETS, Choice
from gis.access import Read
from gis.thai import normalise

RESERVED = frozenset({"new", "oc4ids", "export.csv", "check"})


def _no_address(reference: str) -> str:
    if reference in RESERVED:
        raise ValueError("รหัสนี้ใช้เป็นที่อยู่ของหน้าอื่น · this reference is the address of another page")
    return reference


def _digits(given: object) -> object:
    """Thai digits and marks between groups as people write them, as plain digits."""
    return re.sub(r"[\s-]", "", given.translate(THAI_DIGITS)) if isinstance(given, str) else given


def _number(given: object) -> object:
    return given.translate(THAI_DIGITS).replace(",", "").strip() if isinstance(given, str) else given


def _plain(given: object) -> object:
    return normalise(given) if isinstance(given, str) else given


def _parts(given: object) -> object:
    """What a form sends once or several times."""
    return [given] if isinstance(given, str) else given


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[Line, BeforeValidator(_plain)]
Passage = Annotated[str, BeforeValidator(_plain), StringConstraints(min_length=1, max_length=4000)]
Reference = Annotated[
    str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9A-Za-zก-๙][0-9A-Za-zก-๙._]{0,39}$"),
    AfterValidator(_no_address),
]  # fmt: skip
Year = Annotated[int, BeforeValidator(_number), Field(ge=2500, le=2700)]
Count = Annotated[int, BeforeValidator(_number), Field(ge=1, le=100_000_000)]
Value = Annotated[Decimal, BeforeValidator(_number), Field(allow_inf_nan=False, ge=-(10**15), le=10**15)]
Egp = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9]{11}$")]
BudgetCode = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9A-Z]{10,30}$")]
Emenscr = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Share = Annotated[int, BeforeValidator(_number), Field(ge=0, le=WHOLE_PPM)]
Frame = Annotated[str, StringConstraints(pattern=r"^(NS|MP|NESDP|SDG|GOVPOL):[0-9A-Za-z][0-9A-Za-z.-]{0,15}$")]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SiteIn(_Given):
    """A place of a project, EPSG:4326; without geometry exactly when its precision is `none`.

    Without geometry it is province-wide, or not known; ``given`` is what was typed or chosen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    geom: BaseGeometry | None
    role: Role = Role.SITE
    precision: Precision
    share_ppm: Annotated[int, Field(ge=0, le=WHOLE_PPM)] | None = None
    name_th: Title | None = None
    note: Title | None = None
    given: Title | None = None
    declared_areas: Areas = ()
    is_province_wide: bool = False

    @model_validator(mode="after")
    def _place_is_said(self) -> Self:
        if (self.geom is None) != (self.precision is Precision.NONE):
            raise ValueError("ไม่มีตำแหน่งต้องระบุความละเอียดเป็น none · a site without geometry has the precision none")
        if self.is_province_wide and self.geom is not None:
            raise ValueError("ทั้งจังหวัดต้องไม่มีตำแหน่ง · what is province-wide has no geometry")
        return self


class ActivityIn(_Given):
    """A main activity."""

    title_th: Title
    title_en: Title | None = None
    organization: Code | None = None
    place: Title | None = None


class IndicatorIn(_Given):
    """What a project makes or changes; the code is that of an indicator of the province, where it has one."""

    level: IndicatorLevel
    name_th: Title
    unit: Title
    baseline: Value | None = None
    target: Value | None = None
    indicator_code: Annotated[str, StringConstraints(max_length=40)] | None = None


class BeneficiaryIn(_Given):
    """How many benefit, and who they are."""

    unit: Unit
    count: Count
    kind: Title | None = None


class LinksIn(_Given):
    """What a project serves: one node of a plan first of all, others also; and national goals."""

    primary: uuid.UUID | None = None
    others: Annotated[tuple[uuid.UUID, ...], BeforeValidator(_parts)] = ()
    frames: Annotated[tuple[Frame, ...], BeforeValidator(_parts)] = ()

    def nodes(self) -> dict[uuid.UUID, LinkRole]:
        """The role of each node; the primary one is not secondary as well."""
        named = dict.fromkeys(self.others, LinkRole.SECONDARY)
        return named | ({self.primary: LinkRole.PRIMARY} if self.primary is not None else {})


class ResponsibleIn(_Given):
    """Who answers for a project and who coordinates it, by the numbers of positions."""

    responsible: Number | None = None
    coordinator: Number | None = None

    def duties(self) -> dict[str, Duty]:
        """The duty of each position; who answers for it also coordinates it."""
        named = {self.coordinator: Duty.COORDINATOR, self.responsible: Duty.RESPONSIBLE}
        return {number: duty for number, duty in named.items() if number is not None}


class ItemIn(_Given):
    """How far a requirement is met."""

    state: ItemState
    note: Title | None = None
    is_required: bool = True

    @model_validator(mode="after")
    def _waived_with_a_reason(self) -> Self:
        if self.state is ItemState.WAIVED and self.note is None:
            raise ValueError("รายการที่ไม่ต้องใช้ต้องบอกเหตุผล · say why it does not apply")
        return self


class RelationIn(_Given):
    """Another project about the same assets."""

    reference: Reference
    relation: Relation


class SharesIn(_Given):
    """The share of each site, in parts of a million, by its id; those left out divide what is left."""

    shares: dict[uuid.UUID, Share]


class StepIn(_Given):
    """A step to another state; some need a reason."""

    to: State
    reason: Title | None = None


class PastStep(_Given):
    """A step that an existing register knows."""

    to: State
    at: datetime
    position: Text
    title: Text
    reason: Text | None = None


class ExternalIn(_Given):
    """Numbers of other systems, as text; rank and priority as the committee gave them."""

    egp_id: Egp | None = None
    budget_code: BudgetCode | None = None
    emenscr_id: Emenscr | None = None


class ProjectChange(_Given):
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


class ProjectIn(_Given):
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


class PlaceIn(_Given):
    """A place as a form gives it: chosen, typed or drawn. Which fields count says ``how``."""

    how: Annotated[str, StringConstraints(pattern=r"^(village|subdistrict|road|typed|drawn|province|unknown)$")]
    role: Role = Role.SITE
    precision: Precision | None = None
    name_th: Title | None = None
    note: Title | None = None
    area_code: AreaCode | None = None
    road: Title | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)] | None = None
    crs: Annotated[int, BeforeValidator(_number)] | None = None
    drawing: Annotated[str, StringConstraints(max_length=200_000)] | None = None
    declared_areas: Areas = ()


Several = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=200)]


class Asked(BaseModel):
    """What the address of a list asks for: words, a page, and values of each facet."""

    q: str = Field("", max_length=100)
    page: int = Field(1, ge=1, le=10_000)
    year: Several = []
    state: Several = []
    kind: Several = []
    sector: Several = []
    agency: Several = []
    district: Several = []
    located: Several = []

    @property
    def chosen(self) -> Choice:
        """What is chosen of each facet; a value that nothing has finds nothing."""
        return Choice({facet: frozenset(of) for facet in FACETS if (of := getattr(self, facet))})
