"""Counting guesses: a name with too many failures in a row is locked for a while, whether an account has it or not."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Attempt
from app.accounts.rules import FORGOTTEN_AFTER, lock_until


def take_attempt(session: Session, name_hash: bytes) -> datetime | None:
    """Count a guess before it is tried, so that guesses at the same moment cannot pass together.

    None: it may be tried. Otherwise until when the name is locked.
    """
    now = datetime.now(UTC)
    session.execute(insert(Attempt).values(name_hash=name_hash).on_conflict_do_nothing())
    attempt = session.scalars(select(Attempt).where(Attempt.name_hash == name_hash).with_for_update()).one()
    if attempt.locked_until is not None and attempt.locked_until > now:
        return attempt.locked_until
    attempt.failures = 1 if attempt.last_at < now - FORGOTTEN_AFTER else attempt.failures + 1
    attempt.last_at, attempt.locked_until = now, lock_until(attempt.failures, now)
    session.flush()
    return None


def give_back(session: Session, name_hash: bytes) -> None:
    """Undo a guess that could not be tried."""
    attempt = session.get(Attempt, name_hash, with_for_update=True)
    if attempt is not None and attempt.failures > 0:
        attempt.failures, attempt.locked_until = attempt.failures - 1, None
        session.flush()


def forgive(session: Session, *name_hashes: bytes) -> None:
    """Forget the failures under these names, and those that are long past."""
    past = Attempt.last_at < datetime.now(UTC) - 2 * FORGOTTEN_AFTER
    session.execute(delete(Attempt).where(Attempt.name_hash.in_(name_hashes) | past))
