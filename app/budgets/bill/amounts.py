"""Printed figures into satang, and the unit they are printed in.

The bill's smallest step is a hundred baht: its tables print millions with four decimals. So figures themselves tell their
unit: four decimals are millions, one is thousands, whole numbers that end in 00 are baht. Nothing else is taken for a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.budgets.bill.table import Unit
from gis import thai

STEP_SATANG = 100 * 100
"""A hundred baht."""
LARGEST_SATANG = 10**17
"""A quadrillion baht: more than any bill, less than a bigint."""
_FIGURE = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_SHARE = 0.9


def figure(text: str) -> Decimal | None:
    """The number that a cell prints, None when it is none: commas must part thousands, Thai digits are read."""
    plain = thai.traced(text).text.strip().removesuffix("บาท").rstrip()
    if not _FIGURE.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))


def satang(number: Decimal, unit: Unit) -> int | None:
    """The amount; None when it is none of a whole number of satang, or beyond all measure."""
    if number > LARGEST_SATANG:
        return None
    amount = number * unit.satang
    return int(amount) if amount == int(amount) <= LARGEST_SATANG else None


def unit_of(texts: Sequence[str], heading: str) -> Unit | None:
    """The unit that the heading names, else the one that the figures show, else None: then somebody must say."""
    return named(heading) or shown(texts)


def named(heading: str) -> Unit | None:
    """A unit named in a column's heading: AMOUNT (ล้านบาท)."""
    text = thai.normalise(heading)
    for word, unit in (("ล้านบาท", Unit.MILLION), ("พันบาท", Unit.THOUSAND), ("บาท", Unit.BAHT)):
        if word in text:
            return unit
    return None


def shown(texts: Iterable[str]) -> Unit | None:
    """The unit that nine of ten figures show by their decimals and endings."""
    numbers = [number for number in map(figure, texts) if number is not None and number]
    marks = [_mark(number) for number in numbers]
    for unit in Unit:
        if marks and marks.count(unit) >= _SHARE * len(marks):
            return unit
    return None


def _mark(number: Decimal) -> Unit | None:
    decimals = -int(number.as_tuple().exponent)
    if decimals == 0:
        return Unit.BAHT if number % 100 == 0 else None
    return {1: Unit.THOUSAND, 2: Unit.BAHT, 4: Unit.MILLION}.get(decimals)
