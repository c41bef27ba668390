"""Orders as the tests write them, relative to today."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.core.authority import OPERATOR
from app.core.permissions import Permission
from app.organizations.commands.persons import register_person
from app.organizations.models import Person
from app.organizations.rules import AppointmentKind
from app.organizations.schemas import AppointmentIn, DelegationIn, GrantIn, PersonIn

DAY = timedelta(days=1)
LAW = "พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534 มาตรา 56"
SUBSTANTIVE, ACTING_FOR, ACTING_IN = AppointmentKind


def newcomer(session: Session, name: str = "นายใหม่ มาเยือน") -> Person:
    return register_person(session, by=OPERATOR, given=PersonIn(name_th=name, name_en="Mr New"))


def appointment(
    position: str, person_id: uuid.UUID, kind: AppointmentKind, since: date, last: date | None = None
) -> AppointmentIn:
    law = None if kind is SUBSTANTIVE else LAW
    return AppointmentIn(
        position=position, person_id=person_id, kind=kind, order_no="9/2569", order_on=since, regulation=law,
        valid_from=since, last_day=last,
    )  # fmt: skip


def delegation(
    to: str,
    since: date,
    last: date,
    *permissions: Permission,
    ceiling_baht: int | None = None,
    areas: tuple[str, ...] | None = None,
) -> DelegationIn:
    return DelegationIn(
        to_position=to, permissions=frozenset(permissions), ceiling=ceiling_baht, areas=areas, order_no="902/2569",
        order_on=since, valid_from=since, last_day=last,
    )  # fmt: skip


def grant(position: str, code: str, since: date, last: date | None = None) -> GrantIn:
    return GrantIn(position=position, code=code, order_no="3/2569", valid_from=since, last_day=last)
