"""Feeds and webhooks: questions to layers that positions keep, and addresses that are told when a public layer changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs"
LOOKS = "(SELECT core.viewer())"
# The service's own eyes alone have purposes without a list.
OWN = f"""position_number = {LOOKS} ->> 'position'
    OR jsonb_typeof({LOOKS} -> 'purposes') IS DISTINCT FROM 'array'"""
FELLOWS = f"""(SELECT theirs.number FROM organizations.position AS mine
    JOIN organizations.position AS theirs USING (organization_code) WHERE mine.number = {LOOKS} ->> 'position')"""
SHARED = f"sharing = 'public' OR (sharing = 'organisation' AND position_number IN {FELLOWS})"
# Within policies, what is read of feeds.feed is what its own policies show.
OWN_FEEDS = f"feed_id IN (SELECT id FROM feeds.feed WHERE {OWN})"
VERSION_SEEN = f"""feed_id IN (SELECT id FROM feeds.feed WHERE {OWN}) OR (sharing = 'public' AND feed_id IN (SELECT id FROM feeds.feed))
    OR (sharing = 'organisation' AND feed_id IN (SELECT id FROM feeds.feed WHERE position_number IN {FELLOWS}))"""
OF_PERMISSIONS = ("organizations.role_permission", "organizations.delegated_permission", "accounts.second_factor_rule")
BEFORE = (
    "area.import", "dataset.define", "dataset.load", "dataset.classify", "dataset.publish", "indicator.define",
    "observation.record", "project.register", "project.screen", "project.decide", "project.carry_out", "project.accept",
    "call.manage", "expense.approve", "budget.record", "budget.approve", "progress.report", "asset.inspect",
    "meeting.record", "plan.draft", "plan.approve", "organization.edit", "appointment.order", "delegation.order",
    "role.grant", "person.erase", "account.administer", "key.administer", "audit.read", "query.run", "demo.load",
)  # fmt: skip
NEW = ("feed.publish", "webhook.administer")


def upgrade() -> None:
    permitted((*BEFORE[:-1], *NEW, BEFORE[-1]))
    op.execute("CREATE SCHEMA feeds")
    _feeds()
    op.execute(f"GRANT USAGE ON SCHEMA feeds TO {READERS}")
    op.execute(f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA feeds TO {READERS}")
    op.execute(f"GRANT UPDATE (sharing, expires_on, withdrawn_at) ON feeds.feed TO {READERS}")
    op.execute(f"GRANT UPDATE (used) ON feeds.feed_use TO {READERS}")
    for table in ("feed", "feed_version", "feed_use"):
        op.execute(f"ALTER TABLE feeds.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_kept ON feeds.{table} TO phaen_owner USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY feed_own ON feeds.feed TO {READERS} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY feed_seen ON feeds.feed FOR SELECT TO {READERS} USING ({SHARED})")
    op.execute(f"CREATE POLICY feed_version_made ON feeds.feed_version FOR INSERT TO {READERS} WITH CHECK ({OWN_FEEDS})")
    op.execute(f"CREATE POLICY feed_version_seen ON feeds.feed_version FOR SELECT TO {READERS} USING ({VERSION_SEEN})")
    # Whoever reads a feed counts one more.
    found = "feed_id IN (SELECT id FROM feeds.feed)"
    op.execute(f"CREATE POLICY feed_use_counted ON feeds.feed_use TO {READERS} USING ({found}) WITH CHECK ({found})")
    op.execute("CREATE SCHEMA webhooks")
    _webhooks()
    op.execute(f"GRANT USAGE ON SCHEMA webhooks TO {READERS}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA webhooks TO {READERS}")
    for table, own in (
        ("webhook", OWN),
        ("notice", "webhook_id IN (SELECT id FROM webhooks.webhook)"),
        ("attempt", "notice_id IN (SELECT id FROM webhooks.notice)"),
    ):
        op.execute(f"ALTER TABLE webhooks.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_own ON webhooks.{table} TO {READERS} USING ({own}) WITH CHECK ({own})")
        op.execute(f"CREATE POLICY {table}_kept ON webhooks.{table} TO phaen_owner USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.execute("DROP SCHEMA webhooks CASCADE")
    op.execute("DROP SCHEMA feeds CASCADE")
    for table in OF_PERMISSIONS:
        op.execute(f"DELETE FROM {table} WHERE permission IN ({', '.join(repr(each) for each in NEW)})")
    permitted(BEFORE)


def permitted(permissions: tuple[str, ...]) -> None:
    """The permissions that tables know."""
    for table in OF_PERMISSIONS:
        schema, _, name = table.partition(".")
        op.drop_constraint(op.f(f"ck_{name}_permission_known"), name, schema=schema)
        op.create_check_constraint(
            op.f(f"ck_{name}_permission_known"), name,
            f"permission IN ({', '.join(repr(each) for each in permissions)})", schema=schema,
        )


def _feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id ~ '^[23456789][23456789abcdefghjkmnpqrstuvwxyz]{7}$'", name=op.f("ck_feed_id_pattern")),
        sa.CheckConstraint("sharing IN ('own', 'organisation', 'public')", name=op.f("ck_feed_sharing_known")),
        sa.CheckConstraint(
            "expires_on >= (made_at AT TIME ZONE 'Asia/Bangkok')::date", name=op.f("ck_feed_expires_after_it_was_made")
        ),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_feed_position_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        schema="feeds",
    )
    op.create_index("ix_feed_position", "feed", ["position_number"], schema="feeds")
    op.create_table(
        "feed_version",
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("layer_hash", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_feed_version_number_positive")),
        sa.CheckConstraint("sharing IN ('own', 'organisation', 'public')", name=op.f("ck_feed_version_sharing_known")),
        sa.CheckConstraint(
            "btrim(title_th) <> '' AND length(title_th) <= 120", name=op.f("ck_feed_version_titled_in_thai")
        ),
        sa.CheckConstraint(
            "btrim(title_en) <> '' AND length(title_en) <= 120", name=op.f("ck_feed_version_titled_in_english")
        ),
        sa.CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f("ck_feed_version_layer_pattern")),
        sa.CheckConstraint("jsonb_typeof(parameters) = 'object'", name=op.f("ck_feed_version_parameters_object")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed.id"], name=op.f("fk_feed_version_feed_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feed_id", "number", name=op.f("pk_feed_version")),
        schema="feeds",
    )
    op.create_table(
        "feed_use",
        sa.Column("feed_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used > 0", name=op.f("ck_feed_use_used")),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.feed.id"], name=op.f("fk_feed_use_feed_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feed_id", "day", name=op.f("pk_feed_use")),
        schema="feeds",
    )


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("btrim(title) <> '' AND length(title) <= 120", name=op.f("ck_webhook_titled")),
        sa.CheckConstraint("url LIKE 'https://%' AND length(url) <= 500", name=op.f("ck_webhook_encrypted")),
        sa.CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f("ck_webhook_layer_pattern")),
        sa.CheckConstraint("state IN ('active', 'paused', 'given_up')", name=op.f("ck_webhook_state_known")),
        sa.CheckConstraint("(previous IS NULL) = (previous_until IS NULL)", name=op.f("ck_webhook_previous_for_a_time")),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_webhook_position_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("layer", "url", name="uq_webhook_layer_url"),
        schema="webhooks",
    )
    op.create_index("ix_webhook_position", "webhook", ["position_number"], schema="webhooks")
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('changed', 'test')", name=op.f("ck_notice_kind_known")),
        sa.CheckConstraint(
            "fate IN ('waiting', 'delivered', 'superseded', 'given_up')", name=op.f("ck_notice_fate_known")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_notice_attempts_counted")),
        sa.CheckConstraint("(fate = 'waiting') = (ended_at IS NULL)", name=op.f("ck_notice_ended_unless_waiting")),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.webhook.id"], name=op.f("fk_notice_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        schema="webhooks",
    )
    op.create_index("ix_notice_waiting", "notice", ["webhook_id", "kind"], unique=True, schema="webhooks",
                    postgresql_where=sa.text("fate = 'waiting'"))
    op.create_index("ix_notice_webhook", "notice", ["webhook_id", "made_at"], schema="webhooks")
    op.create_table(
        "attempt",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("told_th", sa.Text(), nullable=False),
        sa.Column("told_en", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_attempt_numbered")),
        sa.CheckConstraint("status BETWEEN 100 AND 599", name=op.f("ck_attempt_status_of_http")),
        sa.CheckConstraint("milliseconds >= 0", name=op.f("ck_attempt_took_time")),
        sa.ForeignKeyConstraint(["notice_id"], ["webhooks.notice.id"], name=op.f("fk_attempt_notice_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice_id", "number", name=op.f("pk_attempt")),
        schema="webhooks",
    )
