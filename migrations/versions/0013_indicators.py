"""Indicators whole: how they are computed and judged, append-only observations, and the targets that they measure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
THEMES = (
    "'economy', 'society', 'health', 'education', 'environment', 'hazards', 'safety', 'governance', 'people', 'other'"
)
CHECKS = (
    ("indicator", "theme_known", f"theme IN ({THEMES})"),
    ("indicator", "class_known", "class IN ('public', 'internal', 'confidential')"),
    ("indicator", "multiplier_positive", "multiplier > 0 AND multiplier < 'Infinity'"),
    ("indicator", "range_where_it_counts",
     "CASE direction WHEN 'range' THEN num_nulls(range_lo, range_hi) = 0 ELSE num_nulls(range_lo, range_hi) = 2 END"),
    ("indicator", "range_order", "range_lo > '-Infinity' AND range_lo < range_hi AND range_hi < 'Infinity'"),
    ("indicator", "weight_of_a_mean",
     "weight_indicator IS NULL OR (aggregation = 'weighted_mean' AND weight_indicator <> code)"),
    ("indicator", "release_lag_range", "release_lag_days BETWEEN 0 AND 3650"),
    ("observation", "interval_whole", "num_nulls(lower, upper) IN (0, 2)"),
    ("observation", "interval_around",
     "lower > '-Infinity' AND lower <= value AND value <= upper AND upper < 'Infinity'"),
    ("observation", "sourced", "btrim(source) <> ''"),
)
FOUR = "'provisional', 'revised', 'final', 'estimated'"
GUARDS = """
-- What was observed is never rewritten: a correction is a new vintage. Invented values go with the demonstration.
CREATE FUNCTION indicators.keep_observed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.is_synthetic THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'indicators.observation is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER observation_append_only BEFORE UPDATE OR DELETE ON indicators.observation
    FOR EACH ROW EXECUTE FUNCTION indicators.keep_observed();
CREATE TRIGGER observation_not_emptied BEFORE TRUNCATE ON indicators.observation
    FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change();
-- Weights of a card: one for each of its indicators, none twice, all above zero, 100 together.
CREATE FUNCTION indicators.weighs_100(indicators text[], weights numeric[]) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN cardinality(indicators) = cardinality(weights)
    AND (SELECT count(DISTINCT each) FROM unnest(indicators) AS each) = cardinality(indicators)
    AND (SELECT coalesce(bool_and(coalesce(each > 0, false)), false) AND sum(each) = 100 FROM unnest(weights) AS each);
-- An observation has the class of its indicator. Where the indicator is gone already, its own going has been noted.
CREATE FUNCTION indicators.note_observations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed text := TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO core.touched (xid, source_table, audience)
        SELECT DISTINCT txid_current(), changed, class FROM indicators.indicator
        WHERE code IN (SELECT indicator_code FROM new_rows) ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO core.touched (xid, source_table, audience)
        SELECT DISTINCT txid_current(), changed, class FROM indicators.indicator
        WHERE code IN (SELECT indicator_code FROM old_rows) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
