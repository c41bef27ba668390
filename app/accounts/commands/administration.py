"""What an administrator of accounts does. Nobody does it to himself, nor beyond the organisations of his position."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.ending import end_all
from app.accounts.guarding import forgive
from app.accounts.models import Account, RecoveryCode
from app.accounts.rules import USERNAME, Ended, normal_name
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.organizations.models import Appointment, Person, Position
from app.organizations.models.force import in_force

ADMINISTER = Permission.ACCOUNT_ADMINISTER


def create_account(
    session: Session, person_id: uuid.UUID, username: str, password_hash: str, *, by: Acting, is_synthetic: bool = False
) -> uuid.UUID:
    """An account for a person, with a password that must be changed. Raises NotFound, Invalid and Conflict."""
    by.must(ADMINISTER)
    _must_reach(session, by, person_id)
    person = session.get(Person, person_id)
    if person is None or person.erased_on is not None:
        raise NotFound("ไม่มีบุคคลนี้", "There is no such person.", place="person")
    name = normal_name(username)
    if not USERNAME.match(name):
        raise Invalid(
            "ชื่อผู้ใช้ต้องยาว 3–64 ตัวอักษร ไม่มีช่องว่าง", "A username has 3 to 64 characters and no space.", place="username"
        )
    account = Account(
        person_id=person_id, username=name, password_hash=password_hash, must_change=not is_synthetic,
        password_set_by=by.person_id, is_synthetic=is_synthetic,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(account)
            session.flush()
    except IntegrityError as error:
        raise _taken(str(error.orig)) from None
    audit.record(
        session, by, "account.created", "account", str(account.id), personal={"username": name}, about=person_id
    )
    return account.id


def reset_password(
    session: Session, account_id: uuid.UUID, password_hash: str, name_hash: bytes, *, by: Acting
) -> None:
    """A password that must be changed at the next sign-in; every session of the account ends, and its lock."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    if account.factor_reset_by is not None and account.factor_reset_by == by.person_id:
        raise _one_of_two()
    account.password_hash, account.must_change, account.password_set_by = password_hash, True, by.person_id
    end_all(session, account.id, Ended.PASSWORD)
    forgive(session, name_hash)
    _note(session, by, "account.password_reset", account)


def reset_second_factor(session: Session, account_id: uuid.UUID, *, by: Acting) -> None:
    """Take the second factor off, for one who has lost it. Raises Forbidden for who has just given the password."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    if account.must_change and account.password_set_by is not None and account.password_set_by == by.person_id:
        raise _one_of_two()
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    account.factor_reset_by = by.person_id
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    end_all(session, account.id, Ended.FACTOR)
    _note(session, by, "account.factor_reset", account)


def unlock(session: Session, account_id: uuid.UUID, *name_hashes: bytes, by: Acting) -> None:
    """Forget the failed attempts under the account's name."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    forgive(session, *name_hashes)
    _note(session, by, "account.unlocked", account)


def disable(session: Session, account_id: uuid.UUID, *, by: Acting) -> None:
    """Nobody signs in with it any more; every session ends."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    account.disabled_at = account.disabled_at or datetime.now(UTC)
    end_all(session, account.id, Ended.DISABLED)
    _note(session, by, "account.disabled", account)


def enable(session: Session, account_id: uuid.UUID, *, by: Acting) -> None:
    """It may be used again."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    account.disabled_at = None
    _note(session, by, "account.enabled", account)


def end_sessions(session: Session, account_id: uuid.UUID, *, by: Acting) -> None:
    """End every session of the account; its owner may sign in again."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    end_all(session, account.id, Ended.REVOKED)
    _note(session, by, "account.sessions_ended", account)


def link_openid(
    session: Session, account_id: uuid.UUID, issuer: str | None, subject: str | None, *, by: Acting
) -> None:
    """Let who the issuer calls ``subject`` sign in to this account; None takes it back. Raises Conflict."""
    by.must(ADMINISTER)
    account = _account(session, by, account_id)
    try:
        with session.begin_nested():
            account.oidc_issuer, account.oidc_subject = (issuer, subject) if issuer and subject else (None, None)
            session.flush()
    except IntegrityError:
        raise Conflict("มีบัญชีอื่นผูกกับผู้ใช้นี้แล้ว", "Another account has that subject already.", place="subject") from None
    audit.record(session, by, "account.openid_linked", "account", str(account.id), linked=subject is not None)


def _note(session: Session, by: Acting, act: str, account: Account) -> None:
    """What was done to whose account: readable until the person is erased."""
    audit.record(
        session, by, act, "account", str(account.id), personal={"username": account.username}, about=account.person_id
    )


def _account(session: Session, by: Acting, account_id: uuid.UUID) -> Account:
    """The account of another person, within the reach of the position."""
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound("ไม่มีบัญชีนี้", "There is no such account.")
    _must_reach(session, by, account.person_id)
    return account


def _must_reach(session: Session, by: Acting, person_id: uuid.UUID) -> None:
    if by.person_id is not None and by.person_id == person_id:
        raise Forbidden(
            "ผู้ดูแลจัดการบัญชีของตนเองไม่ได้ ให้ผู้ดูแลอีกคนทำ", "Nobody administers his own account; another administrator does."
        )
    held = (
        select(Position.organization_code)
        .join(Appointment, Appointment.position_number == Position.number)
        .where(Appointment.person_id == person_id, in_force(Appointment))
    )
    for organization in session.scalars(held):
        by.must(ADMINISTER, Resource(organization=organization))


def _one_of_two() -> Forbidden:
    return Forbidden(
        "รหัสผ่านและการยืนยันสองชั้นของบัญชีเดียวกันต้องตั้งใหม่โดยผู้ดูแลคนละคน",
        "Password and second factor of one account are reset by two different administrators.",
    )


def _taken(error: str) -> Conflict:
    if "uq_account_person" in error:
        return Conflict("บุคคลนี้มีบัญชีแล้ว", "This person has an account already.", place="person")
    return Conflict("ชื่อผู้ใช้นี้มีแล้ว", "That username is taken.", place="username")
