"""What the ledger was on a day, as it was known on another: the view is the events of those days, folded by the rule."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.budgets.rules import Entry, Kind, balance
from app.core.authority import EVERYTHING
from app.core.viewing import show_to

FIRST = date(2025, 10, 1)
KINDS = (Kind.REQUESTED, Kind.ALLOCATED, Kind.CARRIED_IN)
"""What only adds, so that any order of days is possible; orders and refusals are for the lives of lines in test_ledger."""
SPAN = 60
BANGKOK = ZoneInfo("Asia/Bangkok")


@dataclass(frozen=True)
class Told:
    """An event that was true from a day and known from another one."""

    kind: Kind
    satang: int
    true_on: date
    known_on: date
    is_undone_on: date | None


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _told(kind: Kind, satang: int, true: int, late: int, undone: int | None) -> Told:
    return Told(kind, satang, _day(true), _day(true + late), None if undone is None else _day(true + late + undone))


EVENTS = st.lists(
    st.builds(_told, st.sampled_from(KINDS), st.integers(1, 10**9), st.integers(0, SPAN), st.integers(0, 20),
              st.none() | st.integers(0, 20)), max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(events=EVENTS, true=st.integers(-1, SPAN + 40), known=st.integers(-1, SPAN + 40))
def test_a_line_on_a_day_is_what_was_true_by_then_and_known_by_then(
    engine: Engine, events: list[Told], true: int, known: int
) -> None:
    true_on, known_on = _day(true), _day(known)
    seen = [Entry(one.kind, one.satang) for one in events if one.true_on <= true_on and one.known_on <= known_on]
    seen += [
        Entry(one.kind, -one.satang)
        for one in events
        if one.is_undone_on and one.is_undone_on <= min(true_on, known_on)
    ]
    expected = balance(seen)
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        line = _written(session, events)
        for name, day in (("true_on", true_on), ("known_on", known_on)):
            session.execute(text(f"SELECT set_config('phaen.{name}', :day, true)"), {"day": day.isoformat()})
        asked = text(
            "SELECT requested_baht, allocated_baht, carried_in_baht FROM published.budget_lines WHERE line_id = :line"
        )
        found = [round(float(baht) * 100) for baht in session.execute(asked, {"line": line}).one()]
        session.rollback()
    assert found == [expected.requested, expected.allocated, expected.carried_in]


def _written(session: Session, events: list[Told]) -> uuid.UUID:
    """A line of P-1 with those events; the day on which each was recorded is set back."""
    line = uuid.uuid4()
    session.execute(text("""INSERT INTO budgets.budget_line (id, reference, project_id, fiscal_year, source, class5, road)
        SELECT :line, 'AS/OF', id, 2569, 'fund', 'other', 'direct' FROM projects.project WHERE reference = 'P-1'"""),
        {"line": line})  # fmt: skip
    for one in events:
        made = uuid.uuid4()
        _event(session, line, made, one.kind, one.satang, one.true_on, one.known_on, None)
        if one.is_undone_on:
            _event(session, line, uuid.uuid4(), one.kind, -one.satang, one.is_undone_on, one.is_undone_on, made)
    return line


def _event(
    session: Session, line: uuid.UUID, key: uuid.UUID, kind: Kind, satang: int, day: date, known: date,
    reverses: uuid.UUID | None,
) -> None:  # fmt: skip
    values = {"key": key, "line": line, "kind": kind.value, "satang": satang, "day": day, "reverses": reverses,
              "known": datetime(known.year, known.month, known.day, 12, tzinfo=BANGKOK)}  # fmt: skip
    session.execute(text("""INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind,
            amount_satang, occurred_on, document_no, by_position, by_title, reverses, recorded_at)
        SELECT :key, id, project_id, 2569, 'direct', :kind, :satang, :day, 'd', 'O-2', 't', :reverses,
            CAST(:known AS timestamptz) FROM budgets.budget_line WHERE id = :line"""), values)  # fmt: skip
