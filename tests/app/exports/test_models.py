"""Each rule of the table of exports, and a row that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

PERSON = "(SELECT person_id FROM organizations.appointment WHERE position_number = 'O-2')"
KEY = "'00000000-0000-0000-0000-000000000001'"
OTHER = "'00000000-0000-0000-0000-000000000002'"
COMPARED = {"pages": "'{}'", "versions": "'{}'", "checked_at": "now()"}
DONE = {"state": "'done'", "rows_total": "0", "bytes": "1", "sha256": "repeat('a', 64)", "reach": "'{}'",
        "finished_at": "now()", "expires_at": "now()"}  # fmt: skip


def export(**given: str) -> str:
    row = {
        "id": KEY, "position_number": "'O-2'", "person_id": PERSON, "basis": "'substantive'", "layer": "'districts'",
        "format": "'csv'", **given,
    }  # fmt: skip
    return f"INSERT INTO exports.export ({', '.join(row)}) VALUES ({', '.join(row.values())})"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (export(state="'lost'"), "ck_export_state_known"),
        (export(basis="'friend'"), "ck_export_basis_known"),
        (export(layer="'Districts'"), "ck_export_layer_pattern"),
        (export(format="'../x'"), "ck_export_format_pattern"),
        (export(parameters="'[]'"), "ck_export_parameters_object"),
        (export(attempts="-1"), "ck_export_attempts_counted"),
        (export(rows_done="2", rows_total="1"), "ck_export_rows_counted"),
        (export(rows_done="-1"), "ck_export_rows_counted"),
        (export(state="'done'"), "ck_export_done_whole"),
        *(
            (export(**{**DONE, name: "NULL"}), "ck_export_done_whole")
            for name in DONE
            if name not in ("state", "reach")
        ),
        (export(**{**DONE, "reach": "NULL"}), "ck_export_done_whole"),
        (export(sha256="'abc'"), "ck_export_sha256_pattern"),
        (export(state="'failed'"), "ck_export_failed_for_a_reason"),
        (export(reason_th="'ก'", reason_en="'a'"), "ck_export_failed_for_a_reason"),
        (export(state="'failed'", reason_th="'ก'"), "ck_export_reason_in_both_languages"),
        (export(position_number="'X-1'"), "fk_export_position_number"),
        (export(person_id=KEY), "fk_export_person_id"),
        (export(**COMPARED | {"pages": "'[]'"}), "ck_export_compared_by_name"),
        (export(**COMPARED | {"versions": "'[]'"}), "ck_export_compared_by_name"),
        *((export(**COMPARED | {name: "NULL"}), "ck_export_compared_whole") for name in COMPARED),
        (export(**COMPARED, changed="'{}'"), "ck_export_changed_listed"),
        (export(**COMPARED, changed="'[]'"), "ck_export_changed_listed"),
        (export(changed="'[1]'"), "ck_export_changed_since_compared"),
        (export(former_sha256="repeat('a', 64)"), "ck_export_former_whole"),
        (export(former_sha256="'abc'", former_at="now()"), "ck_export_former_sha256_pattern"),
        (f"{export()}; {export(id=OTHER, follows=KEY)}", "ck_export_follows_what_is_on_record"),
        (export(follows=OTHER, former_sha256="repeat('a', 64)", former_at="now()"), "fk_export_follows"),
        (f"{export()}; {export()}", "pk_export"),
    ],
)
def test_each_rule_refuses_the_row_that_breaks_it(owner: Session, statement: str, rule: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        owner.execute(text(statement))
    assert getattr(getattr(refused.value.orig, "diag", None), "constraint_name", None) == rule


def test_a_whole_row_is_taken(owner: Session) -> None:
    owner.execute(text(export(**DONE)))
