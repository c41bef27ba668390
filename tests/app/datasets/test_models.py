"""Each rule of the tables of datasets, and a row that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role

DATASET = "INSERT INTO datasets.dataset (id, title_th, title_en, geometry_type, custodian, source, class) VALUES "
FEATURE = "INSERT INTO datasets.feature (dataset_id, geom, attributes, class, area_code) VALUES "
UNKNOWN = "00000000-0000-0000-0000-000000000009"
DECIDED = {"decided_at": "2026-01-01", "decider_position": "O-1", "decider_basis": "substantive"}
POINT = "'SRID=4326;POINT(100 15)'"


def change(**given: str | None) -> str:
    """A proposal to publish the roads, with some of its values replaced."""
    values = {
        "id": "00000000-0000-0000-0000-000000000001", "dataset_id": "roads", "from_class": "internal",
        "to_class": "public", "reason": "r", "legal_basis": "l", "proposer_position": "O-2", "proposer_title": "t",
        "proposer_basis": "substantive",
    } | given  # fmt: skip
    written = ", ".join("NULL" if value is None else f"'{value}'" for value in values.values())
    return f"INSERT INTO datasets.class_change ({', '.join(values)}) VALUES ({written})"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (DATASET + "('Wells', 't', 't', 'Point', 'c', 's', 'public')", "ck_dataset_id_pattern"),
        (DATASET + "('w', 't', 't', 'Curve', 'c', 's', 'public')", "ck_dataset_geometry_type_known"),
        (DATASET + "('w', 't', 't', 'Point', 'c', 's', 'secret')", "ck_dataset_class_known"),
        (DATASET + "('roads', 't', 't', 'Point', 'c', 's', 'public')", "pk_dataset"),
        (DATASET + "('w', NULL, 't', 'Point', 'c', 's', 'public')", "title_th"),
        (DATASET + "('w', ' ', 't', 'Point', 'c', 's', 'public')", "ck_dataset_titled"),
        (DATASET + "('w', 't', '', 'Point', 'c', 's', 'public')", "ck_dataset_titled"),
        (FEATURE + f"('nothing', {POINT}, '{{}}', 'public', NULL)", "fk_feature_dataset_id"),
        (FEATURE + f"('roads', {POINT}, '[]', 'public', NULL)", "ck_feature_attributes_object"),
        (FEATURE + f"('roads', {POINT}, '{{}}', 'secret', NULL)", "ck_feature_class_known"),
        (FEATURE + f"('roads', {POINT}, '{{}}', 'public', '98010')", "ck_feature_area_code_pattern"),
        (
            FEATURE + "('roads', 'SRID=4326;POLYGON((0 0,1 1,1 0,0 1,0 0))', '{}', 'public', NULL)",
            "ck_feature_geometry_valid",
        ),
        (
            FEATURE + "('roads', 'SRID=4326;POINT(600000 1700000)', '{}', 'public', NULL)",
            "ck_feature_geometry_on_earth",
        ),
        (FEATURE + "('roads', 'SRID=4326;POINT EMPTY', '{}', 'public', NULL)", "ck_feature_geometry_on_earth"),
        ("INSERT INTO datasets.feature SELECT * FROM datasets.feature", "pk_feature"),
        ("UPDATE datasets.dataset SET class = 'personal' WHERE id = 'roads'", "ck_dataset_purpose_of_personal"),
        ("UPDATE datasets.dataset SET purpose = 'curiosity' WHERE id = 'roads'", "fk_dataset_purpose"),
        ("UPDATE datasets.dataset SET organization = 'nobody' WHERE id = 'roads'", "fk_dataset_organization"),
        ("UPDATE datasets.dataset SET version = 0 WHERE id = 'roads'", "ck_dataset_version_positive"),
        (change(dataset_id="nothing"), "fk_class_change_dataset_id"),
        (change(from_class="secret"), "ck_class_change_from_class_known"),
        (change(to_class="secret"), "ck_class_change_to_class_known"),
        (change(to_class="internal"), "ck_class_change_to_another_class"),
        (change(state="hoped", **DECIDED), "ck_class_change_state_known"),
        (change(reason=" "), "ck_class_change_reasoned"),
        (change(legal_basis=""), "ck_class_change_reasoned"),
        (change(state="rejected"), "ck_class_change_decided_once"),
        (change(**DECIDED), "ck_class_change_decided_once"),
        (change(state="rejected", **{**DECIDED, "decider_position": None}), "ck_class_change_decided_by_somebody"),
        (
            change(state="approved", **DECIDED, proposer_person=None, decider_person=None),
            "ck_class_change_approved_by_another_person",
        ),
        (change(state="raised", **DECIDED), "ck_class_change_raised_upward"),
        (change(proposer_person=UNKNOWN), "fk_class_change_proposer_person"),
        (change(state="rejected", **DECIDED, decider_person=UNKNOWN), "fk_class_change_decider_person"),
        (f"{change()}; {change()}", "pk_class_change"),
        (f"{change()}; {change(id=UNKNOWN)}", "ix_class_change_open"),
    ],
)
def test_the_database_refuses_nonsense(session: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), session.begin_nested():
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE datasets.class_change SET reason = 'another'",
        "UPDATE datasets.class_change SET state = 'approved'",
        "DELETE FROM datasets.class_change",
    ],
)
def test_what_has_been_decided_cannot_be_changed(session: Session, statement: str) -> None:
    session.execute(text(change(state="rejected", **DECIDED)))
    with pytest.raises(IntegrityError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_a_proposal_may_be_decided_but_not_rewritten(session: Session) -> None:
    session.execute(text(change()))
    for statement in ("UPDATE datasets.class_change SET reason = 'another'", "DELETE FROM datasets.class_change"):
        with pytest.raises(IntegrityError, match="append-only"), session.begin_nested():
            session.execute(text(statement))
    decided = ", ".join(f"{name} = '{value}'" for name, value in DECIDED.items())
    session.execute(text(f"UPDATE datasets.class_change SET state = 'rejected', {decided}"))


def test_not_even_the_owner_empties_the_history(toy_database: Database) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(toy_database, Role.OWNER) as owner:
        owner.execute(text("TRUNCATE datasets.class_change"))
