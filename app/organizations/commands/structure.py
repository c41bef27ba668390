"""Acts on the structure: organisations and their units are established, changed and abolished."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.core.records import change, plain, today
from app.organizations.models import Organization, Position, Unit
from app.organizations.records import alone_in_the_tree, ending, establish, held, refuse_cycle
from app.organizations.rules import ANYWHERE
from app.organizations.schemas import Abolition, OrganizationChange, OrganizationIn, UnitIn


def establish_organization(
    session: Session, *, by: Acting, given: OrganizationIn, is_synthetic: bool = False
) -> Organization:
    """Add an organisation under its parent; one without a parent needs a reach over all. Raises Conflict, NotFound."""
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=given.parent_code or ANYWHERE))
    parent = held(session, Organization, given.parent_code) if given.parent_code is not None else None
    invented = is_synthetic or (parent is not None and parent.is_synthetic)
    made = Organization(**given.model_dump(), is_synthetic=invented)
    establish(session, made, given.code)
    audit.record(session, by, "organization.established", "organization", given.code, after=plain(given.model_dump()))
    return made


def change_organization(session: Session, *, by: Acting, code: str, given: OrganizationChange) -> Organization:
    """Rename an organisation or put it under another parent; the actor's reach must cover it and both parents."""
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=code))
    alone_in_the_tree(session)
    row = held(session, Organization, code)
    if given.parent_code != row.parent_code:
        for parent in (row.parent_code, given.parent_code):
            by.must(Permission.ORGANIZATION_EDIT, Resource(organization=parent or ANYWHERE))
        if given.parent_code is not None:
            held(session, Organization, given.parent_code)
        refuse_cycle(session, Organization.code, Organization.parent_code, code, given.parent_code)
    told = change(row, given.model_dump())
    session.flush()
    audit.record(session, by, "organization.changed", "organization", code, **told)
    return row


def abolish_organization(session: Session, *, by: Acting, code: str, given: Abolition) -> Organization:
    """Give an organisation its last day. Raises Conflict while anything of it would outlast it."""
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=code))
    alone_in_the_tree(session)
    row = held(session, Organization, code)
    end = ending(row.valid_from, row.valid_to, given.last_day, today(session))
    _refuse_survivors(session, row, end)
    told = change(row, {"valid_to": end})
    session.flush()
    audit.record(session, by, "organization.abolished", "organization", code, **told)
    return row


def establish_unit(session: Session, *, by: Acting, given: UnitIn, is_synthetic: bool = False) -> Unit:
    """Add a unit to an organisation."""
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=given.organization_code))
    owner = held(session, Organization, given.organization_code)
    made = Unit(**given.model_dump(), is_synthetic=is_synthetic or owner.is_synthetic)
    establish(session, made, given.code)
    audit.record(session, by, "unit.established", "unit", given.code, after=plain(given.model_dump()))
    return made


def rename_unit(session: Session, *, by: Acting, code: str, name_th: str, name_en: str) -> Unit:
    """Call a unit otherwise."""
    row = held(session, Unit, code)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=row.organization_code))
    told = change(row, {"name_th": name_th, "name_en": name_en})
    session.flush()
    audit.record(session, by, "unit.renamed", "unit", code, **told)
    return row


def abolish_unit(session: Session, *, by: Acting, code: str, given: Abolition) -> Unit:
    """Give a unit its last day. Raises Conflict while a position of it would outlast it."""
    row = held(session, Unit, code)
    by.must(Permission.ORGANIZATION_EDIT, Resource(organization=row.organization_code))
    end = ending(row.valid_from, row.valid_to, given.last_day, today(session))
    outlasting = select(Position.number).where(
        Position.unit_code == code, or_(Position.valid_to.is_(None), Position.valid_to > end)
    )
    _refuse_named(session.scalars(outlasting.order_by(Position.number).limit(5)).all())
    told = change(row, {"valid_to": end})
    session.flush()
    audit.record(session, by, "unit.abolished", "unit", code, **told)
    return row


def _refuse_survivors(session: Session, row: Organization, end: date) -> None:
    """What belongs to an organisation may not outlast it."""
    found: list[str] = []
    for table, key, owner in (
        (Organization, Organization.code, Organization.parent_code),
        (Unit, Unit.code, Unit.organization_code),
        (Position, Position.number, Position.organization_code),
    ):
        outlasting = or_(table.valid_to.is_(None), table.valid_to > end)
        found += session.scalars(select(key).where(owner == row.code, outlasting).order_by(key).limit(5)).all()
    _refuse_named(found)


def _refuse_named(found: Sequence[str]) -> None:
    if found:
        named = ", ".join(found[:5])
        raise Conflict(
            f"ยุบไม่ได้: {named} ยังอยู่ต่อหลังวันนั้น ยุบหรือย้ายก่อน",
            f"It cannot be abolished: {named} would outlast it; abolish or move them first.",
            place=named,
        )
