"""Budgets: money by line and source in an append-only ledger (งบประมาณ)."""
