"""Coming in, taking a position, going out. Each change of what somebody may do gives the browser a new cookie."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Account, UserSession
from app.accounts.queries.sessions import SignedIn
from app.accounts.rules import IDLE, LONGEST_SESSION, Ended, digest
from app.core import audit
from app.core.authority import Acting
from app.core.errors import Forbidden

LONGEST_AGENT = 300


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody signs in."""

    address: str | None
    user_agent: str | None


def sign_in(session: Session, account: Account, browser: Browser, *, by: Acting, factor: bool = False) -> str:
    """A session for somebody who has proved who he is; the cookie that opens it. ``factor``: the proof had two."""
    now = datetime.now(UTC)
    cookie, number = _opened(
        session, account.id, browser, ends_at=now + LONGEST_SESSION, second_factor_at=now if factor else None
    )
    account.signed_in_at = now
    audit.record(session, by, "session.opened", "session", str(number), account=str(account.id))
    return cookie


def refuse_sign_in(session: Session, name_hash: bytes, browser: Browser, *, by: Acting, why: str) -> None:
    """Note a refused sign-in; the name stands as a keyed hash, since people type passwords where names belong."""
    audit.record(session, by, "session.refused", "name", name_hash.hex()[:16], why=why, address=browser.address)


def take_position(
    session: Session,
    signed: SignedIn,
    browser: Browser,
    *,
    by: Acting,
    delegation_id: uuid.UUID | None = None,
) -> str:
    """Act in a capacity from now on; ``by`` is already the capacity taken. The new cookie.

    Raises Forbidden when a step is due before, or when its powers ask for a second factor that was not shown.
    """
    if by.person_id != signed.person_id or by.appointment_id is None:
        raise Forbidden("ตำแหน่งนี้ไม่ใช่ของท่าน", "This capacity is not yours.")
    if signed.lacks_factor_for(by.powers.permissions):
        raise Forbidden("ตำแหน่งนี้ต้องยืนยันตัวตนสองชั้นก่อน", "This position asks for the second factor first.")
    _end(session, signed.id_hash, Ended.SWITCHED)
    cookie, number = _opened(
        session, signed.account_id, browser, ends_at=signed.ends_at, second_factor_at=signed.second_factor_at,
        appointment_id=by.appointment_id, delegation_id=delegation_id,
    )  # fmt: skip
    audit.record(
        session, by, "position.taken", "session", str(number), before=str(signed.number), former=signed.title_th
    )
    return cookie


def renew(session: Session, signed: SignedIn, browser: Browser, *, by: Acting, factor: bool) -> str:
    """The same session under a new cookie, after a proof; ``factor``: the second factor was shown just now."""
    _end(session, signed.id_hash, Ended.SWITCHED)
    shown = datetime.now(UTC) if factor else signed.second_factor_at
    cookie, number = _opened(session, signed.account_id, browser, ends_at=signed.ends_at, second_factor_at=shown)
    audit.record(session, by, "session.renewed", "session", str(number), before=str(signed.number), factor=factor)
    return cookie


def sign_out(session: Session, signed: SignedIn, *, by: Acting) -> None:
    """End the session."""
    _end(session, signed.id_hash, Ended.SIGNED_OUT)
    audit.record(session, by, "session.ended", "session", str(signed.number))


def end_session(session: Session, number: uuid.UUID, account_id: uuid.UUID, *, by: Acting) -> None:
    """End one session of an account from elsewhere; one that has ended stays as it is."""
    session.execute(
        update(UserSession)
        .where(UserSession.number == number, UserSession.account_id == account_id, UserSession.ended_at.is_(None))
        .values(ended_at=datetime.now(UTC), ended_why=Ended.REVOKED)
    )
    audit.record(session, by, "session.revoked", "session", str(number), account=str(account_id))


def _opened(
    session: Session,
    account_id: uuid.UUID,
    browser: Browser,
    *,
    ends_at: datetime,
    second_factor_at: datetime | None,
    appointment_id: uuid.UUID | None = None,
    delegation_id: uuid.UUID | None = None,
) -> tuple[str, uuid.UUID]:
    """A new session: the cookie that is told once, and the number that is no secret."""
    cookie, number, now = secrets.token_urlsafe(32), uuid.uuid4(), datetime.now(UTC)
    agent = browser.user_agent[:LONGEST_AGENT] if browser.user_agent else None
    session.add(
        UserSession(
            id_hash=digest(cookie), number=number, account_id=account_id, token=secrets.token_urlsafe(32),
            created_at=now, seen_at=now, idle_until=min(now + IDLE, ends_at), ends_at=ends_at,
            address=browser.address, user_agent=agent, second_factor_at=second_factor_at,
            appointment_id=appointment_id, delegation_id=delegation_id,
        )
    )  # fmt: skip
    session.flush()
    return cookie, number


def _end(session: Session, id_hash: bytes, why: Ended) -> None:
    """End a session that still lives. Raises Forbidden when another request was first."""
    living = update(UserSession).where(UserSession.id_hash == id_hash, UserSession.ended_at.is_(None))
    ended = session.execute(living.values(ended_at=datetime.now(UTC), ended_why=why).returning(UserSession.number))
    if ended.one_or_none() is None:
        raise Forbidden("การเข้าใช้นี้สิ้นสุดแล้ว", "This session has ended.")
