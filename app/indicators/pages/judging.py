"""How targets are judged: the rule of the lights, the grades, and cards of weighted indicators."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.permissions import Permission
from app.indicators.addresses import NUMBER, ROOM, SAVE, WORDS, Known, known_on, may
from app.indicators.commands.judging import set_light_rule, set_scorecard
from app.indicators.queries import definitions as asked_of
from app.indicators.queries.targets import rule_of_lights, worked_out
from app.indicators.schemas import LightRuleIn, ScorecardIn
from app.organizations.schemas import Code
from app.web.dependencies import Acts, Database, Identified, Viewing
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import Input, Sheet, answered, day, line, passage, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/indicators")
BACK = Text(th="เกณฑ์การประเมิน", en="How targets are judged")
WEIGHTS = Text(th="บรรทัดละหนึ่งตัวชี้วัด: รหัส น้ำหนัก เช่น SOC-ROAD 30 รวมกัน 100",
               en="one indicator a line: code and weight, e.g. SOC-ROAD 30; 100 together")  # fmt: skip


@router.get("/judging")
def judging(request: Request, session: Database, viewer: Viewing, identity: Identified) -> Response:
    """The rule of the lights with its history, the grades, and the cards."""
    return render(
        request, "indicators/judging.html", rule=rule_of_lights(session, viewer=viewer),
        rules=asked_of.light_rules(session, viewer=viewer), grades=asked_of.grades(session, viewer=viewer),
        cards=asked_of.scorecards(session, viewer=viewer), may_define=may(identity.by, Permission.INDICATOR_DEFINE), **WORDS,
    )  # fmt: skip


@router.get("/judging/lights")
def new_lights(request: Request, by: Acts) -> Response:
    """The form of a new rule of the lights."""
    by.must(Permission.INDICATOR_DEFINE)
    return show(request, _light_sheet(), Form[LightRuleIn]({"green_from": "100", "yellow_from": "75"}))


@router.post("/judging/lights")
def set_the_lights(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Set it."""
    form = tried(session, filled(LightRuleIn, given), lambda value: set_light_rule(session, by=by, given=value))
    return answered(request, _light_sheet(), form, "/indicators/judging")


@router.get("/judging/cards/new")
def new_card(request: Request, by: Acts) -> Response:
    """The form of a card."""
    by.must(Permission.INDICATOR_DEFINE)
    return show(request, _card_sheet(), Form[ScorecardIn]())


@router.post("/judging/cards/new")
def set_the_card(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Set it."""
    form = tried(session, _card(given), lambda value: set_scorecard(session, by=by, given=value))
    return answered(request, _card_sheet(), form, f"/indicators/judging/cards/{given.get('code')}")


@router.get("/judging/cards/{code}")
def card(request: Request, session: Database, viewer: Viewing, code: Code, known: Known = "") -> Response:
    """A card worked out."""
    found = asked_of.scorecard_by_code(session, code, viewer=viewer)
    worked = worked_out(session, found, viewer=viewer, known=known_on(known))
    return render(request, "indicators/card.html", worked=worked, known=known, **WORDS)


def _card(given: Given) -> Form[ScorecardIn]:
    """The lines of weights as one mapping."""
    try:
        weights = dict(_weight(each) for each in str(given.get("weights", "")).splitlines() if each.strip())
    except Invalid as error:
        return Form[ScorecardIn](given).refused("weights", error.th, error.en)
    form = filled(ScorecardIn, {**given, "weights": weights})
    return Form(given, form.errors, form.value)


def _weight(line_: str) -> tuple[str, str]:
    code, _, weight = line_.strip().partition(" ")
    if not weight.strip():
        raise Invalid(f"บรรทัดนี้ไม่มีน้ำหนัก: {line_}", f"This line has no weight: {line_}")
    return code, weight.strip()


def _light_sheet() -> Sheet:
    inputs = (
        day("valid_from", "ใช้ตั้งแต่วันที่", "From"),
        Input(
            "green_from",
            Text(th="เขียวตั้งแต่ร้อยละของเป้า", en="Green from this percentage of the target"),
            attributes=NUMBER,
        ),
        Input("yellow_from", Text(th="เหลืองตั้งแต่ร้อยละของเป้า", en="Yellow from this percentage"), attributes=NUMBER),
        line("source", "อ้างอิง", "Source"),
    )
    lead = Text(th="ต่ำกว่าเกณฑ์เหลืองเป็นแดง ไม่มีข้อมูลเป็นเทาเสมอ", en="Below yellow it is red; without data always grey.")
    return Sheet(Text(th="เกณฑ์สัญญาณไฟใหม่", en="A new rule of the lights"), lead, inputs, SAVE, "/indicators/judging", BACK,
                 room="/indicators", room_title=ROOM)  # fmt: skip


def _card_sheet() -> Sheet:
    inputs = (
        line("code", "รหัส", "Code", more=Text(th="ตัวพิมพ์เล็ก เช่น pa-2568", en="small letters, e.g. pa-2568")),
        line("title_th", "ชื่อ", "Title (Thai)"),
        line("title_en", "ชื่อภาษาอังกฤษ", "Title (English)"),
        Input("fiscal_year", Text(th="ปีงบประมาณ (พ.ศ.)", en="Fiscal year (B.E.)"), attributes={"inputmode": "numeric"}),
        Input("area_code", Text(th="รหัสพื้นที่", en="Area code"), attributes={"inputmode": "numeric"}),
        passage("weights", "ตัวชี้วัดและน้ำหนัก", "Indicators and weights", more=WEIGHTS),
    )
    lead = Text(th="คะแนนรวมถ่วงน้ำหนัก ไม่คิดเมื่อยังขาดค่า", en="Weighted total; none while a value is missing.")
    return Sheet(Text(th="แบบประเมินใหม่", en="A new scorecard"), lead, inputs, SAVE, "/indicators/judging", BACK,
                 room="/indicators", room_title=ROOM)  # fmt: skip
