"""Budgets: lines with their append-only ledger and its balances, contracts, proposals, targets, and what imports leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

READERS = "phaen_app, phaen_jobs, phaen_views"
INSIDE = "'internal' = ANY ((SELECT core.seen('classes'))::text[])"
OF_PROJECT = "project_id IN (SELECT id FROM projects.project)"
SEEN = {
    "budgets.budget_line": OF_PROJECT,
    "budgets.contract": OF_PROJECT,
    "budgets.ledger_event": OF_PROJECT,
    "budgets.line_balance": OF_PROJECT,
    "budgets.contract_balance": OF_PROJECT,
    "budgets.budget_proposal": f"{INSIDE} AND {OF_PROJECT}",
    "budgets.mapping": INSIDE,
    "budgets.import_draft": INSIDE,
    "budgets.unmatched_row": INSIDE,
}
"""Which rows exist for whoever looks: money is seen as its project is; what is asked for and brought, by those in office."""
WRITTEN = {
    "budgets.ledger_event": "SELECT, INSERT",
    "budgets.line_balance": "SELECT",
    "budgets.contract_balance": "SELECT",
    "budgets.budget_proposal": "SELECT, INSERT, UPDATE",
}
"""What may be done to tables that are not simply written: the ledger grows, balances move by its trigger alone."""
NOTED = ("budgets.budget_line", "budgets.ledger_event")
TOUCHED = ("budgets.expense_class", "budgets.funding_source")
KEPT = ("ledger_event", "budget_line", "contract", "budget_proposal", "line_balance", "contract_balance")
EVENTS = (("INSERT", "NEW TABLE AS new_rows"), ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
          ("DELETE", "OLD TABLE AS old_rows"))

GUARD = """
-- An event is never changed; lines and contracts keep what the ledger rests on; a decision is final. Only what is synthetic
-- is deleted, and an event or a proposal only together with its line.
CREATE FUNCTION budgets.keep_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM budgets.budget_line WHERE id = OLD.line_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'budgets.ledger_event is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION budgets.keep_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    free text[] := CASE TG_TABLE_NAME WHEN 'budget_line' THEN '{external_code,lead_days}'::text[]
                                      ELSE '{egp_id,valid_to}'::text[] END;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.is_synthetic THEN RETURN OLD; END IF;
    ELSIF to_jsonb(OLD) - free = to_jsonb(NEW) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'budgets.% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION budgets.keep_decided() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    decision text[] := '{state,decided_at,decider_person,decider_position,decider_title,answer}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF (SELECT count(*) FROM budgets.budget_line WHERE id IN (OLD.line_id, OLD.to_line_id))
            < num_nonnulls(OLD.line_id, OLD.to_line_id) THEN
            RETURN OLD;
        END IF;
    ELSIF OLD.state = 'proposed' AND to_jsonb(OLD) - decision = to_jsonb(NEW) - decision THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'budgets.budget_proposal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
"""
GUARDED = (("ledger_event", "keep_ledger"), ("budget_line", "keep_lines"), ("contract", "keep_lines"),
           ("budget_proposal", "keep_decided"))

BALANCES = """
-- The balances of lines and contracts, moved in the transaction of each event. The row lock of the update makes writers
-- wait for one another, and the CHECKs of the balance refuse the event that would break it.
CREATE FUNCTION budgets.open_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'budget_line' THEN
        INSERT INTO budgets.line_balance (line_id, project_id) VALUES (NEW.id, NEW.project_id);
    ELSE
        INSERT INTO budgets.contract_balance (contract_id, project_id) VALUES (NEW.id, NEW.project_id);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION budgets.move_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given bigint := NEW.amount_satang;
    late bigint := 0;
