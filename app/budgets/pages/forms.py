"""The forms about lines, events, contracts and proposals."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine
from app.budgets.pages.addresses import sheet, sheet_of
from app.budgets.queries import lines as lines_of
from app.budgets.queries import reports
from app.budgets.rules import BY_HAND, GROUNDS, KINDS, MEASURES, MOVEMENTS, ROADS, Class5, Kind, Tier
from app.core.authority import Acting
from app.web.sheets import Input, Sheet, day
from app.web.sheets import line as text_line
from gis.layer import Text

SAVE = Text(th="บันทึก", en="Save")
IN_BAHT = Text(th="บาท ไม่เกินสองตำแหน่ง เช่น 1,250,000.50", en="baht, two decimals at most, e.g. 1,250,000.50")
COUNT = {"inputmode": "numeric"}
DOCUMENT = text_line("document_no", "เลขที่เอกสาร", "Document number")
NOTE = text_line("note", "หมายเหตุ", "Note", required=False)
TIERS = [(tier.value, Text(th=tier.value, en=tier.value)) for tier in Tier]


def _amount(required: bool = True) -> Input:
    return Input(
        "amount", Text(th="จำนวนเงิน", en="Amount"), IN_BAHT, required=required, attributes={"inputmode": "decimal"}
    )


def _year() -> Input:
    return Input("fiscal_year", Text(th="ปีงบประมาณ (พ.ศ.)", en="Fiscal year (B.E.)"), attributes=COUNT)


def _source(session: Session, by: Acting) -> Input:
    return Input(
        "source", Text(th="แหล่งเงิน", en="Source"), None, list(reports.source_names(session, viewer=by.viewer).items())
    )


def _class5(session: Session, by: Acting) -> Input:
    called = reports.class_names(session, viewer=by.viewer)
    return Input(
        "class5", Text(th="งบรายจ่าย", en="Class"), None, [(one, called[one]) for one in Class5 if one in called]
    )


def line_sheet(session: Session, by: Acting) -> Sheet:
    """A new line."""
    called, above = reports.class_names(session, viewer=by.viewer), reports.subclasses(session, viewer=by.viewer)
    subclasses = [(code, Text(th=f"{called[five].th}: {called[code].th}", en=f"{called[five].en}: {called[code].en}"))
                  for code, five in above.items()]  # fmt: skip
    inputs = (
        text_line("reference", "รหัสรายการ", "Reference", more=Text(th="เช่น P2569-0001/1", en="e.g. P2569-0001/1")),
        text_line("project", "รหัสโครงการ", "Project"),
        Input("activity_number", Text(th="กิจกรรมที่", en="Activity"), required=False, attributes=COUNT),
        _year(), _source(session, by), _class5(session, by),
        Input("subclass", Text(th="ประเภทย่อย", en="Subclass"), None, subclasses, required=False),
        Input("road", Text(th="วิธีจ่าย", en="Road"), None, list(ROADS.items())), *_changing(),
    )  # fmt: skip
    lead = Text(th="เปิดบัญชีว่างของรายการ จำนวนเงินบันทึกเป็นเหตุการณ์", en="It opens an empty ledger; amounts are its events")
    return sheet(Text(th="เพิ่มรายการงบประมาณ", en="Define a budget line"), lead, inputs, SAVE)


def _changing() -> tuple[Input, Input]:
    usual = Text(th="เว้นว่าง = ตามประเภทงบ", en="leave it empty for what is usual for the class")
    return (
        text_line("external_code", "รหัสงบประมาณ (GFMIS)", "Budget code (GFMIS)", required=False),
        Input("lead_days", Text(th="เวลาจัดซื้อจัดจ้าง (วัน)", en="Lead time of procurement, in days"), usual, required=False,
              attributes=COUNT),
    )  # fmt: skip


def edit_sheet(found: BudgetLine) -> Sheet:
    """What of a line may change."""
    lead = Text(th="แก้ได้เฉพาะรหัสของระบบกลางและเวลาจัดซื้อจัดจ้าง", en="Only the state's code and the lead time change")
    return sheet_of(found, Text(th="แก้ไขรายการ", en="Change the line"), lead, _changing(), SAVE)


def contract_sheet(found: BudgetLine) -> Sheet:
    """A contract of the line's project."""
    inputs = (
        text_line("number", "เลขที่สัญญา", "Number"), text_line("vendor", "คู่สัญญา", "Vendor"),
        day("signed_on", "วันที่ลงนาม", "Signed on"), day("valid_from", "เริ่ม", "Begins"), day("valid_to", "สิ้นสุด", "Ends"),
        text_line("egp_id", "เลขที่โครงการ e-GP (11 หลัก)", "e-GP number (11 digits)", required=False),
    )  # fmt: skip
    lead = Text(th="วงเงินสัญญาบันทึกเป็นเหตุการณ์ก่อหนี้ผูกพัน", en="Its value is recorded as an event that binds money")
    return sheet_of(found, Text(th="บันทึกสัญญา", en="Record a contract"), lead, inputs, SAVE)


