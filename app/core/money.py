"""Money: integer satang inside, baht as people write and read it (บาท · พันบาท · ล้านบาท).

A unit is never guessed: 538,800 baht printed as million baht is a mistake that official pages have made. Whoever gives an
amount says its unit, whoever shows one names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from app.core.calendar import THAI_DIGITS
from gis.layer import Text

SATANG = 100
MOST_SATANG = 10**15
"""Ten million million baht: no budget of a province is larger, and double precision holds it exactly."""
THAI_WRITTEN = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Unit(StrEnum):
    """In what an amount is written (หน่วยเงิน)."""

    BAHT = "baht"
    THOUSAND = "thousand"
    MILLION = "million"


SATANG_OF = {Unit.BAHT: SATANG, Unit.THOUSAND: SATANG * 1_000, Unit.MILLION: SATANG * 1_000_000}
DECIMALS = {Unit.BAHT: 2, Unit.THOUSAND: 2, Unit.MILLION: 4}
UNITS: dict[Unit, Text] = {
    Unit.BAHT: Text(th="บาท", en="baht"),
    Unit.THOUSAND: Text(th="พันบาท", en="thousand baht"),
    Unit.MILLION: Text(th="ล้านบาท", en="million baht"),
}
HOW = "เขียนจำนวนเงินเป็นตัวเลข เช่น 5,000,000 หรือ 1250.50 · write the amount in digits, e.g. 5,000,000 or 1250.50"


def parse_satang(written: str, unit: Unit = Unit.BAHT) -> int:
    """Satang from an amount as people write it, with commas and Thai digits; accountants' brackets are a minus.

    Raises ValueError for what is no amount, is finer than a satang, or is larger than any budget.

    >>> parse_satang("๑,๒๕๐.๕๐"), parse_satang("12.4", Unit.MILLION), parse_satang("(20)")
    (125050, 1240000000, -2000)
    """
    text = written.translate(THAI_DIGITS).replace(",", "").replace("\u00a0", " ").strip()
    negative = text.startswith("(") and text.endswith(")")
    try:
        satang = Decimal(text.strip("()").strip()) * SATANG_OF[unit]
    except InvalidOperation:
        raise ValueError(HOW) from None
    if not satang.is_finite() or satang != satang.to_integral_value():
        raise ValueError("ละเอียดกว่าสตางค์ไม่ได้ · nothing is finer than a satang")
    if abs(satang) > MOST_SATANG:
        raise ValueError("จำนวนเงินสูงเกินกว่าจะเป็นไปได้ ตรวจหน่วยเงิน · the amount is not plausible; check its unit")
    return -int(satang) if negative else int(satang)


def written_money(satang: int, unit: Unit = Unit.BAHT, *, thai_digits: bool = False) -> str:
    """The amount in a unit with its fixed decimals, without the word of the unit; rounded half to even.

    >>> written_money(53880000), written_money(53880000, Unit.MILLION), written_money(125050, thai_digits=True)
    ('538,800.00', '0.5388', '๑,๒๕๐.๕๐')
    """
    places = Decimal(1).scaleb(-DECIMALS[unit])
    text = f"{(Decimal(satang) / SATANG_OF[unit]).quantize(places):,f}"
    return text.translate(THAI_WRITTEN) if thai_digits else text


def divided(satang: int, weights: Sequence[int]) -> list[int]:
    """An amount divided in proportion to integer weights, by largest remainder: the parts sum to it exactly.

    What rounding down leaves goes to the largest fractions, of equal ones to the first. Integers only, so that no amount is
    too large. Raises ValueError unless weights and amount are not negative and some weight is above zero.

    >>> divided(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if satang < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("amount and weights must not be negative, and not all weights zero")
    parts = [satang * weight // whole for weight in weights]
    by_fraction = sorted(range(len(parts)), key=lambda place: (-(satang * weights[place] % whole), place))
    for place in by_fraction[: satang - sum(parts)]:
        parts[place] += 1
    return parts


def _satang(given: object) -> object:
    """Satang from baht in a form or a JSON body; what is not written as an amount is left to the model to refuse."""
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        return given
    return parse_satang(str(given))


Baht = Annotated[int, BeforeValidator(_satang)]
"""An amount that comes in as baht and is held as satang."""
