"""The audit event: which position did what to which object, on which ground (บันทึกการกระทำ).

A command writes exactly one event, in the transaction of its act. The table refuses UPDATE and DELETE; ``core.sealing``
chains the events into blocks. What an event says of a person is encrypted with that person's key (``core.personal``).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.authority import Acting, Basis
from app.core.database import Base
from app.core.personal import Words, decrypted, destroy_key, encrypted, key_to_write, keys_to_read
from gis.access import Read

NAME, PERSONAL = b"person_name", b"personal"
READ = "read"
READING_SECONDS = 900
"""Who reads the same object again within so many seconds leaves no further event: the cost of noting reading is bounded."""


class AuditEvent(Base):
    """One official act; ``object_kind`` and ``object_id`` are text so that the log outlives what it names.

    ``xid`` stands before ``seq``: PostgreSQL fills them in this order, so that a number is drawn by a transaction that has
    one itself. The verifier relies on that (see ``app.audit.verify``).
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("seq", name="uq_audit_event_seq"),
        CheckConstraint(r"act ~ '^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$'", name="act_pattern"),
        CheckConstraint(f"basis IN ({', '.join(repr(each.value) for each in Basis)})", name="basis_known"),
        CheckConstraint(f"class IN ({', '.join(repr(each.value) for each in Read)})", name="class_known"),
        CheckConstraint("person_name IS NULL OR person_id IS NOT NULL", name="named_person"),
        CheckConstraint("personal IS NULL OR about_id IS NOT NULL", name="about_somebody"),
        Index("ix_audit_event_cluster_xid", "cluster", "xid"),
        Index("ix_audit_event_at", "at"),
        Index("ix_audit_event_act", "act", "seq"),
        Index("ix_audit_event_object", "object_kind", "object_id", "seq"),
        Index("ix_audit_event_position", "by_position", "seq"),
        Index("ix_audit_event_person", "person_id", "seq"),
        Index("ix_audit_event_request", "request_id"),
        {"schema": "core"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    act: Mapped[str] = mapped_column(Text)
    by_position: Mapped[str] = mapped_column(Text)
    by_title: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    request_id: Mapped[str | None] = mapped_column(Text)
    order_no: Mapped[str | None] = mapped_column(Text)
    appointment_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    person_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    person_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    about_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    personal: Mapped[bytes | None] = mapped_column(LargeBinary)
    class_: Mapped[str] = mapped_column("class", Text, server_default="internal")
    cluster: Mapped[int] = mapped_column(BigInteger, server_default=text("core.cluster_identity()"))
    xid: Mapped[int] = mapped_column(BigInteger, server_default=func.txid_current())
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))


@dataclass(frozen=True, slots=True)
class Revealed:
    """What an event says of persons: the name of who acted, and the personal part.

    ``is_erased``: there was such a word, and its key has been destroyed; ``is_locked``: the master key is another one.
    """

    name: str | None = None
    personal: Mapping[str, object] | None = None
    is_erased: bool = False
    is_locked: bool = False


@overload
def record(
    session: Session,
    by: Acting,
    act: str,
    object_kind: str,
    object_id: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    personal: Words | None = None,
    about: uuid.UUID | None = None,
    class_: Read = Read.INTERNAL,
    **detail: object,
) -> None: ...
@overload
def record(session: Session, by: Acting, act: str, object_kind: str, object_id: str, **detail: Any) -> None: ...
def record(
    session: Session,
    by: Acting,
    act: str,
    object_kind: str,
    object_id: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    personal: Words | None = None,
    about: uuid.UUID | None = None,
    class_: Read = Read.INTERNAL,
    **detail: object,
) -> None:
    """Leave the event of ``act`` (``<object>.<verb in the past>``) in the caller's transaction.

    ``before``, ``after`` and ``detail`` stay readable for ever: whatever says something of a person belongs into
    ``personal``, with the person it is ``about`` (by default who acts). ``class_`` is the class of what they tell.
    """
    event_id = uuid.uuid4()
    whom = about or by.person_id
    if personal is not None and whom is None:
        raise ValueError("personal words need the person they are about")
    session.flush()
    session.execute(
        insert(AuditEvent.__table__),  # type: ignore[arg-type]
        {
            "id": event_id,
            "act": act,
            "by_position": by.position,
            "by_title": by.title,
            "basis": by.basis.value,
            "object_kind": object_kind,
            "object_id": object_id,
            "detail": detail,
            "request_id": by.request_id,
            "order_no": by.order_no,
            "appointment_id": by.appointment_id,
            "person_id": by.person_id,
            "person_name": _sealed(session, by.person_id, {"name": by.person}, event_id.bytes + NAME),
            "before": before,
            "after": after,
            "about_id": whom if personal is not None else about,
            "personal": _sealed(session, whom, personal, event_id.bytes + PERSONAL),
            "class": class_.value,
        },
    )


