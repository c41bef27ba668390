"""Names of executives are public (Official Information Act B.E. 2540 s. 7); the log is kept by its owner under policies, too."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSIDE = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"
EXECUTIVE = """id IN (SELECT a.person_id FROM organizations.appointment AS a
    JOIN organizations.position AS p ON p.number = a.position_number WHERE p.is_executive)"""


def upgrade() -> None:
    op.execute(f"ALTER POLICY person_seen ON organizations.person USING ({INSIDE} OR {EXECUTIVE}) WITH CHECK ({INSIDE})")
    op.execute("ALTER TABLE core.audit_event FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY kept ON core.audit_event TO phaen_owner USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.execute("DROP POLICY kept ON core.audit_event")
    op.execute("ALTER TABLE core.audit_event NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER POLICY person_seen ON organizations.person USING ({INSIDE}) WITH CHECK ({INSIDE})")
