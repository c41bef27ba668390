"""Forms of the nodes of a draft, what they serve and what they shall reach."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting
from app.core.calendar import written_day
from app.organizations.queries import posts
from app.plans.commands.alignments import align, end_alignment
from app.plans.commands.drafting import add_node, change_node, remove_node, set_targets
from app.plans.models import Plan, PlanNode
from app.plans.pages.addresses import Code, Version, draftable, sheet_of
from app.plans.queries import plans as asked_of
from app.plans.records import node_of
from app.plans.rules import NODES, ROLES, SYSTEMS, NodeKind, System
from app.plans.schemas import LinkEnding, LinkIn, NodeChange, NodeIn, TargetsIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import Input, Sheet, answered, day, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/plans/{code}/{version}")
Asked = Annotated[str, Query(max_length=300)]
COUNT = {"inputmode": "numeric"}
SAVE = Text(th="บันทึก", en="Save")


@router.get("/nodes/new")
def new_node(
    request: Request, session: Database, by: Acts, code: Code, version: Version, kind: Asked = "", parent: Asked = ""
) -> Response:
    """The form of a new node."""
    found = draftable(session, by, code, version)
    return show(request, _node_sheet(session, by, found, None), Form[NodeIn]({"kind": kind, "parent": parent}))


@router.post("/nodes/new")
def add_the_node(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version
) -> Response:  # fmt: skip
    """Add it."""
    sheet = _node_sheet(session, by, draftable(session, by, code, version), None)
    form = filled(NodeIn, given)
    form = tried(session, form, lambda value: add_node(session, by=by, code=code, version=version, given=value))
    return answered(request, sheet, form, sheet.back)


@router.get("/nodes/{key}/edit")
def node(request: Request, session: Database, by: Acts, code: Code, version: Version, key: uuid.UUID) -> Response:
    """The form of a node as it is called and stands."""
    found, one = _node(session, by, code, version, key)
    above = next(
        (each.key for each in asked_of.nodes(session, found, viewer=by.viewer) if each.id == one.parent_id), ""
    )
    given = {"code": one.code, "title_th": one.title_th, "title_en": one.title_en or "", "rank": str(one.rank),
             "parent": str(above)}  # fmt: skip
    return show(request, _node_sheet(session, by, found, one), Form[NodeChange](given))


@router.post("/nodes/{key}/edit")
def change_the_node(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version, key: uuid.UUID
) -> Response:
    """Change it."""
    sheet = _node_sheet(session, by, *_node(session, by, code, version, key))
    form = tried(session, filled(NodeChange, given),
                 lambda value: change_node(session, by=by, code=code, version=version, key=key, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/nodes/{key}/remove")
def removal(request: Request, session: Database, by: Acts, code: Code, version: Version, key: uuid.UUID) -> Response:
    """The form that takes a node out."""
    return show(request, _removal_sheet(*_node(session, by, code, version, key)), Form[LinkEnding]())


@router.post("/nodes/{key}/remove")
def remove_the_node(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version, key: uuid.UUID
) -> Response:
    """Take it out."""
    sheet = _removal_sheet(*_node(session, by, code, version, key))
    form = tried(session, filled(LinkEnding, given),
                 lambda _value: remove_node(session, by=by, code=code, version=version, key=key))  # fmt: skip
    return answered(request, sheet, form, f"/plans/{code}/{version}")


@router.get("/nodes/{key}/links")
def new_link(request: Request, session: Database, by: Acts, code: Code, version: Version, key: uuid.UUID) -> Response:
    """The form that ties a node to a national goal."""
    found, one = _node(session, by, code, version, key)
    given = {"valid_from": written_day(posts.today_is(session, viewer=by.viewer)), "role": "primary"}
    return show(request, _link_sheet(session, by, found, one), Form[LinkIn](given))


@router.post("/nodes/{key}/links")
def align_the_node(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version, key: uuid.UUID
) -> Response:
    """Tie it."""
    sheet = _link_sheet(session, by, *_node(session, by, code, version, key))
    form = tried(session, filled(LinkIn, given),
                 lambda value: align(session, by=by, code=code, version=version, key=key, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/links/{link_id}/end")
def ending(request: Request, session: Database, by: Acts, code: Code, version: Version, link_id: uuid.UUID) -> Response:
    """The form that ends an alignment."""
    del link_id
    return show(request, _ending_sheet(draftable(session, by, code, version)), Form[LinkEnding]())


@router.post("/links/{link_id}/end")
def end_the_link(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version, link_id: uuid.UUID
) -> Response:
    """End it."""
    sheet = _ending_sheet(draftable(session, by, code, version))
    form = filled(LinkEnding, given)
    form = tried(
        session, form, lambda one: end_alignment(session, by=by, code=code, version=version, link_id=link_id, given=one)
    )
    return answered(request, sheet, form, sheet.back)


@router.get("/nodes/{key}/targets")
def targets(
    request: Request, session: Database, by: Acts, code: Code, version: Version, key: uuid.UUID, indicator: Asked = ""
) -> Response:
    """The form of an indicator's baseline and targets."""
    found, one = _node(session, by, code, version, key)
    known = asked_of.targets_of(session, found, viewer=by.viewer).get(one.id, ())
    given = {"indicator": indicator}
    for series in known:
        if series.indicator == indicator:
            given |= {"unit": series.unit, **{f"target_{year}": str(value) for year, value in series.values.items()}}
            if series.baseline is not None:
                given |= {"baseline_year": str(series.baseline[0]), "baseline": str(series.baseline[1])}
    return show(request, _target_sheet(found, one), Form[TargetsIn](given))


