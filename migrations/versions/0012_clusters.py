"""Clusters of provinces: who belongs when, who leads, and the lists that members sent for reading."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
PROVINCE = "province_code ~ '^[0-9]{2}$'"


def upgrade() -> None:
    op.create_table(
        "cluster",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_th", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f("ck_cluster_named")),
        sa.CheckConstraint("btrim(source) <> ''", name=op.f("ck_cluster_sourced")),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f("ck_cluster_code_pattern")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cluster")),
        schema="plans",
    )
    op.create_table(
        "cluster_member",
        sa.Column("cluster_code", sa.Text(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_lead", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("cluster_code"), "="), (sa.text("daterange(valid_from, valid_to)"), "&&"),
            where=sa.text("is_lead"), using="gist", name="ex_cluster_member_lead",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("province_code"), "="), (sa.text("daterange(valid_from, valid_to)"), "&&"),
            using="gist", name="ex_cluster_member_once",
        ),
        sa.CheckConstraint(PROVINCE, name=op.f("ck_cluster_member_province_pattern")),
        sa.CheckConstraint(
            "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')",
            name=op.f("ck_cluster_member_common_era"),
        ),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_cluster_member_valid_period")),
        sa.ForeignKeyConstraint(["cluster_code"], ["plans.cluster.code"], name=op.f("fk_cluster_member_cluster_code")),
        sa.PrimaryKeyConstraint("cluster_code", "province_code", "valid_from", name=op.f("pk_cluster_member")),
        schema="plans",
    )
    op.create_table(
        "cluster_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cluster_code", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("amount_satang", sa.BigInteger(), nullable=False),
        sa.Column("area_codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint(
            "array_to_string(area_codes, ',', '') ~ '^(([0-9]{2}){1,4}(,([0-9]{2}){1,4})*)?$'",
            name=op.f("ck_cluster_item_area_codes_pattern"),
        ),
        sa.CheckConstraint(
            "btrim(reference) <> '' AND btrim(title_th) <> ''", name=op.f("ck_cluster_item_told")
        ),
        sa.CheckConstraint("amount_satang BETWEEN 0 AND 100000000000000", name=op.f("ck_cluster_item_amount_range")),
        sa.CheckConstraint("fiscal_year BETWEEN 2500 AND 2700", name=op.f("ck_cluster_item_fiscal_year_be")),
        sa.CheckConstraint(PROVINCE, name=op.f("ck_cluster_item_province_pattern")),
        sa.ForeignKeyConstraint(["cluster_code"], ["plans.cluster.code"], name=op.f("fk_cluster_item_cluster_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_item")),
        sa.UniqueConstraint(
            "cluster_code", "fiscal_year", "province_code", "reference", name="uq_cluster_item_reference"
        ),
        schema="plans",
    )
    for table in ("cluster", "cluster_member", "cluster_item"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON plans.{table} TO phaen_app, phaen_jobs")
    # What another province has published, it publishes itself: here its list is for those in office.
    inside = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"
    op.execute("ALTER TABLE plans.cluster_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY cluster_item_seen ON plans.cluster_item TO {READERS} USING ({inside}) WITH CHECK ({inside})")
    op.execute("CREATE POLICY cluster_item_kept ON plans.cluster_item TO phaen_owner USING (true) WITH CHECK (true)")


def downgrade() -> None:
    for table in ("cluster_item", "cluster_member", "cluster"):
        op.drop_table(table, schema="plans")
