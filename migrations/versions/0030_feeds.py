"""Feeds: questions to layers that positions keep, their versions, and how often each was read; and who may publish one."""

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


def downgrade() -> None:
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
