"""The first landing: schemas, tables, the append-only guard, versions and grants."""

from alembic import op
import geoalchemy2
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


SCHEMAS = ("core", "places", "datasets", "indicators", "projects")
SOURCES = ("places.area", "places.succession", "derived.area_overview", "datasets.dataset", "datasets.feature",
           "indicators.indicator", "indicators.observation", "projects.project", "projects.site", "projects.site_area")

SEARCH_NORM = """
-- Thai text as it is searched: composed, Arabic digits, without tone marks, silencers, repetition marks and spaces.
CREATE FUNCTION core.search_norm(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(lower(normalize(given, NFC)), '๐๑๒๓๔๕๖๗๘๙่้๊๋์็ฯๆ .', '0123456789')
"""

APPEND_ONLY = """
CREATE FUNCTION core.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
"""

VERSIONS = """
CREATE FUNCTION core.note_touched() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO core.touched (xid, source_table)
    VALUES (txid_current(), TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION core.move_versions() RETURNS trigger
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
CREATE CONSTRAINT TRIGGER touched_moves_versions AFTER INSERT ON core.touched
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core.move_versions();
"""

NOTE_TOUCHED = """
CREATE TRIGGER {name}_touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()
"""


def grants() -> None:
    """Writers write the slices; the views' owner reads them; nobody but the owner rewrites the log."""
    every = ", ".join((*SCHEMAS, "derived"))
    op.execute(f"GRANT USAGE ON SCHEMA {every} TO phaen_app, phaen_jobs, phaen_views")
    op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {every} TO phaen_app, phaen_jobs, phaen_views")
    for table in (*SOURCES, "core.import_run"):
        op.execute(f"GRANT INSERT, UPDATE, DELETE ON {table} TO phaen_app, phaen_jobs")
    op.execute("GRANT INSERT ON core.audit_event TO phaen_app, phaen_jobs")


