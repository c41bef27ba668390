"""What is asked: a place as a form gives it, one that is looked at, and a list."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from app.organizations.schemas import AreaCode, Areas
from app.projects.rules import Kind, Precision, Role
from app.projects.rules.facets import FACETS, Choice
from app.projects.schemas.parts import (
    Given,
    Title,
    written_number,
)


class PlaceIn(Given):
    """A place as a form gives it: chosen, typed or drawn. Which fields count says ``how``."""

    how: Annotated[str, StringConstraints(pattern=r"^(village|subdistrict|road|typed|drawn|province|unknown)$")]
    role: Role = Role.SITE
    precision: Precision | None = None
    name_th: Title | None = None
    note: Title | None = None
    area_code: AreaCode | None = None
    road: Title | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)] | None = None
    crs: Annotated[int, BeforeValidator(written_number)] | None = None
    drawing: Annotated[str, StringConstraints(max_length=200_000)] | None = None
    declared_areas: Areas = ()


Several = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=200)]


class LookedAt(PlaceIn):
    """A place that is looked at before it is added: for a project of which kind, and for which one."""

    kind: Kind | None = None
    reference: Annotated[str, StringConstraints(max_length=60)] | None = None


class Asked(BaseModel):
    """What the address of a list asks for: words, a page, and values of each facet."""

    q: str = Field("", max_length=100)
    page: int = Field(1, ge=1, le=10_000)
    year: Several = []
    state: Several = []
    light: Several = []
    source: Several = []
    kind: Several = []
    sector: Several = []
    agency: Several = []
    district: Several = []
    subdistrict: Several = []
    located: Several = []
    node: Several = []
    goal: Several = []
    first: Several = []
    second: Several = []

    @property
    def chosen(self) -> Choice:
        """What is chosen of each facet; a value that nothing has finds nothing."""
        return Choice({facet: frozenset(of) for facet in FACETS if (of := getattr(self, facet))})
