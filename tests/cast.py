"""The cast of the toy province: who holds which position, and what each position may do and see.

province (98) ── G-1 ผู้ว่าฯ ── G-2 รองผู้ว่าฯ            G-1 everything, up to 10 million baht
  office ─────── O-1 หัวหน้าสำนักงาน (to G-2)              publishes, appoints, up to 5 million baht
                  ├ O-2 นักวิเคราะห์ (unit strategy)        loads and classifies data
                  ├ O-3 เจ้าหน้าที่บุคคล                    administers accounts, keys and positions
                  ├ O-4 ผู้ตรวจสอบภายใน                   reads the audit log
                  └ O-5 ว่าง                              vacant
  works ──────── W-1 โยธาธิการ                            sees its own organisation only
  mueang ─────── D-1 นายอำเภอ                             sees district 9801 only
  welfare ────── S-1 พัฒนาสังคม                           sees personal rows for social-welfare
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, Acting
from app.organizations.models import (
    Appointment,
    Organization,
    Person,
    Position,
    Purpose,
    PurposeGrant,
    Role,
    RoleGrant,
    RolePermission,
    Unit,
)
from app.organizations.queries.capacities import acting_in

SINCE = date(2020, 1, 1)
BAHT = 100
ORGANIZATIONS = {
    "province": ("province", "จังหวัดของเล่น", "Khong Len Province", None, "98"),
    "office": ("provincial_office", "สำนักงานจังหวัด", "Provincial Office", "province", "98"),
    "works": ("provincial_office", "สำนักงานโยธาธิการ", "Public Works Office", "province", "98"),
    "welfare": ("provincial_office", "สำนักงานพัฒนาสังคม", "Social Development Office", "province", "98"),
    "mueang": ("district_office", "ที่ทำการปกครองอำเภอเมือง", "Mueang District Office", "province", "9801"),
}
ROLES = {
    "governor": ("area.import", "dataset.define", "dataset.load", "dataset.classify", "dataset.publish",
                 "indicator.define", "observation.record", "project.register", "expense.approve", "appointment.order",
                 "delegation.order", "organization.edit", "role.grant", "audit.read", "meeting.record", "plan.draft",
                 "plan.approve", "project.screen", "project.decide", "project.carry_out", "project.accept", "call.manage",
                 "budget.record", "budget.approve", "progress.report", "asset.inspect", "query.run", "feed.publish",
                 "webhook.administer"),
    "chief": ("dataset.publish", "expense.approve", "appointment.order", "delegation.order", "organization.edit",
              "meeting.record", "plan.draft", "plan.approve", "project.screen", "project.decide", "project.accept",
              "call.manage", "budget.record", "budget.approve", "asset.inspect", "feed.publish", "webhook.administer"),
    "analyst": ("dataset.define", "dataset.load", "dataset.classify", "indicator.define", "observation.record",
                "project.register", "area.import", "meeting.record", "plan.draft", "project.screen", "call.manage",
                "budget.record", "asset.inspect", "query.run"),
    "administrator": ("account.administer", "key.administer", "organization.edit", "appointment.order", "role.grant",
                      "person.erase"),
    "auditor": ("audit.read",),
    "agency": ("dataset.load", "project.register", "project.carry_out", "progress.report"),
}  # fmt: skip
POSITIONS = {
    # number: organisation, unit, title, reports to, role, reach, areas, clearance, ceiling in baht
    "G-1": ("province", None, "ผู้ว่าราชการจังหวัด", "Governor", None, "governor", "province", None,
            ["public", "internal", "confidential"], 10_000_000),
    "G-2": ("province", None, "รองผู้ว่าราชการจังหวัด", "Deputy Governor", "G-1", None, "province", None,
            ["public", "internal", "confidential"], None),
    "O-1": ("office", None, "หัวหน้าสำนักงานจังหวัด", "Chief of the Provincial Office", "G-2", "chief", "province", None,
            ["public", "internal", "confidential"], 5_000_000),
    "O-2": ("office", "strategy", "นักวิเคราะห์นโยบายและแผน", "Policy and Plan Analyst", "O-1", "analyst", "province", None,
            ["public", "internal"], None),
    "O-3": ("office", None, "นักทรัพยากรบุคคล", "Human Resources Officer", "O-1", "administrator", "province", None,
            ["public", "internal"], None),
    "O-4": ("office", None, "นักวิชาการตรวจสอบภายใน", "Internal Auditor", "G-1", "auditor", "province", None,
            ["public", "internal", "confidential"], None),
    "O-5": ("office", None, "นักจัดการงานทั่วไป", "General Administration Officer", "O-1", None, "own", None,
            ["public", "internal"], None),
    "W-1": ("works", None, "โยธาธิการจังหวัด", "Head of Public Works", "G-2", "agency", "own", None,
            ["public", "internal"], None),
    "D-1": ("mueang", None, "นายอำเภอเมือง", "District Chief of Mueang", "G-2", "agency", "province", ["9801"],
            ["public", "internal"], None),
    "S-1": ("welfare", None, "พัฒนาสังคมจังหวัด", "Head of Social Development", "G-2", None, "province", None,
            ["public", "internal", "personal"], None),
}  # fmt: skip
HOLDERS = {
    "G-1": "นายกล้า หาญกล้า", "G-2": "นางแก้ว ใจดี", "O-1": "นายขจร งามตา", "O-2": "นางสาวคำ เรียนดี",
    "O-3": "นางจันทร์ แจ่มใส", "O-4": "นายฉลาด รอบคอบ", "W-1": "นายช่าง ก่อสร้าง", "D-1": "นายดวง ดูแล",
    "S-1": "นางสายใจ การุณ",
}  # fmt: skip


def build(session: Session) -> None:
    """Write organisations, positions, roles, persons and their appointments."""
    for code, (kind, th, en, parent, area) in ORGANIZATIONS.items():
        session.add(
            Organization(
                code=code, kind=kind, name_th=th, name_en=en, parent_code=parent, area_code=area, valid_from=SINCE
            )
        )
        session.flush()
    session.add(
        Unit(
            code="strategy", organization_code="office", name_th="กลุ่มงานยุทธศาสตร์", name_en="Strategy", valid_from=SINCE
        )
    )
    for code, permissions in ROLES.items():
        session.add(Role(code=code, title_th=f"บทบาท {code}", title_en=code, sentence_th="ทำหน้าที่", sentence_en="Does"))
        session.flush()
        session.add_all(RolePermission(role_code=code, permission=each) for each in permissions)
    session.add(
        Purpose(code="social-welfare", title_th="สวัสดิการสังคม", title_en="Social welfare", legal_basis="PDPA s.24(4)")
    )
    session.flush()
    for number in POSITIONS:
        _position(session, number)
    session.add(PurposeGrant(position_number="S-1", purpose_code="social-welfare", order_no="7/2563", valid_from=SINCE))
    for number, name in HOLDERS.items():
        _hold(session, number, name)
    session.flush()


def _position(session: Session, number: str) -> None:
    organization, unit, th, en, above, role, reach, areas, clearance, ceiling = POSITIONS[number]
    session.add(
        Position(
            number=number, organization_code=organization, unit_code=unit, title_th=th, title_en=en, reports_to=above,
            reach=reach, areas=areas, clearance=clearance, ceiling_satang=ceiling and ceiling * BAHT, valid_from=SINCE,
        )
    )  # fmt: skip
    session.flush()
    if role:
        session.add(RoleGrant(position_number=number, role_code=role, order_no="1/2563", valid_from=SINCE))


def person_id(number: str) -> uuid.UUID:
    """The person who holds a position of the toy province; the same in every database."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"toy {number}")


def _hold(session: Session, number: str, name: str) -> None:
    person = Person(id=person_id(number), name_th=name)
    session.add(person)
    session.flush()
    session.add(
        Appointment(
            person_id=person.id, position_number=number, kind="substantive", order_no="2/2563", order_on=SINCE,
            valid_from=SINCE,
        )
    )  # fmt: skip


def acting(session: Session, number: str) -> Acting:
    """The holder of a position, acting in it."""
    held = select(Appointment.id).where(Appointment.position_number == number, Appointment.kind == "substantive")
    by = acting_in(session, session.scalars(held).one(), viewer=EVERYTHING)
    assert by is not None
    return by
