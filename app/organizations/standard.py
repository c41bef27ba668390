"""What every installation begins with: roles, purposes and committees, as data that the office may edit.

Facts that were not checked against the original text are marked so (``is_verified`` false), and shown so on the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.permissions import Permission as P
from app.organizations.rules import SeatRole

UNCHECKED = "ชุดตั้งต้นของโปรแกรม ยังไม่ได้ตรวจกับต้นฉบับกฎหมาย"


@dataclass(frozen=True, slots=True)
class StandardRole:
    code: str
    title_th: str
    title_en: str
    sentence_th: str
    sentence_en: str
    permissions: frozenset[P]
    source: str = UNCHECKED
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class StandardPurpose:
    code: str
    title_th: str
    title_en: str
    legal_basis: str
    source: str = UNCHECKED
    is_verified: bool = False


@dataclass(frozen=True, slots=True)
class StandardCommittee:
    code: str
    title_th: str
    title_en: str
    regulation: str
    valid_from: date
    offices: tuple[tuple[str, SeatRole], ...]
    term_years: int | None = None
    max_terms: int | None = None
    source: str = UNCHECKED
    is_verified: bool = False


ROLES = (
    StandardRole(
        "governor", "ผู้ว่าราชการจังหวัด", "Governor",
        "เป็นหัวหน้าบังคับบัญชาในจังหวัด ใช้อำนาจได้ทุกเรื่องของศูนย์ และเป็นต้นทางของการมอบอำนาจ",
        "Heads the administration of the province; has every power of the centre, from which others are delegated.",
        frozenset(P) - {P.DEMO_LOAD},
        "พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534 มาตรา 54 และ 57 (ยังไม่ได้ตรวจกับต้นฉบับ)",
    ),
    StandardRole(
        "deputy-governor", "รองผู้ว่าราชการจังหวัด", "Deputy governor",
        "ช่วยผู้ว่าราชการจังหวัด ใช้อำนาจตามคำสั่งมอบอำนาจ และตรวจดูบันทึกการกระทำ",
        "Assists the governor, acts by orders of delegation, and may read the audit log.",
        frozenset({P.AUDIT_READ}),
    ),
    StandardRole(
        "chief-of-office", "หัวหน้าสำนักงานจังหวัด", "Chief of the provincial office",
        "รับผิดชอบศูนย์ข้อมูล แผน งบประมาณ และงานบุคคลของสำนักงานจังหวัด อนุมัติเผยแพร่ข้อมูล",
        "Answers for data, plans, budget and staff of the provincial office; approves publication of data.",
        frozenset({
            P.DATASET_DEFINE, P.DATASET_CLASSIFY, P.DATASET_PUBLISH, P.INDICATOR_DEFINE, P.PROJECT_REGISTER,
            P.EXPENSE_APPROVE, P.ORGANIZATION_EDIT, P.APPOINTMENT_ORDER, P.DELEGATION_ORDER, P.AUDIT_READ,
            P.MEETING_RECORD, P.PLAN_DRAFT, P.PLAN_APPROVE, P.PROJECT_SCREEN, P.PROJECT_DECIDE, P.PROJECT_ACCEPT,
            P.CALL_MANAGE, P.BUDGET_RECORD, P.BUDGET_APPROVE, P.ASSET_INSPECT, P.QUERY_RUN, P.FEED_PUBLISH,
            P.WEBHOOK_ADMINISTER,
        }),
    ),
    StandardRole(
        "strategy-officer", "เจ้าหน้าที่ยุทธศาสตร์และข้อมูล", "Strategy and data officer",
        "กำหนดและนำเข้าชุดข้อมูล ตัวชี้วัด และโครงการ ร่างแผน บันทึกมติ เสนอชั้นความลับ แต่ไม่อนุมัติเรื่องของตนเอง",
        "Defines and loads data, indicators and projects, drafts plans, records resolutions; approves nothing of his own.",
        frozenset({
            P.DATASET_DEFINE, P.DATASET_LOAD, P.DATASET_CLASSIFY, P.INDICATOR_DEFINE, P.OBSERVATION_RECORD,
            P.PROJECT_REGISTER, P.MEETING_RECORD, P.PLAN_DRAFT, P.PROJECT_SCREEN, P.CALL_MANAGE, P.BUDGET_RECORD,
            P.ASSET_INSPECT, P.QUERY_RUN,
        }),
    ),
    StandardRole(
        "gis-officer", "เจ้าหน้าที่ภูมิสารสนเทศ", "GIS officer",
        "นำเข้าเขตการปกครองและชั้นข้อมูลแผนที่ ดูแลพิกัดและคุณภาพข้อมูล",
        "Imports boundaries and map layers, and keeps their coordinates and quality.",
        frozenset({P.AREA_IMPORT, P.DATASET_DEFINE, P.DATASET_LOAD, P.DATASET_CLASSIFY, P.QUERY_RUN}),
    ),
    StandardRole(
        "hr-officer", "เจ้าหน้าที่บริหารทรัพยากรบุคคล", "Human resources officer",
        "ดูแลโครงสร้าง กรอบอัตรากำลัง และออกคำสั่งแต่งตั้งหรือรักษาราชการแทนตามที่ผู้มีอำนาจสั่ง",
        "Keeps the structure and the establishment, and records orders of appointment and of acting.",
        frozenset({P.ORGANIZATION_EDIT, P.APPOINTMENT_ORDER}),
    ),
    StandardRole(
        "system-administrator", "ผู้ดูแลระบบ", "System administrator",
        "ดูแลบัญชีผู้ใช้และกุญแจเชื่อมต่อข้อมูล ไม่มีอำนาจทางราชการอื่น",
        "Administers accounts and API keys; has no other official power.",
        frozenset({P.ACCOUNT_ADMINISTER, P.KEY_ADMINISTER}),
    ),
    StandardRole(
        "internal-auditor", "ผู้ตรวจสอบภายใน", "Internal auditor",
        "อ่านบันทึกการกระทำทั้งหมด รายงานตรงต่อผู้ว่าราชการจังหวัด และไม่แก้ไขข้อมูลใด",
        "Reads the whole audit log, reports to the governor, and changes nothing.",
        frozenset({P.AUDIT_READ}),
    ),
    StandardRole(
        "data-protection-officer", "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "Data protection officer",
        "ลบข้อมูลส่วนบุคคลตามคำขอ และตรวจการเข้าถึงข้อมูลส่วนบุคคลในบันทึกการกระทำ",
        "Erases personal data on request, and checks in the audit log who used them.",
        frozenset({P.PERSON_ERASE, P.AUDIT_READ}),
        "พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 41-42 (ยังไม่ได้ตรวจกับต้นฉบับ)",
    ),
    StandardRole(
        "district-chief", "นายอำเภอ", "District chief",
        "นำเข้าข้อมูล ค่าตัวชี้วัด และโครงการเฉพาะในพื้นที่อำเภอของตน",
        "Brings in data, values and projects of his own district only.",
        frozenset({
            P.DATASET_LOAD, P.OBSERVATION_RECORD, P.PROJECT_REGISTER, P.DELEGATION_ORDER, P.PROJECT_CARRY_OUT,
            P.PROGRESS_REPORT,
        }),
    ),
    StandardRole(
        "agency-head", "หัวหน้าส่วนราชการประจำจังหวัด", "Head of a provincial agency",
        "รับผิดชอบข้อมูลและโครงการของหน่วยงานตน เสนอชั้นความลับ และมอบอำนาจให้ผู้ช่วย",
        "Answers for data and projects of his agency, proposes classes, and delegates to his staff.",
        frozenset({
            P.DATASET_LOAD, P.DATASET_CLASSIFY, P.OBSERVATION_RECORD, P.PROJECT_REGISTER, P.DELEGATION_ORDER,
            P.PROJECT_CARRY_OUT, P.PROJECT_ACCEPT, P.PROGRESS_REPORT,
        }),
    ),
    StandardRole(
        "agency-officer", "เจ้าหน้าที่ของส่วนราชการ", "Officer of an agency",
        "นำเข้าข้อมูล ค่าตัวชี้วัด และโครงการของหน่วยงานตน",
        "Brings in data, values and projects of his agency.",
        frozenset({P.DATASET_LOAD, P.OBSERVATION_RECORD, P.PROJECT_REGISTER, P.PROJECT_CARRY_OUT, P.PROGRESS_REPORT}),
    ),
    StandardRole(
        "reader", "ผู้อ่าน", "Reader",
        "อ่านข้อมูลตามชั้นความลับและขอบเขตของตำแหน่ง ไม่แก้ไขข้อมูลใด",
        "Reads within the clearance and scope of the position; changes nothing.",
        frozenset(),
    ),
)  # fmt: skip

PUBLIC_TASK = "พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 24 (4) ภารกิจเพื่อประโยชน์สาธารณะ"
PURPOSES = (
    StandardPurpose("social-welfare", "จัดสวัสดิการสังคม", "Social welfare", PUBLIC_TASK),
    StandardPurpose("petitions", "รับและติดตามเรื่องร้องเรียน", "Handling of petitions", PUBLIC_TASK),
    StandardPurpose("disaster-relief", "ช่วยเหลือผู้ประสบสาธารณภัย", "Disaster relief", PUBLIC_TASK),
    StandardPurpose("public-health", "เฝ้าระวังและดูแลสุขภาพประชาชน", "Public health",
                    "พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 26 (5) ประโยชน์สาธารณะด้านการสาธารณสุข"),
    StandardPurpose("personnel", "บริหารงานบุคคลของหน่วยงาน", "Administration of staff", PUBLIC_TASK),
)  # fmt: skip

COMMITTEES = (
    StandardCommittee(
        "kbj", "คณะกรรมการบริหารงานจังหวัดแบบบูรณาการ (ก.บ.จ.)", "Provincial Integrated Administration Committee",
        "พระราชกฤษฎีกาว่าด้วยการบริหารงานเชิงพื้นที่แบบบูรณาการ พ.ศ. 2565", date(2022, 1, 1),
        (
            ("governor", SeatRole.CHAIR), ("deputy-governor", SeatRole.MEMBER), ("chief-of-office", SeatRole.SECRETARY),
            ("agency-head", SeatRole.MEMBER),
        ),
    ),
    StandardCommittee(
        "korojo", "คณะกรรมการร่วมภาครัฐและเอกชนเพื่อแก้ไขปัญหาทางเศรษฐกิจจังหวัด (กรอ.จังหวัด)",
        "Provincial Joint Public and Private Committee",
        "ระเบียบสำนักนายกรัฐมนตรีว่าด้วย กรอ. ฉบับปรับปรุง พ.ศ. 2568", date(2025, 1, 1),
        (
            ("governor", SeatRole.CHAIR), ("deputy-governor", SeatRole.MEMBER), ("chief-of-office", SeatRole.SECRETARY),
        ),
        term_years=3, max_terms=2,
        source="วาระ 3 ปี ไม่เกิน 2 วาระติดต่อกัน ตามการปรับปรุงปี 2568; องค์ประกอบยังไม่ได้ตรวจกับต้นฉบับ",
    ),
)  # fmt: skip
