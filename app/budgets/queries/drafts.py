"""Questions about tables that wait to be confirmed, and about saved mappings; for those in office alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.budgets.models import BillItem, ImportDraft
from app.budgets.models import Mapping as SavedMapping
from app.budgets.rules import Table
from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.projects.models import Project
from gis.access import Read


def draft_at(session: Session, draft_id: uuid.UUID, *, viewer: Viewer) -> ImportDraft:
    """A table that waits. Raises NotFound also when it only is not for this viewer."""
    found = session.get(ImportDraft, draft_id) if Read.INTERNAL in viewer.classes else None
    if found is None:
        raise NotFound("ไม่มีตารางที่รอยืนยันนี้ อาจยืนยันไปแล้ว", "No such table waits; it may have been confirmed.")
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """An agency of the bill that no organisation here is yet, with its items and their money."""

    agency: str
    items: int
    satang: int


def waiting_agencies(session: Session, *, viewer: Viewer) -> list[Waiting]:
    """The most money first; for those in office alone."""
    if Read.INTERNAL not in viewer.classes:
        return []
    total = func.sum(BillItem.amount_satang)
    asked = (
        select(BillItem.agency, func.count(), total).join(Project, Project.id == BillItem.project_id)
        .where(Project.agency.is_(None)).group_by(BillItem.agency).order_by(total.desc(), BillItem.agency)
    )  # fmt: skip
    return [Waiting(agency, items, int(satang)) for agency, items, satang in session.execute(asked)]


def mappings(session: Session, *, viewer: Viewer) -> list[SavedMapping]:
    """The saved mappings by name."""
    if Read.INTERNAL not in viewer.classes:
        return []
    return list(session.scalars(select(SavedMapping).order_by(SavedMapping.name)))


def mapping_named(session: Session, name: str, kind: Table, *, viewer: Viewer) -> Mapping[str, str]:
    """The columns of a saved mapping. Raises Invalid when it is another table's."""
    found = next((one for one in mappings(session, viewer=viewer) if one.name == name), None)
    if found is None or found.kind != kind:
        raise Invalid("ไม่มีรูปแบบคอลัมน์นี้สำหรับตารางชนิดนี้", "No such mapping for this kind of table.", place="columns")
    return found.columns
