"""What areas received, bound and paid: the share of each line that lies there, as ``published.budget_places`` divides it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import RowMapping, and_, func, or_, select
from sqlalchemy.orm import Session

from app.budgets.views import BY_PROJECT, PLACES
from app.core.authority import Viewer
from app.core.reports import visible
from gis.access import Read

MEASURED = ("received_baht", "obligated_baht", "disbursed_baht")


def in_area(session: Session, code: str, *, viewer: Viewer) -> list[RowMapping]:
    """By appropriation year, the latest first, and source; ``code`` is official, its parts begin with it."""
    asked = (
        select(PLACES.c.fiscal_year, PLACES.c.source, func.count(PLACES.c.project_id.distinct()).label("projects"),
               *(func.sum(PLACES.c[name]).label(name) for name in MEASURED))
        .where(PLACES.c.area_code.startswith(code, autoescape=True), visible(viewer, PLACES))
        .group_by(PLACES.c.fiscal_year, PLACES.c.source).order_by(PLACES.c.fiscal_year.desc(), PLACES.c.source)
    )  # fmt: skip
    return list(session.execute(asked).mappings())


def received_by_area(session: Session, prefix: str, digits: int, year: int, *, viewer: Viewer) -> Mapping[str, float]:
    """What each area of so many digits received of an appropriation year, below an official code; without money none."""
    code = func.left(PLACES.c.area_code, digits)
    asked = select(code, func.sum(PLACES.c.received_baht)).where(
        PLACES.c.fiscal_year == year, PLACES.c.area_code.startswith(prefix, autoescape=True), visible(viewer, PLACES)
    )
    return {row[0]: row[1] for row in session.execute(asked.group_by(code))}


def received_by_project(session: Session, code: str, *, viewer: Viewer) -> Mapping[str, float]:
    """What each project received for its share in an area, in all years, by reference."""
    asked = select(PLACES.c.project_reference, func.sum(PLACES.c.received_baht)).where(
        PLACES.c.area_code.startswith(code, autoescape=True), visible(viewer, PLACES)
    )
    return {row[0]: row[1] for row in session.execute(asked.group_by(PLACES.c.project_reference))}


def received_of_projects(session: Session, *, viewer: Viewer) -> Mapping[str, float]:
    """What each project received in all years, wherever it lies, by reference."""
    asked = select(BY_PROJECT.c.project_reference, func.sum(BY_PROJECT.c.received_baht)).where(visible(viewer, BY_PROJECT))
    return {row[0]: row[1] for row in session.execute(asked.group_by(BY_PROJECT.c.project_reference))}


def received_by_source(session: Session, projects: Collection[uuid.UUID], *, viewer: Viewer) -> list[RowMapping]:
    """What each of some projects received, bound and paid by appropriation year and source, wherever it lies."""
    keys = (BY_PROJECT.c.project_id, BY_PROJECT.c.fiscal_year, BY_PROJECT.c.source)
    asked = (
        select(*keys, *(func.sum(BY_PROJECT.c[name]).label(name) for name in MEASURED))
        .where(BY_PROJECT.c.project_id.in_(list(projects)), visible(viewer, BY_PROJECT))
        .group_by(*keys).order_by(*keys)
    )  # fmt: skip
    return list(session.execute(asked).mappings())


def any_hidden(session: Session, year: int, among: str, *, viewer: Viewer, code: str | None = None) -> bool:
    """Whether money of a year in an area is not public, without a code also what lies nowhere; of ``code`` that of all years."""
    wanted = PLACES.c.fiscal_year == year
    if among:
        wanted = and_(wanted, PLACES.c.area_code.startswith(among, autoescape=True))
    if code is not None:
        wanted = or_(wanted, PLACES.c.area_code.startswith(code, autoescape=True))
    asked = select(PLACES.c.project_id).where(wanted, PLACES.c["class"] != Read.PUBLIC, visible(viewer, PLACES))
    return session.scalar(asked.limit(1)) is not None
