"""What somebody does about his own account: password and second factor."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.ending import end_all
from app.accounts.models import Account, RecoveryCode
from app.accounts.queries.sessions import SignedIn
from app.accounts.rules import Ended, digest
from app.accounts.seals import Seals
from app.accounts.second_factor import normal_code, recovery_codes, step_of
from app.core import audit
from app.core.authority import Acting


def change_password(session: Session, signed: SignedIn, password_hash: str, *, by: Acting) -> None:
    """A new password of his own; it ends the account's sessions everywhere else."""
    account = _account(session, signed)
    account.password_hash, account.must_change, account.password_set_by = password_hash, False, None
    end_all(session, account.id, Ended.PASSWORD, but=signed.id_hash)
    audit.record(session, by, "account.password_changed", "account", str(account.id))


def confirm_second_factor(session: Session, signed: SignedIn, sealed: bytes, step: int, *, by: Acting) -> list[str]:
    """Take the secret into use, and give new recovery codes; it ends the account's sessions everywhere else."""
    account = _account(session, signed)
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = sealed, datetime.now(UTC), step
    account.factor_reset_by = None
    codes = recovery_codes()
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.add_all(RecoveryCode(account_id=account.id, code_hash=digest(normal_code(code))) for code in codes)
    end_all(session, account.id, Ended.FACTOR, but=signed.id_hash)
    audit.record(session, by, "account.factor_confirmed", "account", str(account.id), recovery_codes=len(codes))
    return codes


def use_recovery_code(session: Session, signed: SignedIn, code: str, *, by: Acting) -> bool:
    """Whether this is a recovery code not yet used; it is used now."""
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == signed.account_id,
            RecoveryCode.code_hash == digest(normal_code(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=datetime.now(UTC))
        .returning(RecoveryCode.account_id)
    ).one_or_none()
    if used is None:
        return False
    audit.record(session, by, "account.recovery_code_used", "account", str(signed.account_id))
    return True


def use_code(session: Session, signed: SignedIn, code: str, seals: Seals, *, by: Acting) -> bool:
    """Whether this is a code of the second factor that has not been used: a step is good once only."""
    account = _account(session, signed)
    opened = seals.opened(account.totp_secret, str(account.id)) if account.totp_secret is not None else None
    step = step_of(opened.decode(), code, datetime.now(UTC)) if opened is not None else None
    if step is None or (account.totp_last_step is not None and step <= account.totp_last_step):
        return False
    account.totp_last_step = step
    audit.record(session, by, "account.code_used", "account", str(account.id))
    return True


def _account(session: Session, signed: SignedIn) -> Account:
    """The row, held until the end of the transaction, so that two requests cannot both use a step."""
    return session.get_one(Account, signed.account_id, with_for_update=True)
