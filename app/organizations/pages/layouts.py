"""What the forms of the structure ask for."""

from __future__ import annotations

from collections.abc import Sequence

from app.organizations.models import Organization, Position
from app.organizations.pages.sheets import Sheet, page_of, titled
from app.organizations.rules import KINDS
from app.web.sheets import YES_NO, Input, Option, day, line
from gis.layer import Text

LIST = Text(th="รายการ", en="the list")
SOURCE = line("source", "ที่มาของโครงสร้าง", "Source", required=False, more=Text(
    th="เช่น กฎกระทรวงแบ่งส่วนราชการ พ.ศ. 2560", en="e.g. the ministerial regulation of B.E. 2560"
))  # fmt: skip


def organization_sheet(others: Sequence[Option], found: Organization | None) -> Sheet:
    """A new organisation, or one that is changed."""
    fixed = () if found is not None else (
        line("code", "รหัสหน่วยงาน", "Code", more=Text(
            th="อักษรเล็ก a-z ตัวเลข และขีด ใช้ในที่อยู่ของหน้า", en="small letters, digits and hyphens; part of the address"
        )),
        day("valid_from", "ตั้งแต่วันที่", "From"),
    )  # fmt: skip
    inputs = (
        *fixed,
        line("name_th", "ชื่อหน่วยงาน", "Name in Thai"),
        line("name_en", "ชื่อภาษาอังกฤษ", "Name in English"),
        Input("kind", Text(th="ประเภท", en="Kind"), None, [(kind.value, words) for kind, words in KINDS.items()]),
        Input("parent_code", Text(th="สังกัด", en="Stands under"), None, others, required=False),
        line("area_code", "รหัสพื้นที่", "Code of its area", required=False,
             more=Text(th="เช่น 9901", en="e.g. 9901")),
        SOURCE,
    )  # fmt: skip
    title = Text(th="เพิ่มหน่วยงาน", en="New organisation") if found is None else Text(
        th=f"แก้ไข{found.name_th}", en=f"Change {found.name_en}"
    )  # fmt: skip
    back, words = ("/organizations", LIST) if found is None else (
        f"/organizations/{found.code}", Text(th=found.name_th, en=found.name_en)
    )  # fmt: skip
    lead = Text(th="หน่วยงานมีวันเริ่มและวันสิ้นสุด ผังของวันใดวันหนึ่งจึงย้อนดูได้",
                en="Organisations have a first and a last day, so that the chart of any day can be seen.")  # fmt: skip
    return Sheet(title, lead, inputs, Text(th="บันทึก", en="Save"), back, words)


def unit_sheet(owner: Organization) -> Sheet:
    """A new unit."""
    inputs = (
        line("code", "รหัสกลุ่มงาน", "Code"),
        line("name_th", "ชื่อกลุ่มงาน", "Name in Thai"),
        line("name_en", "ชื่อภาษาอังกฤษ", "Name in English"),
        day("valid_from", "ตั้งแต่วันที่", "From"),
        SOURCE,
    )
    return Sheet(
        Text(th=f"เพิ่มกลุ่มงานใน{owner.name_th}", en=f"New unit of {owner.name_en}"),
        Text(th="กลุ่มงานเป็นส่วนของหน่วยงาน ตำแหน่งอยู่ในกลุ่มงานได้", en="A unit is a part of an organisation."),
        inputs, Text(th="บันทึก", en="Save"), f"/organizations/{owner.code}", Text(th=owner.name_th, en=owner.name_en),
    )  # fmt: skip


def position_sheet(
    owner: Organization, units: Sequence[Option], superiors: Sequence[Option], found: Position | None
) -> Sheet:
    """A new position, or one that is changed."""
    fixed = () if found is not None else (
        line("number", "เลขที่ตำแหน่ง", "Number", more=Text(th="เช่น สจ.002", en="e.g. สจ.002")),
        day("valid_from", "ตั้งแต่วันที่", "From"),
    )  # fmt: skip
    inputs = (
        *fixed,
        line("title_th", "ชื่อตำแหน่ง", "Title in Thai"),
        line("title_en", "ชื่อภาษาอังกฤษ", "Title in English"),
        line("line", "ประเภทหรือสายงาน", "Line", required=False, more=Text(th="เช่น วิชาการ", en="e.g. วิชาการ")),
        line("level", "ระดับ", "Level", required=False, more=Text(th="เช่น ชำนาญการ", en="e.g. ชำนาญการ")),
        *((Input("unit_code", Text(th="กลุ่มงาน", en="Unit"), None, units, required=False),) if units else ()),
        Input("reports_to", Text(th="ขึ้นตรงต่อ", en="Answers to"), None, superiors, required=False),
        Input("is_executive", Text(th="ตำแหน่งบริหาร", en="Executive position"), Text(
            th="ชื่อผู้ดำรงตำแหน่งบริหารเปิดเผยต่อสาธารณะ", en="The public is told who holds an executive position."
        ), YES_NO, value="false"),
        line("rank", "ลำดับในผัง", "Rank in the chart", value="0"),
        SOURCE,
    )  # fmt: skip
    title = Text(th=f"เพิ่มตำแหน่งใน{owner.name_th}", en=f"New position of {owner.name_en}") if found is None else Text(
        th=f"แก้ไขตำแหน่ง{found.title_th}", en=f"Change the position {found.title_en}"
    )  # fmt: skip
    back, words = (f"/organizations/{owner.code}", Text(th=owner.name_th, en=owner.name_en)) if found is None else (
        page_of(found.number), titled(found)
    )  # fmt: skip
    lead = Text(th="ตำแหน่งใหม่ยังไม่มีอำนาจใด จนกว่าจะกำหนดขอบเขตและบทบาท",
                en="A new position has no power until it is given a scope and a role.")  # fmt: skip
    return Sheet(title, lead, inputs, Text(th="บันทึก", en="Save"), back, words)


def freezing_sheet(position: Position) -> Sheet:
    """Freeze a position, or lift that."""
    if position.is_frozen:
        title = Text(th=f"ยกเลิกการยุบอัตรา: {position.title_th}", en=f"Unfreeze {position.title_en}")
        lead = Text(th="แต่งตั้งผู้ดำรงตำแหน่งได้อีกครั้ง", en="The position may take a holder again.")
    else:
        title = Text(th=f"ยุบเลิกอัตราชั่วคราว: {position.title_th}", en=f"Freeze {position.title_en}")
        lead = Text(th="แต่งตั้งผู้ดำรงตำแหน่งไม่ได้จนกว่าจะยกเลิก", en="The position takes no holder until that is lifted.")
    return Sheet(title, lead, (), Text(th="ยืนยัน", en="Confirm"), page_of(position.number), titled(position), grave=True)


def abolition_sheet(name: Text, back: str) -> Sheet:
    """Abolish an organisation or a position."""
    return Sheet(
        Text(th=f"ยุบ{name.th}", en=f"Abolish {name.en}"),
        Text(
            th="ประวัติยังอยู่ครบและย้อนดูได้ จะยุบได้เมื่อไม่มีสิ่งใดขึ้นอยู่หลังวันสุดท้าย",
            en="Its history stays. It can be abolished when nothing leans on it after its last day.",
        ),
        (day("last_day", "วันสุดท้าย", "Last day"),), Text(th="ยุบ", en="Abolish it"), back, name, grave=True,
    )  # fmt: skip
