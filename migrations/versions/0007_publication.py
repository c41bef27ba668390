"""Publication by two persons: the owner and the version of a dataset, changes of class, the owner of public sums."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

GUARD = """
-- What has been decided stays; a proposal may only be decided; what is real is never deleted.
CREATE FUNCTION datasets.keep_decisions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE decision text[] := '{state,decided_at,decider_person,decider_position,decider_title,decider_basis,remark}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.is_synthetic THEN RETURN OLD; END IF;
    ELSIF OLD.state = 'proposed' AND to_jsonb(OLD) - decision = to_jsonb(NEW) - decision THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'datasets.class_change is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER class_change_append_only BEFORE UPDATE OR DELETE ON datasets.class_change
    FOR EACH ROW EXECUTE FUNCTION datasets.keep_decisions();
CREATE TRIGGER class_change_not_emptied BEFORE TRUNCATE ON datasets.class_change
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
"""
AGGREGATES = """
-- Counts rows of every class, by their dataset and subdistrict alone; owns only views that an order declassified.
GRANT USAGE ON SCHEMA datasets TO phaen_aggregates;
GRANT SELECT (dataset_id, area_code) ON datasets.feature TO phaen_aggregates;
CREATE POLICY aggregates ON datasets.feature FOR SELECT TO phaen_aggregates USING (true);
"""


def upgrade() -> None:
    op.execute("ALTER TABLE datasets.dataset ADD COLUMN IF NOT EXISTS purpose text")
    op.add_column("dataset", sa.Column("organization", sa.Text()), schema="datasets")
    op.add_column("dataset", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False), schema="datasets")
    op.add_column("dataset", sa.Column("loaded_at", sa.DateTime(timezone=True)), schema="datasets")
    for column, table in (("purpose", "purpose"), ("organization", "organization")):
        name = f"fk_dataset_{column}"
        op.execute(f"ALTER TABLE datasets.dataset DROP CONSTRAINT IF EXISTS {name}")
        op.execute(
            f"ALTER TABLE datasets.dataset ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES organizations.{table} (code)"
        )
    op.create_check_constraint(
        op.f("ck_dataset_purpose_of_personal"), "dataset", "class NOT LIKE 'personal%%' OR purpose IS NOT NULL",
        schema="datasets",
    )
    op.create_check_constraint(op.f("ck_dataset_version_positive"), "dataset", "version >= 1", schema="datasets")
    class_change()
    op.execute(GUARD)
    op.execute(AGGREGATES)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON datasets.class_change TO phaen_app, phaen_jobs")


def class_change() -> None:
    """Changes of class."""
    op.create_table('class_change',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('dataset_id', sa.Text(), nullable=False),
    sa.Column('from_class', sa.Text(), nullable=False),
    sa.Column('to_class', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), server_default='proposed', nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('proposer_person', sa.Uuid(), nullable=True),
    sa.Column('proposer_position', sa.Text(), nullable=False),
    sa.Column('proposer_title', sa.Text(), nullable=False),
    sa.Column('proposer_basis', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decider_person', sa.Uuid(), nullable=True),
    sa.Column('decider_position', sa.Text(), nullable=True),
    sa.Column('decider_title', sa.Text(), nullable=True),
    sa.Column('decider_basis', sa.Text(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f('ck_class_change_decided_once')),
    sa.CheckConstraint("btrim(reason) <> '' AND btrim(legal_basis) <> ''", name=op.f('ck_class_change_reasoned')),
    sa.CheckConstraint("from_class IN ('public', 'internal', 'personal', 'confidential', 'personal_confidential')", name=op.f('ck_class_change_from_class_known')),
    sa.CheckConstraint("state <> 'approved' OR proposer_person IS DISTINCT FROM decider_person", name=op.f('ck_class_change_approved_by_another_person')),
    sa.CheckConstraint("state <> 'raised' OR (from_class, to_class) IN (('public', 'public'), ('public', 'internal'), ('public', 'personal'), ('public', 'confidential'), ('public', 'personal_confidential'), ('internal', 'internal'), ('internal', 'personal'), ('internal', 'confidential'), ('internal', 'personal_confidential'), ('personal', 'personal'), ('personal', 'personal_confidential'), ('confidential', 'confidential'), ('confidential', 'personal_confidential'), ('personal_confidential', 'personal_confidential'))", name=op.f('ck_class_change_raised_upward')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'rejected', 'withdrawn', 'raised')", name=op.f('ck_class_change_state_known')),
    sa.CheckConstraint("to_class IN ('public', 'internal', 'personal', 'confidential', 'personal_confidential')", name=op.f('ck_class_change_to_class_known')),
    sa.CheckConstraint('from_class <> to_class', name=op.f('ck_class_change_to_another_class')),
    sa.CheckConstraint('num_nulls(decided_at, decider_position, decider_basis) IN (0, 3)', name=op.f('ck_class_change_decided_by_somebody')),
    sa.ForeignKeyConstraint(['dataset_id'], ['datasets.dataset.id'], name=op.f('fk_class_change_dataset_id')),
    sa.ForeignKeyConstraint(['decider_person'], ['organizations.person.id'], name=op.f('fk_class_change_decider_person')),
    sa.ForeignKeyConstraint(['proposer_person'], ['organizations.person.id'], name=op.f('fk_class_change_proposer_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_change')),
    schema='datasets'
    )
    op.create_index('ix_class_change_open', 'class_change', ['dataset_id'], unique=True, schema='datasets', postgresql_where=sa.text("state = 'proposed'"))


def downgrade() -> None:
    op.execute("DROP POLICY aggregates ON datasets.feature")
    op.execute("REVOKE SELECT (dataset_id, area_code) ON datasets.feature FROM phaen_aggregates")
    op.execute("REVOKE USAGE ON SCHEMA datasets FROM phaen_aggregates")
    op.execute("DROP TABLE datasets.class_change")
    op.execute("DROP FUNCTION datasets.keep_decisions()")
    op.execute(
        "ALTER TABLE datasets.dataset DROP CONSTRAINT ck_dataset_purpose_of_personal, DROP CONSTRAINT fk_dataset_purpose,"
        " DROP COLUMN version, DROP COLUMN loaded_at, DROP COLUMN organization"
    )
