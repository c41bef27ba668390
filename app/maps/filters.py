"""What a map is narrowed to: attributes, a drawn area, the present view. All of it is one CQL2 filter (OGC 21-065r2).

The form compiles to CQL2 and the page shows it, so that the same text asks tiles, feeds and the OGC API. In the address an
area is short: ``within`` holds its ring encoded, ``box`` the view as west, south, east, north.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.core.calendar import parse_day
from app.core.errors import Invalid
from gis.cql2.errors import Cql2Error
from gis.cql2.nodes import LIMITS
from gis.cql2.read_text import read_text
from gis.cql2.sql import condition
from gis.encoded import LONGEST, decode
from gis.layer import Attribute, Layer, Text
from gis.queryables import filterable, queryables_of
from gis.question import Question

LEAST_CORNERS = 3
WIDEST, HIGHEST = 180, 90


class Comparing(StrEnum):
    """How an attribute is compared with what is typed (ตัวดำเนินการ)."""

    EQUAL = "eq"
    OTHER = "ne"
    LEAST = "ge"
    MOST = "le"
    HOLDS = "has"
    UNKNOWN = "none"


SIGNS = {Comparing.EQUAL: "=", Comparing.OTHER: "<>", Comparing.LEAST: ">=", Comparing.MOST: "<="}
COMPARISONS = {
    Comparing.EQUAL: Text(th="เท่ากับ", en="is"),
    Comparing.OTHER: Text(th="ไม่เท่ากับ", en="is not"),
    Comparing.LEAST: Text(th="ตั้งแต่ ขึ้นไป", en="at least"),
    Comparing.MOST: Text(th="ไม่เกิน", en="at most"),
    Comparing.HOLDS: Text(th="มีคำว่า", en="contains"),
    Comparing.UNKNOWN: Text(th="ไม่ทราบค่า", en="is not known"),
}
TRUE, FALSE = ("ใช่", "จริง", "yes", "true", "1"), ("ไม่", "ไม่ใช่", "เท็จ", "no", "false", "0")


class NarrowIn(BaseModel):
    """What the address narrows a map to; ``where``, ``is`` and ``value`` are one more condition of the form."""

    filter: Annotated[str, Field(max_length=4_000)] = ""
    box: Annotated[str, Field(max_length=100)] = ""
    within: Annotated[str, Field(max_length=LONGEST)] = ""
    where: Annotated[str, Field(max_length=63)] = ""
    compares: Annotated[Comparing, Field(alias="is")] = Comparing.EQUAL
    value: Annotated[str, Field(max_length=200)] = ""

    @property
    def kept(self) -> dict[str, str]:
        """What stays in the address."""
        held = {"filter": self.filter, "box": self.box, "within": self.within}
        return {name: given for name, given in held.items() if given}


def with_condition(layer: Layer, asked: NarrowIn) -> str:
    """The filter with the condition of the form added to it. Raises Invalid at the field that is wrong."""
    if not asked.where:
        return asked.filter
    attribute = next((one for one in filterable(layer) if one.name == asked.where), None)
    if attribute is None:
        names = ", ".join(one.name for one in filterable(layer))
        raise Invalid(f"ไม่มีคุณลักษณะ “{asked.where}” มี {names}", f"There is no attribute “{asked.where}”; there is {names}.",
                      place="where")  # fmt: skip
    one = _condition(attribute, asked.compares, asked.value.strip())
    return f"({asked.filter}) AND {one}" if asked.filter else one


def _condition(attribute: Attribute, compares: Comparing, value: str) -> str:
    if compares is Comparing.UNKNOWN:
        return f"{attribute.name} IS NULL"
    if compares is Comparing.HOLDS:
        if attribute.type != "text":
            raise Invalid("“มีคำว่า” ใช้กับข้อความเท่านั้น", "“contains” is for text only.", place="is")
        escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{attribute.name} LIKE {_quoted(f'%{escaped}%')}"
    return f"{attribute.name} {SIGNS[compares]} {_literal(attribute, value)}"


def _literal(attribute: Attribute, value: str) -> str:
    """What was typed as CQL2 by the type of the attribute; of a code its title will do. Raises Invalid."""
    titled = next((code.value for code in attribute.codes if value in (code.title.th, code.title.en)), value)
    if attribute.type in ("number", "integer"):
        try:
            return repr(float(value.replace(",", "")))
        except ValueError:
            raise Invalid(f"“{value}” ไม่ใช่ตัวเลข", f"“{value}” is not a number.", place="value") from None
    if attribute.type == "boolean":
        if value.lower() not in (*TRUE, *FALSE):
            raise Invalid("ใช้ ใช่ หรือ ไม่ใช่", "Use yes or no.", place="value")
        return "TRUE" if value.lower() in TRUE else "FALSE"
    return f"DATE('{_day(value)}')" if attribute.type == "date" else _quoted(titled)


def _day(value: str) -> str:
    try:
        day = parse_day(value)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en or th, place="value") from None
    if day is None:
        raise Invalid("ใส่วันที่", "Give a day.", place="value")
    return str(day)


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def written(layer: Layer, asked: NarrowIn) -> str:
    """All that a map is narrowed to as one CQL2 text; empty where it is not. Raises Invalid."""
    column = layer.source.geometry.column
    areas = [told for told in (_box(asked.box), _ring(asked.within)) if told]
    found = [*([asked.filter] if asked.filter else []), *(f"S_INTERSECTS({column},{area})" for area in areas)]
    return " AND ".join(f"({one})" for one in found) if len(found) > 1 else "".join(found)


def question_of(layer: Layer, told: str) -> Question:
    """The question of a CQL2 text; asks for everything where it is empty. Raises Invalid with what is wrong in it."""
    if not told:
        return Question()
    try:
        return Question(filter=condition(read_text(told, LIMITS), queryables_of(layer)))
    except Cql2Error as error:
        raise Invalid(error.th, error.en, place="filter") from error


def _box(given: str) -> str:
    if not given:
        return ""
    try:
        west, south, east, north = (float(part) for part in given.split(","))
    except ValueError:
        raise _not_a_box() from None
    if not (-WIDEST <= west < east <= WIDEST and -HIGHEST <= south < north <= HIGHEST):
        raise _not_a_box()
    return f"BBOX({west!r},{south!r},{east!r},{north!r})"


def _not_a_box() -> Invalid:
    return Invalid(
        "กรอบต้องเป็น ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา เช่น 98.5,15,99.5,16",
        "The box has to be west,south,east,north in degrees, e.g. 98.5,15,99.5,16.", place="box",
    )  # fmt: skip


def _ring(given: str) -> str:
    """The drawn area as well-known text, closed."""
    if not given:
        return ""
    try:
        corners = decode(given)
    except ValueError:
        corners = []
    if len(set(corners)) < LEAST_CORNERS or any(abs(lon) > WIDEST or abs(lat) > HIGHEST for lon, lat in corners):
        raise Invalid("อ่านพื้นที่ที่วาดไม่ได้ วาดใหม่อย่างน้อยสามมุม", "The drawn area cannot be read; draw one of at least three corners.",
                      place="within")  # fmt: skip
    closed = corners if corners[0] == corners[-1] else [*corners, corners[0]]
    return f"POLYGON(({','.join(f'{lon!r} {lat!r}' for lon, lat in closed)}))"
