"""Each rule of the tables of projects, and a row that breaks it."""

from __future__ import annotations

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
