"""Bringing the invented ledgers in: lines for the projects that are there, money moved as it is moved in earnest."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.commands.invented import invent_ledgers
from app.budgets.commands.lines import set_ceiling, set_target
from app.budgets.commands.proposals import approve_movement, propose_movement, refuse_movement
from app.budgets.commands.standard import seed_reference
from app.budgets.models import Ceiling, DisbursementTarget
from app.budgets.rules import Class5, Kind, Measure, Movement, Road, Table, Tier
from app.budgets.schemas import Answer, CeilingIn, ProposalIn, Refusal, TargetIn
from app.core.authority import Acting
from app.core.calendar import BUDDHIST_ERA, fiscal_year, last_day_of
from app.core.records import today
from app.demo.ledgers import UNDER_WAY, Happened, Invented, line_of
from app.projects.models import Project
from app.projects.rules import State
from app.web.words import BANGKOK

SOURCE = "สมมุติ ตามรูปแบบของมติคณะรัฐมนตรี"
NUMBERS = uuid.UUID("0a3f1c8e-6f43-4a5b-9d5e-2d7c11c6f0a1")
TARGETS = {
    (Class5.INVESTMENT, Measure.OBLIGATED): (35, 65, 85, 100), (Class5.INVESTMENT, Measure.DISBURSED): (19, 40, 61, 80),
    (Class5.OPERATING, Measure.OBLIGATED): (36, 58, 81, 100), (Class5.OPERATING, Measure.DISBURSED): (35, 55, 80, 98),
}  # fmt: skip
AGAIN = (*UNDER_WAY, State.FUNDED, State.PROCURING)
"""States in which a project of last year goes on with money of this one."""
LEFT_BEHIND = 5
"""Of so many lines with money to be carried over, one was forgotten: it shows as past 30 September."""


class Booking:
    """The rows of the invented ledgers as they are gathered."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.lines: list[dict[str, Any]] = []
        self.contracts: list[dict[str, Any]] = []
        self.early: list[dict[str, Any]] = []
        self.late: list[dict[str, Any]] = []
        self.carried: list[tuple[uuid.UUID, str, int, int]] = []
        self.inside: Counter[tuple[int, str]] = Counter()
        self.ranks: Counter[tuple[int, str]] = Counter()

    def add(self, project: Project, year: int, made: Invented) -> None:
        """A line with all that has happened by now."""
        reference = f"{project.reference}/{year}"
        line_id, contract_id = (uuid.uuid5(NUMBERS, f"{reference} {what}") for what in ("line", "contract"))
        self.lines.append({
            "id": line_id, "reference": reference, "project_id": project.id, "activity_number": None, "fiscal_year": year,
            "source": made.source, "class5": made.class5.value, "subclass": made.subclass, "road": made.road.value,
            "external_code": f"07{year % 100:02}{len(self.lines):012}", "lead_days": made.lead_days,
        })  # fmt: skip
        signed = made.signed_on if made.signed_on is not None and made.signed_on <= self.on else None
        if signed is not None:
            self.contracts.append({
                "id": contract_id, "project_id": project.id, "number": f"{len(self.contracts) + 1}/{year}",
                "vendor": made.vendor, "signed_on": signed, "valid_from": signed,
                "valid_to": signed + timedelta(days=240), "egp_id": f"{year % 100:02}{len(self.contracts) + 1:09}",
            })  # fmt: skip
        held = {"line_id": line_id, "project_id": project.id, "appropriation_year": year, "road": made.road.value}
        bound = (contract_id, signed)
        self.early += [self._event(held, each, made.source, bound) for each in made.before_end if each.on <= self.on]
        ended = made.carried and signed is not None and last_day_of(year) < self.on
        is_forgotten = year == fiscal_year(self.on) - 1 and len(self.carried) % LEFT_BEHIND == 3
        if ended and not is_forgotten:
            self.carried.append((line_id, self.contracts[-1]["number"], made.carried, year))
            self.late += [self._event(held, each, made.source, bound) for each in made.after_end if each.on <= self.on]
        elif ended:
            self.carried.append((line_id, "", made.carried, year))

    def _event(
        self, held: dict[str, Any], each: Happened, source: str, bound: tuple[uuid.UUID, date | None]
    ) -> dict[str, Any]:  # fmt: skip
        contract_id, signed_on = bound if each.of_contract else (None, None)
        key = (held["appropriation_year"], source)
        if each.tier is not None:
            self.ranks[key] += 1
            self.inside[key] += each.satang if each.tier is Tier.Y1 else 0
        return held | {
            "id": uuid.uuid4(), "kind": each.kind.value, "amount_satang": each.satang, "occurred_on": each.on,
            "document_no": each.document, "contract_id": contract_id, "contract_signed_on": signed_on,
            "tier": each.tier.value if each.tier else None, "priority": self.ranks[key] if each.tier else None,
        }  # fmt: skip


