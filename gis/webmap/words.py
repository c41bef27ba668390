"""The words of the file around the map."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "th": {
        "search": "ค้นหาชื่อหรือรหัส", "none": "ไม่พบชื่อนี้ในแผนที่", "legend": "คำอธิบายแผนที่", "source": "ที่มา",
        "true_on": "จริง ณ", "made_on": "รู้ ณ", "licence": "สัญญาอนุญาต", "zoom_in": "ขยาย", "zoom_out": "ย่อ",
        "metres": " ม.", "kilometres": " กม.", "synthetic": "ข้อมูลสมมุติเพื่อสาธิต ไม่ใช่ข้อมูลราชการจริง",
        "hidden": "มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ", "part": "มีข้อมูลสมมุติเพื่อสาธิต {n:,} จาก {of:,} รายการ",
        "script": "แผนที่นี้ต้องใช้ JavaScript ซึ่งอยู่ในไฟล์นี้แล้ว",
    },
    "en": {
        "search": "Search by name or code", "none": "No such name on this map", "legend": "Legend", "source": "Source",
        "true_on": "True on", "made_on": "Known on", "licence": "Licence", "zoom_in": "Zoom in", "zoom_out": "Zoom out",
        "metres": " m", "kilometres": " km", "synthetic": "Synthetic data for demonstration, not official records",
        "hidden": "Holds data that is not public",
        "part": "{n:,} of {of:,} rows are synthetic demonstration data",
        "script": "This map needs JavaScript, which is inside this file",
    },
}  # fmt: skip
