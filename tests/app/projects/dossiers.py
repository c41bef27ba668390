"""Projects as the tests write them: drafts that are whole, and how far each stands from the toy subdistricts.

Subdistricts are rectangles half a degree wide: 980101 from 100° to 100.5°, 980102 to 101°, 980201 to 101.5° … all from 15°
to 16° north.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, Acting
from app.projects.commands.dossiers import add_activity, add_indicator, count_beneficiaries, link_project
from app.projects.commands.places import add_site
from app.projects.commands.readiness import attach_file, set_item
from app.projects.commands.registering import draft_project
from app.projects.commands.steps import move_project
from app.projects.evidence import Shelf
from app.projects.models import Project
from app.projects.rules import Precision, Role, State
from app.projects.rules.dossier import Item, ItemState
from app.projects.rules.states import STEPS
from app.projects.schemas import (
    ActivityIn,
    BeneficiaryIn,
    IndicatorIn,
    ItemIn,
    LinksIn,
    ProjectDraft,
    SiteIn,
    StepIn,
)
from tests import cast
from tests.app.plans.drafts import drafted as drafted_plan

REFERENCE = "X1"
PDF = b"%PDF-1.7\n%toy\n"
HERE = Point(100.75, 15.5)


def given(reference: str = REFERENCE, **more: object) -> ProjectDraft:
    values = {
        "reference": reference, "title_th": "ก่อสร้างถนนบ้านทดสอบ", "title_en": "A road", "kind": "infrastructure",
        "sector": "transport", "fiscal_year": 2570, "agency": "works", "rationale": "ถนนชำรุด",
        "objectives": "ให้เดินทางสะดวก",
    }  # fmt: skip
    return ProjectDraft.model_validate({**values, **more})


def site(geom: BaseGeometry | None = HERE, **more: object) -> SiteIn:
    values = {"geom": geom, "precision": Precision.GPS if geom is not None else Precision.NONE, "role": Role.SITE}
    return SiteIn.model_validate({**values, **more})


def draft(session: Session, by: Acting = OPERATOR, **more: Any) -> Project:
    """A draft with nothing but its general part."""
    return draft_project(session, by=by, given=given(**more))


def whole(session: Session, by: Acting = OPERATOR, **more: object) -> Project:
    """A draft that may be submitted: one site, one activity, one output, one group that benefits, one link to the plan."""
    nodes = drafted_plan(session)
    project = draft(session, by, **more)
    at: dict[str, Any] = {"session": session, "by": by, "reference": project.reference}
    link_project(**at, given=LinksIn(primary=nodes["1.1"].key, frames=("SDG:9",)))
    add_activity(**at, given=ActivityIn(title_th="ก่อสร้างผิวทาง"))
    add_indicator(
        **at, given=IndicatorIn.model_validate({"level": "output", "name_th": "ถนน", "unit": "เมตร", "target": "500"})
    )
    count_beneficiaries(**at, given=BeneficiaryIn.model_validate({"unit": "persons", "count": "1,200"}))
    add_site(**at, given=site())
    return project


WAYS: dict[State, list[State]] = {State.DRAFT: []}
"""The shortest way from a draft to each state."""
waiting = [State.DRAFT]
while waiting:
    here = waiting.pop(0)
    for before, after in STEPS:
        if before is here and after not in WAYS:
            WAYS[after] = [*WAYS[here], after]
            waiting.append(after)


def ready(session: Session, project: Project, shelf: Shelf, by: Acting = OPERATOR) -> None:
    """Everything of the checklist done, with a file for each."""
    for number, item in enumerate((Item.DESIGN, Item.CENTRAL_PRICE, Item.LAND, Item.COMMUNITY, Item.MAINTENANCE)):
        done(session, project, item, shelf, PDF + bytes([number]), by)


def done(session: Session, project: Project, item: Item, shelf: Shelf, content: bytes, by: Acting = OPERATOR) -> None:
    at: dict[str, Any] = {"session": session, "by": by, "reference": project.reference, "item": item}
    set_item(**at, given=ItemIn(state=ItemState.DONE))
    attach_file(**at, name=f"{item.value}.pdf", content=io.BytesIO(content), shelf=shelf)


def actor(session: Session, state: State, before: State) -> Acting:
    """One who may take the step, and is not the one who asked for it."""
    permission = STEPS[before, state].permission
    number = {"project.register": "W-1", "project.screen": "O-2", "project.decide": "O-1", "project.carry_out": "W-1",
              "project.accept": "O-1"}[permission.value]  # fmt: skip
    return cast.acting(session, number)


def moved(session: Session, project: Project, to: State) -> Project:
    """Taken from where it stands to a state, each step by one who may."""
    way = WAYS[to][len(WAYS[State(project.state)]) :]
    for state in way:
        before = State(project.state)
        by = actor(session, state, before)
        move_project(session, by=by, reference=project.reference, given=StepIn(to=state, reason="ทดสอบ"))
    return project


def shelf_in(folder: Path) -> Shelf:
    return Shelf(folder / "evidence")


def office_file(part: str, *more: str) -> bytes:
    """A container as office programs write it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>")
    return content.getvalue()
