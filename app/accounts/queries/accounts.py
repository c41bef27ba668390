"""The accounts as an administrator sees them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Account, RecoveryCode, UserSession
from app.core.authority import Viewer
from app.core.permissions import Permission
from app.organizations.models import Appointment, Person, Position, RoleGrant, RolePermission
from app.organizations.models.force import exists_now, in_force

MOST = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """One account with its person, the titles that the person holds now, and where it is signed in."""

    id: uuid.UUID
    username: str
    person_id: uuid.UUID
    person_th: str | None
    person_en: str | None
    titles_th: list[str]
    titles_en: list[str]
    must_change: bool
    has_factor: bool
    has_password: bool
    oidc_subject: str | None
    created_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None
    is_synthetic: bool
    living: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who has no account yet."""

    person_id: uuid.UUID
    name_th: str
    name_en: str | None
    title_th: str | None
    title_en: str | None


def accounts(session: Session, *, viewer: Viewer) -> list[Listed]:
    """All accounts by username; organisations outside the viewer's reach are left out."""
    return [Listed(**row._mapping) for row in session.execute(_listed(viewer).order_by(Account.username).limit(MOST))]


def account(session: Session, account_id: uuid.UUID, *, viewer: Viewer) -> Listed | None:
    """One account; None also where it lies outside the viewer's reach."""
    row = session.execute(_listed(viewer).where(Account.id == account_id)).one_or_none()
    return None if row is None else Listed(**row._mapping)


def by_username(session: Session, username: str, *, viewer: Viewer) -> Account | None:
    """The account of a name, for the door."""
    del viewer
    return session.scalars(select(Account).where(Account.username == username)).one_or_none()


def by_subject(session: Session, issuer: str, subject: str, *, viewer: Viewer) -> Account | None:
    """The account that an administrator has linked with this subject of the issuer."""
    del viewer
    asked = select(Account).where(Account.oidc_issuer == issuer, Account.oidc_subject == subject)
    return session.scalars(asked).one_or_none()


def person_name(session: Session, person_id: uuid.UUID, *, viewer: Viewer) -> str:
    """How the log names a person."""
    del viewer
    return session.scalar(select(Person.name_th).where(Person.id == person_id)) or ""


def candidates(session: Session, *, viewer: Viewer) -> list[Candidate]:
    """Persons without an account, who hold a position first."""
    asked = (
        select(
            Person.id.label("person_id"),
            Person.name_th,
            Person.name_en,
            func.min(Position.title_th).label("title_th"),
            func.min(Position.title_en).label("title_en"),
        )
        .outerjoin(Appointment, (Appointment.person_id == Person.id) & in_force(Appointment))
        .outerjoin(Position, Position.number == Appointment.position_number)
        .where(Person.erased_on.is_(None), ~select(Account.id).where(Account.person_id == Person.id).exists())
        .group_by(Person.id)
        .order_by(func.count(Position.number) == 0, Person.name_th.collate("th-x-icu"))
        .limit(MOST)
    )
    if viewer.agencies is not None:
        asked = asked.where(Position.organization_code.is_(None) | Position.organization_code.in_(viewer.agencies))
    return [Candidate(**row._mapping) for row in session.execute(asked)]


def recovery_codes_left(session: Session, account_id: uuid.UUID, *, viewer: Viewer) -> int:
    """Codes on paper that have not been used."""
    del viewer
    asked = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(asked) or 0


def has_administrator(session: Session, *, viewer: Viewer) -> bool:
    """Whether anybody real can sign in and administer accounts."""
    del viewer
    asked = (
        select(Account.id)
        .join(Appointment, (Appointment.person_id == Account.person_id) & in_force(Appointment))
        .join(Position, (Position.number == Appointment.position_number) & exists_now())
        .join(RoleGrant, (RoleGrant.position_number == Position.number) & in_force(RoleGrant))
        .join(RolePermission, RolePermission.role_code == RoleGrant.role_code)
        .where(
            Account.disabled_at.is_(None),
            ~Account.is_synthetic,
            RolePermission.permission == Permission.ACCOUNT_ADMINISTER,
        )
    )
    return bool(session.scalar(select(asked.exists())))


def _listed(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    held = (
        select(
            func.coalesce(func.array_agg(Position.title_th), []).label("th"),
            func.coalesce(func.array_agg(Position.title_en), []).label("en"),
            func.bool_and(_within(viewer)).label("is_within"),
        )
        .select_from(Appointment)
        .join(Position, Position.number == Appointment.position_number)
        .where(Appointment.person_id == Account.person_id, in_force(Appointment))
        .lateral()
    )
    living = (
        select(func.count())
        .where(UserSession.account_id == Account.id, UserSession.is_living())
        .scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Account.id, Account.username, Account.person_id, Person.name_th.label("person_th"),
            Person.name_en.label("person_en"), held.c.th.label("titles_th"), held.c.en.label("titles_en"),
            Account.must_change, Account.totp_confirmed_at.is_not(None).label("has_factor"),
            Account.password_hash.is_not(None).label("has_password"), Account.oidc_subject, Account.created_at,
            Account.signed_in_at, Account.disabled_at, Account.is_synthetic, living.label("living"),
        )
        .join(Person, Person.id == Account.person_id)
        .join(held, true())
        .where(func.coalesce(held.c.is_within, True))
    )  # fmt: skip


def _within(viewer: Viewer) -> ColumnElement[bool]:
    return true() if viewer.agencies is None else Position.organization_code.in_(viewer.agencies)
