"""Calls keep what they and their parts were at the end of each day, rounds of reporting when they were opened; and views may
read from which day a version of a plan is in force.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INSIDE = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"
SEEN = f"""CASE part
    WHEN 'call' THEN call_id IN (SELECT id FROM calls.call) AND (held ->> 'state' <> 'draft' OR {INSIDE})
    WHEN 'criterion' THEN call_id IN (SELECT id FROM calls.call)
    WHEN 'score' THEN brief_id IN (SELECT id FROM calls.submission)
        AND (jsonb_typeof((SELECT core.viewer()) -> 'agencies') IS DISTINCT FROM 'array'
            OR call_id IN (SELECT id FROM calls.call WHERE state = 'decided'))
    ELSE brief_id IN (SELECT id FROM calls.submission)
END"""
"""Of the past of a row knows who knows the row; of a call that was being prepared, those in office."""
INVENTED = "call_id IN (SELECT id FROM calls.call WHERE is_synthetic)"
"""A demonstration is dated back; nothing else is."""
DATED = (
    ("monitoring", "round", "opened_at"), ("budgets", "ceiling", "set_at"), ("budgets", "disbursement_target", "set_at"),
    ("budgets", "unmatched_row", "queued_at"),
)  # fmt: skip
MET = {"meeting": "id, held_on, state", "resolution": "id, meeting_id"}
"""What the views read of meetings: from which day a version of a plan is in force. Row security reads the state."""
PARTS = {
    "call": ("''", "NULL::uuid", "id"),
    "criterion": ("code", "NULL::uuid", "call_id"),
    "submission": ("id::text", "id", "call_id"),
    "brief_amount": ("concat_ws('/', submission_id, activity_number, class5)", "submission_id",
                     "(SELECT call_id FROM calls.submission WHERE id = submission_id)"),
    "score": ("concat_ws('/', submission_id, criterion_code, position)", "submission_id", "call_id"),
}  # fmt: skip
"""Of each part: what tells its rows apart within a call, the brief that it belongs to, and the call."""
REMEMBER = """
-- The last state of a row on a day, written with the row itself. What goes with its whole call leaves nothing behind.
CREATE FUNCTION calls.remember() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    part jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    brief uuid := CASE TG_TABLE_NAME WHEN 'submission' THEN part ->> 'id' ELSE part ->> 'submission_id' END;
    of_call uuid := CASE TG_TABLE_NAME WHEN 'call' THEN part ->> 'id' ELSE part ->> 'call_id' END;
BEGIN
    IF of_call IS NULL THEN
        SELECT call_id INTO of_call FROM calls.submission WHERE id = brief;
    END IF;
    INSERT INTO calls.past (call_id, part, key, day, brief_id, held)
    SELECT
        call.id, TG_TABLE_NAME,
        CASE TG_TABLE_NAME
            WHEN 'call' THEN ''
            WHEN 'criterion' THEN part ->> 'code'
            WHEN 'submission' THEN part ->> 'id'
            WHEN 'brief_amount' THEN concat_ws('/', brief, part ->> 'activity_number', part ->> 'class5')
            WHEN 'score' THEN concat_ws('/', brief, part ->> 'criterion_code', part ->> 'position')
        END,
        (clock_timestamp() AT TIME ZONE 'Asia/Bangkok')::date, brief, CASE WHEN TG_OP <> 'DELETE' THEN part END
    FROM calls.call WHERE call.id = of_call
    ON CONFLICT ON CONSTRAINT pk_past DO UPDATE SET held = excluded.held;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    op.execute("GRANT USAGE ON SCHEMA meetings TO phaen_views")
    dated()
    for table, columns in MET.items():
        op.execute(f"GRANT SELECT ({columns}) ON meetings.{table} TO phaen_views")
    past()
    op.execute("""CREATE TRIGGER past_not_emptied BEFORE TRUNCATE ON calls.past
        FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change()""")
    op.execute("REVOKE ALL ON calls.past FROM phaen_app, phaen_jobs, phaen_views")
    op.execute("GRANT SELECT, UPDATE (day) ON calls.past TO phaen_app, phaen_jobs")
    op.execute("ALTER TABLE calls.past ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY past_seen ON calls.past FOR SELECT TO phaen_app, phaen_jobs USING ({SEEN})")
    op.execute(f"""CREATE POLICY past_dated ON calls.past FOR UPDATE TO phaen_app, phaen_jobs
        USING ({INVENTED}) WITH CHECK ({INVENTED})""")
    op.execute("CREATE POLICY past_kept ON calls.past TO phaen_owner USING (true) WITH CHECK (true)")
    for name, (key, brief, call) in PARTS.items():
        op.execute(f"""INSERT INTO calls.past (call_id, part, key, day, brief_id, held, is_found)
            SELECT {call}, '{name}', {key}, (now() AT TIME ZONE 'Asia/Bangkok')::date, {brief}, to_jsonb({name}), true
            FROM calls.{name}""")
    op.execute(REMEMBER)
    for name in PARTS:
        acts = "INSERT OR UPDATE" if name == "call" else "INSERT OR UPDATE OR DELETE"
        op.execute(f"""CREATE TRIGGER {name}_remembered AFTER {acts} ON calls.{name}
            FOR EACH ROW EXECUTE FUNCTION calls.remember()""")


