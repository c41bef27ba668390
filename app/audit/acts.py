"""Every act that the log may hold, as people read it, and the power that it uses. A test compares it with the commands."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.permissions import Permission as May
from gis.layer import Text


@dataclass(frozen=True, slots=True)
class Act:
    """An act in both languages; ``permission`` is the power that signing it uses, None where none is needed."""

    name: Text
    permission: May | None = None


def _act(th: str, en: str, permission: May | None = None) -> Act:
    return Act(Text(th=th, en=en), permission)


ACTS: dict[str, Act] = {
    "areas.imported": _act("นำเข้าเขตการปกครอง", "Imported areas", May.AREA_IMPORT),
    "dataset.defined": _act("กำหนดชุดข้อมูล", "Defined a dataset", May.DATASET_DEFINE),
    "dataset.edited": _act("แก้ไขรายละเอียดชุดข้อมูล", "Edited a dataset", May.DATASET_DEFINE),
    "dataset.loaded": _act("นำข้อมูลเข้าชุดข้อมูล", "Loaded a dataset", May.DATASET_LOAD),
    "dataset.class_proposed": _act("เสนอเปลี่ยนชั้นความลับ", "Proposed another class", May.DATASET_CLASSIFY),
    "dataset.class_raised": _act("ยกชั้นความลับ", "Raised the class", May.DATASET_CLASSIFY),
    "dataset.class_withdrawn": _act("ถอนข้อเสนอชั้นความลับ", "Withdrew a proposal of class", May.DATASET_CLASSIFY),
    "dataset.class_approved": _act("อนุมัติการเปลี่ยนชั้นความลับ", "Approved another class", May.DATASET_PUBLISH),
    "dataset.class_rejected": _act("ไม่อนุมัติการเปลี่ยนชั้นความลับ", "Rejected another class", May.DATASET_PUBLISH),
    "dataset.synthetic_removed": _act("ถอดชุดข้อมูลสมมุติ", "Removed synthetic datasets", May.DEMO_LOAD),
    "indicator.defined": _act("กำหนดตัวชี้วัด", "Defined an indicator", May.INDICATOR_DEFINE),
    "indicator.observed": _act("บันทึกค่าตัวชี้วัด", "Recorded values of an indicator", May.OBSERVATION_RECORD),
    "indicator.synthetic_removed": _act("ถอดตัวชี้วัดสมมุติ", "Removed synthetic indicators", May.DEMO_LOAD),
    "project.registered": _act("ขึ้นทะเบียนโครงการ", "Registered projects", May.PROJECT_REGISTER),
    "project.drafted": _act("ร่างโครงการ", "Drafted a project", May.PROJECT_REGISTER),
    "project.changed": _act("แก้ไขข้อมูลทั่วไปของโครงการ", "Changed a project", May.PROJECT_REGISTER),
    "project.linked": _act("เชื่อมโยงโครงการกับแผน", "Linked a project to plans", May.PROJECT_REGISTER),
    "project.activity_added": _act("เพิ่มกิจกรรม", "Added an activity", May.PROJECT_REGISTER),
    "project.activity_removed": _act("ถอดกิจกรรม", "Removed an activity", May.PROJECT_REGISTER),
    "project.indicator_added": _act("เพิ่มตัวชี้วัดโครงการ", "Added an indicator to a project", May.PROJECT_REGISTER),
    "project.indicator_removed": _act("ถอดตัวชี้วัดโครงการ", "Removed an indicator of a project", May.PROJECT_REGISTER),
    "project.beneficiaries_counted": _act("ระบุผู้รับประโยชน์", "Counted beneficiaries", May.PROJECT_REGISTER),
    "project.beneficiaries_removed": _act("ถอดผู้รับประโยชน์", "Removed beneficiaries", May.PROJECT_REGISTER),
    "project.site_added": _act("เพิ่มที่ตั้งโครงการ", "Added a place of a project", May.PROJECT_REGISTER),
    "project.site_removed": _act("ถอดที่ตั้งโครงการ", "Removed a place of a project", May.PROJECT_REGISTER),
    "project.sites_divided": _act("แบ่งสัดส่วนที่ตั้ง", "Divided a project over its places", May.PROJECT_REGISTER),
    "project.numbered": _act("บันทึกเลขที่ในระบบอื่น", "Gave numbers of other systems", May.PROJECT_REGISTER),
    "project.responsible_named": _act("ระบุตำแหน่งผู้รับผิดชอบ", "Named who answers for it", May.PROJECT_REGISTER),
    "project.related": _act("ผูกโครงการที่เกี่ยวข้อง", "Related two projects", May.PROJECT_REGISTER),
    "project.readiness_set": _act("บันทึกความพร้อม", "Set the readiness of a project", May.PROJECT_REGISTER),
    "project.file_attached": _act("แนบแฟ้มหลักฐาน", "Attached a file", May.PROJECT_REGISTER),
    "project.file_removed": _act("ถอดแฟ้มหลักฐาน", "Took a file off", May.PROJECT_REGISTER),
    "project.moved": _act("เปลี่ยนสถานะโครงการ", "Moved a project to another state", May.PROJECT_REGISTER),
    "project.synthetic_removed": _act("ถอดโครงการสมมุติ", "Removed synthetic projects", May.DEMO_LOAD),
    "expense.approved": _act("อนุมัติการใช้จ่าย", "Approved an expense", May.EXPENSE_APPROVE),
    "meeting.called": _act("เรียกประชุม", "Called a meeting", May.MEETING_RECORD),
    "meeting.item_added": _act("เพิ่มระเบียบวาระ", "Added an agenda item", May.MEETING_RECORD),
    "meeting.resolved": _act("บันทึกมติ", "Recorded a resolution", May.MEETING_RECORD),
    "meeting.closed": _act("ปิดการประชุม", "Closed a meeting", May.MEETING_RECORD),
    "meeting.cancelled": _act("ยกเลิกการประชุม", "Cancelled a meeting", May.MEETING_RECORD),
    "meeting.synthetic_removed": _act("ถอดการประชุมสมมุติ", "Removed synthetic meetings", May.DEMO_LOAD),
    "national_frame.seeded": _act("ใส่กรอบแผนระดับชาติ", "Seeded national frames", May.PLAN_APPROVE),
    "national_frame.added": _act("เพิ่มกรอบแผนระดับชาติ", "Added a national goal", May.PLAN_APPROVE),
    "national_frame.changed": _act("แก้ไขกรอบแผนระดับชาติ", "Changed a national goal", May.PLAN_APPROVE),
    "cluster.added": _act("ตั้งชื่อกลุ่มจังหวัด", "Named a cluster of provinces", May.PLAN_APPROVE),
    "cluster.member_added": _act("เพิ่มจังหวัดเข้ากลุ่ม", "Added a province to a cluster", May.PLAN_APPROVE),
    "cluster.member_ended": _act("สิ้นสุดการอยู่ในกลุ่มจังหวัด", "Ended a province's time in a cluster", May.PLAN_APPROVE),
    "cluster.list_brought": _act("นำเข้ารายการของจังหวัดในกลุ่ม", "Brought in a member province's list", May.PLAN_DRAFT),
    "plan.drafted": _act("ร่างแผน", "Drafted a plan", May.PLAN_DRAFT),
    "plan.changed": _act("แก้ไขชื่อร่างแผน", "Changed the title of a draft plan", May.PLAN_DRAFT),
    "plan.discarded": _act("เลิกร่างแผน", "Gave a draft plan up", May.PLAN_DRAFT),
    "plan.node_added": _act("เพิ่มองค์ประกอบของแผน", "Added a node to a plan", May.PLAN_DRAFT),
    "plan.node_changed": _act("แก้ไของค์ประกอบของแผน", "Changed a node of a plan", May.PLAN_DRAFT),
    "plan.node_removed": _act("ถอดองค์ประกอบของแผน", "Removed a node of a plan", May.PLAN_DRAFT),
    "plan.target_set": _act("กำหนดค่าเป้าหมาย", "Set targets of a node", May.PLAN_DRAFT),
    "plan.aligned": _act("เชื่อมโยงกับแผนระดับชาติ", "Aligned a node with a national frame", May.PLAN_DRAFT),
    "plan.alignment_ended": _act("สิ้นสุดความเชื่อมโยง", "Ended an alignment", May.PLAN_DRAFT),
    "plan.proposed": _act("เสนอแผน", "Proposed a plan", May.PLAN_DRAFT),
    "plan.returned": _act("ส่งคืนร่างแผน", "Returned a plan to its drafters", May.PLAN_APPROVE),
    "plan.approved": _act("ประกาศใช้แผน", "Put a plan in force", May.PLAN_APPROVE),
    "plan.revised": _act("ทบทวนแผนเป็นฉบับใหม่", "Began a revision of a plan", May.PLAN_DRAFT),
    "plan.synthetic_removed": _act("ถอดแผนสมมุติ", "Removed synthetic plans", May.DEMO_LOAD),
    "call.announced": _act("เตรียมรอบคำขอ", "Prepared a budget call", May.CALL_MANAGE),
    "call.changed": _act("แก้ไขรอบคำขอ", "Changed a budget call", May.CALL_MANAGE),
    "call.criteria_set": _act("กำหนดเกณฑ์กลั่นกรอง", "Set the criteria of a call", May.CALL_MANAGE),
    "call.opened": _act("เปิดรับคำขอ", "Opened a budget call", May.CALL_MANAGE),
    "call.extended": _act("ขยายเวลายื่นคำขอ", "Extended a deadline", May.CALL_MANAGE),
    "call.closed": _act("ปิดรับคำขอ", "Closed a budget call", May.CALL_MANAGE),
    "call.screening_begun": _act("เริ่มกลั่นกรอง", "Began a screening", May.CALL_MANAGE),
    "call.ranked": _act("จัดลำดับตามคะแนน", "Ranked by the scores", May.PROJECT_SCREEN),
    "call.decided": _act("ตัดสินรอบคำขอตามมติ", "Decided a call by a resolution", May.PROJECT_DECIDE),
    "call.synthetic_removed": _act("ถอดรอบคำขอสมมุติ", "Removed synthetic calls", May.DEMO_LOAD),
    "brief.begun": _act("เริ่มข้อเสนอโครงการ", "Began a project brief", May.PROJECT_REGISTER),
    "brief.filled": _act("กรอกข้อเสนอโครงการ", "Filled in a project brief", May.PROJECT_REGISTER),
    "brief.filed": _act("ยื่นข้อเสนอโครงการ", "Filed a project brief", May.PROJECT_REGISTER),
    "brief.withdrawn": _act("ถอนข้อเสนอโครงการ", "Withdrew a project brief", May.PROJECT_REGISTER),
    "brief.returned": _act("ส่งกลับข้อเสนอโครงการ", "Returned a project brief", May.PROJECT_SCREEN),
    "brief.scored": _act("ให้คะแนนข้อเสนอ", "Scored a project brief", May.PROJECT_SCREEN),
    "brief.not_supported": _act("ไม่สนับสนุนข้อเสนอ", "Did not support a brief", May.PROJECT_SCREEN),
    "brief.rank_moved": _act("ปรับลำดับข้อเสนอ", "Moved the rank of a brief", May.PROJECT_SCREEN),
    "project.prioritised": _act("บันทึกผลการจัดลำดับโครงการ", "Kept the priority of a project", May.PROJECT_DECIDE),
    "demo.loaded": _act("ใส่จังหวัดตัวอย่าง", "Loaded the demo", May.DEMO_LOAD),
    "administrator.made": _act("ตั้งผู้ดูแลระบบคนแรก", "Made the first administrator", May.ACCOUNT_ADMINISTER),
    "demo.accounts_made": _act("สร้างบัญชีสาธิต", "Made the demo's accounts", May.DEMO_LOAD),
    "demo.accounts_removed": _act("ถอดบัญชีสาธิต", "Removed the demo's accounts", May.DEMO_LOAD),
    "demo.removed": _act("ถอดจังหวัดตัวอย่าง", "Removed the demo", May.DEMO_LOAD),
    "standard.seeded": _act("ใส่โครงสร้างตั้งต้น", "Seeded the standard structure", May.ORGANIZATION_EDIT),
    "organization.established": _act("ตั้งหน่วยงาน", "Established an organisation", May.ORGANIZATION_EDIT),
    "organization.changed": _act("แก้ไขหน่วยงาน", "Changed an organisation", May.ORGANIZATION_EDIT),
    "organization.abolished": _act("ยุบเลิกหน่วยงาน", "Abolished an organisation", May.ORGANIZATION_EDIT),
    "organization.synthetic_removed": _act("ถอดหน่วยงานสมมุติ", "Removed synthetic organisations", May.DEMO_LOAD),
    "unit.established": _act("ตั้งกลุ่มงาน", "Established a unit", May.ORGANIZATION_EDIT),
    "unit.renamed": _act("เปลี่ยนชื่อกลุ่มงาน", "Renamed a unit", May.ORGANIZATION_EDIT),
    "unit.abolished": _act("ยุบเลิกกลุ่มงาน", "Abolished a unit", May.ORGANIZATION_EDIT),
    "position.established": _act("กำหนดตำแหน่ง", "Established a position", May.ORGANIZATION_EDIT),
    "position.changed": _act("แก้ไขตำแหน่ง", "Changed a position", May.ORGANIZATION_EDIT),
    "position.abolished": _act("ยุบเลิกตำแหน่ง", "Abolished a position", May.ORGANIZATION_EDIT),
    "position.frozen": _act("ระงับตำแหน่ง", "Froze a position", May.ORGANIZATION_EDIT),
    "position.unfrozen": _act("เลิกระงับตำแหน่ง", "Released a frozen position", May.ORGANIZATION_EDIT),
    "position.scope_set": _act("กำหนดขอบเขตของตำแหน่ง", "Set the scope of a position", May.ROLE_GRANT),
    "position.taken": _act("เข้าทำหน้าที่ในตำแหน่ง", "Took up a position"),
    "committee.seated": _act("แต่งตั้งกรรมการ", "Seated a person in a committee", May.APPOINTMENT_ORDER),
    "committee.seated_by_office": _act(
        "กำหนดกรรมการโดยตำแหน่ง", "Seated a position in a committee", May.APPOINTMENT_ORDER
    ),
    "committee.seat_ended": _act("ให้กรรมการพ้นจากตำแหน่ง", "Ended a seat in a committee", May.APPOINTMENT_ORDER),
    "appointment.ordered": _act("ออกคำสั่งแต่งตั้ง", "Ordered an appointment", May.APPOINTMENT_ORDER),
    "appointment.ended": _act("ยุติคำสั่งแต่งตั้ง", "Ended an appointment", May.APPOINTMENT_ORDER),
    "delegation.ordered": _act("ออกคำสั่งมอบอำนาจ", "Ordered a delegation", May.DELEGATION_ORDER),
    "delegation.revoked": _act("ยกเลิกคำสั่งมอบอำนาจ", "Revoked a delegation", May.DELEGATION_ORDER),
    "role.defined": _act("กำหนดบทบาท", "Defined a role", May.ROLE_GRANT),
    "role.granted": _act("ให้บทบาทแก่ตำแหน่ง", "Granted a role", May.ROLE_GRANT),
    "role.withdrawn": _act("ถอนบทบาทจากตำแหน่ง", "Withdrew a role", May.ROLE_GRANT),
    "purpose.granted": _act("อนุญาตใช้ข้อมูลส่วนบุคคลตามวัตถุประสงค์", "Granted a purpose", May.ROLE_GRANT),
    "purpose.withdrawn": _act("ถอนการอนุญาตตามวัตถุประสงค์", "Withdrew a purpose", May.ROLE_GRANT),
    "person.registered": _act("ขึ้นทะเบียนบุคคล", "Registered a person", May.APPOINTMENT_ORDER),
    "person.erased": _act("ลบข้อมูลส่วนบุคคล", "Erased a person's data", May.PERSON_ERASE),
    "account.created": _act("เปิดบัญชีผู้ใช้", "Created an account", May.ACCOUNT_ADMINISTER),
    "account.enabled": _act("เปิดใช้บัญชี", "Enabled an account", May.ACCOUNT_ADMINISTER),
    "account.disabled": _act("ระงับบัญชี", "Disabled an account", May.ACCOUNT_ADMINISTER),
    "account.unlocked": _act("ปลดล็อกบัญชี", "Unlocked an account", May.ACCOUNT_ADMINISTER),
    "account.password_reset": _act("ตั้งรหัสผ่านใหม่ให้", "Reset a password", May.ACCOUNT_ADMINISTER),
    "account.factor_reset": _act("ล้างปัจจัยที่สอง", "Reset a second factor", May.ACCOUNT_ADMINISTER),
    "account.sessions_ended": _act("ยุติการใช้งานทุกเครื่อง", "Ended all sessions", May.ACCOUNT_ADMINISTER),
    "account.openid_linked": _act("ผูกบัญชีกับผู้ให้บริการยืนยันตัวตน", "Linked an OpenID", May.ACCOUNT_ADMINISTER),
    "account.password_changed": _act("เปลี่ยนรหัสผ่านของตน", "Changed the own password"),
    "account.factor_confirmed": _act("เปิดใช้ปัจจัยที่สอง", "Confirmed a second factor"),
    "account.code_used": _act("ยืนยันด้วยปัจจัยที่สอง", "Used a second factor"),
    "account.recovery_code_used": _act("ยืนยันด้วยรหัสกู้คืน", "Used a recovery code"),
    "session.opened": _act("เข้าระบบ", "Signed in"),
    "session.refused": _act("เข้าระบบไม่สำเร็จ", "Was refused sign-in"),
    "session.renewed": _act("ต่ออายุการใช้งาน", "Renewed a session"),
    "session.ended": _act("ออกจากระบบ", "Signed out"),
    "session.revoked": _act("ยุติการใช้งานเครื่องหนึ่ง", "Revoked a session"),
    "channel.opened": _act("เปิดช่องทางเชื่อมต่อข้อมูล", "Opened a data channel", May.KEY_ADMINISTER),
    "key.issued": _act("ออกกุญแจเชื่อมต่อ", "Issued an API key", May.KEY_ADMINISTER),
    "key.revoked": _act("เพิกถอนกุญแจเชื่อมต่อ", "Revoked an API key", May.KEY_ADMINISTER),
    "link.signed": _act("ออกลิงก์อ่านข้อมูล", "Signed a reading link", May.KEY_ADMINISTER),
    "audit_log.read": _act("เปิดอ่านบันทึกการกระทำ", "Read the audit log", May.AUDIT_READ),
    "audit_log.exported": _act("ส่งออกบันทึกการกระทำ", "Exported the audit log", May.AUDIT_READ),
}
"""The code of each act, ``<object>.<verb in the past>``."""
KINDS: dict[str, Text] = {
    "import_run": Text(th="การนำเข้า", en="import"),
    "dataset": Text(th="ชุดข้อมูล", en="dataset"),
    "indicator": Text(th="ตัวชี้วัด", en="indicator"),
    "project": Text(th="โครงการ", en="project"),
    "expense": Text(th="รายการจ่าย", en="expense"),
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


def named(act: str) -> Text:
    """The act as people read it; one that is not listed by its code."""
    return ACTS[act].name if act in ACTS else Text(th=act, en=act)


def kind_named(kind: str) -> Text:
    return KINDS.get(kind) or Text(th=kind, en=kind)


def using(permission: May) -> list[str]:
    """The acts that use a power."""
    return [code for code, act in ACTS.items() if act.permission is permission]
