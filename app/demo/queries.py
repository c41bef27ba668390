"""Whether synthetic rows are among the real ones."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.datasets.models import Dataset
from app.indicators.models import Indicator
from app.meetings.models import Meeting
from app.organizations.models import Organization, Person
from app.places.models import Area
from app.plans.models import Plan
from app.projects.models import Project

MARKED = (Area, Dataset, Indicator, Project, Plan, Meeting, Organization, Person)
ANY = select(or_(*(select(table.is_synthetic).where(table.is_synthetic).exists() for table in MARKED)))
"""Asked with every page, so it is put together once."""


def demo_present(session: Session, *, viewer: Viewer) -> bool:
    """Whether any synthetic row exists; the notice is for everybody, so ``viewer`` narrows nothing."""
    del viewer
    return bool(session.scalar(ANY))
