"""Who is behind a cookie, and where somebody is signed in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, SecondFactorRule, UserSession
from app.accounts.rules import Step, browser_name, digest, next_step
from app.core.authority import Basis, Viewer
from app.core.permissions import Permission
from app.organizations.models import Appointment, Delegation, Person, Position


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session with its account and person, and the capacity taken in it."""

    id_hash: bytes
    number: uuid.UUID
    token: str
    seen_at: datetime
    ends_at: datetime
    second_factor_at: datetime | None
    appointment_id: uuid.UUID | None
    delegation_id: uuid.UUID | None
    account_id: uuid.UUID
    username: str
    person_id: uuid.UUID
    person_th: str
    person_en: str | None
    must_change: bool
    has_factor: bool
    has_password: bool
    is_synthetic: bool
    title_th: str | None
    title_en: str | None
    basis: Basis | None
    order_no: str | None
    valid_to: date | None
    guarded: frozenset[Permission]

    @property
    def step(self) -> Step:
        """What is due before he acts."""
        return next_step(
            has_factor=self.has_factor, passed=self.second_factor_at is not None, must_change=self.must_change
        )

    def lacks_factor_for(self, permissions: frozenset[Permission]) -> bool:
        """Whether such powers ask for a second factor that this session has not shown; the demo's accounts are exempt."""
        return self.second_factor_at is None and not self.is_synthetic and not self.guarded.isdisjoint(permissions)


@dataclass(frozen=True, slots=True)
class Place:
    """One browser in which somebody is signed in, as its owner or an administrator sees it."""

    number: uuid.UUID
    created_at: datetime
    seen_at: datetime
    address: str | None
    user_agent: str | None
    title_th: str | None
    title_en: str | None

    @property
    def browser(self) -> str | None:
        return browser_name(self.user_agent)


def signed_in(session: Session, cookie: str, *, viewer: Viewer) -> SignedIn | None:
    """The living session of a cookie; None when it has ended in any way, or its account or person is no more."""
    del viewer
    row = session.execute(_alive().where(UserSession.id_hash == digest(cookie))).one_or_none()
    if row is None:
        return None
    known = dict(row._mapping)
    known["basis"] = known["basis"] and Basis(known["basis"])
    known["guarded"] = frozenset(map(Permission, known["guarded"]))
    return SignedIn(**known)


def places(session: Session, account_id: uuid.UUID, *, viewer: Viewer) -> list[Place]:
    """Where an account is signed in now, the last seen first."""
    del viewer
    asked = _with_capacity(
        select(
            UserSession.number, UserSession.created_at, UserSession.seen_at, UserSession.address,
            UserSession.user_agent, Position.title_th, Position.title_en,
        ).select_from(UserSession)
    )  # fmt: skip
    asked = asked.where(UserSession.account_id == account_id, UserSession.is_living()).order_by(
        UserSession.seen_at.desc()
    )
    return [Place(**row._mapping) for row in session.execute(asked)]


def _alive() -> Select[*tuple[Any, ...]]:
    guarded = func.array(select(SecondFactorRule.permission).scalar_subquery())
    basis = case((UserSession.delegation_id.is_not(None), Basis.DELEGATED.value), else_=Appointment.kind)
    asked = select(
        UserSession.id_hash, UserSession.number, UserSession.token, UserSession.seen_at, UserSession.ends_at,
        UserSession.second_factor_at, UserSession.appointment_id, UserSession.delegation_id,
        Account.id.label("account_id"), Account.username, Account.person_id, Account.must_change, Account.is_synthetic,
        Account.totp_confirmed_at.is_not(None).label("has_factor"),
        Account.password_hash.is_not(None).label("has_password"),
        Person.name_th.label("person_th"), Person.name_en.label("person_en"),
        Position.title_th, Position.title_en, basis.label("basis"),
        func.coalesce(Delegation.order_no, Appointment.order_no).label("order_no"),
        func.coalesce(Delegation.valid_to, Appointment.valid_to).label("valid_to"), guarded.label("guarded"),
    ).select_from(UserSession)  # fmt: skip
    asked = asked.join(Account, Account.id == UserSession.account_id).join(Person, Person.id == Account.person_id)
    return _with_capacity(asked).where(
        UserSession.is_living(), Account.disabled_at.is_(None), Person.erased_on.is_(None)
    )


def _with_capacity(asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Joined to the orders of the capacity taken and to its position, where one has been taken."""
    number = func.coalesce(Delegation.from_position, Appointment.position_number)
    return (
        asked.outerjoin(Appointment, Appointment.id == UserSession.appointment_id)
        .outerjoin(Delegation, Delegation.id == UserSession.delegation_id)
        .outerjoin(Position, Position.number == number)
    )
