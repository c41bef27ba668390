"""The words of the bill as they should read, whatever a scan made of them."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache

from gis import thai

CLASSES = ("งบบุคลากร", "งบดำเนินงาน", "งบลงทุน", "งบเงินอุดหนุน", "งบรายจ่ายอื่น")
"""The five classes of expenditure."""
GROUPS = (
    "ค่าตอบแทน ใช้สอยและวัสดุ",
    "ค่าสาธารณูปโภค",
    "ค่าครุภัณฑ์ ที่ดินและสิ่งก่อสร้าง",
    "ค่าครุภัณฑ์",
    "ค่าที่ดินและสิ่งก่อสร้าง",
    "ค่าใช้จ่ายในการบริหารงานจังหวัดแบบบูรณาการ",
    "ค่าใช้จ่ายในการบริหารงานกลุ่มจังหวัดแบบบูรณาการ",
)
"""Headings under the classes. A line that says only this is a heading, not an item."""
PLAN = "แผนงานยุทธศาสตร์ส่งเสริมการพัฒนาจังหวัดและกลุ่มจังหวัดแบบบูรณาการ"
_ALIKE = 0.8
_DEBRIS = 10
"""Letters that a scan may leave behind a phrase."""
_BUNDLE = re.compile(r"รวม ?([0-9][0-9,]*) ?รายการ")


@lru_cache(4096)
def mended(text: str, known: tuple[str, ...]) -> str:
    """The known phrase that the text was meant to be; the text itself, spelt as stored, when it is none."""
    clean = " ".join(thai.normalise(text).split())
    held = max((phrase for phrase in known if clean.startswith(phrase)), key=len, default=None)
    if held and len(clean) - len(held) > _DEBRIS:
        held = None
    alike = difflib.get_close_matches(clean, known, n=1, cutoff=_ALIKE)
    if alike:
        return alike[0]
    return held or clean


def spelt(text: str) -> str:
    """One line in the stored spelling."""
    return " ".join(thai.normalise(text).split())


def bundled(item: str) -> int | None:
    """How many items a line sums up (… ต่ำกว่า 10 ล้านบาท รวม 20 รายการ), None when it is one item."""
    found = _BUNDLE.search(thai.traced(item).text)
    return int(found.group(1).replace(",", "")) if found else None


def is_heading(item: str) -> bool:
    """Whether a line that stands as an item is the heading of a group."""
    return mended(item, GROUPS) in GROUPS[:5]
