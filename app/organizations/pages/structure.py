"""The structure as forms: organisations, units and positions established, changed, frozen and abolished."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource
from app.core.calendar import written_day
from app.core.permissions import Permission
from app.organizations.commands.positions import (
    abolish_position,
    change_position,
    establish_position,
    freeze_position,
    unfreeze_position,
)
from app.organizations.commands.structure import (
    abolish_organization,
    change_organization,
    establish_organization,
    establish_unit,
)
from app.organizations.models import Organization, Position
from app.organizations.pages.layouts import (
    abolition_sheet,
    freezing_sheet,
    organization_sheet,
    position_sheet,
    unit_sheet,
)
from app.organizations.pages.sheets import page_of, titled
from app.organizations.queries import positions, posts
from app.organizations.rules import ANYWHERE
from app.organizations.schemas import (
    Abolition,
    Ending,
    OrganizationChange,
    OrganizationIn,
    PositionChange,
    PositionIn,
    UnitIn,
)
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import answered, show, tried
from gis.layer import Text

router = APIRouter(prefix="/organizations")
Asked = Annotated[str, Query(max_length=63)]


@router.get("/new")
def new_organization(request: Request, session: Database, by: Acts, parent: Asked = "") -> Response:
    """The form of a new organisation."""
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=parent or ANYWHERE))
    given = {"parent_code": parent, "valid_from": _today(session, by)}
    return show(request, organization_sheet(_others(session, by), None), Form[OrganizationIn](given))


@router.post("/new")
def establish_the_organization(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Establish it."""
    form = filled(OrganizationIn, given)
    form = tried(session, form, lambda value: establish_organization(session, by=by, given=value))
    return answered(
        request, organization_sheet(_others(session, by), None), form, f"/organizations/{given.get('code')}"
    )


@router.get("/units/new")
def new_unit(request: Request, session: Database, by: Acts, organization: Asked = "") -> Response:
    """The form of a new unit of an organisation."""
    owner = _editable(session, by, organization)
    return show(request, unit_sheet(owner), Form[UnitIn]({"valid_from": _today(session, by)}))


@router.post("/units/new")
def establish_the_unit(
    request: Request, session: Database, by: Acts, given: Submitted, organization: Asked = ""
) -> Response:  # fmt: skip
    """Establish it."""
    owner = _editable(session, by, organization)
    form = filled(UnitIn, {**given, "organization_code": organization})
    form = tried(session, form, lambda value: establish_unit(session, by=by, given=value))
    return answered(request, unit_sheet(owner), form, f"/organizations/{organization}")


@router.get("/positions/new")
def new_position(request: Request, session: Database, by: Acts, organization: Asked = "") -> Response:
    """The form of a new position in an organisation."""
    owner = _editable(session, by, organization)
    sheet = position_sheet(owner, _units(session, by, owner), _superiors(session, by), None)
    return show(request, sheet, Form[PositionIn]({"valid_from": _today(session, by), "rank": "0"}))


@router.post("/positions/new")
def establish_the_position(
    request: Request, session: Database, by: Acts, given: Submitted, organization: Asked = ""
) -> Response:  # fmt: skip
    """Establish it."""
    owner = _editable(session, by, organization)
    form = filled(PositionIn, {**given, "organization_code": organization})
    form = tried(session, form, lambda value: establish_position(session, by=by, given=value))
    sheet = position_sheet(owner, _units(session, by, owner), _superiors(session, by), None)
    return answered(request, sheet, form, page_of(str(given.get("number"))))


@router.get("/positions/{number}/edit")
def position_as_it_is(request: Request, session: Database, by: Acts, number: str) -> Response:
    """The form of a position, as it is called and stands."""
    found, owner = _position(session, by, number)
    sheet = position_sheet(owner, _units(session, by, owner), _superiors(session, by), found)
    return show(request, sheet, Form[PositionChange](_as_given(found, PositionChange)))


@router.post("/positions/{number}/edit")
def change_the_position(request: Request, session: Database, by: Acts, given: Submitted, number: str) -> Response:
    """Change it."""
    found, owner = _position(session, by, number)
    form = filled(PositionChange, given)
    form = tried(session, form, lambda value: change_position(session, by=by, number=number, given=value))
    sheet = position_sheet(owner, _units(session, by, owner), _superiors(session, by), found)
    return answered(request, sheet, form, page_of(number))


