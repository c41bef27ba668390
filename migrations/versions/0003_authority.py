"""Authority: who looks, signed; organisations, positions, appointments, delegations, roles and purposes."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

WHO_LOOKS = """
-- Who looks, as this transaction has been told under signature. The public's and the analyst's logins are who they are,
-- whatever a setting says; the owner sees all; without the setting one sees what is public.
CREATE FUNCTION core.viewer() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text := nullif(current_setting('phaen.viewer', true), '');
    said text := left(given, -65);
    told jsonb;
BEGIN
    IF session_user = 'phaen_owner' THEN
        RETURN '{"classes": ["public", "internal", "personal", "confidential", "personal_confidential"]}';
    ELSIF session_user = 'phaen_analyst' THEN
        RETURN '{"classes": ["public", "internal"], "purposes": []}';
    ELSIF given IS NULL OR session_user NOT IN ('phaen_app', 'phaen_jobs') THEN
        RETURN '{"classes": ["public"], "agencies": [], "areas": [], "purposes": []}';
    END IF;
    IF NOT EXISTS (
        SELECT FROM core.viewer_key
        WHERE right(given, 65)
            = '.' || encode(sha256(outer_pad || sha256(inner_pad || convert_to(said, 'UTF8'))), 'hex')
    ) THEN
        RAISE EXCEPTION 'the viewer of this transaction is not signed by this service'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    told := said::jsonb;
    IF (told ->> 'until')::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION 'the viewer of this transaction has expired' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN told;
END $$;
-- A part of it; NULL is: not restricted. Asked for in a sub-select, it runs once for a statement.
CREATE FUNCTION core.seen(part text) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
RETURN (SELECT CASE WHEN jsonb_typeof(v -> part) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(v -> part)) END
        FROM core.viewer() AS v);
