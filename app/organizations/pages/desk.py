"""My position: what I may do now and until when, what ends soon, and what waits for me."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.authority import BASES
from app.core.permissions import SENTENCES, WITH_MONEY, Permission
from app.organizations.pages.position import baht
from app.organizations.queries import positions, posts
from app.organizations.queries.capacities import Capacity, capacities
from app.organizations.queries.positions import Delegated
from app.organizations.rules import CLASS_WORDS
from app.web.dependencies import Acts, Database
from app.web.panels import filled
from app.web.templating import render
from gis.access import Read

router = APIRouter(prefix="/organizations/desk")
SOON = timedelta(days=30)


@router.get("")
def desk(request: Request, session: Database, by: Acts) -> Response:
    """The page that a person in office works from."""
    now = posts.today_is(session, viewer=by.viewer)
    mine = capacities(session, by.person_id, viewer=by.viewer) if by.person_id is not None else []
    given = positions.delegated_by(session, by.position, viewer=by.viewer)
    return render(
        request,
        "organizations/desk.html",
        by=by,
        basis=BASES[by.basis],
        mine=mine,
        current=next((one for one in mine if _is_current(one, by)), None),
        given=given,
        soon=_soon([*mine, *given], now),
        now=now,
        allowed=[(each, SENTENCES[each]) for each in Permission if each in by.powers.permissions],
        classes=[CLASS_WORDS[each] for each in Read if each in by.viewer.classes],
        panels=filled(request, "organizations.desk", session, by.viewer, by.position),
        BASES=BASES,
        WITH_MONEY=WITH_MONEY,
        baht=baht,
    )


def _is_current(one: Capacity, by: Acts) -> bool:
    return one.position == by.position and one.basis is by.basis and one.order_no == by.order_no


def _soon(orders: list[Capacity | Delegated], now: date) -> list[Capacity | Delegated]:
    """Orders whose last day comes within thirty days, the nearest first."""
    ending = [one for one in orders if one.until is not None and one.until - now <= SOON]
    return sorted(ending, key=lambda one: one.until or now)