BEGIN
    -- A reversal undoes what its event did, in whatever year it is recorded itself.
    IF coalesce((SELECT e.cash_year FROM budgets.ledger_event AS e WHERE e.id = NEW.reverses), NEW.cash_year)
        > NEW.appropriation_year THEN
        late := given;
    END IF;
    UPDATE budgets.line_balance SET
        requested = requested + CASE NEW.kind WHEN 'requested' THEN given ELSE 0 END,
        approved = approved + CASE NEW.kind WHEN 'nat_approved' THEN given ELSE 0 END,
        allocated = allocated + CASE NEW.kind WHEN 'allocated' THEN given ELSE 0 END,
        transferred_in = transferred_in + CASE NEW.kind WHEN 'transferred_in' THEN given ELSE 0 END,
        transferred_out = transferred_out + CASE NEW.kind WHEN 'transferred_out' THEN given ELSE 0 END,
        carried_in = carried_in + CASE NEW.kind WHEN 'carried_in' THEN given ELSE 0 END,
        returned = returned + CASE NEW.kind WHEN 'returned' THEN given ELSE 0 END,
        lapsed = lapsed + CASE NEW.kind WHEN 'lapsed' THEN given ELSE 0 END,
        contracted = contracted + CASE NEW.kind WHEN 'contracted' THEN given WHEN 'contract_reduced' THEN -given ELSE 0 END,
        paid = paid + CASE WHEN NEW.kind = 'disbursed' AND NEW.road = 'by_contract' THEN given ELSE 0 END,
        direct_paid = direct_paid + CASE WHEN NEW.kind = 'disbursed' AND NEW.road = 'direct' THEN given ELSE 0 END,
        paid_late = paid_late + CASE NEW.kind WHEN 'disbursed' THEN late ELSE 0 END,
        carried_over = carried_over + CASE NEW.kind WHEN 'carried_over' THEN given ELSE 0 END,
        released_late = released_late + CASE WHEN NEW.kind IN ('returned', 'lapsed') THEN late ELSE 0 END
    WHERE line_id = NEW.line_id;
    UPDATE budgets.contract_balance SET
        value = value + CASE NEW.kind WHEN 'contracted' THEN given WHEN 'contract_reduced' THEN -given ELSE 0 END,
        paid = paid + CASE NEW.kind WHEN 'disbursed' THEN given ELSE 0 END,
        paid_late = paid_late + CASE NEW.kind WHEN 'disbursed' THEN late ELSE 0 END,
        carried = carried + CASE NEW.kind WHEN 'carried_over' THEN given ELSE 0 END,
        reduced_late = reduced_late + CASE NEW.kind WHEN 'contract_reduced' THEN late ELSE 0 END
    WHERE contract_id = NEW.contract_id;
    RETURN NULL;
END $$;
CREATE TRIGGER budget_line_opens AFTER INSERT ON budgets.budget_line
    FOR EACH ROW EXECUTE FUNCTION budgets.open_balance();
CREATE TRIGGER contract_opens AFTER INSERT ON budgets.contract
    FOR EACH ROW EXECUTE FUNCTION budgets.open_balance();
CREATE TRIGGER ledger_event_moves AFTER INSERT ON budgets.ledger_event
    FOR EACH ROW EXECUTE FUNCTION budgets.move_balance();
"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA IF NOT EXISTS budgets")
    reference()
    lines()
    ledger()
    imports()
    op.execute(GUARD)
    op.execute(BALANCES)
    for name, function in GUARDED:
        op.execute(f"""CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON budgets.{name}
            FOR EACH ROW EXECUTE FUNCTION budgets.{function}()""")
    for name in KEPT:
        op.execute(f"""CREATE TRIGGER {name}_not_emptied BEFORE TRUNCATE ON budgets.{name}
            FOR EACH STATEMENT EXECUTE FUNCTION core.refuse_change()""")
    noted()
    seen()


def noted() -> None:
    """Each change moves the versions of the layers that show it, for those alone who can see it."""
    for table in NOTED:
        name = table.rpartition(".")[2]
        for event, rows in EVENTS:
            op.execute(f"""CREATE TRIGGER {name}_{event.lower()}_noted AFTER {event} ON {table} REFERENCING {rows}
                FOR EACH STATEMENT EXECUTE FUNCTION projects.note_sites()""")
    for table in TOUCHED:
        op.execute(f"""CREATE TRIGGER {table.rpartition(".")[2]}_touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
            ON {table} FOR EACH STATEMENT EXECUTE FUNCTION core.note_touched()""")


