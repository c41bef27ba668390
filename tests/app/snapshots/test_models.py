"""Each rule of the tables of snapshots, and a row that breaks it; and what the service itself may write."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

KEY = "'00000000-0000-0000-0000-000000000001'"
SNAPSHOT = {"id": KEY, "layer": "'districts'", "layer_hash": "'a'", "state": "'a.1'", "title_th": "'ก'", "title_en": "'a'",
            "source": "'ก'", "licence": "'ก'", "features": "3"}  # fmt: skip
FILE = {"snapshot_id": KEY, "format": "'gpkg'", "bytes": "1", "sha256": "repeat('a', 64)"}
DAY = {"day": "'2026-06-22'", "layer": "'districts'", "snapshot_id": KEY}


def row(table: str, whole: dict[str, str], **given: str) -> str:
    values = whole | given
    return f"INSERT INTO snapshots.{table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


PATH, SHORT = "'../x'", "'abc'"
MADE = row("snapshot", SNAPSHOT)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (row("snapshot", SNAPSHOT, layer="'Districts'"), "ck_snapshot_layer_pattern"),
        (row("snapshot", SNAPSHOT, features="-1"), "ck_snapshot_features_counted"),
        (row("snapshot", SNAPSHOT, withdrawn_at="now()"), "ck_snapshot_withdrawn_for_a_reason"),
        (row("snapshot", SNAPSHOT, withdrawn_for="'ก'"), "ck_snapshot_withdrawn_for_a_reason"),
        (row("snapshot", SNAPSHOT, withdrawn_at="now()", withdrawn_for="' '"), "ck_snapshot_reason_told"),
        (f"{MADE}; {MADE}", "pk_snapshot"),
        (f"{MADE}; {row('file', {**FILE, 'format': PATH})}", "ck_file_format_pattern"),
        (f"{MADE}; {row('file', FILE, bytes='-1')}", "ck_file_bytes_counted"),
        (f"{MADE}; {row('file', {**FILE, 'sha256': SHORT})}", "ck_file_sha256_pattern"),
        (row("file", FILE), "fk_file_snapshot_id"),
        (f"{MADE}; {row('file', FILE)}; {row('file', FILE)}", "pk_file"),
        (row("day", DAY), "fk_day_snapshot_id"),
        (f"{MADE}; {row('day', DAY)}; {row('day', DAY)}", "pk_day"),
    ],
)
def test_each_rule_refuses_the_row_that_breaks_it(owner: Session, statement: str, rule: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        owner.execute(text(statement))
    assert getattr(getattr(refused.value.orig, "diag", None), "constraint_name", None) == rule


def test_whole_rows_are_taken(owner: Session) -> None:
    for statement in (MADE, row("file", FILE), row("day", DAY)):
        owner.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        MADE,
        row("file", FILE),
        row("day", DAY),
        "UPDATE snapshots.file SET sha256 = repeat('b', 64)",
        "DELETE FROM snapshots.day",
    ],
)
def test_the_service_makes_and_alters_nothing(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(statement))
