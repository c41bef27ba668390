"""Accounts of persons, their sessions, and what guards them."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    and_,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.rules import Ended
from app.core.database import Base
from app.core.permissions import Permission

SCHEMA = {"schema": "accounts"}
DIGEST = 32
"""Bytes of SHA-256."""


class Account(Base):
    """What a person signs in with (บัญชีผู้ใช้). It gives no power: powers come with the position taken."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("person_id", name="uq_account_person"),
        UniqueConstraint("username", name="uq_account_username"),
        UniqueConstraint("oidc_issuer", "oidc_subject", name="uq_account_oidc"),
        CheckConstraint("username = lower(normalize(username, NFC))", name="username_normal"),
        CheckConstraint("username ~ '^[^[:space:][:cntrl:]]{3,64}$'", name="username_pattern"),
        CheckConstraint("password_hash ~ '^[$]argon2id[$]'", name="password_hashed"),
        CheckConstraint("num_nonnulls(totp_confirmed_at, totp_last_step) = 0 OR totp_secret IS NOT NULL",
                        name="factor_has_secret"),
        CheckConstraint("num_nonnulls(oidc_issuer, oidc_subject) IN (0, 2)", name="oidc_whole"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.person.id", ondelete="CASCADE"))
    username: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    must_change: Mapped[bool] = mapped_column(server_default=text("true"))
    password_set_by: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    """The person who gave the password that must be changed; he may not also reset the second factor."""
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed by ``app.accounts.seals`` under the account's id."""
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    factor_reset_by: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    oidc_issuer: Mapped[str | None] = mapped_column(Text)
    oidc_subject: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    signed_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class RecoveryCode(Base):
    """A code on paper that stands in once for the second factor (รหัสกู้คืน)."""

    __tablename__ = "recovery_code"
    __table_args__ = (CheckConstraint(f"octet_length(code_hash) = {DIGEST}", name="hashed"), SCHEMA)

    account_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.account.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Attempt(Base):
    """Failures in a row under a name, whether an account has it or not, so that a lock tells nobody which names exist.

    The name stands as a keyed hash: people type passwords where names belong.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint(f"octet_length(name_hash) = {DIGEST}", name="hashed"),
        CheckConstraint("failures >= 0", name="failures_positive"),
        SCHEMA,
    )

    name_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, server_default="0")
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UserSession(Base):
    """Somebody signed in at one browser (การเข้าใช้ครั้งหนึ่ง), acting in the capacity that he took there.

    The row knows the SHA-256 of the cookie, so that who reads the table cannot sign in with it.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("number", name="uq_session_number"),
        CheckConstraint(f"octet_length(id_hash) = {DIGEST}", name="hashed"),
        CheckConstraint("length(token) >= 32", name="token_long"),
        CheckConstraint("delegation_id IS NULL OR appointment_id IS NOT NULL", name="delegation_of_appointment"),
        CheckConstraint("idle_until <= ends_at AND ends_at > created_at", name="ends"),
        CheckConstraint("ends_at <= created_at + interval '12 hours'", name="ends_within_half_a_day"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_for_a_reason"),
        CheckConstraint(f"ended_why IN ({', '.join(repr(why.value) for why in Ended)})", name="ended_why_known"),
        Index("ix_session_account", "account_id"),
        SCHEMA,
    )

    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    number: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid.uuid4)
    """What pages and the audit log call it by."""
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.account.id", ondelete="CASCADE"))
    appointment_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("organizations.appointment.id", ondelete="CASCADE")
    )
    delegation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("organizations.delegation.id", ondelete="CASCADE")
    )
    token: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    idle_until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    address: Mapped[str | None] = mapped_column(Text)
    user_agent: Mapped[str | None] = mapped_column(Text)
    second_factor_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_why: Mapped[str | None] = mapped_column(Text)

    @classmethod
    def is_living(cls) -> ColumnElement[bool]:
        """The condition that a session is still good."""
        return and_(cls.ended_at.is_(None), cls.idle_until > func.now(), cls.ends_at > func.now())


class SecondFactorRule(Base):
    """A permission that asks for the second factor (อำนาจที่ต้องยืนยันตัวตนสองชั้น): who has it acts only after a code."""

    __tablename__ = "second_factor_rule"
    __table_args__ = (
        CheckConstraint(
            f"permission IN ({', '.join(repr(each.value) for each in Permission)})", name="permission_known"
        ),
        SCHEMA,
    )

    permission: Mapped[str] = mapped_column(Text, primary_key=True)