def upgrade() -> None:
    for schema in (*SCHEMAS, "derived"):
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    op.execute(SEARCH_NORM)
    op.create_table('audit_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('by_position', sa.Text(), nullable=False),
    sa.Column('by_person', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('object_kind', sa.Text(), nullable=False),
    sa.Column('object_id', sa.Text(), nullable=False),
    sa.Column('detail', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('request_id', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event')),
    schema='core'
    )
    op.create_table('deployment',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_deployment')),
    schema='core'
    )
    op.create_table('import_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('by_position', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('report', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.CheckConstraint("outcome IN ('imported', 'refused')", name=op.f('ck_import_run_outcome_known')),
    sa.CheckConstraint('finished_at >= started_at', name=op.f('ck_import_run_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run')),
    schema='core'
    )
    op.create_table('layer_source',
    sa.Column('layer', sa.Text(), nullable=False),
    sa.Column('source_table', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('layer', 'source_table', name=op.f('pk_layer_source')),
    schema='core'
    )
    op.create_table('layer_version',
    sa.Column('layer', sa.Text(), nullable=False),
    sa.Column('audience', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint("audience IN ('public', 'internal', 'personal', 'confidential')", name=op.f('ck_layer_version_audience_known')),
    sa.PrimaryKeyConstraint('layer', 'audience', name=op.f('pk_layer_version')),
    schema='core'
    )
    op.create_table('touched',
    sa.Column('xid', sa.BigInteger(), nullable=False),
    sa.Column('source_table', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('xid', 'source_table', name=op.f('pk_touched')),
    schema='core'
    )
    op.create_table('dataset',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('geometry_type', sa.Text(), nullable=False),
    sa.Column('custodian', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_on', sa.Date(), nullable=True),
    sa.Column('licence', sa.Text(), nullable=True),
    sa.Column('class', sa.Text(), server_default='internal', nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("class IN ('public', 'internal', 'personal', 'confidential')", name=op.f('ck_dataset_class_known')),
    sa.CheckConstraint("geometry_type IN ('Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'Geometry')", name=op.f('ck_dataset_geometry_type_known')),
    sa.CheckConstraint("id ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f('ck_dataset_id_pattern')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dataset')),
    schema='datasets'
    )
    op.create_table('indicator',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('definition_th', sa.Text(), nullable=False),
    sa.Column('definition_en', sa.Text(), nullable=False),
    sa.Column('unit_th', sa.Text(), nullable=False),
    sa.Column('unit_en', sa.Text(), nullable=False),
    sa.Column('decimals', sa.SmallInteger(), server_default='0', nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('aggregation', sa.Text(), nullable=False),
    sa.Column('min_level', sa.Text(), nullable=False),
    sa.Column('period_kind', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("aggregation IN ('sum', 'weighted_mean', 'latest', 'none')", name=op.f('ck_indicator_aggregation_known')),
    sa.CheckConstraint("direction IN ('up', 'down', 'range', 'none')", name=op.f('ck_indicator_direction_known')),
    sa.CheckConstraint("min_level IN ('province', 'district', 'subdistrict', 'village')", name=op.f('ck_indicator_min_level_known')),
    sa.CheckConstraint("period_kind IN ('calendar', 'fiscal', 'academic', 'crop', 'quarter', 'month', 'day', 'round')", name=op.f('ck_indicator_period_kind_known')),
    sa.CheckConstraint('decimals BETWEEN 0 AND 6', name=op.f('ck_indicator_decimals_range')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_indicator')),
    schema='indicators'
    )
    op.create_table('project',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(title_th) <> ''", name=op.f('ck_project_titled')),
    sa.CheckConstraint("state IN ('draft', 'submitted', 'returned', 'screened', 'approved_plan', 'requested', 'funded', 'reserve', 'rejected', 'preparing', 'procuring', 'contracted', 'in_progress', 'suspended', 'completed', 'accepted', 'handed_over', 'in_use_checked', 'closed', 'cancelled')", name=op.f('ck_project_state_known')),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_project_fiscal_year_be')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project')),
    sa.UniqueConstraint('reference', name=op.f('uq_project_reference')),
    schema='projects'
    )
    op.create_table('feature',
    sa.Column('dataset_id', sa.Text(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('geom', geoalchemy2.Geometry(srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('attributes', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('class', sa.Text(), server_default='internal', nullable=False),
    sa.Column('agency', sa.Text(), nullable=True),
    sa.Column('area_code', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_feature_area_code_pattern')),
    sa.CheckConstraint("class IN ('public', 'internal', 'personal', 'confidential')", name=op.f('ck_feature_class_known')),
    sa.CheckConstraint("jsonb_typeof(attributes) = 'object'", name=op.f('ck_feature_attributes_object')),
    sa.CheckConstraint('st_isvalid(geom)', name=op.f('ck_feature_geometry_valid')),
    sa.ForeignKeyConstraint(['dataset_id'], ['datasets.dataset.id'], name=op.f('fk_feature_dataset_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('dataset_id', 'id', name=op.f('pk_feature')),
    schema='datasets'
    )
    op.create_index('ix_feature_geom', 'feature', ['geom'], unique=False, schema='datasets', postgresql_using='gist')
    op.create_table('area',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('parent_id', sa.BigInteger(), nullable=True),
    sa.Column('parent_code', sa.Text(), nullable=True),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('search_name', sa.Text(), sa.Computed("core.search_norm(name_th || ' ' || coalesce(name_en, '') || ' ' || code)", persisted=True), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('geom', geoalchemy2.Geometry(srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('label_point', geoalchemy2.Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('area_sqm', sa.Float(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('source_on', sa.Date(), nullable=True),
    sa.Column('scale', sa.Integer(), nullable=True),
    sa.Column('licence', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('import_run_id', sa.Uuid(), nullable=True),
    postgresql.ExcludeConstraint((sa.text('level'), '='), (sa.text('code'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_area_code_period'),
    sa.CheckConstraint("CASE level\n    WHEN 'province' THEN code ~ '^[0-9]{2}$'\n    WHEN 'district' THEN code ~ '^[0-9]{4}$'\n    WHEN 'subdistrict' THEN code ~ '^[0-9]{6}$'\n    WHEN 'village' THEN code ~ '^[0-9]{8}$'\n    ELSE code ~ '^[0-9A-Za-z._-]{1,32}$' END", name=op.f('ck_area_code_pattern')),
    sa.CheckConstraint("CASE level\n    WHEN 'province' THEN parent_code IS NULL\n    WHEN 'district' THEN parent_code = left(code, 2)\n    WHEN 'subdistrict' THEN parent_code = left(code, 4)\n    WHEN 'village' THEN parent_code = left(code, 6)\n    ELSE true END", name=op.f('ck_area_parent_is_prefix')),
    sa.CheckConstraint("CASE level\n    WHEN 'village' THEN geom IS NULL OR geometrytype(geom) = 'POINT'\n    WHEN 'local_government' THEN geom IS NULL OR geometrytype(geom) IN ('POINT', 'MULTIPOLYGON')\n    ELSE geom IS NOT NULL AND geometrytype(geom) = 'MULTIPOLYGON' END", name=op.f('ck_area_geometry_type')),
    sa.CheckConstraint("btrim(name_th) <> ''", name=op.f('ck_area_named')),
    sa.CheckConstraint("level IN ('province', 'district', 'subdistrict', 'village', 'local_government', 'custom_zone')", name=op.f('ck_area_level_known')),
    sa.CheckConstraint('area_sqm > 0', name=op.f('ck_area_area_positive')),
    sa.CheckConstraint('geom IS NULL OR st_isvalid(geom)', name=op.f('ck_area_geometry_valid')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_area_valid_period')),
    sa.ForeignKeyConstraint(['import_run_id'], ['core.import_run.id'], name=op.f('fk_area_import_run_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['places.area.id'], name=op.f('fk_area_parent_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_area')),
    schema='places'
    )
    op.create_index('ix_area_geom', 'area', ['geom'], unique=False, schema='places', postgresql_using='gist')
    op.create_index('ix_area_level_code', 'area', ['level', 'code'], unique=False, schema='places')
    op.create_index('ix_area_parent_id', 'area', ['parent_id'], unique=False, schema='places')
    op.create_index('ix_area_search_name', 'area', ['search_name'], unique=False, schema='places', postgresql_using='gin', postgresql_ops={'search_name': 'gin_trgm_ops'})
    op.create_table('site',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('geom', geoalchemy2.Geometry(srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('precision', sa.Text(), nullable=False),
    sa.Column('share_ppm', sa.Integer(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(geom IS NULL) = (precision = 'none')", name=op.f('ck_site_unlocated_is_said')),
    sa.CheckConstraint("precision IN ('surveyed', 'gps', 'digitised', 'centroid', 'none')", name=op.f('ck_site_precision_known')),
    sa.CheckConstraint("role IN ('site', 'beneficiary', 'alignment')", name=op.f('ck_site_role_known')),
    sa.CheckConstraint('geom IS NULL OR st_isvalid(geom)', name=op.f('ck_site_geometry_valid')),
    sa.CheckConstraint('share_ppm BETWEEN 0 AND 1000000', name=op.f('ck_site_share_range')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_site_project_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    schema='projects'
    )
    op.create_index('ix_site_geom', 'site', ['geom'], unique=False, schema='projects', postgresql_using='gist')
    op.create_index('ix_site_project', 'site', ['project_id'], unique=False, schema='projects')
    op.create_table('area_overview',
    sa.Column('area_id', sa.BigInteger(), nullable=False),
    sa.Column('band', sa.SmallInteger(), nullable=False),
    sa.Column('geom', geoalchemy2.Geometry(geometry_type='MULTIPOLYGON', srid=3857, dimension=2, spatial_index=False), nullable=False),
    sa.CheckConstraint('band IN (5, 7, 9, 11)', name=op.f('ck_area_overview_band_known')),
    sa.ForeignKeyConstraint(['area_id'], ['places.area.id'], name=op.f('fk_area_overview_area_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('area_id', 'band', name=op.f('pk_area_overview')),
    schema='derived'
    )
    op.create_index('ix_area_overview_band_geom', 'area_overview', ['band', 'geom'], unique=False, schema='derived', postgresql_using='gist')
    op.create_table('observation',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('indicator_code', sa.Text(), nullable=False),
    sa.Column('area_id', sa.BigInteger(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('period_end', sa.Date(), nullable=False),
    sa.Column('value', sa.Float(), nullable=False),
    sa.Column('numerator', sa.Float(), nullable=True),
    sa.Column('denominator', sa.Float(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('vintage_on', sa.Date(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("status IN ('provisional', 'revised', 'final', 'estimated')", name=op.f('ck_observation_status_known')),
    sa.CheckConstraint("value <> 'NaN' AND value NOT IN ('Infinity', '-Infinity')", name=op.f('ck_observation_value_finite')),
    sa.CheckConstraint('(numerator IS NULL) = (denominator IS NULL)', name=op.f('ck_observation_ratio_whole')),
    sa.CheckConstraint('denominator > 0', name=op.f('ck_observation_denominator_positive')),
    sa.CheckConstraint('period_end > period_start', name=op.f('ck_observation_period_order')),
    sa.ForeignKeyConstraint(['area_id'], ['places.area.id'], name=op.f('fk_observation_area_id')),
    sa.ForeignKeyConstraint(['indicator_code'], ['indicators.indicator.code'], name=op.f('fk_observation_indicator_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observation')),
    sa.UniqueConstraint('indicator_code', 'area_id', 'period_start', 'period_end', 'vintage_on', name='uq_observation_vintage'),
    schema='indicators'
    )
    op.create_index('ix_observation_area', 'observation', ['area_id'], unique=False, schema='indicators')
    op.create_table('succession',
    sa.Column('predecessor_id', sa.BigInteger(), nullable=False),
    sa.Column('successor_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.CheckConstraint("kind IN ('split', 'merge', 'transfer', 'rename', 'renumber')", name=op.f('ck_succession_kind_known')),
    sa.CheckConstraint('predecessor_id <> successor_id', name=op.f('ck_succession_not_itself')),
    sa.ForeignKeyConstraint(['predecessor_id'], ['places.area.id'], name=op.f('fk_succession_predecessor_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['successor_id'], ['places.area.id'], name=op.f('fk_succession_successor_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('predecessor_id', 'successor_id', name=op.f('pk_succession')),
    schema='places'
    )
    op.create_table('site_area',
    sa.Column('site_id', sa.Uuid(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=False),
    sa.Column('share_ppm', sa.Integer(), nullable=False),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_site_area_area_code_pattern')),
    sa.CheckConstraint('share_ppm BETWEEN 0 AND 1000000', name=op.f('ck_site_area_share_range')),
    sa.ForeignKeyConstraint(['site_id'], ['projects.site.id'], name=op.f('fk_site_area_site_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('site_id', 'area_code', name=op.f('pk_site_area')),
    schema='projects'
    )
    op.create_index('ix_site_area_code', 'site_area', ['area_code'], unique=False, schema='projects')
    op.execute(APPEND_ONLY)
    op.execute(VERSIONS)
    for table in SOURCES:
        op.execute(NOTE_TOUCHED.format(name=table.split(".")[1], table=table))
    grants()


def downgrade() -> None:
    op.execute("DROP SCHEMA IF EXISTS published CASCADE")
    for schema in ("derived", "projects", "indicators", "datasets", "places"):
        op.execute(f"DROP SCHEMA {schema} CASCADE")
    for table in ("touched", "layer_version", "layer_source", "import_run", "deployment", "audit_event"):
        op.execute(f"DROP TABLE core.{table} CASCADE")
    for function in ("search_norm(text)", "refuse_change()", "note_touched()", "move_versions()"):
        op.execute(f"DROP FUNCTION core.{function} CASCADE")
