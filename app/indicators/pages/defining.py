"""Forms of an indicator: defined, defined anew, one value recorded, and what values are worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting
from app.core.calendar import written_day
from app.core.permissions import Permission
from app.indicators.addresses import (
    NUMBER,
    ROOM,
    SAVE,
    Asked,
    Code,
    definable,
    page_of,
    recordable,
    sheet_of,
)
from app.indicators.commands.definitions import change_indicator, define_indicator
from app.indicators.commands.judging import set_score_band
from app.indicators.commands.observing import record_observations
from app.indicators.models import Indicator
from app.indicators.rules import AGGREGATIONS, DIRECTIONS, LEVEL_NAMES, PERIOD_KINDS, STATUSES, THEMES, PeriodKind
from app.indicators.schemas import IndicatorChange, IndicatorIn, ObservationForm, ScoreBandIn
from app.organizations.queries import posts
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import YES_NO, Input, Option, Sheet, answered, day, line, passage, show, tried
from gis.access import Read
from gis.layer import Text

router = APIRouter(prefix="/indicators")
COUNT = {"inputmode": "numeric"}
CLASSES = (
    (Read.PUBLIC.value, Text(th="เปิดเผย", en="Public")), (Read.INTERNAL.value, Text(th="ภายใน", en="Internal")),
    (Read.CONFIDENTIAL.value, Text(th="ลับ", en="Confidential")),
)  # fmt: skip


@router.get("/new")
def new_indicator(request: Request, session: Database, by: Acts) -> Response:
    """The form of a new indicator."""
    by.must(Permission.INDICATOR_DEFINE)
    given = {"decimals": "0", "multiplier": "1", "class": Read.PUBLIC.value, "is_about_persons": "false"}
    return show(request, _sheet(session, by, None), Form[IndicatorIn](given))


@router.post("/new")
def define_the_indicator(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Define it."""
    form = tried(session, filled(IndicatorIn, given), lambda value: define_indicator(session, by=by, given=value))
    return answered(request, _sheet(session, by, None), form, page_of(form.value.code if form.value else ""))


