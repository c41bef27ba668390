"""What a position may be allowed to do: one enumeration, each with its sentence in both languages.

Roles (data of ``organizations``) bundle permissions; roles are granted to positions only.
"""

from __future__ import annotations

from enum import StrEnum

from gis.layer import Text


class Permission(StrEnum):
    """One kind of official act, or of reading that is not for everybody (อำนาจ)."""

    AREA_IMPORT = "area.import"
    DATASET_DEFINE = "dataset.define"
    DATASET_LOAD = "dataset.load"
    DATASET_CLASSIFY = "dataset.classify"
    DATASET_PUBLISH = "dataset.publish"
    INDICATOR_DEFINE = "indicator.define"
    OBSERVATION_RECORD = "observation.record"
    PROJECT_REGISTER = "project.register"
    PROJECT_SCREEN = "project.screen"
    PROJECT_DECIDE = "project.decide"
    PROJECT_CARRY_OUT = "project.carry_out"
    PROJECT_ACCEPT = "project.accept"
    CALL_MANAGE = "call.manage"
    EXPENSE_APPROVE = "expense.approve"
    BUDGET_RECORD = "budget.record"
    BUDGET_APPROVE = "budget.approve"
    PROGRESS_REPORT = "progress.report"
    ASSET_INSPECT = "asset.inspect"
    MEETING_RECORD = "meeting.record"
    PLAN_DRAFT = "plan.draft"
    PLAN_APPROVE = "plan.approve"
    ORGANIZATION_EDIT = "organization.edit"
    APPOINTMENT_ORDER = "appointment.order"
    DELEGATION_ORDER = "delegation.order"
    ROLE_GRANT = "role.grant"
    PERSON_ERASE = "person.erase"
    ACCOUNT_ADMINISTER = "account.administer"
    KEY_ADMINISTER = "key.administer"
    AUDIT_READ = "audit.read"
    QUERY_RUN = "query.run"
    FEED_PUBLISH = "feed.publish"
    WEBHOOK_ADMINISTER = "webhook.administer"
    DEMO_LOAD = "demo.load"


