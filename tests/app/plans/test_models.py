"""Each rule of the tables of plans, and a row that breaks it; and the guard of what was approved."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to
from tests.app.meetings import test_models as meetings
from tests.app.meetings.test_models import COMMITTEE, ONE, TWO, UNKNOWN

THREE = "00000000-0000-0000-0000-000000000003"
PROPOSED = {"state": "proposed", "proposed_at": "2026-01-01", "proposer_position": "O-2", "proposer_title": "t"}
APPROVED = {**PROPOSED, "state": "approved", "approved_at": "2026-02-01", "approved_by": ONE, "approver_position": "O-1",
            "approver_title": "t", "approver_person": None}  # fmt: skip
SOMEBODY = "(SELECT id FROM organizations.person ORDER BY id LIMIT 1)"


def row(table: str, values: dict[str, str | None]) -> str:
    written = ", ".join(
        "NULL" if value is None else value if value.startswith("(SELECT") else f"'{value}'" for value in values.values()
    )
    return f"INSERT INTO plans.{table} ({', '.join(values)}) VALUES ({written})"


def frame(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "system": "NS", "code": "2", "parent_code": None, "name_th": "ก", "name_en": "a", "valid_from": "2018-01-01",
        "valid_to": None, "source": "s",
    }  # fmt: skip
    return row("national_frame", values | given)


def plan(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "code": "other", "version": "1", "kind": "province_5y", "title_th": "ก", "title_en": "a",
        "organization": "office", "area_code": None, "first_year": "2571", "last_year": "2575",
    }  # fmt: skip
    return row("plan", values | given)


def node(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": THREE, "plan_id": ONE, "key": THREE, "kind": "approach", "code": "1.2", "parent_id": ONE,
        "parent_kind": "issue", "title_th": "ก", "title_en": "a",
    }  # fmt: skip
    return row("plan_node", values | given)


def link(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "plan_id": ONE, "node_id": TWO, "node_kind": "approach", "system": "NS", "frame_code": "2",
        "role": "secondary", "rationale": None, "valid_from": "2026-01-01", "valid_to": None,
    }  # fmt: skip
    return row("alignment", values | given)


def target(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "node_id": TWO, "plan_id": ONE, "node_kind": "approach", "indicator": "ก", "year": "2567", "value": "1",
        "unit": "บาท",
    }  # fmt: skip
    return row("plan_target", values | given)


BESIDE = (
    COMMITTEE, meetings.meeting(id=ONE, number="1"), meetings.resolution(id=ONE, number="1", item_id=None),
    frame(code="1"), plan(id=ONE, code="toy", first_year="2566", last_year="2570"),
    node(id=ONE, key=ONE, kind="issue", code="1", parent_id=None, parent_kind=None), node(id=TWO, key=TWO, code="1.1"),
    link(id=ONE, frame_code="1", role="primary"), target(indicator="ข"),
)  # fmt: skip


@pytest.fixture
def rows(owner: Session) -> Session:
    """A draft with an issue, an approach, an alignment and a target, and a resolution; as the owner of the tables."""
    for statement in BESIDE:
        owner.execute(text(statement))
    return owner


FRAMES = [
    (frame(code="1"), "pk_national_frame"),
    (frame(system="XX"), "ck_national_frame_system_known"),
    (frame(code="ก"), "ck_national_frame_code_pattern"),
    (frame(parent_code="9"), "fk_national_frame_parent"),
    (frame(parent_code="2"), "ck_national_frame_not_its_parent"),
    (frame(name_en=" "), "ck_national_frame_named"),
    (frame(source=" "), "ck_national_frame_sourced"),
    (frame(valid_to="2018-01-01"), "ck_national_frame_valid_period"),
    (frame(valid_from="2561-01-01"), "ck_national_frame_common_era"),
]
PLANS = [
    (plan(id=ONE), "pk_plan"),
    (plan(code="toy"), "uq_plan_code"),
    (plan(code="toy", version="2"), "ix_plan_open"),
    (plan(code="Toy"), "ck_plan_code_pattern"),
    (plan(version="0"), "ck_plan_version_positive"),
    (plan(kind="dream"), "ck_plan_kind_known"),
    (plan(title_th=" "), "ck_plan_titled"),
    (plan(organization="nowhere"), "fk_plan_organization"),
    (plan(area_code="980"), "ck_plan_area_code_pattern"),
    (plan(last_year="2570"), "ck_plan_years_be"),
    (plan(last_year="2591"), "ck_plan_years_be"),
    (plan(first_year="2026", last_year="2030"), "ck_plan_years_be"),
    (plan(**{**PROPOSED, "state": "hoped"}), "ck_plan_state_known"),
    (plan(supersedes=TWO), "ck_plan_not_its_own_successor"),
    (plan(supersedes=UNKNOWN), "fk_plan_supersedes"),
    (plan(state="proposed"), "ck_plan_proposed_once"),
    (plan(**{**PROPOSED, "proposer_title": None}), "ck_plan_proposed_by_somebody"),
    (plan(**PROPOSED, proposer_person=UNKNOWN), "fk_plan_proposer_person"),
    (plan(**{**PROPOSED, "state": "approved"}), "ck_plan_approved_once"),
    (plan(**{**APPROVED, "approved_by": None}, proposer_person=SOMEBODY), "ck_plan_approved_by_a_resolution"),
    (plan(**{**APPROVED, "approved_by": UNKNOWN}, proposer_person=SOMEBODY), "fk_plan_approved_by"),
    (plan(**{**APPROVED, "approver_person": UNKNOWN}), "fk_plan_approver_person"),
    (plan(**APPROVED), "ck_plan_approved_by_another_person"),
    (plan(**{**APPROVED, "approver_person": SOMEBODY}, proposer_person=SOMEBODY), "ck_plan_approved_by_another_person"),
    (
        f"{plan(**APPROVED, proposer_person=SOMEBODY)};"
        f" {plan(**APPROVED, id=THREE, code='third', first_year='2575', last_year='2579', proposer_person=SOMEBODY)}",
        "ex_plan_in_force",
    ),
]
PARTS = [
    (node(id=ONE), "pk_plan_node"),
    (node(plan_id=UNKNOWN, parent_id=None, parent_kind=None, kind="issue"), "fk_plan_node_plan_id"),
    (node(key=ONE), "uq_plan_node_plan_id"),
    (node(code="1.1"), "uq_plan_node_code"),
    (node(parent_id=UNKNOWN), "fk_plan_node_parent"),
    (node(parent_kind="objective"), "fk_plan_node_parent"),
    (f"{plan()}; {node(plan_id=TWO)}", "fk_plan_node_parent"),
    (node(kind="issue", parent_id=None, parent_kind="goal"), "ck_plan_node_parent_with_its_kind"),
    (node(kind="wish", parent_id=None, parent_kind=None), "ck_plan_node_kind_known"),
    (node(parent_id=None, parent_kind=None), "ck_plan_node_kinds_in_order"),
    (node(kind="programme"), "ck_plan_node_kinds_in_order"),
    (node(kind="issue"), "ck_plan_node_kinds_in_order"),
    (node(code=" "), "ck_plan_node_coded"),
    (node(title_th=" "), "ck_plan_node_titled"),
    (
        f"{node(kind='vision', parent_id=None, parent_kind=None)};"
        f" {node(id=UNKNOWN, key=UNKNOWN, code='V', kind='vision', parent_id=None, parent_kind=None)}",
        "ix_plan_node_vision",
    ),
    (link(id=ONE, node_id=ONE, node_kind="issue", frame_code="1"), "pk_alignment"),
    (link(node_id=UNKNOWN, frame_code="1"), "fk_alignment_node"),
    (link(frame_code="9"), "fk_alignment_frame"),
    (link(frame_code="1"), "ex_alignment_once"),
    (link(node_kind="programme"), "ck_alignment_node_aligned"),
    (link(role="tertiary"), "ck_alignment_role_known"),
    (link(rationale=" "), "ck_alignment_reasoned"),
    (link(valid_to="2025-12-31"), "ck_alignment_valid_period"),
    (link(valid_from="2569-01-01"), "ck_alignment_common_era"),
    (f"{frame()}; {link(role='primary')}", "ix_alignment_primary"),
    (target(indicator="ข"), "pk_plan_target"),
    (target(node_id=UNKNOWN), "fk_plan_target_node"),
    (target(indicator=" "), "ck_plan_target_named"),
    (target(unit=" "), "ck_plan_target_with_unit"),
    (target(year="2024"), "ck_plan_target_year_be"),
    (target(value="NaN"), "ck_plan_target_value_finite"),
]


@pytest.mark.parametrize(("statement", "constraint"), [*FRAMES, *PLANS, *PARTS])
def test_the_database_refuses_nonsense(rows: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), rows.begin_nested():
        rows.execute(text(statement))


def assignments(values: Mapping[str, str | None]) -> str:
    return ", ".join(f"{name} = {'NULL' if value is None else repr(value)}" for name, value in values.items())


PROPOSE = f"UPDATE plans.plan SET {assignments(PROPOSED)}, proposer_person = {SOMEBODY}"
APPROVE = f"UPDATE plans.plan SET {assignments(APPROVED)}"
CHANGES = [
    "UPDATE plans.plan SET title_th = 'ข'",
    "UPDATE plans.plan SET last_year = 2569",
    "UPDATE plans.plan SET is_synthetic = true",
    "DELETE FROM plans.plan",
    node(),
    "UPDATE plans.plan_node SET title_th = 'ข'",
    "DELETE FROM plans.plan_target",
    "DELETE FROM plans.alignment",
    link(frame_code="1", valid_from="2020-01-01", valid_to="2021-01-01"),
    "UPDATE plans.alignment SET valid_to = '2026-06-01'",
    target(),
    "UPDATE plans.plan_target SET value = 2",
]


@pytest.mark.parametrize("statement", [*CHANGES, "UPDATE plans.plan SET approved_at = '2026-03-01'",
                                       "UPDATE plans.plan SET state = 'draft', proposed_at = NULL"])  # fmt: skip
def test_not_even_the_owner_changes_what_was_approved(rows: Session, statement: str) -> None:
    rows.execute(text(PROPOSE))
    rows.execute(text(APPROVE))
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement))
    rows.execute(text("UPDATE plans.plan SET state = 'superseded'"))
    for again in (statement, "UPDATE plans.plan SET state = 'approved'"):
        with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
            rows.execute(text(again))


@pytest.mark.parametrize("statement", CHANGES)
def test_what_is_proposed_keeps_its_words_until_it_is_decided(rows: Session, statement: str) -> None:
    rows.execute(text(PROPOSE))
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement))


def test_a_draft_does_not_come_into_force_at_once_and_no_part_changes_its_plan(rows: Session) -> None:
    rows.execute(text(plan()))
    for statement in (
        APPROVE + f", proposer_person = {SOMEBODY} WHERE id = '{ONE}'",
        f"UPDATE plans.plan_target SET plan_id = '{TWO}'",
        "UPDATE plans.plan SET code = 'renamed' WHERE code = 'toy'",
    ):
        with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
            rows.execute(text(statement))


@pytest.mark.parametrize("table", ["plan", "plan_node", "alignment", "plan_target"])
def test_not_even_the_owner_empties_a_table(toy_database: Database, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(toy_database, Role.OWNER) as owner:
        owner.execute(text(f"TRUNCATE plans.{table} CASCADE"))


def test_the_database_itself_shows_the_public_only_what_is_or_was_in_force(session: Session) -> None:
    for statement in (
        *BESIDE,
        PROPOSE,
        APPROVE,
        plan(),
        node(plan_id=TWO, parent_id=None, parent_kind=None, kind="issue"),
    ):
        session.execute(text(statement))
    show_to(session, PUBLIC)
    seen = {
        table: session.scalar(text(f"SELECT count(*) FROM plans.{table}"))
        for table in ("plan", "plan_node", "alignment", "plan_target", "national_frame")
    }
    assert seen == {"plan": 1, "plan_node": 2, "alignment": 1, "plan_target": 1, "national_frame": 1}


TOYS = (
    "INSERT INTO plans.cluster (code, name_th, name_en, source) VALUES ('toys', 'ก', 'a', 's')",
    "INSERT INTO plans.cluster_member (cluster_code, province_code, valid_from, is_lead)"
    " VALUES ('toys', '98', '2020-10-01', true), ('toys', '97', '2020-10-01', false)",
    "INSERT INTO plans.cluster_item (id, cluster_code, fiscal_year, province_code, reference, title_th, amount_satang)"
    f" VALUES ('{ONE}', 'toys', 2569, '98', 'ก', 'ถนน', 1), ('{TWO}', 'toys', 2569, '98', 'ข', 'สระ', 1)",
)
CLUSTERS = [
    ("UPDATE plans.cluster SET code = 'No'", "ck_cluster_code_pattern"),
    ("UPDATE plans.cluster SET name_en = ' '", "ck_cluster_named"),
    ("UPDATE plans.cluster SET source = ' '", "ck_cluster_sourced"),
    ("INSERT INTO plans.cluster SELECT * FROM plans.cluster", "pk_cluster"),
    ("UPDATE plans.cluster_member SET province_code = '9'", "ck_cluster_member_province_pattern"),
    ("UPDATE plans.cluster_member SET valid_to = valid_from", "ck_cluster_member_valid_period"),
    ("UPDATE plans.cluster_member SET valid_from = '2563-10-01'", "ck_cluster_member_common_era"),
    ("UPDATE plans.cluster_member SET is_lead = true", "ex_cluster_member_lead"),
    ("UPDATE plans.cluster_member SET province_code = '97', is_lead = false, valid_from = '2021-01-01'"
     " WHERE province_code = '98'", "ex_cluster_member_once"),
    ("INSERT INTO plans.cluster_member SELECT * FROM plans.cluster_member", "pk_cluster_member"),
    ("UPDATE plans.cluster_member SET cluster_code = 'none'", "fk_cluster_member_cluster_code"),
    ("UPDATE plans.cluster_item SET province_code = '9'", "ck_cluster_item_province_pattern"),
    ("UPDATE plans.cluster_item SET fiscal_year = 2026", "ck_cluster_item_fiscal_year_be"),
    ("UPDATE plans.cluster_item SET title_th = ' '", "ck_cluster_item_told"),
    ("UPDATE plans.cluster_item SET amount_satang = -1", "ck_cluster_item_amount_range"),
    ("UPDATE plans.cluster_item SET area_codes = '{98010}'", "ck_cluster_item_area_codes_pattern"),
    ("UPDATE plans.cluster_item SET reference = 'ก'", "uq_cluster_item_reference"),
    ("INSERT INTO plans.cluster_item SELECT * FROM plans.cluster_item", "pk_cluster_item"),
    ("UPDATE plans.cluster_item SET cluster_code = 'none'", "fk_cluster_item_cluster_code"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "name"), CLUSTERS, ids=[name for _, name in CLUSTERS])
def test_each_rule_of_clusters_refuses_what_breaks_it(owner: Session, statement: str, name: str) -> None:
    for beside in TOYS:
        owner.execute(text(beside))
    with pytest.raises(IntegrityError, match=f'"{name}"'):
        owner.execute(text(statement))
