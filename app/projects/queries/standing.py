"""How projects stand and where their money comes from: read from the published views that the slices above keep."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.reports import SEEN, view_of, visible
from app.plans.rules import PHASES, Sum
from app.plans.views import money_of
from app.projects.rules.lights import Light
from gis.layer import Text

PROGRESS = table("progress", *map(column, ("project_id", "light", *SEEN)), schema="published")
SOURCES = view_of("project_sources", "project_id", "fiscal_year", "source", "source_th", "source_en", "rank", "has_money",
                  *(f"{phase}_baht" for phase in PHASES))  # fmt: skip
BySource = Mapping[int, Mapping[str, Sum]]
"""Money of a project by fiscal year and source."""


def lights(session: Session, *, viewer: Viewer) -> dict[uuid.UUID, Light]:
    """The light of each project that has one, on the day that the session answers for: the figure of maps and monitoring."""
    asked = select(PROGRESS.c.project_id, PROGRESS.c.light).where(visible(viewer, PROGRESS))
    return {key: Light(light) for key, light in session.execute(asked)}


def sources(session: Session, *, viewer: Viewer, then: bool = False) -> dict[uuid.UUID, BySource]:
    """The money of each project by year and source; ``then``: only of sources that had any by the day asked for."""
    asked = select(SOURCES).where(visible(viewer, SOURCES))
    if then:
        asked = asked.where(SOURCES.c.has_money)
    found: dict[uuid.UUID, dict[int, dict[str, Sum]]] = {}
    for row in session.execute(asked).mappings():
        found.setdefault(row["project_id"], {}).setdefault(row["fiscal_year"], {})[row["source"]] = money_of(row)
    return dict(found)


def named_sources(session: Session, *, viewer: Viewer) -> dict[str, Text]:
    """What the sources of the projects that a viewer may see are called, in their official order."""
    told = (SOURCES.c.rank, SOURCES.c.source, SOURCES.c.source_th, SOURCES.c.source_en)
    asked = select(*told).where(visible(viewer, SOURCES)).distinct().order_by(SOURCES.c.rank, SOURCES.c.source)
    return {code: Text(th=th, en=en) for _, code, th, en in session.execute(asked)}
