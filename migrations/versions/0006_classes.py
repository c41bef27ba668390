"""Classes of data: row-level security, projects that are not yet public, versions by audience, ids that tell nothing."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FIVE = "'public', 'internal', 'personal', 'confidential', 'personal_confidential'"
PROPOSED = "'draft', 'submitted', 'returned', 'screened', 'rejected'"
READERS = "phaen_app, phaen_jobs, phaen_views"

# Both run for nearly every statement of who has signed in. A SET search_path would cost more than all the rest, so every
# name is written whole instead; operators are safe because no login may create anything in a schema (tested).
WHO_LOOKS = """
CREATE OR REPLACE FUNCTION core.viewer() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    given pg_catalog.text;
    said pg_catalog.text;
    inner_key pg_catalog.bytea;
    outer_key pg_catalog.bytea;
    told pg_catalog.jsonb;
BEGIN
    IF session_user = 'phaen_owner' THEN
        RETURN '{"classes": ["public", "internal", "personal", "confidential", "personal_confidential"]}';
    ELSIF session_user = 'phaen_analyst' THEN
        RETURN '{"classes": ["public", "internal"], "purposes": []}';
    ELSIF session_user NOT IN ('phaen_app', 'phaen_jobs') THEN
        RETURN '{"classes": ["public"], "agencies": [], "areas": [], "purposes": []}';
    END IF;
    given := pg_catalog.current_setting('phaen.viewer', true);
    IF given IS NULL OR given = '' THEN
        RETURN '{"classes": ["public"], "agencies": [], "areas": [], "purposes": []}';
    END IF;
    said := pg_catalog.left(given, -65);
    SELECT k.inner_pad, k.outer_pad INTO inner_key, outer_key FROM core.viewer_key AS k;
    IF inner_key IS NULL OR pg_catalog.right(given, 65) <> '.' || pg_catalog.encode(
        pg_catalog.sha256(outer_key || pg_catalog.sha256(inner_key || pg_catalog.convert_to(said, 'UTF8'))), 'hex')
    THEN
        RAISE EXCEPTION 'the viewer of this transaction is not signed by this service'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    told := said::pg_catalog.jsonb;
    IF (told ->> 'until')::pg_catalog.int8 < pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) THEN
        RAISE EXCEPTION 'the viewer of this transaction has expired' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN told;
END $$;

-- A part of it; NULL is: not restricted. Asked for in a sub-select, it runs at most once for a statement, and only when a
-- row that is not public is met. A word that JSON and arrays write differently would fit no row: it shows nothing.
CREATE OR REPLACE FUNCTION core.seen(part text) RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    named pg_catalog.jsonb := core.viewer() -> part;
BEGIN
    IF named IS NULL OR pg_catalog.jsonb_typeof(named) <> 'array' THEN
        RETURN NULL;
    END IF;
    RETURN pg_catalog.translate(named::pg_catalog.text, '[]', '{}')::pg_catalog.text[];
END $$;

-- How far the viewer sees rows of each class that he is cleared for: everywhere, within his agencies, his areas or both;
-- or, of what is about persons, within all that and only what is kept for a purpose of his.
CREATE FUNCTION core.reach() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    viewer pg_catalog.jsonb := core.viewer();
    held pg_catalog.text[] := pg_catalog.translate((viewer -> 'classes')::pg_catalog.text, '[]', '{}');
    far pg_catalog.text := 'everywhere';
    reach pg_catalog.jsonb;
BEGIN
    IF pg_catalog.jsonb_typeof(viewer -> 'agencies') = 'array' THEN
        far := CASE WHEN pg_catalog.jsonb_typeof(viewer -> 'areas') = 'array' THEN 'both' ELSE 'agency' END;
    ELSIF pg_catalog.jsonb_typeof(viewer -> 'areas') = 'array' THEN
        far := 'area';
    END IF;
    reach := pg_catalog.jsonb_object(held, pg_catalog.array_fill(far, ARRAY[pg_catalog.cardinality(held)]));
    IF 'personal' = ANY (held) AND pg_catalog.jsonb_typeof(viewer -> 'purposes') = 'array' THEN
        reach := reach || '{"personal": "kept", "personal_confidential": "kept"}' - pg_catalog.array_remove(
            ARRAY[CASE WHEN NOT 'personal_confidential' = ANY (held) THEN 'personal_confidential' END], NULL);
    END IF;
    RETURN reach;
END $$;

