"""Clusters of provinces as pages: who belongs and leads, and the lists of all, read side by side."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Resource, Viewer
from app.core.money import UNITS, Unit, written_money
from app.core.permissions import Permission
from app.organizations.rules import ANYWHERE
from app.places.queries import areas_of_level
from app.places.rules import Level
from app.plans.commands.clusters import add_cluster, add_member, bring_list, end_member
from app.plans.imports import read_list
from app.plans.models import Cluster
from app.plans.pages.addresses import ROOM, Code
from app.plans.queries import clusters as asked_of
from app.plans.schemas import ClusterIn, ListOf, MemberEnding, MemberIn
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import YES_NO, Input, Sheet, answered, day, line, passage, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/plans/clusters")
HERE = "/plans/clusters"
CLUSTERS = Text(th="กลุ่มจังหวัด", en="Clusters")
Province = Annotated[str, Path(pattern=r"^[0-9]{2}$")]
Year = Annotated[int | None, Query(ge=2500, le=2700)]


class Pasted(ListOf):
    """A list as it was pasted, and the unit of its amounts."""

    unit: Unit
    rows: Annotated[str, Field(min_length=1, max_length=2_000_000)]


@router.get("")
def clusters(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """All clusters with the provinces of today."""
    found = asked_of.clusters(session, viewer=viewer)
    return render(
        request, "plans/clusters.html", clusters=found, may_edit=_may(identity.by, Permission.PLAN_APPROVE),
        members={one.code: asked_of.members(session, one.code, viewer=viewer) for one in found},
        provinces=_provinces(session, viewer),
    )  # fmt: skip


@router.get("/new")
def new_cluster(request: Request, by: Acts) -> Response:
    """The form of a new cluster."""
    _must(by, Permission.PLAN_APPROVE)
    return show(request, NEW, Form[ClusterIn]())


@router.post("/new")
def add_the_cluster(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Add it."""
    _must(by, Permission.PLAN_APPROVE)
    form = tried(session, filled(ClusterIn, given), lambda value: add_cluster(session, by=by, given=value))
    return answered(request, NEW, form, f"{HERE}/{given.get('code')}")


@router.get("/{code}")
def cluster(
    request: Request, session: Database, viewer: Viewing, identity: Identified, code: Code, year: Year = None
) -> Response:
    """A cluster with its provinces, and what they told of a fiscal year, each list under its province."""
    found = asked_of.cluster_at(session, code, viewer=viewer)
    sums = asked_of.sums(session, code, viewer=viewer)
    years = sorted({one.fiscal_year for one in sums}, reverse=True)
    chosen = year or (years[0] if years else None)
    lists = defaultdict(list)
    for item in asked_of.items(session, code, chosen, viewer=viewer) if chosen else ():
        lists[item.province_code].append(item)
    return render(
        request, "plans/cluster.html", cluster=found, members=asked_of.members(session, code, viewer=viewer),
        provinces=_provinces(session, viewer), sums=[one for one in sums if one.fiscal_year == chosen], years=years,
        year=chosen, lists=lists, baht=written_money, is_inside=not viewer.is_public,
        may_edit=_may(identity.by, Permission.PLAN_APPROVE), may_bring=_may(identity.by, Permission.PLAN_DRAFT),
    )  # fmt: skip


