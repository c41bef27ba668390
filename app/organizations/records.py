"""What acts need of the tables before they write: rows that exist, locked; a tree that stays one; refusals in words."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.database import Base
from app.core.errors import Conflict, Invalid, NotFound
from app.core.records import plain, refused_by, today
from app.organizations.models import (
    Appointment,
    Committee,
    CommitteeSeat,
    Delegation,
    Organization,
    Person,
    Position,
    Purpose,
    PurposeGrant,
    Role,
    RoleGrant,
    Unit,
)
from gis.layer import Text

Row = TypeVar("Row", bound=Base)
ONE_TREE = text("SELECT pg_advisory_xact_lock(hashtext('organizations.tree'))")
NOUNS: dict[type[Base], Text] = {
    Organization: Text(th="หน่วยงาน", en="organisation"),
    Unit: Text(th="กลุ่มงาน", en="unit"),
    Position: Text(th="ตำแหน่ง", en="position"),
    Person: Text(th="บุคคล", en="person"),
    Appointment: Text(th="คำสั่งแต่งตั้ง", en="appointment"),
    Delegation: Text(th="คำสั่งมอบอำนาจ", en="delegation"),
    Role: Text(th="บทบาท", en="role"),
    RoleGrant: Text(th="การกำหนดบทบาท", en="grant of a role"),
    Purpose: Text(th="วัตถุประสงค์", en="purpose"),
    PurposeGrant: Text(th="การอนุญาตตามวัตถุประสงค์", en="grant of a purpose"),
    Committee: Text(th="คณะกรรมการ", en="committee"),
    CommitteeSeat: Text(th="ที่นั่งในคณะกรรมการ", en="seat"),
}


def held(session: Session, table: type[Row], key: str | uuid.UUID) -> Row:
    """The row, locked against other writers until the end of the transaction, as it stands now. Raises NotFound."""
    row = session.get(table, key, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        noun = NOUNS[table]
        raise NotFound(f"ไม่มี{noun.th} {key}", f"There is no {noun.en} {key}.")
    return row


def establish(session: Session, row: Organization | Unit | Position, key: str) -> None:
    """Add a row under a code of its own. Raises Conflict when it is in use, also by somebody who came first just now."""
    table = type(row)

    def taken() -> Conflict:
        noun = NOUNS[table]
        return Conflict(f"มี{noun.th} {key} อยู่แล้ว ใช้รหัสอื่น", f"The {noun.en} {key} exists already; take another code.")

    if session.get(table, key) is not None:
        raise taken()
    with refused_by(session, {f"pk_{table.__tablename__}": taken}):
        session.add(row)


def alone_in_the_tree(session: Session) -> None:
    """From here to the end of the transaction nobody else changes who stands above whom."""
    session.execute(ONE_TREE)


def refuse_cycle(
    session: Session,
    key: InstrumentedAttribute[str],
    above: InstrumentedAttribute[str | None],
    row: str,
    superior: str | None,
) -> None:
    """Raises Conflict when ``row`` would stand above itself. Call it after ``alone_in_the_tree``."""
    if superior is None:
        return
    chain = select(key.label("key"), above.label("above")).where(key == superior).cte(recursive=True)
    chain = chain.union(select(key, above).where(key == chain.c.above))
    if session.scalar(select(func.count()).select_from(chain).where(chain.c.key == row)):
        raise Conflict(
            f"{row} จะอยู่เหนือตัวเอง เพราะ {superior} อยู่ใต้ {row} เลือกผู้บังคับบัญชาอื่น",
            f"{row} would stand above itself, for {superior} stands below {row}; choose another superior.",
            place=superior,
        )


def ending(valid_from: date, valid_to: date | None, last: date | None, now: date) -> date:
    """The exclusive end that ending gives: after ``last``, or at once.

    Raises Invalid for a day that is over, Conflict when it has ended by then.
    """
    if valid_to is not None and valid_to <= now:
        raise Conflict("สิ้นผลไปแล้ว", "It has ended already.")
    if last is None:
        return max(now, valid_from)
    if last < max(now, valid_from):
        raise Invalid(
            "วันสุดท้ายต้องไม่ก่อนวันนี้และไม่ก่อนวันแรก เว้นว่างเพื่อสิ้นสุดทันที",
            "The last day may not be before today or before the first; leave it empty to end at once.",
            place="last_day",
        )
    end = date.fromordinal(last.toordinal() + 1)
    if valid_to is not None and end > valid_to:
        raise Invalid(
            "วันสุดท้ายอยู่หลังวันที่คำสั่งเดิมสิ้นผล ออกคำสั่งใหม่แทน",
            "The last day is after the order ends by itself; make a new order instead.",
            place="last_day",
        )
    return end


def end_row(
    session: Session, row: Appointment | Delegation | RoleGrant | PurposeGrant, last: date | None
) -> dict[str, Any]:
    """Give the order its end, and say before and after."""
    before, now = row.valid_to, session.scalars(select(func.now())).one()
    if row.ended_at is not None:
        raise Conflict("สิ้นผลไปแล้ว", "It has ended already.")
    end = ending(row.valid_from, row.valid_to, last, today(session))
    row.valid_to, row.ended_at = end, now if last is None else None
    session.flush()
    return {"before": plain({"valid_to": before}), "after": plain({"valid_to": row.valid_to}), "at_once": last is None}


def overlaps(table: type[Appointment] | type[CommitteeSeat], start: date, end: date | None) -> ColumnElement[bool]:
    """Rows whose period shares a day with this one."""
    return func.daterange(table.valid_from, table.valid_to).op("&&")(func.daterange(start, end))
