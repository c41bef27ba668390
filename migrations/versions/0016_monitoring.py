"""Monitoring: rounds, planned curves, reports with photos, milestones, assets and inspections."""

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
PARTS = ("curve", "planned_progress", "milestone", "progress_report", "verification", "photo", "asset", "no_asset", "inspection")
"""Each has the project that it belongs to, and is seen by whoever sees the project."""
OPEN = ("round", "problem_class", "light_rule")
KEPT = ("curve", "planned_progress", "progress_report", "verification", "photo", "no_asset", "inspection")
"""Never rewritten; taken away with an invented project only."""
COUNTED = ("curve", "planned_progress", "progress_report", "asset", "no_asset", "inspection")
"""What lights and layers are made of: a change moves the versions of whoever sees the project."""
EVENTS = (("INSERT", "NEW TABLE AS new_rows"), ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
          ("DELETE", "OLD TABLE AS old_rows"))

KEEP = """
-- What was recorded of a project stays as it was recorded; only what belongs to an invented project is taken away.
CREATE FUNCTION monitoring.keep_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM projects.project WHERE id = OLD.project_id AND is_synthetic;
        IF FOUND THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'monitoring.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- An asset is handed over once, a step is reached once; neither is deleted where the project is real.
CREATE FUNCTION monitoring.keep_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once text[] := CASE TG_TABLE_NAME WHEN 'asset' THEN '{owner_th,owner_organization,handed_over_on,document}'::text[]
        ELSE '{actual_on}' END;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM projects.project WHERE id = OLD.project_id AND is_synthetic;
        IF FOUND THEN RETURN OLD; END IF;
    ELSIF to_jsonb(OLD) - once = to_jsonb(NEW) - once AND to_jsonb(OLD) ->> once[array_length(once, 1)] IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'monitoring.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
OF_PROJECT = "project_id IN (SELECT id FROM projects.project)"


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS monitoring")
    calendar()
    parts()
    reports()
    op.execute(KEEP)
    op.execute(f"GRANT USAGE ON SCHEMA monitoring TO {READERS}")
    for table in (*OPEN, *PARTS):
        op.execute(f"GRANT SELECT ON monitoring.{table} TO {READERS}")
        op.execute(f"GRANT INSERT, UPDATE, DELETE ON monitoring.{table} TO phaen_app, phaen_jobs")
    for table in PARTS:
        guarded(table)
    for table in COUNTED:
        for event, rows in EVENTS:
            op.execute(f"""CREATE TRIGGER {table}_{event.lower()}_noted AFTER {event} ON monitoring.{table}
                REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION projects.note_sites()""")
    for table in ("light_rule", "round"):
        op.execute(f"""CREATE TRIGGER {table}_touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON monitoring.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")


