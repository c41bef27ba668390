"""The act by which an installation gets its kinds of problems and its first rule of the lights."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.permissions import Permission
from app.monitoring.models import LightRule, ProblemClass
from app.monitoring.standard import FIRST_RULE, PROBLEMS
from app.organizations.rules import ANYWHERE


def seed_monitoring(session: Session, *, by: Acting) -> int:
    """Bring what is missing; how many rows. What the office has set stays. No change, no event."""
    by.must(Permission.PROJECT_DECIDE, Resource(ANYWHERE))
    known = set(session.scalars(select(ProblemClass.code)))
    made = [
        ProblemClass(code=code, name_th=th, name_en=en, rank=rank)
        for rank, (code, th, en) in enumerate(PROBLEMS)
        if code not in known
    ]
    session.add_all(made)
    has_rule = session.scalars(select(LightRule.valid_from).limit(1)).first() is not None
    if not has_rule:
        session.add(LightRule(**FIRST_RULE))
    changed = len(made) + (not has_rule)
    if changed:
        audit.record(session, by, "monitoring.seeded", "monitoring", "*", rows=changed)
    return changed
