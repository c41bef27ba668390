"""What a snapshot is made of, and what is said where it cannot be given."""

from __future__ import annotations

from app.core.errors import Conflict, Gone, NotFound

KINDS = ("geojsonseq", "gpkg")
"""The formats of each. The first has equal bytes for equal features, so that it tells whether anything has changed."""
HIDDEN = (
    "มีรายการที่เปลี่ยนชั้นความลับหลังทำแฟ้ม จึงไม่เผยแพร่แล้ว",
    "It holds features that were reclassified since, and is public no longer.",
)
NO_LAYER = ("ชั้นข้อมูลนี้ไม่เป็นสาธารณะแล้ว", "The layer is public no longer.")
NOT_THERE = NotFound("ไม่มีภาพถ่ายข้อมูลนี้", "There is no such snapshot.", place="day")
DAMAGED = Gone(
    "แฟ้มนี้หายไปหรือถูกแก้ไขบนเครื่องแม่ข่าย ไม่ตรงกับค่าตรวจสอบที่ประกาศไว้ จึงไม่ให้ ใช้แฟ้มของวันอื่นแทน",
    "This file is missing or was altered on the server: it is not what its checksum says, and is not given. Take that of"
    " another day.",
)
WITHDRAWN_BEFORE = Conflict("ถอนไปแล้ว", "It was withdrawn before.")
