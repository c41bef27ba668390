"""Acts that bring projects in: a new draft, an existing register with all that it knows; and take invented ones away."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting, Resource
from app.core.errors import Conflict, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by
from app.datasets.queries import locator
from app.organizations.models import Organization
from app.organizations.rules import ANYWHERE
from app.projects.models import Project, ReadinessItem, Site
from app.projects.records import home_of
from app.projects.rows import TABLES, Rows, came_into_the_plan, rows_of
from app.projects.rules.dossier import REQUIRED
from app.projects.rules.states import State, class_of
from app.projects.schemas import ProjectDraft, ProjectIn


def draft_project(session: Session, *, by: Acting, given: ProjectDraft, is_synthetic: bool = False) -> Project:
    """Begin a project: a draft of its agency, with the checklist of its kind. Raises Conflict when the reference is taken."""
    by.must(Permission.PROJECT_REGISTER, Resource(given.agency))
    if session.get(Organization, given.agency) is None:
        raise NotFound(f"ไม่มีหน่วยงาน {given.agency}", f"There is no organisation {given.agency}.", place="agency")
    home = home_of(session, given.agency)
    by.must(Permission.PROJECT_REGISTER, Resource(given.agency, home))
    made = Project(
        id=uuid.uuid4(),
        **given.model_dump(),
        state=State.DRAFT,
        class_="internal",
        is_synthetic=is_synthetic,
        area_codes=[home] if home else [],
    )
    with refused_by(session, {"uq_project_reference": lambda: _taken(given.reference)}):
        session.add(made)
    session.add_all(ReadinessItem(project_id=made.id, item=item) for item in sorted(REQUIRED[given.kind]))
    audit.record(session, by, "project.drafted", "project", made.reference, after=plain(given.model_dump()))
    return made


def register_projects(
    session: Session, *, by: Acting, projects: Sequence[ProjectIn], is_synthetic: bool = False
) -> int:
    """Add projects with their sites; each site gets its shares in the subdistricts of today.

    A site outside all subdistricts has no area. Raises Conflict when a reference is taken or given twice, Invalid for a
    damaged geometry, Forbidden for a site that touches an area outside the scope or for a history without the power to
    decide; then nothing is added.
    """
    by.must(Permission.PROJECT_REGISTER)
    if any(project.history for project in projects):
        by.must(Permission.PROJECT_DECIDE)
    _refuse_taken(session, [project.reference for project in projects])
    places = locator(session, viewer=PUBLIC)
    tables: Rows = {table: [] for table in TABLES}
    for project in projects:
        by.must(Permission.PROJECT_REGISTER, Resource(project.agency or ANYWHERE))
        for table, rows in rows_of(project, places, is_synthetic).items():
            tables[table].extend(rows)
    for code in sorted({code for row in tables[Project] for code in row["area_codes"]}):
        by.must(Permission.PROJECT_REGISTER, Resource(area=code))
    for model, all_rows in tables.items():
        if all_rows:
            session.execute(insert(model), all_rows)
    for project in filter(came_into_the_plan, projects):
        class_ = class_of(project.state, project.class_)
        session.execute(update(Project).where(Project.reference == project.reference).values(class_=class_))
    audit.record(session, by, "project.registered", "project", _named(projects), projects=len(projects))
    return len(projects)


def remove_synthetic_projects(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic projects with their sites; counts by table."""
    by.must(Permission.DEMO_LOAD)
    sites = session.scalars(
        delete(Site).where(Site.project_id.in_(select(Project.id).where(Project.is_synthetic))).returning(Site.id)
    ).all()
    projects = session.scalars(delete(Project).where(Project.is_synthetic).returning(Project.id)).all()
    counts = {"projects": len(projects), "sites": len(sites)}
    audit.record(session, by, "project.synthetic_removed", "project", "*", **counts)
    return counts


def _refuse_taken(session: Session, references: Sequence[str]) -> None:
    taken = set(session.scalars(select(Project.reference).where(Project.reference.in_(references))))
    taken |= {reference for reference in references if references.count(reference) > 1}
    if taken:
        raise _taken(", ".join(sorted(taken)[:5]))


def _taken(named: str) -> Conflict:
    return Conflict(
        f"รหัสโครงการซ้ำ: {named} แก้รหัสให้ไม่ซ้ำหรือแก้ไขโครงการเดิม",
        f"The project reference is taken or given twice: {named}; correct it, or change the existing project.",
        place="reference",
    )


def _named(projects: Sequence[ProjectIn]) -> str:
    return projects[0].reference if len(projects) == 1 else "*"
