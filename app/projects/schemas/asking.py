"""What is asked: a place as a form gives it, one that is looked at, and a list."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, ValidationError

from app.organizations.schemas import AreaCode, Areas
from app.projects.rules import Kind, Precision, Role
from app.projects.rules.facets import FACETS, Choice
from app.projects.rules.views import MOST_ADDRESS, WORDS, Sharing, kept, pairs
from app.projects.schemas.parts import (
    Given,
    Title,
    ViewName,
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

    @classmethod
    def of(cls, address: str) -> Self:
        """What an address asks for; what the list does not know of it plays no part. Raises ValidationError."""
        given: dict[str, list[str]] = {}
        for name, value in pairs(address):
            given.setdefault(name, []).append(value)
        known = {name: values for name, values in given.items() if name in FACETS}
        return cls.model_validate(known | {WORDS: given.get(WORDS, [""])[0]})


def _address(given: str) -> str:
    """The filters of an address as they are kept. Raises ValueError where there are none, or the list would refuse them."""
    address = kept(pairs(given))
    if not address:
        raise ValueError(
            "ยังไม่ได้เลือกตัวกรองใด เลือกก่อนแล้วจึงเก็บมุมมอง · No filter is chosen; choose one before keeping a view."
        )
    try:
        Asked.of(address)
        fits = len(address) <= MOST_ADDRESS
    except ValidationError:
        fits = False
    if not fits:
        raise ValueError("ตัวกรองมากหรือยาวเกินไป · These filters are too many or too long.")
    return address


Address = Annotated[str, AfterValidator(_address)]


class ViewIn(Given):
    """A view to be kept: its name, the address that it names, who finds it, and whether the list opens with it."""

    name: ViewName
    address: Address
    sharing: Sharing = Sharing.OWN
    is_default: bool = False


class ViewPatch(Given):
    """Another name or sharing of a view."""

    name: ViewName
    sharing: Sharing
    is_default: bool = False


class ViewChange(ViewPatch):
    """The same with the version that was read."""

    version: int


class ViewAddress(Given):
    """Other filters for a view."""

    address: Address


class ViewFilters(ViewAddress):
    """The same with the version that was read."""

    version: int
