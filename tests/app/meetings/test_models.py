"""Each rule of the tables of meetings, and a row that breaks it; and the guard of what is closed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to

ONE = "00000000-0000-0000-0000-000000000001"
TWO = "00000000-0000-0000-0000-000000000002"
UNKNOWN = "00000000-0000-0000-0000-000000000009"
COMMITTEE = "INSERT INTO organizations.committee (code, title_th, title_en, valid_from) VALUES ('board', 'ก', 'a', '2020-01-01')"


def row(table: str, values: dict[str, str | None]) -> str:
    written = ", ".join("NULL" if value is None else f"'{value}'" for value in values.values())
    return f"INSERT INTO meetings.{table} ({', '.join(values)}) VALUES ({written})"


def meeting(**given: str | None) -> str:
    """A meeting of the board in March 2569, with some of its values replaced."""
    values: dict[str, str | None] = {
        "id": TWO,
        "committee_code": "board",
        "number": "2",
        "year": "2569",
        "held_on": "2026-03-02",
        "place": "p",
    }
    return row("meeting", values | given)


def item(**given: str | None) -> str:
    values: dict[str, str | None] = {"id": TWO, "meeting_id": ONE, "number": "2", "title_th": "ก", "kind": "other"}
    return row("agenda_item", values | given)


def resolution(**given: str | None) -> str:
    values = {
        "id": TWO, "meeting_id": ONE, "item_id": ONE, "number": "2", "text_th": "ก", "text_en": None,
        "decided_on": "2026-03-02", "outcome": "adopted", "subject_kind": None, "subject_id": None,
    }  # fmt: skip
    return row("resolution", values | given)


@pytest.fixture
def rows(owner: Session) -> Session:
    """A meeting with an item and a resolution, as the owner of the tables."""
    for statement in (
        COMMITTEE, meeting(id=ONE, number="1"), item(id=ONE, number="1"), resolution(id=ONE, number="1"),
    ):  # fmt: skip
        owner.execute(text(statement))
    return owner


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (meeting(id=ONE), "pk_meeting"),
        (meeting(committee_code="none"), "fk_meeting_committee_code"),
        (meeting(number="1"), "uq_meeting_committee_code"),
        (meeting(number="0"), "ck_meeting_number_positive"),
        (meeting(year="2701", held_on="2158-01-01"), "ck_meeting_year_be"),
        (meeting(held_on="2025-09-30"), "ck_meeting_held_in_its_year"),
        (meeting(place=" "), "ck_meeting_placed"),
        (meeting(state="hoped", closed_at="2026-03-02"), "ck_meeting_state_known"),
        (meeting(state="held"), "ck_meeting_closed_once"),
        (meeting(closed_at="2026-03-02"), "ck_meeting_closed_once"),
        (meeting(state="cancelled", closed_at="2026-03-02"), "ck_meeting_cancelled_with_a_reason"),
        (meeting(reason="r"), "ck_meeting_cancelled_with_a_reason"),
        (item(id=ONE), "pk_agenda_item"),
        (item(meeting_id=UNKNOWN), "fk_agenda_item_meeting_id"),
        (item(number="1"), "uq_agenda_item_meeting_id"),
        (item(number="0"), "ck_agenda_item_number_positive"),
        (item(title_th=" "), "ck_agenda_item_titled"),
        (item(kind="lunch"), "ck_agenda_item_kind_known"),
        (resolution(id=ONE), "pk_resolution"),
        (resolution(meeting_id=UNKNOWN, item_id=None), "fk_resolution_meeting_id"),
        (f"{meeting()}; {resolution(meeting_id=TWO)}", "fk_resolution_item_of_meeting"),
        (resolution(number="1"), "uq_resolution_meeting_id"),
        (resolution(number="0"), "ck_resolution_number_positive"),
        (resolution(text_th=" "), "ck_resolution_worded"),
        (resolution(text_en=" "), "ck_resolution_worded"),
        (resolution(decided_on="2569-03-02"), "ck_resolution_common_era"),
        (resolution(outcome="perhaps"), "ck_resolution_outcome_known"),
        (resolution(subject_kind="plan"), "ck_resolution_subject_whole"),
        (resolution(subject_kind="Plan", subject_id="x"), "ck_resolution_subject_pattern"),
        (resolution(subject_kind="plan", subject_id=" "), "ck_resolution_subject_pattern"),
    ],
)
def test_the_database_refuses_nonsense(rows: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), rows.begin_nested():
        rows.execute(text(statement))


CLOSED = f"UPDATE meetings.meeting SET state = 'held', closed_at = now() WHERE id = '{ONE}'"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings.meeting SET place = 'elsewhere'",
        "UPDATE meetings.meeting SET state = 'planned', closed_at = NULL",
        "DELETE FROM meetings.meeting",
        item(),
        resolution(),
        "UPDATE meetings.resolution SET outcome = 'rejected'",
        "UPDATE meetings.agenda_item SET title_th = 'ข'",
        "DELETE FROM meetings.resolution",
        "DELETE FROM meetings.agenda_item",
    ],
)
def test_not_even_the_owner_changes_a_closed_meeting(rows: Session, statement: str) -> None:
    rows.execute(text(CLOSED))
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement))


def test_a_resolution_is_never_rewritten_and_a_real_meeting_never_deleted(rows: Session) -> None:
    for statement in (
        "UPDATE meetings.resolution SET text_th = 'ข'", "DELETE FROM meetings.resolution", "DELETE FROM meetings.meeting",
        "UPDATE meetings.meeting SET is_synthetic = true",
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
            rows.execute(text(statement))


@pytest.mark.parametrize("table", ["meeting", "agenda_item", "resolution"])
def test_not_even_the_owner_empties_a_table(toy_database: Database, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(toy_database, Role.OWNER) as owner:
        owner.execute(text(f"TRUNCATE meetings.{table} CASCADE"))


def test_the_database_itself_shows_the_public_only_what_was_held(session: Session) -> None:
    for statement in (
        COMMITTEE, meeting(id=ONE, number="1"), item(id=ONE, number="1"), resolution(id=ONE, number="1"),
        meeting(), item(meeting_id=TWO), resolution(meeting_id=TWO, item_id=TWO), CLOSED,
    ):  # fmt: skip
        session.execute(text(statement))
    show_to(session, PUBLIC)
    seen = {
        table: session.scalar(text(f"SELECT count(*) FROM meetings.{table}"))
        for table in ("meeting", "agenda_item", "resolution")
    }
    assert seen == {"meeting": 1, "agenda_item": 1, "resolution": 1}
