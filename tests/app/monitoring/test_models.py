"""Each rule of the tables of monitoring, and a row that breaks it; and what is never rewritten."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to
from gis.access import Read

ONE, TWO, THREE = (f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2, 3))
UNKNOWN = "00000000-0000-0000-0000-0000000000ff"
ROAD = "(SELECT id FROM projects.project WHERE reference = 'P-2')"
WEIR = "(SELECT id FROM projects.project WHERE reference = 'P-1')"
ASSET = "(SELECT id FROM monitoring.asset)"
SOMEBODY = "(SELECT id FROM organizations.person ORDER BY id LIMIT 1)"
HASH, OTHER = "a" * 64, "b" * 64
NOWHERE = "st_setsrid(st_geomfromtext('POINT(200 15)'), 4326)"
HERE = "st_setsrid(st_point(100.75, 15.5), 4326)"
SIGNED = {"position": "W-1", "title": "t"}


def row(table: str, values: dict[str, str | None]) -> str:
    written = ", ".join(
        "NULL" if value is None else value if value.startswith(("(SELECT", "st_")) else f"'{value}'"
        for value in values.values()
    )
    return f"INSERT INTO monitoring.{table} ({', '.join(values)}) VALUES ({written})"


def round_(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "code": "2568-05", "kind": "month", "period_start": "2025-05-01", "period_end": "2025-06-01", "due_on": "2025-06-05",
    }  # fmt: skip
    return row("round", values | given)


def problem(**given: str | None) -> str:
    return row("problem_class", {"code": "other", "name_th": "ก", "name_en": "a", **given})


def rule(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "valid_from": "2026-01-01", "watch_points": "5", "late_points": "15", "watch_days": "30", "late_days": "90",
        "stale_days": "45", "reason": "r",
    }  # fmt: skip
    return row("light_rule", values | given)


def curve(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "project_id": ROAD, "revision": "2", "cadence": "month", "starts_on": "2025-04-01", "reason": "r",
        "maker_position": "W-1", "maker_title": "t",
    }  # fmt: skip
    return row("curve", values | given)


def month(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "curve_id": ONE, "project_id": ROAD, "month": "2025-05-01", "planned_pct": "50", "planned_satang": "1",
    }  # fmt: skip
    return row("planned_progress", values | given)


def milestone(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "project_id": ROAD, "number": "2", "title_th": "ก", "title_en": "a", "planned_on": "2025-05-01",
    }  # fmt: skip
    return row("milestone", values | given)


def report(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "project_id": ROAD, "round_code": "2568-04", "revision": "2", "observed_on": "2025-04-30",
        "physical_pct": "20", "done_th": "ก", "reason": "r", "request_key": TWO, "author_position": "W-1",
        "author_title": "t", "author_person": SOMEBODY,
    }  # fmt: skip
    return row("progress_report", values | given)


def verification(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "report_id": ONE, "project_id": ROAD, "verdict": "accepted", "author_person": SOMEBODY, "verifier_position": "G-1",
        "verifier_title": "t",
    }  # fmt: skip
    return row("verification", values | given)


def photo(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "report_id": ONE, "project_id": ROAD, "sha256": OTHER, "original_sha256": HASH, "width": "4", "height": "3",
        "size_bytes": "9", "geom": HERE, "position_source": "exif", "distance_m": "5",
    }  # fmt: skip
    return row("photo", values | given)


def asset(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "project_id": WEIR, "number": "2", "name_th": "ก", "name_en": "a", "value_satang": "1", "geom": HERE,
    }  # fmt: skip
    return row("asset", values | given)


def none(**given: str | None) -> str:
    return row("no_asset", {"project_id": ROAD, "reason": "r", "said_position": "G-1", "said_title": "t", **given})


def inspection(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "asset_id": ASSET, "project_id": WEIR, "months": "12", "inspected_on": "2025-06-01",
        "condition": "in_use", "inspector_position": "O-2", "inspector_title": "t",
    }  # fmt: skip
    return row("inspection", values | given)


BESIDE = (
    round_(code="2568-04", period_start="2025-04-01", period_end="2025-05-01"), problem(code="land"),
    rule(valid_from="2020-01-01"), curve(id=ONE, revision="1", reason=None), month(month="2025-04-01"),
    milestone(id=ONE, number="1"), report(id=ONE, revision="1", request_key=ONE, reason=None),
    verification(), photo(id=ONE, sha256=HASH), none(), inspection(id=ONE, months="6"),
)  # fmt: skip


@pytest.fixture
def rows(owner: Session) -> Session:
    """A row of every table, as the owner of the tables."""
    for statement in BESIDE:
        owner.execute(text(statement))
    return owner


CALENDAR = [
    (round_(code="2568-04"), "pk_round"),
    (round_(code="2568-07", period_start="2025-04-15"), "ex_round_once"),
    (round_(code="2568-13"), "ck_round_code_pattern"),
    (round_(kind="week"), "ck_round_kind_known"),
    (round_(period_end="2025-05-01"), "ck_round_period_order"),
    (round_(due_on="2025-05-01"), "ck_round_due_after_it_began"),
    (round_(due_on="2568-06-05"), "ck_round_common_era"),
    (problem(code="land"), "pk_problem_class"),
    (problem(code="Land!"), "ck_problem_class_code_pattern"),
    (problem(name_th=" "), "ck_problem_class_named"),
    (rule(valid_from="2020-01-01"), "pk_light_rule"),
    (rule(late_points="4"), "ck_light_rule_points_order"),
    (rule(watch_points="0"), "ck_light_rule_points_order"),
    (rule(late_days="29"), "ck_light_rule_days_order"),
    (rule(stale_days="0"), "ck_light_rule_stale_positive"),
    (rule(reason=" "), "ck_light_rule_reasoned"),
]
PLANS = [
    (curve(id=ONE), "pk_curve"),
    (curve(revision="1", reason=None), "uq_curve_project_id"),
    (curve(project_id=UNKNOWN), "fk_curve_project_id"),
    (curve(revision="0"), "ck_curve_revision_positive"),
    (curve(reason=None), "ck_curve_revised_with_a_reason"),
    (curve(reason=" "), "ck_curve_revised_with_a_reason"),
    (curve(cadence="week"), "ck_curve_cadence_known"),
    (curve(starts_on="2568-04-01"), "ck_curve_common_era"),
    (curve(maker_person=UNKNOWN), "fk_curve_maker_person"),
    (month(month="2025-04-01"), "pk_planned_progress"),
    (month(curve_id=UNKNOWN), "fk_planned_progress_curve"),
    (month(project_id=WEIR), "fk_planned_progress_curve"),
    (month(month="2025-05-02"), "ck_planned_progress_month_by_its_first_day"),
    (month(planned_pct="100.01"), "ck_planned_progress_pct_range"),
    (month(planned_satang="-1"), "ck_planned_progress_satang_range"),
    (milestone(id=ONE), "pk_milestone"),
    (milestone(number="1"), "uq_milestone_project_id"),
    (milestone(project_id=UNKNOWN), "fk_milestone_project_id"),
    (milestone(number="0"), "ck_milestone_number_positive"),
    (milestone(title_th=" "), "ck_milestone_titled"),
    (milestone(actual_on="2568-05-01"), "ck_milestone_common_era"),
]
REPORTS = [
    (report(id=ONE), "pk_progress_report"),
    (report(revision="1"), "uq_progress_report_project_id"),
    (report(request_key=ONE), "uq_progress_report_request_key"),
    (report(project_id=UNKNOWN), "fk_progress_report_project_id"),
    (report(round_code="2568-09"), "fk_progress_report_round_code"),
    (report(revision="0"), "ck_progress_report_revision_positive"),
    (report(physical_pct="100.01"), "ck_progress_report_pct_range"),
    (report(physical_pct="NaN"), "ck_progress_report_pct_range"),
    (report(previous_pct="-1"), "ck_progress_report_previous_pct_range"),
    (report(reason=None), "ck_progress_report_revised_with_a_reason"),
    (
        report(revision="1", round_code="2568-05", previous_pct="21", reason=None),
        "ck_progress_report_back_step_with_a_reason",
    ),
    (report(reason=" "), "ck_progress_report_reasoned"),
    (report(done_th=" "), "ck_progress_report_done_told"),
    (report(reported_satang="-1"), "ck_progress_report_satang_range"),
    (report(problem_class="land"), "ck_progress_report_problem_told"),
    (report(problem_class="land", problem_th=" "), "ck_progress_report_problem_told"),
    (report(problem_class="wish", problem_th="ก"), "fk_progress_report_problem_class"),
    (report(remedy_th="ก"), "ck_progress_report_remedy_of_a_problem"),
    (report(help_th="ก"), "ck_progress_report_help_wanted_of_somebody"),
    (report(help_organization="works"), "ck_progress_report_help_wanted_of_somebody"),
    (report(help_organization="nowhere", help_th="ก"), "fk_progress_report_help_organization"),
    (report(help_position="X-9", help_th="ก"), "fk_progress_report_help_position"),
    (report(observed_on="2568-04-30"), "ck_progress_report_common_era"),
    (report(geom=NOWHERE), "ck_progress_report_geometry_on_earth"),
    (report(author_person=UNKNOWN), "fk_progress_report_author_person"),
    (verification(), "pk_verification"),
    (verification(report_id=UNKNOWN), "fk_verification_report"),
    (verification(verdict="maybe", remark="r"), "ck_verification_verdict_known"),
    (verification(verdict="returned"), "ck_verification_returned_with_a_remark"),
    (verification(verifier_person=SOMEBODY), "ck_verification_by_another_person"),
    (verification(author_person=None), "ck_verification_by_another_person"),
    (f"{report()}; {verification(report_id=TWO, author_person=UNKNOWN)}", "fk_verification_author_person"),
    (f"{report()}; {verification(report_id=TWO, verifier_person=UNKNOWN)}", "fk_verification_verifier_person"),
]
PHOTOS = [
    (photo(id=ONE), "pk_photo"),
    (photo(sha256=HASH), "uq_photo_report_id"),
    (photo(project_id=WEIR), "fk_photo_report"),
    (photo(sha256="../../etc/passwd"), "ck_photo_hash_pattern"),
    (photo(width="0"), "ck_photo_size_positive"),
    (photo(position_source="guess"), "ck_photo_position_source_known"),
    (photo(position_source="none"), "ck_photo_position_from_somewhere"),
    (photo(geom=None, position_source="none"), "ck_photo_distance_of_a_position"),
    (photo(distance_m="-1"), "ck_photo_distance_of_a_position"),
    (photo(geom=NOWHERE), "ck_photo_geometry_on_earth"),
]
HANDED = {"owner_th": "อบต.", "handed_over_on": "2025-01-01", "document": "d"}
ASSETS = [
    (f"{asset()}; {asset(number='3')}", "pk_asset"),
    (asset(number="1"), "uq_asset_project_id"),
    (asset(project_id=UNKNOWN), "fk_asset_project_id"),
    (asset(number="0"), "ck_asset_number_positive"),
    (asset(name_th=" "), "ck_asset_named"),
    (asset(value_satang="-1"), "ck_asset_value_range"),
    (asset(owner_th="อบต."), "ck_asset_handed_over_whole"),
    (asset(owner_organization="works"), "ck_asset_owner_named"),
    (asset(**HANDED, owner_organization="nowhere"), "fk_asset_owner_organization"),
    (asset(**{**HANDED, "document": " "}), "ck_asset_handed_over_told"),
    (asset(area_code="980"), "ck_asset_area_code_pattern"),
    (asset(**{**HANDED, "handed_over_on": "2568-01-01"}), "ck_asset_common_era"),
    (asset(geom=NOWHERE), "ck_asset_geometry_on_earth"),
    (none(), "pk_no_asset"),
    (none(project_id=UNKNOWN), "fk_no_asset_project_id"),
    (none(project_id=WEIR, reason=" "), "ck_no_asset_reasoned"),
    (inspection(id=ONE), "pk_inspection"),
    (inspection(months="6"), "uq_inspection_asset_id"),
    (inspection(asset_id=UNKNOWN), "fk_inspection_asset"),
    (inspection(months="7"), "ck_inspection_months_known"),
    (inspection(condition="fine"), "ck_inspection_condition_known"),
    (inspection(condition="broken"), "ck_inspection_told_what_is_wrong"),
    (inspection(inspected_on="2568-06-01"), "ck_inspection_common_era"),
    (inspection(inspector_person=UNKNOWN), "fk_inspection_inspector_person"),
]


@pytest.mark.parametrize(("statement", "constraint"), [*CALENDAR, *PLANS, *REPORTS, *PHOTOS, *ASSETS])
def test_the_database_refuses_nonsense(rows: Session, statement: str, constraint: str) -> None:
    if "round_code, revision" in statement and "'2568-05'" in statement:
        rows.execute(text(round_()))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), rows.begin_nested():
        rows.execute(text(statement))


KEPT = [
    "UPDATE monitoring.progress_report SET physical_pct = 30",
    "UPDATE monitoring.planned_progress SET planned_pct = 30",
    "UPDATE monitoring.curve SET starts_on = '2025-05-01'",
    "UPDATE monitoring.verification SET remark = 'x'",
    "UPDATE monitoring.photo SET sha256 = original_sha256",
    "UPDATE monitoring.no_asset SET reason = 'x'",
    "UPDATE monitoring.inspection SET condition = 'in_use'",
    "UPDATE monitoring.milestone SET planned_on = '2025-06-01'",
    "UPDATE monitoring.asset SET value_satang = 0",
    "DELETE FROM monitoring.photo",
    "DELETE FROM monitoring.verification",
    "DELETE FROM monitoring.milestone",
    "DELETE FROM monitoring.no_asset",
    "DELETE FROM monitoring.inspection",
    "DELETE FROM monitoring.planned_progress",
    "DELETE FROM monitoring.progress_report",
]


@pytest.mark.parametrize("statement", KEPT)
def test_not_even_the_owner_rewrites_what_was_recorded(rows: Session, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement))


def test_an_asset_is_handed_over_once_and_a_step_is_reached_once(rows: Session) -> None:
    given = "SET owner_th = 'อบต.', handed_over_on = '2025-01-01', document = 'd'"
    for statement in (f"UPDATE monitoring.asset {given}", "UPDATE monitoring.milestone SET actual_on = '2025-04-02'"):
        rows.execute(text(statement))
        with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
            rows.execute(text(statement.replace("2025", "2024")))


def test_what_belongs_to_an_invented_project_is_taken_away(rows: Session) -> None:
    for statement in (
        "SET CONSTRAINTS ALL IMMEDIATE", "ALTER TABLE projects.project DISABLE TRIGGER project_moves_by_history",
        "UPDATE projects.project SET is_synthetic = true",
    ):  # fmt: skip
        rows.execute(text(statement))
    for table in (
        "photo",
        "verification",
        "progress_report",
        "planned_progress",
        "curve",
        "milestone",
        "inspection",
        "asset",
    ):
        rows.execute(text(f"DELETE FROM monitoring.{table}"))


TABLES = (
    "curve",
    "planned_progress",
    "milestone",
    "progress_report",
    "verification",
    "photo",
    "asset",
    "no_asset",
    "inspection",
)


@pytest.mark.parametrize("table", TABLES)
def test_not_even_the_owner_empties_a_table(toy_database: Database, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(toy_database, Role.OWNER) as owner:
        owner.execute(text(f"TRUNCATE monitoring.{table} CASCADE"))


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (PUBLIC, False),
        (Viewer("O-2", frozenset({Read.PUBLIC, Read.INTERNAL})), True),
        (Viewer("W-1", frozenset({Read.PUBLIC, Read.INTERNAL}), agencies=frozenset({"works"})), False),
        (Viewer("D-1", frozenset({Read.PUBLIC, Read.INTERNAL}), areas=frozenset({"9803"})), False),
        (Viewer("D-1", frozenset({Read.PUBLIC, Read.INTERNAL}), areas=frozenset({"9801"})), True),
    ],
)  # fmt: skip
def test_the_database_itself_shows_the_parts_of_a_project_to_whoever_sees_the_project(
    session: Session, viewer: Viewer, seen: bool
) -> None:
    for statement in (*BESIDE, "UPDATE projects.project SET class = 'internal', agency = 'office'"):
        session.execute(text(statement))
    show_to(session, viewer)
    found = {table: session.scalar(text(f"SELECT count(*) FROM monitoring.{table}")) for table in TABLES}
    assert found == dict.fromkeys(TABLES, int(seen))
    assert session.scalar(text("SELECT count(*) FROM published.progress")) == (
        2 if viewer.areas and seen else 3 if seen else 0
    )