def guarded(table: str) -> None:
    """Rows as their project is seen; no rewriting, and no emptying at once."""
    keep = "keep_recorded" if table in KEPT else "keep_once"
    op.execute(f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON monitoring.{table}
        FOR EACH ROW EXECUTE FUNCTION monitoring.{keep}()""")
    op.execute(f"""CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON monitoring.{table}
        FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change()""")
    op.execute(f"ALTER TABLE monitoring.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"""CREATE POLICY {table}_seen ON monitoring.{table} TO {READERS}
        USING ({OF_PROJECT}) WITH CHECK ({OF_PROJECT})""")
    op.execute(f"CREATE POLICY {table}_kept ON monitoring.{table} TO phaen_owner USING (true) WITH CHECK (true)")


def calendar() -> None:
    """Rounds, kinds of problems, rules of lights."""
    op.create_table('light_rule',
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('watch_points', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('late_points', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('watch_days', sa.Integer(), nullable=False),
    sa.Column('late_days', sa.Integer(), nullable=False),
    sa.Column('stale_days', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("btrim(reason) <> ''", name=op.f('ck_light_rule_reasoned')),
    sa.CheckConstraint('stale_days > 0', name=op.f('ck_light_rule_stale_positive')),
    sa.CheckConstraint('watch_days > 0 AND late_days >= watch_days', name=op.f('ck_light_rule_days_order')),
    sa.CheckConstraint('watch_points > 0 AND late_points BETWEEN watch_points AND 100', name=op.f('ck_light_rule_points_order')),
    sa.PrimaryKeyConstraint('valid_from', name=op.f('pk_light_rule')),
    schema='monitoring'
    )
    op.create_table('problem_class',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_problem_class_named')),
    sa.CheckConstraint("code ~ '^[a-z][a-z_]{0,30}$'", name=op.f('ck_problem_class_code_pattern')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_problem_class')),
    schema='monitoring'
    )
    op.create_table('round',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('period_start', sa.Date(), nullable=False),
    sa.Column('period_end', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('kind'), '='), (sa.text('daterange(period_start, period_end)'), '&&'), using='gist', name='ex_round_once'),
    sa.CheckConstraint("code ~ '^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$'", name=op.f('ck_round_code_pattern')),
    sa.CheckConstraint("kind IN ('month', 'quarter')", name=op.f('ck_round_kind_known')),
    sa.CheckConstraint("period_end < '2400-01-01' AND due_on < '2400-01-01'", name=op.f('ck_round_common_era')),
    sa.CheckConstraint('due_on > period_start', name=op.f('ck_round_due_after_it_began')),
    sa.CheckConstraint('period_end > period_start', name=op.f('ck_round_period_order')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_round')),
    schema='monitoring'
    )


def parts() -> None:
    """What is planned for a project and what it leaves behind."""
    op.create_table('asset',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('value_satang', sa.BigInteger(), nullable=False),
    sa.Column('geom', geoalchemy2.Geometry(srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('area_code', sa.Text(), nullable=True),
    sa.Column('owner_th', sa.Text(), nullable=True),
    sa.Column('owner_organization', sa.Text(), nullable=True),
    sa.Column('handed_over_on', sa.Date(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_asset_area_code_pattern')),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_asset_named')),
    sa.CheckConstraint("btrim(owner_th) <> '' AND btrim(document) <> ''", name=op.f('ck_asset_handed_over_told')),
    sa.CheckConstraint("handed_over_on < '2400-01-01'", name=op.f('ck_asset_common_era')),
    sa.CheckConstraint('NOT st_isempty(geom) AND geom @ st_makeenvelope(-180, -90, 180, 90, 4326)', name=op.f('ck_asset_geometry_on_earth')),
    sa.CheckConstraint('num_nulls(owner_th, handed_over_on, document) IN (0, 3)', name=op.f('ck_asset_handed_over_whole')),
    sa.CheckConstraint('number > 0', name=op.f('ck_asset_number_positive')),
    sa.CheckConstraint('owner_organization IS NULL OR owner_th IS NOT NULL', name=op.f('ck_asset_owner_named')),
    sa.CheckConstraint('value_satang >= 0', name=op.f('ck_asset_value_range')),
    sa.ForeignKeyConstraint(['owner_organization'], ['organizations.organization.code'], name=op.f('fk_asset_owner_organization')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_asset_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset')),
    sa.UniqueConstraint('id', 'project_id', name='uq_asset_id_project'),
    sa.UniqueConstraint('project_id', 'number', name='uq_asset_project_id'),
    schema='monitoring'
    )
    op.create_index('ix_asset_geom', 'asset', ['geom'], unique=False, schema='monitoring', postgresql_using='gist')
    op.create_table('curve',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), server_default='1', nullable=False),
    sa.Column('cadence', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('maker_position', sa.Text(), nullable=False),
    sa.Column('maker_title', sa.Text(), nullable=False),
    sa.Column('maker_person', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(revision = 1) = (reason IS NULL) AND btrim(reason) <> ''", name=op.f('ck_curve_revised_with_a_reason')),
    sa.CheckConstraint("cadence IN ('month', 'quarter')", name=op.f('ck_curve_cadence_known')),
    sa.CheckConstraint("starts_on < '2400-01-01'", name=op.f('ck_curve_common_era')),
    sa.CheckConstraint('revision > 0', name=op.f('ck_curve_revision_positive')),
    sa.ForeignKeyConstraint(['maker_person'], ['organizations.person.id'], name=op.f('fk_curve_maker_person')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_curve_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_curve')),
    sa.UniqueConstraint('id', 'project_id', name='uq_curve_id_project'),
    sa.UniqueConstraint('project_id', 'revision', name='uq_curve_project_id'),
    schema='monitoring'
    )
    op.create_table('milestone',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('planned_on', sa.Date(), nullable=False),
    sa.Column('actual_on', sa.Date(), nullable=True),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_milestone_titled')),
    sa.CheckConstraint("planned_on < '2400-01-01' AND (actual_on IS NULL OR actual_on < '2400-01-01')", name=op.f('ck_milestone_common_era')),
    sa.CheckConstraint('number > 0', name=op.f('ck_milestone_number_positive')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_milestone_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone')),
    sa.UniqueConstraint('project_id', 'number', name='uq_milestone_project_id'),
    schema='monitoring'
    )
    op.create_table('no_asset',
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('said_position', sa.Text(), nullable=False),
    sa.Column('said_title', sa.Text(), nullable=False),
    sa.CheckConstraint("btrim(reason) <> ''", name=op.f('ck_no_asset_reasoned')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_no_asset_project_id')),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_no_asset')),
    schema='monitoring'
    )
    op.create_table('inspection',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('asset_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('inspected_on', sa.Date(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('inspected_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('inspector_position', sa.Text(), nullable=False),
    sa.Column('inspector_title', sa.Text(), nullable=False),
    sa.Column('inspector_person', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(condition = 'in_use' OR remark IS NOT NULL) AND btrim(remark) <> ''", name=op.f('ck_inspection_told_what_is_wrong')),
    sa.CheckConstraint("condition IN ('in_use', 'broken', 'unused')", name=op.f('ck_inspection_condition_known')),
    sa.CheckConstraint("inspected_on < '2400-01-01'", name=op.f('ck_inspection_common_era')),
    sa.CheckConstraint('months IN (6, 12, 24)', name=op.f('ck_inspection_months_known')),
    sa.ForeignKeyConstraint(['asset_id', 'project_id'], ['monitoring.asset.id', 'monitoring.asset.project_id'], name='fk_inspection_asset'),
    sa.ForeignKeyConstraint(['inspector_person'], ['organizations.person.id'], name=op.f('fk_inspection_inspector_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('asset_id', 'months', name='uq_inspection_asset_id'),
    schema='monitoring'
    )
    op.create_table('planned_progress',
    sa.Column('curve_id', sa.Uuid(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('planned_pct', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('planned_satang', sa.BigInteger(), server_default='0', nullable=False),
    sa.CheckConstraint('extract(day FROM month) = 1', name=op.f('ck_planned_progress_month_by_its_first_day')),
    sa.CheckConstraint('planned_pct BETWEEN 0 AND 100', name=op.f('ck_planned_progress_pct_range')),
    sa.CheckConstraint('planned_satang >= 0', name=op.f('ck_planned_progress_satang_range')),
    sa.ForeignKeyConstraint(['curve_id', 'project_id'], ['monitoring.curve.id', 'monitoring.curve.project_id'], name='fk_planned_progress_curve'),
    sa.PrimaryKeyConstraint('curve_id', 'month', name=op.f('pk_planned_progress')),
    schema='monitoring'
    )
    op.create_index('ix_planned_progress_project', 'planned_progress', ['project_id'], unique=False, schema='monitoring')


def reports() -> None:
    """Reports, photos, verification."""
    op.create_table('progress_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('round_code', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), server_default='1', nullable=False),
    sa.Column('observed_on', sa.Date(), nullable=False),
    sa.Column('physical_pct', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('previous_pct', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('reported_satang', sa.BigInteger(), nullable=True),
    sa.Column('done_th', sa.Text(), nullable=False),
    sa.Column('problem_class', sa.Text(), nullable=True),
    sa.Column('problem_th', sa.Text(), nullable=True),
    sa.Column('remedy_th', sa.Text(), nullable=True),
    sa.Column('help_th', sa.Text(), nullable=True),
    sa.Column('help_organization', sa.Text(), nullable=True),
    sa.Column('help_position', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('geom', geoalchemy2.Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('request_key', sa.Uuid(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('author_position', sa.Text(), nullable=False),
    sa.Column('author_title', sa.Text(), nullable=False),
    sa.Column('author_person', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(problem_class IS NULL) = (problem_th IS NULL) AND btrim(problem_th) <> ''", name=op.f('ck_progress_report_problem_told')),
    sa.CheckConstraint("btrim(done_th) <> ''", name=op.f('ck_progress_report_done_told')),
    sa.CheckConstraint("btrim(reason) <> ''", name=op.f('ck_progress_report_reasoned')),
    sa.CheckConstraint("num_nonnulls(help_organization, help_position) = (help_th IS NOT NULL)::integer AND btrim(help_th) <> ''", name=op.f('ck_progress_report_help_wanted_of_somebody')),
    sa.CheckConstraint("observed_on < '2400-01-01'", name=op.f('ck_progress_report_common_era')),
    sa.CheckConstraint('NOT st_isempty(geom) AND geom @ st_makeenvelope(-180, -90, 180, 90, 4326)', name=op.f('ck_progress_report_geometry_on_earth')),
    sa.CheckConstraint('physical_pct BETWEEN 0 AND 100', name=op.f('ck_progress_report_pct_range')),
    sa.CheckConstraint('previous_pct <= physical_pct OR reason IS NOT NULL', name=op.f('ck_progress_report_back_step_with_a_reason')),
    sa.CheckConstraint('previous_pct BETWEEN 0 AND 100', name=op.f('ck_progress_report_previous_pct_range')),
    sa.CheckConstraint('problem_class IS NOT NULL OR remedy_th IS NULL', name=op.f('ck_progress_report_remedy_of_a_problem')),
    sa.CheckConstraint('reported_satang >= 0', name=op.f('ck_progress_report_satang_range')),
    sa.CheckConstraint('revision = 1 OR reason IS NOT NULL', name=op.f('ck_progress_report_revised_with_a_reason')),
    sa.CheckConstraint('revision > 0', name=op.f('ck_progress_report_revision_positive')),
    sa.ForeignKeyConstraint(['author_person'], ['organizations.person.id'], name=op.f('fk_progress_report_author_person')),
    sa.ForeignKeyConstraint(['help_organization'], ['organizations.organization.code'], name=op.f('fk_progress_report_help_organization')),
    sa.ForeignKeyConstraint(['help_position'], ['organizations.position.number'], name=op.f('fk_progress_report_help_position')),
    sa.ForeignKeyConstraint(['problem_class'], ['monitoring.problem_class.code'], name=op.f('fk_progress_report_problem_class')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_progress_report_project_id')),
    sa.ForeignKeyConstraint(['round_code'], ['monitoring.round.code'], name=op.f('fk_progress_report_round_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress_report')),
    sa.UniqueConstraint('id', 'project_id', name='uq_progress_report_id_project'),
    sa.UniqueConstraint('project_id', 'round_code', 'revision', name='uq_progress_report_project_id'),
    sa.UniqueConstraint('request_key', name='uq_progress_report_request_key'),
    schema='monitoring'
    )
    op.create_table('photo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('original_sha256', sa.Text(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('geom', geoalchemy2.Geometry(geometry_type='POINT', srid=4326, dimension=2, spatial_index=False), nullable=True),
    sa.Column('position_source', sa.Text(), nullable=False),
    sa.Column('distance_m', sa.Double(), nullable=True),
    sa.CheckConstraint("(geom IS NULL) = (position_source = 'none')", name=op.f('ck_photo_position_from_somewhere')),
    sa.CheckConstraint("position_source IN ('exif', 'device', 'none')", name=op.f('ck_photo_position_source_known')),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND original_sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_photo_hash_pattern')),
    sa.CheckConstraint('NOT st_isempty(geom) AND geom @ st_makeenvelope(-180, -90, 180, 90, 4326)', name=op.f('ck_photo_geometry_on_earth')),
    sa.CheckConstraint('distance_m IS NULL OR (distance_m >= 0 AND geom IS NOT NULL)', name=op.f('ck_photo_distance_of_a_position')),
    sa.CheckConstraint('width > 0 AND height > 0 AND size_bytes > 0', name=op.f('ck_photo_size_positive')),
    sa.ForeignKeyConstraint(['report_id', 'project_id'], ['monitoring.progress_report.id', 'monitoring.progress_report.project_id'], name='fk_photo_report'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photo')),
    sa.UniqueConstraint('report_id', 'sha256', name='uq_photo_report_id'),
    schema='monitoring'
    )
    op.create_index('ix_photo_sha256', 'photo', ['sha256'], unique=False, schema='monitoring')
    op.create_table('verification',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('author_person', sa.Uuid(), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('verifier_position', sa.Text(), nullable=False),
    sa.Column('verifier_title', sa.Text(), nullable=False),
    sa.Column('verifier_person', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(verdict = 'accepted' OR remark IS NOT NULL) AND btrim(remark) <> ''", name=op.f('ck_verification_returned_with_a_remark')),
    sa.CheckConstraint("verdict IN ('accepted', 'returned')", name=op.f('ck_verification_verdict_known')),
    sa.CheckConstraint('verifier_person IS DISTINCT FROM author_person', name=op.f('ck_verification_by_another_person')),
    sa.ForeignKeyConstraint(['author_person'], ['organizations.person.id'], name=op.f('fk_verification_author_person')),
    sa.ForeignKeyConstraint(['report_id', 'project_id'], ['monitoring.progress_report.id', 'monitoring.progress_report.project_id'], name='fk_verification_report'),
    sa.ForeignKeyConstraint(['verifier_person'], ['organizations.person.id'], name=op.f('fk_verification_verifier_person')),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_verification')),
    schema='monitoring'
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA monitoring CASCADE")
