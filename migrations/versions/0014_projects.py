"""Projects whole: states that move along allowed steps, their history, versions, parts, readiness and divided places."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
FORMER_STATES = (
    "'draft', 'submitted', 'returned', 'screened', 'approved_plan', 'requested', 'funded', 'reserve', 'rejected',"
    " 'preparing', 'procuring', 'contracted', 'in_progress', 'suspended', 'completed', 'accepted', 'handed_over',"
    " 'in_use_checked', 'closed', 'cancelled'"
)
STATES = FORMER_STATES.replace("'suspended',", "'suspended', 'problem',")
PROPOSED = "'draft', 'submitted', 'returned', 'screened', 'rejected'"
CLASSES = "'public', 'internal', 'confidential'"
KINDS = "'infrastructure', 'activity', 'equipment', 'study'"
SECTORS = "'transport', 'water', 'farming', 'living', 'tourism', 'safety', 'environment', 'health', 'governance'"
CODES = "array_to_string({}, ',', '') ~ '^(([0-9]{{2}}){{1,4}}(,([0-9]{{2}}){{1,4}})*)?$'"
STEPS = {
    ("draft", "project.register"): "submitted cancelled!",
    ("submitted", "project.register"): "cancelled!",
    ("submitted", "project.screen"): "screened returned! rejected!",
    ("returned", "project.register"): "submitted cancelled!",
    ("screened", "project.decide"): "approved_plan cancelled!",
    ("screened", "project.screen"): "returned! rejected!",
    ("approved_plan", "project.decide"): "requested cancelled!",
    ("requested", "project.decide"): "funded reserve rejected! cancelled!",
    ("funded", "project.carry_out"): "preparing",
    ("funded", "project.decide"): "cancelled!",
    ("reserve", "project.decide"): "funded rejected! cancelled!",
    ("preparing", "project.carry_out"): "procuring in_progress",
    ("preparing", "project.decide"): "cancelled!",
    ("procuring", "project.carry_out"): "contracted preparing!",
    ("procuring", "project.decide"): "cancelled!",
    ("contracted", "project.carry_out"): "in_progress",
    ("contracted", "project.decide"): "cancelled!",
    ("in_progress", "project.carry_out"): "completed suspended! problem!",
    ("in_progress", "project.decide"): "cancelled!",
    ("suspended", "project.carry_out"): "in_progress",
    ("suspended", "project.decide"): "cancelled!",
    ("problem", "project.carry_out"): "in_progress suspended!",
    ("problem", "project.decide"): "cancelled!",
    ("completed", "project.accept"): "accepted in_progress!",
    ("accepted", "project.accept"): "handed_over closed",
    ("handed_over", "project.accept"): "in_use_checked",
    ("in_use_checked", "project.accept"): "closed",
}
"""From, by whose permission, to; with a reason where it is marked."""
WORDS = """
UPDATE projects.project SET
    sector = CASE kind WHEN 'โครงสร้างพื้นฐาน' THEN 'transport' WHEN 'ทรัพยากรน้ำ' THEN 'water'
        WHEN 'เกษตรและรายได้' THEN 'farming' WHEN 'คุณภาพชีวิต' THEN 'living'
        WHEN 'เศรษฐกิจและการท่องเที่ยว' THEN 'tourism' WHEN 'ความปลอดภัย' THEN 'safety' END,
    rationale = CASE WHEN kind IN ('โครงสร้างพื้นฐาน', 'ทรัพยากรน้ำ', 'เกษตรและรายได้', 'คุณภาพชีวิต',
        'เศรษฐกิจและการท่องเที่ยว', 'ความปลอดภัย') THEN NULL ELSE 'ประเภทที่เคยระบุ: ' || kind END,
    kind = CASE WHEN kind IN ('เกษตรและรายได้', 'เศรษฐกิจและการท่องเที่ยว') THEN 'activity' ELSE 'infrastructure' END
"""
"""What stood in the column of kinds were fields of work; a word that is none of ours is kept in the rationale."""

MOVES = """
-- A step begins where the project stands and comes next in its history; the edge itself is a foreign key.
CREATE FUNCTION projects.begin_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    standing text;
    latest integer;
