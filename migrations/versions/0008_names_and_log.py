"""Names of executives are public (Official Information Act B.E. 2540 s. 7); the log, too, obeys who looks."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSIDE = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"
EXECUTIVE = """id IN (SELECT a.person_id FROM organizations.appointment AS a
    JOIN organizations.position AS p ON p.number = a.position_number WHERE p.is_executive)"""
SEEN = "class = ANY ((SELECT core.seen('classes'))::text[])"


def upgrade() -> None:
    op.execute(f"ALTER POLICY person_seen ON organizations.person USING ({INSIDE} OR {EXECUTIVE}) WITH CHECK ({INSIDE})")
    op.execute("ALTER TABLE core.audit_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY audit_event_seen ON core.audit_event FOR SELECT TO phaen_app USING ({SEEN})")
    op.execute("CREATE POLICY audit_event_written ON core.audit_event FOR INSERT TO phaen_app WITH CHECK (true)")
    op.execute("CREATE POLICY audit_event_kept ON core.audit_event TO phaen_owner, phaen_jobs USING (true) WITH CHECK (true)")


def downgrade() -> None:
    for name in ("seen", "written", "kept"):
        op.execute(f"DROP POLICY audit_event_{name} ON core.audit_event")
    op.execute("ALTER TABLE core.audit_event NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER POLICY person_seen ON organizations.person USING ({INSIDE}) WITH CHECK ({INSIDE})")
