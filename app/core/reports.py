"""Published views whose rows belong to projects, as tables, and who may see which row of them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, TableClause, and_, column, false, func, or_, select, table

from app.core.authority import Viewer
from gis.access import Read

SEEN = ("class", "agency", "area_codes")


def view_of(name: str, *columns: str) -> TableClause:
    """A view with these columns, and those that decide who sees a row."""
    return table(name, *map(column, (*columns, *SEEN)), schema="published")


def visible(viewer: Viewer, view: TableClause) -> ColumnElement[bool]:
    """The rows of public projects, and those of the viewer's classes within his agencies and areas."""
    scope: list[ColumnElement[bool]] = [view.c["class"].in_(sorted(viewer.classes))]
    if viewer.agencies is not None:
        scope.append(view.c.agency.in_(sorted(viewer.agencies)))
    if viewer.areas is not None:
        code = func.unnest(view.c.area_codes).column_valued("code")
        # `false` first: no area at all must show nothing, and an empty OR would be left out
        begins = or_(false(), *(code.startswith(area) for area in sorted(viewer.areas)))
        scope.append(select(code).where(begins).exists())
    return or_(view.c["class"] == Read.PUBLIC, and_(*scope))