def load_ledgers(session: Session, *, by: Acting, governor: Acting) -> dict[str, int]:
    """Write the ledgers of all invented projects up to today; counts by kind of row."""
    seed_reference(session, by=by)
    booking = _booked(session)
    counts = {"budget_lines": len(booking.lines), "contracts": len(booking.contracts)}
    counts["ledger_events"] = invent_ledgers(
        session, by=by, lines=booking.lines, contracts=booking.contracts, events=booking.early
    )
    _carry_over(session, by, governor, booking)
    counts["ledger_events"] += invent_ledgers(session, by=by, events=booking.late, unmatched=_unmatched(booking))
    _move(session, by, governor, booking)
    _set(session, by, booking)
    return counts


def _booked(session: Session) -> Booking:
    on = today(session)
    booking, this_year = Booking(on), fiscal_year(on)
    invented = session.scalars(select(Project).where(Project.is_synthetic).order_by(Project.reference)).all()
    for project in invented:
        made = line_of(project.reference, project.sector, State(project.state), project.fiscal_year,
                       is_settled=project.fiscal_year < this_year - 1)  # fmt: skip
        if made is not None and project.fiscal_year <= this_year:
            booking.add(project, project.fiscal_year, made)
    for number, project in enumerate(
        one for one in invented if one.fiscal_year == this_year - 1 and one.state in AGAIN
    ):
        state = State(project.state) if number % 3 else State.FUNDED
        made = line_of(project.reference, project.sector, state, this_year, is_second=True)
        if made is not None:
            booking.add(project, this_year, made)
    return booking


def _carry_over(session: Session, by: Acting, governor: Acting, booking: Booking) -> None:
    """Asked for in September, approved on the last days of the year; what was forgotten is not."""
    for line_id, number, satang, year in booking.carried:
        if number:
            given = ProposalIn(kind=Movement.CARRY_OVER, amount=Decimal(satang) / 100, contract=number,
                               document_no=f"กันเงิน {year}", reason="สัญญายังไม่สิ้นสุด")  # fmt: skip
            made = propose_movement(session, by=by, line_id=line_id, given=given)
            answer = Answer(occurred_on=min(last_day_of(year), booking.on))
            approve_movement(session, by=governor, proposal_id=made.id, given=answer)


