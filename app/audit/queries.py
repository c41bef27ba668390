"""Questions to the audit log. Who reads it sees the acts of positions within his reach, of classes within his clearance."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from app.audit import acts
from app.audit.schemas import Asked, AskedSignatories
from app.core import audit, sealing
from app.core.audit import AuditEvent, Revealed
from app.core.authority import Basis, Resource, Viewer
from app.core.errors import Invalid, NotFound
from app.core.sealing import AuditCheck, Head
from app.organizations.models import Person, Position
from app.organizations.queries.signatories import Signatory, signatories
from app.web.words import BANGKOK

PAGE = 50
MOST_EXPORTED = 20_000
NAMESAKES = 200
HEAD_DAYS = 31


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with what it says of persons."""

    event: AuditEvent
    revealed: Revealed


@dataclass(frozen=True, slots=True)
class Page:
    """Events, the newest first, with the numbers by which the next pages begin; None where there is no such page."""

    entries: Sequence[Entry]
    count: int
    older: int | None
    newer: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The state of the chain: the last verification by the worker, the head, and how much waits to be sealed."""

    check: AuditCheck | None
    head: Head | None


@dataclass(frozen=True, slots=True)
class Signed:
    """One who could sign on a day, with how often he did; ``times`` alone for one who could not but did."""

    signatory: Signatory
    times: int


def page(session: Session, asked: Asked, *, viewer: Viewer) -> Page:
    """One page of the events that match, with the exact count of all that do."""
    matching = _matching(session, asked, viewer)
    count = session.scalar(select(func.count()).select_from(AuditEvent).where(*matching)) or 0
    forwards = asked.after is not None
    beyond = AuditEvent.seq > asked.after if forwards else AuditEvent.seq < asked.before if asked.before else true()
    order = AuditEvent.seq.asc() if forwards else AuditEvent.seq.desc()
    found = list(session.scalars(select(AuditEvent).where(*matching, beyond).order_by(order).limit(PAGE + 1)))
    is_more, events = len(found) > PAGE, found[:PAGE]
    events = events[::-1] if forwards else events
    older = events[-1].seq if events and (forwards or is_more) else None
    newer = events[0].seq if events and (is_more if forwards else asked.before is not None) else None
    return Page(_entries(session, events), count, older, newer)


def all_matching(session: Session, asked: Asked, *, viewer: Viewer) -> list[Entry]:
    """Every event that matches, for an export. Raises Invalid when there are too many to hand over at once."""
    matching = _matching(session, asked, viewer)
    newest = select(AuditEvent).where(*matching).order_by(AuditEvent.seq.desc()).limit(MOST_EXPORTED + 1)
    events = list(session.scalars(newest))
    if len(events) > MOST_EXPORTED:
        raise Invalid(
            f"เกิน {MOST_EXPORTED:,} เหตุการณ์ โปรดเลือกช่วงเวลาให้แคบลง หรือใช้ ./phaen audit export",
            f"More than {MOST_EXPORTED:,} events: narrow the period, or use ./phaen audit export.",
        )
    return _entries(session, events)


def event(session: Session, event_id: uuid.UUID, *, viewer: Viewer) -> Entry:
    """One event. Raises NotFound when there is none that this viewer may see."""
    found = session.scalar(select(AuditEvent).where(AuditEvent.id == event_id, *_within(viewer)))
    if found is None:
        raise NotFound("ไม่พบเหตุการณ์นี้", "There is no such event.")
    return _entries(session, [found])[0]


def block_of(session: Session, seq: int, *, viewer: Viewer) -> int | None:
    """The number of the block that seals an event; None while it waits."""
    del viewer
    sealed = select(sealing.AuditBlock.number).where(sealing.AuditBlock.events.contains([seq]))
    return session.scalar(sealed.limit(1))


def chain(session: Session, *, viewer: Viewer) -> Chain:
    """The state of the chain."""
    del viewer
    last = select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1)
    return Chain(session.scalar(last), sealing.head(session))


def heads(session: Session, *, viewer: Viewer) -> list[Head]:
    """The head of each of the last days on which something was sealed."""
    del viewer
    return sealing.daily_heads(session, HEAD_DAYS)


def positions(session: Session, *, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Numbers and titles of the positions within the viewer's reach."""
    asked = select(Position.number, Position.title_th, Position.title_en).order_by(Position.number)
    within = true() if viewer.agencies is None else Position.organization_code.in_(viewer.agencies)
    return [(number, th, en) for number, th, en in session.execute(asked.where(within))]


