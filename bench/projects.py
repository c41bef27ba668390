"""Projects of one province by SQL, the same on every machine: places, years, sources, money, and classes as a real ledger has.

Two in a hundred are for the whole province and as many have no known place; three in ten have several parts, so that their
money must be divided; one in five is internal. Each line has received, bound and paid.
"""

from __future__ import annotations

import psycopg

from app.budgets.standard import CLASSES, SOURCES

AGENCIES = ("works", "health", "education", "farming")
TRIGGERS = (
    ("projects.project", "project_figures_insert"), ("projects.site", "site_figures_insert"),
    ("projects.site_area", "site_area_figures_insert"), ("budgets.budget_line", "budget_line_figures_insert"),
    ("budgets.ledger_event", "ledger_event_figures_insert"),
)  # fmt: skip
"""They would count each project five times while it is laid; once is enough."""
MADE = """
CREATE TEMPORARY TABLE subdistrict AS SELECT code, label_point AS geom, row_number() OVER (ORDER BY code) - 1 AS n
FROM places.area WHERE level = 'subdistrict' AND starts_with(code, (SELECT min(code) FROM places.area WHERE level = 'province'));
CREATE TEMPORARY TABLE made AS
SELECT n, md5('project ' || n)::uuid AS id, n % 100 AS hundredth, 1 + (n % 10 >= 8)::integer AS sites,
    2566 + n % 4 AS first_year, 1 + (n % 5 = 0)::integer + (n % 7 = 0)::integer AS lines
FROM generate_series(1, {count}) AS n;
CREATE TEMPORARY TABLE placed AS
SELECT made.id AS project_id, md5('site ' || made.n || ' ' || site)::uuid AS id, 1000000 / made.sites AS share, site,
    CASE WHEN hundredth >= 4 THEN (made.n * 31 + site * 7) % (SELECT count(*) FROM subdistrict) END AS first,
    hundredth BETWEEN 2 AND 3 AS is_wide, made.n % 10 = 7 AS is_long
FROM made, generate_series(1, made.sites) AS site;
CREATE TEMPORARY TABLE touched AS
SELECT placed.project_id, placed.id AS site_id, s.code,
    CASE WHEN NOT is_long THEN 1000000 WHEN part = 0 THEN 618034 ELSE 381966 END AS share
FROM placed, generate_series(0, is_long::integer) AS part, subdistrict AS s
WHERE s.n = (placed.first + part) % (SELECT count(*) FROM subdistrict);
CREATE INDEX ON touched (project_id);
INSERT INTO projects.project (id, reference, title_th, title_en, kind, sector, fiscal_year, last_year, state, class, agency,
    area_codes, is_synthetic)
SELECT id, 'B-' || n, 'โครงการที่ ' || n, 'Project ' || n, 'infrastructure', 'transport', first_year,
    CASE WHEN n % 5 = 0 THEN first_year + 1 END, (ARRAY['approved_plan', 'funded', 'in_progress', 'completed'])[1 + n % 4],
    CASE WHEN n % 5 = 1 THEN 'internal' ELSE 'public' END, (ARRAY{agencies})[1 + n % 4],
    ARRAY(SELECT DISTINCT code FROM touched WHERE project_id = made.id ORDER BY code), true
FROM made;
INSERT INTO projects.site (id, project_id, role, share_ppm, geom, precision, area_code, is_province_wide, is_synthetic)
SELECT placed.id, project_id, 'site', share, s.geom, CASE WHEN s.code IS NULL THEN 'none' ELSE 'gps' END, s.code, is_wide, true
FROM placed LEFT JOIN subdistrict AS s ON s.n = placed.first;
INSERT INTO projects.site_area (site_id, project_id, area_code, share_ppm) SELECT site_id, project_id, code, share FROM touched;
INSERT INTO budgets.budget_line (id, reference, project_id, fiscal_year, source, class5, subclass, road, is_synthetic)
SELECT md5('line ' || n || ' ' || line)::uuid, 'B-' || n || '-' || line, id, first_year + (line > 1 AND n % 5 = 0)::integer,
    (ARRAY['province', 'cluster', 'function', 'local'])[1 + (n / 4 + line) % 4], 'operating', 'goods_services', 'direct', true
FROM made, generate_series(1, lines) AS line;
INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind, amount_satang, occurred_on,
    document_no, by_position, by_title)
SELECT gen_random_uuid(), line.id, line.project_id, line.fiscal_year, 'direct', kind,
    (100000 + hashtext(line.reference)::bigint & 16777215) * (CASE step WHEN 1 THEN 100 ELSE 33 END),
    make_date(line.fiscal_year - 543, 1, 10) + step::integer, 'B', 'B', 'B'
FROM budgets.budget_line AS line, unnest(ARRAY['allocated', 'disbursed', 'disbursed']) WITH ORDINALITY AS act (kind, step)
WHERE line.reference LIKE 'B-%' ORDER BY line.reference, step;
"""


def lay(connection: psycopg.Connection, count: int) -> None:
    """Lay ``count`` projects in the first province of the ground, with the sources and agencies that they name."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO budgets.funding_source (code, name_th, name_en, rank) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(code, th, en, rank) for rank, (code, th, en) in enumerate(SOURCES)],
        )
        cursor.executemany(
            "INSERT INTO budgets.expense_class (code, parent_code, name_th, name_en, lead_days, rank)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(code, above, th, en, days, rank) for rank, (code, above, th, en, days) in enumerate(CLASSES)],
        )
        cursor.executemany(
            "INSERT INTO organizations.organization (code, name_th, name_en, kind, valid_from)"
            " VALUES (%s, %s, %s, 'provincial_office', '2020-01-01')",
            [(code, f"สำนักงาน {code}", f"{code} office") for code in AGENCIES],
        )
    for table, act in TRIGGERS:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER {act}".encode())
    for statement in MADE.format(count=count, agencies=list(AGENCIES)).split(";\n"):
        if statement.strip():
            connection.execute(statement.encode())
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, act in TRIGGERS:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER {act}".encode())
    connection.execute("SELECT derived.count_projects(ARRAY(SELECT id FROM projects.project))")
