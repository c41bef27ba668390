"""Tables of budgets: what lines refer to, lines with their balances, the ledger, proposals, and what imports leave."""

from app.budgets.models.figures import ProjectFigure
from app.budgets.models.imports import BillItem, ImportDraft, Mapping, UnmatchedRow
from app.budgets.models.ledger import LedgerEvent
from app.budgets.models.lines import BudgetLine, Contract, ContractBalance, LineBalance
from app.budgets.models.proposals import BudgetProposal
from app.budgets.models.reference import Ceiling, DisbursementTarget, ExpenseClass, FundingSource

__all__ = [
    "BillItem", "BudgetLine", "BudgetProposal", "Ceiling", "Contract", "ContractBalance", "DisbursementTarget",
    "ExpenseClass", "FundingSource", "ImportDraft", "LedgerEvent", "LineBalance", "Mapping", "ProjectFigure",
    "UnmatchedRow",
]  # fmt: skip
