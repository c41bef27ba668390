"""Ending sessions as a consequence of another act; that act leaves the event."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import UserSession
from app.accounts.rules import Ended


def end_all(session: Session, account_id: uuid.UUID, why: Ended, *, but: bytes | None = None) -> None:
    """End every living session of an account, save perhaps the one of the browser that asks."""
    living = update(UserSession).where(UserSession.account_id == account_id, UserSession.ended_at.is_(None))
    if but is not None:
        living = living.where(UserSession.id_hash != but)
    session.execute(living.values(ended_at=datetime.now(UTC), ended_why=why))


def end_one(session: Session, id_hash: bytes, why: Ended) -> None:
    """End one session, if it still lives."""
    living = update(UserSession).where(UserSession.id_hash == id_hash, UserSession.ended_at.is_(None))
    session.execute(living.values(ended_at=datetime.now(UTC), ended_why=why))
