"""The log as it leaves: CSV that spreadsheets open, and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.audit import acts, kinds
from app.audit.queries import Entry
from app.audit.rules import shown
from app.core import spreadsheets
from app.core.authority import BASES, Basis
from app.web.words import BANGKOK

COLUMNS = (
    "เลขที่ number", "วันเวลา at", "การกระทำ act", "รหัสการกระทำ code", "ตำแหน่งเลขที่ position", "ชื่อตำแหน่ง title",
    "ผู้กระทำ person", "ฐานอำนาจ basis", "คำสั่งที่ order", "ประเภท kind", "เรื่อง object", "ก่อน before", "หลัง after",
    "รายละเอียด detail", "คำขอ request", "ชั้น class",
)  # fmt: skip
ERASED = "ลบข้อมูลแล้ว · erased"


def as_csv(entries: Iterable[Entry]) -> bytes:
    """One line for each event, the newest first."""
    return spreadsheets.as_csv((COLUMNS, *map(_row, entries)))


def _row(entry: Entry) -> tuple[object, ...]:
    event = entry.event
    return (
        event.seq, event.at.astimezone(BANGKOK).isoformat(), acts.named(event.act).th, event.act, event.by_position,
        event.by_title, ERASED if entry.revealed.is_erased else entry.revealed.name, BASES[Basis(event.basis)].th,
        event.order_no, kinds.kind_named(event.object_kind).th, event.object_id, shown(event.before), shown(event.after),
        shown(event.detail), event.request_id, event.class_,
    )  # fmt: skip


def as_json(entry: Entry) -> dict[str, Any]:
    """One event for machines."""
    event, revealed = entry.event, entry.revealed
    return {
        "id": str(event.id),
        "number": event.seq,
        "at": event.at.astimezone(BANGKOK).isoformat(),
        "act": event.act,
        "act_th": acts.named(event.act).th,
        "position": event.by_position,
        "title": event.by_title,
        "basis": event.basis,
        "order": event.order_no,
        "appointment": None if event.appointment_id is None else str(event.appointment_id),
        "person": None if event.person_id is None else str(event.person_id),
        "name": revealed.name,
        "is_erased": revealed.is_erased,
        "kind": event.object_kind,
        "object": event.object_id,
        "before": event.before,
        "after": event.after,
        "detail": event.detail,
        "personal": revealed.personal,
        "class": event.class_,
        "request": event.request_id,
    }
