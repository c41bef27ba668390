"""Each rule of the tables of budgets, and a row that breaks it; the balances; and the guard of the ledger."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to

ONE, TWO, THREE, FOUR = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3, 4))
UNKNOWN = "00000000-0000-0000-0000-000000000009"
P1, P2 = (f"(SELECT id FROM projects.project WHERE reference = '{one}')" for one in ("P-1", "P-2"))
SOMEBODY, ANOTHER = (f"(SELECT id FROM organizations.person ORDER BY id OFFSET {n} LIMIT 1)" for n in (0, 1))
Values = dict[str, str | None]


def row(table: str, values: Values) -> str:
    written = ", ".join(
        "NULL" if value is None else value if value.startswith("(SELECT") else f"'{value}'" for value in values.values()
    )
    return f"INSERT INTO budgets.{table} ({', '.join(values)}) OVERRIDING SYSTEM VALUE VALUES ({written})"


def source(**given: str | None) -> str:
    values: Values = {"code": "other_source", "name_th": "ก", "name_en": "a"}
    return row("funding_source", values | given)


def expense(**given: str | None) -> str:
    values: Values = {"code": "thing", "parent_code": "investment", "name_th": "ก", "name_en": "a", "lead_days": "9"}
    return row("expense_class", values | given)


def target(**given: str | None) -> str:
    values: Values = {"fiscal_year": "2568", "class5": "investment", "measure": "disbursed", "quarter": "2",
                      "cum_pct": "50", "source_doc": "x"}  # fmt: skip
    return row("disbursement_target", values | given)


def ceiling(**given: str | None) -> str:
    values: Values = {"fiscal_year": "2569", "source": "province", "amount_satang": "1", "source_doc": "x"}
    return row("ceiling", values | given)


def line(**given: str | None) -> str:
    values: Values = {
        "id": THREE, "reference": "L/3", "project_id": P1, "activity_number": "3", "fiscal_year": "2568",
        "source": "province", "class5": "investment", "subclass": "building", "road": "by_contract",
        "external_code": None, "lead_days": None,
    }  # fmt: skip
    return row("budget_line", values | given)


def contract(**given: str | None) -> str:
    values: Values = {"id": THREE, "project_id": P1, "number": "3", "vendor": "v", "signed_on": "2025-01-01",
                      "valid_from": "2025-01-01", "valid_to": "2025-12-31", "egp_id": None}  # fmt: skip
    return row("contract", values | given)


def proposal(**given: str | None) -> str:
    values: Values = {
        "id": THREE, "kind": "transfer", "line_id": ONE, "project_id": P1, "to_line_id": TWO, "amount_satang": "5",
        "contract_id": None, "ground": None, "document_no": "d", "reason": "r", "proposer_person": SOMEBODY,
        "proposer_position": "O-2", "proposer_title": "t",
    }  # fmt: skip
    return row("budget_proposal", values | given)


DECIDED: Values = {"state": "approved", "decided_at": "2025-06-01", "decider_position": "O-1", "decider_title": "t",
                   "decider_person": ANOTHER}  # fmt: skip


def event(**given: str | None) -> str:
    values: Values = {
        "id": THREE, "line_id": ONE, "project_id": P1, "appropriation_year": "2568", "road": "by_contract",
        "kind": "allocated", "amount_satang": "5", "occurred_on": "2025-03-03", "document_no": "d", "by_position": "O-2",
        "by_title": "t",
    }  # fmt: skip
    return row("ledger_event", values | given)


def bound(**given: str | None) -> str:
    values: Values = {"kind": "contracted", "contract_id": ONE, "contract_signed_on": "2025-01-01"}
    return event(**values | given)


def carried(**given: str | None) -> str:
    values: Values = {"kind": "carried_over", "proposal_id": TWO}
    return bound(**values | given)


def half(**given: str | None) -> str:
    values: Values = {"kind": "transferred_out", "pair": FOUR, "proposal_id": ONE}
    return event(**values | given)


def mapping(**given: str | None) -> str:
    values: Values = {"name": "other", "kind": "gfmis", "columns": "{}", "unit": "baht"}
    return row("mapping", values | given)


def draft(**given: str | None) -> str:
    values: Values = {"id": TWO, "kind": "lines", "unit": "baht", "file_name": "f", "sha256": "0" * 64, "rows": "[]",
                      "by_position": "O-2"}  # fmt: skip
    return row("import_draft", values | given)


def unmatched(**given: str | None) -> str:
    values: Values = {"id": TWO, "kind": "gfmis", "row_number": "1", "amount_satang": "1", "occurred_on": "2025-01-01",
                      "document_no": "d", "why": "w"}  # fmt: skip
    return row("unmatched_row", values | given)


def activity(number: str) -> str:
    return (f"INSERT INTO projects.activity (project_id, number, title_th) SELECT id, {number}, 'ก' FROM projects.project"
            " WHERE reference IN ('P-1', 'X-1') ON CONFLICT DO NOTHING")  # fmt: skip


def item(**given: str | None) -> str:
    values: Values = {"line_id": TWO, "project_id": P1, "fiscal_year": "2568", "identity": "b", "agency": "จังหวัดของเล่น",
                      "programme": "p", "level": "district", "amount_satang": "5", "event_id": TWO}  # fmt: skip
    return row("bill_item", values | given)


BESIDE = (
    *(activity(number) for number in "3456"), expense(code="building"),
    line(id=ONE, reference="L/1", activity_number=None, external_code="0700"),
    line(id=TWO, reference="L/2", road="direct"), contract(id=ONE, number="1", egp_id="66017000001"),
    contract(id=TWO, number="2", signed_on="2025-10-01"), target(quarter="1"), ceiling(fiscal_year="2568"),
    proposal(id=ONE, **DECIDED), proposal(id=TWO, kind="carry_over", to_line_id=None, contract_id=ONE, **DECIDED),
    event(id=ONE, amount_satang="100"), bound(id=TWO, amount_satang="60"), mapping(name="m"), draft(id=ONE),
    unmatched(id=ONE, state="matched", event_id=ONE), item(line_id=ONE, identity="a", event_id=ONE),
)  # fmt: skip
"""Line 1 has 100 allocated and a contract of 60, in satang."""


@pytest.fixture
def rows(owner: Session) -> Session:
    """As the owner of the tables, whom row security shows and allows all."""
    for statement in BESIDE:
        owner.execute(text(statement))
    return owner


REFERENCE = [
    (source(code="province"), "pk_funding_source"),
    (source(code="Bad"), "ck_funding_source_code_pattern"),
    (source(name_en=" "), "ck_funding_source_named"),
    (expense(code="building"), "pk_expense_class"),
    (expense(code="Bad"), "ck_expense_class_code_pattern"),
    (expense(name_th=" "), "ck_expense_class_named"),
    (expense(lead_days="1001"), "ck_expense_class_lead_days_range"),
    (expense(parent_code=None), "ck_expense_class_two_levels"),
    (expense(parent_code="building"), "ck_expense_class_two_levels"),
    (
        "DELETE FROM budgets.expense_class WHERE code LIKE '%subsidy';" + expense(parent_code="subsidy"),
        "fk_expense_class_parent_code",
    ),
    (target(quarter="1"), "pk_disbursement_target"),
    (target(quarter="5"), "ck_disbursement_target_quarter_range"),
    (target(fiscal_year="2025"), "ck_disbursement_target_fiscal_year_be"),
    (target(measure="hoped"), "ck_disbursement_target_measure_known"),
    (target(cum_pct="100.01"), "ck_disbursement_target_cum_pct_range"),
    (target(source_doc=" "), "ck_disbursement_target_sourced"),
    (target(class5="nothing"), "fk_disbursement_target_class5"),
    (ceiling(fiscal_year="2568"), "pk_ceiling"),
    (ceiling(fiscal_year="2025"), "ck_ceiling_fiscal_year_be"),
    (ceiling(amount_satang="-1"), "ck_ceiling_amount_range"),
    (ceiling(source_doc=" "), "ck_ceiling_sourced"),
    (ceiling(source="nowhere"), "fk_ceiling_source"),
]
LINES = [
    (line(id=ONE), "pk_budget_line"),
    (line(reference="L/1"), "uq_budget_line_reference"),
    (line(activity_number=None), "uq_budget_line_project_id"),
    (line(external_code="0700"), "uq_budget_line_external_code"),
    (line(reference="a b"), "ck_budget_line_reference_pattern"),
    (line(reference="/x"), "ck_budget_line_reference_pattern"),
    (line(activity_number="0"), "ck_budget_line_activity_positive"),
    (line(fiscal_year="2025"), "ck_budget_line_fiscal_year_be"),
    (line(class5="building"), "ck_budget_line_class5_known"),
    (
        "DELETE FROM budgets.expense_class WHERE code LIKE '%subsidy';" + line(class5="subsidy", subclass=None),
        "fk_budget_line_class5",
    ),
    (line(class5="operating"), "fk_budget_line_subclass"),
    (line(source="nowhere"), "fk_budget_line_source"),
    (line(project_id=UNKNOWN), "fk_budget_line_project_id"),
    (line(activity_number="7"), "fk_budget_line_activity"),
    (f"DELETE FROM projects.activity WHERE number = 3 AND project_id = {P1}", "fk_budget_line_activity"),
    (line(road="sea"), "ck_budget_line_road_known"),
    (line(external_code="0 7"), "ck_budget_line_external_code_pattern"),
    (line(lead_days="-1"), "ck_budget_line_lead_days_range"),
    (contract(id=ONE), "pk_contract"),
    (contract(number="1"), "uq_contract_project_id"),
    (contract(egp_id="66017000001"), "uq_contract_egp_id"),
    (contract(egp_id="6601"), "ck_contract_egp_id_pattern"),
    (contract(vendor=" "), "ck_contract_named"),
    (contract(signed_on="2568-01-01"), "ck_contract_common_era"),
    (contract(valid_to="2024-12-31"), "ck_contract_valid_period"),
    (contract(project_id=UNKNOWN), "fk_contract_project_id"),
]
PROPOSALS = [
    (proposal(id=ONE), "pk_budget_proposal"),
    (proposal(kind="gift"), "ck_budget_proposal_kind_known"),
    (proposal(line_id=UNKNOWN), "fk_budget_proposal_line"),
    (proposal(to_line_id=UNKNOWN), "fk_budget_proposal_to_line"),
    (proposal(to_line_id=None), "ck_budget_proposal_to_another_line"),
    (proposal(to_line_id=ONE), "ck_budget_proposal_not_to_itself"),
    (proposal(amount_satang="0"), "ck_budget_proposal_amount_range"),
    (proposal(ground="cabinet"), "ck_budget_proposal_ground_of_carrying"),
    (proposal(kind="carry_over", to_line_id=None), "ck_budget_proposal_carried_for_one_reason"),
    (proposal(kind="carry_over", to_line_id=None, ground="luck"), "ck_budget_proposal_ground_known"),
    (proposal(kind="carry_over", to_line_id=None, contract_id=UNKNOWN), "fk_budget_proposal_contract_id"),
    (proposal(reason=" "), "ck_budget_proposal_reasoned"),
    (proposal(proposer_title=" "), "ck_budget_proposal_signed"),
    (proposal(proposer_person=UNKNOWN), "fk_budget_proposal_proposer_person"),
    (proposal(**DECIDED | {"state": "hoped"}), "ck_budget_proposal_state_known"),
    (proposal(state="withdrawn"), "ck_budget_proposal_decided_once"),
    (proposal(**DECIDED | {"decider_title": None}), "ck_budget_proposal_decided_by_somebody"),
    (proposal(**DECIDED | {"decider_person": SOMEBODY}), "ck_budget_proposal_decided_by_another_person"),
    (proposal(**DECIDED | {"decider_person": UNKNOWN}), "fk_budget_proposal_decider_person"),
    (proposal(**DECIDED | {"state": "refused", "answer": " "}), "ck_budget_proposal_refused_with_a_reason"),
]
REVERSAL: Values = {"reverses": ONE, "amount_satang": "-100"}
EVENTS = [
    (event(id=ONE), "pk_ledger_event"),
    (event(seq="7") + ";" + event(id=FOUR, seq="7"), "uq_ledger_event_seq"),
    (event(line_id=UNKNOWN), "fk_ledger_event_line"),
    (event(appropriation_year="2569"), "fk_ledger_event_line"),
    (event(project_id=P2), "fk_ledger_event_line"),
    (event(kind="stolen"), "ck_ledger_event_kind_known"),
    (event(amount_satang="-5"), "ck_ledger_event_negative_only_by_reversal"),
    (event(reverses=ONE), "ck_ledger_event_negative_only_by_reversal"),
    (event(amount_satang="1000000000000001"), "ck_ledger_event_amount_range"),
    (event(amount_satang="0"), "ck_ledger_event_moves_something"),
    (event(occurred_on="2568-03-03"), "ck_ledger_event_common_era"),
    (event(document_no=" "), "ck_ledger_event_documented"),
    (event(by_title=" "), "ck_ledger_event_signed"),
    (event(by_person=UNKNOWN), "fk_ledger_event_by_person"),
    (event(import_run_id=UNKNOWN), "fk_ledger_event_import_run_id"),
    (event(kind="transferred_in", proposal_id=ONE), "ck_ledger_event_transfers_in_pairs"),
    (event(kind="transferred_in", pair=FOUR), "ck_ledger_event_moved_by_an_approval"),
    (event(proposal_id=ONE), "ck_ledger_event_moved_by_an_approval"),
    (half(proposal_id=UNKNOWN), "fk_ledger_event_proposal"),
    (proposal() + ";" + half(proposal_id=THREE), "fk_ledger_event_proposal"),
    ("SET CONSTRAINTS ALL IMMEDIATE;" + half(), "fk_ledger_event_pair"),
    (half() + ";" + half(id=FOUR, pair=THREE) + "; SET CONSTRAINTS ALL IMMEDIATE", "fk_ledger_event_pair"),
    (half() + ";" + half(id=FOUR, pair=THREE, kind="transferred_in", line_id=TWO, road="direct", amount_satang="4")
     + "; SET CONSTRAINTS ALL IMMEDIATE", "fk_ledger_event_pair"),
    (bound(contract_signed_on=None), "ck_ledger_event_contract_with_its_day"),
    (bound(contract_signed_on="2025-01-02"), "fk_ledger_event_contract"),
    (event(kind="contracted"), "ck_ledger_event_contract_where_due"),
    (bound(kind="allocated"), "ck_ledger_event_contract_where_due"),
    (event(kind="disbursed"), "ck_ledger_event_contract_where_due"),
    (bound(kind="disbursed", line_id=TWO, road="direct"), "ck_ledger_event_contract_where_due"),
    (event(ground="cabinet"), "ck_ledger_event_ground_of_carrying"),
    (carried(ground="luck"), "ck_ledger_event_ground_known"),
    (carried(contract_id=TWO, contract_signed_on="2025-10-01"), "ck_ledger_event_carried_only_when_bound"),
    (carried(contract_id=None, contract_signed_on=None), "ck_ledger_event_carried_only_when_bound"),
    (event(kind="lapsed", occurred_on="2025-09-29"), "ck_ledger_event_lapsed_at_the_end"),
    (bound(kind="disbursed", occurred_on="2024-09-30"), "ck_ledger_event_not_paid_before_its_year"),
    (event(kind="nat_approved"), "ck_ledger_event_tier_of_approval"),
    (event(kind="nat_approved", tier="Y3"), "ck_ledger_event_tier_known"),
    (event(kind="nat_approved", tier="Y1", priority="0"), "ck_ledger_event_priority_of_approval"),
    (event(**REVERSAL | {"reverses": UNKNOWN}), "fk_ledger_event_reverses"),
    (event(**REVERSAL | {"amount_satang": "-99"}), "fk_ledger_event_reverses"),
    (event(**REVERSAL, kind="returned"), "fk_ledger_event_reverses"),
    (bound(reverses=TWO, amount_satang="-60", contract_id=TWO, contract_signed_on="2025-10-01"), "fk_ledger_event_reverses"),
    (event(kind="closed", amount_satang="0") + ";" + event(id=FOUR, kind="closed", amount_satang="0", reverses=THREE)
     + ";" + event(id=UNKNOWN, kind="closed", amount_satang="0", reverses=FOUR), "fk_ledger_event_reverses"),
    (bound(reverses=TWO, amount_satang="-60") + ";" + bound(id=FOUR, reverses=TWO, amount_satang="-60"),
     "uq_ledger_event_reverses"),
]  # fmt: skip
BALANCES = [
    (bound(amount_satang="41"), "ck_line_balance_within_available"),
    (event(kind="lapsed", occurred_on="2025-09-30", amount_satang="41"), "ck_line_balance_within_available"),
    (event(kind="returned", amount_satang="41"), "ck_line_balance_within_available"),
    (event(**REVERSAL), "ck_line_balance_within_available"),
    (bound(kind="disbursed", amount_satang="61"), "ck_line_balance_paid_within_contracts"),
    (event(kind="disbursed", line_id=TWO, road="direct"), "ck_line_balance_within_available"),
    (bound(kind="disbursed", occurred_on="2025-10-01"), "ck_line_balance_late_only_when_carried"),
    (carried(amount_satang="101"), "ck_line_balance_carried_within_unspent"),
    (carried(amount_satang="61"), "ck_contract_balance_carried_within_unpaid"),
    (bound(kind="contract_reduced", amount_satang="61"), "ck_line_balance_nothing_negative"),
    # the contract binds 10 of line 3 as well; each line is asked for itself, the contract as a whole
    (line(activity_number="4") + ";" + event(line_id=THREE, amount_satang="50") + ";"
     + bound(id=FOUR, line_id=THREE, amount_satang="10", contract_id=TWO, contract_signed_on="2025-10-01") + ";"
     + bound(id=UNKNOWN, line_id=THREE, kind="disbursed", amount_satang="10") + ";"
     + bound(id="00000000-0000-0000-0000-0000000000aa", kind="disbursed", amount_satang="51"),
     "ck_contract_balance_paid_within_value"),
    (f"UPDATE budgets.contract_balance SET value = -1 WHERE contract_id = '{TWO}'", "ck_contract_balance_nothing_negative"),
    (row("line_balance", {"line_id": ONE, "project_id": P1}), "pk_line_balance"),
    (row("line_balance", {"line_id": UNKNOWN, "project_id": P1}), "fk_line_balance_line_id"),
    (row("contract_balance", {"contract_id": ONE, "project_id": P1}), "pk_contract_balance"),
    (row("contract_balance", {"contract_id": UNKNOWN, "project_id": P1}), "fk_contract_balance_contract_id"),
]  # fmt: skip
IMPORTS = [
    (mapping(name="m"), "pk_mapping"),
    (mapping(name=" "), "ck_mapping_named"),
    (mapping(kind="x"), "ck_mapping_kind_known"),
    (mapping(unit="x"), "ck_mapping_unit_known"),
    (mapping(columns="[]"), "ck_mapping_columns_object"),
    (item(line_id=ONE), "pk_bill_item"),
    (item(identity="a"), "uq_bill_item_identity"),
    (item(event_id=ONE), "uq_bill_item_event_id"),
    (item(event_id=UNKNOWN), "fk_bill_item_event_id"),
    (item(line_id=UNKNOWN), "fk_bill_item_line"),
    (item(project_id=P2), "fk_bill_item_line"),
    (item(import_run_id=UNKNOWN), "fk_bill_item_import_run_id"),
    (item(fiscal_year="2025"), "ck_bill_item_fiscal_year_be"),
    (item(programme=" "), "ck_bill_item_named"),
    (item(agency=" "), "ck_bill_item_named"),
    (item(amount_satang="0"), "ck_bill_item_amount_range"),
    (item(level="street"), "ck_bill_item_level_known"),
    (draft(id=ONE), "pk_import_draft"),
    (draft(kind="x"), "ck_import_draft_kind_known"),
    (draft(unit="x"), "ck_import_draft_unit_known"),
    (draft(file_name=" "), "ck_import_draft_named"),
    (draft(sha256="x"), "ck_import_draft_sha256_pattern"),
    (draft(rows="{}"), "ck_import_draft_rows_array"),
    (unmatched(id=ONE), "pk_unmatched_row"),
    (unmatched(kind="x"), "ck_unmatched_row_kind_known"),
    (unmatched(row_number="0"), "ck_unmatched_row_row_positive"),
    (unmatched(occurred_on="2568-01-01"), "ck_unmatched_row_common_era"),
    (unmatched(amount_satang="-1"), "ck_unmatched_row_amount_range"),
    (unmatched(state="lost"), "ck_unmatched_row_state_known"),
    (unmatched(state="matched"), "ck_unmatched_row_matched_with_an_event"),
    (unmatched(state="dismissed"), "ck_unmatched_row_dismissed_with_a_reason"),
    (unmatched(settled_at="2026-01-01"), "ck_unmatched_row_settled_when_it_waits_no_more"),
    (unmatched(import_run_id=UNKNOWN), "fk_unmatched_row_import_run_id"),
    (unmatched(state="matched", event_id=UNKNOWN), "fk_unmatched_row_event_id"),
    (unmatched(state="matched", event_id=ONE), "uq_unmatched_row_event_id"),
]


def figure(**given: str | None) -> str:
    values: Values = {
        "project_id": P1, "number": "99", "fiscal_year": "2569", "from_on": "-infinity", "until_on": "infinity",
        "placement": "located", "area_code": "980101", "weight": "1000000000000", "share": "1000000000000", "received": "0",
        "obligated": "0", "disbursed": "0",
    }  # fmt: skip
    return row("project_figure", values | given).replace("budgets.project_figure", "derived.project_figure")


FIGURES = [
    (figure(number="1"), "pk_project_figure"),
    (figure(project_id=UNKNOWN), "fk_project_figure_project_id"),
    (figure(from_on="infinity"), "ck_project_figure_lasts"),
    (figure(placement="somewhere", area_code=None), "ck_project_figure_placement_known"),
    (figure(area_code=None), "ck_project_figure_located_in_an_area"),
    (figure(share="1000000000001"), "ck_project_figure_share_of_weight"),
]


@pytest.mark.parametrize(
    ("statement", "constraint"), [*REFERENCE, *LINES, *PROPOSALS, *EVENTS, *BALANCES, *IMPORTS, *FIGURES]
)  # fmt: skip
def test_the_database_refuses_nonsense(rows: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), rows.begin_nested():
        rows.execute(text(statement))


@pytest.mark.parametrize("statement", [
    "UPDATE budgets.ledger_event SET amount_satang = 1",
    "UPDATE budgets.ledger_event SET note = 'x'",
    "DELETE FROM budgets.ledger_event",
    "UPDATE budgets.budget_line SET fiscal_year = 2569",
    "UPDATE budgets.budget_line SET is_synthetic = true",
    "DELETE FROM budgets.budget_line",
    "UPDATE budgets.contract SET signed_on = '2025-09-30'",
    "DELETE FROM budgets.contract",
    "UPDATE budgets.budget_proposal SET state = 'proposed', decided_at = NULL",
    "UPDATE budgets.budget_proposal SET amount_satang = 1",
    "DELETE FROM budgets.budget_proposal",
])  # fmt: skip
def test_not_even_the_owner_changes_or_deletes_what_was_recorded(rows: Session, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement))


@pytest.mark.parametrize("table", ["ledger_event", "budget_line", "contract", "budget_proposal", "line_balance",
                                   "contract_balance"])  # fmt: skip
def test_not_even_the_owner_empties_a_table(toy_database: Database, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(toy_database, Role.OWNER) as owner:
        owner.execute(text(f"TRUNCATE budgets.{table} CASCADE"))


@pytest.mark.parametrize("statement", [
    "UPDATE budgets.line_balance SET allocated = 7", "DELETE FROM budgets.line_balance",
    "UPDATE budgets.contract_balance SET value = 7", "UPDATE budgets.ledger_event SET note = 'x'",
    "DELETE FROM budgets.ledger_event", "TRUNCATE budgets.ledger_event CASCADE",
])  # fmt: skip
def test_the_service_itself_may_not_touch_balances_or_events(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text(statement))


def test_what_the_state_calls_a_line_and_when_a_contract_ends_may_change(rows: Session) -> None:
    rows.execute(text(f"UPDATE budgets.budget_line SET external_code = '0701', lead_days = 3 WHERE id = '{ONE}'"))
    rows.execute(text(f"UPDATE budgets.contract SET valid_to = '2026-01-31' WHERE id = '{ONE}'"))


def test_what_is_invented_goes_whole_with_its_transfers_and_reversals(rows: Session) -> None:
    """Two invented lines with a transfer between them, a reversal and a proposal; the real ones stay."""
    made = [
        line(reference="S/1", activity_number="5", is_synthetic="true"),
        line(id=FOUR, reference="S/2", activity_number="6", is_synthetic="true"),
        proposal(id=FOUR, line_id=THREE, to_line_id=FOUR, **DECIDED),
        event(line_id=THREE, amount_satang="50"),
        half(id="00000000-0000-0000-0000-0000000000aa", line_id=THREE, pair="00000000-0000-0000-0000-0000000000bb",
             proposal_id=FOUR),
        half(id="00000000-0000-0000-0000-0000000000bb", line_id=FOUR, pair="00000000-0000-0000-0000-0000000000aa",
             proposal_id=FOUR, kind="transferred_in"),
        event(id=UNKNOWN, line_id=FOUR, kind="requested"),
        event(id="00000000-0000-0000-0000-0000000000cc", line_id=FOUR, kind="requested", reverses=UNKNOWN,
              amount_satang="-5"),
    ]  # fmt: skip
    for statement in (*made, "DELETE FROM budgets.budget_line WHERE is_synthetic", "SET CONSTRAINTS ALL IMMEDIATE"):
        rows.execute(text(statement))
    left = {name: rows.scalar(text(f"SELECT count(*) FROM budgets.{name}"))
            for name in ("budget_line", "ledger_event", "line_balance", "budget_proposal")}  # fmt: skip
    assert left == {"budget_line": 5, "ledger_event": 8, "line_balance": 5, "budget_proposal": 2}, (
        "3 and 6 are the toy's"
    )


def test_the_public_sees_the_money_of_public_projects_and_no_proposal(session: Session) -> None:
    hidden = ("INSERT INTO projects.project (id, reference, title_th, kind, fiscal_year, state, class)"
              " VALUES (gen_random_uuid(), 'X-1', 'ก', 'study', 2568, 'funded', 'internal')")  # fmt: skip
    of_hidden = "(SELECT id FROM projects.project WHERE reference = 'X-1')"
    mine = [activity("3"), line(project_id=of_hidden, reference="X"), event(id=FOUR, line_id=THREE, project_id=of_hidden),
            item(line_id=THREE, project_id=of_hidden, event_id=FOUR)]  # fmt: skip
    for statement in (*BESIDE, hidden, *mine, contract(project_id=of_hidden)):
        session.execute(text(statement))
    tables = ("budget_line", "ledger_event", "line_balance", "contract", "contract_balance", "budget_proposal", "mapping",
              "import_draft", "unmatched_row", "bill_item")  # fmt: skip
    counted = {name: text(f"SELECT count(*) FROM budgets.{name}") for name in tables}
    assert {name: session.scalar(asked) for name, asked in counted.items()} == {
        "budget_line": 6, "ledger_event": 9, "line_balance": 6, "contract": 4, "contract_balance": 4,
        "budget_proposal": 2, "mapping": 1, "import_draft": 1, "unmatched_row": 1,
        "bill_item": 2,
    }  # fmt: skip
    show_to(session, PUBLIC)
    assert {name: session.scalar(asked) for name, asked in counted.items()} == {
        "budget_line": 5, "ledger_event": 8, "line_balance": 5, "contract": 3, "contract_balance": 3,
        "budget_proposal": 0, "mapping": 0, "import_draft": 0, "unmatched_row": 0,
        "bill_item": 1,
    }  # fmt: skip
