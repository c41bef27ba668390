"""Each rule of the tables of projects, and a row that breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

PROJECT = "INSERT INTO projects.project (id, reference, title_th, kind, fiscal_year, state) VALUES (gen_random_uuid(), "
SITE = (
    "INSERT INTO projects.site (id, project_id, role, precision, share_ppm, geom)"
    " SELECT gen_random_uuid(), id, {} FROM projects.project WHERE reference = 'P-1'"
)
AREA = (
    "INSERT INTO projects.site_area (site_id, project_id, area_code, share_ppm)"
    " SELECT id, project_id, {} FROM projects.site WHERE precision = 'none'"
)
POINT = "'SRID=4326;POINT(100 15)'::geometry"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (PROJECT + "'P-1', 't', 'infrastructure', 2569, 'draft')", "uq_project_reference"),
        (PROJECT + "'P-9', ' ', 'infrastructure', 2569, 'draft')", "ck_project_titled"),
        (PROJECT + "'P-9', 't', 'infrastructure', 2026, 'draft')", "ck_project_fiscal_year_be"),
        (PROJECT + "'P-9', 't', 'infrastructure', 2569, 'asleep')", "ck_project_state_known"),
        (PROJECT + "' ', 't', 'infrastructure', 2569, 'draft')", "ck_project_referenced"),
        ("INSERT INTO projects.project SELECT * FROM projects.project", "pk_project"),
        (SITE.format(f"'guest', 'gps', 0, {POINT}"), "ck_site_role_known"),
        (SITE.format(f"'site', 'guessed', 0, {POINT}"), "ck_site_precision_known"),
        (SITE.format(f"'site', 'none', 0, {POINT}"), "ck_site_unlocated_is_said"),
        (SITE.format("'site', 'gps', 0, NULL::geometry"), "ck_site_unlocated_is_said"),
        (SITE.format(f"'site', 'gps', 1000001, {POINT}"), "ck_site_share_range"),
        (SITE.format(f"'site', 'gps', -1, {POINT}"), "ck_site_share_range"),
        (
            SITE.format("'site', 'gps', 0, 'SRID=4326;POLYGON((0 0,1 1,1 0,0 1,0 0))'::geometry"),
            "ck_site_geometry_valid",
        ),
        (SITE.format("'site', 'gps', 0, 'SRID=4326;POINT EMPTY'::geometry"), "ck_site_geometry_on_earth"),
        (SITE.format("'site', 'gps', 0, 'SRID=4326;POINT(15.5 100)'::geometry"), "ck_site_geometry_on_earth"),
        ("INSERT INTO projects.site SELECT * FROM projects.site", "pk_site"),
        (AREA.format("'98010', 1"), "ck_site_area_area_code_pattern"),
        (AREA.format("'980101', 1000001"), "ck_site_area_share_range"),
        (
            "INSERT INTO projects.site (id, project_id, role, precision, share_ppm)"
            " VALUES (gen_random_uuid(), gen_random_uuid(), 'site', 'none', 0)",
            "fk_site_project_id",
        ),
        (
            "INSERT INTO projects.site_area VALUES (gen_random_uuid(), '980101', 1, gen_random_uuid())",
            "fk_site_area_site_id_project_id",
        ),
        ("UPDATE projects.project SET class = 'personal'", "ck_project_class_known"),
        (
            PROJECT.replace("state)", "state, class)") + "'P-9', 't', 'infrastructure', 2569, 'draft', 'public')",
            "ck_project_proposed_is_internal",
        ),
        ("UPDATE projects.project SET area_codes = '{98010}'", "ck_project_area_codes_pattern"),
        ("UPDATE projects.site SET area_code = '98010'", "ck_site_area_code_pattern"),
        ("INSERT INTO projects.site_area SELECT * FROM projects.site_area", "pk_site_area"),
    ],
)
def test_the_database_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        owner.execute(text(statement))


def project(column: str, value: str) -> str:
    return f"UPDATE projects.project SET {column} = {value} WHERE reference = 'P-1'"


def part(table: str, **values: str) -> str:
    """A row of a part of P-1."""
    return (
        f"INSERT INTO projects.{table} (project_id, {', '.join(values)})"
        f" SELECT id, {', '.join(values.values())} FROM projects.project WHERE reference = 'P-1'"
    )


def twice(table: str, **values: str) -> str:
    return f"{part(table, **values)}; {part(table, **values)}"


def nowhere(table: str, **values: str) -> str:
    """A row of a project that is not there."""
    columns, given = ", ".join(values), ", ".join(values.values())
    return f"INSERT INTO projects.{table} (project_id, {columns}) VALUES (gen_random_uuid(), {given})"


ONE = {"number": "1"}
SIGNED = {"position": "'p'", "title": "'t'"}
STEP = {
    **ONE,
    "from_state": "'completed'",
    "to_state": "'accepted'",
    "needs_reason": "false",
    "basis": "'system'",
    **SIGNED,
}
KEPT = {**ONE, "state": "'completed'", "snapshot": "'{}'", **SIGNED}
NODE = {"node_key": "'00000000-0000-0000-0000-000000000001'", "role": "'primary'"}
FRAME = {"system": "'NS'", "frame_code": "'2'", "role": "'secondary'"}
FRAMED = (
    "INSERT INTO plans.national_frame (system, code, name_th, name_en, valid_from, source)"
    " VALUES ('NS', '2', 'ก', 'a', '2018-01-01', 's'); "
)
ACTIVITY = {**ONE, "title_th": "'ก'"}
PEOPLE = {"unit": "'persons'", "count": "1"}
MEASURED = {**ONE, "level": "'output'", "name_th": "'ก'", "unit": "'ข'"}
ITEM = {"item": "'design'", "state": "'open'"}
FILE = {"item": "'design'", "file_name": "'a.pdf'", "media_type": "'application/pdf'", "size_bytes": "1",
        "sha256": "repeat('a', 64)", "position": "'p'", "id": "gen_random_uuid()"}  # fmt: skip
OTHER = "(SELECT id FROM projects.project WHERE reference = 'P-2')"
RELATED = {"related_id": OTHER, "relation": "'expansion'"}
DUTY = {"position_number": "'W-1'", "duty": "'responsible'"}
STEPPED = (
    "INSERT INTO projects.project_step (from_state, to_state, permission, needs_reason)"
    " VALUES ('{}', '{}', 'project.decide', false)"
)
WITH_ITEM = part("readiness_item", **ITEM) + "; "


def but(values: dict[str, str], **changed: str) -> dict[str, str]:
    return {**values, **changed}


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (project("kind", "'wish'"), "ck_project_kind_known"),
        (project("sector", "'space'"), "ck_project_sector_known"),
        (project("own_class", "'personal'"), "ck_project_own_class_known"),
        (project("last_year", "2568"), "ck_project_last_year_be"),
        (project("rationale", "' '"), "ck_project_reasoned"),
        (project("priority", "'Y3'"), "ck_project_priority_known"),
        (project("rank", "0"), "ck_project_rank_positive"),
        (project("egp_id", "'6901234567'"), "ck_project_egp_id_pattern"),
        (project("budget_code", "'12 34'"), "ck_project_budget_code_pattern"),
        (project("emenscr_id", "' '"), "ck_project_emenscr_id_short"),
        (project("agency", "'nowhere'"), "fk_project_agency"),
        ("UPDATE projects.site SET is_province_wide = true WHERE geom IS NOT NULL", "ck_site_province_wide_is_no_place"),
        ("UPDATE projects.site SET declared_areas = '{98010}'", "ck_site_declared_areas_pattern"),
        ("UPDATE projects.site SET name_th = ' '", "ck_site_named"),
        ("UPDATE projects.site SET note = ' '", "ck_site_noted"),
        ("UPDATE projects.site SET given = ' '", "ck_site_given_somehow"),
        (STEPPED.format("draft", "dreamt"), "ck_project_step_states_known"),
        (STEPPED.format("draft", "draft"), "ck_project_step_leads_on"),
        (STEPPED.format("draft", "submitted"), "pk_project_step"),
        (part("project_transition", **but(STEP, to_state="'closed'")), "fk_project_transition_step"),
        (part("project_transition", **but(STEP, to_state="'in_progress'")), "fk_project_transition_step"),
        (part("project_transition", **but(STEP, to_state="'in_progress'", needs_reason="true")),
         "ck_project_transition_reasoned"),
        (part("project_transition", **but(STEP, reason="' '")), "ck_project_transition_reason_said"),
        (part("project_transition", **but(STEP, title="' '")), "ck_project_transition_by_a_position"),
        (part("project_transition", **but(STEP, basis="'whim'")), "ck_project_transition_basis_known"),
        (part("project_transition", **but(STEP, person="gen_random_uuid()")), "fk_project_transition_person"),
        (part("project_transition", **but(STEP, number="2")), "project_transition_in_order"),
        (twice("project_version", **KEPT), "pk_project_version"),
        (nowhere("project_version", **KEPT), "fk_project_version_project_id"),
        (part("project_version", **but(KEPT, number="0")), "ck_project_version_number_positive"),
        (part("project_version", **but(KEPT, state="'draft'")), "ck_project_version_state_kept"),
        (part("project_version", **but(KEPT, plan_code="'p'")), "ck_project_version_plan_whole"),
        (part("project_version", **but(KEPT, snapshot="'[]'")), "ck_project_version_snapshot_whole"),
        (part("project_version", **but(KEPT, position="' '")), "ck_project_version_by_a_position"),
        (twice("responsible", **DUTY), "pk_responsible"),
        (nowhere("responsible", **DUTY), "fk_responsible_project_id"),
        (part("responsible", **but(DUTY, position_number="'Z-9'")), "fk_responsible_position_number"),
        (part("responsible", **but(DUTY, duty="'guest'")), "ck_responsible_duty_known"),
        (twice("plan_link", **but(NODE, role="'secondary'")), "pk_plan_link"),
        (part("plan_link", **NODE) + "; " + part("plan_link", **but(NODE, node_key="gen_random_uuid()")), "ix_plan_link_primary"),
        (nowhere("plan_link", **NODE), "fk_plan_link_project_id"),
        (part("plan_link", **but(NODE, role="'tertiary'")), "ck_plan_link_role_known"),
        (FRAMED + twice("frame_link", **FRAME), "pk_frame_link"),
        (FRAMED + nowhere("frame_link", **FRAME), "fk_frame_link_project_id"),
        (part("frame_link", **FRAME), "fk_frame_link_frame"),
        (FRAMED + part("frame_link", **but(FRAME, role="'tertiary'")), "ck_frame_link_role_known"),
        (twice("activity", **ACTIVITY), "pk_activity"),
        (nowhere("activity", **ACTIVITY), "fk_activity_project_id"),
        (part("activity", **but(ACTIVITY, organization="'nowhere'")), "fk_activity_organization"),
        (part("activity", **but(ACTIVITY, number="0")), "ck_activity_number_positive"),
        (part("activity", **but(ACTIVITY, title_th="' '")), "ck_activity_titled"),
        (part("activity", **but(ACTIVITY, place="' '")), "ck_activity_placed"),
        (twice("beneficiary", **PEOPLE), "pk_beneficiary"),
        (nowhere("beneficiary", **PEOPLE), "fk_beneficiary_project_id"),
        (part("beneficiary", **but(PEOPLE, unit="'cats'")), "ck_beneficiary_unit_known"),
        (part("beneficiary", **but(PEOPLE, count="0")), "ck_beneficiary_count_positive"),
        (part("beneficiary", **but(PEOPLE, kind="' '")), "ck_beneficiary_named"),
        (twice("project_indicator", **MEASURED), "pk_project_indicator"),
        (nowhere("project_indicator", **MEASURED), "fk_project_indicator_project_id"),
        (part("project_indicator", **but(MEASURED, indicator_code="'NOPE'")), "fk_project_indicator_indicator_code"),
        (part("project_indicator", **but(MEASURED, number="0")), "ck_project_indicator_number_positive"),
        (part("project_indicator", **but(MEASURED, level="'dream'")), "ck_project_indicator_level_known"),
        (part("project_indicator", **but(MEASURED, name_th="' '")), "ck_project_indicator_named"),
        (part("project_indicator", **but(MEASURED, unit="' '")), "ck_project_indicator_with_unit"),
        (part("project_indicator", **but(MEASURED, baseline="'NaN'")), "ck_project_indicator_baseline_finite"),
        (part("project_indicator", **but(MEASURED, target="1e16")), "ck_project_indicator_target_finite"),
        (twice("readiness_item", **ITEM), "pk_readiness_item"),
        (nowhere("readiness_item", **ITEM), "fk_readiness_item_project_id"),
        (part("readiness_item", **but(ITEM, item="'luck'")), "ck_readiness_item_item_known"),
        (part("readiness_item", **but(ITEM, state="'soon'")), "ck_readiness_item_state_known"),
        (part("readiness_item", **but(ITEM, note="' '")), "ck_readiness_item_noted"),
        (part("readiness_item", **but(ITEM, state="'waived'")), "ck_readiness_item_waived_with_a_reason"),
        (part("readiness_file", **FILE), "fk_readiness_file_item"),
        (WITH_ITEM + twice("readiness_file", **FILE), "uq_readiness_file_sha256"),
        (WITH_ITEM + twice("readiness_file", **but(FILE, id="'00000000-0000-0000-0000-000000000001'")), "pk_readiness_file"),
        (WITH_ITEM + part("readiness_file", **but(FILE, sha256="'A'")), "ck_readiness_file_sha256_pattern"),
        (WITH_ITEM + part("readiness_file", **but(FILE, file_name="'a/b'")), "ck_readiness_file_file_named"),
        (WITH_ITEM + part("readiness_file", **but(FILE, media_type="' '")), "ck_readiness_file_with_media_type"),
        (WITH_ITEM + part("readiness_file", **but(FILE, size_bytes="20971521")), "ck_readiness_file_size_range"),
        (twice("related_project", **RELATED), "pk_related_project"),
        (nowhere("related_project", **RELATED), "fk_related_project_project_id"),
        (part("related_project", **but(RELATED, related_id="gen_random_uuid()")), "fk_related_project_related_id"),
        (part("related_project", **but(RELATED, related_id="id")), "ck_related_project_another_project"),
        (part("related_project", **but(RELATED, relation="'cousin'")), "ck_related_project_relation_known"),
    ],
)  # fmt: skip
def test_the_parts_of_a_project_refuse_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        owner.execute(text(statement))
    diag: Any = getattr(refused.value.orig, "diag", None)
    assert diag.constraint_name == constraint


VIEW = {
    "id": "gen_random_uuid()",
    "position_number": "'O-2'",
    "name": "'ก'",
    "address": "'year=2569'",
    "sharing": "'own'",
}


def view(**changed: str) -> str:
    row = but(VIEW, **changed)
    return f"INSERT INTO projects.saved_view ({', '.join(row)}) VALUES ({', '.join(row.values())})"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (view(name="' '"), "ck_saved_view_named"),
        (view(name="repeat('ก', 81)"), "ck_saved_view_named"),
        (view(address="''"), "ck_saved_view_addressed"),
        (view(address="'?year=2569'"), "ck_saved_view_addressed"),
        (view(address="'year=2569 x'"), "ck_saved_view_addressed"),
        (view(address="repeat('a', 4001)"), "ck_saved_view_addressed"),
        (view(sharing="'everybody'"), "ck_saved_view_sharing_known"),
        (view(version="0"), "ck_saved_view_version_positive"),
        (view(is_default="true", deleted_at="now()"), "ck_saved_view_deleted_is_no_default"),
        (view(position_number="'Z-9'"), "fk_saved_view_position_number"),
        (view(id="'00000000-0000-0000-0000-000000000001'") + "; "
         + view(id="'00000000-0000-0000-0000-000000000001'", name="'ข'"), "pk_saved_view"),
        (view() + "; " + view(), "ix_saved_view_name"),
        (view(is_default="true") + "; " + view(name="'ข'", is_default="true"), "ix_saved_view_default"),
    ],
)  # fmt: skip
def test_saved_views_refuse_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        owner.execute(text(statement))
    assert getattr(getattr(refused.value.orig, "diag", None), "constraint_name", None) == constraint


def test_the_name_of_a_deleted_view_is_free_and_other_positions_have_their_own(owner: Session) -> None:
    owner.execute(text(view(deleted_at="now()")))
    owner.execute(text(view()))
    owner.execute(text(view(position_number="'O-1'", is_default="true")))
    owner.execute(text(view(name="'ข'", is_default="true")))


def test_numbers_of_steps_are_positive_and_steps_unique_also_without_the_trigger(owner: Session) -> None:
    """The trigger refuses these first; the constraints stand behind it."""
    owner.execute(text("ALTER TABLE projects.project_transition DISABLE TRIGGER project_transition_in_order"))
    for statement, constraint in (
        (part("project_transition", **but(STEP, number="0")), "ck_project_transition_number_positive"),
        (part("project_transition", **STEP) + "; " + part("project_transition", **STEP), "pk_project_transition"),
        (nowhere("project_transition", **STEP), "fk_project_transition_project_id"),
    ):
        with pytest.raises(IntegrityError, match=f'"{constraint}"'), owner.begin_nested():
            owner.execute(text(statement))
    owner.execute(text("ALTER TABLE projects.project_step DROP CONSTRAINT pk_project_step"))
    with pytest.raises(IntegrityError, match='"uq_project_step_reason"'):
        owner.execute(text(STEPPED.format("draft", "submitted")))


PAST = {"part": "'site'", "key": "'1'", "until": "'2025-01-01'", "class": "'public'"}


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (twice("past", **PAST), "pk_past"),
        (nowhere("past", **PAST), "fk_past_project_id"),
        (part("past", **PAST | {"part": "'wish'"}), "ck_past_part_known"),
        (part("past", **PAST | {"class": "'personal'"}), "ck_past_class_known"),
        (part("past", **PAST | {"held": "'[]'"}), "ck_past_held_a_row"),
        (part("past", **PAST | {"part": "'project'"}), "ck_past_stays"),
        (part("past", **PAST | {"part": "'registered'", "since": "'2024-01-01'"}), "ck_past_from_a_day"),
        (part("past", **PAST | {"part": "'found'", "held": "'{}'"}), "ck_past_from_a_day"),
        (part("past", **PAST | {"since": "'2025-01-01'"}), "ck_past_lasted"),
        (part("past", **PAST | {"until": "'2568-01-01'"}), "ck_past_common_era"),
        ("; ".join((part("past", **PAST), part("past", **PAST | {"until": "'2024-06-01'"}))), "ex_past_one_at_a_time"),
    ],
)
def test_the_past_of_a_project_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'):
        owner.execute(text(statement))
