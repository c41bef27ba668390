"""Each rule that a table holds has a test that tries to break it, by the rule's own name."""

from __future__ import annotations

import re

from sqlalchemy import Table

from app.tables import metadata
from tests.architecture.tree import tracked

NOT_TO_BREAK = {
    "uq_submission_id_call", "uq_submission_id_project", "uq_submission_id_agency",
    "uq_area_id_code", "uq_saved_map_id_position", "uq_site_id_project", "uq_unit_code_organization", "uq_agenda_item_id_meeting",
    "uq_plan_node_id_plan_kind", "uq_indicator_code_direction",
    "uq_budget_line_id", "uq_contract_id", "uq_budget_proposal_id", "uq_ledger_event_id",
    "uq_ledger_event_pair", "uq_line_balance_line_id", "uq_expense_class_code",
    "uq_curve_id_project", "uq_progress_report_id_project", "uq_asset_id_project",
}  # fmt: skip
"""What foreign keys refer to; the primary key refuses everything that would break it."""


def constraints(table: Table) -> set[str]:
    return {str(constraint.name) for constraint in table.constraints}


def test_every_constraint_is_attacked() -> None:
    held = set().union(*(constraints(table) for table in metadata.tables.values())) - NOT_TO_BREAK
    written = "\n".join(path.read_text("utf-8") for path in tracked("tests/app/*/test_models.py"))
    attacked = set(re.findall(r'"((?:ck|ex|fk|pk|uq)_\w+)"', written))
    assert len(held) > 60
    assert held - attacked == set(), "give each a row that breaks it in tests/app/<slice>/test_models.py"
    assert attacked - held == set(), "no table has these"