def who_could_sign(session: Session, asked: AskedSignatories, *, viewer: Viewer) -> tuple[list[Signed], int]:
    """Everyone who could use a power on a day, with how many acts they signed; and how many acts others signed."""
    resource = Resource(asked.organization, asked.area, asked.class_, asked.amount_satang)
    able = signatories(
        session, asked.permission, asked.on, viewer=viewer, resource=resource, position=asked.position or None
    )
    signed = _signed_on(session, asked, viewer)
    told = [Signed(each, signed.pop((each.position, each.person_id, each.basis), 0)) for each in able]
    return told, sum(signed.values())


def _signed_on(
    session: Session, asked: AskedSignatories, viewer: Viewer
) -> Counter[tuple[str, uuid.UUID | None, Basis]]:
    """How often each person signed acts of a power on a day, by position and basis."""
    that_day = _period(asked.on, asked.on)
    of_position = [AuditEvent.by_position == asked.position] if asked.position else []
    rows = session.execute(
        select(AuditEvent.by_position, AuditEvent.person_id, AuditEvent.basis, func.count())
        .where(AuditEvent.act.in_(acts.using(asked.permission)), *that_day, *of_position, *_within(viewer))
        .group_by(AuditEvent.by_position, AuditEvent.person_id, AuditEvent.basis)
    )
    return Counter({(position, person, Basis(basis)): times for position, person, basis, times in rows})


def _entries(session: Session, events: Sequence[AuditEvent]) -> list[Entry]:
    revealed = audit.reveal(session, events)
    return [Entry(each, revealed[each.id]) for each in events]


def _matching(session: Session, asked: Asked, viewer: Viewer) -> list[ColumnElement[bool]]:
    equal = {
        AuditEvent.act: asked.act,
        AuditEvent.object_kind: asked.kind,
        AuditEvent.object_id: asked.object,
        AuditEvent.by_position: asked.position,
        AuditEvent.basis: asked.basis,
        AuditEvent.request_id: asked.request,
    }
    chosen = [column == value for column, value in equal.items() if value]
    if asked.person:
        chosen.append(AuditEvent.person_id.in_(_persons_named(session, asked.person)))
    return [*chosen, *_period(asked.first, asked.last), *_within(viewer)]


def _persons_named(session: Session, name: str) -> list[uuid.UUID]:
    """Persons whose name holds these words: the log itself holds names encrypted only."""
    holds = [column.icontains(name, autoescape=True) for column in (Person.name_th, Person.name_en)]
    named = select(Person.id).where(or_(*holds)).limit(NAMESAKES)
    return list(session.scalars(named))


def _period(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Whole days in Thailand, both included."""
    begins = [AuditEvent.at >= _midnight(first)] if first else []
    return [*begins, *([AuditEvent.at < _midnight(last + timedelta(days=1))] if last else [])]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)


def _within(viewer: Viewer) -> list[ColumnElement[bool]]:
    """What this viewer may see of the log; acts of the system itself only with a reach over all organisations."""
    cleared: list[ColumnElement[bool]] = [AuditEvent.class_.in_(viewer.classes)]
    if viewer.agencies is None:
        return cleared
    reached = select(Position.number).where(Position.organization_code.in_(viewer.agencies))
    return [*cleared, AuditEvent.by_position.in_(reached)]