def seen() -> None:
    """Grants and row security."""
    op.execute(f"GRANT USAGE ON SCHEMA budgets TO {READERS}")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA budgets TO phaen_app, phaen_jobs")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA budgets TO phaen_views")
    for table, rights in WRITTEN.items():
        op.execute(f"REVOKE ALL ON {table} FROM phaen_app, phaen_jobs")
        op.execute(f"GRANT {rights} ON {table} TO phaen_app, phaen_jobs")
    for table, condition in SEEN.items():
        name = table.rpartition(".")[2]
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {name}_seen ON {table} TO {READERS} USING ({condition}) WITH CHECK ({condition})")
        op.execute(f"CREATE POLICY {name}_kept ON {table} TO phaen_owner USING (true) WITH CHECK (true)")


def reference() -> None:
    """What lines refer to: sources, classes, ceilings, targets."""
    op.create_table('expense_class',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('parent_code', sa.Text(), nullable=True),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('lead_days', sa.SmallInteger(), nullable=False),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('is_standard', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("CASE WHEN parent_code IS NULL THEN code IN ('personnel', 'operating', 'investment', 'subsidy', 'other') ELSE parent_code IN ('personnel', 'operating', 'investment', 'subsidy', 'other') AND parent_code <> code END", name=op.f('ck_expense_class_two_levels')),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_expense_class_named')),
    sa.CheckConstraint("code ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f('ck_expense_class_code_pattern')),
    sa.CheckConstraint('lead_days BETWEEN 0 AND 1000', name=op.f('ck_expense_class_lead_days_range')),
    sa.ForeignKeyConstraint(['parent_code'], ['budgets.expense_class.code'], name=op.f('fk_expense_class_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_expense_class')),
    sa.UniqueConstraint('code', 'parent_code', name='uq_expense_class_code'),
    schema='budgets'
    )
    op.create_table('funding_source',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name_th', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), server_default='0', nullable=False),
    sa.Column('is_standard', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name=op.f('ck_funding_source_named')),
    sa.CheckConstraint("code ~ '^[a-z][a-z0-9_]{0,62}$'", name=op.f('ck_funding_source_code_pattern')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_funding_source')),
    schema='budgets'
    )
    op.create_table('ceiling',
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('amount_satang', sa.BigInteger(), nullable=False),
    sa.Column('source_doc', sa.Text(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(source_doc) <> ''", name=op.f('ck_ceiling_sourced')),
    sa.CheckConstraint('amount_satang BETWEEN 0 AND 1000000000000000', name=op.f('ck_ceiling_amount_range')),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_ceiling_fiscal_year_be')),
    sa.ForeignKeyConstraint(['source'], ['budgets.funding_source.code'], name=op.f('fk_ceiling_source')),
    sa.PrimaryKeyConstraint('fiscal_year', 'source', name=op.f('pk_ceiling')),
    schema='budgets'
    )
    op.create_table('disbursement_target',
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('class5', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('quarter', sa.SmallInteger(), nullable=False),
    sa.Column('cum_pct', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('source_doc', sa.Text(), nullable=False),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(source_doc) <> ''", name=op.f('ck_disbursement_target_sourced')),
    sa.CheckConstraint("measure IN ('obligated', 'disbursed')", name=op.f('ck_disbursement_target_measure_known')),
    sa.CheckConstraint('cum_pct BETWEEN 0 AND 100', name=op.f('ck_disbursement_target_cum_pct_range')),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_disbursement_target_fiscal_year_be')),
    sa.CheckConstraint('quarter BETWEEN 1 AND 4', name=op.f('ck_disbursement_target_quarter_range')),
    sa.ForeignKeyConstraint(['class5'], ['budgets.expense_class.code'], name=op.f('fk_disbursement_target_class5')),
    sa.PrimaryKeyConstraint('fiscal_year', 'class5', 'measure', 'quarter', name=op.f('pk_disbursement_target')),
    schema='budgets'
    )


def lines() -> None:
    """Lines and contracts with their balances, and proposals."""
    op.create_table('budget_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('activity_number', sa.SmallInteger(), nullable=True),
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('class5', sa.Text(), nullable=False),
    sa.Column('subclass', sa.Text(), nullable=True),
    sa.Column('road', sa.Text(), nullable=False),
    sa.Column('external_code', sa.Text(), nullable=True),
    sa.Column('lead_days', sa.SmallInteger(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("class5 IN ('personnel', 'operating', 'investment', 'subsidy', 'other')", name=op.f('ck_budget_line_class5_known')),
    sa.CheckConstraint("external_code ~ '^[0-9A-Za-z-]{4,40}$'", name=op.f('ck_budget_line_external_code_pattern')),
    sa.CheckConstraint("reference ~ '^[^[:space:]/]([^[:space:]]{0,61}[^[:space:]/])?$'", name=op.f('ck_budget_line_reference_pattern')),
    sa.CheckConstraint("road IN ('by_contract', 'direct')", name=op.f('ck_budget_line_road_known')),
    sa.CheckConstraint('activity_number > 0', name=op.f('ck_budget_line_activity_positive')),
    sa.CheckConstraint('fiscal_year BETWEEN 2500 AND 2700', name=op.f('ck_budget_line_fiscal_year_be')),
    sa.CheckConstraint('lead_days BETWEEN 0 AND 1000', name=op.f('ck_budget_line_lead_days_range')),
    sa.ForeignKeyConstraint(['class5'], ['budgets.expense_class.code'], name=op.f('fk_budget_line_class5')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_budget_line_project_id')),
    sa.ForeignKeyConstraint(['source'], ['budgets.funding_source.code'], name=op.f('fk_budget_line_source')),
    sa.ForeignKeyConstraint(['subclass', 'class5'], ['budgets.expense_class.code', 'budgets.expense_class.parent_code'], name='fk_budget_line_subclass'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_line')),
    sa.UniqueConstraint('external_code', 'fiscal_year', name='uq_budget_line_external_code'),
    sa.UniqueConstraint('id', 'project_id', 'fiscal_year', 'road', name='uq_budget_line_id'),
    sa.UniqueConstraint('project_id', 'activity_number', 'fiscal_year', 'source', 'class5', 'subclass', 'road', name='uq_budget_line_project_id', postgresql_nulls_not_distinct=True),
    sa.UniqueConstraint('reference', name='uq_budget_line_reference'),
    schema='budgets'
    )
    op.create_table('contract',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('vendor', sa.Text(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=False),
    sa.Column('egp_id', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("btrim(number) <> '' AND btrim(vendor) <> ''", name=op.f('ck_contract_named')),
    sa.CheckConstraint("egp_id ~ '^[0-9]{11}$'", name=op.f('ck_contract_egp_id_pattern')),
    sa.CheckConstraint("signed_on BETWEEN '1941-01-01' AND '2156-12-31' AND valid_from BETWEEN '1941-01-01' AND '2156-12-31' AND valid_to BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_contract_common_era')),
    sa.CheckConstraint('valid_to >= valid_from', name=op.f('ck_contract_valid_period')),
    sa.ForeignKeyConstraint(['project_id'], ['projects.project.id'], name=op.f('fk_contract_project_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contract')),
    sa.UniqueConstraint('egp_id', name='uq_contract_egp_id'),
    sa.UniqueConstraint('id', 'project_id', 'signed_on', name='uq_contract_id'),
    sa.UniqueConstraint('project_id', 'number', name='uq_contract_project_id'),
    schema='budgets'
    )
    op.create_table('line_balance',
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('requested', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('approved', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('allocated', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('transferred_in', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('transferred_out', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('carried_in', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('returned', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('lapsed', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('contracted', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('paid', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('direct_paid', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('paid_late', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('carried_over', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('released_late', sa.BigInteger(), server_default='0', nullable=False),
    sa.CheckConstraint('carried_over <= greatest(allocated + transferred_in - transferred_out + carried_in - returned - lapsed + released_late - (paid + direct_paid - paid_late), 0)', name=op.f('ck_line_balance_carried_within_unspent')),
    sa.CheckConstraint('contracted + direct_paid <= allocated + transferred_in - transferred_out + carried_in - returned - lapsed', name=op.f('ck_line_balance_within_available')),
    sa.CheckConstraint('least(requested, approved, allocated, transferred_in, transferred_out, carried_in, returned, lapsed, contracted, paid, direct_paid, paid_late, carried_over, released_late) >= 0', name=op.f('ck_line_balance_nothing_negative')),
    sa.CheckConstraint('paid <= contracted', name=op.f('ck_line_balance_paid_within_contracts')),
    sa.CheckConstraint('paid_late <= carried_over', name=op.f('ck_line_balance_late_only_when_carried')),
    sa.ForeignKeyConstraint(['line_id'], ['budgets.budget_line.id'], name='fk_line_balance_line_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('line_id', name=op.f('pk_line_balance')),
    sa.UniqueConstraint('line_id', 'project_id', name='uq_line_balance_line_id'),
    schema='budgets'
    )
    op.create_table('contract_balance',
    sa.Column('contract_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('value', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('paid', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('paid_late', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('carried', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('reduced_late', sa.BigInteger(), server_default='0', nullable=False),
    sa.CheckConstraint('carried <= greatest(value + reduced_late - (paid - paid_late), 0)', name=op.f('ck_contract_balance_carried_within_unpaid')),
    sa.CheckConstraint('least(value, paid, paid_late, carried, reduced_late) >= 0', name=op.f('ck_contract_balance_nothing_negative')),
    sa.CheckConstraint('paid <= value', name=op.f('ck_contract_balance_paid_within_value')),
    sa.ForeignKeyConstraint(['contract_id'], ['budgets.contract.id'], name='fk_contract_balance_contract_id', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contract_id', name=op.f('pk_contract_balance')),
    schema='budgets'
    )
    op.create_table('budget_proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('to_line_id', sa.Uuid(), nullable=True),
    sa.Column('amount_satang', sa.BigInteger(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=True),
    sa.Column('ground', sa.Text(), nullable=True),
    sa.Column('document_no', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), server_default='proposed', nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('proposer_person', sa.Uuid(), nullable=True),
    sa.Column('proposer_position', sa.Text(), nullable=False),
    sa.Column('proposer_title', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decider_person', sa.Uuid(), nullable=True),
    sa.Column('decider_position', sa.Text(), nullable=True),
    sa.Column('decider_title', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.CheckConstraint("(kind = 'carry_over') = (to_line_id IS NULL)", name=op.f('ck_budget_proposal_to_another_line')),
    sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f('ck_budget_proposal_decided_once')),
    sa.CheckConstraint("btrim(document_no) <> '' AND btrim(reason) <> ''", name=op.f('ck_budget_proposal_reasoned')),
    sa.CheckConstraint("btrim(proposer_position) <> '' AND btrim(proposer_title) <> ''", name=op.f('ck_budget_proposal_signed')),
    sa.CheckConstraint("ground IN ('finance_ministry', 'cabinet', 'budget_bureau')", name=op.f('ck_budget_proposal_ground_known')),
    sa.CheckConstraint("kind <> 'carry_over' OR num_nonnulls(contract_id, ground) = 1", name=op.f('ck_budget_proposal_carried_for_one_reason')),
    sa.CheckConstraint("kind = 'carry_over' OR num_nonnulls(contract_id, ground) = 0", name=op.f('ck_budget_proposal_ground_of_carrying')),
    sa.CheckConstraint("kind IN ('transfer', 'savings', 'carry_over')", name=op.f('ck_budget_proposal_kind_known')),
    sa.CheckConstraint("state <> 'refused' OR btrim(answer) <> ''", name=op.f('ck_budget_proposal_refused_with_a_reason')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'refused', 'withdrawn')", name=op.f('ck_budget_proposal_state_known')),
    sa.CheckConstraint("state NOT IN ('approved', 'refused') OR decider_person IS DISTINCT FROM proposer_person", name=op.f('ck_budget_proposal_decided_by_another_person')),
    sa.CheckConstraint('amount_satang BETWEEN 1 AND 1000000000000000', name=op.f('ck_budget_proposal_amount_range')),
    sa.CheckConstraint('num_nulls(decided_at, decider_position, decider_title) IN (0, 3)', name=op.f('ck_budget_proposal_decided_by_somebody')),
    sa.CheckConstraint('to_line_id <> line_id', name=op.f('ck_budget_proposal_not_to_itself')),
    sa.ForeignKeyConstraint(['contract_id'], ['budgets.contract.id'], name=op.f('fk_budget_proposal_contract_id')),
    sa.ForeignKeyConstraint(['decider_person'], ['organizations.person.id'], name=op.f('fk_budget_proposal_decider_person')),
    sa.ForeignKeyConstraint(['line_id', 'project_id'], ['budgets.line_balance.line_id', 'budgets.line_balance.project_id'], name='fk_budget_proposal_line', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposer_person'], ['organizations.person.id'], name=op.f('fk_budget_proposal_proposer_person')),
    sa.ForeignKeyConstraint(['to_line_id'], ['budgets.budget_line.id'], name='fk_budget_proposal_to_line', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_proposal')),
    sa.UniqueConstraint('id', 'state', name='uq_budget_proposal_id'),
    schema='budgets'
    )


def ledger() -> None:
    """The ledger."""
    op.create_table('ledger_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('appropriation_year', sa.Integer(), nullable=False),
    sa.Column('road', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('amount_satang', sa.BigInteger(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('cash_year', sa.Integer(), sa.Computed('extract(year FROM occurred_on)::integer + 543 + CASE WHEN extract(month FROM occurred_on) >= 10 THEN 1 ELSE 0 END', persisted=True), nullable=False),
    sa.Column('document_no', sa.Text(), nullable=False),
    sa.Column('contract_id', sa.Uuid(), nullable=True),
    sa.Column('contract_signed_on', sa.Date(), nullable=True),
    sa.Column('tier', sa.Text(), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=True),
    sa.Column('ground', sa.Text(), nullable=True),
    sa.Column('proposal_id', sa.Uuid(), nullable=True),
    sa.Column('pair', sa.Uuid(), nullable=True),
    sa.Column('reverses', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('by_position', sa.Text(), nullable=False),
    sa.Column('by_title', sa.Text(), nullable=False),
    sa.Column('by_person', sa.Uuid(), nullable=True),
    sa.Column('import_run_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('is_reversal', sa.Boolean(), sa.Computed('reverses IS NOT NULL', persisted=True), nullable=False),
    sa.Column('undone_satang', sa.BigInteger(), sa.Computed('CASE WHEN reverses IS NOT NULL THEN -amount_satang END', persisted=True), nullable=True),
    sa.Column('undone_reversal', sa.Boolean(), sa.Computed('CASE WHEN reverses IS NOT NULL THEN false END', persisted=True), nullable=True),
    sa.Column('contract_key', sa.Uuid(), sa.Computed("coalesce(contract_id, '00000000-0000-0000-0000-000000000000'::uuid)", persisted=True), nullable=False),
    sa.Column('pair_kind', sa.Text(), sa.Computed("CASE kind WHEN 'transferred_in' THEN 'transferred_out' WHEN 'transferred_out' THEN 'transferred_in' END", persisted=True), nullable=True),
    sa.Column('proposal_state', sa.Text(), sa.Computed("CASE WHEN proposal_id IS NOT NULL THEN 'approved' END", persisted=True), nullable=True),
    sa.CheckConstraint("(kind = 'nat_approved') = (tier IS NOT NULL)", name=op.f('ck_ledger_event_tier_of_approval')),
    sa.CheckConstraint("(kind IN ('transferred_in', 'transferred_out')) = (pair IS NOT NULL)", name=op.f('ck_ledger_event_transfers_in_pairs')),
    sa.CheckConstraint("(kind IN ('transferred_in', 'transferred_out', 'carried_over')) = (proposal_id IS NOT NULL)", name=op.f('ck_ledger_event_moved_by_an_approval')),
    sa.CheckConstraint("CASE WHEN kind IN ('contracted', 'contract_reduced') THEN contract_id IS NOT NULL AND road = 'by_contract' WHEN kind = 'disbursed' THEN (contract_id IS NOT NULL) = (road = 'by_contract') ELSE contract_id IS NULL OR kind IN ('awarded', 'appeal', 'milestone_accepted', 'carried_over') END", name=op.f('ck_ledger_event_contract_where_due')),
    sa.CheckConstraint("amount_satang <> 0 OR kind IN ('screened', 'regional', 'bob_review', 'cabinet', 'parliament', 'central_price', 'tender_announced', 'awarded', 'appeal', 'milestone_accepted', 'closed')", name=op.f('ck_ledger_event_moves_something')),
    sa.CheckConstraint("btrim(by_position) <> '' AND btrim(by_title) <> ''", name=op.f('ck_ledger_event_signed')),
    sa.CheckConstraint("btrim(document_no) <> ''", name=op.f('ck_ledger_event_documented')),
    sa.CheckConstraint("ground IN ('finance_ministry', 'cabinet', 'budget_bureau')", name=op.f('ck_ledger_event_ground_known')),
    sa.CheckConstraint("ground IS NULL OR kind = 'carried_over'", name=op.f('ck_ledger_event_ground_of_carrying')),
    sa.CheckConstraint("kind <> 'carried_over' OR ground IS NOT NULL OR coalesce(contract_signed_on <= make_date(appropriation_year - 543, 9, 30), false)", name=op.f('ck_ledger_event_carried_only_when_bound')),
    sa.CheckConstraint("kind <> 'disbursed' OR cash_year >= appropriation_year", name=op.f('ck_ledger_event_not_paid_before_its_year')),
    sa.CheckConstraint("kind <> 'lapsed' OR occurred_on >= make_date(appropriation_year - 543, 9, 30)", name=op.f('ck_ledger_event_lapsed_at_the_end')),
    sa.CheckConstraint("kind IN ('requested', 'screened', 'regional', 'nat_approved', 'bob_review', 'cabinet', 'parliament', 'allocated', 'transferred_in', 'transferred_out', 'carried_in', 'central_price', 'tender_announced', 'awarded', 'appeal', 'contracted', 'contract_reduced', 'milestone_accepted', 'disbursed', 'returned', 'carried_over', 'lapsed', 'closed')", name=op.f('ck_ledger_event_kind_known')),
    sa.CheckConstraint("occurred_on BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_ledger_event_common_era')),
    sa.CheckConstraint("tier IN ('Y1', 'Y2')", name=op.f('ck_ledger_event_tier_known')),
    sa.CheckConstraint('(contract_id IS NULL) = (contract_signed_on IS NULL)', name=op.f('ck_ledger_event_contract_with_its_day')),
    sa.CheckConstraint('CASE WHEN reverses IS NULL THEN amount_satang >= 0 ELSE amount_satang <= 0 END', name=op.f('ck_ledger_event_negative_only_by_reversal')),
    sa.CheckConstraint('abs(amount_satang) <= 1000000000000000', name=op.f('ck_ledger_event_amount_range')),
    sa.CheckConstraint('priority IS NULL OR (priority > 0 AND tier IS NOT NULL)', name=op.f('ck_ledger_event_priority_of_approval')),
    sa.ForeignKeyConstraint(['by_person'], ['organizations.person.id'], name=op.f('fk_ledger_event_by_person')),
    sa.ForeignKeyConstraint(['contract_id', 'project_id', 'contract_signed_on'], ['budgets.contract.id', 'budgets.contract.project_id', 'budgets.contract.signed_on'], name='fk_ledger_event_contract'),
    sa.ForeignKeyConstraint(['import_run_id'], ['core.import_run.id'], name=op.f('fk_ledger_event_import_run_id')),
    sa.ForeignKeyConstraint(['line_id', 'project_id', 'appropriation_year', 'road'], ['budgets.budget_line.id', 'budgets.budget_line.project_id', 'budgets.budget_line.fiscal_year', 'budgets.budget_line.road'], name='fk_ledger_event_line', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['pair', 'id', 'pair_kind', 'amount_satang', 'appropriation_year'], ['budgets.ledger_event.id', 'budgets.ledger_event.pair', 'budgets.ledger_event.kind', 'budgets.ledger_event.amount_satang', 'budgets.ledger_event.appropriation_year'], name='fk_ledger_event_pair', initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['proposal_id', 'proposal_state'], ['budgets.budget_proposal.id', 'budgets.budget_proposal.state'], name='fk_ledger_event_proposal'),
    sa.ForeignKeyConstraint(['reverses', 'line_id', 'kind', 'undone_satang', 'contract_key', 'undone_reversal'], ['budgets.ledger_event.id', 'budgets.ledger_event.line_id', 'budgets.ledger_event.kind', 'budgets.ledger_event.amount_satang', 'budgets.ledger_event.contract_key', 'budgets.ledger_event.is_reversal'], name='fk_ledger_event_reverses'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_event')),
    sa.UniqueConstraint('id', 'line_id', 'kind', 'amount_satang', 'contract_key', 'is_reversal', name='uq_ledger_event_id'),
    sa.UniqueConstraint('id', 'pair', 'kind', 'amount_satang', 'appropriation_year', name='uq_ledger_event_pair'),
    sa.UniqueConstraint('reverses', name='uq_ledger_event_reverses'),
    sa.UniqueConstraint('seq', name='uq_ledger_event_seq'),
    schema='budgets'
    )
    op.create_index('ix_ledger_event_contract', 'ledger_event', ['contract_id'], unique=False, schema='budgets')
    op.create_index('ix_ledger_event_line', 'ledger_event', ['line_id', 'seq'], unique=False, schema='budgets')


def imports() -> None:
    """What imports leave."""
    op.create_table('mapping',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('columns', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.CheckConstraint("btrim(name) <> ''", name=op.f('ck_mapping_named')),
    sa.CheckConstraint("jsonb_typeof(columns) = 'object'", name=op.f('ck_mapping_columns_object')),
    sa.CheckConstraint("kind IN ('lines', 'events', 'gfmis', 'egp')", name=op.f('ck_mapping_kind_known')),
    sa.CheckConstraint("unit IN ('baht', 'thousand', 'million')", name=op.f('ck_mapping_unit_known')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_mapping')),
    schema='budgets'
    )
    op.create_table('import_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('report', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False),
    sa.Column('by_position', sa.Text(), nullable=False),
    sa.Column('brought_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("btrim(file_name) <> ''", name=op.f('ck_import_draft_named')),
    sa.CheckConstraint("jsonb_typeof(rows) = 'array'", name=op.f('ck_import_draft_rows_array')),
    sa.CheckConstraint("kind IN ('lines', 'events', 'gfmis', 'egp')", name=op.f('ck_import_draft_kind_known')),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_import_draft_sha256_pattern')),
    sa.CheckConstraint("unit IN ('baht', 'thousand', 'million')", name=op.f('ck_import_draft_unit_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_draft')),
    schema='budgets'
    )
    op.create_table('unmatched_row',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('import_run_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row_number', sa.Integer(), nullable=False),
    sa.Column('external_code', sa.Text(), nullable=True),
    sa.Column('contract_number', sa.Text(), nullable=True),
    sa.Column('amount_satang', sa.BigInteger(), nullable=False),
    sa.Column('occurred_on', sa.Date(), nullable=False),
    sa.Column('document_no', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), server_default='waiting', nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('is_synthetic', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.CheckConstraint("(state = 'dismissed') = (reason IS NOT NULL AND btrim(reason) <> '')", name=op.f('ck_unmatched_row_dismissed_with_a_reason')),
    sa.CheckConstraint("(state = 'matched') = (event_id IS NOT NULL)", name=op.f('ck_unmatched_row_matched_with_an_event')),
    sa.CheckConstraint("kind IN ('lines', 'events', 'gfmis', 'egp')", name=op.f('ck_unmatched_row_kind_known')),
    sa.CheckConstraint("occurred_on BETWEEN '1941-01-01' AND '2156-12-31'", name=op.f('ck_unmatched_row_common_era')),
    sa.CheckConstraint("state IN ('waiting', 'matched', 'dismissed')", name=op.f('ck_unmatched_row_state_known')),
    sa.CheckConstraint('amount_satang BETWEEN 0 AND 1000000000000000', name=op.f('ck_unmatched_row_amount_range')),
    sa.CheckConstraint('row_number > 0', name=op.f('ck_unmatched_row_row_positive')),
    sa.ForeignKeyConstraint(['event_id'], ['budgets.ledger_event.id'], name=op.f('fk_unmatched_row_event_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['import_run_id'], ['core.import_run.id'], name=op.f('fk_unmatched_row_import_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unmatched_row')),
    sa.UniqueConstraint('event_id', name='uq_unmatched_row_event_id'),
    schema='budgets'
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA budgets CASCADE")
