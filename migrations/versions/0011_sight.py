"""How far one sees is signed with the viewer and read at once: an item costs little more than without the second line."""

import runpy
from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FORMER = Path(__file__).with_name("0006_classes.py")
PERSONAL = "('personal', 'personal_confidential')"
EVERY_CLASS = (
    '{"public": "everywhere", "internal": "everywhere", "personal": "everywhere", "confidential": "everywhere",'
    ' "personal_confidential": "everywhere"}'
)

# Said is: until (seconds of the epoch), the reach by class, the viewer; one line each; then a dot and the signature.
SIGHT = f"""
CREATE FUNCTION core.refuse_viewer(why text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RAISE EXCEPTION 'the viewer of this transaction %', why USING ERRCODE = 'insufficient_privilege';
END $$;

-- For each class that the viewer is cleared for, how far: 'everywhere', 'agency <code>', 'area <code>', or 'within' what
-- core.viewer() says. No row security asks more than this of most statements. The key is fetched by a statement of its own:
-- one that also computed with the words said would be planned again at each call, which costs four times all the rest.
CREATE FUNCTION core.sight() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    given pg_catalog.text := pg_catalog.current_setting('phaen.viewer', true);
    outside pg_catalog.bytea;
    inside pg_catalog.bytea;
BEGIN
    IF session_user IN ('phaen_app', 'phaen_jobs') AND given <> '' THEN
        SELECT outer_pad, inner_pad INTO outside, inside FROM core.viewer_key;
        IF pg_catalog.right(given, 65) IS DISTINCT FROM '.' || pg_catalog.encode(pg_catalog.sha256(outside
                || pg_catalog.sha256(inside || pg_catalog.convert_to(pg_catalog.left(given, -65), 'UTF8'))), 'hex') THEN
            PERFORM core.refuse_viewer('is not signed by this service');
        ELSIF pg_catalog.split_part(given, E'\\n', 1)::pg_catalog.int8
                < pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) THEN
            PERFORM core.refuse_viewer('has expired');
        END IF;
        RETURN pg_catalog.split_part(given, E'\\n', 2)::pg_catalog.jsonb;
    ELSIF session_user = 'phaen_owner' THEN
        RETURN '{EVERY_CLASS}';
    ELSIF session_user = 'phaen_analyst' THEN
        RETURN '{{"public": "everywhere", "internal": "everywhere"}}';
    END IF;
    RETURN '{{"public": "everywhere"}}';
END $$;

CREATE OR REPLACE FUNCTION core.viewer() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
DECLARE
    given pg_catalog.text;
BEGIN
    IF session_user = 'phaen_owner' THEN
        RETURN '{{"classes": ["public", "internal", "personal", "confidential", "personal_confidential"]}}';
    ELSIF session_user = 'phaen_analyst' THEN
        RETURN '{{"classes": ["public", "internal"], "purposes": []}}';
    END IF;
    given := pg_catalog.current_setting('phaen.viewer', true);
    IF session_user NOT IN ('phaen_app', 'phaen_jobs') OR given IS NULL OR given = '' THEN
        RETURN '{{"classes": ["public"], "agencies": [], "areas": [], "purposes": []}}';
    END IF;
    IF core.sight() IS NULL THEN
        PERFORM core.refuse_viewer('is not signed by this service');
    END IF;
    RETURN pg_catalog.left(pg_catalog.split_part(given, E'\\n', 3), -65)::pg_catalog.jsonb;
END $$;

-- Whether a row lies within a viewer's agencies and areas; what is not restricted is no list. A row whose agency or area
-- is unknown lies in nobody's scope.
CREATE FUNCTION core.within(looks jsonb, agency text, area text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN (jsonb_typeof(looks -> 'agencies') IS DISTINCT FROM 'array' OR coalesce(looks -> 'agencies' ? agency, false))
        AND (jsonb_typeof(looks -> 'areas') IS DISTINCT FROM 'array' OR coalesce(
            looks -> 'areas' ?| ARRAY[left(area, 2), left(area, 4), left(area, 6), area], false));
END $$;
"""

OF_SLICES = f"""
-- The viewer, with the datasets about persons that are kept for a purpose of his.
CREATE FUNCTION datasets.looks() RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE AS $$
BEGIN
    RETURN core.viewer() || pg_catalog.jsonb_build_object('datasets', pg_catalog.to_jsonb(datasets.kept()));
END $$;

CREATE FUNCTION datasets.within(looks jsonb, class text, agency text, area text, dataset text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN core.within(looks, agency, area) AND (class NOT IN {PERSONAL} OR looks -> 'datasets' ? dataset);
END $$;

-- No project is of a personal class: what is about persons in it is a dataset.
CREATE FUNCTION projects.within(looks jsonb, class text, agency text, areas text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN looks -> 'classes' ? class AND class NOT IN {PERSONAL}
        AND (jsonb_typeof(looks -> 'agencies') IS DISTINCT FROM 'array' OR coalesce(looks -> 'agencies' ? agency, false))
        AND (jsonb_typeof(looks -> 'areas') IS DISTINCT FROM 'array' OR EXISTS (
            SELECT FROM unnest(areas) AS area WHERE core.within(looks - 'agencies', NULL, area)));
END $$;
"""

SEEN = {
    "datasets.dataset": f"""class = 'public' OR (class = ANY ((SELECT core.seen('classes'))::text[]) AND (
        class NOT IN {PERSONAL}
        OR (coalesce(purpose, '') = ANY ((SELECT core.seen('purposes'))::text[])) IS NOT FALSE))""",
    "datasets.feature": """class = 'public' OR CASE (SELECT core.sight()) ->> class
        WHEN 'everywhere' THEN true WHEN 'agency ' || agency THEN true
        WHEN 'area ' || left(area_code, 2) THEN true WHEN 'area ' || left(area_code, 4) THEN true
        WHEN 'area ' || left(area_code, 6) THEN true WHEN 'area ' || area_code THEN true
        WHEN 'within' THEN datasets.within((SELECT datasets.looks()), class, agency, area_code, dataset_id)
        ELSE false END""",
    "projects.project": """class = 'public' OR CASE (SELECT core.sight()) ->> class
        WHEN 'everywhere' THEN true WHEN 'agency ' || agency THEN true
        ELSE projects.within((SELECT core.viewer()), class, agency, area_codes) END""",
}
"""Which rows of each table exist for whoever looks, where that is asked anew here."""


def upgrade() -> None:
    op.execute(SIGHT)
    op.execute(OF_SLICES)
    see(SEEN)
    op.execute("DROP FUNCTION core.reach()")


def downgrade() -> None:
    former = runpy.run_path(str(FORMER))
    op.execute(former["WHO_LOOKS"].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    see({table: former["SEEN"][table] for table in SEEN})
    op.execute("DROP FUNCTION projects.within, datasets.within, datasets.looks, core.within")
    op.execute("DROP FUNCTION core.sight()")
    op.execute("DROP FUNCTION core.refuse_viewer")


def see(conditions: dict[str, str]) -> None:
    for table, condition in conditions.items():
        name = table.rpartition(".")[2]
        op.execute(f"ALTER POLICY {name}_seen ON {table} USING ({condition}) WITH CHECK ({condition})")
