"""Forms that say by which indicator a target of a plan is measured."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource
from app.core.permissions import Permission
from app.indicators.addresses import ROOM, SAVE
from app.indicators.commands.targets import bind_target, release_target
from app.indicators.models import TargetIndicator
from app.indicators.queries.definitions import indicators
from app.indicators.rules import MEASURES
from app.indicators.schemas import TargetBinding, TargetRelease
from app.plans.queries.plans import plan_at
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/indicators/targets/{plan}/{version}/{key}")
PlanCode = Annotated[str, Path(max_length=63)]
Version = Annotated[int, Path(ge=1, le=9999)]
Words = Annotated[str, Query(max_length=300)]


@router.get("/bind")
def binding(
    request: Request, session: Database, by: Acts, plan: PlanCode, version: Version, key: uuid.UUID, target: Words = ""
) -> Response:
    """The form that binds a target."""
    sheet = _sheet(session, by, plan, version)
    held = session.get(TargetIndicator, (key, target))
    given = {"target": target, "measure": "point"}
    if held is not None:
        given |= {"indicator_code": held.indicator_code, "measure": held.measure, "area_code": held.area_code or ""}
    return show(request, sheet, Form[TargetBinding](given))


@router.post("/bind")
def bind_the_target(
    request: Request, session: Database, by: Acts, given: Submitted, plan: PlanCode, version: Version, key: uuid.UUID
) -> Response:
    """Bind it."""
    sheet = _sheet(session, by, plan, version)
    form = tried(session, filled(TargetBinding, given),
                 lambda value: bind_target(session, by=by, code=plan, version=version, key=key, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/release")
def releasing(
    request: Request, session: Database, by: Acts, plan: PlanCode, version: Version, key: uuid.UUID, target: Words = ""
) -> Response:
    """The form that releases a target."""
    del key
    return show(request, _release_sheet(session, by, plan, version), Form[TargetRelease]({"target": target}))


@router.post("/release")
def release_the_target(
    request: Request, session: Database, by: Acts, given: Submitted, plan: PlanCode, version: Version, key: uuid.UUID
) -> Response:
    """Release it."""
    sheet = _release_sheet(session, by, plan, version)
    form = tried(session, filled(TargetRelease, given),
                 lambda value: release_target(session, by=by, code=plan, version=version, key=key, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


def _back(session: Session, by: Acting, code: str, version: int) -> tuple[str, Text]:
    """The plan to which the form leads back. Raises Forbidden, NotFound."""
    by.must(Permission.INDICATOR_DEFINE)
    found = plan_at(session, code, version, viewer=by.viewer)
    by.must(Permission.INDICATOR_DEFINE, Resource(found.organization, found.area_code))
    return f"/plans/{code}/{version}#targets", Text(th=found.title_th, en=found.title_en or found.title_th)


def _sheet(session: Session, by: Acting, code: str, version: int) -> Sheet:
    back, title = _back(session, by, code, version)
    listed = [(one.code, Text(th=f"{one.code} {one.name_th}", en=f"{one.code} {one.name_en}"))
              for one in indicators(session, viewer=by.viewer)]  # fmt: skip
    inputs = (
        line("target", "ค่าเป้าหมายในแผน", "Target of the plan"),
        Input("indicator_code", Text(th="ตัวชี้วัดที่ใช้วัด", en="Measured by"), None,
              listed or [("", Text(th="ยังไม่มีตัวชี้วัด", en="no indicator yet"))]),
        Input("measure", Text(th="วิธีวัด", en="How"), None, [(each.value, words) for each, words in MEASURES.items()]),
        Input("area_code", Text(th="รหัสพื้นที่ที่วัด", en="Code of the area measured"),
              Text(th="เว้นว่าง = พื้นที่ของแผน", en="empty: the area of the plan"), required=False,
              attributes={"inputmode": "numeric"}),
    )  # fmt: skip
    lead = Text(th="มีผลกับทุกฉบับของแผน", en="It holds for all versions of the plan.")
    return Sheet(Text(th="ผูกค่าเป้าหมายกับตัวชี้วัด", en="Measure a target"), lead, inputs, SAVE, back, title,
                 room="/indicators", room_title=ROOM)  # fmt: skip


def _release_sheet(session: Session, by: Acting, code: str, version: int) -> Sheet:
    back, title = _back(session, by, code, version)
    inputs = (line("target", "ค่าเป้าหมายในแผน", "Target of the plan"),)
    return Sheet(Text(th="เลิกผูกกับตัวชี้วัด", en="Stop measuring a target"),
                 Text(th="ค่าที่บันทึกไว้ยังอยู่", en="What was recorded stays."), inputs, Text(th="เลิกผูก", en="Stop"), back,
                 title, True, room="/indicators", room_title=ROOM)  # fmt: skip