"""
NOTED = {"indicators.indicator": "core.note_classes", "indicators.observation": "indicators.note_observations"}
"""Tables whose rows differ in who may see them, and what notes their changes."""
EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
# As in 0006: not restricted is NULL, and a row whose agency or area is unknown lies in nobody's scope.
OF_AGENCY = "(coalesce(organization, '') = ANY ((SELECT core.seen('agencies'))::text[])) IS NOT FALSE"
IN_AREA = ("(ARRAY[left(observation.area_code, 2), left(observation.area_code, 4), left(observation.area_code, 6),"
           " observation.area_code] && (SELECT core.seen('areas'))::text[]) IS NOT FALSE")  # fmt: skip
KNOWN = "indicator_code IN (SELECT code FROM indicators.indicator)"
SEEN = {
    "indicators.indicator": f"class = 'public' OR (class = ANY ((SELECT core.seen('classes'))::text[]) AND {OF_AGENCY})",
    "indicators.observation": "EXISTS (SELECT FROM indicators.indicator AS i WHERE i.code = indicator_code"
    f" AND (i.class = 'public' OR {IN_AREA}))",
    "indicators.score_band": KNOWN,
    "indicators.target_indicator": f"{KNOWN} AND node_key IN (SELECT key FROM plans.plan_node)",
}
"""Which rows exist for whoever looks. What is written of an indicator or a node is known to those who may know that."""
WRITTEN = ("score_band", "scorecard", "grade", "light_rule", "target_indicator")


def columns() -> dict[str, list[sa.Column]]:
    """New columns of the tables that stood already."""
    return {
        "indicator": [
            sa.Column("theme", sa.Text(), server_default="other", nullable=False),
            sa.Column("formula_th", sa.Text(), nullable=True),
            sa.Column("formula_en", sa.Text(), nullable=True),
            sa.Column("numerator_th", sa.Text(), nullable=True),
            sa.Column("numerator_en", sa.Text(), nullable=True),
            sa.Column("denominator_th", sa.Text(), nullable=True),
            sa.Column("denominator_en", sa.Text(), nullable=True),
            sa.Column("multiplier", sa.Float(), server_default="1", nullable=False),
            sa.Column("range_lo", sa.Float(), nullable=True),
            sa.Column("range_hi", sa.Float(), nullable=True),
            sa.Column("weight_indicator", sa.Text(), nullable=True),
            sa.Column("release_lag_days", sa.SmallInteger(), nullable=True),
            sa.Column("caution_th", sa.Text(), nullable=True),
            sa.Column("caution_en", sa.Text(), nullable=True),
            sa.Column("organization", sa.Text(), nullable=True),
            sa.Column("class", sa.Text(), server_default="public", nullable=False),
            sa.Column("is_about_persons", sa.Boolean(), server_default=sa.text("false"), nullable=False),
            sa.Column("is_verified", sa.Boolean(), server_default=sa.text("false"), nullable=False),
            sa.Column("is_standard", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        ],
        "observation": [
            sa.Column("lower", sa.Float(), nullable=True),
            sa.Column("upper", sa.Float(), nullable=True),
            sa.Column("source", sa.Text(), nullable=True),
        ],
    }


def upgrade() -> None:
    for table, added in columns().items():
        for column in added:
            op.add_column(table, column, schema="indicators")
    op.create_unique_constraint("uq_indicator_code_direction", "indicator", ["code", "direction"], schema="indicators")
    for column, table, key in (("weight_indicator", "indicators.indicator", "code"),
                               ("organization", "organizations.organization", "code")):
        schema, _, name = table.partition(".")
        op.create_foreign_key(op.f(f"fk_indicator_{column}"), "indicator", name, [column], [key],
                              source_schema="indicators", referent_schema=schema)
    for table, name, condition in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition, schema="indicators")
    statuses(f"{FOUR}, 'imputed'")
    op.execute(GUARDS)
    tables()
    judged()
    for table, function in NOTED.items():
        name = table.rpartition(".")[2]
        op.execute(f"DROP TRIGGER {name}_touched ON {table}")
        for event, rows in EVENTS.items():
            if (event, name) != ("UPDATE", "observation"):
                op.execute(f"""CREATE TRIGGER {name}_{event.lower()}_noted AFTER {event} ON {table} REFERENCING {rows}
                    FOR EACH STATEMENT EXECUTE FUNCTION {function}()""")
        op.execute(f"""CREATE TRIGGER {name}_emptied AFTER TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")
    for table in WRITTEN:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON indicators.{table} TO phaen_app, phaen_jobs")
    for table, condition in SEEN.items():
        name = table.rpartition(".")[2]
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {name}_seen ON {table} TO {READERS} USING ({condition}) WITH CHECK ({condition})")
        op.execute(f"CREATE POLICY {name}_kept ON {table} TO phaen_owner USING (true) WITH CHECK (true)")


def statuses(known: str) -> None:
    """How settled a value may be."""
    op.drop_constraint(op.f("ck_observation_status_known"), "observation", schema="indicators")
    op.create_check_constraint(op.f("ck_observation_status_known"), "observation", f"status IN ({known})",
                               schema="indicators")


