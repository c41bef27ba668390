"""Budgets: lines, their append-only ledger, contracts, and what is reported of them (งบประมาณ)."""
