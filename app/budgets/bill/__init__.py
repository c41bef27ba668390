"""The budget bill as a table of items (ร่าง พ.ร.บ. งบประมาณรายจ่าย เล่มจังหวัดและกลุ่มจังหวัด), as scans give it. No database.

``read_budget_table`` reads a file into rows, problems and totals; ``locate`` says which areas a row names; ``tally`` sums
what is located by level, and what is not. ``identities`` says which item is which whenever it is brought
again, ``becomes`` what class and title an item gets, ``spots_of`` which places.
"""

from app.budgets.bill.becoming import Becomes, becomes, identities
from app.budgets.bill.locating import Share, Tally, locate, province_of, tally
from app.budgets.bill.placing import Spot, spots_of
from app.budgets.bill.reading import read_budget_bytes, read_budget_table
from app.budgets.bill.table import BudgetRow, BudgetTable, PrintedTotal, Problem, Totals, Unit

__all__ = [
    "Becomes",
    "BudgetRow",
    "BudgetTable",
    "PrintedTotal",
    "Problem",
    "Share",
    "Spot",
    "Tally",
    "Totals",
    "Unit",
    "becomes",
    "identities",
    "locate",
    "province_of",
    "read_budget_bytes",
    "read_budget_table",
    "spots_of",
    "tally",
]