@router.get("/{code}/members")
def new_member(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form that gives a cluster a province."""
    _must(by, Permission.PLAN_APPROVE)
    return show(request, _member_sheet(session, by, code), Form[MemberIn]())


@router.post("/{code}/members")
def add_the_member(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Add it."""
    _must(by, Permission.PLAN_APPROVE)
    sheet = _member_sheet(session, by, code)
    form = tried(session, filled(MemberIn, given), lambda value: add_member(session, by=by, code=code, given=value))
    return answered(request, sheet, form, sheet.back)


@router.get("/{code}/members/{province}/end")
def ending(request: Request, session: Database, by: Acts, code: Code, province: Province) -> Response:
    """The form that ends a province's time in a cluster."""
    _must(by, Permission.PLAN_APPROVE)
    return show(request, _ending_sheet(session, by, code, province), Form[MemberEnding]())


@router.post("/{code}/members/{province}/end")
def end_the_member(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, province: Province
) -> Response:
    """End it."""
    _must(by, Permission.PLAN_APPROVE)
    sheet, form = _ending_sheet(session, by, code, province), filled(MemberEnding, given)
    form = tried(session, form, lambda value: end_member(session, by=by, code=code, province=province, given=value))
    return answered(request, sheet, form, sheet.back)


@router.get("/{code}/lists")
def new_list(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form into which a member province's list is pasted."""
    _must(by, Permission.PLAN_DRAFT)
    return show(request, _list_sheet(session, by, code), Form[Pasted]())


@router.post("/{code}/lists")
def bring_the_list(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Bring it in, whole or not at all."""
    _must(by, Permission.PLAN_DRAFT)
    sheet = _list_sheet(session, by, code)

    def bring(value: Pasted) -> None:
        of = ListOf(province_code=value.province_code, fiscal_year=value.fiscal_year)
        bring_list(session, by=by, code=code, of=of, items=read_list(value.rows, value.unit))

    form = tried(session, filled(Pasted, given), bring)
    return answered(request, sheet, form, f"{sheet.back}?year={given.get('fiscal_year')}")


def _provinces(session: Session, viewer: Viewer) -> dict[str, Text]:
    """The names of the provinces whose boundaries are known."""
    known = areas_of_level(session, Level.PROVINCE, viewer=viewer)
    return {area.code: Text(th=area.name_th, en=area.name_en or area.name_th) for area in known}


def _sheet(
    found: Cluster, title: Text, lead: Text, inputs: tuple[Input, ...], submit: Text, grave: bool = False
) -> Sheet:
    name = Text(th=found.name_th, en=found.name_en)
    back = f"{HERE}/{found.code}"
    return Sheet(title, lead, inputs, submit, back, name, grave, room=HERE, room_title=CLUSTERS)


def _member_sheet(session: Session, by: Acting, code: str) -> Sheet:
    inputs = (
        line(
            "province_code", "รหัสจังหวัด", "Code of the province", more=Text(th="สองหลัก เช่น 24", en="two digits, e.g. 24")
        ),
        Input("is_lead", Text(th="เป็นจังหวัดนำ", en="Leads the cluster"), None, YES_NO),
        day("valid_from", "ตั้งแต่วันที่", "From"),
    )
    lead = Text(
        th="จังหวัดหนึ่งอยู่ได้กลุ่มเดียวในเวลาเดียวกัน และกลุ่มหนึ่งมีจังหวัดนำเดียว",
        en="A province belongs to one cluster at a time, and a cluster has one lead",
    )
    title = Text(th="เพิ่มจังหวัดเข้ากลุ่ม", en="Add a province")
    return _sheet(asked_of.cluster_at(session, code, viewer=by.viewer), title, lead, inputs, Text(th="เพิ่ม", en="Add"))


def _ending_sheet(session: Session, by: Acting, code: str, province: str) -> Sheet:
    lead = Text(th=f"จังหวัด {province} ออกจากกลุ่มหลังวันนี้", en=f"The province {province} leaves after this day")
    title = Text(th="สิ้นสุดการอยู่ในกลุ่ม", en="End its time in the cluster")
    inputs = (day("last_day", "วันสุดท้าย", "Last day"),)
    found = asked_of.cluster_at(session, code, viewer=by.viewer)
    return _sheet(found, title, lead, inputs, Text(th="ยืนยัน", en="Confirm"), grave=True)


def _list_sheet(session: Session, by: Acting, code: str) -> Sheet:
    found = asked_of.cluster_at(session, code, viewer=by.viewer)
    names = _provinces(session, by.viewer)
    mine = [one.province_code for one in asked_of.members(session, code, viewer=by.viewer) if one.valid_to is None]
    options = [(each, names.get(each, Text(th=f"จังหวัดรหัส {each}", en=f"Province {each}"))) for each in mine]
    more = Text(
        th="คัดลอกจากตารางมาวาง แถวแรกเป็นหัวตาราง: รหัสโครงการ ชื่อโครงการ หน่วยงาน งบประมาณ รหัสพื้นที่",
        en="Paste it from a spreadsheet with a header: reference, title, organisation, amount, areas",
    )
    inputs = (
        Input("province_code", Text(th="จังหวัดเจ้าของรายการ", en="Province whose list it is"), None, options),
        Input("fiscal_year", Text(th="ปีงบประมาณ (พ.ศ.)", en="Fiscal year (B.E.)"), attributes={"inputmode": "numeric"}),
        Input("unit", Text(th="หน่วยเงินในตาราง", en="Unit of the amounts"), None, [(u.value, UNITS[u]) for u in Unit]),
        passage("rows", "รายการ", "List", more=more),
    )
    lead = Text(
        th="แทนรายการเดิมของจังหวัดและปีนั้นทั้งชุด จังหวัดเจ้าของเป็นผู้แก้ไข ที่นี่อ่านอย่างเดียว",
        en="It replaces the province's former list of that year; only the province changes it, here it is read",
    )
    title = Text(th="นำเข้ารายการของจังหวัดในกลุ่ม", en="Bring in a member province's list")
    return _sheet(found, title, lead, inputs, Text(th="นำเข้า", en="Bring it in"))


def _may(by: Acting | None, permission: Permission) -> bool:
    return by is not None and by.may(permission, Resource(organization=ANYWHERE))


def _must(by: Acting, permission: Permission) -> None:
    by.must(permission, Resource(organization=ANYWHERE))


NEW = Sheet(
    Text(th="เพิ่มกลุ่มจังหวัด", en="Add a cluster"),
    Text(th="ระบุประกาศหรือมติที่จัดตั้งกลุ่มเป็นที่มา", en="Name the decision that formed it as the source"),
    (
        line("code", "รหัส", "Code", more=Text(th="เช่น east-1", en="e.g. east-1")),
        line("name_th", "ชื่อกลุ่ม", "Name (Thai)"),
        line("name_en", "ชื่อภาษาอังกฤษ", "Name (English)"),
        line("source", "ที่มา", "Source"),
    ),
    Text(th="เพิ่ม", en="Add"), HERE, CLUSTERS, room="/plans", room_title=ROOM,
)  # fmt: skip