-- The one audience whose classes are all that the viewer is cleared for: the lattice has a top for every clearance.
CREATE FUNCTION core.audience() RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    held pg_catalog.text[] := core.seen('classes');
BEGIN
    RETURN CASE WHEN 'personal_confidential' = ANY (held) THEN 'personal_confidential'
                WHEN 'confidential' = ANY (held) THEN 'confidential'
                WHEN 'personal' = ANY (held) THEN 'personal'
                WHEN 'internal' = ANY (held) THEN 'internal'
                ELSE 'public' END;
END $$;

-- Who is cleared for one class sees rows of another: the order of the lattice.
CREATE FUNCTION core.lies_below(class text, audience text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN class = 'public' OR class = audience OR audience = 'personal_confidential'
    OR (class = 'internal' AND audience <> 'public');

-- A number that tells neither how many rows there are nor when one came: 52 random bits, which JavaScript counts exactly.
CREATE FUNCTION core.opaque_id() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE
RETURN ('x' || right(replace(gen_random_uuid()::text, '-', ''), 13))::bit(52)::bigint;
"""

KEPT = """
-- The datasets whose data about persons are kept for a purpose of the viewer's.
CREATE FUNCTION datasets.kept() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    purposes pg_catalog.text[] := core.seen('purposes');
BEGIN
    RETURN ARRAY(SELECT d.id FROM datasets.dataset AS d WHERE purposes IS NULL OR d.purpose = ANY (purposes));
END $$;
"""

# A change is noted with who can see it: the class of the rows before and after, found in the transition tables.
NOTES = """
CREATE FUNCTION core.note_classes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed text := TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME;
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO core.touched (xid, source_table, audience)
        SELECT DISTINCT txid_current(), changed, class FROM new_rows ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        INSERT INTO core.touched (xid, source_table, audience)
        SELECT DISTINCT txid_current(), changed, class FROM old_rows ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- A part of a project has the project's class. Where the project is gone already, its own going has been noted.
CREATE FUNCTION projects.note_sites() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed text := TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME;
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        INSERT INTO core.touched (xid, source_table, audience)
        SELECT DISTINCT txid_current(), changed, class FROM projects.project
        WHERE id IN (SELECT project_id FROM new_rows) ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP IN ('DELETE', 'UPDATE') THEN
        INSERT INTO core.touched (xid, source_table, audience)
        SELECT DISTINCT txid_current(), changed, class FROM projects.project
        WHERE id IN (SELECT project_id FROM old_rows) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION core.note_touched() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO core.touched (xid, source_table, audience)
    VALUES (txid_current(), TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, 'public') ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION core.move_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved text[];
BEGIN
    SELECT array_agg(DISTINCT v.layer || ' ' || v.audience) INTO moved
    FROM core.touched AS t
    JOIN core.layer_source AS s USING (source_table)
    JOIN core.layer_version AS v ON v.layer = s.layer AND core.lies_below(t.audience, v.audience)
    WHERE t.xid = NEW.xid;
    DELETE FROM core.touched WHERE xid = NEW.xid;
    IF moved IS NOT NULL THEN
        PERFORM FROM core.layer_version WHERE layer || ' ' || audience = ANY (moved) ORDER BY layer, audience FOR UPDATE;
        UPDATE core.layer_version SET version = version + 1 WHERE layer || ' ' || audience = ANY (moved);
        PERFORM pg_notify('phaen_version', split_part(each, ' ', 1)) FROM unnest(moved) AS each WHERE each LIKE '% public';
    END IF;
    RETURN NULL;
END $$;
"""
FORMER_NOTES = """
CREATE OR REPLACE FUNCTION core.note_touched() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO core.touched (xid, source_table)
    VALUES (txid_current(), TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION core.move_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE moved text[];
BEGIN
    SELECT array_agg(DISTINCT layer) INTO moved
    FROM core.layer_source JOIN core.touched USING (source_table) WHERE xid = NEW.xid;
    DELETE FROM core.touched WHERE xid = NEW.xid;
    IF moved IS NOT NULL THEN
        PERFORM FROM core.layer_version WHERE layer = ANY (moved) ORDER BY layer, audience FOR UPDATE;
        UPDATE core.layer_version SET version = version + 1 WHERE layer = ANY (moved);
        PERFORM pg_notify('phaen_version', layer) FROM unnest(moved) AS layer;
    END IF;
    RETURN NULL;
END $$;
"""
NOTED = (
    ("datasets.dataset", "core.note_classes"),
    ("datasets.feature", "core.note_classes"),
    ("projects.project", "core.note_classes"),
    ("projects.site", "projects.note_sites"),
    ("projects.site_area", "projects.note_sites"),
)
"""Each table whose rows differ in who may see them, and what notes its changes."""
EVENTS = (("INSERT", "NEW TABLE AS new_rows"), ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
          ("DELETE", "OLD TABLE AS old_rows"))

# Not restricted is NULL, and then the comparison is NULL; a row whose agency or area is unknown lies in nobody's scope.
OF_AGENCY = "(coalesce(agency, '') = ANY ((SELECT core.seen('agencies'))::text[])) IS NOT FALSE"
PREFIXES = "ARRAY[left({0}, 2), left({0}, 4), left({0}, 6), {0}]"
IN_AREA = f"({PREFIXES} && (SELECT core.seen('areas'))::text[]) IS NOT FALSE"
KEPT_HERE = "dataset_id = ANY ((SELECT datasets.kept())::text[])"
FOR_PURPOSE = "purpose = ANY ((SELECT core.seen('purposes'))::text[])"
TOUCHES = """((SELECT core.seen('areas')) IS NULL OR EXISTS (SELECT FROM unnest(area_codes) AS code
    WHERE {0} && (SELECT core.seen('areas'))::text[]))""".format(PREFIXES.format("code"))
WHOLE = f"""EXISTS (SELECT FROM projects.project AS p WHERE p.id = project_id
    AND (p.class = 'public' OR {IN_AREA}))"""


def by_reach(agency: str, area: str, kept: str) -> str:
    """Public, or of a class that the viewer sees everywhere, or within his scope, or of what is kept for his purposes."""
    return f"""class = 'public' OR CASE (SELECT core.reach()) ->> class
        WHEN 'everywhere' THEN true WHEN 'agency' THEN {agency} WHEN 'area' THEN {area} WHEN 'both' THEN {agency} AND {area}
        WHEN 'kept' THEN {agency} AND {area} AND {kept} ELSE false END"""


SEEN = {
    "datasets.dataset": by_reach("true", "true", FOR_PURPOSE),
    "datasets.feature": by_reach(OF_AGENCY, IN_AREA.format("area_code"), KEPT_HERE),
    # No project is of a personal class: what is about persons in it is a dataset.
    "projects.project": by_reach(OF_AGENCY, TOUCHES, "false"),
    "projects.site": WHOLE.format("site.area_code"),
    "projects.site_area": WHOLE.format("site_area.area_code"),
    "organizations.person": "'internal' = ANY ((SELECT core.seen('classes'))::text[])",
}
"""Which rows of each table exist for whoever looks. The tables' owner sees all: it migrates, saves and restores."""


def upgrade() -> None:
    op.execute(WHO_LOOKS)
    op.add_column("dataset", sa.Column("purpose", sa.Text(), nullable=True), schema="datasets")
    op.create_foreign_key(
        op.f("fk_dataset_purpose"), "dataset", "purpose", ["purpose"], ["code"],
        source_schema="datasets", referent_schema="organizations",
    )
    op.execute(KEPT)
    op.execute("ALTER TABLE datasets.feature ALTER COLUMN id DROP IDENTITY, ALTER COLUMN id SET DEFAULT core.opaque_id()")
    projects()
    versions()
    for table, condition in SEEN.items():
        name = table.rpartition(".")[2]
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {name}_seen ON {table} TO {READERS} USING ({condition}) WITH CHECK ({condition})")
        op.execute(f"CREATE POLICY {name}_kept ON {table} TO phaen_owner USING (true) WITH CHECK (true)")


def projects() -> None:
    """What is still proposed is for officials; each part knows where it lies and to which project it belongs."""
    op.add_column("project", sa.Column("class", sa.Text(), server_default="internal", nullable=False), schema="projects")
    op.add_column("project", sa.Column("agency", sa.Text(), nullable=True), schema="projects")
    op.add_column(
        "project", sa.Column("area_codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        schema="projects",
    )
    op.add_column("site", sa.Column("area_code", sa.Text(), nullable=True), schema="projects")
    op.add_column("site_area", sa.Column("project_id", sa.Uuid(), nullable=True), schema="projects")
    op.execute(f"UPDATE projects.project SET class = CASE WHEN state IN ({PROPOSED}) THEN 'internal' ELSE 'public' END")
    op.execute("UPDATE projects.site_area AS a SET project_id = s.project_id FROM projects.site AS s WHERE s.id = a.site_id")
    op.execute("""UPDATE projects.site AS s SET area_code = (SELECT a.area_code FROM projects.site_area AS a
        WHERE a.site_id = s.id ORDER BY a.share_ppm DESC, a.area_code LIMIT 1)""")
    op.execute("""UPDATE projects.project AS p SET area_codes = ARRAY(SELECT DISTINCT a.area_code
        FROM projects.site_area AS a WHERE a.project_id = p.id ORDER BY 1)""")
    # Else the deferred trigger of the updates above stands in the way of the changes below.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.alter_column("site_area", "project_id", nullable=False, schema="projects")
    checks = (
        ("project", "class_known", "class IN ('public', 'internal', 'confidential')"),
        ("project", "proposed_is_internal", f"class <> 'public' OR state NOT IN ({PROPOSED})"),
        ("project", "area_codes_pattern",
         "array_to_string(area_codes, ',', '') ~ '^(([0-9]{2}){1,4}(,([0-9]{2}){1,4})*)?$'"),
        ("site", "area_code_pattern", "area_code ~ '^([0-9]{2}){1,4}$'"),
    )
    for table, name, condition in checks:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="projects")
    op.create_unique_constraint("uq_site_id_project", "site", ["id", "project_id"], schema="projects")
    op.drop_constraint("fk_site_area_site_id", "site_area", schema="projects")
    op.create_foreign_key(
        op.f("fk_site_area_site_id_project_id"), "site_area", "site", ["site_id", "project_id"], ["id", "project_id"],
        source_schema="projects", referent_schema="projects", ondelete="CASCADE",
    )
    op.create_index("ix_site_area_project", "site_area", ["project_id"], schema="projects")


def versions() -> None:
    """Versions by audience: each change is noted with the class of the rows that it touched."""
    op.execute("DROP TABLE core.touched")
    op.create_table(
        "touched",
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("source_table", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.CheckConstraint(f"audience IN ({FIVE})", name=op.f("ck_touched_audience_known")),
        sa.PrimaryKeyConstraint("xid", "source_table", "audience", name=op.f("pk_touched")),
        schema="core",
    )
    op.execute("""CREATE CONSTRAINT TRIGGER touched_moves_versions AFTER INSERT ON core.touched
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core.move_versions()""")
    op.execute("GRANT SELECT ON core.touched TO phaen_app, phaen_jobs, phaen_views")
    op.execute(NOTES)
    for table, function in NOTED:
        name = table.rpartition(".")[2]
        op.execute(f"DROP TRIGGER {name}_touched ON {table}")
        for event, rows in EVENTS:
            op.execute(f"""CREATE TRIGGER {name}_{event.lower()}_noted AFTER {event} ON {table} REFERENCING {rows}
                FOR EACH STATEMENT EXECUTE FUNCTION {function}()""")
        op.execute(f"""CREATE TRIGGER {name}_emptied AFTER TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")


def downgrade() -> None:
    for table in SEEN:
        name = table.rpartition(".")[2]
        op.execute(f"DROP POLICY {name}_seen ON {table}")
        op.execute(f"DROP POLICY {name}_kept ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
    former_versions()
    op.drop_index("ix_site_area_project", "site_area", schema="projects")
    op.drop_constraint("fk_site_area_site_id_project_id", "site_area", schema="projects")
    op.drop_constraint("uq_site_id_project", "site", schema="projects")
    op.create_foreign_key(
        "fk_site_area_site_id", "site_area", "site", ["site_id"], ["id"],
        source_schema="projects", referent_schema="projects", ondelete="CASCADE",
    )
    op.execute("DROP SCHEMA IF EXISTS published CASCADE")
    op.execute("DELETE FROM core.deployment WHERE name = 'views'")
    for table, column in (("site_area", "project_id"), ("site", "area_code"), ("project", "area_codes"),
                          ("project", "agency"), ("project", "class")):
        op.drop_column(table, column, schema="projects")
    op.execute("ALTER TABLE datasets.feature ALTER COLUMN id DROP DEFAULT")
    op.execute("ALTER TABLE datasets.feature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY")
    op.execute("DROP FUNCTION datasets.kept()")
    op.drop_column("dataset", "purpose", schema="datasets")
    op.execute("DROP FUNCTION core.opaque_id()")
    op.execute("DROP FUNCTION core.audience()")
    op.execute("DROP FUNCTION core.reach()")


def former_versions() -> None:
    for table, _ in NOTED:
        name = table.rpartition(".")[2]
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {name}_{event}_noted ON {table}")
        op.execute(f"DROP TRIGGER {name}_emptied ON {table}")
        op.execute(f"""CREATE TRIGGER {name}_touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")
    op.execute("DROP FUNCTION core.note_classes()")
    op.execute("DROP FUNCTION projects.note_sites()")
    op.drop_constraint("pk_touched", "touched", schema="core")
    op.drop_column("touched", "audience", schema="core")
    op.create_primary_key("pk_touched", "touched", ["xid", "source_table"], schema="core")
    op.execute(FORMER_NOTES)
    op.execute("DROP FUNCTION core.lies_below(text, text)")