SENTENCES: dict[Permission, Text] = {
    Permission.AREA_IMPORT: Text(th="นำเข้าเขตการปกครอง", en="Import administrative areas"),
    Permission.DATASET_DEFINE: Text(th="กำหนดชุดข้อมูลใหม่", en="Define a new dataset"),
    Permission.DATASET_LOAD: Text(th="นำข้อมูลเข้าชุดข้อมูล", en="Load features into a dataset"),
    Permission.DATASET_CLASSIFY: Text(th="เสนอเปลี่ยนชั้นความลับของชุดข้อมูล", en="Propose another class for a dataset"),
    Permission.DATASET_PUBLISH: Text(
        th="อนุมัติการเปลี่ยนชั้นความลับและเผยแพร่ชุดข้อมูล", en="Approve a dataset's change of class, and publish it"
    ),
    Permission.INDICATOR_DEFINE: Text(th="กำหนดตัวชี้วัด", en="Define an indicator"),
    Permission.OBSERVATION_RECORD: Text(th="บันทึกค่าตัวชี้วัด", en="Record values of an indicator"),
    Permission.PROJECT_REGISTER: Text(th="ขึ้นทะเบียนโครงการ", en="Register projects"),
    Permission.PROJECT_SCREEN: Text(th="กลั่นกรองและจัดลำดับข้อเสนอโครงการ", en="Screen and rank proposed projects"),
    Permission.PROJECT_DECIDE: Text(
        th="บรรจุโครงการเข้าแผนและกำหนดวงเงินตามมติคณะกรรมการ", en="Decide on projects by a committee's resolution"
    ),
    Permission.PROJECT_CARRY_OUT: Text(
        th="ดำเนินโครงการตั้งแต่จัดซื้อจัดจ้างจนแล้วเสร็จ", en="Carry out a project, from procurement to completion"
    ),
    Permission.PROJECT_ACCEPT: Text(th="ตรวจรับ ส่งมอบ และปิดโครงการ", en="Accept, hand over and close a project"),
    Permission.CALL_MANAGE: Text(
        th="เปิดรับคำของบประมาณและกำหนดเกณฑ์กลั่นกรอง", en="Open budget calls and set how they are screened"
    ),
    Permission.EXPENSE_APPROVE: Text(th="อนุมัติการใช้จ่ายงบประมาณ", en="Approve expenses"),
    Permission.BUDGET_RECORD: Text(th="บันทึกรายการและเหตุการณ์งบประมาณ", en="Record budget lines and their events"),
    Permission.BUDGET_APPROVE: Text(
        th="อนุมัติโอนเปลี่ยนแปลง เงินเหลือจ่าย และกันเงินเหลื่อมปี", en="Approve transfers, use of savings and carrying over"
    ),
    Permission.PROGRESS_REPORT: Text(th="รายงานความก้าวหน้าโครงการ", en="Report the progress of projects"),
    Permission.ASSET_INSPECT: Text(
        th="ตรวจการใช้ประโยชน์สินทรัพย์หลังส่งมอบ", en="Inspect the use of assets after hand-over"
    ),
    Permission.MEETING_RECORD: Text(
        th="เรียกประชุมและบันทึกมติของคณะกรรมการ", en="Call meetings of committees and record their resolutions"
    ),
    Permission.PLAN_DRAFT: Text(th="ร่างและเสนอแผนพัฒนา", en="Draft and propose development plans"),
    Permission.PLAN_APPROVE: Text(
        th="ประกาศใช้แผนพัฒนาตามมติคณะกรรมการ", en="Put a development plan in force by a committee's resolution"
    ),
    Permission.ORGANIZATION_EDIT: Text(
        th="แก้ไขโครงสร้างหน่วยงานและตำแหน่ง", en="Change organisations, units and positions"
    ),
    Permission.APPOINTMENT_ORDER: Text(
        th="ออกคำสั่งแต่งตั้งและคำสั่งรักษาราชการแทน", en="Order appointments, also of acting holders"
    ),
    Permission.DELEGATION_ORDER: Text(
        th="มอบอำนาจของตำแหน่งให้ปฏิบัติราชการแทน", en="Delegate powers of the position to another"
    ),
    Permission.ROLE_GRANT: Text(th="กำหนดบทบาทและขอบเขตอำนาจของตำแหน่ง", en="Grant roles and scope to positions"),
    Permission.PERSON_ERASE: Text(th="ลบข้อมูลส่วนบุคคลตามคำขอ", en="Erase a person's data on request"),
    Permission.ACCOUNT_ADMINISTER: Text(
        th="ดูแลบัญชีผู้ใช้ ตั้งรหัสผ่านใหม่ และยุติการใช้งาน", en="Administer accounts, passwords and sessions"
    ),
    Permission.KEY_ADMINISTER: Text(th="ออกและเพิกถอนกุญแจเชื่อมต่อข้อมูล", en="Issue and revoke API keys"),
    Permission.AUDIT_READ: Text(th="อ่านบันทึกการกระทำ", en="Read the audit log"),
    Permission.QUERY_RUN: Text(
        th="สอบถามข้อมูลภายในทั้งจังหวัดด้วย SQL", en="Query internal data of the whole province in SQL"
    ),
    Permission.FEED_PUBLISH: Text(th="เผยแพร่ฟีดข้อมูลแก่สาธารณะ", en="Publish feeds for everybody"),
    Permission.WEBHOOK_ADMINISTER: Text(
        th="ตั้งการแจ้งเตือนไปยังระบบของหน่วยงานอื่น", en="Have other offices' systems notified of changes"
    ),
    Permission.DEMO_LOAD: Text(th="ใส่และถอดข้อมูลสาธิต", en="Load and remove the demonstration"),
}
"""Each permission as people read it."""

WITH_MONEY = frozenset({Permission.EXPENSE_APPROVE, Permission.BUDGET_APPROVE})
"""Permissions that hold up to the ceiling of the position only."""
BY_ANOTHER_PERSON = frozenset({
    Permission.DATASET_PUBLISH, Permission.EXPENSE_APPROVE, Permission.PLAN_APPROVE, Permission.PROJECT_DECIDE,
    Permission.PROJECT_ACCEPT, Permission.BUDGET_APPROVE,
})  # fmt: skip
"""Permissions that the person who made the thing may not use on it, in whatever position (การแบ่งแยกหน้าที่)."""
NEVER_DELEGATED = frozenset({Permission.DELEGATION_ORDER, Permission.ROLE_GRANT, Permission.PERSON_ERASE})
"""Permissions that stay with the position: what was delegated is not delegated again."""
