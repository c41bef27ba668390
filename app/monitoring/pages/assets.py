"""Forms of assets: recorded, handed over, said not to exist, inspected."""

from __future__ import annotations

import uuid

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting
from app.core.permissions import Permission
from app.monitoring.commands.assets import declare_no_asset, hand_over_asset, inspect_asset, record_asset
from app.monitoring.pages.addresses import Reference, allowed, sheet_of
from app.monitoring.queries.assets import Held, asset_at
from app.monitoring.records import resource_of
from app.monitoring.rules import CONDITIONS, INSPECTED_AFTER
from app.monitoring.schemas import AssetIn, HandOver, InspectionIn, NoAssetIn
from app.organizations.queries import posts
from app.projects.models import Project
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, day, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/monitoring")
BETWEEN = Text(th="เว้นว่าง = ตรวจนอกรอบ", en="empty: between the due ones")
WRONG = Text(th="บอกเหตุเมื่อชำรุดหรือไม่ใช้ประโยชน์", en="say what is wrong when it is broken or not used")
SAVE = Text(th="บันทึก", en="Save")


@router.get("/projects/{reference}/assets")
def asset(request: Request, session: Database, by: Acts, reference: Reference) -> Response:
    """The form of an asset."""
    return show(request, _asset_sheet(allowed(session, by, Permission.PROJECT_ACCEPT, reference)), Form[AssetIn]())