BEGIN
    SELECT state INTO standing FROM projects.project WHERE id = NEW.project_id FOR NO KEY UPDATE;
    SELECT coalesce(max(number), 0) INTO latest FROM projects.project_transition WHERE project_id = NEW.project_id;
    IF standing IS DISTINCT FROM NEW.from_state OR NEW.number <> latest + 1 THEN
        RAISE EXCEPTION 'the step % of the project does not begin where it stands', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'project_transition_in_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER project_transition_in_order BEFORE INSERT ON projects.project_transition
    FOR EACH ROW EXECUTE FUNCTION projects.begin_step();

-- What is proposed is never public; the other way is an act of its own.
CREATE FUNCTION projects.move_project() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE projects.project SET state = NEW.to_state, changed_at = clock_timestamp(),
        class = CASE WHEN NEW.to_state IN (@PROPOSED@) AND class = 'public' THEN 'internal' ELSE class END
    WHERE id = NEW.project_id;
    RETURN NULL;
END $$;
CREATE TRIGGER project_transition_moves AFTER INSERT ON projects.project_transition
    FOR EACH ROW EXECUTE FUNCTION projects.move_project();

-- A state changes by a row of the history alone; a project with a history is never deleted, save an invented one.
CREATE FUNCTION projects.keep_state() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM projects.project_transition WHERE project_id = OLD.id AND NOT OLD.is_synthetic;
        IF NOT FOUND THEN RETURN OLD; END IF;
    ELSIF OLD.id = NEW.id AND OLD.is_synthetic = NEW.is_synthetic THEN
        PERFORM FROM projects.project_transition AS t
        WHERE t.project_id = OLD.id AND t.from_state = OLD.state AND t.to_state = NEW.state
            AND t.number = (SELECT max(number) FROM projects.project_transition WHERE project_id = OLD.id);
        IF FOUND OR OLD.state = NEW.state THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'projects.project moves by its history only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER project_moves_by_history BEFORE UPDATE OR DELETE ON projects.project
    FOR EACH ROW EXECUTE FUNCTION projects.keep_state();

-- History and versions stay; those of an invented project go with it.
CREATE FUNCTION projects.keep_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM projects.project WHERE id = OLD.project_id AND NOT is_synthetic;
        IF NOT FOUND THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION 'projects.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER project_transition_append_only BEFORE UPDATE OR DELETE ON projects.project_transition
    FOR EACH ROW EXECUTE FUNCTION projects.keep_history();
CREATE TRIGGER project_version_append_only BEFORE UPDATE OR DELETE ON projects.project_version
    FOR EACH ROW EXECUTE FUNCTION projects.keep_history();
