"""All projects that a viewer may see, as lines of a list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.reports import visible
from app.core.searching import holds
from app.organizations.models import Organization
from app.organizations.queries import posts
from app.plans.rules import LinkRole, Sum
from app.plans.views import GOALS, WAYS, YEARS, money_of
from app.projects.models import Project, Site, SiteArea
from app.projects.queries.areas import states
from app.projects.queries.standing import lights, sources
from app.projects.rules import Precision
from app.projects.rules.facets import Goals, Line
from app.projects.rules.shares import Located
from app.projects.sight import lies_within, may_see, sees_site
from gis.thai import normalise

EXACT = (Precision.SURVEYED, Precision.GPS, Precision.DIGITISED)


def lines(session: Session, *, viewer: Viewer, asked: str = "", then: bool = False) -> list[Line]:
    """The newest year first, then by reference; ``asked`` are words that title or reference must hold.

    ``then``: with the states of the day that the session answers for, and without what had not begun to be, nor money
    of a source that had none yet.
    Tone marks, Thai digits and spelling variants do not matter (``core.search_norm``).
    """
    found = select(Project, *_placed(viewer)).where(may_see(viewer), *_holding(asked))
    rows = session.execute(found.order_by(Project.fiscal_year.desc(), Project.reference)).all()
    goals, nodes, money = _goals(session, viewer), _nodes(session, viewer), _money(session, viewer)
    lit, of = lights(session, viewer=viewer), sources(session, viewer=viewer, then=then)
    made = [
        (project.id, replace(
            _line(project, placed), goals=goals.get(project.id, Goals()), nodes=nodes.get(project.id, ()),
            money=money.get(project.id, {}), light=lit.get(project.id), sources=of.get(project.id, {}),
        ))
        for project, *placed in rows
    ]  # fmt: skip
    stood = states(session, viewer=viewer) if then else None
    if stood is None:
        return [line for _, line in made]
    return [replace(line, state=stood[key].state) for key, line in made if key in stood]


def titled(session: Session, asked: str, *, viewer: Viewer, limit: int) -> list[Project]:
    """Those that ``lines`` would find, the newest first, at most so many."""
    found = select(Project).where(may_see(viewer), *_holding(asked))
    return list(session.scalars(found.order_by(Project.fiscal_year.desc(), Project.reference).limit(limit)))


def _holding(asked: str) -> list[Any]:
    """That title or reference holds each of the words."""
    return [holds(word, _searched()) for word in normalise(asked).split()]


def owners(session: Session, *, viewer: Viewer) -> dict[str, Organization]:
    """Organisations of today by code."""
    return {one.code: one for one in posts.organizations(session, viewer=viewer)}


def _searched() -> Any:
    return Project.title_th + " " + func.coalesce(Project.title_en, "") + " " + Project.reference


def _placed(viewer: Viewer) -> Iterable[Any]:
    """How exactly it is known where a project is, its sites, its subdistricts, its main one."""
    best = func.min(
        case((Site.precision.in_(EXACT), 1), (Site.geom.is_not(None), 2), (Site.is_province_wide, 3), else_=4)
    )
    yield _of_sites(viewer, best)
    yield _of_sites(viewer, func.count(Site.id))
    touching = select(func.array_agg(func.distinct(SiteArea.area_code))).where(SiteArea.project_id == Project.id)
    yield touching.where(lies_within(viewer, SiteArea.area_code)).correlate(Project).scalar_subquery()
    main = func.array_agg(aggregate_order_by(Site.area_code, Site.share_ppm.desc(), Site.area_code))
    yield _of_sites(viewer, main, located=True)


def _of_sites(viewer: Viewer, what: Any, *, located: bool = False) -> Any:
    asked: Select[Any] = select(what).where(Site.project_id == Project.id, sees_site(viewer))
    if located:
        asked = asked.where(Site.geom.is_not(None), Site.area_code.is_not(None))
    return asked.correlate(Project).scalar_subquery()


def _goals(session: Session, viewer: Viewer) -> dict[uuid.UUID, Goals]:
    """What each project serves. The views are read whole and once: a join would ask them again for each project."""
    served: dict[uuid.UUID, list[tuple[set[str], str, bool]]] = {}
    asked = select(GOALS.c.project_id, GOALS.c.system, GOALS.c.path, GOALS.c.role).where(visible(viewer, GOALS))
    for key, system, path, role in session.execute(asked):
        codes = {f"{system}:{code}" for code in path}
        served.setdefault(key, []).append((codes, f"{system}:{path[-1]}", role == LinkRole.PRIMARY))
    return {key: _together(goals) for key, goals in served.items()}


def _together(goals: list[tuple[set[str], str, bool]]) -> Goals:
    first = frozenset(code for codes, _, leads in goals if leads for code in codes)
    return Goals(
        first, frozenset(code for codes, _, _ in goals for code in codes), frozenset(name for _, name, _ in goals)
    )


def _nodes(session: Session, viewer: Viewer) -> dict[uuid.UUID, tuple[str, ...]]:
    """The keys of the nodes that each project serves, and of those above them."""
    keys = func.array_agg(func.distinct(WAYS.c.node_key))
    asked = select(WAYS.c.project_id, keys).where(visible(viewer, WAYS)).group_by(WAYS.c.project_id)
    return {key: tuple(map(str, nodes)) for key, nodes in session.execute(asked)}


def _money(session: Session, viewer: Viewer) -> dict[uuid.UUID, dict[int, Sum]]:
    """The money of each project by fiscal year."""
    found: dict[uuid.UUID, dict[int, Sum]] = {}
    for row in session.execute(select(YEARS).where(visible(viewer, YEARS))).mappings():
        found.setdefault(row["project_id"], {})[row["fiscal_year"]] = money_of(row)
    return found


def _line(project: Project, placed: Any) -> Line:
    best, sites, areas, main = placed
    located = list(Located)[(best or 4) - 1]
    return Line(
        reference=project.reference, title_th=project.title_th, title_en=project.title_en, kind=project.kind,
        sector=project.sector, state=project.state, agency=project.agency, first_year=project.fiscal_year,
        last_year=project.last_year or project.fiscal_year, located=located, sites=sites or 0,
        areas=tuple(sorted(areas or ())), districts=tuple(sorted({code[:4] for code in areas or ()})),
        main_area=main[0] if main else None,
        is_flagship=project.is_flagship, is_synthetic=project.is_synthetic,
    )  # fmt: skip
