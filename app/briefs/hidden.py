"""Whether a paper tells anything that the public is not told: by the classes of the rows that it was made of.

A sum is of the class of its parts, and a rank of that of all who are ranked. Where it cannot be said that all of it is public,
the paper says that something is not.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.core.authority import PUBLIC, Viewer
from app.indicators.queries.areas import Measured
from app.indicators.queries.values import is_open
from app.indicators.rules import level_of
from app.plans.queries.plans import KNOWN
from app.projects.models import PROPOSED
from app.projects.queries.areas import any_hidden
from gis import statement
from gis.access import Read
from gis.catalog import Catalog
from gis.columns import quoted
from gis.geojson import Bounds
from gis.question import Question


def measured_hidden(measured: Iterable[Measured], code: str) -> bool:
    """Whether an indicator of an area, or the plan that says what it should be, is not public."""
    level = level_of(code) if code else ""
    return any(
        one.indicator.class_ != Read.PUBLIC
        or not is_open(one.indicator, level, viewer=PUBLIC)
        or (one.due is not None and one.due.plan.state not in KNOWN)
        for one in measured
    )


def projects_hidden(session: Session, states: Mapping[uuid.UUID, str], *, viewer: Viewer) -> bool:
    """Whether one of some projects, by the state that it is told in, is not public; what is proposed is for officials."""
    return any(state in PROPOSED for state in states.values()) or any_hidden(session, states, viewer=viewer)


def rows_hidden(
    session: Session, catalog: Catalog, layers: Iterable[str], bounds: Bounds | None = None, *, viewer: Viewer
) -> bool:
    """Whether a layer that the viewer sees has rows that are not public, of all its rows or of those within bounds."""
    question, visible = Question(boxes=(bounds,) if bounds else ()), viewer.visible()
    for layer in (catalog.get(name, visible) for name in layers):
        if layer is None:
            continue
        rows, where = layer.access.rows, statement.conditions(layer, question.shape(visible))
        if layer.access.read == Read.PUBLIC and not rows.class_:
            continue
        if layer.access.read == Read.PUBLIC and rows.class_:
            where.append(f"{quoted(rows.class_)} <> '{Read.PUBLIC}'")
        asked = f"SELECT EXISTS (SELECT FROM {statement.view(layer)} WHERE {' AND '.join(where)})"
        if session.connection().exec_driver_sql(asked, question.bound(layer, visible)).scalar_one():
            return True
    return False
