"""What the page of travel time is asked for: to which facilities, in how many minutes, how fast, and what is proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.calendar import THAI_DIGITS
from app.core.errors import Invalid
from gis.layer import Text

NUMBER = re.compile(r"\d{1,6}(\.\d{1,4})?", re.ASCII)
ROADS = {"highway": 80.0, "rural": 60.0, "local": 40.0}
"""Kilometres an hour by kind of road, where nothing else is asked; another kind goes as slowly as the slowest of these."""
USUAL = {"minutes": 30.0, "off": 15.0, "detour": 1.3}
LIMITS = {"minutes": (1, 600), "off": (1, 120), "detour": (1, 5), "cost": (0.0001, 999_999), "speed": (1, 120)}
NAMES = {
    "minutes": Text(th="เวลาเดินทาง (นาที)", en="Travel time (minutes)"),
    "off": Text(th="ความเร็วนอกถนน (กม./ชม.)", en="Speed off the roads (km/h)"),
    "detour": Text(th="ตัวคูณระยะตรง", en="Detour factor"),
    "cost": Text(th="วงเงิน (ล้านบาท)", en="Cost (million baht)"),
    "speed": Text(th="ความเร็ว (กม./ชม.)", en="Speed (km/h)"),
}
SPEED = "v."


@dataclass(frozen=True, slots=True)
class Travel:
    """The question. ``speeds`` by kind of road and ``off_kmh`` in km/h; ``million`` is the cost of what is proposed."""

    kind: str
    minutes: float
    speeds: Mapping[str, float]
    off_kmh: float
    detour: float
    project: str
    million: float | None

    def speed_of(self, kind: object) -> float:
        return self.speeds.get(str(kind), min(self.speeds.values()))


def travel_asked(given: Mapping[str, str], kinds: Mapping[str, Text]) -> Travel:
    """The question of an address; ``kinds`` are those of facilities. Raises Invalid at the field."""
    kind = given.get("kind", "").strip() or next(iter(kinds), "")
    if kind not in kinds:
        names = ", ".join(kinds)
        raise Invalid(
            f"ไม่มีสถานที่ประเภท “{kind[:40]}” เลือก {names}", f"No facility is “{kind[:40]}”; choose one of {names}.",
            place="kind",
        )  # fmt: skip
    speeds = {name: _number(given, f"{SPEED}{name}", "speed", usual) for name, usual in ROADS.items()}
    return Travel(
        kind, _number(given, "minutes", "minutes", USUAL["minutes"]), speeds,
        _number(given, "off", "off", USUAL["off"]), _number(given, "detour", "detour", USUAL["detour"]),
        given.get("project", "").strip()[:40], _number(given, "cost", "cost", 0.0) or None,
    )  # fmt: skip


def _number(given: Mapping[str, str], field: str, of: str, usual: float) -> float:
    asked, (least, most) = given.get(field, "").strip().translate(THAI_DIGITS), LIMITS[of]
    if not asked:
        return usual
    if not NUMBER.fullmatch(asked) or not least <= float(asked) <= most:
        name = NAMES[of]
        raise Invalid(
            f"{name.th} ต้องเป็นตัวเลขตั้งแต่ {least:g} ถึง {most:,.0f}",
            f"{name.en} must be a number from {least:g} to {most:,.0f}.", place=field,
        )  # fmt: skip
    return float(asked)