@router.post("/projects/{reference}/assets")
def record_the_asset(request: Request, session: Database, by: Acts, given: Submitted, reference: Reference) -> Response:
    """Record it."""
    sheet = _asset_sheet(allowed(session, by, Permission.PROJECT_ACCEPT, reference))
    form = tried(session, filled(AssetIn, given),
                 lambda value: record_asset(session, by=by, reference=reference, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/projects/{reference}/no-asset")
def nothing(request: Request, session: Database, by: Acts, reference: Reference) -> Response:
    """The form that says that nothing is left behind."""
    return show(request, _none_sheet(allowed(session, by, Permission.PROJECT_ACCEPT, reference)), Form[NoAssetIn]())


@router.post("/projects/{reference}/no-asset")
def say_that_there_is_nothing(
    request: Request, session: Database, by: Acts, given: Submitted, reference: Reference
) -> Response:  # fmt: skip
    """Say it."""
    sheet = _none_sheet(allowed(session, by, Permission.PROJECT_ACCEPT, reference))
    form = tried(session, filled(NoAssetIn, given),
                 lambda value: declare_no_asset(session, by=by, reference=reference, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/assets/{asset_id}/hand-over")
def handing_over(request: Request, session: Database, by: Acts, asset_id: uuid.UUID) -> Response:
    """The form of a hand-over."""
    return show(
        request,
        _hand_over_sheet(session, by, *_held(session, by, Permission.PROJECT_ACCEPT, asset_id)),
        Form[HandOver](),
    )


@router.post("/assets/{asset_id}/hand-over")
def hand_the_asset_over(
    request: Request, session: Database, by: Acts, given: Submitted, asset_id: uuid.UUID
) -> Response:
    """Hand it over."""
    sheet = _hand_over_sheet(session, by, *_held(session, by, Permission.PROJECT_ACCEPT, asset_id))
    form = tried(session, filled(HandOver, given),
                 lambda value: hand_over_asset(session, by=by, asset_id=asset_id, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/assets/{asset_id}/inspect")
def inspection(request: Request, session: Database, by: Acts, asset_id: uuid.UUID) -> Response:
    """The form of an inspection."""
    return show(
        request, _inspection_sheet(*_held(session, by, Permission.ASSET_INSPECT, asset_id)), Form[InspectionIn]()
    )


@router.post("/assets/{asset_id}/inspect")
def inspect_the_asset(request: Request, session: Database, by: Acts, given: Submitted, asset_id: uuid.UUID) -> Response:
    """Record what was found."""
    sheet = _inspection_sheet(*_held(session, by, Permission.ASSET_INSPECT, asset_id))
    form = tried(session, filled(InspectionIn, given),
                 lambda value: inspect_asset(session, by=by, asset_id=asset_id, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


def _held(session: Session, by: Acting, permission: Permission, asset_id: uuid.UUID) -> tuple[Project, Held]:
    by.must(permission)
    held, project = asset_at(session, asset_id, viewer=by.viewer)
    by.must(permission, resource_of(by, project))
    return project, held


def _asset_sheet(project: Project) -> Sheet:
    inputs = (
        line("name_th", "สินทรัพย์", "Asset (Thai)"), line("name_en", "ภาษาอังกฤษ", "Asset (English)", required=False),
        Input("value_baht", Text(th="มูลค่า (บาท)", en="Value (baht)"), attributes={"inputmode": "decimal"}),
    )  # fmt: skip
    lead = Text(th="ตำแหน่งมาจากที่ตั้งของโครงการ", en="Its place is that of the project's sites")
    return sheet_of(project, Text(th="บันทึกสินทรัพย์", en="Record an asset"), lead, inputs, SAVE, at="#assets")


def _none_sheet(project: Project) -> Sheet:
    title = Text(th="แจ้งว่าไม่มีสินทรัพย์ต้องส่งมอบ", en="Say that nothing is left behind")
    lead = Text(th="เช่น งานฝึกอบรมหรือประชาสัมพันธ์", en="as of training or publicity")
    return sheet_of(project, title, lead, (line("reason", "เหตุผล", "Reason"),), SAVE, at="#assets")


def _hand_over_sheet(session: Session, by: Acting, project: Project, held: Held) -> Sheet:
    offices = [
        (one.code, Text(th=one.name_th, en=one.name_en)) for one in posts.organizations(session, viewer=by.viewer)
    ]
    inputs = (
        line("owner_th", "ผู้รับมอบ", "Owner", more=Text(th="เช่น อบต.บางแก้ว", en="as the document names it")),
        Input(
            "owner_organization", Text(th="หน่วยงานในระบบ", en="Organisation known here"), None, offices, required=False
        ),
        line("document", "หนังสือส่งมอบ", "Document of hand-over", more=Text(th="เลขที่และวันที่", en="number and date")),
        day("handed_over_on", "วันส่งมอบ", "Day of hand-over"),
    )
    lead = Text(th=f"{held.asset.name_th} ตรวจการใช้ประโยชน์เมื่อครบ 6, 12 และ 24 เดือน",
                en=f"{held.asset.name_en or held.asset.name_th}; inspected after 6, 12 and 24 months")  # fmt: skip
    return sheet_of(project, Text(th="ส่งมอบสินทรัพย์", en="Hand an asset over"), lead, inputs, SAVE, at="#assets")


def _inspection_sheet(project: Project, held: Held) -> Sheet:
    made = {one.months for one in held.inspections}
    due = [(str(n), Text(th=f"ครบ {n} เดือน", en=f"After {n} months")) for n in INSPECTED_AFTER if n not in made]
    following = held.next_due()
    inputs = (
        Input("months", Text(th="ครั้งที่ตรวจ", en="Which inspection"), BETWEEN, due, required=False,
              value=str(following.months) if following else ""),
        day("inspected_on", "วันที่ตรวจ", "Day of the inspection"),
        Input("condition", Text(th="สภาพ", en="Condition"), None, [(each.value, words) for each, words in CONDITIONS.items()]),
        line("remark", "สิ่งที่พบ", "What was found", required=False, more=WRONG),
    )  # fmt: skip
    lead = Text(th=held.asset.name_th, en=held.asset.name_en or held.asset.name_th)
    return sheet_of(project, Text(th="ตรวจการใช้ประโยชน์", en="Inspect its use"), lead, inputs, SAVE, at="#assets")
