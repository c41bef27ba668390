"""Queries: the permission to ask in SQL, queries that positions keep, and their last runs with the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs"
LOOKS = "(SELECT core.viewer())"
# The service's own eyes alone have purposes without a list.
OWN = f"""position_number = {LOOKS} ->> 'position'
    OR jsonb_typeof({LOOKS} -> 'purposes') IS DISTINCT FROM 'array'"""
SHARED = f"""sharing <> 'own' AND {LOOKS} ->> 'position' IS NOT NULL
    AND 'internal' = ANY ((SELECT core.seen('classes'))::text[])
    AND (sharing = 'analysts' OR position_number IN (
        SELECT theirs.number FROM organizations.position AS mine
        JOIN organizations.position AS theirs USING (organization_code)
        WHERE mine.number = {LOOKS} ->> 'position'))"""
OF_PERMISSIONS = ("organizations.role_permission", "organizations.delegated_permission", "accounts.second_factor_rule")
BEFORE = (
    "area.import", "dataset.define", "dataset.load", "dataset.classify", "dataset.publish", "indicator.define",
    "observation.record", "project.register", "project.screen", "project.decide", "project.carry_out", "project.accept",
    "call.manage", "expense.approve", "budget.record", "budget.approve", "progress.report", "asset.inspect",
    "meeting.record", "plan.draft", "plan.approve", "organization.edit", "appointment.order", "delegation.order",
    "role.grant", "person.erase", "account.administer", "key.administer", "audit.read", "demo.load",
)  # fmt: skip
NEW = "query.run"


def upgrade() -> None:
    permitted((*BEFORE[:-1], NEW, BEFORE[-1]))
    op.execute("CREATE SCHEMA queries")
    _saved()
    _runs()
    op.execute(f"GRANT USAGE ON SCHEMA queries TO {READERS}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queries TO {READERS}")
    for table in ("saved_query", "run"):
        op.execute(f"ALTER TABLE queries.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_own ON queries.{table} TO {READERS} USING ({OWN}) WITH CHECK ({OWN})")
        op.execute(f"CREATE POLICY {table}_kept ON queries.{table} TO phaen_owner USING (true) WITH CHECK (true)")
    # What is shared is read by others, and written by its own position alone. An answer is of who asked.
    op.execute(f"CREATE POLICY saved_query_seen ON queries.saved_query FOR SELECT TO {READERS} USING ({SHARED})")


def downgrade() -> None:
    op.drop_table("run", schema="queries")
    op.drop_table("saved_query", schema="queries")
    op.execute("DROP SCHEMA queries")
    for table in OF_PERMISSIONS:
        op.execute(f"DELETE FROM {table} WHERE permission = '{NEW}'")
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


def _saved() -> None:
    op.create_table(
        "saved_query",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("sharing", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("btrim(title) <> '' AND length(title) <= 120", name=op.f("ck_saved_query_titled")),
        sa.CheckConstraint("btrim(statement) <> '' AND length(statement) <= 20000", name=op.f("ck_saved_query_stated")),
        sa.CheckConstraint("sharing IN ('own', 'organisation', 'analysts')", name=op.f("ck_saved_query_sharing_known")),
        sa.CheckConstraint("version > 0", name=op.f("ck_saved_query_version_positive")),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_saved_query_position_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_query")),
        schema="queries",
    )
    op.create_index("ix_saved_query_title", "saved_query", ["position_number", "title"], unique=True, schema="queries")


def _runs() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("true_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'running'"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_asked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("cut", sa.Text(), nullable=True),
        sa.Column("told_th", sa.Text(), nullable=True),
        sa.Column("told_en", sa.Text(), nullable=True),
        sa.Column("told_at", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("btrim(statement) <> '' AND length(statement) <= 20000", name=op.f("ck_run_stated")),
        sa.CheckConstraint("state IN ('running', 'done', 'refused', 'stopped')", name=op.f("ck_run_state_known")),
        sa.CheckConstraint("cut IN ('rows', 'bytes')", name=op.f("ck_run_cut_known")),
        sa.CheckConstraint("(state = 'running') = (ended_at IS NULL)", name=op.f("ck_run_ended_unless_running")),
        sa.CheckConstraint("(state = 'done') = (answer IS NOT NULL)", name=op.f("ck_run_answered_when_done")),
        sa.CheckConstraint(
            "(state IN ('refused', 'stopped')) = (told_th IS NOT NULL AND told_en IS NOT NULL)",
            name=op.f("ck_run_told_when_refused"),
        ),
        sa.CheckConstraint("told_at > 0", name=op.f("ck_run_told_at_a_letter")),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_run_rows_counted")),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_run_position_number"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        schema="queries",
    )
    op.create_index("ix_run_position", "run", ["position_number", "started_at"], schema="queries")