def _contracts(session: Session, by: Acting, found: BudgetLine) -> Input:
    held = lines_of.contracts(session, found, viewer=by.viewer)
    options = [(one.number, Text(th=f"{one.number} {one.vendor}", en=f"{one.number} {one.vendor}")) for one, _ in held]
    none = [("", Text(th="ไม่มี", en="None"))]
    return Input("contract", Text(th="สัญญา", en="Contract"), None, options or none, required=False)


def event_sheet(session: Session, by: Acting, found: BudgetLine) -> Sheet:
    """An event that is recorded by hand."""
    kinds = [(kind.value, KINDS[kind]) for kind in BY_HAND if kind is not Kind.DISBURSED]
    inputs = (
        Input("kind", Text(th="เหตุการณ์", en="Kind"), None, kinds), _amount(required=False),
        day("occurred_on", "วันที่", "Day"), DOCUMENT, _contracts(session, by, found),
        Input("tier", Text(th="Y1/Y2 (เฉพาะ ก.น.บ.)", en="Y1 or Y2 (national approval)"), None, TIERS, required=False),
        Input("priority", Text(th="ลำดับ", en="Rank"), required=False, attributes=COUNT), NOTE,
    )  # fmt: skip
    lead = Text(th="บันทึกแล้วแก้ไขไม่ได้ กลับรายการได้ครั้งเดียวทั้งจำนวน", en="It is never changed, only undone once and whole")
    return sheet_of(found, Text(th="บันทึกเหตุการณ์", en="Record an event"), lead, inputs, SAVE)


def pay_sheet(session: Session, by: Acting, found: BudgetLine) -> Sheet:
    """An expense."""
    inputs = (_amount(), day("occurred_on", "วันที่จ่าย", "Day of payment"), DOCUMENT, _contracts(session, by, found), NOTE)
    lead = Text(
        th="ไม่เกินวงเงินของตำแหน่ง และผู้บันทึกสัญญาอนุมัติเองไม่ได้",
        en="Up to the position's ceiling, and not by who recorded the contract",
    )
    submit = Text(th="อนุมัติเบิกจ่าย", en="Approve it")
    return sheet_of(found, Text(th="อนุมัติการเบิกจ่าย", en="Approve an expense"), lead, inputs, submit)


def proposal_sheet(session: Session, by: Acting, found: BudgetLine) -> Sheet:
    """That money be moved."""
    inputs = (
        Input("kind", Text(th="เรื่อง", en="What"), None, list(MOVEMENTS.items())), _amount(),
        text_line("to_line", "รหัสรายการที่รับโอน", "Line that receives it", required=False),
        _contracts(session, by, found),
        Input("ground", Text(th="เหตุกันเงินที่ไม่มีสัญญา", en="Ground without a contract"), None, list(GROUNDS.items()),
              required=False),
        DOCUMENT, text_line("reason", "เหตุผล", "Reason"),
    )  # fmt: skip
    lead = Text(th="มีผลเมื่อผู้มีอำนาจซึ่งเป็นคนละคนอนุมัติ", en="It takes effect when another person approves it")
    submit = Text(th="เสนอ", en="Propose it")
    return sheet_of(found, Text(th="ขอโอน ใช้เงินเหลือจ่าย หรือกันเงิน", en="Propose to move money"), lead, inputs, submit)


def reversal_sheet(found: BudgetLine, kind: Kind, document_no: str) -> Sheet:
    """That an event be undone."""
    lead = Text(
        th=f"“{KINDS[kind].th}” ตาม {document_no} จะถูกหักกลับทั้งจำนวน ทำได้ครั้งเดียว",
        en=f"“{KINDS[kind].en}” of {document_no} is undone whole, once",
    )
    inputs = (day("occurred_on", "วันที่", "Day"), DOCUMENT, NOTE)
    return sheet_of(found, Text(th="กลับรายการ", en="Undo an event"), lead, inputs, Text(th="กลับรายการ", en="Undo it"))


def target_sheet(session: Session, by: Acting) -> Sheet:
    """A target of a year."""
    inputs = (
        _year(), _class5(session, by), Input("measure", Text(th="เรื่อง", en="Measure"), None, list(MEASURES.items())),
        Input("quarter", Text(th="สิ้นไตรมาส", en="End of quarter"), None,
              [(str(n), Text(th=f"ไตรมาส {n}", en=f"Quarter {n}")) for n in (1, 2, 3, 4)]),
        Input("cum_pct", Text(th="ร้อยละสะสม", en="Cumulative per cent"), attributes={"inputmode": "decimal"}),
        text_line("source_doc", "เอกสารที่กำหนด", "Source"),
    )  # fmt: skip
    lead = Text(th="ตามมติคณะรัฐมนตรีหรือกรมบัญชีกลาง", en="As the cabinet or the Comptroller General's Department sets it")
    return sheet(Text(th="กำหนดเป้าหมายการใช้จ่าย", en="Set a target"), lead, inputs, SAVE)


def ceiling_sheet(session: Session, by: Acting) -> Sheet:
    """The ceiling of a year and source."""
    inputs = (_year(), _source(session, by), _amount(), text_line("source_doc", "เอกสารที่กำหนด", "Source"))
    lead = Text(th="เส้นแบ่งระหว่าง Y1 และ Y2", en="The line between Y1 and Y2")
    return sheet(Text(th="กำหนดกรอบวงเงิน", en="Set a ceiling"), lead, inputs, SAVE, back="/budgets/tiers")
