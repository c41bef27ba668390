"""The page of one position on a day: where it stands, who held it, what it may do and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import BASES, Acting, Basis, Resource, Viewer
from app.core.permissions import BY_ANOTHER_PERSON, SENTENCES, WITH_MONEY, Permission
from app.organizations.bars import Axis, Bar, Span, gaps
from app.organizations.models import Position
from app.organizations.pages.asked import On, as_of
from app.organizations.queries import charts, positions, posts
from app.organizations.rules import APPOINTMENT_KINDS, CLASS_WORDS, REACH_WORDS, AppointmentKind, Reach
from app.organizations.tenures import Tenure
from app.web.dependencies import Database, Identified, Viewing
from app.web.panels import filled
from app.web.templating import render
from app.web.words import Language, language_of
from gis.access import Read, cleared
from gis.layer import Text

router = APIRouter(prefix="/organizations/positions")
SATANG = 100
MILLION = 1_000_000
ORDERS = (Permission.ORGANIZATION_EDIT, Permission.APPOINTMENT_ORDER, Permission.ROLE_GRANT)


@dataclass(frozen=True, slots=True)
class Track:
    """One row of the picture of tenures."""

    title: Text
    bars: list[Bar]


@router.get("/{number}")
def position(
    request: Request, session: Database, viewer: Viewing, identity: Identified, number: str, on: On = ""
) -> Response:
    """One position."""
    asked = as_of(session, viewer, on)
    found = positions.position_at(session, number, viewer=viewer)
    axis = Axis.around(asked.day)
    return render(
        request,
        "organizations/position.html",
        asked=asked,
        position=found,
        roots=charts.surroundings(session, number, viewer=viewer, on=asked.on),
        orders=positions.orders_to(session, viewer=viewer, on=asked.on),
        axis=axis,
        panels=filled(request, "organizations.position", session, viewer, number),
        may=_offers(identity.by, found),
        by=identity.by,
        **_known(session, viewer, found, asked.on),
        **_over_time(session, viewer, found, axis, language_of(request)),
    )


def _known(session: Session, viewer: Viewer, found: Position, on: date | None) -> dict[str, Any]:
    """What the tables of the page show."""
    now = next((one for one in posts.posts(session, viewer=viewer, on=on) if one.number == found.number), None)
    delegated = positions.delegated_to(session, found.number, viewer=viewer, on=on)
    given = positions.delegated_by(session, found.number, viewer=viewer, on=on)
    codes = {code for areas in (found.areas, *(one.areas for one in (*delegated, *given))) for code in areas or ()}
    return {
        "now": now,
        "organization": positions.organization_at(session, found.organization_code, viewer=viewer),
        "superior": found.reports_to and positions.position_at(session, found.reports_to, viewer=viewer),
        "roles": positions.roles_of(session, found.number, viewer=viewer, on=on),
        "purposes": positions.purposes_of(session, found.number, viewer=viewer, on=on),
        "delegated": delegated,
        "given": given,
        "area_names": positions.area_names(session, codes, viewer=viewer),
        "classes": [CLASS_WORDS[each] for each in Read if each in cleared(map(Read, found.clearance))],
        "reach": REACH_WORDS[Reach(found.reach)],
        "KINDS": APPOINTMENT_KINDS,
        "SENTENCES": SENTENCES,
        "WITH_MONEY": WITH_MONEY,
        "BY_ANOTHER_PERSON": BY_ANOTHER_PERSON,
        "DELEGATED": BASES[Basis.DELEGATED],
        "baht": baht,
    }


def _over_time(
    session: Session, viewer: Viewer, found: Position, axis: Axis, language: Language
) -> dict[str, Any]:  # fmt: skip
    """Holders, acting holders and delegations along the axis, and the same as rows."""
    tenures = positions.holders_of(session, found.number, viewer=viewer)
    held = [_span(one, "held", language) for one in tenures if one.kind is AppointmentKind.SUBSTANTIVE]
    acting = [_span(one, "acting", language) for one in tenures if one.kind is not AppointmentKind.SUBSTANTIVE]
    out = positions.all_delegated_by(session, found.number, viewer=viewer)
    given = [Span(language.say(one.title_th, one.title_en), "acting", one.since, one.until) for one in out]
    free = gaps(held, found.valid_from, language.say("ว่าง", "Vacant"))
    tracks = [
        Track(Text(th="ตัวจริง", en="Holder"), axis.bars([*held, *free])),
        Track(Text(th="รักษาราชการแทน", en="Acting"), axis.bars(acting)),
        Track(Text(th="ปฏิบัติราชการแทน", en="By delegation"), axis.bars(given)),
    ]
    return {"tenures": tenures, "tracks": [track for track in tracks if track.bars]}


def _span(one: Tenure, kind: str, language: Language) -> Span:
    name = language.say(one.name_th or "", one.name_en or one.name_th or "")
    return Span(name or language.say("มีผู้ดำรงตำแหน่ง", "Held"), kind, one.since, one.until)


def _offers(by: Acting | None, found: Position) -> frozenset[str]:
    """Which acts on this position whoever looks may begin."""
    where = Resource(organization=found.organization_code)
    return frozenset(each.value for each in ORDERS if by is not None and by.may(each, where))


def baht(satang: int | None, language: Language) -> str:
    """``5.00 ล้านบาท`` from a million on, else the whole amount."""
    if satang is None:
        return "–"
    amount = satang / SATANG
    if amount >= MILLION:
        return language.say(f"{amount / MILLION:,.2f} ล้านบาท", f"{amount / MILLION:,.2f} million baht")
    return language.say(f"{amount:,.0f} บาท", f"{amount:,.0f} baht")
