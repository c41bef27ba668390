"""The lights of projects as every slice says and draws them; what decides a light is the view ``published.progress``."""

from __future__ import annotations

from enum import StrEnum

from gis.layer import Text


class Light(StrEnum):
    """How a project stands (ไฟสถานะ). ``unknown`` is never taken for well."""

    ON_TRACK = "on_track"
    WATCH = "watch"
    LATE = "late"
    UNKNOWN = "unknown"
    DONE = "done"


LIGHTS = {
    Light.LATE: Text(th="ล่าช้า", en="Late"),
    Light.WATCH: Text(th="เฝ้าระวัง", en="Watch"),
    Light.UNKNOWN: Text(th="ไม่ทราบ", en="Not known"),
    Light.ON_TRACK: Text(th="ปกติ", en="On track"),
    Light.DONE: Text(th="แล้วเสร็จ", en="Done"),
}
"""The worst first."""
MARKS = {
    Light.LATE: ("square", "#a50026"), Light.WATCH: ("triangle", "#e69f00"), Light.UNKNOWN: ("hatched", "#6b747c"),
    Light.ON_TRACK: ("circle", "#0072b2"), Light.DONE: ("tick", "#2a3138"),
}  # fmt: skip
"""The shape and the colour of each light; the layers say the same."""
NO_LIGHT = Text(th="ไม่มีไฟ (ยังไม่ได้รับงบประมาณ หรือยกเลิก)", en="No light (not funded yet, or cancelled)")
