"""Where the pages of monitoring stand, and how their forms look."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.permissions import Permission
from app.monitoring.records import resource_of
from app.monitoring.words import page_of
from app.projects.models import Project
from app.projects.queries import project_by_reference
from app.web.sheets import Input, Sheet
from gis.layer import Text

ROOM = Text(th="ติดตาม", en="Monitoring")
Reference = Annotated[str, Path(max_length=100)]


def allowed(session: Session, by: Acting, permission: Permission, reference: str) -> Project:
    """A project that the actor may know and do this to. Raises Forbidden, NotFound."""
    by.must(permission)
    found = project_by_reference(session, reference, viewer=by.viewer)
    by.must(permission, resource_of(by, found))
    return found


def sheet_of(
    project: Project, title: Text, lead: Text, inputs: tuple[Input, ...], submit: Text, *, at: str = "", grave: bool = False
) -> Sheet:  # fmt: skip
    """A form about a project, which leads back to its page."""
    name = Text(th=project.title_th, en=project.title_en or project.title_th)
    return Sheet(
        title, Text(th=f"{name.th} · {lead.th}", en=f"{name.en}. {lead.en}"), inputs, submit,
        page_of(project.reference) + at, name, grave, room="/monitoring", room_title=ROOM,
    )  # fmt: skip


def sheet_of_all(title: Text, lead: Text, inputs: tuple[Input, ...], submit: Text, back: str, back_to: Text) -> Sheet:
    """A form that is about no single project."""
    return Sheet(title, lead, inputs, submit, back, back_to, room="/monitoring", room_title=ROOM)
