"""Each rule of the tables of organisations, and a row that breaks it; where two rows must overlap, by one day."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

ORGANIZATION = (
    "INSERT INTO organizations.organization"
    " (code, kind, name_th, name_en, parent_code, area_code, valid_from, valid_to) VALUES "
)
UNIT = "INSERT INTO organizations.unit (code, organization_code, name_th, name_en, valid_from, valid_to) VALUES "
COMMITTEE = "INSERT INTO organizations.committee (code, title_th, title_en, valid_from, valid_to, term_years, max_terms) VALUES "
SEAT = (
    "INSERT INTO organizations.committee_seat"
    " (id, committee_code, position_number, person_id, role, term, valid_from, valid_to) VALUES "
)
ROLE = "INSERT INTO organizations.role (code, title_th, title_en, sentence_th, sentence_en) VALUES "
PURPOSE = "INSERT INTO organizations.purpose (code, title_th, title_en, legal_basis) VALUES "
PERSON = "INSERT INTO organizations.person (id, name_th, name_en, erased_on) VALUES "
APPOINTMENT = (
    "INSERT INTO organizations.appointment"
    " (id, person_id, position_number, kind, order_no, order_on, valid_from, valid_to, ended_at) VALUES "
)
DELEGATION = (
    "INSERT INTO organizations.delegation (id, from_position, to_position, ceiling_satang, areas, order_no, order_on,"
    " valid_from, valid_to, ended_at) VALUES "
)
ROLE_GRANT = (
    "INSERT INTO organizations.role_grant"
    " (id, position_number, role_code, order_no, valid_from, valid_to, ended_at) VALUES "
)
PURPOSE_GRANT = ROLE_GRANT.replace("role", "purpose")
ANY = "gen_random_uuid()"
ONE = "'00000000-0000-0000-0000-000000000001'"
SOMEBODY = "(SELECT id FROM organizations.person ORDER BY id LIMIT 1)"
HOLDER = "(SELECT person_id FROM organizations.appointment WHERE position_number = 'O-1')"


def updated(table: str, change: str) -> str:
    return f"UPDATE organizations.{table} SET {change}"


def doubled(table: str) -> str:
    return f"INSERT INTO organizations.{table} SELECT * FROM organizations.{table}"


STRUCTURE = [
    (ORGANIZATION + "('Upper', 'province', 'ก', 'a', NULL, NULL, '2020-01-01', NULL)", "ck_organization_code_pattern"),
    (ORGANIZATION + "('o', 'club', 'ก', 'a', NULL, NULL, '2020-01-01', NULL)", "ck_organization_kind_known"),
    (ORGANIZATION + "('o', 'province', 'ก', ' ', NULL, NULL, '2020-01-01', NULL)", "ck_organization_named"),
    (ORGANIZATION + "('o', 'province', 'ก', 'a', 'o', NULL, '2020-01-01', NULL)", "ck_organization_not_its_parent"),
    (
        ORGANIZATION + "('o', 'province', 'ก', 'a', NULL, '980', '2020-01-01', NULL)",
        "ck_organization_area_code_pattern",
    ),
    (
        ORGANIZATION + "('o', 'province', 'ก', 'a', NULL, NULL, '2020-01-01', '2020-01-01')",
        "ck_organization_valid_period",
    ),
    (ORGANIZATION + "('o', 'province', 'ก', 'a', NULL, NULL, '2563-01-01', NULL)", "ck_organization_common_era"),
    (ORGANIZATION + "('o', 'province', 'ก', 'a', 'none', NULL, '2020-01-01', NULL)", "fk_organization_parent_code"),
    (doubled("organization"), "pk_organization"),
    (UNIT + "('U', 'office', 'ก', 'a', '2020-01-01', NULL)", "ck_unit_code_pattern"),
    (UNIT + "('u', 'office', '', 'a', '2020-01-01', NULL)", "ck_unit_named"),
    (UNIT + "('u', 'office', 'ก', 'a', '2020-01-02', '2020-01-01')", "ck_unit_valid_period"),
    (UNIT + "('u', 'office', 'ก', 'a', '2020-01-01', '2563-01-01')", "ck_unit_common_era"),
    (UNIT + "('u', 'none', 'ก', 'a', '2020-01-01', NULL)", "fk_unit_organization_code"),
    (doubled("unit"), "pk_unit"),
    (updated("position", "unit_code = 'strategy' WHERE number = 'W-1'"), "fk_position_unit_of_organization"),
    (updated("position", "number = ' ' WHERE number = 'O-5'"), "ck_position_numbered"),
    (updated("position", "title_en = ''"), "ck_position_titled"),
    (updated("position", "reports_to = number"), "ck_position_not_its_superior"),
    (updated("position", "reports_to = 'X-9'"), "fk_position_reports_to"),
    (updated("position", "organization_code = 'none' WHERE number = 'W-1'"), "fk_position_organization_code"),
    (updated("position", "reach = 'nation'"), "ck_position_reach_known"),
    (updated("position", "clearance = '{secret}'"), "ck_position_clearance_known"),
    (updated("position", "clearance = '{public,NULL}'"), "ck_position_clearance_known"),
    (updated("position", "areas = '{980}'"), "ck_position_areas_pattern"),
    (updated("position", "areas = '{98,NULL}'"), "ck_position_areas_pattern"),
    (updated("position", "ceiling_satang = -1"), "ck_position_ceiling_positive"),
    (updated("position", "valid_to = valid_from"), "ck_position_valid_period"),
    (updated("position", "valid_from = '2563-01-01'"), "ck_position_common_era"),
    (doubled("position"), "pk_position"),
]
COMMITTEES = [
    (COMMITTEE + "('C', 'ก', 'a', '2020-01-01', NULL, NULL, NULL)", "ck_committee_code_pattern"),
    (COMMITTEE + "('c', 'ก', '', '2020-01-01', NULL, NULL, NULL)", "ck_committee_titled"),
    (COMMITTEE + "('c', 'ก', 'a', '2020-01-01', '2020-01-01', NULL, NULL)", "ck_committee_valid_period"),
    (COMMITTEE + "('c', 'ก', 'a', '2563-01-01', NULL, NULL, NULL)", "ck_committee_common_era"),
    (COMMITTEE + "('c', 'ก', 'a', '2020-01-01', NULL, 0, NULL)", "ck_committee_term_positive"),
    (COMMITTEE + "('c', 'ก', 'a', '2020-01-01', NULL, 3, 0)", "ck_committee_max_terms_positive"),
    (doubled("committee"), "pk_committee"),
    ("INSERT INTO organizations.committee_office VALUES ('board', 'chief', 'guest')", "ck_committee_office_seat_known"),
    (
        "INSERT INTO organizations.committee_office VALUES ('none', 'chief', 'chair')",
        "fk_committee_office_committee_code",
    ),
    ("INSERT INTO organizations.committee_office VALUES ('board', 'none', 'chair')", "fk_committee_office_role_code"),
    (doubled("committee_office"), "pk_committee_office"),
    (SEAT + f"({ANY}, 'board', 'G-2', NULL, 'guest', 1, '2020-01-01', NULL)", "ck_committee_seat_role_known"),
    (SEAT + f"({ANY}, 'board', 'G-2', NULL, 'member', 0, '2020-01-01', NULL)", "ck_committee_seat_term_positive"),
    (SEAT + f"({ANY}, 'board', NULL, NULL, 'member', 1, '2020-01-01', NULL)", "ck_committee_seat_position_or_person"),
    (
        SEAT + f"({ANY}, 'board', 'G-2', {SOMEBODY}, 'member', 1, '2020-01-01', NULL)",
        "ck_committee_seat_position_or_person",
    ),
    (
        SEAT + f"({ANY}, 'board', 'G-2', NULL, 'member', 1, '2020-01-01', '2020-01-01')",
        "ck_committee_seat_valid_period",
    ),
    (SEAT + f"({ANY}, 'board', 'G-2', NULL, 'member', 1, '2563-01-01', NULL)", "ck_committee_seat_common_era"),
    (SEAT + f"({ANY}, 'none', 'G-2', NULL, 'member', 1, '2020-01-01', NULL)", "fk_committee_seat_committee_code"),
    (SEAT + f"({ANY}, 'board', 'X-9', NULL, 'member', 1, '2020-01-01', NULL)", "fk_committee_seat_position_number"),
    (SEAT + f"({ANY}, 'board', NULL, {ANY}, 'member', 1, '2020-01-01', NULL)", "fk_committee_seat_person_id"),
    (SEAT + f"({ANY}, 'board', 'G-1', NULL, 'member', 1, '2020-12-31', NULL)", "ex_committee_seat_position"),
    (SEAT + f"({ANY}, 'board', NULL, {ONE}, 'member', 2, '2020-12-31', NULL)", "ex_committee_seat_person"),
    (doubled("committee_seat"), "pk_committee_seat"),
]
POWERS = [
    (ROLE + "('R', 'ก', 'a', 'ก', 'a')", "ck_role_code_pattern"),
    (ROLE + "('r', 'ก', '', 'ก', 'a')", "ck_role_titled"),
    (ROLE + "('r', 'ก', 'a', 'ก', ' ')", "ck_role_told"),
    (doubled("role"), "pk_role"),
    (
        "INSERT INTO organizations.role_permission VALUES ('chief', 'province.sell')",
        "ck_role_permission_permission_known",
    ),
    ("INSERT INTO organizations.role_permission VALUES ('none', 'audit.read')", "fk_role_permission_role_code"),
    (doubled("role_permission"), "pk_role_permission"),
    (ROLE_GRANT + f"({ANY}, 'X-9', 'chief', '1', '2020-01-01', NULL, NULL)", "fk_role_grant_position_number"),
    (ROLE_GRANT + f"({ANY}, 'O-5', 'none', '1', '2020-01-01', NULL, NULL)", "fk_role_grant_role_code"),
    (ROLE_GRANT + f"({ANY}, 'O-5', 'chief', ' ', '2020-01-01', NULL, NULL)", "ck_role_grant_ordered"),
    (ROLE_GRANT + f"({ANY}, 'O-5', 'chief', '1', '2020-01-01', '2020-01-01', NULL)", "ck_role_grant_valid_period"),
    (ROLE_GRANT + f"({ANY}, 'O-5', 'chief', '1', '2020-01-01', NULL, now())", "ck_role_grant_ended_is_dated"),
    (ROLE_GRANT + f"({ANY}, 'O-5', 'chief', '1', '2563-01-01', NULL, NULL)", "ck_role_grant_common_era"),
    (ROLE_GRANT + f"({ANY}, 'O-1', 'chief', '1', '2021-01-01', NULL, NULL)", "ex_role_grant_once"),
    (doubled("role_grant"), "pk_role_grant"),
    (PURPOSE + "('P', 'ก', 'a', 'law')", "ck_purpose_code_pattern"),
    (PURPOSE + "('p', '', 'a', 'law')", "ck_purpose_titled"),
    (PURPOSE + "('p', 'ก', 'a', '')", "ck_purpose_founded"),
    (doubled("purpose"), "pk_purpose"),
    (
        PURPOSE_GRANT + f"({ANY}, 'X-9', 'social-welfare', '1', '2020-01-01', NULL, NULL)",
        "fk_purpose_grant_position_number",
    ),
    (PURPOSE_GRANT + f"({ANY}, 'O-5', 'none', '1', '2020-01-01', NULL, NULL)", "fk_purpose_grant_purpose_code"),
    (PURPOSE_GRANT + f"({ANY}, 'O-5', 'social-welfare', '', '2020-01-01', NULL, NULL)", "ck_purpose_grant_ordered"),
    (
        PURPOSE_GRANT + f"({ANY}, 'O-5', 'social-welfare', '1', '2020-01-01', '2020-01-01', NULL)",
        "ck_purpose_grant_valid_period",
    ),
    (
        PURPOSE_GRANT + f"({ANY}, 'O-5', 'social-welfare', '1', '2020-01-01', NULL, now())",
        "ck_purpose_grant_ended_is_dated",
    ),
    (PURPOSE_GRANT + f"({ANY}, 'O-5', 'social-welfare', '1', '2563-01-01', NULL, NULL)", "ck_purpose_grant_common_era"),
    (PURPOSE_GRANT + f"({ANY}, 'S-1', 'social-welfare', '1', '2021-01-01', NULL, NULL)", "ex_purpose_grant_once"),
    (doubled("purpose_grant"), "pk_purpose_grant"),
]
DAYS = "'1/2568', '2025-01-01', '2025-01-01'"
HOLDING = [
    (PERSON + f"({ANY}, ' ', NULL, NULL)", "ck_person_named"),
    (PERSON + f"({ANY}, NULL, NULL, NULL)", "ck_person_named_until_erased"),
    (PERSON + f"({ANY}, 'ก', NULL, '2025-01-01')", "ck_person_named_until_erased"),
    (PERSON + f"({ANY}, NULL, 'a', '2025-01-01')", "ck_person_erased_whole"),
    (doubled("person"), "pk_person"),
    (APPOINTMENT + f"({ANY}, {ANY}, 'O-5', 'substantive', {DAYS}, NULL, NULL)", "fk_appointment_person_id"),
    (APPOINTMENT + f"({ANY}, {ONE}, 'X-9', 'substantive', {DAYS}, NULL, NULL)", "fk_appointment_position_number"),
    (APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'guest', {DAYS}, NULL, NULL)", "ck_appointment_kind_known"),
    (
        APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'substantive', ' ', '2025-01-01', '2025-01-01', NULL, NULL)",
        "ck_appointment_ordered",
    ),
    (
        APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'substantive', '1', '2568-01-01', '2025-01-01', NULL, NULL)",
        "ck_appointment_order_common_era",
    ),
    (APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'substantive', {DAYS}, '2025-01-01', NULL)", "ck_appointment_valid_period"),
    (APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'substantive', {DAYS}, NULL, now())", "ck_appointment_ended_is_dated"),
    (APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'substantive', {DAYS}, '2568-02-01', NULL)", "ck_appointment_common_era"),
    (APPOINTMENT + f"({ANY}, {ONE}, 'O-1', 'substantive', {DAYS}, '2025-01-02', NULL)", "ex_appointment_one_holder"),
    (APPOINTMENT + f"({ANY}, {HOLDER}, 'O-5', 'substantive', {DAYS}, '2025-01-02', NULL)", "ex_appointment_one_post"),
    (
        APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'acting_in', {DAYS}, '2025-02-01', NULL),"
        f" ({ANY}, {HOLDER}, 'O-5', 'acting_for', '2/2568', '2025-01-31', '2025-01-31', NULL, NULL)",
        "ex_appointment_one_acting",
    ),
    (doubled("appointment"), "pk_appointment"),
    (DELEGATION + f"({ANY}, 'G-1', 'G-1', NULL, NULL, {DAYS}, '2026-01-01', NULL)", "ck_delegation_not_to_itself"),
    (DELEGATION + f"({ANY}, 'G-1', 'G-2', -1, NULL, {DAYS}, '2026-01-01', NULL)", "ck_delegation_ceiling_positive"),
    (DELEGATION + f"({ANY}, 'G-1', 'G-2', NULL, '{{980}}', {DAYS}, '2026-01-01', NULL)", "ck_delegation_areas_pattern"),
    (
        DELEGATION + f"({ANY}, 'G-1', 'G-2', NULL, '{{NULL}}', {DAYS}, '2026-01-01', NULL)",
        "ck_delegation_areas_pattern",
    ),
    (
        DELEGATION + f"({ANY}, 'G-1', 'G-2', NULL, NULL, '', '2025-01-01', '2025-01-01', '2026-01-01', NULL)",
        "ck_delegation_ordered",
    ),
    (
        DELEGATION + f"({ANY}, 'G-1', 'G-2', NULL, NULL, '1', '2568-01-01', '2025-01-01', '2026-01-01', NULL)",
        "ck_delegation_order_common_era",
    ),
    (DELEGATION + f"({ANY}, 'G-1', 'G-2', NULL, NULL, {DAYS}, '2025-01-01', NULL)", "ck_delegation_valid_period"),
    (DELEGATION + f"({ANY}, 'G-1', 'G-2', NULL, NULL, {DAYS}, '2569-01-01', NULL)", "ck_delegation_common_era"),
    (DELEGATION + f"({ANY}, 'X-9', 'G-2', NULL, NULL, {DAYS}, '2026-01-01', NULL)", "fk_delegation_from_position"),
    (DELEGATION + f"({ANY}, 'G-1', 'X-9', NULL, NULL, {DAYS}, '2026-01-01', NULL)", "fk_delegation_to_position"),
    (doubled("delegation"), "pk_delegation"),
    (
        f"INSERT INTO organizations.delegated_permission VALUES ({ANY}, 'audit.read')",
        "fk_delegated_permission_delegation_id",
    ),
    (
        f"INSERT INTO organizations.delegated_permission VALUES ({ONE}, 'province.sell')",
        "ck_delegated_permission_permission_known",
    ),
    *(
        (
            f"INSERT INTO organizations.delegated_permission VALUES ({ONE}, '{never}')",
            "ck_delegated_permission_not_delegated_again",
        )
        for never in ("delegation.order", "role.grant", "person.erase")
    ),
    (doubled("delegated_permission"), "pk_delegated_permission"),
]
BESIDE_THE_CAST = (
    f"INSERT INTO organizations.person (id, name_th) VALUES ({ONE}, 'น')",
    COMMITTEE + "('board', 'กรรมการ', 'Board', '2020-01-01', NULL, 3, 2)",
    "INSERT INTO organizations.committee_office VALUES ('board', 'governor', 'chair')",
    SEAT + f"({ANY}, 'board', 'G-1', NULL, 'chair', 1, '2020-01-01', '2021-01-01')",
    SEAT + f"({ANY}, 'board', NULL, {ONE}, 'member', 1, '2020-01-01', '2021-01-01')",
    DELEGATION + f"({ONE}, 'G-1', 'G-2', NULL, NULL, {DAYS}, '2026-01-01', NULL)",
    f"INSERT INTO organizations.delegated_permission VALUES ({ONE}, 'audit.read')",
)


@pytest.fixture
def rows(session: Session) -> Session:
    """The toy province with a row of every kind."""
    for statement in BESIDE_THE_CAST:
        session.execute(text(statement))
    return session


@pytest.mark.parametrize(("statement", "constraint"), [*STRUCTURE, *COMMITTEES, *POWERS, *HOLDING])
def test_the_database_refuses_nonsense(rows: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), rows.begin_nested():
        rows.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        SEAT + f"({ANY}, 'board', 'G-1', NULL, 'chair', 2, '2021-01-01', NULL)",
        SEAT + f"({ANY}, 'board', NULL, {ONE}, 'member', 2, '2021-01-01', NULL)",
        APPOINTMENT + f"({ANY}, {HOLDER}, 'O-5', 'acting_in', {DAYS}, NULL, NULL)",
        APPOINTMENT + f"({ANY}, {ONE}, 'O-5', 'substantive', {DAYS}, '2025-01-01', now()),"
        f" ({ANY}, {ONE}, 'O-5', 'substantive', {DAYS}, NULL, NULL)",
        DELEGATION + f"({ANY}, 'G-1', 'G-2', 0, '{{}}', {DAYS}, '2026-01-01', NULL)",
        updated("position", "areas = '{98,9801,980101}'"),
    ],
)
def test_what_follows_on_the_next_day_or_is_ended_on_its_first_is_no_nonsense(rows: Session, statement: str) -> None:
    with rows.begin_nested():
        rows.execute(text(statement))
