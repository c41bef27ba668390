"""What the forms of the stepper do: one line for each button, its model and its act."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from app.core.authority import Acting
from app.core.errors import Invalid, NotFound
from app.core.settings import Settings
from app.projects.commands import dossiers, places, readiness
from app.projects.commands.steps import move_project
from app.projects.evidence import Shelf
from app.projects.queries import project_by_reference
from app.projects.queries.finding import sited
from app.projects.queries.places import sites_told
from app.projects.rules import State
from app.projects.rules.dossier import Item, Unit
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    ExternalIn,
    IndicatorIn,
    ItemIn,
    LinksIn,
    PlaceIn,
    ProjectChange,
    RelationIn,
    ResponsibleIn,
    SharesIn,
    StepIn,
)
from app.web.forms import Form, Given, filled

PERCENT_PPM = 10_000


@dataclass(frozen=True, slots=True)
class Context:
    """In which session who acts on which project."""

    session: Session
    by: Acting
    reference: str
    settings: Settings

    @property
    def at(self) -> dict[str, Any]:
        return {"session": self.session, "by": self.by, "reference": self.reference}


@dataclass(frozen=True, slots=True)
class Action:
    """One button: how its fields are read, and what it does."""

    read: Callable[[Given], Form[Any]]
    act: Callable[[Context, Any], object]


class Nothing(BaseModel):
    """A button without fields."""


class Numbered(BaseModel):
    """A button beside a numbered line."""

    number: int


class Sited(BaseModel):
    """A button beside a site."""

    site: uuid.UUID


class Filed(BaseModel):
    """A button beside a file."""

    file: uuid.UUID


class Counted(BaseModel):
    """A button beside a count."""

    unit: Unit


class ItemForm(ItemIn):
    """How far an item is, and which one it is; a box that is not ticked is not sent."""

    item: Item
    is_required: Annotated[bool, BeforeValidator(bool)] = False


class Upload(BaseModel):
    """A file for an item."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    item: Item
    file: UploadFile


def of(model: type[BaseModel]) -> Callable[[Given], Form[Any]]:
    """Read by a model alone."""
    return lambda given: filled(model, given)


def read_shares(given: Given) -> Form[SharesIn]:
    """The fields ``share_<id>`` in percent, as people write them, as parts of a million."""
    shares: dict[str, Any] = {}
    for name, value in given.items():
        if name.startswith("share_") and value not in ("", None):
            shares[name.removeprefix("share_")] = _ppm(value)
    return Form(given, *_parts(filled(SharesIn, {"shares": shares or {}})))


def _parts(form: Form[SharesIn]) -> tuple[Any, Any]:
    return form.errors, form.value


def _ppm(value: object) -> object:
    try:
        return round(float(str(value).replace(",", "").replace("%", "")) * PERCENT_PPM)
    except ValueError:
        return value


def _add_site(context: Context, value: PlaceIn) -> object:
    given = sited(context.session, value, viewer=context.by.viewer)
    return places.add_site(**context.at, given=given)


def _undo_site(context: Context, _value: Nothing) -> None:
    """Take the site out that came last."""
    project = project_by_reference(context.session, context.reference, viewer=context.by.viewer)
    sites = sites_told(context.session, project, viewer=context.by.viewer)
    if not sites:
        raise NotFound("ยังไม่มีที่ตั้งให้ถอย", "There is no place to take back.")
    places.remove_site(**context.at, site_id=sites[-1].site.id)


def _attach(context: Context, value: Upload) -> object:
    if not value.file.filename:
        raise Invalid("เลือกแฟ้มก่อน", "Choose a file first.", place="file")
    return readiness.attach_file(
        **context.at, item=value.item, name=value.file.filename, content=value.file.file,
        shelf=Shelf.of(context.settings),
    )  # fmt: skip


def _set_item(context: Context, value: ItemForm) -> object:
    given = ItemIn.model_validate(value.model_dump(exclude={"item"}))
    return readiness.set_item(**context.at, item=value.item, given=given)


ACTIONS: dict[tuple[str, str], Action] = {
    ("general", "change"): Action(of(ProjectChange), lambda c, v: dossiers.change_project(**c.at, given=v)),
    ("general", "responsible"): Action(of(ResponsibleIn), lambda c, v: dossiers.name_responsible(**c.at, given=v)),
    ("plan", "link"): Action(of(LinksIn), lambda c, v: dossiers.link_project(**c.at, given=v)),
    ("places", "add"): Action(of(PlaceIn), _add_site),
    ("places", "look"): Action(of(PlaceIn), _add_site),
    ("places", "undo"): Action(of(Nothing), _undo_site),
    ("places", "remove"): Action(of(Sited), lambda c, v: places.remove_site(**c.at, site_id=v.site)),
    ("places", "divide"): Action(read_shares, lambda c, v: places.divide_sites(**c.at, given=v)),
    ("activities", "activity"): Action(of(ActivityIn), lambda c, v: dossiers.add_activity(**c.at, given=v)),
    ("activities", "drop_activity"): Action(
        of(Numbered), lambda c, v: dossiers.remove_activity(**c.at, number=v.number)
    ),
    ("activities", "indicator"): Action(of(IndicatorIn), lambda c, v: dossiers.add_indicator(**c.at, given=v)),
    ("activities", "drop_indicator"): Action(
        of(Numbered), lambda c, v: dossiers.remove_indicator(**c.at, number=v.number)
    ),
    ("activities", "people"): Action(of(BeneficiaryIn), lambda c, v: dossiers.count_beneficiaries(**c.at, given=v)),
    ("activities", "drop_people"): Action(of(Counted), lambda c, v: dossiers.remove_beneficiaries(**c.at, unit=v.unit)),
    ("readiness", "item"): Action(of(ItemForm), _set_item),
    ("readiness", "attach"): Action(of(Upload), _attach),
    ("readiness", "drop_file"): Action(of(Filed), lambda c, v: readiness.remove_file(**c.at, file_id=v.file)),
    ("readiness", "external"): Action(of(ExternalIn), lambda c, v: dossiers.number_elsewhere(**c.at, given=v)),
    ("readiness", "relate"): Action(of(RelationIn), lambda c, v: dossiers.relate_project(**c.at, given=v)),
    ("check", "submit"): Action(of(Nothing), lambda c, _: move_project(**c.at, given=StepIn(to=State.SUBMITTED))),
}
"""By step and button."""
