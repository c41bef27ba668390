"""An activity that a line names exists; items of the budget bill and the lines that they became."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
OF_PROJECT = "project_id IN (SELECT id FROM projects.project)"
KINDS = "kind IN ('lines', 'events', 'gfmis', 'egp', 'bill')"
EARLIER = "kind IN ('lines', 'events', 'gfmis', 'egp')"
WITH_KINDS = ("mapping", "import_draft", "unmatched_row")

ACTIVITIES = """
-- A line that named an activity which the project does not have was money of something nobody described: it gets that
-- activity, under its number, to be described.
INSERT INTO projects.activity (project_id, number, title_th)
SELECT DISTINCT line.project_id, line.activity_number, 'กิจกรรมที่ ' || line.activity_number || ' (มาจากรายการงบประมาณ)'
FROM budgets.budget_line AS line
WHERE line.activity_number IS NOT NULL
    AND NOT EXISTS (SELECT FROM projects.activity WHERE project_id = line.project_id AND number = line.activity_number)
"""


def upgrade() -> None:
    op.execute(ACTIVITIES)
    op.create_foreign_key("fk_budget_line_activity", "budget_line", "activity", ["project_id", "activity_number"],
                          ["project_id", "number"], source_schema="budgets", referent_schema="projects")
    for table in WITH_KINDS:
        known(table, KINDS)
    op.create_table('bill_item',
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('identity', sa.Text(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=True),
    sa.Column('page', sa.Text(), nullable=True),
    sa.Column('amount_satang', sa.BigInteger(), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('import_run_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_bill_item_fiscal_year_be')),
    sa.CheckConstraint("btrim(identity) <> '' AND btrim(agency) <> '' AND btrim(programme) <> ''", name=op.f('ck_bill_item_named')),
    sa.CheckConstraint('amount_satang BETWEEN 1 AND 1000000000000000', name=op.f('ck_bill_item_amount_range')),
    sa.CheckConstraint("level IN ('province', 'district', 'subdistrict', 'village', 'local_government', 'custom_zone')", name=op.f('ck_bill_item_level_known')),
    sa.ForeignKeyConstraint(['event_id'], ['budgets.ledger_event.id'], name=op.f('fk_bill_item_event_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['import_run_id'], ['core.import_run.id'], name=op.f('fk_bill_item_import_run_id')),
    sa.ForeignKeyConstraint(['line_id', 'project_id'], ['budgets.line_balance.line_id', 'budgets.line_balance.project_id'], name='fk_bill_item_line', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('line_id', name=op.f('pk_bill_item')),
    sa.UniqueConstraint('event_id', name='uq_bill_item_event_id'),
    sa.UniqueConstraint('fiscal_year', 'identity', name='uq_bill_item_identity'),
    schema='budgets'
    )
    op.create_index('ix_bill_item_agency', 'bill_item', ['agency'], unique=False, schema='budgets')
    op.execute("GRANT SELECT, INSERT, UPDATE ON budgets.bill_item TO phaen_app, phaen_jobs")
    op.execute("GRANT SELECT ON budgets.bill_item TO phaen_views")
    op.execute("ALTER TABLE budgets.bill_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY bill_item_seen ON budgets.bill_item TO {READERS} USING ({OF_PROJECT}) WITH CHECK ({OF_PROJECT})")
    op.execute("CREATE POLICY bill_item_kept ON budgets.bill_item TO phaen_owner USING (true) WITH CHECK (true)")


def known(table: str, condition: str) -> None:
    """Say again which kinds of tables there are."""
    name = f"ck_{table}_kind_known"
    op.execute(f"ALTER TABLE budgets.{table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK ({condition})")


def downgrade() -> None:
    op.drop_table("bill_item", schema="budgets")
    for table in WITH_KINDS:
        op.execute(f"DELETE FROM budgets.{table} WHERE kind = 'bill'")
        known(table, EARLIER)
    op.drop_constraint("fk_budget_line_activity", "budget_line", schema="budgets", type_="foreignkey")