@router.post("/nodes/{key}/targets")
def set_the_targets(
    request: Request, session: Database, by: Acts, given: Submitted, code: Code, version: Version, key: uuid.UUID
) -> Response:
    """Set them."""
    found, one = _node(session, by, code, version, key)
    sheet, form = _target_sheet(found, one), _targets(given)
    form = tried(session, form,
                 lambda value: set_targets(session, by=by, code=code, version=version, key=key, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


def _targets(given: Given) -> Form[TargetsIn]:
    """The fields ``target_2566`` … as one mapping; what is wrong with it is told above the form."""
    fixed = {name: value for name, value in given.items() if not name.startswith("target_")}
    values = {
        name.removeprefix("target_"): value for name, value in given.items() if name.startswith("target_") and value
    }
    form = filled(TargetsIn, {**fixed, "values": values})
    errors = {"" if place == "values" else place: told for place, told in form.errors.items()}
    return Form(given, errors, form.value)


def _node(session: Session, by: Acting, code: str, version: int, key: uuid.UUID) -> tuple[Plan, PlanNode]:
    found = draftable(session, by, code, version)
    return found, node_of(session, found, key)


def _title(one: PlanNode) -> Text:
    return Text(th=f"{one.code} {one.title_th}", en=f"{one.code} {one.title_en or one.title_th}")


def _at(
    plan: Plan, one: PlanNode, title: Text, inputs: tuple[Input, ...], submit: Text, *, grave: bool = False
) -> Sheet:
    return sheet_of(plan, title, _title(one), inputs, submit, grave=grave, at=f"#n-{one.key}")


def _node_sheet(session: Session, by: Acting, plan: Plan, one: PlanNode | None) -> Sheet:
    others = [(str(each.key), _title(each)) for each in asked_of.nodes(session, plan, viewer=by.viewer)
              if one is None or each.id != one.id]  # fmt: skip
    kinds = Input("kind", Text(th="ประเภท", en="Kind"), None, [(kind.value, words) for kind, words in NODES.items()])
    nothing = [("", Text(th="ยังไม่มีองค์ประกอบอื่น", en="no other node yet"))]
    inputs = (
        *([kinds] if one is None else []),
        line("code", "รหัส", "Code", more=Text(th="เช่น 1.2", en="e.g. 1.2")),
        line("title_th", "ข้อความ", "Words (Thai)"),
        line("title_en", "ข้อความภาษาอังกฤษ", "Words (English)", required=False),
        Input("parent", Text(th="อยู่ใต้", en="Stands under"), None, others or nothing, required=False),
        Input("rank", Text(th="ลำดับ", en="Order"), required=False, value="0", attributes=COUNT),
    )
    if one is None:
        lead = Text(
            th="วิสัยทัศน์ → เป้าหมาย → ประเด็น → วัตถุประสงค์ → แนวทาง → แผนงาน",
            en="Vision, goal, issue, objective, approach, programme",
        )
        return sheet_of(plan, Text(th="เพิ่มองค์ประกอบ", en="Add a node"), lead, inputs, Text(th="เพิ่ม", en="Add"))
    words = NODES[NodeKind(one.kind)]
    return _at(plan, one, Text(th=f"แก้ไข{words.th}", en=f"Change the {words.en.lower()}"), inputs, SAVE)


def _removal_sheet(plan: Plan, one: PlanNode) -> Sheet:
    title = Text(th="ถอดออกจากร่าง", en="Take it out of the draft")
    return _at(plan, one, title, (), Text(th="ถอดออก", en="Take it out"), grave=True)


def _link_sheet(session: Session, by: Acting, plan: Plan, one: PlanNode) -> Sheet:
    listed = []
    for frame in asked_of.frames(session, viewer=by.viewer):
        system = SYSTEMS[System(frame.system)]
        title = Text(th=f"{system.th} {frame.code} {frame.name_th}", en=f"{system.en} {frame.code} {frame.name_en}")
        listed.append((f"{frame.system}:{frame.code}", title))
    once = Text(th="แนวทางหนึ่งมียุทธศาสตร์ชาติหลักได้หนึ่งเดียว", en="an approach has one primary national strategy")
    inputs = (
        Input("frame", Text(th="แผนระดับชาติ", en="National frame"), None, listed),
        Input("role", Text(th="น้ำหนัก", en="Role"), once, [(role.value, words) for role, words in ROLES.items()]),
        line("rationale", "เหตุผล", "Rationale", required=False),
        day("valid_from", "ตั้งแต่วันที่", "From"),
    )
    return _at(plan, one, Text(th="เชื่อมโยงกับแผนระดับชาติ", en="Align with a national frame"), inputs, SAVE)


def _ending_sheet(plan: Plan) -> Sheet:
    inputs = (
        day("last_day", "วันสุดท้าย", "Last day", required=False, more=Text(th="เว้นว่าง = เมื่อวาน", en="empty: yesterday")),
    )
    lead = Text(th="รายการเดิมยังอยู่พร้อมวันที่", en="It stays with its dates")
    return sheet_of(plan, Text(th="สิ้นสุดความเชื่อมโยง", en="End the alignment"), lead, inputs,
                    Text(th="สิ้นสุด", en="End it"), grave=True)  # fmt: skip


def _target_sheet(plan: Plan, one: PlanNode) -> Sheet:
    number = {"inputmode": "decimal"}
    inputs = (
        line("indicator", "ตัวชี้วัด", "Indicator"),
        line("unit", "หน่วย", "Unit"),
        Input("baseline_year", Text(th="ปีฐาน (พ.ศ.)", en="Base year (B.E.)"), required=False, attributes=COUNT),
        Input("baseline", Text(th="ค่าฐาน", en="Baseline"), required=False, attributes=number),
        *(
            Input(
                f"target_{year}", Text(th=f"ค่าเป้าหมาย {year}", en=f"Target {year}"), required=False, attributes=number
            )
            for year in range(plan.first_year, plan.last_year + 1)
        ),
    )
    return _at(plan, one, Text(th="ตัวชี้วัดและค่าเป้าหมาย", en="Indicator and targets"), inputs, SAVE)
