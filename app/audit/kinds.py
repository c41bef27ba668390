"""The kinds of objects that acts of the log are about, as people read them."""

from __future__ import annotations

from gis.layer import Text

KINDS: dict[str, Text] = {
    "import_run": Text(th="การนำเข้า", en="import"),
    "dataset": Text(th="ชุดข้อมูล", en="dataset"),
    "feature": Text(th="รายการข้อมูล", en="feature"),
    "indicator": Text(th="ตัวชี้วัด", en="indicator"),
    "light_rule": Text(th="เกณฑ์สัญญาณไฟ", en="rule of the lights"),
    "scorecard": Text(th="แบบประเมินผล", en="scorecard"),
    "project": Text(th="โครงการ", en="project"),
    "query_run": Text(th="การสอบถาม", en="run of a query"),
    "saved_query": Text(th="คำสั่งสอบถามที่บันทึกไว้", en="saved query"),
    "export": Text(th="การส่งออกข้อมูล", en="export"),
    "snapshot": Text(th="ภาพถ่ายข้อมูล", en="snapshot"),
    "webhook": Text(th="การแจ้งเตือนระบบภายนอก", en="webhook"),
    "feed": Text(th="ฟีดข้อมูล", en="feed"),
    "saved_map": Text(th="แผนที่ที่บันทึก", en="saved map"),
    "saved_view": Text(th="มุมมองที่บันทึกไว้", en="saved view"),
    "expense": Text(th="รายการจ่าย", en="expense"),
    "budget_reference": Text(th="แหล่งเงินและงบรายจ่าย", en="sources and classes"),
    "budget_line": Text(th="รายการงบประมาณ", en="budget line"),
    "contract": Text(th="สัญญา", en="contract"),
    "disbursement_target": Text(th="เป้าหมายการใช้จ่าย", en="disbursement target"),
    "ceiling": Text(th="กรอบวงเงิน", en="ceiling"),
    "budget_proposal": Text(th="คำขอโอนหรือกันเงิน", en="proposal to move money"),
    "budget_import": Text(th="ตารางงบประมาณ", en="budget table"),
    "budget_mapping": Text(th="รูปแบบคอลัมน์", en="mapping of columns"),
    "unmatched_row": Text(th="รายการที่จับคู่ไม่ได้", en="unmatched row"),
    "monitoring": Text(th="งานติดตาม", en="monitoring"),
    "status_rule": Text(th="เกณฑ์ไฟสถานะ", en="rule of the lights of projects"),
    "round": Text(th="รอบรายงาน", en="round of reporting"),
    "call": Text(th="รอบคำขอ", en="budget call"),
    "brief": Text(th="ข้อเสนอโครงการ", en="project brief"),
    "demo": Text(th="จังหวัดตัวอย่าง", en="demo province"),
    "organization": Text(th="หน่วยงาน", en="organisation"),
    "unit": Text(th="กลุ่มงาน", en="unit"),
    "position": Text(th="ตำแหน่ง", en="position"),
    "committee": Text(th="คณะกรรมการ", en="committee"),
    "meeting": Text(th="การประชุม", en="meeting"),
    "national_frame": Text(th="กรอบแผนระดับชาติ", en="national frame"),
    "plan": Text(th="แผน", en="plan"),
    "appointment": Text(th="คำสั่งแต่งตั้ง", en="appointment"),
    "delegation": Text(th="คำสั่งมอบอำนาจ", en="delegation"),
    "role": Text(th="บทบาท", en="role"),
    "person": Text(th="บุคคล", en="person"),
    "account": Text(th="บัญชี", en="account"),
    "session": Text(th="การใช้งาน", en="session"),
    "channel": Text(th="ช่องทาง", en="channel"),
    "key": Text(th="กุญแจเชื่อมต่อ", en="API key"),
    "audit_log": Text(th="บันทึกการกระทำ", en="audit log"),
}
"""Kinds of objects as people read them; another kind is shown by its code."""


def kind_named(kind: str) -> Text:
    return KINDS.get(kind) or Text(th=kind, en=kind)
