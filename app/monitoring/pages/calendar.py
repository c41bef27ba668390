"""Forms of the calendar of reports and of the rule of the lights."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.authority import Resource
from app.core.calendar import written_day
from app.core.permissions import Permission
from app.core.records import today
from app.monitoring.commands.calendar import open_rounds, set_light_rule
from app.monitoring.pages.addresses import sheet_of_all
from app.monitoring.queries import lights
from app.monitoring.rules import CADENCES, percent
from app.monitoring.schemas import LightRuleIn, RoundsIn
from app.organizations.rules import ANYWHERE
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, answered, day, line, show, tried
from gis.layer import Text

router = APIRouter(prefix="/monitoring")
WHERE = Resource(ANYWHERE)
COUNT = {"inputmode": "numeric"}
BACK, BACK_TO = "/monitoring/rounds", Text(th="รอบรายงานและเกณฑ์", en="Rounds and rules")
ROUNDS = sheet_of_all(
    Text(th="เปิดรอบรายงาน", en="Open rounds of reporting"),
    Text(th="เปิดทั้งปีงบประมาณ รายเดือน 12 รอบ รายไตรมาส 4 รอบ", en="Those of a whole fiscal year: 12 months, or 4 quarters"),
    (
        Input("fiscal_year", Text(th="ปีงบประมาณ (พ.ศ.)", en="Fiscal year (B.E.)"), attributes=COUNT),
        Input("kind", Text(th="รอบ", en="Rounds"), None, [(each.value, words) for each, words in CADENCES.items()]),
        Input("due_days", Text(th="กำหนดส่งหลังสิ้นรอบ (วัน)", en="Due after the period (days)"), value="5", attributes=COUNT),
    ),
    Text(th="เปิดรอบ", en="Open them"), BACK, BACK_TO,
)  # fmt: skip
RULE = sheet_of_all(
    Text(th="กำหนดเกณฑ์ไฟสถานะ", en="Set the rule of the lights"),
    Text(th="มีผลตั้งแต่วันที่กำหนด ไฟสถานะในอดีตไม่เปลี่ยน", en="From its day on; lights of the past stay as they were"),
    (
        day("valid_from", "มีผลตั้งแต่", "From"),
        Input("watch_points", Text(th="เฝ้าระวังเมื่อต่ำกว่าแผน (จุด)", en="Watch when behind by (points)")),
        Input("late_points", Text(th="ล่าช้าเมื่อต่ำกว่าแผน (จุด)", en="Late when behind by (points)")),
        Input("watch_days", Text(th="เฝ้าระวังเมื่อคาดว่าเสร็จช้า (วัน)", en="Watch when expected late by (days)"), attributes=COUNT),
        Input("late_days", Text(th="ล่าช้าเมื่อคาดว่าเสร็จช้า (วัน)", en="Late when expected late by (days)"), attributes=COUNT),
        Input("stale_days", Text(th="ไม่ทราบเมื่อไม่มีรายงานเกิน (วัน)", en="Not known without a report for more than (days)"),
              attributes=COUNT),
        line("reason", "เหตุผลหรือมติ", "Reason or resolution"),
    ),
    Text(th="กำหนด", en="Set it"), BACK, BACK_TO,
)  # fmt: skip


@router.get("/rounds/new")
def opening(request: Request, by: Acts) -> Response:
    """The form that opens the rounds of a year."""
    by.must(Permission.CALL_MANAGE, WHERE)
    return show(request, ROUNDS, Form[RoundsIn]())


@router.post("/rounds/new")
def open_the_rounds(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Open them."""
    form = tried(session, filled(RoundsIn, given), lambda value: open_rounds(session, by=by, given=value))
    return answered(request, ROUNDS, form, BACK)


@router.get("/rules/new")
def rule(request: Request, session: Database, by: Acts) -> Response:
    """The form of the rule, filled in with the one in force."""
    by.must(Permission.PROJECT_DECIDE, WHERE)
    now = lights.thresholds(session, viewer=by.viewer, on=today(session))
    given = {} if now is None else {
        "valid_from": written_day(today(session)), "watch_points": percent(now.watch_points),
        "late_points": percent(now.late_points), "watch_days": str(now.watch_days), "late_days": str(now.late_days),
        "stale_days": str(now.stale_days),
    }  # fmt: skip
    return show(request, RULE, Form[LightRuleIn](given))


@router.post("/rules/new")
def set_the_rule(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Set it."""
    form = tried(session, filled(LightRuleIn, given), lambda value: set_light_rule(session, by=by, given=value))
    return answered(request, RULE, form, BACK)