def record_reading(
    session: Session, by: Acting, object_kind: str, object_id: str, *, class_: Read = Read.INTERNAL, **detail: object
) -> None:
    """Note that a protected object was read, at most once in a quarter of an hour for each position, person and object."""
    if not was_read_lately(session, by, object_kind, object_id):
        told: dict[str, Any] = dict(detail)
        record(session, by, f"{object_kind}.{READ}", object_kind, object_id, class_=class_, **told)


def was_read_lately(session: Session, by: Acting, object_kind: str, object_id: str) -> bool:
    """Whether this person, in this position, left the event of reading this object a moment ago."""
    lately = select(AuditEvent.id).where(
        AuditEvent.object_kind == object_kind,
        AuditEvent.object_id == object_id,
        AuditEvent.act == f"{object_kind}.{READ}",
        AuditEvent.by_position == by.position,
        AuditEvent.person_id.is_not_distinct_from(by.person_id),
        AuditEvent.at > func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 0, 0, READING_SECONDS),
    )
    return session.scalar(lately.limit(1)) is not None


def forget(session: Session, person_id: uuid.UUID) -> None:
    """Destroy the key of a person: every word about him is unreadable for ever, and the chain still verifies.

    The caller's command records the erasure.
    """
    destroy_key(session, person_id)


def reveal(session: Session, events: Iterable[AuditEvent]) -> dict[uuid.UUID, Revealed]:
    """What events say of persons, by the id of the event; for those alone who may read the log."""
    asked = list(events)
    persons = {person for event in asked for person in (event.person_id, event.about_id) if person is not None}
    keys = keys_to_read(session, persons)
    return {event.id: _revealed(event, keys) for event in asked}


def _revealed(event: AuditEvent, keys: Mapping[uuid.UUID, bytes | None]) -> Revealed:
    parts = ((event.person_name, event.person_id, NAME), (event.personal, event.about_id, PERSONAL))
    there = [(sealed, person, event.id.bytes + place) for sealed, person, place in parts if sealed is not None]
    erased = any(person is not None and keys.get(person, b"") is None for _, person, _ in there)
    opened = {place[16:]: _opened(keys, person, sealed, place) for sealed, person, place in there}
    name, personal = opened.get(NAME), opened.get(PERSONAL)
    locked = any(words is None for words in opened.values()) and not erased
    return Revealed(None if name is None else str(name["name"]), personal, erased, locked)


def _opened(
    keys: Mapping[uuid.UUID, bytes | None], person: uuid.UUID | None, sealed: bytes, place: bytes
) -> dict[str, object] | None:
    key = None if person is None else keys.get(person)
    return None if key is None else decrypted(key, sealed, place)


def _sealed(session: Session, person_id: uuid.UUID | None, words: Words | None, place: bytes) -> bytes | None:
    """Encrypted words about a person; nothing of one who has been erased, nor where nobody is a person."""
    if person_id is None or words is None:
        return None
    key = key_to_write(session, person_id)
    return None if key is None else encrypted(key, words, place)
