"""Budget calls: calls with extensions and criteria, briefs with their money, scores, and changes of rank."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
INSIDE = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"
OF_PROJECT = """EXISTS (SELECT FROM projects.project AS p WHERE p.id = project_id
    AND projects.within((SELECT core.viewer()), 'internal', p.agency, p.area_codes))"""
OPEN_BOOK = """submission_id IN (SELECT id FROM calls.submission)
    AND (jsonb_typeof((SELECT core.viewer()) -> 'agencies') IS DISTINCT FROM 'array'
        OR call_id IN (SELECT id FROM calls.call WHERE state = 'decided'))"""
SEEN = {
    "call": f"state <> 'draft' OR {INSIDE}",
    "extension": f"{INSIDE} AND (organization IS NULL OR core.within((SELECT core.viewer()) - 'areas', organization, NULL))",
    "criterion": "call_id IN (SELECT id FROM calls.call)",
    "submission": f"{INSIDE} AND {OF_PROJECT}",
    "brief_amount": "submission_id IN (SELECT id FROM calls.submission)",
    "score": OPEN_BOOK,
    "rank_change": OPEN_BOOK,
}
"""Which rows exist for whoever looks: that there is a call is no secret; a brief is for those in office who are inside its
project; scores are not for those who see one organisation only, before the call is decided."""
WRITTEN = {"extension": "SELECT, INSERT", "rank_change": "SELECT, INSERT"}
"""What may be done to tables that only grow."""

WEIGHTS = """
-- The weights of a call sum to 100 at the end of each transaction, once it has criteria and always when it is no draft.
CREATE FUNCTION calls.hold_weights() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held uuid;
    whole bigint;
    stands text;
