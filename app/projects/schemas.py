"""Projects and their sites on their way in and out."""

from __future__ import annotations

import uuid
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from shapely.geometry.base import BaseGeometry

from app.projects.rules import WHOLE_PPM, Precision, Role, State
from gis.access import Read

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class SiteIn(BaseModel):
    """A place of a project, EPSG:4326; without geometry exactly when its precision is `none`."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    geom: BaseGeometry | None
    role: Role = Role.SITE
    precision: Precision
    share_ppm: Annotated[int, Field(ge=0, le=WHOLE_PPM)] | None = None

    @model_validator(mode="after")
    def _place_is_said(self) -> Self:
        if (self.geom is None) != (self.precision is Precision.NONE):
            raise ValueError("ไม่มีตำแหน่งต้องระบุความละเอียดเป็น none · a site without geometry has the precision none")
        return self


class ProjectIn(BaseModel):
    """A project to be registered; shares of the sites are given for all of them, summing to the whole, or for none.

    `class_` None: internal as long as it is proposed, public once it is in the plan. `agency` is an organisation's code.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Text
    title_th: Text
    title_en: str | None = None
    kind: Text
    fiscal_year: Annotated[int, Field(ge=2500, le=2700)]
    state: State = State.DRAFT
    class_: Read | None = None
    agency: str | None = None
    sites: Annotated[tuple[SiteIn, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _shares_are_whole(self) -> Self:
        given = [site.share_ppm for site in self.sites if site.share_ppm is not None]
        if given and (len(given) < len(self.sites) or sum(given) != WHOLE_PPM):
            raise ValueError(
                "สัดส่วนที่ตั้งต้องครบทุกแห่งและรวมเป็น 1,000,000 · shares are given for all sites and sum to 1,000,000"
            )
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