"""


CLASSED = (("core", "layer_version", "audience"), ("datasets", "dataset", "class"), ("datasets", "feature", "class"))
FOUR = "'public', 'internal', 'personal', 'confidential'"


def classes(known: str) -> None:
    """The classes that rows may have."""
    for schema, table, column in CLASSED:
        name = op.f(f"ck_{table}_{column}_known")
        op.drop_constraint(name, table, schema=schema)
        op.create_check_constraint(name, table, f"{column} IN ({known})", schema=schema)


def grants() -> None:
    """Writers write the slice; nobody but the owner reads the key."""
    op.execute("REVOKE ALL ON core.viewer_key FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA organizations, accounts TO phaen_app, phaen_jobs")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA organizations TO phaen_app, phaen_jobs")
    op.execute("GRANT USAGE ON SCHEMA core TO phaen_public, phaen_analyst")


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS organizations")
    op.execute("CREATE SCHEMA IF NOT EXISTS accounts")
    op.create_table('viewer_key',
    sa.Column('id', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('inner_pad', sa.LargeBinary(), nullable=False),
    sa.Column('outer_pad', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('id', name=op.f('ck_viewer_key_only_one')),
    sa.CheckConstraint('octet_length(inner_pad) = 64 AND octet_length(outer_pad) = 64', name=op.f('ck_viewer_key_pads_whole')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_viewer_key')),
    schema='core'
    )
    op.create_table('committee',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('regulation', sa.Text(), nullable=True),
    sa.Column('term_years', sa.Integer(), nullable=True),
    sa.Column('max_terms', sa.Integer(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_standard', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_committee_titled')),
    sa.CheckConstraint('term_years > 0', name=op.f('ck_committee_term_positive')),
    sa.CheckConstraint('max_terms > 0', name=op.f('ck_committee_max_terms_positive')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_committee_code_pattern')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_committee_common_era')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_committee_valid_period')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_committee')),
    schema='organizations'
    )
    op.create_table('organization',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('parent_code', sa.Text(), nullable=True),
    sa.Column('area_code', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_organization_area_code_pattern')),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_organization_named')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_organization_code_pattern')),
    sa.CheckConstraint("kind IN ('ministry', 'province', 'provincial_office', 'central_office', 'district_office', 'local_government', 'state_enterprise', 'private_body')", name=op.f('ck_organization_kind_known')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_organization_common_era')),
    sa.CheckConstraint('parent_code <> code', name=op.f('ck_organization_not_its_parent')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_organization_valid_period')),
    sa.ForeignKeyConstraint(['parent_code'], ['organizations.organization.code'], name=op.f('fk_organization_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_organization')),
    schema='organizations'
    )
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=True),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('erased_on', sa.Date(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(name_th) <> ''", name=op.f('ck_person_named')),
    sa.CheckConstraint('name_th IS NOT NULL OR name_en IS NULL', name=op.f('ck_person_erased_whole')),
    sa.CheckConstraint('(name_th IS NULL) = (erased_on IS NOT NULL)', name=op.f('ck_person_named_until_erased')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    schema='organizations'
    )
    op.create_table('purpose',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_standard', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(legal_basis) <> ''", name=op.f('ck_purpose_founded')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_purpose_titled')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_purpose_code_pattern')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_purpose')),
    schema='organizations'
    )
    op.create_table('role',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('sentence_th', sa.Text(), nullable=False),
    sa.Column('sentence_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_standard', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(sentence_th) <> '' AND btrim(sentence_en) <> ''", name=op.f('ck_role_told')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_role_titled')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_role_code_pattern')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_role')),
    schema='organizations'
    )
    op.create_table('committee_office',
    sa.Column('committee_code', sa.Text(), nullable=False),
    sa.Column('role_code', sa.Text(), nullable=False),
    sa.Column('seat', sa.Text(), nullable=False),
    sa.CheckConstraint("seat IN ('chair', 'vice_chair', 'member', 'secretary')", name=op.f('ck_committee_office_seat_known')),
    sa.ForeignKeyConstraint(['committee_code'], ['organizations.committee.code'], name=op.f('fk_committee_office_committee_code'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['role_code'], ['organizations.role.code'], name=op.f('fk_committee_office_role_code')),
    sa.PrimaryKeyConstraint('committee_code', 'role_code', name=op.f('pk_committee_office')),
    schema='organizations'
    )
    op.create_table('role_permission',
    sa.Column('role_code', sa.Text(), nullable=False),
    sa.Column('permission', sa.Text(), nullable=False),
    sa.CheckConstraint("permission IN ('area.import', 'dataset.define', 'dataset.load', 'dataset.classify', 'dataset.publish', 'indicator.define', 'observation.record', 'project.register', 'expense.approve', 'organization.edit', 'appointment.order', 'delegation.order', 'role.grant', 'person.erase', 'account.administer', 'key.administer', 'audit.read', 'demo.load')", name=op.f('ck_role_permission_permission_known')),
    sa.ForeignKeyConstraint(['role_code'], ['organizations.role.code'], name=op.f('fk_role_permission_role_code'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('role_code', 'permission', name=op.f('pk_role_permission')),
    schema='organizations'
    )
    op.create_table('unit',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('organization_code', sa.Text(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_unit_named')),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_unit_code_pattern')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_unit_common_era')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_unit_valid_period')),
    sa.ForeignKeyConstraint(['organization_code'], ['organizations.organization.code'], name=op.f('fk_unit_organization_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', 'organization_code', name='uq_unit_code_organization'),
    schema='organizations'
    )
    op.create_table('position',
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('organization_code', sa.Text(), nullable=False),
    sa.Column('unit_code', sa.Text(), nullable=True),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('line', sa.Text(), nullable=True),
    sa.Column('level', sa.Text(), nullable=True),
    sa.Column('reports_to', sa.Text(), nullable=True),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('is_frozen', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_executive', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('reach', sa.Text(), server_default='own', nullable=False),
    sa.Column('areas', postgresql.ARRAY(sa.Text()), nullable=True),
    sa.Column('clearance', postgresql.ARRAY(sa.Text()), server_default='{public,internal}', nullable=False),
    sa.Column('ceiling_satang', sa.BigInteger(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("areas IS NULL OR array_to_string(areas, ',', '-') ~ '^(([0-9]{2}){1,4}(,([0-9]{2}){1,4})*)?$'", name=op.f('ck_position_areas_pattern')),
    sa.CheckConstraint("btrim(number) <> ''", name=op.f('ck_position_numbered')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_position_titled')),
    sa.CheckConstraint("clearance <@ ARRAY['public', 'internal', 'personal', 'confidential', 'personal_confidential']", name=op.f('ck_position_clearance_known')),
    sa.CheckConstraint("reach IN ('own', 'subtree', 'province')", name=op.f('ck_position_reach_known')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_position_common_era')),
    sa.CheckConstraint('ceiling_satang >= 0', name=op.f('ck_position_ceiling_positive')),
    sa.CheckConstraint('reports_to <> number', name=op.f('ck_position_not_its_superior')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_position_valid_period')),
    sa.ForeignKeyConstraint(['organization_code'], ['organizations.organization.code'], name=op.f('fk_position_organization_code')),
    sa.ForeignKeyConstraint(['reports_to'], ['organizations.position.number'], name=op.f('fk_position_reports_to')),
    sa.ForeignKeyConstraint(['unit_code', 'organization_code'], ['organizations.unit.code', 'organizations.unit.organization_code'], name='fk_position_unit_of_organization'),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_position')),
    schema='organizations'
    )
    op.create_index('ix_position_organization', 'position', ['organization_code'], unique=False, schema='organizations')
    op.create_index('ix_position_reports_to', 'position', ['reports_to'], unique=False, schema='organizations')
    op.create_table('appointment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('position_number', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('order_no', sa.Text(), nullable=False),
    sa.Column('order_on', sa.Date(), nullable=False),
    sa.Column('regulation', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('person_id'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), where=sa.text("kind = 'substantive'"), using='gist', name='ex_appointment_one_post'),
    postgresql.ExcludeConstraint((sa.column('position_number'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), where=sa.text("kind <> 'substantive'"), using='gist', name='ex_appointment_one_acting'),
    postgresql.ExcludeConstraint((sa.column('position_number'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), where=sa.text("kind = 'substantive'"), using='gist', name='ex_appointment_one_holder'),
    sa.CheckConstraint("btrim(order_no) <> ''", name=op.f('ck_appointment_ordered')),
    sa.CheckConstraint("kind IN ('substantive', 'acting_for', 'acting_in')", name=op.f('ck_appointment_kind_known')),
    sa.CheckConstraint("order_on < '2400-01-01'", name=op.f('ck_appointment_order_common_era')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_appointment_common_era')),
    sa.CheckConstraint('valid_to > valid_from OR (valid_to = valid_from AND ended_at IS NOT NULL)', name=op.f('ck_appointment_valid_period')),
    sa.CheckConstraint('ended_at IS NULL OR valid_to IS NOT NULL', name=op.f('ck_appointment_ended_is_dated')),
    sa.ForeignKeyConstraint(['person_id'], ['organizations.person.id'], name=op.f('fk_appointment_person_id')),
    sa.ForeignKeyConstraint(['position_number'], ['organizations.position.number'], name=op.f('fk_appointment_position_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment')),
    schema='organizations'
    )
    op.create_index('ix_appointment_person', 'appointment', ['person_id'], unique=False, schema='organizations')
    op.create_table('committee_seat',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('committee_code', sa.Text(), nullable=False),
    sa.Column('position_number', sa.Text(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('term', sa.Integer(), server_default='1', nullable=False),
    sa.Column('order_no', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('committee_code'), '='), (sa.column('person_id'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_committee_seat_person'),
    postgresql.ExcludeConstraint((sa.column('committee_code'), '='), (sa.column('position_number'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_committee_seat_position'),
    sa.CheckConstraint("role IN ('chair', 'vice_chair', 'member', 'secretary')", name=op.f('ck_committee_seat_role_known')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_committee_seat_common_era')),
    sa.CheckConstraint('num_nonnulls(position_number, person_id) = 1', name=op.f('ck_committee_seat_position_or_person')),
    sa.CheckConstraint('term > 0', name=op.f('ck_committee_seat_term_positive')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_committee_seat_valid_period')),
    sa.ForeignKeyConstraint(['committee_code'], ['organizations.committee.code'], name=op.f('fk_committee_seat_committee_code')),
    sa.ForeignKeyConstraint(['person_id'], ['organizations.person.id'], name=op.f('fk_committee_seat_person_id')),
    sa.ForeignKeyConstraint(['position_number'], ['organizations.position.number'], name=op.f('fk_committee_seat_position_number')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_committee_seat')),
    schema='organizations'
    )
    op.create_table('delegation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('from_position', sa.Text(), nullable=False),
    sa.Column('to_position', sa.Text(), nullable=False),
    sa.Column('ceiling_satang', sa.BigInteger(), nullable=True),
    sa.Column('areas', postgresql.ARRAY(sa.Text()), nullable=True),
    sa.Column('order_no', sa.Text(), nullable=False),
    sa.Column('order_on', sa.Date(), nullable=False),
    sa.Column('regulation', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("areas IS NULL OR array_to_string(areas, ',', '-') ~ '^(([0-9]{2}){1,4}(,([0-9]{2}){1,4})*)?$'", name=op.f('ck_delegation_areas_pattern')),
    sa.CheckConstraint("btrim(order_no) <> ''", name=op.f('ck_delegation_ordered')),
    sa.CheckConstraint("order_on < '2400-01-01'", name=op.f('ck_delegation_order_common_era')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_delegation_common_era')),
    sa.CheckConstraint('ceiling_satang >= 0', name=op.f('ck_delegation_ceiling_positive')),
    sa.CheckConstraint('from_position <> to_position', name=op.f('ck_delegation_not_to_itself')),
    sa.CheckConstraint('valid_to > valid_from OR (valid_to = valid_from AND ended_at IS NOT NULL)', name=op.f('ck_delegation_valid_period')),
    sa.ForeignKeyConstraint(['from_position'], ['organizations.position.number'], name=op.f('fk_delegation_from_position')),
    sa.ForeignKeyConstraint(['to_position'], ['organizations.position.number'], name=op.f('fk_delegation_to_position')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation')),
    schema='organizations'
    )
    op.create_index('ix_delegation_to', 'delegation', ['to_position'], unique=False, schema='organizations')
    op.create_table('purpose_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('position_number', sa.Text(), nullable=False),
    sa.Column('purpose_code', sa.Text(), nullable=False),
    sa.Column('order_no', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('position_number'), '='), (sa.column('purpose_code'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_purpose_grant_once'),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_purpose_grant_common_era')),
    sa.CheckConstraint('valid_to > valid_from OR (valid_to = valid_from AND ended_at IS NOT NULL)', name=op.f('ck_purpose_grant_valid_period')),
    sa.CheckConstraint('ended_at IS NULL OR valid_to IS NOT NULL', name=op.f('ck_purpose_grant_ended_is_dated')),
    sa.CheckConstraint("btrim(order_no) <> ''", name=op.f('ck_purpose_grant_ordered')),
    sa.ForeignKeyConstraint(['position_number'], ['organizations.position.number'], name=op.f('fk_purpose_grant_position_number')),
    sa.ForeignKeyConstraint(['purpose_code'], ['organizations.purpose.code'], name=op.f('fk_purpose_grant_purpose_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purpose_grant')),
    schema='organizations'
    )
    op.create_table('role_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('position_number', sa.Text(), nullable=False),
    sa.Column('role_code', sa.Text(), nullable=False),
    sa.Column('order_no', sa.Text(), nullable=False),
    sa.Column('regulation', sa.Text(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('position_number'), '='), (sa.column('role_code'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_role_grant_once'),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_role_grant_common_era')),
    sa.CheckConstraint('valid_to > valid_from OR (valid_to = valid_from AND ended_at IS NOT NULL)', name=op.f('ck_role_grant_valid_period')),
    sa.CheckConstraint('ended_at IS NULL OR valid_to IS NOT NULL', name=op.f('ck_role_grant_ended_is_dated')),
    sa.CheckConstraint("btrim(order_no) <> ''", name=op.f('ck_role_grant_ordered')),
    sa.ForeignKeyConstraint(['position_number'], ['organizations.position.number'], name=op.f('fk_role_grant_position_number')),
    sa.ForeignKeyConstraint(['role_code'], ['organizations.role.code'], name=op.f('fk_role_grant_role_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    schema='organizations'
    )
    op.create_table('delegated_permission',
    sa.Column('delegation_id', sa.Uuid(), nullable=False),
    sa.Column('permission', sa.Text(), nullable=False),
    sa.CheckConstraint("permission IN ('area.import', 'dataset.define', 'dataset.load', 'dataset.classify', 'dataset.publish', 'indicator.define', 'observation.record', 'project.register', 'expense.approve', 'organization.edit', 'appointment.order', 'delegation.order', 'role.grant', 'person.erase', 'account.administer', 'key.administer', 'audit.read', 'demo.load')", name=op.f('ck_delegated_permission_permission_known')),
    sa.CheckConstraint("permission NOT IN ('delegation.order', 'role.grant', 'person.erase')", name=op.f('ck_delegated_permission_not_delegated_again')),
    sa.ForeignKeyConstraint(['delegation_id'], ['organizations.delegation.id'], name=op.f('fk_delegated_permission_delegation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('delegation_id', 'permission', name=op.f('pk_delegated_permission')),
    schema='organizations'
    )
    op.execute(WHO_LOOKS)
    classes(f"{FOUR}, 'personal_confidential'")
    grants()


def downgrade() -> None:
    op.execute("DELETE FROM core.layer_version WHERE audience = 'personal_confidential'")
    classes(FOUR)
    op.execute("DROP SCHEMA accounts CASCADE")
    op.execute("DROP SCHEMA organizations CASCADE")
    op.execute("REVOKE USAGE ON SCHEMA core FROM phaen_public, phaen_analyst")
    op.execute("DROP FUNCTION core.seen(text)")
    op.execute("DROP FUNCTION core.viewer()")
    op.execute("DROP TABLE core.viewer_key")
