"""Arithmetic as SQL that never fails: what cannot be calculated is unknown (NULL), as a missing value is.

An error would stop the answer for all rows, and tell of a row that the asker may not see. So every operand is zero or of
a size between 1e-150 and 1e150, and beyond that the result is unknown. Everything is double precision.
"""

from __future__ import annotations

LEAST, MOST, MOST_LOGARITHM = "1e-150", "1e150", 345
_POWER = f"""
CASE WHEN x = 0 THEN CASE WHEN y > 0 THEN 0 WHEN y = 0 THEN 1 END
WHEN (x > 0 OR y = floor(y)) AND abs(y * ln(abs(x))) <= {MOST_LOGARITHM} THEN power(x, y) END
""".strip().replace("\n", " ")
RESULTS = {
    "+": "x + y",
    "-": "x - y",
    "*": "x * y",
    "/": "CASE WHEN y <> 0 THEN x / y END",
    "div": "CASE WHEN y <> 0 THEN trunc(x / y) END",
    "%": "CASE WHEN y <> 0 THEN x - y * trunc(x / y) END",
    "^": _POWER,
}


def calculated(op: str, left: str, right: str) -> str:
    """The operands are named once, so that a nested calculation does not double at each level."""
    named = f"SELECT CAST({left} AS double precision) AS x, CAST({right} AS double precision) AS y OFFSET 0"
    return f"(SELECT CASE WHEN {_sized('x')} AND {_sized('y')} THEN {RESULTS[op]} END FROM ({named}) AS p)"


def _sized(name: str) -> str:
    return f"({name} = 0 OR abs({name}) BETWEEN {LEAST} AND {MOST})"
