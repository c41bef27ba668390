"""Meetings and their resolutions; national frames, plans with their nodes, alignments and targets; three permissions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = (
    "'area.import', 'dataset.define', 'dataset.load', 'dataset.classify', 'dataset.publish', 'indicator.define',"
    " 'observation.record', 'project.register', 'expense.approve', 'organization.edit', 'appointment.order',"
    " 'delegation.order', 'role.grant', 'person.erase', 'account.administer', 'key.administer', 'audit.read', 'demo.load'"
)
NEW = ("meeting.record", "plan.draft", "plan.approve")
OF_PERMISSIONS = ("organizations.role_permission", "organizations.delegated_permission", "accounts.second_factor_rule")
READERS = "phaen_app, phaen_jobs, phaen_views"
INSIDE = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"

KEEP_CLOSED = """
-- A meeting that was held or cancelled stays; an item or a resolution is never rewritten; what is real is never deleted.
CREATE FUNCTION meetings.keep_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.is_synthetic THEN RETURN OLD; END IF;
    ELSIF OLD.state = 'planned' AND NEW.is_synthetic = OLD.is_synthetic THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'meetings.meeting is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION meetings.keep_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_meeting record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM meetings.meeting WHERE id = OLD.meeting_id AND is_synthetic;
        IF FOUND THEN RETURN OLD; END IF;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT state INTO of_meeting FROM meetings.meeting WHERE id = NEW.meeting_id FOR SHARE;
        IF NOT FOUND OR of_meeting.state = 'planned' THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'meetings.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER meeting_append_only BEFORE UPDATE OR DELETE ON meetings.meeting
    FOR EACH ROW EXECUTE FUNCTION meetings.keep_closed();
"""
KEEP_RECORDED = """
CREATE TRIGGER {table}_append_only BEFORE INSERT OR UPDATE OR DELETE ON meetings.{table}
    FOR EACH ROW EXECUTE FUNCTION meetings.keep_recorded()
"""
NOT_EMPTIED = """
CREATE TRIGGER {name}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change()
"""
KEEP_APPROVED = """
-- A version that was proposed keeps its words; an approved one changes only by being superseded; parts change in drafts.
CREATE FUNCTION plans.keep_approved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := '{state,proposed_at,proposer_person,proposer_position,proposer_title,approved_at,approved_by,'
        'approver_person,approver_position,approver_title}';
    steps text[] := '{draft draft,draft proposed,proposed draft,proposed approved,approved superseded}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.is_synthetic OR OLD.state = 'draft' THEN RETURN OLD; END IF;
    ELSIF OLD.state || ' ' || NEW.state = ANY (steps)
        AND (OLD.id, OLD.code, OLD.version, OLD.is_synthetic) = (NEW.id, NEW.code, NEW.version, NEW.is_synthetic)
        AND (OLD.state = 'draft' OR to_jsonb(OLD) - decision = to_jsonb(NEW) - decision)
        AND (OLD.state <> 'approved' OR to_jsonb(OLD) - 'state' = to_jsonb(NEW) - 'state')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'plans.plan is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION plans.keep_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_plan record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM plans.plan WHERE id = OLD.plan_id AND (is_synthetic OR state = 'draft') FOR SHARE;
        IF FOUND THEN RETURN OLD; END IF;
    ELSIF TG_OP = 'INSERT' OR NEW.plan_id = OLD.plan_id THEN
        SELECT state INTO of_plan FROM plans.plan WHERE id = NEW.plan_id FOR SHARE;
        IF NOT FOUND OR of_plan.state = 'draft' THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'plans.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER plan_append_only BEFORE UPDATE OR DELETE ON plans.plan
    FOR EACH ROW EXECUTE FUNCTION plans.keep_approved();
"""
KEEP_PARTS = """
CREATE TRIGGER {table}_append_only BEFORE INSERT OR UPDATE OR DELETE ON plans.{table}
    FOR EACH ROW EXECUTE FUNCTION plans.keep_parts()