@router.get("/positions/{number}/freeze")
def freezing(request: Request, session: Database, by: Acts, number: str) -> Response:
    """The form that freezes a position, or lifts that."""
    found, _ = _position(session, by, number)
    return show(request, freezing_sheet(found), Form[Ending]())


@router.post("/positions/{number}/freeze")
def freeze_the_position(request: Request, session: Database, by: Acts, given: Submitted, number: str) -> Response:
    """Freeze it, or lift that."""
    found, _ = _position(session, by, number)
    act = unfreeze_position if found.is_frozen else freeze_position
    form = tried(session, filled(Ending, given), lambda _value: act(session, by=by, number=number))
    return answered(request, freezing_sheet(found), form, page_of(number))


@router.get("/positions/{number}/abolish")
def abolition_of_position(request: Request, session: Database, by: Acts, number: str) -> Response:
    """The form that abolishes a position."""
    found, _ = _position(session, by, number)
    return show(request, abolition_sheet(titled(found), page_of(number)), Form[Abolition]())


@router.post("/positions/{number}/abolish")
def abolish_the_position(request: Request, session: Database, by: Acts, given: Submitted, number: str) -> Response:
    """Abolish it."""
    found, _ = _position(session, by, number)
    form = filled(Abolition, given)
    form = tried(session, form, lambda value: abolish_position(session, by=by, number=number, given=value))
    return answered(request, abolition_sheet(titled(found), page_of(number)), form, page_of(number))


@router.get("/{code}/edit")
def organization_as_it_is(request: Request, session: Database, by: Acts, code: str) -> Response:
    """The form of an organisation, as it is called and stands."""
    found = _editable(session, by, code)
    form = Form[OrganizationChange](_as_given(found, OrganizationChange))
    return show(request, organization_sheet(_others(session, by), found), form)


@router.post("/{code}/edit")
def change_the_organization(request: Request, session: Database, by: Acts, given: Submitted, code: str) -> Response:
    """Change it."""
    found = _editable(session, by, code)
    form = filled(OrganizationChange, given)
    form = tried(session, form, lambda value: change_organization(session, by=by, code=code, given=value))
    return answered(request, organization_sheet(_others(session, by), found), form, f"/organizations/{code}")


@router.get("/{code}/abolish")
def abolition_of_organization(request: Request, session: Database, by: Acts, code: str) -> Response:
    """The form that abolishes an organisation."""
    found = _editable(session, by, code)
    return show(request, abolition_sheet(_named(found), f"/organizations/{code}"), Form[Abolition]())


@router.post("/{code}/abolish")
def abolish_the_organization(request: Request, session: Database, by: Acts, given: Submitted, code: str) -> Response:
    """Abolish it."""
    found = _editable(session, by, code)
    form = filled(Abolition, given)
    form = tried(session, form, lambda value: abolish_organization(session, by=by, code=code, given=value))
    return answered(request, abolition_sheet(_named(found), f"/organizations/{code}"), form, f"/organizations/{code}")


def _editable(session: Session, by: Acting, code: str) -> Organization:
    found = positions.organization_at(session, code, viewer=by.viewer)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=code))
    return found


def _position(session: Session, by: Acting, number: str) -> tuple[Position, Organization]:
    found = positions.position_at(session, number, viewer=by.viewer)
    return found, _editable(session, by, found.organization_code)


def _others(session: Session, by: Acting) -> list[tuple[str, Text]]:
    return [(one.code, _named(one)) for one in posts.organizations(session, viewer=by.viewer)]


def _units(session: Session, by: Acting, owner: Organization) -> list[tuple[str, Text]]:
    found = positions.units_of(session, owner.code, viewer=by.viewer)
    return [(one.code, Text(th=one.name_th, en=one.name_en)) for one in found]


def _superiors(session: Session, by: Acting) -> list[tuple[str, Text]]:
    return [
        (one.number, Text(th=f"{one.title_th} ({one.number})", en=f"{one.title_en} ({one.number})"))
        for one in posts.posts(session, viewer=by.viewer)
    ]


def _named(one: Organization) -> Text:
    return Text(th=one.name_th, en=one.name_en)


def _today(session: Session, by: Acting) -> str:
    return written_day(posts.today_is(session, viewer=by.viewer))


def _as_given(row: Position | Organization, model: type[PositionChange] | type[OrganizationChange]) -> dict[str, str]:
    """The row as the form takes it."""
    values = {name: getattr(row, name) for name in model.model_fields}
    return {name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in values.items()}  # fmt: skip
