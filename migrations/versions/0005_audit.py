"""The audit log: who acted in full, personal words encrypted by person, sealed in hash-chained blocks."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

CLUSTER = """
-- Numbers of transactions belong to one cluster: after a restore elsewhere they begin anew.
CREATE FUNCTION core.cluster_identity() RETURNS bigint LANGUAGE sql STABLE
RETURN (SELECT system_identifier FROM pg_control_system());
"""
# What is hashed, and exported: the text of jsonb, whose order of keys and spaces PostgreSQL fixes.
TEXTS = """
CREATE FUNCTION core.audit_moment(given timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN to_char(given AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
CREATE FUNCTION core.audit_text(e core.audit_event) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN jsonb_build_object(
    'id', e.id, 'at', core.audit_moment(e.at), 'act', e.act, 'position', e.by_position, 'title', e.by_title,
    'basis', e.basis, 'order', e.order_no, 'appointment', e.appointment_id, 'person', e.person_id,
    'name', encode(e.person_name, 'hex'), 'kind', e.object_kind, 'object', e.object_id, 'before', e.before,
    'after', e.after, 'detail', e.detail, 'about', e.about_id, 'personal', encode(e.personal, 'hex'),
    'class', e.class, 'request', e.request_id, 'cluster', e.cluster, 'xid', e.xid)::text;
CREATE FUNCTION core.audit_block_text(
    previous bytea, sealed_at timestamptz, cluster bigint, snapshot text, events bigint[], digests bytea
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN '{"previous": "' || encode(previous, 'hex') || '", "sealed_at": "' || core.audit_moment(sealed_at)
    || '", "cluster": ' || cluster || ', "snapshot": "' || snapshot || '", "events": ['
    || array_to_string(events, ', ') || '], "digests": "' || encode(digests, 'hex') || '"}';
"""
GUARDS = """
CREATE TRIGGER audit_block_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core.audit_block
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER audit_check_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON core.audit_check
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
"""
# The sealer must see every event: one that it does not see would count as slipped in later.
ROW_SECURITY = """
ALTER TABLE core.audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY written ON core.audit_event FOR INSERT TO phaen_app, phaen_jobs WITH CHECK (true);
CREATE POLICY sealed ON core.audit_event FOR SELECT TO phaen_jobs USING (true);
CREATE POLICY seen ON core.audit_event FOR SELECT TO phaen_app
    USING (class = ANY ((SELECT core.seen('classes'))::text[]));
"""
GRANTS = """
REVOKE ALL ON core.audit_event FROM phaen_views;
GRANT SELECT, INSERT, UPDATE (wrapped, destroyed_at) ON core.person_key TO phaen_app, phaen_jobs;
GRANT SELECT ON core.audit_block, core.audit_check TO phaen_app, phaen_jobs;
GRANT INSERT ON core.audit_block, core.audit_check TO phaen_jobs;
"""
BASES = "'substantive', 'acting_for', 'acting_in', 'delegated', 'system'"
CLASSES = "'public', 'internal', 'personal', 'confidential', 'personal_confidential'"
INDEXES = (
    ('cluster_xid', ['cluster', 'xid']), ('at', ['at']), ('act', ['act', 'seq']),
    ('object', ['object_kind', 'object_id', 'seq']), ('position', ['by_position', 'seq']),
    ('person', ['person_id', 'seq']), ('request', ['request_id']),
)


def added() -> list[sa.Column]:
    return [
        sa.Column('order_no', sa.Text(), nullable=True),
        sa.Column('appointment_id', sa.Uuid(), nullable=True),
        sa.Column('person_id', sa.Uuid(), nullable=True),
        sa.Column('person_name', sa.LargeBinary(), nullable=True),
        sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column('after', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column('about_id', sa.Uuid(), nullable=True),
        sa.Column('personal', sa.LargeBinary(), nullable=True),
        sa.Column('class', sa.Text(), server_default='internal', nullable=False),
        sa.Column('cluster', sa.BigInteger(), server_default=sa.text('core.cluster_identity()'), nullable=False),
        sa.Column('xid', sa.BigInteger(), server_default=sa.text('txid_current()'), nullable=False),
        # after xid: see the model
        sa.Column('seq', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    ]


def rewrite(statement: str) -> None:
    """Change rows that the guard protects; only a migration may."""
    op.execute("ALTER TABLE core.audit_event DISABLE TRIGGER audit_event_append_only")
    op.execute(statement)
    op.execute("ALTER TABLE core.audit_event ENABLE TRIGGER audit_event_append_only")


def upgrade() -> None:
    op.execute(CLUSTER)
    events()
    op.create_table('person_key',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(wrapped IS NULL) = (destroyed_at IS NOT NULL)', name=op.f('ck_person_key_there_until_destroyed')),
    sa.CheckConstraint('octet_length(wrapped) = 60', name=op.f('ck_person_key_wrapped_whole')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_person_key')),
    schema='core'
    )
    blocks()
    op.execute(TEXTS)
    op.execute(GUARDS)
    op.execute(ROW_SECURITY)
    op.execute(GRANTS)


def events() -> None:
    """Until now nobody could sign in: who acted was the program itself, whose word is no name and stays as its title.

    A person's name, should there be one, cannot be encrypted for whom we do not know; it is not carried over.
    """
    op.alter_column('audit_event', 'by_person', new_column_name='by_title', schema='core')
    rewrite("UPDATE core.audit_event SET by_title = '' WHERE basis <> 'system'")
    for column in added():
        op.add_column('audit_event', column, schema='core')
    op.create_unique_constraint('uq_audit_event_seq', 'audit_event', ['seq'], schema='core')
    for name, rule in (
        ('act_pattern', r"act ~ '^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$'"),
        ('basis_known', f'basis IN ({BASES})'),
        ('class_known', f'class IN ({CLASSES})'),
        ('named_person', 'person_name IS NULL OR person_id IS NOT NULL'),
        ('about_somebody', 'personal IS NULL OR about_id IS NOT NULL'),
    ):
        op.create_check_constraint(op.f(f'ck_audit_event_{name}'), 'audit_event', rule, schema='core')
    for name, columns in INDEXES:
        op.create_index(f'ix_audit_event_{name}', 'audit_event', columns, schema='core')


def blocks() -> None:
    op.create_table('audit_block',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('previous', sa.LargeBinary(), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cluster', sa.BigInteger(), nullable=False),
    sa.Column('snapshot', sa.Text(), nullable=False),
    sa.Column('events', postgresql.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('digests', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_audit_block_numbered')),
    sa.CheckConstraint('octet_length(digests) = 32 * cardinality(events) AND cardinality(events) > 0', name=op.f('ck_audit_block_digested')),
    sa.CheckConstraint('octet_length(previous) = 32 AND octet_length(hash) = 32', name=op.f('ck_audit_block_hashes_whole')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_block')),
    sa.UniqueConstraint('previous', name='uq_audit_block_one_after_another'),
    schema='core'
    )
    op.create_index('ix_audit_block_cluster_number', 'audit_block', ['cluster', 'number'], schema='core')
    op.create_table('audit_check',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('events', sa.BigInteger(), nullable=False),
    sa.Column('blocks', sa.BigInteger(), nullable=False),
    sa.Column('damage', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.CheckConstraint('events >= 0 AND blocks >= 0', name=op.f('ck_audit_check_counted')),
    sa.CheckConstraint("jsonb_typeof(damage) = 'array'", name=op.f('ck_audit_check_damage_listed')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_check')),
    schema='core'
    )


def downgrade() -> None:
    """The events stay with position, title and basis; blocks, keys and what was encrypted go."""
    for policy in ('seen', 'sealed', 'written'):
        op.execute(f"DROP POLICY {policy} ON core.audit_event")
    op.execute("ALTER TABLE core.audit_event DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION core.audit_text(core.audit_event)")
    op.execute("DROP FUNCTION core.audit_block_text(bytea, timestamptz, bigint, text, bigint[], bytea)")
    op.execute("DROP FUNCTION core.audit_moment(timestamptz)")
    for table in ('audit_check', 'audit_block', 'person_key'):
        op.drop_table(table, schema='core')
    for name in ('act_pattern', 'basis_known'):
        op.drop_constraint(op.f(f'ck_audit_event_{name}'), 'audit_event', schema='core')
    for name in ('at', 'act', 'object', 'position', 'request'):
        op.drop_index(f'ix_audit_event_{name}', 'audit_event', schema='core', if_exists=True)
    for column in reversed(added()):
        op.drop_column('audit_event', column.name, schema='core')
    op.alter_column('audit_event', 'by_title', new_column_name='by_person', schema='core')
    op.execute("DROP FUNCTION core.cluster_identity()")
    op.execute("GRANT SELECT ON core.audit_event TO phaen_views")
