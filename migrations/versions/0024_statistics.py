"""Statistics tell the names of agencies: the views' owner reads them, and their change moves the versions."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA organizations TO phaen_views")
    op.execute("GRANT SELECT (code, name_th, name_en) ON organizations.organization TO phaen_views")
    op.execute("""CREATE TRIGGER organization_touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
        ON organizations.organization FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")


def downgrade() -> None:
    op.execute("DROP TRIGGER organization_touched ON organizations.organization")
    op.execute("REVOKE SELECT (code, name_th, name_en) ON organizations.organization FROM phaen_views")
    op.execute("REVOKE USAGE ON SCHEMA organizations FROM phaen_views")