"""
OF_MEETING = "meeting_id IN (SELECT id FROM meetings.meeting)"
MEETINGS = {
    "meetings.meeting": f"{INSIDE} OR state = 'held'",
    "meetings.agenda_item": OF_MEETING,
    "meetings.resolution": OF_MEETING,
}
OF_PLAN = "plan_id IN (SELECT id FROM plans.plan)"
PLANS = {
    "plans.plan": f"{INSIDE} OR state IN ('approved', 'superseded')",
    "plans.plan_node": OF_PLAN,
    "plans.alignment": OF_PLAN,
    "plans.plan_target": OF_PLAN,
}
"""Which rows exist for whoever looks: what was held or approved for everybody, the rest for those in office."""


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS meetings")
    op.execute("CREATE SCHEMA IF NOT EXISTS plans")
    permitted(f"{BEFORE}, {', '.join(repr(each) for each in NEW)}")
    meetings()
    op.execute(KEEP_CLOSED)
    for table in ("agenda_item", "resolution"):
        op.execute(KEEP_RECORDED.format(table=table))
    plans()
    op.execute(KEEP_APPROVED)
    for table in ("plan_node", "alignment", "plan_target"):
        op.execute(KEEP_PARTS.format(table=table))
    op.execute("GRANT USAGE ON SCHEMA meetings, plans TO phaen_app, phaen_jobs")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON plans.national_frame TO phaen_app, phaen_jobs")
    guarded(MEETINGS)
    guarded(PLANS)


def guarded(tables: dict[str, str]) -> None:
    """Row security, grants to those who write, and no emptying at once."""
    for table, condition in tables.items():
        name = table.rpartition(".")[2]
        op.execute(NOT_EMPTIED.format(name=name, table=table))
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO phaen_app, phaen_jobs")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {name}_seen ON {table} TO {READERS} USING ({condition}) WITH CHECK ({condition})")
        op.execute(f"CREATE POLICY {name}_kept ON {table} TO phaen_owner USING (true) WITH CHECK (true)")


def permitted(permissions: str) -> None:
    """The permissions that tables know."""
    for table in OF_PERMISSIONS:
        schema, _, name = table.partition(".")
        op.drop_constraint(op.f(f"ck_{name}_permission_known"), name, schema=schema)
        op.create_check_constraint(
            op.f(f"ck_{name}_permission_known"), name, f"permission IN ({permissions})", schema=schema
        )


def meetings() -> None:
    """Meetings, their agenda and their resolutions."""
    op.create_table('meeting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('committee_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), server_default='planned', nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name=op.f('ck_meeting_cancelled_with_a_reason')),
    sa.CheckConstraint("(state = 'planned') = (closed_at IS NULL)", name=op.f('ck_meeting_closed_once')),
    sa.CheckConstraint("btrim(place) <> ''", name=op.f('ck_meeting_placed')),
    sa.CheckConstraint("state IN ('planned', 'held', 'cancelled')", name=op.f('ck_meeting_state_known')),
    sa.CheckConstraint('number > 0', name=op.f('ck_meeting_number_positive')),
    sa.CheckConstraint('year = extract(year FROM held_on) + 543 OR (year = extract(year FROM held_on) + 544 AND extract(month FROM held_on) >= 10)', name=op.f('ck_meeting_held_in_its_year')),
    sa.CheckConstraint('year BETWEEN 2500 AND 2700', name=op.f('ck_meeting_year_be')),
    sa.ForeignKeyConstraint(['committee_code'], ['organizations.committee.code'], name=op.f('fk_meeting_committee_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meeting')),
    sa.UniqueConstraint('committee_code', 'year', 'number', name='uq_meeting_committee_code'),
    schema='meetings'
    )
    op.create_table('agenda_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.CheckConstraint("btrim(title_th) <> ''", name=op.f('ck_agenda_item_titled')),
    sa.CheckConstraint("kind IN ('notice', 'minutes', 'follow_up', 'information', 'consideration', 'other')", name=op.f('ck_agenda_item_kind_known')),
    sa.CheckConstraint('number > 0', name=op.f('ck_agenda_item_number_positive')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.meeting.id'], name=op.f('fk_agenda_item_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('id', 'meeting_id', name='uq_agenda_item_id_meeting'),
    sa.UniqueConstraint('meeting_id', 'number', name='uq_agenda_item_meeting_id'),
    schema='meetings'
    )
    op.create_table('resolution',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('meeting_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text_th', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('subject_kind', sa.Text(), nullable=True),
    sa.Column('subject_id', sa.Text(), nullable=True),
    sa.CheckConstraint("btrim(text_th) <> '' AND btrim(text_en) <> ''", name=op.f('ck_resolution_worded')),
    sa.CheckConstraint("decided_on < '2400-01-01'", name=op.f('ck_resolution_common_era')),
    sa.CheckConstraint("outcome IN ('adopted', 'rejected', 'deferred')", name=op.f('ck_resolution_outcome_known')),
    sa.CheckConstraint("subject_kind ~ '^[a-z][a-z_]*$' AND btrim(subject_id) <> ''", name=op.f('ck_resolution_subject_pattern')),
    sa.CheckConstraint('num_nulls(subject_kind, subject_id) IN (0, 2)', name=op.f('ck_resolution_subject_whole')),
    sa.CheckConstraint('number > 0', name=op.f('ck_resolution_number_positive')),
    sa.ForeignKeyConstraint(['item_id', 'meeting_id'], ['meetings.agenda_item.id', 'meetings.agenda_item.meeting_id'], name='fk_resolution_item_of_meeting'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.meeting.id'], name=op.f('fk_resolution_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolution')),
    sa.UniqueConstraint('meeting_id', 'number', name='uq_resolution_meeting_id'),
    schema='meetings'
    )


def plans() -> None:
    """National frames, plans, their nodes, alignments and targets."""
    op.create_table('national_frame',
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('parent_code', sa.Text(), nullable=True),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_standard', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_national_frame_named')),
    sa.CheckConstraint("btrim(source) <> ''", name=op.f('ck_national_frame_sourced')),
    sa.CheckConstraint("code ~ '^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$'", name=op.f('ck_national_frame_code_pattern')),
    sa.CheckConstraint("system IN ('NS', 'MP', 'NESDP', 'SDG', 'GOVPOL')", name=op.f('ck_national_frame_system_known')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_national_frame_common_era')),
    sa.CheckConstraint('parent_code <> code', name=op.f('ck_national_frame_not_its_parent')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_national_frame_valid_period')),
    sa.ForeignKeyConstraint(['system', 'parent_code'], ['plans.national_frame.system', 'plans.national_frame.code'], name='fk_national_frame_parent'),
    sa.PrimaryKeyConstraint('system', 'code', name=op.f('pk_national_frame')),
    schema='plans'
    )
    op.create_table('plan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('organization', sa.Text(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=True),
    sa.Column('first_year', sa.Integer(), nullable=False),
    sa.Column('last_year', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), server_default='draft', nullable=False),
    sa.Column('supersedes', sa.Uuid(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proposer_person', sa.Uuid(), nullable=True),
    sa.Column('proposer_position', sa.Text(), nullable=True),
    sa.Column('proposer_title', sa.Text(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approver_person', sa.Uuid(), nullable=True),
    sa.Column('approver_position', sa.Text(), nullable=True),
    sa.Column('approver_title', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('kind'), '='), (sa.column('organization'), '='), (sa.text("int4range(first_year, last_year, '[]')"), '&&'), where=sa.text("state = 'approved'"), using='gist', name='ex_plan_in_force'),
    sa.CheckConstraint("(state = 'draft') = (proposed_at IS NULL)", name=op.f('ck_plan_proposed_once')),
    sa.CheckConstraint("(state IN ('approved', 'superseded')) = (approved_at IS NOT NULL)", name=op.f('ck_plan_approved_once')),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_plan_area_code_pattern')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_plan_titled')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_plan_code_pattern')),
    sa.CheckConstraint("kind IN ('province_goal_20y', 'province_5y', 'cluster', 'annual', 'cluster_list')", name=op.f('ck_plan_kind_known')),
    sa.CheckConstraint("state IN ('draft', 'proposed', 'approved', 'superseded')", name=op.f('ck_plan_state_known')),
    sa.CheckConstraint('approved_at IS NULL OR proposer_person IS DISTINCT FROM approver_person', name=op.f('ck_plan_approved_by_another_person')),
    sa.CheckConstraint('first_year BETWEEN 2500 AND 2700 AND last_year BETWEEN first_year AND first_year + 19', name=op.f('ck_plan_years_be')),
    sa.CheckConstraint('num_nulls(approved_at, approved_by, approver_position, approver_title) IN (0, 4)', name=op.f('ck_plan_approved_by_a_resolution')),
    sa.CheckConstraint('num_nulls(proposed_at, proposer_position, proposer_title) IN (0, 3)', name=op.f('ck_plan_proposed_by_somebody')),
    sa.CheckConstraint('supersedes <> id', name=op.f('ck_plan_not_its_own_successor')),
    sa.CheckConstraint('version > 0', name=op.f('ck_plan_version_positive')),
    sa.ForeignKeyConstraint(['approved_by'], ['meetings.resolution.id'], name=op.f('fk_plan_approved_by')),
    sa.ForeignKeyConstraint(['approver_person'], ['organizations.person.id'], name=op.f('fk_plan_approver_person')),
    sa.ForeignKeyConstraint(['organization'], ['organizations.organization.code'], name=op.f('fk_plan_organization')),
    sa.ForeignKeyConstraint(['proposer_person'], ['organizations.person.id'], name=op.f('fk_plan_proposer_person')),
    sa.ForeignKeyConstraint(['supersedes'], ['plans.plan.id'], name='fk_plan_supersedes'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('code', 'version', name='uq_plan_code'),
    schema='plans'
    )
    op.create_index('ix_plan_open', 'plan', ['code'], unique=True, schema='plans', postgresql_where=sa.text("state IN ('draft', 'proposed')"))
    op.create_table('plan_node',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('parent_id', sa.Uuid(), nullable=True),
    sa.Column('parent_kind', sa.Text(), nullable=True),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.CheckConstraint("(kind, coalesce(parent_kind, '')) IN (('vision', ''), ('goal', ''), ('goal', 'vision'), ('issue', ''), ('issue', 'vision'), ('issue', 'goal'), ('objective', 'issue'), ('approach', 'issue'), ('approach', 'objective'), ('programme', 'approach'))", name=op.f('ck_plan_node_kinds_in_order')),
    sa.CheckConstraint("btrim(code) <> ''", name=op.f('ck_plan_node_coded')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_plan_node_titled')),
    sa.CheckConstraint("kind IN ('vision', 'goal', 'issue', 'objective', 'approach', 'programme')", name=op.f('ck_plan_node_kind_known')),
    sa.CheckConstraint('(parent_id IS NULL) = (parent_kind IS NULL)', name=op.f('ck_plan_node_parent_with_its_kind')),
    sa.ForeignKeyConstraint(['parent_id', 'plan_id', 'parent_kind'], ['plans.plan_node.id', 'plans.plan_node.plan_id', 'plans.plan_node.kind'], name='fk_plan_node_parent'),
    sa.ForeignKeyConstraint(['plan_id'], ['plans.plan.id'], name=op.f('fk_plan_node_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_node')),
    sa.UniqueConstraint('id', 'plan_id', 'kind', name='uq_plan_node_id_plan_kind'),
    sa.UniqueConstraint('plan_id', 'code', name='uq_plan_node_code'),
    sa.UniqueConstraint('plan_id', 'key', name='uq_plan_node_plan_id'),
    schema='plans'
    )
    op.create_index('ix_plan_node_vision', 'plan_node', ['plan_id'], unique=True, schema='plans', postgresql_where=sa.text("kind = 'vision'"))
    op.create_table('alignment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.Column('node_kind', sa.Text(), nullable=False),
    sa.Column('system', sa.Text(), nullable=False),
    sa.Column('frame_code', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('rationale', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    postgresql.ExcludeConstraint((sa.column('node_id'), '='), (sa.column('system'), '='), (sa.column('frame_code'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_alignment_once'),
    sa.CheckConstraint("btrim(rationale) <> ''", name=op.f('ck_alignment_reasoned')),
    sa.CheckConstraint("node_kind IN ('goal', 'issue', 'approach')", name=op.f('ck_alignment_node_aligned')),
    sa.CheckConstraint("role IN ('primary', 'secondary')", name=op.f('ck_alignment_role_known')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_alignment_common_era')),
    sa.CheckConstraint('valid_to >= valid_from', name=op.f('ck_alignment_valid_period')),
    sa.ForeignKeyConstraint(['node_id', 'plan_id', 'node_kind'], ['plans.plan_node.id', 'plans.plan_node.plan_id', 'plans.plan_node.kind'], name='fk_alignment_node', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['system', 'frame_code'], ['plans.national_frame.system', 'plans.national_frame.code'], name='fk_alignment_frame'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alignment')),
    schema='plans'
    )
    op.create_index('ix_alignment_primary', 'alignment', ['node_id'], unique=True, schema='plans', postgresql_where=sa.text("role = 'primary' AND system = 'NS' AND valid_to IS NULL"))
    op.create_table('plan_target',
    sa.Column('node_id', sa.Uuid(), nullable=False),
    sa.Column('indicator', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('node_kind', sa.Text(), nullable=False),
    sa.Column('value', sa.Numeric(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('is_baseline', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(indicator) <> ''", name=op.f('ck_plan_target_named')),
    sa.CheckConstraint("btrim(unit) <> ''", name=op.f('ck_plan_target_with_unit')),
    sa.CheckConstraint("value <> 'NaN' AND value BETWEEN -1e15 AND 1e15", name=op.f('ck_plan_target_value_finite')),
    sa.CheckConstraint('year BETWEEN 2500 AND 2700', name=op.f('ck_plan_target_year_be')),
    sa.ForeignKeyConstraint(['node_id', 'plan_id', 'node_kind'], ['plans.plan_node.id', 'plans.plan_node.plan_id', 'plans.plan_node.kind'], name='fk_plan_target_node', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('node_id', 'indicator', 'year', name=op.f('pk_plan_target')),
    schema='plans'
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA plans CASCADE")
    op.execute("DROP SCHEMA meetings CASCADE")
    for table in OF_PERMISSIONS:
        op.execute(f"DELETE FROM {table} WHERE permission IN ({', '.join(repr(each) for each in NEW)})")
    permitted(BEFORE)
