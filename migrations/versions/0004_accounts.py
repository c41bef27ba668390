"""Accounts: who signs in, sessions, API keys."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

POWERFUL = ("account.administer", "key.administer", "role.grant", "person.erase", "appointment.order")
"""Permissions by which one could give oneself, or another, more power."""
WRITTEN = ("account", "attempt", "recovery_code", "session", "channel", "api_key")


def grants() -> None:
    """The web writes; nobody else sees a row."""
    for table in WRITTEN:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON accounts.{table} TO phaen_app")
    op.execute("GRANT SELECT, INSERT, UPDATE ON accounts.channel_usage TO phaen_app")
    op.execute("GRANT SELECT ON accounts.second_factor_rule TO phaen_app")


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('name_hash', sa.LargeBinary(), nullable=False),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('failures >= 0', name=op.f('ck_attempt_failures_positive')),
    sa.CheckConstraint('octet_length(name_hash) = 32', name=op.f('ck_attempt_hashed')),
    sa.PrimaryKeyConstraint('name_hash', name=op.f('pk_attempt')),
    schema='accounts'
    )
    op.create_table('second_factor_rule',
    sa.Column('permission', sa.Text(), nullable=False),
    sa.CheckConstraint("permission IN ('area.import', 'dataset.define', 'dataset.load', 'dataset.classify', 'dataset.publish', 'indicator.define', 'observation.record', 'project.register', 'expense.approve', 'organization.edit', 'appointment.order', 'delegation.order', 'role.grant', 'person.erase', 'account.administer', 'key.administer', 'audit.read', 'demo.load')", name=op.f('ck_second_factor_rule_permission_known')),
    sa.PrimaryKeyConstraint('permission', name=op.f('pk_second_factor_rule')),
    schema='accounts'
    )
    op.create_table('account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('username', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('must_change', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('password_set_by', sa.Uuid(), nullable=True),
    sa.Column('totp_secret', sa.LargeBinary(), nullable=True),
    sa.Column('totp_confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('totp_last_step', sa.BigInteger(), nullable=True),
    sa.Column('factor_reset_by', sa.Uuid(), nullable=True),
    sa.Column('oidc_issuer', sa.Text(), nullable=True),
    sa.Column('oidc_subject', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("password_hash ~ '^[$]argon2id[$]'", name=op.f('ck_account_password_hashed')),
    sa.CheckConstraint("username ~ '^[^[:space:][:cntrl:]]{3,64}$'", name=op.f('ck_account_username_pattern')),
    sa.CheckConstraint('num_nonnulls(oidc_issuer, oidc_subject) IN (0, 2)', name=op.f('ck_account_oidc_whole')),
    sa.CheckConstraint('num_nonnulls(totp_confirmed_at, totp_last_step) = 0 OR totp_secret IS NOT NULL', name=op.f('ck_account_factor_has_secret')),
    sa.CheckConstraint('username = lower(normalize(username, NFC))', name=op.f('ck_account_username_normal')),
    sa.ForeignKeyConstraint(['person_id'], ['organizations.person.id'], name=op.f('fk_account_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('oidc_issuer', 'oidc_subject', name='uq_account_oidc'),
    sa.UniqueConstraint('person_id', name='uq_account_person'),
    sa.UniqueConstraint('username', name='uq_account_username'),
    schema='accounts'
    )
    op.create_table('channel',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organization_code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('layers', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('verbs', postgresql.ARRAY(sa.Text()), server_default='{read}', nullable=False),
    sa.Column('class', sa.Text(), server_default='public', nullable=False),
    sa.Column('networks', postgresql.ARRAY(postgresql.CIDR()), server_default='{}', nullable=False),
    sa.Column('daily_quota', sa.Integer(), server_default='10000', nullable=False),
    sa.Column('per_minute', sa.Integer(), server_default='600', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(title) <> ''", name=op.f('ck_channel_titled')),
    sa.CheckConstraint("class IN ('public', 'internal')", name=op.f('ck_channel_class_low')),
    sa.CheckConstraint("verbs <@ ARRAY['read'] AND cardinality(verbs) > 0", name=op.f('ck_channel_verbs_known')),
    sa.CheckConstraint('cardinality(layers) > 0', name=op.f('ck_channel_some_layer')),
    sa.CheckConstraint('daily_quota BETWEEN 1 AND 10000000', name=op.f('ck_channel_quota_positive')),
    sa.CheckConstraint('per_minute BETWEEN 1 AND 100000', name=op.f('ck_channel_pace_positive')),
    sa.ForeignKeyConstraint(['organization_code'], ['organizations.organization.code'], name=op.f('fk_channel_organization_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel')),
    schema='accounts'
    )
    op.create_table('api_key',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('channel_id', sa.Uuid(), nullable=False),
    sa.Column('slot', sa.SmallInteger(), nullable=False),
    sa.Column('secret_hash', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_why', sa.Text(), nullable=True),
    postgresql.ExcludeConstraint((sa.column('channel_id'), '='), (sa.column('slot'), '='), where=sa.text('revoked_at IS NULL'), using='gist', name='ex_api_key_two_live'),
    sa.CheckConstraint("expires_at > created_at AND expires_at <= created_at + interval '366 days'", name=op.f('ck_api_key_expires')),
    sa.CheckConstraint("id ~ '^[a-z2-7]{10}$'", name=op.f('ck_api_key_id_pattern')),
    sa.CheckConstraint("revoked_why IN ('revoked', 'unused')", name=op.f('ck_api_key_revoked_why_known')),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_why IS NULL)', name=op.f('ck_api_key_revoked_for_a_reason')),
    sa.CheckConstraint('octet_length(secret_hash) = 32', name=op.f('ck_api_key_hashed')),
    sa.CheckConstraint('slot IN (1, 2)', name=op.f('ck_api_key_slot_known')),
    sa.ForeignKeyConstraint(['channel_id'], ['accounts.channel.id'], name=op.f('fk_api_key_channel_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
    schema='accounts'
    )
    op.create_table('channel_usage',
    sa.Column('channel_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('used', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint("day < '2400-01-01'", name=op.f('ck_channel_usage_common_era')),
    sa.CheckConstraint('used >= 0', name=op.f('ck_channel_usage_used_positive')),
    sa.ForeignKeyConstraint(['channel_id'], ['accounts.channel.id'], name=op.f('fk_channel_usage_channel_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('channel_id', 'day', name=op.f('pk_channel_usage')),
    schema='accounts'
    )
    op.create_table('recovery_code',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('octet_length(code_hash) = 32', name=op.f('ck_recovery_code_hashed')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.account.id'], name=op.f('fk_recovery_code_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'code_hash', name=op.f('pk_recovery_code')),
    schema='accounts'
    )
    op.create_table('session',
    sa.Column('id_hash', sa.LargeBinary(), nullable=False),
    sa.Column('number', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('appointment_id', sa.Uuid(), nullable=True),
    sa.Column('delegation_id', sa.Uuid(), nullable=True),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('idle_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('user_agent', sa.Text(), nullable=True),
    sa.Column('second_factor_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_why', sa.Text(), nullable=True),
    sa.CheckConstraint("ended_why IN ('signed_out', 'switched', 'revoked', 'password', 'factor', 'disabled', 'order', 'locked')", name=op.f('ck_session_ended_why_known')),
    sa.CheckConstraint("ends_at <= created_at + interval '12 hours'", name=op.f('ck_session_ends_within_half_a_day')),
    sa.CheckConstraint('(ended_at IS NULL) = (ended_why IS NULL)', name=op.f('ck_session_ended_for_a_reason')),
    sa.CheckConstraint('delegation_id IS NULL OR appointment_id IS NOT NULL', name=op.f('ck_session_delegation_of_appointment')),
    sa.CheckConstraint('idle_until <= ends_at AND ends_at > created_at', name=op.f('ck_session_ends')),
    sa.CheckConstraint('length(token) >= 32', name=op.f('ck_session_token_long')),
    sa.CheckConstraint('octet_length(id_hash) = 32', name=op.f('ck_session_hashed')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.account.id'], name=op.f('fk_session_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['appointment_id'], ['organizations.appointment.id'], name=op.f('fk_session_appointment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['delegation_id'], ['organizations.delegation.id'], name=op.f('fk_session_delegation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id_hash', name=op.f('pk_session')),
    sa.UniqueConstraint('number', name='uq_session_number'),
    schema='accounts'
    )
    op.create_index('ix_session_account', 'session', ['account_id'], unique=False, schema='accounts')
    for permission in POWERFUL:
        op.execute(f"INSERT INTO accounts.second_factor_rule (permission) VALUES ('{permission}')")
    grants()


def downgrade() -> None:
    for table in ("session", "recovery_code", "channel_usage", "api_key", "channel", "account", "second_factor_rule", "attempt"):
        op.drop_table(table, schema="accounts")
