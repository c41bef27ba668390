"""What every installation begins with: kinds of problems, and the first rule of the lights. The office edits both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

PROBLEMS = (
    ("land", "ที่ดิน/ขออนุญาต", "Land or permits"),
    ("design", "แบบรูปรายการ", "Design"),
    ("contractor", "ผู้รับจ้าง", "Contractor"),
    ("appeal", "อุทธรณ์", "Appeal"),
    ("weather", "ฝน/น้ำท่วม", "Rain or flood"),
    ("budget", "งบประมาณ", "Budget"),
    ("people", "มวลชน", "People concerned"),
    ("other", "อื่นๆ", "Other"),
)
FIRST_RULE = {
    "valid_from": date(2019, 10, 1), "watch_points": Decimal(5), "late_points": Decimal(15), "watch_days": 30,
    "late_days": 90, "stale_days": 45, "reason": "ค่าตั้งต้นของโปรแกรม ให้จังหวัดกำหนดตามความเหมาะสม",
}  # fmt: skip