def _move(session: Session, by: Acting, governor: Acting, booking: Booking) -> None:
    """A saving and a transfer of this year's money, one refused, two that wait."""
    year = max(row["fiscal_year"] for row in booking.lines) if booking.lines else 0
    open_lines = [
        row for row in booking.lines if row["fiscal_year"] in (year, year - 1) and row["source"] == "province"
    ]
    free = {row["line_id"]: row["amount_satang"] for row in booking.early if row["kind"] == Kind.ALLOCATED}
    bound = {row["line_id"] for row in booking.early if row["kind"] == Kind.CONTRACTED}
    for row in booking.early:
        if row["kind"] in (Kind.CONTRACTED, Kind.RETURNED, Kind.LAPSED) or (
            row["kind"] == Kind.DISBURSED and row["road"] == Road.DIRECT
        ):
            free[row["line_id"]] -= row["amount_satang"]
    ready = [row for row in open_lines if free.get(row["id"], 0) > 1_000_000 and row["fiscal_year"] == year]
    ready.sort(key=lambda row: row["id"] not in bound)
    for place, (line, to) in enumerate(zip(ready, [*ready[1:], *ready[:1]], strict=True)):
        if place > 4 or line["id"] == to["id"]:
            return
        kind = Movement.SAVINGS if line["id"] in bound else Movement.TRANSFER
        given = ProposalIn(kind=kind, amount=Decimal(min(free[line["id"]] // 5, 50_000_000)) / 100,
                           to_line=to["reference"], document_no=f"โอน {place + 1}/{year}", reason=REASONS[place])  # fmt: skip
        made = propose_movement(session, by=by, line_id=line["id"], given=given)
        if place < 2:
            approve_movement(session, by=governor, proposal_id=made.id, given=Answer(occurred_on=booking.on))
        elif place == 2:
            refuse_movement(session, by=governor, proposal_id=made.id, given=Refusal(answer="ให้เร่งก่อหนี้รายการเดิมก่อน"))


REASONS = ("ปรับแผนตามพื้นที่เสียหายจากน้ำหลาก", "ราคากลางสูงกว่าประมาณการ", "ขอเพิ่มปริมาณงาน", "เหลือจากการประกวดราคา",
           "สมทบค่าควบคุมงาน")  # fmt: skip


def _unmatched(booking: Booking) -> list[dict[str, Any]]:
    """Four rows of extracts whose codes or contracts nobody here knows."""
    rows = [(Table.GFMIS, "9999000000000001", None, "line"), (Table.GFMIS, "9999000000000002", "77/2569", "line"),
            (Table.EGP, "9999000000000003", "18/2569", "line")]  # fmt: skip
    rows += [(Table.GFMIS, row["external_code"], "ไม่ทราบ/1", "contract")
             for row in booking.lines if row["road"] == Road.BY_CONTRACT][:1]  # fmt: skip
    return [
        {"id": uuid.uuid4(), "kind": kind.value, "row_number": place + 2, "external_code": code, "contract_number": number,
         "amount_satang": 12_345_678 * (place + 1), "occurred_on": booking.on - timedelta(days=9 + place),
         "document_no": f"32000{place:05}", "why": why}
        for place, (kind, code, number, why) in enumerate(rows)
    ]  # fmt: skip


def _set_at(booking: Booking, year: int) -> datetime:
    """The morning of a fiscal year's first day, or of the day of the booking before that."""
    return datetime.combine(min(date(year - BUDDHIST_ERA - 1, 10, 1), booking.on), time(9), BANGKOK)


def _set(session: Session, by: Acting, booking: Booking) -> None:
    """Targets of each year, and a ceiling that is what lies inside, rounded up to the million; what is real stays."""
    for year in sorted({row["fiscal_year"] for row in booking.lines}):
        for (class5, measure), quarters in TARGETS.items():
            for quarter, per_cent in enumerate(quarters, start=1):
                given = TargetIn(fiscal_year=year, class5=class5, measure=measure, quarter=quarter,
                                 cum_pct=Decimal(per_cent), source_doc=SOURCE)  # fmt: skip
                if session.get(DisbursementTarget, (year, class5.value, measure.value, quarter)) is None:
                    set_target(session, by=by, given=given, is_synthetic=True, at=_set_at(booking, year))
    for (year, source), satang in booking.inside.items():
        ceiling = CeilingIn(fiscal_year=year, source=source, amount=-(-satang // 10**8) * 10**6, source_doc=SOURCE)
        if session.get(Ceiling, (year, source)) is None:
            set_ceiling(session, by=by, given=ceiling, is_synthetic=True, at=_set_at(booking, year))
