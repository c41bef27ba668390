"""The budget bill as a table of items (ร่าง พ.ร.บ. งบประมาณรายจ่าย เล่มจังหวัดและกลุ่มจังหวัด), as scans give it. No database.

``read_budget_table`` reads a file into rows, problems and totals; ``locate`` says which areas a row names; ``tally`` sums
what is located by level, and what is not.
"""

from app.budgets.bill.locating import Tally, locate, tally
from app.budgets.bill.reading import read_budget_table
from app.budgets.bill.table import BudgetRow, BudgetTable, PrintedTotal, Problem, Totals, Unit

__all__ = [
    "BudgetRow",
    "BudgetTable",
    "PrintedTotal",
    "Problem",
    "Tally",
    "Totals",
    "Unit",
    "locate",
    "read_budget_table",
    "tally",
]
