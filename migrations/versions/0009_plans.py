"""Meetings and their resolutions; national frames, plans with their nodes, alignments and targets; three permissions."""

import sqlalchemy as sa
from alembic import op

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
OF_MEETING = "meeting_id IN (SELECT id FROM meetings.meeting)"
MEETINGS = {
    "meetings.meeting": f"{INSIDE} OR state = 'held'",
    "meetings.agenda_item": OF_MEETING,
    "meetings.resolution": OF_MEETING,
}
"""Which rows exist for whoever looks: what was held for everybody, the rest for those in office."""


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS meetings")
    permitted(f"{BEFORE}, {', '.join(repr(each) for each in NEW)}")
    meetings()
    op.execute(KEEP_CLOSED)
    for table in ("agenda_item", "resolution"):
        op.execute(KEEP_RECORDED.format(table=table))
    op.execute("GRANT USAGE ON SCHEMA meetings TO phaen_app, phaen_jobs")
    guarded(MEETINGS)


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


def downgrade() -> None:
    op.execute("DROP SCHEMA meetings CASCADE")
    for table in OF_PERMISSIONS:
        op.execute(f"DELETE FROM {table} WHERE permission IN ({', '.join(repr(each) for each in NEW)})")
    permitted(BEFORE)
