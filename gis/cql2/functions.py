"""The functions that a filter may call beside the standard's own. None of them can fail on any row."""

from __future__ import annotations

from dataclasses import dataclass

from gis.cql2.schema import Kind


@dataclass(frozen=True)
class Signature:
    """``sql`` holds ``{0}``, ``{1}`` for the arguments."""

    name: str
    takes: tuple[Kind, ...]
    gives: Kind
    sql: str
    th: str
    en: str


_ALL = (
    Signature("abs", (Kind.NUMBER,), Kind.NUMBER, "abs(CAST({0} AS double precision))", "ค่าสัมบูรณ์", "absolute value"),
    Signature("floor", (Kind.NUMBER,), Kind.NUMBER, "floor({0})", "ปัดลง", "rounded down"),
    Signature("ceil", (Kind.NUMBER,), Kind.NUMBER, "ceil({0})", "ปัดขึ้น", "rounded up"),
    Signature("length", (Kind.TEXT,), Kind.NUMBER, "length({0})", "จำนวนอักขระ", "number of characters"),
    Signature(
        "year", (Kind.DATE,), Kind.NUMBER, "CAST(EXTRACT(YEAR FROM {0}) AS double precision)", "ปี ค.ศ.", "year C.E."
    ),
    Signature(
        "fiscal_year",
        (Kind.DATE,),
        Kind.NUMBER,
        "(CAST(EXTRACT(YEAR FROM ({0} + interval '3 months')) AS double precision) + 543)",
        "ปีงบประมาณ พ.ศ. (เริ่ม 1 ตุลาคม)",
        "Thai fiscal year B.E. (from 1 October)",
    ),
    Signature(
        "distance",
        (Kind.GEOMETRY, Kind.GEOMETRY),
        Kind.NUMBER,
        "ST_Distance(CAST({0} AS geography), CAST({1} AS geography))",
        "ระยะทาง (เมตร)",
        "distance in metres",
    ),
    Signature(
        "area",
        (Kind.GEOMETRY,),
        Kind.NUMBER,
        "ST_Area(CAST({0} AS geography))",
        "เนื้อที่ (ตารางเมตร)",
        "area in square metres",
    ),
)
FUNCTIONS = {signature.name: signature for signature in _ALL}
"""By name; filters may write a name in any case."""