@router.get("/{code}/edit")
def edition(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form of an indicator as it is defined."""
    found = definable(session, by, code)
    return show(request, _sheet(session, by, found), Form[IndicatorChange](_shown(found)))


@router.post("/{code}/edit")
def change_the_indicator(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Define it anew."""
    sheet = _sheet(session, by, definable(session, by, code))
    form = tried(session, filled(IndicatorChange, given),
                 lambda value: change_indicator(session, by=by, code=code, given=value))  # fmt: skip
    return answered(request, sheet, form, page_of(code))


@router.get("/{code}/record")
def new_value(request: Request, session: Database, by: Acts, code: Code, area: Asked = "") -> Response:
    """The form of one value."""
    found = recordable(session, by, code)
    today = written_day(posts.today_is(session, viewer=by.viewer))
    given = {"area_code": area, "vintage_on": today, "status": "final"}
    return show(request, _value_sheet(found), Form[ObservationForm](given))


@router.post("/{code}/record")
def record_the_value(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Record it."""
    sheet = _value_sheet(recordable(session, by, code))
    form = filled(ObservationForm, given)
    form = tried(
        session,
        form,
        lambda one: record_observations(session, by=by, indicator=code, observations=[one.observation()]),
    )
    return answered(request, sheet, form, f"{page_of(code)}?area={given.get('area_code', '')}#series")


@router.get("/{code}/band")
def new_band(request: Request, session: Database, by: Acts, code: Code) -> Response:
    """The form that says what values are worth."""
    found = definable(session, by, code)
    return show(request, _band_sheet(found), Form[ScoreBandIn]())


@router.post("/{code}/band")
def set_the_band(request: Request, session: Database, by: Acts, given: Submitted, code: Code) -> Response:
    """Say it."""
    sheet = _band_sheet(definable(session, by, code))
    form = tried(session, filled(ScoreBandIn, given),
                 lambda value: set_score_band(session, by=by, indicator=code, given=value))  # fmt: skip
    return answered(request, sheet, form, f"{page_of(code)}#bands")


def _shown(found: Indicator) -> dict[str, str]:
    """The indicator as a form holds it."""
    values: dict[str, Any] = {name: getattr(found, name) for name in IndicatorChange.model_fields}
    values["class"] = values.pop("class_")
    return {name: _written(value) for name, value in values.items()}


def _written(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.15g}"
    return str(value)


def _options(listed: Mapping[Any, Text]) -> list[Option]:
    return [(str(key), words) for key, words in listed.items()]


def _sheet(session: Session, by: Acting, found: Indicator | None) -> Sheet:
    owners = [
        (one.code, Text(th=one.name_th, en=one.name_en)) for one in posts.organizations(session, viewer=by.viewer)
    ]
    code = line("code", "รหัส", "Code", more=Text(th="ตัวพิมพ์ใหญ่ เช่น SOC-ROAD", en="capitals, e.g. SOC-ROAD"))
    inputs = (*([code] if found is None else []), *_named(), *_computed(), *_kept(owners))
    lead = Text(
        th="ค่า = ตัวคูณ × ตัวตั้ง ÷ ตัวหาร เมื่อบันทึกค่าแล้ว วิธีรวมค่า ระดับ รอบเวลา และตัวคูณเปลี่ยนไม่ได้",
        en="value = multiplier × numerator ÷ denominator. With values, how they are combined, level, period and multiplier stay.",
    )
    if found is not None:
        return sheet_of(found, Text(th="แก้ไขตัวชี้วัด", en="Change the indicator"), lead, inputs)
    title = Text(th="กำหนดตัวชี้วัดใหม่", en="Define an indicator")
    return Sheet(title, lead, inputs, SAVE, "/indicators", ROOM, room="/indicators", room_title=ROOM)


def _named() -> tuple[Input, ...]:
    return (
        Input("theme", Text(th="หมวด", en="Theme"), None, _options(THEMES)),
        line("name_th", "ชื่อ", "Name (Thai)"),
        line("name_en", "ชื่อภาษาอังกฤษ", "Name (English)"),
        passage("definition_th", "นิยาม", "Definition (Thai)"),
        passage("definition_en", "นิยามภาษาอังกฤษ", "Definition (English)"),
        line("formula_th", "สูตร", "Formula (Thai)", required=False),
        line("formula_en", "สูตรภาษาอังกฤษ", "Formula (English)", required=False),
        line("numerator_th", "ตัวตั้ง", "Numerator (Thai)", required=False),
        line("numerator_en", "ตัวตั้งภาษาอังกฤษ", "Numerator (English)", required=False),
        line("denominator_th", "ตัวหาร", "Denominator (Thai)", required=False),
        line("denominator_en", "ตัวหารภาษาอังกฤษ", "Denominator (English)", required=False),
        line("unit_th", "หน่วย", "Unit (Thai)"),
        line("unit_en", "หน่วยภาษาอังกฤษ", "Unit (English)"),
    )


def _computed() -> tuple[Input, ...]:
    return (
        Input("multiplier", Text(th="ตัวคูณ", en="Multiplier"), Text(th="เช่น 100 หรือ 100,000", en="e.g. 100 or 100,000"),
              attributes=NUMBER),
        Input("decimals", Text(th="ทศนิยม", en="Decimals"), attributes=COUNT),
        Input("direction", Text(th="ทิศทางที่ดี", en="Which way is better"), None, _options(DIRECTIONS)),
        Input("range_lo", Text(th="ช่วงตั้งแต่", en="Range from"), required=False, attributes=NUMBER),
        Input("range_hi", Text(th="ช่วงถึง", en="Range to"), required=False, attributes=NUMBER),
        Input("aggregation", Text(th="วิธีรวมค่า", en="How parts are combined"), None, _options(AGGREGATIONS)),
        line("weight_indicator", "รหัสตัวชี้วัดที่ใช้ถ่วงน้ำหนัก", "Code of the indicator of weights", required=False),
        Input("min_level", Text(th="ระดับต่ำสุดที่บันทึก", en="Lowest level recorded"), None, _options(LEVEL_NAMES)),
        Input("period_kind", Text(th="รอบเวลา", en="Period"), None, _options(PERIOD_KINDS)),
    )  # fmt: skip


def _kept(owners: list[Option]) -> tuple[Input, ...]:
    return (
        line("source", "แหล่งข้อมูล", "Source"),
        Input("release_lag_days", Text(th="ออกช้ากี่วันหลังสิ้นรอบ", en="Days from the end of the period to the release"),
              required=False, attributes=COUNT),
        passage("caution_th", "ข้อควรระวัง", "Caution (Thai)", required=False),
        passage("caution_en", "ข้อควรระวังภาษาอังกฤษ", "Caution (English)", required=False),
        Input("organization", Text(th="หน่วยงานที่ดูแล", en="Kept by"), None,
              owners or [("", Text(th="ยังไม่มีหน่วยงาน", en="no organisation yet"))], required=False),
        Input("class", Text(th="ชั้นข้อมูล", en="Class"), None, CLASSES),
        Input("is_about_persons", Text(th="มาจากข้อมูลของบุคคล", en="Derived from data about persons"),
              Text(th="เปิดเผยทั่วไปถึงระดับอำเภอ", en="open to all down to the district"), YES_NO),
        Input("is_verified", Text(th="ตรวจกับต้นฉบับแล้ว", en="Checked against the original"), None, YES_NO, value="false"),
    )  # fmt: skip


def _value_sheet(found: Indicator) -> Sheet:
    kind = PERIOD_KINDS[PeriodKind(found.period_kind)]
    inputs = (
        Input("area_code", Text(th="รหัสพื้นที่", en="Area code"), attributes=COUNT),
        day("first_day", "วันแรกของรอบ", "First day of the period", more=kind),
        day("last_day", "วันสุดท้ายของรอบ", "Last day of the period"),
        Input("value", Text(th=f"ค่า ({found.unit_th})", en=f"Value ({found.unit_en})"), attributes=NUMBER),
        Input("numerator", Text(th=f"ตัวตั้ง {found.numerator_th or ''}".strip(),
                                en=f"Numerator {found.numerator_en or ''}".strip()), required=False, attributes=NUMBER),
        Input("denominator", Text(th=f"ตัวหาร {found.denominator_th or ''}".strip(),
                                  en=f"Denominator {found.denominator_en or ''}".strip()), required=False, attributes=NUMBER),
        Input("status", Text(th="สถานะของค่า", en="How settled it is"), None, _options(STATUSES)),
        day("vintage_on", "วันเผยแพร่", "Published on"),
        Input("lower", Text(th="ค่าต่ำของช่วงเชื่อมั่น", en="Lower bound"), required=False, attributes=NUMBER),
        Input("upper", Text(th="ค่าสูงของช่วงเชื่อมั่น", en="Upper bound"), required=False, attributes=NUMBER),
        line("source", "แหล่งข้อมูลของค่านี้", "Source of this value", required=False),
    )  # fmt: skip
    lead = Text(
        th=f"{found.name_th} · ค่าที่บันทึกแล้วไม่ถูกทับ การแก้ไขคือค่าเดิมในวันเผยแพร่ใหม่",
        en=f"{found.name_en}. What was recorded is never overwritten: a correction has a later day of publication.",
    )
    return sheet_of(found, Text(th="บันทึกค่า", en="Record a value"), lead, inputs)


def _band_sheet(found: Indicator) -> Sheet:
    inputs = (
        day("valid_from", "ใช้ตั้งแต่วันที่", "From"),
        Input("v50", Text(th="ค่าที่ได้ 50 คะแนน (ขั้นต้น)", en="Value worth 50 points (basic)"), attributes=NUMBER),
        Input("v75", Text(th="ค่าที่ได้ 75 คะแนน (มาตรฐาน)", en="Value worth 75 points (standard)"), attributes=NUMBER),
        Input("v100", Text(th="ค่าที่ได้ 100 คะแนน (ขั้นสูง)", en="Value worth 100 points (high)"), attributes=NUMBER),
        line("source", "อ้างอิง", "Source"),
    )
    lead = Text(
        th="คะแนนเป็นเส้นตรงผ่านสามค่านี้ ไม่ต่ำกว่า 0 ไม่เกิน 100 เกณฑ์เดิมสิ้นสุดในวันที่เกณฑ์ใหม่เริ่ม",
        en="Points lie on straight lines through the three values, from 0 to 100. The band before ends where this one begins.",
    )
    return sheet_of(found, Text(th="เกณฑ์การให้คะแนน", en="Score band"), lead, inputs)