BEGIN
    IF TG_TABLE_NAME = 'call' THEN
        held := NEW.id;
    ELSE
        held := coalesce(NEW.call_id, OLD.call_id);
    END IF;
    SELECT state INTO stands FROM calls.call WHERE id = held;
    SELECT sum(weight) INTO whole FROM calls.criterion WHERE call_id = held;
    IF stands IS NOT NULL AND (whole IS NOT NULL OR stands <> 'draft') AND whole IS DISTINCT FROM 100 THEN
        RAISE EXCEPTION 'the weights of the criteria of a call sum to %, not to 100', coalesce(whole, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'criterion_weights_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER criterion_weights_whole AFTER INSERT OR UPDATE OR DELETE ON calls.criterion
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION calls.hold_weights();
CREATE CONSTRAINT TRIGGER call_weights_whole AFTER INSERT OR UPDATE OF state ON calls.call
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION calls.hold_weights();
"""
KEEP = """
-- What a resolution decided stays: the call, and all that was filed, scored and ranked in it. Only what is synthetic, or
-- was never opened, is deleted, and a part only together with its call or in a call that is not decided.
CREATE FUNCTION calls.keep_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.is_synthetic OR OLD.state = 'draft' THEN RETURN OLD; END IF;
    ELSIF OLD.state <> 'decided' AND (OLD.id, OLD.code, OLD.is_synthetic) = (NEW.id, NEW.code, NEW.is_synthetic) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'calls.call is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION calls.keep_parts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    of_call uuid := part ->> 'call_id';
    stands text;
BEGIN
    IF of_call IS NULL THEN
        SELECT call_id INTO of_call FROM calls.submission WHERE id = (part ->> 'submission_id')::uuid;
    END IF;
    SELECT state INTO stands FROM calls.call WHERE id = of_call FOR SHARE;
    IF (stands IS NULL OR stands <> 'decided') AND (TG_OP <> 'UPDATE'
        OR (to_jsonb(OLD) -> 'call_id', to_jsonb(OLD) -> 'submission_id') IS NOT DISTINCT FROM
           (part -> 'call_id', part -> 'submission_id')) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'calls.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER call_append_only BEFORE UPDATE OR DELETE ON calls.call
    FOR EACH ROW EXECUTE FUNCTION calls.keep_call();
"""
PARTS = ("extension", "criterion", "submission", "brief_amount", "score", "rank_change")


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS calls")
    calls()
    briefs()
    op.execute(WEIGHTS)
    op.execute(KEEP)
    for name in PARTS:
        op.execute(f"""CREATE TRIGGER {name}_append_only BEFORE INSERT OR UPDATE OR DELETE ON calls.{name}
            FOR EACH ROW EXECUTE FUNCTION calls.keep_parts()""")
    for name in ("call", *PARTS):
        op.execute(f"""CREATE TRIGGER {name}_not_emptied BEFORE TRUNCATE ON calls.{name}
            FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change()""")
    op.execute(f"GRANT USAGE ON SCHEMA calls TO {READERS}")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA calls TO phaen_app, phaen_jobs")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA calls TO phaen_views")
    for name, rights in WRITTEN.items():
        op.execute(f"REVOKE ALL ON calls.{name} FROM phaen_app, phaen_jobs")
        op.execute(f"GRANT {rights} ON calls.{name} TO phaen_app, phaen_jobs")
    for name, condition in SEEN.items():
        op.execute(f"ALTER TABLE calls.{name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {name}_seen ON calls.{name} TO {READERS} USING ({condition}) WITH CHECK ({condition})")
        op.execute(f"CREATE POLICY {name}_kept ON calls.{name} TO phaen_owner USING (true) WITH CHECK (true)")


def calls() -> None:
    """Calls, extensions, criteria."""
    op.create_table('call',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('organization', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('instructions_th', sa.Text(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ceiling_satang', sa.BigInteger(), nullable=False),
    sa.Column('sections', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('files', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('state', sa.Text(), server_default='draft', nullable=False),
    sa.Column('resolution_id', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decider_person', sa.Uuid(), nullable=True),
    sa.Column('decider_position', sa.Text(), nullable=True),
    sa.Column('decider_title', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(state = 'decided') = (resolution_id IS NOT NULL)", name=op.f('ck_call_decided_by_a_resolution')),
    sa.CheckConstraint("btrim(instructions_th) <> ''", name=op.f('ck_call_instructed')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_call_titled')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_call_code_pattern')),
    sa.CheckConstraint("files <@ ARRAY['design', 'central_price', 'quotation', 'land', 'land_forest', 'land_alro', 'land_treasury', 'land_marine', 'land_highways', 'eia', 'community', 'maintenance']", name=op.f('ck_call_files_known')),
    sa.CheckConstraint("opens_at BETWEEN '1941-01-01' AND '2156-12-31' AND closes_at BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_call_common_era')),
    sa.CheckConstraint("sections <@ ARRAY['title', 'plan', 'alignment', 'rationale', 'objectives', 'indicators', 'place', 'beneficiaries', 'activities', 'units', 'schedule', 'money', 'readiness', 'risks', 'evaluation']", name=op.f('ck_call_sections_known')),
    sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'screening', 'decided')", name=op.f('ck_call_state_known')),
    sa.CheckConstraint('ceiling_satang BETWEEN 0 AND 1000000000000000', name=op.f('ck_call_ceiling_range')),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_call_fiscal_year_be')),
    sa.CheckConstraint('num_nulls(resolution_id, decided_at, decider_position, decider_title) IN (0, 4)', name=op.f('ck_call_decision_signed')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_call_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['decider_person'], ['organizations.person.id'], name=op.f('fk_call_decider_person')),
    sa.ForeignKeyConstraint(['organization'], ['organizations.organization.code'], name=op.f('fk_call_organization')),
    sa.ForeignKeyConstraint(['resolution_id'], ['meetings.resolution.id'], name=op.f('fk_call_resolution_id')),
    sa.ForeignKeyConstraint(['source'], ['budgets.funding_source.code'], name=op.f('fk_call_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call')),
    sa.UniqueConstraint('code', name='uq_call_code'),
    sa.UniqueConstraint('organization', 'fiscal_year', 'source', name='uq_call_organization'),
    schema='calls'
    )
    op.create_table('criterion',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('weight', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_criterion_titled')),
    sa.CheckConstraint("code ~ '^[a-z][a-z0-9_]{0,31}$'", name=op.f('ck_criterion_code_pattern')),
    sa.CheckConstraint('number > 0', name=op.f('ck_criterion_number_positive')),
    sa.CheckConstraint('weight BETWEEN 1 AND 100', name=op.f('ck_criterion_weight_range')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.call.id'], name=op.f('fk_criterion_call_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('call_id', 'code', name=op.f('pk_criterion')),
    sa.UniqueConstraint('call_id', 'number', name='uq_criterion_number'),
    schema='calls'
    )
    op.create_table('extension',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('organization', sa.Text(), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('position', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('person', sa.Uuid(), nullable=True),
    sa.CheckConstraint("btrim(position) <> '' AND btrim(title) <> ''", name=op.f('ck_extension_by_a_position')),
    sa.CheckConstraint("btrim(reason) <> ''", name=op.f('ck_extension_reasoned')),
    sa.CheckConstraint("closes_at BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_extension_common_era')),
    sa.CheckConstraint('number > 0', name=op.f('ck_extension_number_positive')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.call.id'], name=op.f('fk_extension_call_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization'], ['organizations.organization.code'], name=op.f('fk_extension_organization')),
    sa.ForeignKeyConstraint(['person'], ['organizations.person.id'], name=op.f('fk_extension_person')),
    sa.PrimaryKeyConstraint('call_id', 'number', name=op.f('pk_extension')),
    schema='calls'
    )


def briefs() -> None:
    """Briefs with their money, scores, changes of rank."""
    op.create_table('submission',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), server_default='draft', nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('supports', sa.Text(), nullable=True),
    sa.Column('dimensions', sa.Text(), nullable=True),
    sa.Column('risks', sa.Text(), nullable=True),
    sa.Column('evaluation', sa.Text(), nullable=True),
    sa.Column('unlocated_reason', sa.Text(), nullable=True),
    sa.Column('total_satang', sa.BigInteger(), nullable=True),
    sa.Column('q1_satang', sa.BigInteger(), nullable=True),
    sa.Column('q2_satang', sa.BigInteger(), nullable=True),
    sa.Column('q3_satang', sa.BigInteger(), nullable=True),
    sa.Column('q4_satang', sa.BigInteger(), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version_number', sa.Integer(), nullable=True),
    sa.Column('requested_satang', sa.BigInteger(), nullable=True),
    sa.Column('readiness_done', sa.Integer(), nullable=True),
    sa.Column('readiness_required', sa.Integer(), nullable=True),
    sa.Column('filer_person', sa.Uuid(), nullable=True),
    sa.Column('filer_position', sa.Text(), nullable=True),
    sa.Column('filer_title', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("CASE WHEN result IN ('Y1', 'Y2') THEN rank IS NOT NULL WHEN result IS NOT NULL THEN state = 'unsupported' END", name=op.f('ck_submission_result_of_rank')),
    sa.CheckConstraint("NOT state IN ('filed', 'unsupported') OR (total_satang = requested_satang AND total_satang = q1_satang + q2_satang + q3_satang + q4_satang) IS TRUE", name=op.f('ck_submission_sums_agree')),
    sa.CheckConstraint("NOT state IN ('filed', 'unsupported') OR num_nulls(filed_at, deadline_at, version_number, requested_satang, filer_position, filer_title) = 0", name=op.f('ck_submission_filed_whole')),
    sa.CheckConstraint("btrim(reason) <> ''", name=op.f('ck_submission_reason_said')),
    sa.CheckConstraint("btrim(supports) <> '' AND btrim(dimensions) <> '' AND btrim(risks) <> '' AND btrim(evaluation) <> '' AND btrim(unlocated_reason) <> ''", name=op.f('ck_submission_said')),
    sa.CheckConstraint("rank IS NULL OR state = 'filed'", name=op.f('ck_submission_ranked_when_filed')),
    sa.CheckConstraint("result IN ('Y1', 'Y2', 'not_supported', 'returned')", name=op.f('ck_submission_result_known')),
    sa.CheckConstraint("starts_on BETWEEN '1941-01-01' AND '2156-12-31' AND ends_on BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_submission_common_era')),
    sa.CheckConstraint("state IN ('draft', 'filed', 'returned', 'withdrawn', 'unsupported')", name=op.f('ck_submission_state_known')),
    sa.CheckConstraint("state NOT IN ('returned', 'unsupported') OR reason IS NOT NULL", name=op.f('ck_submission_reasoned')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_submission_ends_after_it_starts')),
    sa.CheckConstraint('filed_at <= deadline_at', name=op.f('ck_submission_in_time')),
    sa.CheckConstraint('rank > 0', name=op.f('ck_submission_rank_positive')),
    sa.CheckConstraint('readiness_done BETWEEN 0 AND readiness_required', name=op.f('ck_submission_readiness_range')),
    sa.CheckConstraint('total_satang BETWEEN 0 AND 1000000000000000 AND q1_satang BETWEEN 0 AND 1000000000000000 AND q2_satang BETWEEN 0 AND 1000000000000000 AND q3_satang BETWEEN 0 AND 1000000000000000 AND q4_satang BETWEEN 0 AND 1000000000000000 AND requested_satang BETWEEN 0 AND 1000000000000000', name=op.f('ck_submission_amount_range')),
    sa.ForeignKeyConstraint(['agency'], ['organizations.organization.code'], name=op.f('fk_submission_agency')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.call.id'], name=op.f('fk_submission_call_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['filer_person'], ['organizations.person.id'], name=op.f('fk_submission_filer_person')),
    sa.ForeignKeyConstraint(['project_id', 'version_number'], ['projects.project_version.project_id', 'projects.project_version.number'], name='fk_submission_version'),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_submission_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('call_id', 'project_id', name='uq_submission_call_id'),
    sa.UniqueConstraint('call_id', 'rank', name='uq_submission_rank'),
    sa.UniqueConstraint('id', 'agency', name='uq_submission_id_agency'),
    sa.UniqueConstraint('id', 'call_id', name='uq_submission_id_call'),
    sa.UniqueConstraint('id', 'project_id', name='uq_submission_id_project'),
    schema='calls'
    )
    op.create_table('brief_amount',
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('activity_number', sa.Integer(), nullable=False),
    sa.Column('class5', sa.Text(), nullable=False),
    sa.Column('road', sa.Text(), nullable=False),
    sa.Column('amount_satang', sa.BigInteger(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("class5 IN ('personnel', 'operating', 'investment', 'subsidy', 'other')", name=op.f('ck_brief_amount_class5_known')),
    sa.CheckConstraint("road IN ('by_contract', 'direct')", name=op.f('ck_brief_amount_road_known')),
    sa.CheckConstraint('amount_satang BETWEEN 1 AND 1000000000000000', name=op.f('ck_brief_amount_amount_range')),
    sa.ForeignKeyConstraint(['class5'], ['budgets.expense_class.code'], name=op.f('fk_brief_amount_class5')),
    sa.ForeignKeyConstraint(['project_id', 'activity_number'], ['projects.activity.project_id', 'projects.activity.number'], name='fk_brief_amount_activity'),
    sa.ForeignKeyConstraint(['submission_id', 'project_id'], ['calls.submission.id', 'calls.submission.project_id'], name='fk_brief_amount_submission', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('submission_id', 'activity_number', 'class5', name=op.f('pk_brief_amount')),
    schema='calls'
    )
    op.create_table('rank_change',
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('from_rank', sa.Integer(), nullable=False),
    sa.Column('to_rank', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('position', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('person', sa.Uuid(), nullable=True),
    sa.CheckConstraint("btrim(position) <> '' AND btrim(title) <> ''", name=op.f('ck_rank_change_by_a_position')),
    sa.CheckConstraint("btrim(reason) <> ''", name=op.f('ck_rank_change_reasoned')),
    sa.CheckConstraint('from_rank > 0 AND to_rank > 0 AND from_rank <> to_rank', name=op.f('ck_rank_change_ranks_differ')),
    sa.CheckConstraint('number > 0', name=op.f('ck_rank_change_number_positive')),
    sa.ForeignKeyConstraint(['person'], ['organizations.person.id'], name=op.f('fk_rank_change_person')),
    sa.ForeignKeyConstraint(['submission_id', 'call_id'], ['calls.submission.id', 'calls.submission.call_id'], name='fk_rank_change_submission', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('submission_id', 'number', name=op.f('pk_rank_change')),
    schema='calls'
    )
    op.create_table('score',
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('criterion_code', sa.Text(), nullable=False),
    sa.Column('position', sa.Text(), nullable=False),
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('screener_agency', sa.Text(), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('person', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("btrim(note) <> ''", name=op.f('ck_score_noted')),
    sa.CheckConstraint("btrim(title) <> ''", name=op.f('ck_score_by_a_position')),
    sa.CheckConstraint('screener_agency <> agency', name=op.f('ck_score_not_of_the_own_agency')),
    sa.CheckConstraint('value BETWEEN 0 AND 100', name=op.f('ck_score_value_range')),
    sa.ForeignKeyConstraint(['call_id', 'criterion_code'], ['calls.criterion.call_id', 'calls.criterion.code'], name='fk_score_criterion', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person'], ['organizations.person.id'], name=op.f('fk_score_person')),
    sa.ForeignKeyConstraint(['position'], ['organizations.position.number'], name=op.f('fk_score_position')),
    sa.ForeignKeyConstraint(['screener_agency'], ['organizations.organization.code'], name=op.f('fk_score_screener_agency')),
    sa.ForeignKeyConstraint(['submission_id', 'agency'], ['calls.submission.id', 'calls.submission.agency'], name='fk_score_agency', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['submission_id', 'call_id'], ['calls.submission.id', 'calls.submission.call_id'], name='fk_score_submission', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('submission_id', 'criterion_code', 'position', name=op.f('pk_score')),
    schema='calls'
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA calls CASCADE")
