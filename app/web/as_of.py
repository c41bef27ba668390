"""``?as_of=``: a page as it was on a day. The views of ``published`` answer for that day, and the page says so at its head.

People type the day in the Buddhist Era; the address holds it in ISO form, so that a link means the same to everybody.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request

from app.core.calendar import parse_day, written_day
from app.core.errors import Invalid
from app.core.records import today
from app.core.then import look_back
from app.web.dependencies import Database

Asked = Annotated[str, Query(max_length=20)]


def day_of(asked: str, now: date) -> date | None:
    """The day that is asked for; None for today, which needs no asking. Raises Invalid."""
    try:
        day = parse_day(asked)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en or th, place="as_of") from None
    if not isinstance(day, date) or day == now:
        return None
    if day > now:
        raise Invalid(
            f"วันที่ {written_day(day)} ยังไม่มาถึง ดูย้อนหลังได้ถึงวันนี้ ({written_day(now)})",
            f"{day.isoformat()} has not come yet; pages can be looked at as of any day up to today ({now.isoformat()}).",
            place="as_of",
        )
    return day


def asked_day(request: Request, session: Database, as_of: Asked = "") -> date | None:
    """The day as of which the page is asked for: the session answers for it, and the frame of the page tells it.

    A day in another form than ISO leads on to the address that has it so. Raises Invalid.
    """
    day = day_of(as_of, today(session))
    request.state.has_as_of, request.state.as_of = True, day
    if day is None:
        return None
    if as_of != day.isoformat():
        there = request.url.include_query_params(as_of=day.isoformat())
        raise HTTPException(303, headers={"Location": f"{there.path}?{there.query}"})
    look_back(session, day)
    return day


AsOf = Annotated[date | None, Depends(asked_day)]
"""What a route declares whose page can be looked at as of a day."""


def past_day(request: Request, session: Database, as_of: Asked = "") -> None:
    """As ``asked_day``, for a page that offers no other day of itself. Raises Invalid."""
    if as_of:
        asked_day(request, session, as_of)


DAY = Depends(past_day)
"""What a route has among its dependencies, before others that read, and tells by ``as_of_in``."""


def as_of_in(request: Request) -> date | None:
    """The day as of which the page of a request is made; None for today."""
    day: date | None = getattr(request.state, "as_of", None)
    return day
