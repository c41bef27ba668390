"""What addresses of budgets may ask: an appropriation year, and the day as of which the answer is true."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from app.core.calendar import parse_day
from app.core.errors import Invalid

AsOf = Annotated[str, Query(max_length=20)]
Year = Annotated[int | None, Query(ge=2500, le=2700)]


def day_asked(as_of: str) -> date | None:
    """The day of ``?as_of=``. Raises Invalid."""
    try:
        found = parse_day(as_of)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en, place="as_of") from None
    return found if isinstance(found, date) else None