CREATE TRIGGER project_transition_not_emptied BEFORE TRUNCATE ON projects.project_transition
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
CREATE TRIGGER project_version_not_emptied BEFORE TRUNCATE ON projects.project_version
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
""".replace("@PROPOSED@", PROPOSED)

# At commit, because sites come and are divided one after another.
WHOLE = """
CREATE FUNCTION projects.hold_shares() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whole bigint;
BEGIN
    SELECT sum(share_ppm) INTO whole FROM projects.site WHERE project_id = coalesce(NEW.project_id, OLD.project_id);
    IF whole <> 1000000 THEN
        RAISE EXCEPTION 'the shares of the sites of a project sum to %, not to 1000000', whole
            USING ERRCODE = 'check_violation', CONSTRAINT = 'site_shares_whole';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER site_shares_whole AFTER INSERT OR UPDATE OR DELETE ON projects.site
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects.hold_shares();
"""
OF_PROJECT = "project_id IN (SELECT id FROM projects.project)"
INSIDE = """EXISTS (SELECT FROM projects.project AS p WHERE p.id = project_id
    AND projects.within((SELECT core.viewer()), 'internal', p.agency, p.area_codes))"""
SEEN = {
    "responsible": OF_PROJECT,
    "plan_link": OF_PROJECT,
    "frame_link": OF_PROJECT,
    "activity": OF_PROJECT,
    "beneficiary": OF_PROJECT,
    "project_indicator": OF_PROJECT,
    "readiness_item": OF_PROJECT,
    "related_project": f"{OF_PROJECT} AND related_id IN (SELECT id FROM projects.project)",
    "readiness_file": INSIDE,
    "project_version": INSIDE,
    "project_transition": f"({OF_PROJECT} AND from_state NOT IN ({PROPOSED}) AND to_state NOT IN ({PROPOSED}, 'cancelled'))"
    f" OR {INSIDE}",
}
"""Which rows exist for whoever looks: parts with their project; what was proposed, files and versions for officials."""


def upgrade() -> None:
    steps()
    parts()
    columns()
    op.execute(WORDS)
    # Else the deferred trigger of the update stands in the way of the changes below.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    conditions()
    op.execute(MOVES)
    op.execute(WHOLE)
    op.execute("GRANT SELECT ON projects.project_step TO phaen_app, phaen_jobs")
    for table, condition in SEEN.items():
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON projects.{table} TO phaen_app, phaen_jobs")
        op.execute(f"ALTER TABLE projects.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_seen ON projects.{table} TO {READERS} USING ({condition}) WITH CHECK ({condition})"
        )
        op.execute(f"CREATE POLICY {table}_kept ON projects.{table} TO phaen_owner USING (true) WITH CHECK (true)")


def steps() -> None:
    """The edges along which a state moves."""
    op.create_table(
        "project_step",
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("needs_reason", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            f"from_state IN ({STATES}) AND to_state IN ({STATES})", name=op.f("ck_project_step_states_known")
        ),
        sa.CheckConstraint("from_state <> to_state", name=op.f("ck_project_step_leads_on")),
        sa.PrimaryKeyConstraint("from_state", "to_state", name=op.f("pk_project_step")),
        sa.UniqueConstraint("from_state", "to_state", "needs_reason", name="uq_project_step_reason"),
        schema="projects",
    )
    rows = ", ".join(
        f"('{before}', '{after.rstrip('!')}', '{permission}', {str(after.endswith('!')).lower()})"
        for (before, permission), afters in STEPS.items()
        for after in afters.split()
    )
    op.execute(f"INSERT INTO projects.project_step (from_state, to_state, permission, needs_reason) VALUES {rows}")


def parts() -> None:
    op.create_table(
        "activity",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title_th", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.CheckConstraint("btrim(place) <> ''", name=op.f("ck_activity_placed")),
        sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f("ck_activity_titled")),
        sa.CheckConstraint("number > 0", name=op.f("ck_activity_number_positive")),
        sa.ForeignKeyConstraint(
            ["organization"], ["organizations.organization.code"], name=op.f("fk_activity_organization")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_activity_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_activity")),
        schema="projects",
    )
    op.create_table(
        "beneficiary",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.CheckConstraint("btrim(kind) <> ''", name=op.f("ck_beneficiary_named")),
        sa.CheckConstraint("unit IN ('households', 'persons', 'rai')", name=op.f("ck_beneficiary_unit_known")),
        sa.CheckConstraint("count BETWEEN 1 AND 100000000", name=op.f("ck_beneficiary_count_positive")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_beneficiary_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "unit", name=op.f("pk_beneficiary")),
        schema="projects",
    )
    op.create_table(
        "frame_link",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("frame_code", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('primary', 'secondary')", name=op.f("ck_frame_link_role_known")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_frame_link_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["system", "frame_code"],
            ["plans.national_frame.system", "plans.national_frame.code"],
            name="fk_frame_link_frame",
        ),
        sa.PrimaryKeyConstraint("project_id", "system", "frame_code", name=op.f("pk_frame_link")),
        schema="projects",
    )
    op.create_index("ix_frame_link_frame", "frame_link", ["system", "frame_code"], unique=False, schema="projects")
    op.create_table(
        "plan_link",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("node_key", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('primary', 'secondary')", name=op.f("ck_plan_link_role_known")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_plan_link_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "node_key", name=op.f("pk_plan_link")),
        schema="projects",
    )
    op.create_index("ix_plan_link_node", "plan_link", ["node_key"], unique=False, schema="projects")
    op.create_index(
        "ix_plan_link_primary",
        "plan_link",
        ["project_id"],
        unique=True,
        schema="projects",
        postgresql_where=sa.text("role = 'primary'"),
    )
    op.create_table(
        "project_indicator",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name_th", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Numeric(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("indicator_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "baseline <> 'NaN' AND baseline BETWEEN -1e15 AND 1e15", name=op.f("ck_project_indicator_baseline_finite")
        ),
        sa.CheckConstraint("btrim(name_th) <> ''", name=op.f("ck_project_indicator_named")),
        sa.CheckConstraint("btrim(unit) <> ''", name=op.f("ck_project_indicator_with_unit")),
        sa.CheckConstraint("level IN ('output', 'outcome')", name=op.f("ck_project_indicator_level_known")),
        sa.CheckConstraint(
            "target <> 'NaN' AND target BETWEEN -1e15 AND 1e15", name=op.f("ck_project_indicator_target_finite")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_project_indicator_number_positive")),
        sa.ForeignKeyConstraint(
            ["indicator_code"], ["indicators.indicator.code"], name=op.f("fk_project_indicator_indicator_code")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_project_indicator_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_project_indicator")),
        schema="projects",
    )
    op.create_table(
        "project_transition",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("needs_reason", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("person", sa.Uuid(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "basis IN ('substantive', 'acting_for', 'acting_in', 'delegated', 'system')",
            name=op.f("ck_project_transition_basis_known"),
        ),
        sa.CheckConstraint(
            "btrim(position) <> '' AND btrim(title) <> ''", name=op.f("ck_project_transition_by_a_position")
        ),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_project_transition_reason_said")),
        sa.CheckConstraint("NOT needs_reason OR reason IS NOT NULL", name=op.f("ck_project_transition_reasoned")),
        sa.CheckConstraint("number > 0", name=op.f("ck_project_transition_number_positive")),
        sa.ForeignKeyConstraint(
            ["from_state", "to_state", "needs_reason"],
            [
                "projects.project_step.from_state",
                "projects.project_step.to_state",
                "projects.project_step.needs_reason",
            ],
            name="fk_project_transition_step",
        ),
        sa.ForeignKeyConstraint(["person"], ["organizations.person.id"], name=op.f("fk_project_transition_person")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_project_transition_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_project_transition")),
        schema="projects",
    )
    op.create_table(
        "project_version",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("plan_code", sa.Text(), nullable=True),
        sa.Column("plan_version", sa.Integer(), nullable=True),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "btrim(position) <> '' AND btrim(title) <> ''", name=op.f("ck_project_version_by_a_position")
        ),
        sa.CheckConstraint("jsonb_typeof(snapshot) = 'object'", name=op.f("ck_project_version_snapshot_whole")),
        sa.CheckConstraint(
            "state IN ('submitted', 'approved_plan', 'requested', 'completed')",
            name=op.f("ck_project_version_state_kept"),
        ),
        sa.CheckConstraint("num_nulls(plan_code, plan_version) IN (0, 2)", name=op.f("ck_project_version_plan_whole")),
        sa.CheckConstraint("number > 0", name=op.f("ck_project_version_number_positive")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_project_version_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "number", name=op.f("pk_project_version")),
        schema="projects",
    )
    op.create_table(
        "readiness_item",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("position", sa.Text(), nullable=True),
        sa.CheckConstraint("btrim(note) <> ''", name=op.f("ck_readiness_item_noted")),
        sa.CheckConstraint(
            "item IN ('design', 'central_price', 'quotation', 'land', 'land_forest', 'land_alro', 'land_treasury', 'land_marine', 'land_highways', 'eia', 'community', 'maintenance')",
            name=op.f("ck_readiness_item_item_known"),
        ),
        sa.CheckConstraint(
            "state <> 'waived' OR note IS NOT NULL", name=op.f("ck_readiness_item_waived_with_a_reason")
        ),
        sa.CheckConstraint("state IN ('open', 'asked', 'done', 'waived')", name=op.f("ck_readiness_item_state_known")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_readiness_item_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "item", name=op.f("pk_readiness_item")),
        schema="projects",
    )
    op.create_table(
        "related_project",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("related_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "relation IN ('construction', 'rehabilitation', 'replacement', 'expansion')",
            name=op.f("ck_related_project_relation_known"),
        ),
        sa.CheckConstraint("related_id <> project_id", name=op.f("ck_related_project_another_project")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_related_project_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["projects.project.id"], name=op.f("fk_related_project_related_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "related_id", name=op.f("pk_related_project")),
        schema="projects",
    )
    op.create_index("ix_related_project_related", "related_project", ["related_id"], unique=False, schema="projects")
    op.create_table(
        "readiness_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "btrim(file_name) <> '' AND file_name !~ '[/\\x01-\\x1f]'", name=op.f("ck_readiness_file_file_named")
        ),
        sa.CheckConstraint("btrim(media_type) <> ''", name=op.f("ck_readiness_file_with_media_type")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_readiness_file_sha256_pattern")),
        sa.CheckConstraint("size_bytes BETWEEN 1 AND 20971520", name=op.f("ck_readiness_file_size_range")),
        sa.ForeignKeyConstraint(
            ["project_id", "item"],
            ["projects.readiness_item.project_id", "projects.readiness_item.item"],
            name="fk_readiness_file_item",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_file")),
        sa.UniqueConstraint("project_id", "item", "sha256", name="uq_readiness_file_sha256"),
        schema="projects",
    )
    op.create_table(
        "responsible",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("position_number", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.CheckConstraint("duty IN ('responsible', 'coordinator')", name=op.f("ck_responsible_duty_known")),
        sa.ForeignKeyConstraint(
            ["position_number"], ["organizations.position.number"], name=op.f("fk_responsible_position_number")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.project.id"], name=op.f("fk_responsible_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "position_number", name=op.f("pk_responsible")),
        schema="projects",
    )


def columns() -> None:
    op.add_column("project", sa.Column("sector", sa.Text(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("last_year", sa.Integer(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("own_class", sa.Text(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("rationale", sa.Text(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("objectives", sa.Text(), nullable=True), schema="projects")
    op.add_column(
        "project",
        sa.Column("is_flagship", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="projects",
    )
    op.add_column("project", sa.Column("priority", sa.Text(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("rank", sa.Integer(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("egp_id", sa.Text(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("budget_code", sa.Text(), nullable=True), schema="projects")
    op.add_column("project", sa.Column("emenscr_id", sa.Text(), nullable=True), schema="projects")
    op.add_column(
        "project",
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        schema="projects",
    )
    op.create_foreign_key(
        op.f("fk_project_agency"),
        "project",
        "organization",
        ["agency"],
        ["code"],
        source_schema="projects",
        referent_schema="organizations",
    )
    op.add_column("site", sa.Column("name_th", sa.Text(), nullable=True), schema="projects")
    op.add_column("site", sa.Column("note", sa.Text(), nullable=True), schema="projects")
    op.add_column("site", sa.Column("given", sa.Text(), nullable=True), schema="projects")
    op.add_column(
        "site",
        sa.Column("declared_areas", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        schema="projects",
    )
    op.add_column(
        "site",
        sa.Column("is_province_wide", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="projects",
    )
    op.add_column(
        "site",
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        schema="projects",
    )


def conditions() -> None:
    """What the columns of projects and sites may hold."""
    op.drop_constraint("ck_project_state_known", "project", schema="projects")
    checks = (
        ("project", "state_known", f"state IN ({STATES})"),
        ("project", "kind_known", f"kind IN ({KINDS})"),
        ("project", "sector_known", f"sector IN ({SECTORS})"),
        ("project", "own_class_known", f"own_class IN ({CLASSES})"),
        ("project", "last_year_be", "last_year BETWEEN fiscal_year AND fiscal_year + 19"),
        ("project", "reasoned", "btrim(rationale) <> '' AND btrim(objectives) <> ''"),
        ("project", "priority_known", "priority IN ('Y1', 'Y2', 'not_supported', 'returned')"),
        ("project", "rank_positive", "rank > 0"),
        ("project", "egp_id_pattern", "egp_id ~ '^[0-9]{11}$'"),
        ("project", "budget_code_pattern", "budget_code ~ '^[0-9A-Z]{10,30}$'"),
        ("project", "emenscr_id_short", "btrim(emenscr_id) <> '' AND length(emenscr_id) <= 60"),
        ("site", "province_wide_is_no_place", "NOT is_province_wide OR geom IS NULL"),
        ("site", "declared_areas_pattern", CODES.format("declared_areas")),
        ("site", "named", "btrim(name_th) <> ''"),
        ("site", "noted", "btrim(note) <> ''"),
        ("site", "given_somehow", "btrim(given) <> ''"),
    )
    for table, name, condition in checks:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="projects")


def downgrade() -> None:
    op.execute("DROP SCHEMA IF EXISTS published CASCADE")
    op.execute("DELETE FROM core.deployment WHERE name = 'views'")
    for trigger, table in (("site_shares_whole", "site"), ("project_moves_by_history", "project")):
        op.execute(f"DROP TRIGGER {trigger} ON projects.{table}")
    for name in ("state_known", "kind_known"):
        op.drop_constraint(f"ck_project_{name}", "project", schema="projects")
    op.execute("UPDATE projects.project SET state = 'suspended' WHERE state = 'problem'")
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.create_check_constraint(
        op.f("ck_project_state_known"), "project", f"state IN ({FORMER_STATES})", schema="projects"
    )
    op.drop_column("site", "added_at", schema="projects")
    op.drop_column("site", "is_province_wide", schema="projects")
    op.drop_column("site", "declared_areas", schema="projects")
    op.drop_column("site", "given", schema="projects")
    op.drop_column("site", "note", schema="projects")
    op.drop_column("site", "name_th", schema="projects")
    op.drop_constraint(op.f("fk_project_agency"), "project", schema="projects", type_="foreignkey")
    op.drop_column("project", "changed_at", schema="projects")
    op.drop_column("project", "emenscr_id", schema="projects")
    op.drop_column("project", "budget_code", schema="projects")
    op.drop_column("project", "egp_id", schema="projects")
    op.drop_column("project", "rank", schema="projects")
    op.drop_column("project", "priority", schema="projects")
    op.drop_column("project", "is_flagship", schema="projects")
    op.drop_column("project", "objectives", schema="projects")
    op.drop_column("project", "rationale", schema="projects")
    op.drop_column("project", "own_class", schema="projects")
    op.drop_column("project", "last_year", schema="projects")
    op.drop_column("project", "sector", schema="projects")
    op.drop_table("responsible", schema="projects")
    op.drop_table("readiness_file", schema="projects")
    op.drop_index("ix_related_project_related", table_name="related_project", schema="projects")
    op.drop_table("related_project", schema="projects")
    op.drop_table("readiness_item", schema="projects")
    op.drop_table("project_version", schema="projects")
    op.drop_table("project_transition", schema="projects")
    op.drop_table("project_indicator", schema="projects")
    op.drop_index(
        "ix_plan_link_primary", table_name="plan_link", schema="projects", postgresql_where=sa.text("role = 'primary'")
    )
    op.drop_index("ix_plan_link_node", table_name="plan_link", schema="projects")
    op.drop_table("plan_link", schema="projects")
    op.drop_index("ix_frame_link_frame", table_name="frame_link", schema="projects")
    op.drop_table("frame_link", schema="projects")
    op.drop_table("beneficiary", schema="projects")
    op.drop_table("activity", schema="projects")
    op.drop_table("project_step", schema="projects")
    for function in ("begin_step", "move_project", "keep_state", "keep_history", "hold_shares"):
        op.execute(f"DROP FUNCTION projects.{function}()")