def tables() -> None:
    """What values are worth, and which targets they measure."""
    op.create_table('score_band',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('indicator_code', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('v50', sa.Float(), nullable=False),
    sa.Column('v75', sa.Float(), nullable=False),
    sa.Column('v100', sa.Float(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    postgresql.ExcludeConstraint((sa.column('indicator_code'), '='), (sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_score_band_period'),
    sa.CheckConstraint("CASE direction WHEN 'up' THEN v50 < v75 AND v75 < v100 WHEN 'down' THEN v50 > v75 AND v75 > v100 ELSE false END", name=op.f('ck_score_band_in_its_direction')),
    sa.CheckConstraint("v50 > '-Infinity' AND v50 < 'Infinity' AND v75 > '-Infinity' AND v75 < 'Infinity' AND v100 > '-Infinity' AND v100 < 'Infinity'", name=op.f('ck_score_band_values_finite')),
    sa.CheckConstraint("btrim(source) <> ''", name=op.f('ck_score_band_sourced')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_score_band_valid_period')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_score_band_common_era')),
    sa.ForeignKeyConstraint(['indicator_code', 'direction'], ['indicators.indicator.code', 'indicators.indicator.direction'], name='fk_score_band_indicator'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_band')),
    schema='indicators'
    )
    op.create_table('target_indicator',
    sa.Column('node_key', sa.Uuid(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('indicator_code', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), server_default='point', nullable=False),
    sa.Column('area_code', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(target) <> ''", name=op.f('ck_target_indicator_named')),
    sa.CheckConstraint("measure IN ('point', 'cumulative', 'milestone')", name=op.f('ck_target_indicator_measure_known')),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_target_indicator_area_code_pattern')),
    sa.ForeignKeyConstraint(['indicator_code'], ['indicators.indicator.code'], name=op.f('fk_target_indicator_indicator_code')),
    sa.PrimaryKeyConstraint('node_key', 'target', name=op.f('pk_target_indicator')),
    schema='indicators'
    )
    op.create_index('ix_target_indicator_code', 'target_indicator', ['indicator_code'], schema='indicators')


def judged() -> None:
    """Cards of weighted indicators, grades of scores, and the rule of the lights."""
    op.create_table('scorecard',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title_th', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=False),
    sa.Column('indicators', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('weights', sa.ARRAY(sa.Numeric()), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name=op.f('ck_scorecard_code_pattern')),
    sa.CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name=op.f('ck_scorecard_titled')),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_scorecard_year_be')),
    sa.CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name=op.f('ck_scorecard_area_code_pattern')),
    sa.CheckConstraint('indicators.weighs_100(indicators, weights)', name=op.f('ck_scorecard_weighs_100')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_scorecard')),
    schema='indicators'
    )
    op.create_table('grade',
    sa.Column('lowest', sa.Numeric(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint('lowest BETWEEN 0 AND 100', name=op.f('ck_grade_lowest_range')),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_grade_named')),
    sa.CheckConstraint("btrim(source) <> ''", name=op.f('ck_grade_sourced')),
    sa.PrimaryKeyConstraint('lowest', name=op.f('pk_grade')),
    schema='indicators'
    )
    op.create_table('light_rule',
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('green_from', sa.Numeric(), nullable=False),
    sa.Column('yellow_from', sa.Numeric(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    postgresql.ExcludeConstraint((sa.text('daterange(valid_from, valid_to)'), '&&'), using='gist', name='ex_light_rule_period'),
    sa.CheckConstraint('0 < yellow_from AND yellow_from < green_from AND green_from <= 200', name=op.f('ck_light_rule_thresholds_order')),
    sa.CheckConstraint("btrim(source) <> ''", name=op.f('ck_light_rule_sourced')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_light_rule_valid_period')),
    sa.CheckConstraint("valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name=op.f('ck_light_rule_common_era')),
    sa.PrimaryKeyConstraint('valid_from', name=op.f('pk_light_rule')),
    schema='indicators'
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA IF EXISTS published CASCADE")
    op.execute("DELETE FROM core.deployment WHERE name = 'views'")
    for table in SEEN:
        name = table.rpartition(".")[2]
        op.execute(f"DROP POLICY {name}_seen ON {table}")
        op.execute(f"DROP POLICY {name}_kept ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY")
    for table in NOTED:
        name = table.rpartition(".")[2]
        for event in (*EVENTS, "EMPTIED"):
            each = f"{name}_emptied" if event == "EMPTIED" else f"{name}_{event.lower()}_noted"
            op.execute(f"DROP TRIGGER IF EXISTS {each} ON {table}")
        op.execute(f"""CREATE TRIGGER {name}_touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")
    for table in reversed(WRITTEN):
        op.drop_table(table, schema="indicators")
    op.execute("DROP TRIGGER observation_not_emptied ON indicators.observation")
    op.execute("DROP TRIGGER observation_append_only ON indicators.observation")
    for function in ("keep_observed()", "weighs_100(text[], numeric[])", "note_observations()"):
        op.execute(f"DROP FUNCTION indicators.{function}")
    op.execute("UPDATE indicators.observation SET status = 'estimated' WHERE status = 'imputed'")
    statuses(FOUR)
    for table, name, _ in CHECKS:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table, schema="indicators")
    op.drop_constraint("uq_indicator_code_direction", "indicator", schema="indicators")
    for table, added in columns().items():
        for column in reversed(added):
            op.drop_column(table, column.name, schema="indicators")
