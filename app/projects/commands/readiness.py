"""Acts on the checklist of a project: how far a requirement is met, and the files that prove it."""

from __future__ import annotations

import uuid
from typing import BinaryIO

from sqlalchemy import func
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, NotFound
from app.core.records import change, refused_by
from app.projects.evidence import Shelf
from app.projects.models import Project, ReadinessFile, ReadinessItem
from app.projects.records import resources_of, to_change, touched
from app.projects.rules.dossier import Item
from app.projects.rules.states import Part
from app.projects.schemas import ItemIn


def set_item(session: Session, *, by: Acting, reference: str, item: Item, given: ItemIn) -> ReadinessItem:
    """Say how far a requirement is met; one that was not on the list comes to it."""
    project = _to_change(session, by, reference)
    row = session.get(ReadinessItem, (project.id, item))
    if row is None:
        row = ReadinessItem(project_id=project.id, item=item)
        session.add(row)
        session.flush()
    told = change(row, given.model_dump())
    row.changed_at, row.position = func.clock_timestamp(), by.position
    touched(project)
    audit.record(session, by, "project.readiness_set", "project", reference, item=item.value, **told)
    return row


def attach_file(
    session: Session, *, by: Acting, reference: str, item: Item, name: str, content: BinaryIO, shelf: Shelf
) -> ReadinessFile:
    """Keep a file that proves a requirement, by its hash. Raises Invalid for what is no document, Conflict for a second copy.

    The bytes are written before the row: a transaction that fails leaves bytes that nobody names, never a name without bytes.
    """
    project = _to_change(session, by, reference)
    if session.get(ReadinessItem, (project.id, item)) is None:
        raise NotFound("ไม่มีรายการนี้ในรายการความพร้อม", "The checklist has no such item.", place="item")
    kept = shelf.keep(name, content)
    made = ReadinessFile(
        id=uuid.uuid4(), project_id=project.id, item=item, file_name=kept.name, media_type=kept.media_type,
        size_bytes=kept.size_bytes, sha256=kept.sha256, position=by.position,
    )  # fmt: skip
    with refused_by(session, {"uq_readiness_file_sha256": _there_already}):
        session.add(made)
    touched(project)
    audit.record(session, by, "project.file_attached", "project", reference, item=item.value, sha256=kept.sha256,
                 bytes=kept.size_bytes)  # fmt: skip
    return made


def remove_file(session: Session, *, by: Acting, reference: str, file_id: uuid.UUID) -> None:
    """Take a file off the list. Its bytes stay: versions name them by their hash."""
    project = _to_change(session, by, reference)
    row = session.get(ReadinessFile, file_id)
    if row is None or row.project_id != project.id:
        raise NotFound("ไม่มีแฟ้มนี้", "There is no such file.")
    session.delete(row)
    touched(project)
    audit.record(session, by, "project.file_removed", "project", reference, item=row.item, sha256=row.sha256)


def _to_change(session: Session, by: Acting, reference: str) -> Project:
    project, permission = to_change(session, by, reference, Part.READINESS)
    for resource in resources_of(project):
        by.must(permission, resource)
    return project


def _there_already() -> Conflict:
    return Conflict("แฟ้มนี้แนบไว้แล้ว", "This file is attached already.", place="file")
