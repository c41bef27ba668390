"""What a filter may ask about, and of which kind everything in it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    INTERVAL = "interval"
    GEOMETRY = "geometry"
    TEXTS = "array of text"
    NUMBERS = "array of numbers"
    BOOLEANS = "array of booleans"
    DATES = "array of dates"
    TIMESTAMPS = "array of timestamps"
    EMPTY = "empty array"


TITLES_TH = {
    Kind.TEXT: "ข้อความ",
    Kind.NUMBER: "ตัวเลข",
    Kind.BOOLEAN: "ค่าจริงเท็จ",
    Kind.DATE: "วันที่",
    Kind.TIMESTAMP: "เวลา",
    Kind.INTERVAL: "ช่วงเวลา",
    Kind.GEOMETRY: "รูปเรขาคณิต",
    Kind.TEXTS: "รายการข้อความ",
    Kind.NUMBERS: "รายการตัวเลข",
    Kind.BOOLEANS: "รายการค่าจริงเท็จ",
    Kind.DATES: "รายการวันที่",
    Kind.TIMESTAMPS: "รายการเวลา",
    Kind.EMPTY: "รายการว่าง",
}
ARRAY_OF = {
    Kind.TEXT: Kind.TEXTS,
    Kind.NUMBER: Kind.NUMBERS,
    Kind.BOOLEAN: Kind.BOOLEANS,
    Kind.DATE: Kind.DATES,
    Kind.TIMESTAMP: Kind.TIMESTAMPS,
}
INSTANTS = (Kind.DATE, Kind.TIMESTAMP)
NEVER_IN_A_COLUMN = re.compile(r'["%\0]')


@dataclass(frozen=True)
class Queryable:
    """A property that a filter may name, and the column that it is. ``is_mixed``: a geometry that may be a collection."""

    name: str
    kind: Kind
    column: str
    is_mixed: bool = False

    def __post_init__(self) -> None:
        if NEVER_IN_A_COLUMN.search(self.column):
            raise ValueError(f"{self.column!r} cannot be quoted as a column")


Queryables = Mapping[str, Queryable]
