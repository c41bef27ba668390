"""Organisations as data: the list of positions (JSON, CSV), one position, the committees and the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.calendar import parse_day
from app.core.errors import Invalid
from app.core.permissions import SENTENCES
from app.core.records import plain
from app.core.spreadsheets import as_csv
from app.organizations.queries import committees as asked_of
from app.organizations.queries import policy as policies
from app.organizations.queries import positions, posts
from app.organizations.queries.posts import Post, State
from app.organizations.tenures import Tenure
from app.web.dependencies import Database, Viewing

router = APIRouter(prefix="/api/organizations")
On = Annotated[str, Query(max_length=20)]
Only = Annotated[State | None, Query()]
COLUMNS = {
    "number": "เลขที่ตำแหน่ง", "title_th": "ตำแหน่ง", "title_en": "Position", "organization": "รหัสหน่วยงาน", "line": "ประเภท",
    "level": "ระดับ", "reports_to": "ขึ้นตรงต่อ", "state": "สถานะ", "holder": "ผู้ดำรงตำแหน่ง", "acting": "ผู้รักษาการ",
    "vacant_since": "ว่างตั้งแต่", "vacant_days": "ว่าง (วัน)",
}  # fmt: skip
"""What of a position leaves, with the title of its column."""


@router.get("")
def organizations(session: Database, viewer: Viewing, on: On = "") -> Response:
    """Every organisation of the day."""
    found = posts.organizations(session, viewer=viewer, on=_day(on))
    names = ("code", "kind", "name_th", "name_en", "parent_code", "area_code", "valid_from", "valid_to", "source",
             "is_verified", "is_synthetic")  # fmt: skip
    return _json(viewer, {"organizations": [plain({name: getattr(one, name) for name in names}) for one in found]})


@router.get("/positions")
def listed(session: Database, viewer: Viewing, on: On = "", state: Only = None) -> Response:
    """Every position of the day; holders by the names that the viewer may know."""
    return _json(viewer, {"positions": _rows(session, viewer, on, state)})


@router.get("/positions.csv")
def listed_as_csv(session: Database, viewer: Viewing, on: On = "", state: Only = None) -> Response:
    """The same for a spreadsheet: RFC 4180 in UTF-8 with a byte order mark."""
    rows = ([row[name] for name in COLUMNS] for row in _rows(session, viewer, on, state))
    headers = {**_caching(viewer), "Content-Disposition": 'attachment; filename="positions.csv"'}
    return Response(as_csv([COLUMNS.values(), *rows]), headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/positions/{number}")
def position(session: Database, viewer: Viewing, number: str, on: On = "") -> Response:
    """One position with who held it, its roles and what it exercises for others on the day."""
    found, day = positions.position_at(session, number, viewer=viewer), _day(on)
    names = ("number", "title_th", "title_en", "organization_code", "unit_code", "line", "level", "reports_to", "reach",
             "areas", "clearance", "ceiling_satang", "is_frozen", "is_executive", "valid_from", "valid_to")  # fmt: skip
    told: dict[str, Any] = plain({name: getattr(found, name) for name in names})
    told["tenures"] = [_tenure(one) for one in positions.holders_of(session, number, viewer=viewer)]
    told["roles"] = [plain(asdict(one)) for one in positions.roles_of(session, number, viewer=viewer, on=day)]
    told["purposes"] = [plain(asdict(one)) for one in positions.purposes_of(session, number, viewer=viewer, on=day)]
    told["exercises_for"] = [
        plain(asdict(one)) for one in positions.delegated_to(session, number, viewer=viewer, on=day)
    ]
    told["delegates_to"] = [
        plain(asdict(one)) for one in positions.delegated_by(session, number, viewer=viewer, on=day)
    ]
    return _json(viewer, told)


@router.get("/committees")
def committees(session: Database, viewer: Viewing, on: On = "") -> Response:
    """Every committee with its seats on the day."""
    found = asked_of.boards(session, viewer=viewer, on=_day(on))
    told = [
        {"code": one.committee.code, "title_th": one.committee.title_th, "title_en": one.committee.title_en,
         "regulation": one.committee.regulation, "seats": [plain(asdict(seat)) for seat in one.seats]}
        for one in found
    ]  # fmt: skip
    return _json(viewer, {"committees": told})


@router.get("/policy")
def policy(session: Database, viewer: Viewing) -> Response:
    """Every permission with its sentences, the roles that hold it and the positions that have it today."""
    told = [
        {
            "permission": rule.permission.value,
            "sentence": {"th": SENTENCES[rule.permission].th, "en": SENTENCES[rule.permission].en},
            "roles": sorted(rule.roles),
            "positions": [one.number for one in rule.positions],
            "has_ceiling": rule.has_ceiling,
            "needs_another_person": rule.needs_another_person,
            "is_never_delegated": rule.is_never_delegated,
        }
        for rule in policies.policy(session, viewer=viewer)
    ]
    return _json(viewer, {"policy": told})


def _rows(session: Session, viewer: Viewer, on: str, state: State | None) -> list[dict[str, Any]]:
    found = posts.posts(session, viewer=viewer, on=_day(on))
    return [_row(post) for post in found if state is None or post.state is state]


def _row(post: Post) -> dict[str, Any]:
    told = {name: getattr(post, name) for name in COLUMNS}
    told["holder"], told["acting"] = (one and one.name_th for one in (post.holder, post.acting))
    return plain(told)


def _tenure(one: Tenure) -> dict[str, Any]:
    """Without the key of the person, which would tie a hidden name to other posts."""
    return plain({name: value for name, value in asdict(one).items() if name not in ("id", "person_id")})


def _day(asked: str) -> date | None:
    """The day asked for. Raises Invalid."""
    try:
        day = parse_day(asked)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en or th, place="on") from None
    return day if isinstance(day, date) else None


def _json(viewer: Viewer, told: Mapping[str, Any]) -> Response:
    return JSONResponse(told, headers=_caching(viewer))


def _caching(viewer: Viewer) -> dict[str, str]:
    """What somebody in office sees is for him alone."""
    return {"Cache-Control": "no-cache" if viewer.is_public else "private, no-store", "Vary": "Cookie, Authorization"}
