"""The first administrator of an installation, and the accounts of the demonstration; both from the terminal only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.commands.administration import create_account
from app.accounts.models import Account, Channel
from app.accounts.queries.accounts import has_administrator
from app.accounts.queries.demo import Part
from app.core import audit
from app.core.authority import EVERYTHING, Acting
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.organizations.models import Appointment, Organization, Person, Position, Role, RoleGrant, RolePermission
from app.organizations.models.force import exists_now, in_force
from app.organizations.rules import AppointmentKind, OrganizationKind, Reach

ROLE, POSITION, OFFICE = "system-administrator", "ADMIN-1", "system-office"
ORDER = "./phaen account first"
PERMISSIONS = (
    Permission.ACCOUNT_ADMINISTER, Permission.KEY_ADMINISTER, Permission.ORGANIZATION_EDIT,
    Permission.APPOINTMENT_ORDER, Permission.ROLE_GRANT,
)  # fmt: skip


def make_first_administrator(
    session: Session, name: str, username: str, password_hash: str, *, by: Acting, on: date
) -> uuid.UUID:
    """A person in the position that administers, with an account. Raises Conflict when somebody can administer already."""
    by.must(Permission.ACCOUNT_ADMINISTER)
    if has_administrator(session, viewer=EVERYTHING):
        raise Conflict(
            "มีผู้ดูแลระบบแล้ว ให้ผู้นั้นสร้างบัญชีอื่น หรือตั้งรหัสผ่านใหม่ด้วย ./phaen account reset",
            "There is an administrator, who makes further accounts; or reset a password with ./phaen account reset.",
        )
    person = Person(name_th=name)
    session.add(person)
    session.flush()
    position = _vacant_post(session) or _new_post(session, on)
    session.add(
        Appointment(
            person_id=person.id, position_number=position, kind=AppointmentKind.SUBSTANTIVE, order_no=ORDER, order_on=on,
            valid_from=on,
        )
    )  # fmt: skip
    session.flush()
    account_id = create_account(session, person.id, username, password_hash, by=by)
    audit.record(session, by, "administrator.made", "position", position, account=str(account_id))
    return account_id


def make_demo_accounts(session: Session, parts: Sequence[tuple[Part, str]], *, by: Acting) -> int:
    """Accounts for the cast, each with the hash of a password of its own; those of before are replaced."""
    by.must(Permission.DEMO_LOAD)
    session.execute(delete(Account).where(Account.is_synthetic))
    for part, password_hash in parts:
        session.add(
            Account(
                person_id=part.person_id, username=part.username, password_hash=password_hash, must_change=False,
                is_synthetic=True,
            )
        )  # fmt: skip
    session.flush()
    audit.record(session, by, "demo.accounts_made", "demo", "accounts", count=len(parts))
    return len(parts)


def remove_synthetic_accounts(session: Session, *, by: Acting) -> dict[str, int]:
    """Take the demonstration's accounts and channels away, with their sessions and keys."""
    by.must(Permission.DEMO_LOAD)
    accounts = session.scalars(delete(Account).where(Account.is_synthetic).returning(Account.id)).all()
    invented = select(Organization.code).where(Organization.is_synthetic)
    channels = session.scalars(
        delete(Channel).where(Channel.organization_code.in_(invented)).returning(Channel.id)
    ).all()
    counts = {"accounts": len(accounts), "channels": len(channels)}
    audit.record(session, by, "demo.accounts_removed", "demo", "accounts", **counts)
    return counts


def _vacant_post(session: Session) -> str | None:
    """A real position that administers accounts and that nobody holds."""
    held = select(Appointment.id).where(Appointment.position_number == Position.number, in_force(Appointment)).exists()
    asked = (
        select(Position.number)
        .join(RoleGrant, (RoleGrant.position_number == Position.number) & in_force(RoleGrant))
        .join(RolePermission, RolePermission.role_code == RoleGrant.role_code)
        .where(RolePermission.permission == Permission.ACCOUNT_ADMINISTER, exists_now(), ~Position.is_synthetic, ~held)
        .order_by(Position.number)
        .limit(1)
    )
    return session.scalar(asked)


def _new_post(session: Session, on: date) -> str:
    """The position of the system's administrator, in the province's own office or in one made for it."""
    office = session.scalar(
        select(Organization.code)
        .where(Organization.kind == OrganizationKind.PROVINCE, ~Organization.is_synthetic)
        .order_by(Organization.code)
        .limit(1)
    )
    if office is None:
        office = OFFICE
        session.add(
            Organization(
                code=OFFICE, kind=OrganizationKind.PROVINCE, name_th="หน่วยงานเจ้าของระบบ",
                name_en="Office that runs the service", valid_from=on,
            )
        )  # fmt: skip
        session.flush()
    _role(session)
    session.add(
        Position(
            number=POSITION, organization_code=office, title_th="ผู้ดูแลระบบสารสนเทศ",
            title_en="System Administrator", reach=Reach.PROVINCE, valid_from=on,
        )
    )  # fmt: skip
    session.flush()
    session.add(RoleGrant(position_number=POSITION, role_code=ROLE, order_no=ORDER, valid_from=on))
    session.flush()
    return POSITION


def _role(session: Session) -> None:
    if session.get(Role, ROLE) is not None:
        return
    session.add(
        Role(
            code=ROLE, title_th="ผู้ดูแลระบบ", title_en="System administrator",
            sentence_th="ดูแลบัญชี กุญแจ โครงสร้าง และการแต่งตั้ง แต่ไม่อ่านข้อมูลลับ",
            sentence_en="Administers accounts, keys, structure and appointments, and reads nothing confidential.",
        )
    )  # fmt: skip
    session.flush()
    session.add_all(RolePermission(role_code=ROLE, permission=permission) for permission in PERMISSIONS)
    session.flush()
