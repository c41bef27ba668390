"""Each rule of the tables of the core, and a row that breaks it. Only the owner may write to most of them."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

RUN = "INSERT INTO core.import_run (id, kind, file_name, by_position, outcome, started_at) VALUES ({}, 'areas', 'f', 'p', {}, {})"
ONE = "'00000000-0000-0000-0000-000000000001'"
EVENTS = (
    "INSERT INTO core.audit_event (id, act, by_position, by_title, basis, object_kind, object_id)"
    f" SELECT {ONE}, 'a.b', 'p', 'p', 'system', 'o', 'i' FROM generate_series(1, 2)"
)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (RUN.format("gen_random_uuid()", "'half'", "now()"), "ck_import_run_outcome_known"),
        (RUN.format("gen_random_uuid()", "'imported'", "now() + interval '1 day'"), "ck_import_run_ends_after_start"),
        (RUN.format(ONE, "'imported'", "now()") + f", ({ONE}, 'areas', 'f', 'p', 'imported', now())", "pk_import_run"),
        ("UPDATE core.layer_version SET audience = 'secret'", "ck_layer_version_audience_known"),
        ("UPDATE core.layer_version SET audience = 'public'", "pk_layer_version"),
        ("INSERT INTO core.layer_source SELECT * FROM core.layer_source", "pk_layer_source"),
        ("INSERT INTO core.deployment SELECT * FROM core.deployment", "pk_deployment"),
        ("INSERT INTO core.touched VALUES (0, 'a.b', 'public'), (0, 'a.b', 'public')", "pk_touched"),
        ("INSERT INTO core.touched VALUES (0, 'a.b', 'secret')", "ck_touched_audience_known"),
        (EVENTS, "pk_audit_event"),
        ("UPDATE core.viewer_key SET id = false", "ck_viewer_key_only_one"),
        ("UPDATE core.viewer_key SET inner_pad = 'short'", "ck_viewer_key_pads_whole"),
        ("UPDATE core.viewer_key SET outer_pad = 'short'", "ck_viewer_key_pads_whole"),
        ("INSERT INTO core.viewer_key SELECT * FROM core.viewer_key", "pk_viewer_key"),
    ],
)
def test_the_database_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        owner.execute(text(statement))