def dated() -> None:
    """Since when something is as it is; of what is there already that is not known, so the defaults come after the columns."""
    for schema, table, column in DATED:
        op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True), schema=schema)
        op.alter_column(table, column, server_default=sa.text("clock_timestamp()"), schema=schema)
    op.add_column("unmatched_row", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True), schema="budgets")
    op.execute("""ALTER TABLE budgets.unmatched_row ADD CONSTRAINT ck_unmatched_row_settled_when_it_waits_no_more
        CHECK (settled_at IS NULL OR state <> 'waiting')""")
    op.execute("""UPDATE budgets.unmatched_row AS row SET settled_at = event.recorded_at
        FROM budgets.ledger_event AS event WHERE event.id = row.event_id""")
    op.execute("""UPDATE budgets.unmatched_row AS row SET queued_at = run.finished_at
        FROM core.import_run AS run WHERE run.id = row.import_run_id""")


def past() -> None:
    """The table."""
    op.create_table('past',
    sa.Column('call_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('brief_id', sa.Uuid(), nullable=True),
    sa.Column('held', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('is_found', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(part IN ('call', 'criterion')) = (brief_id IS NULL)", name=op.f('ck_past_of_a_brief')),
    sa.CheckConstraint("day BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_past_common_era')),
    sa.CheckConstraint("jsonb_typeof(held) = 'object'", name=op.f('ck_past_held_a_row')),
    sa.CheckConstraint("part IN ('call', 'criterion', 'submission', 'brief_amount', 'score')", name=op.f('ck_past_part_known')),
    sa.CheckConstraint("part <> 'call' OR held IS NOT NULL", name=op.f('ck_past_stays')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.call.id'], name=op.f('fk_past_call_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('call_id', 'part', 'key', 'day', name=op.f('pk_past')),
    schema='calls'
    )


def downgrade() -> None:
    for table, columns in MET.items():
        op.execute(f"REVOKE SELECT ({columns}) ON meetings.{table} FROM phaen_views")
    op.execute("REVOKE USAGE ON SCHEMA meetings FROM phaen_views")
    for name in PARTS:
        op.execute(f"DROP TRIGGER {name}_remembered ON calls.{name}")
    op.execute("DROP FUNCTION calls.remember")
    op.drop_table("past", schema="calls")
    op.drop_constraint("ck_unmatched_row_settled_when_it_waits_no_more", "unmatched_row", schema="budgets")
    for schema, table, column in (*DATED, ("budgets", "unmatched_row", "settled_at")):
        # the views that read it go with it; they are made anew when the schema is brought up to date
        op.execute(f"ALTER TABLE {schema}.{table} DROP COLUMN {column} CASCADE")
