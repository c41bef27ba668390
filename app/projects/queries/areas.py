"""Which projects lie where, and the state that they were in on the day that is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.projects.models import PROPOSED, Project, SiteArea
from app.projects.sight import knows_inside, lies_within, may_see
from gis.access import Read

STATES = table("project_states", *map(column, ("project_id", "state", "is_kept")), schema="published")


@dataclass(frozen=True, slots=True)
class Placed:
    """A project in one of the areas that its sites touch; ``last_year`` is its only one where there are not several."""

    code: str
    project_id: uuid.UUID
    reference: str
    title_th: str
    title_en: str | None
    state: str
    first_year: int
    last_year: int

    def is_of(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year


@dataclass(frozen=True, slots=True)
class Stood:
    """The state of a project on a day; ``is_kept``: by its history, and not only as it was registered."""

    state: str
    is_kept: bool


def states(session: Session, *, viewer: Viewer) -> Mapping[uuid.UUID, Stood]:
    """The state of each project at the end of the day asked for; one that had not begun to be is left out.

    What was still proposed on that day is for those inside, as it was then.
    """
    proposed = STATES.c.state.in_(PROPOSED)
    asked = (
        select(Project.id, STATES.c.state, STATES.c.is_kept)
        .join(STATES, STATES.c.project_id == Project.id)
        .where(may_see(viewer), STATES.c.state.is_not(None), ~proposed | knows_inside(viewer))
    )
    return {key: Stood(state, kept) for key, state, kept in session.execute(asked)}


def placed(session: Session, prefix: str, digits: int, *, viewer: Viewer) -> list[Placed]:
    """Each project once in each area of so many digits that it touches, below an official code; states of the day asked for."""
    code = func.left(SiteArea.area_code, digits)
    told = (Project.id, Project.reference, Project.title_th, Project.title_en, Project.fiscal_year,
            func.coalesce(Project.last_year, Project.fiscal_year))  # fmt: skip
    asked = (
        select(code, *told)
        .join(SiteArea, SiteArea.project_id == Project.id)
        .where(SiteArea.area_code.startswith(prefix, autoescape=True), may_see(viewer))
        .where(lies_within(viewer, SiteArea.area_code))
        .distinct()
        .order_by(code, Project.reference)
    )
    stood = states(session, viewer=viewer)
    return [
        Placed(code, key, reference, th, en, stood[key].state, first, last)
        for code, key, reference, th, en, first, last in session.execute(asked)
        if key in stood
    ]


def any_hidden(session: Session, projects: Iterable[uuid.UUID], *, viewer: Viewer) -> bool:
    """Whether one of some projects is not public."""
    asked = select(Project.id).where(Project.id.in_(list(projects)), Project.class_ != Read.PUBLIC, may_see(viewer))
    return session.scalar(asked.limit(1)) is not None
