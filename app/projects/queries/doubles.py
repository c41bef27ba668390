"""Projects that may be one and the same: called alike, in years that overlap, in the same subdistrict or both without a place."""

from __future__ import annotations

import uuid
from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.projects.models import Project, SiteArea
from app.projects.queries.areas import states
from app.projects.rules.states import STOPPED
from app.projects.sight import lies_within, may_see


def alike(session: Session, *, viewer: Viewer, then: bool = False) -> list[tuple[Project, ...]]:
    """Groups of projects with one title (tone marks, digits and spacing aside) that share years and place; the latest first.

    What was stopped doubles nothing. ``then``: of those that were there on the day that the session answers for.
    """
    title = func.core.search_norm(Project.title_th)
    asked = select(title, Project).where(may_see(viewer), Project.state.not_in(STOPPED)).order_by(Project.reference)
    named: dict[str, list[Project]] = defaultdict(list)
    there = states(session, viewer=viewer) if then else None
    for norm, project in session.execute(asked):
        if there is None or project.id in there:
            named[norm].append(project)
    several = [group for group in named.values() if len(group) > 1]
    areas = _areas(session, [one.id for group in several for one in group], viewer)
    found = [
        tuple(one for one in group if any(_meet(one, other, areas) for other in group if other is not one))
        for group in several
    ]
    return sorted((group for group in found if group), key=lambda group: (-group[0].fiscal_year, group[0].reference))


def _areas(session: Session, ids: list[uuid.UUID], viewer: Viewer) -> dict[uuid.UUID, set[str]]:
    asked = (
        select(SiteArea.project_id, SiteArea.area_code)
        .join(Project, Project.id == SiteArea.project_id)
        .where(SiteArea.project_id.in_(ids), lies_within(viewer, SiteArea.area_code))
    )
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for key, code in session.execute(asked):
        found[key].add(code)
    return found


def _meet(one: Project, other: Project, areas: dict[uuid.UUID, set[str]]) -> bool:
    here, there = areas.get(one.id, set()), areas.get(other.id, set())
    is_same_place = bool(here & there) or (not here and not there)
    return is_same_place and max(one.fiscal_year, other.fiscal_year) <= min(_last(one), _last(other))


def _last(project: Project) -> int:
    return project.last_year or project.fiscal_year
