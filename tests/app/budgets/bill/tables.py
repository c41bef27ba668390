"""A small bill of the toy province, whose amounts one adds in the head."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.budgets.bill import read_budget_bytes
from app.budgets.billed import Asked
from app.budgets.commands.bill import import_bill
from app.budgets.commands.standard import seed_reference
from app.budgets.schemas import BillDocument
from app.core.authority import OPERATOR, Acting

YEAR, BAHT = 2565, 100
HEAD = "ITEM_ID,REF_PAGE_NO,BUDGETARY_UNIT,BUDGET_PLAN,PROJECT,CATEGORY_LV1,CATEGORY_LV2,ITEM_DESCRIPTION,FISCAL_YEAR,AMOUNT"
HOME, OTHER, CLUSTER = "จังหวัดของเล่น", "จังหวัดเชียงใหม่", "กลุ่มจังหวัดของเล่น"
BUILDING, SERVICES = ("งบลงทุน", "ค่าที่ดินและสิ่งก่อสร้าง"), ("งบดำเนินงาน", "ค่าตอบแทน ใช้สอยและวัสดุ")
WEIR, ROAD, TWO, HIRED, WIDE, FOREIGN, LED, UNREAD = range(1, 9)
ITEMS: dict[int, tuple[str, tuple[str, str], str, str]] = {
    WEIR: (HOME, BUILDING, "ฝาย ตำบลในเมือง อำเภอเมืองของเล่น", "1,000,000"),
    ROAD: (HOME, BUILDING, "ถนน อำเภอเหนือ", "2,000,000"),
    TWO: (HOME, BUILDING, "บ่อบาดาล ตำบลท่าข้าม และตำบลวังทอง อำเภอใต้", "3,000,000"),
    HIRED: (HOME, SERVICES, "ค่าจ้างเหมาบริการ", "4,000,000"),
    WIDE: (HOME, SERVICES, "ประชาสัมพันธ์จังหวัดของเล่น", "5,000,000"),
    FOREIGN: (OTHER, BUILDING, "ถนน อำเภอแม่ริม", "6,000,000"),
    LED: (CLUSTER, BUILDING, "ท่าเรือ ตำบลบ้านน้ำใส อำเภอเมืองของเล่น", "7,000,000"),
    UNREAD: (HOME, SERVICES, "วัสดุสำนักงาน", "8,OOO,000"),
}
"""15 million of the province and 7 of its cluster are ours, 6 are another province's, one amount cannot be read."""
ACT = BillDocument(document_no="พ.ร.บ. งบประมาณรายจ่าย พ.ศ. 2565", occurred_on=date(2021, 10, 1))


def written(*left_out: int, **changed: str) -> bytes:
    """The table, without some of its items and with other amounts or texts: ``amount_1``, ``item_1``, ``agency_1``."""
    lines = [HEAD]
    for number, (agency, (class5, group), item, amount) in ITEMS.items():
        if number in left_out:
            continue
        agency = changed.get(f"agency_{number}", agency)
        item, amount = changed.get(f"item_{number}", item), changed.get(f"amount_{number}", amount)
        lines.append(
            f'2022.3.13(1).{number},{number},{agency},แผนงาน,โครงการหนึ่ง,{class5},{group},{item},2022,"{amount}"'
        )
    return "\n".join(lines).encode()


def brought(
    session: Session, content: bytes | None = None, *, by: Acting = OPERATOR, home: str | None = "98", **given: Any
) -> dict[str, Any]:
    """The report of an import of that table."""
    seed_reference(session, by=OPERATOR)
    table = read_budget_bytes(content or written(), "bill.csv")
    return import_bill(session, by=by, asked=Asked(YEAR, home), table=table, file_name="bill.csv", sha256="0" * 64,
                       given=ACT.model_copy(update=given))  # fmt: skip
