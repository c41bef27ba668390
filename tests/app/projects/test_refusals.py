"""Who has no power is refused at every form, before anything is looked for or read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, Acting
from app.core.errors import Forbidden, NotFound
from app.projects.commands import register_projects
from app.projects.commands.dossiers import count_beneficiaries
from app.projects.commands.places import add_site
from app.projects.commands.prioritising import prioritise_project
from app.projects.commands.readiness import set_item
from app.projects.commands.registering import draft_project
from app.projects.commands.steps import move_project
from app.projects.rules import Kind, Precision, State
from app.projects.rules.dossier import Item, ItemState, Priority
from app.projects.schemas import BeneficiaryIn, ItemIn, ProjectIn, SiteIn, StepIn
from tests.app.projects import dossiers
from tests.app.refusals import answers

COUNTED = BeneficiaryIn.model_validate({"unit": "persons", "count": "1"})
TICKED = ItemIn(state=ItemState.DONE)
ACTS: dict[str, Callable[[Session, Acting, str], object]] = {
    "move": lambda s, by, of: move_project(s, by=by, reference=of, given=StepIn(to=State.SUBMITTED)),
    "place": lambda s, by, of: add_site(s, by=by, reference=of, given=dossiers.site(None)),
    "count": lambda s, by, of: count_beneficiaries(s, by=by, reference=of, given=COUNTED),
    "tick": lambda s, by, of: set_item(s, by=by, reference=of, item=Item.DESIGN, given=TICKED),
    "rank": lambda s, by, of: prioritise_project(s, by=by, reference=of, priority=Priority.Y1, rank=1),
}
POWERLESS = replace(OPERATOR, powers=replace(OPERATOR.powers, permissions=frozenset()))
ELSEWHERE = replace(OPERATOR, powers=replace(OPERATOR.powers, agencies=frozenset({"health"})))

ELSE = {
    "/projects/new": (403, 422),
    "/projects/{reference}/move/{to}": (404, 404),
    # Saved views are of whoever reads what is internal; without a filter there is none to keep, and an unknown one is not there.
    "/projects/views/new": (303, 303),
    "/projects/views/{view_id}/edit": (404, 404),
    "/projects/views/{view_id}/replace": (404, 303),
    "/projects/views/{view_id}/delete": (405, 404),
    "/projects/views/{view_id}/restore": (405, 404),
}
"""An empty form is told what is missing; what may not be seen is not there."""


def test_no_form_is_shown_or_taken_from_who_has_no_power(sent_by: Callable[..., TestClient]) -> None:
    told = answers(sent_by("O-2", permissions=frozenset()), "projects")
    assert len(told) >= 3
    assert {path: both for path, both in told.items() if both[1] != 403 or both[0] not in (403, 405)} == ELSE


@pytest.mark.parametrize("agency", ["works", None])
def test_a_project_of_another_agency_or_of_none_is_neither_registered_nor_ranked(
    session: Session, agency: str | None
) -> None:
    """What belongs to no agency is left to those whose power ends at none."""
    nowhere = SiteIn(geom=None, precision=Precision.NONE)
    given = ProjectIn(
        reference="E-1", title_th="งาน", kind=Kind.ACTIVITY, fiscal_year=2568, agency=agency, sites=(nowhere,)
    )
    with pytest.raises(Forbidden, match="outside"):
        register_projects(session, by=ELSEWHERE, projects=[given])
    register_projects(session, by=OPERATOR, projects=[given])
    with pytest.raises(Forbidden, match="outside"):
        prioritise_project(session, by=ELSEWHERE, reference="E-1", priority=Priority.Y1, rank=1)


@pytest.mark.parametrize("act", ACTS)
def test_what_there_is_not_is_told_to_those_alone_who_have_the_power(session: Session, act: str) -> None:
    for by, error in ((POWERLESS, Forbidden), (OPERATOR, NotFound)):
        with pytest.raises(error):
            ACTS[act](session, by, "E-9")


@pytest.mark.parametrize("act", ACTS)
def test_a_draft_of_another_agency_is_left_alone(session: Session, act: str) -> None:
    draft_project(session, by=OPERATOR, given=dossiers.given())
    with pytest.raises(Forbidden, match="outside"):
        ACTS[act](session, ELSEWHERE, dossiers.REFERENCE)


def test_the_power_is_asked_before_the_agency_is_looked_for_and_also_where_nothing_is_given(session: Session) -> None:
    with pytest.raises(Forbidden):
        draft_project(session, by=POWERLESS, given=dossiers.given(agency="none"))
    with pytest.raises(Forbidden):
        register_projects(session, by=POWERLESS, projects=[])
