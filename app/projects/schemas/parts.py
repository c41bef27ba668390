"""What belongs to a project on its way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from shapely.geometry.base import BaseGeometry

from app.core.calendar import THAI_DIGITS
from app.organizations.schemas import Areas, Code, Line, Number
from app.projects.rules import WHOLE_PPM, LinkRole, Precision, Role, State
from app.projects.rules.dossier import Duty, IndicatorLevel, ItemState, Relation, Unit
from app.projects.rules.views import MOST_LETTERS
from gis.thai import normalise

RESERVED = frozenset({"new", "oc4ids", "export.csv", "export.xlsx", "check", "views"})


def _no_address(reference: str) -> str:
    if reference in RESERVED:
        raise ValueError("รหัสนี้ใช้เป็นที่อยู่ของหน้าอื่น · this reference is the address of another page")
    return reference


def _digits(given: object) -> object:
    """Thai digits and marks between groups as people write them, as plain digits."""
    return re.sub(r"[\s-]", "", given.translate(THAI_DIGITS)) if isinstance(given, str) else given


def written_number(given: object) -> object:
    return given.translate(THAI_DIGITS).replace(",", "").strip() if isinstance(given, str) else given


def _plain(given: object) -> object:
    return normalise(given) if isinstance(given, str) else given


def _parts(given: object) -> object:
    """What a form sends once or several times."""
    return [given] if isinstance(given, str) else given


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Title = Annotated[Line, BeforeValidator(_plain)]
ViewName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_LETTERS, pattern=r"^[^\x00-\x1f]*$"),
    BeforeValidator(_plain),
]  # fmt: skip
Passage = Annotated[str, BeforeValidator(_plain), StringConstraints(min_length=1, max_length=4000)]
Reference = Annotated[
    str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9A-Za-zก-๙][0-9A-Za-zก-๙._]{0,39}$"),
    AfterValidator(_no_address),
]  # fmt: skip
Year = Annotated[int, BeforeValidator(written_number), Field(ge=2500, le=2700)]
Count = Annotated[int, BeforeValidator(written_number), Field(ge=1, le=100_000_000)]
Value = Annotated[Decimal, BeforeValidator(written_number), Field(allow_inf_nan=False, ge=-(10**15), le=10**15)]
Egp = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9]{11}$")]
BudgetCode = Annotated[str, BeforeValidator(_digits), StringConstraints(pattern=r"^[0-9A-Z]{10,30}$")]
Emenscr = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Share = Annotated[int, BeforeValidator(written_number), Field(ge=0, le=WHOLE_PPM)]
Frame = Annotated[str, StringConstraints(pattern=r"^(NS|MP|NESDP|SDG|GOVPOL):[0-9A-Za-z][0-9A-Za-z.-]{0,15}$")]


class Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SiteIn(Given):
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


class ActivityIn(Given):
    """A main activity."""

    title_th: Title
    title_en: Title | None = None
    organization: Code | None = None
    place: Title | None = None


class IndicatorIn(Given):
    """What a project makes or changes; the code is that of an indicator of the province, where it has one."""

    level: IndicatorLevel
    name_th: Title
    unit: Title
    baseline: Value | None = None
    target: Value | None = None
    indicator_code: Annotated[str, StringConstraints(max_length=40)] | None = None


class BeneficiaryIn(Given):
    """How many benefit, and who they are."""

    unit: Unit
    count: Count
    kind: Title | None = None


class LinksIn(Given):
    """What a project serves: one node of a plan first of all, others also; and national goals."""

    primary: uuid.UUID | None = None
    others: Annotated[tuple[uuid.UUID, ...], BeforeValidator(_parts)] = ()
    frames: Annotated[tuple[Frame, ...], BeforeValidator(_parts)] = ()

    def nodes(self) -> dict[uuid.UUID, LinkRole]:
        """The role of each node; the primary one is not secondary as well."""
        named = dict.fromkeys(self.others, LinkRole.SECONDARY)
        return named | ({self.primary: LinkRole.PRIMARY} if self.primary is not None else {})


class ResponsibleIn(Given):
    """Who answers for a project and who coordinates it, by the numbers of positions."""

    responsible: Number | None = None
    coordinator: Number | None = None

    def duties(self) -> dict[str, Duty]:
        """The duty of each position; who answers for it also coordinates it."""
        named = {self.coordinator: Duty.COORDINATOR, self.responsible: Duty.RESPONSIBLE}
        return {number: duty for number, duty in named.items() if number is not None}


class ItemIn(Given):
    """How far a requirement is met."""

    state: ItemState
    note: Title | None = None
    is_required: bool = True

    @model_validator(mode="after")
    def _waived_with_a_reason(self) -> Self:
        if self.state is ItemState.WAIVED and self.note is None:
            raise ValueError("รายการที่ไม่ต้องใช้ต้องบอกเหตุผล · say why it does not apply")
        return self


class RelationIn(Given):
    """Another project about the same assets."""

    reference: Reference
    relation: Relation


class SharesIn(Given):
    """The share of each site, in parts of a million, by its id; those left out divide what is left."""

    shares: dict[uuid.UUID, Share]


class StepIn(Given):
    """A step to another state; some need a reason."""

    to: State
    reason: Title | None = None


class PastStep(Given):
    """A step that an existing register knows."""

    to: State
    at: datetime
    position: Text
    title: Text
    reason: Text | None = None


class ExternalIn(Given):
    """Numbers of other systems, as text; rank and priority as the committee gave them."""

    egp_id: Egp | None = None
    budget_code: BudgetCode | None = None
    emenscr_id: Emenscr | None = None
