"""What acts on projects need of the tables before they write: the project, locked, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Acting, Resource
from app.core.errors import Conflict, NotFound
from app.core.permissions import Permission
from app.organizations.models import Organization
from app.organizations.rules import ANYWHERE
from app.projects import sight
from app.projects.models import Project
from app.projects.rules import State
from app.projects.rules.states import STATES, Part, permission_to_change
from gis.access import Read

Resources = list[Resource]


def held(session: Session, by: Acting, reference: str) -> Project:
    """The project, locked until the end of the transaction. Raises NotFound also when it is not for whoever acts."""
    asked = select(Project).where(Project.reference == reference, sight.may_see(by.viewer))
    locked = asked.with_for_update(of=Project, key_share=True).execution_options(populate_existing=True)
    found = session.scalars(locked).one_or_none()
    if found is None:
        raise NotFound(f"ไม่มีโครงการรหัส {reference}", f"There is no project {reference}.")
    return found


def resources_of(project: Project, areas: Iterable[str] | None = None) -> Resources:
    """What the authority is asked about: the project in each of the areas that it touches.

    A project without an agency is nobody's whose power ends at an agency.
    """
    codes = sorted(project.area_codes if areas is None else areas)
    named: list[str | None] = [*codes] if codes else [None]
    return [Resource(project.agency or ANYWHERE, code, Read(project.class_)) for code in named]


def to_change(session: Session, by: Acting, reference: str, part: Part) -> tuple[Project, Permission]:
    """The project, and by which permission this part of it is changed now. Raises Conflict where nobody may.

    Who has none of these powers is told so before he is told whether there is such a project.
    """
    if not by.may(Permission.PROJECT_CARRY_OUT):
        by.must(Permission.PROJECT_REGISTER)
    project = held(session, by, reference)
    permission = permission_to_change(part, State(project.state))
    if permission is None:
        words = STATES[State(project.state)]
        raise Conflict(
            f"โครงการที่{words.th}แก้ไขส่วนนี้ไม่ได้", f"This part of a project that is “{words.en.lower()}” is not changed."
        )
    return project, permission


def home_of(session: Session, agency: str | None) -> str | None:
    """The area of an organisation: in it lies, for who may see it, a project of its that has no place yet."""
    owner = None if agency is None else session.get(Organization, agency)
    return None if owner is None else owner.area_code


def touched(project: Project) -> None:
    """Say that something of the project changed."""
    project.changed_at = func.clock_timestamp()
