"""What a kept question is: its letters, who finds it, how long it stands, and what an edit changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from gis.layer import Text

MOST_TITLE, MOST_OF_A_POSITION, MOST_PARAMETERS, MOST_LETTERS = 120, 200, 20, 8192
LONGEST_DAYS = 5 * 366
"""A feed is looked at again by who holds its position, at the latest after so long."""
USUAL_DAYS = 365
USE_DAYS = 30
"""Days of use that a page shows."""
NARROWING = ("filter", "filter-lang", "filter-crs", "bbox", "bbox-crs", "datetime", "ids", "q", "properties",
             "exclude-properties")  # fmt: skip
"""Parameters of items that a feed may keep, beside the attributes that items take by name."""
OF_READERS = ("limit", "offset", "cursor", "crs", "lang")
"""Parameters of items that stay with whoever reads."""


class Sharing(StrEnum):
    """Who finds a feed beside the position that keeps it (ขอบเขตการแบ่งปัน)."""

    OWN = "own"
    ORGANISATION = "organisation"
    PUBLIC = "public"


class State(StrEnum):
    """How a feed stands (สถานะฟีด)."""

    STANDING = "standing"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


SHARINGS = {
    Sharing.OWN: Text(th="เฉพาะตำแหน่งนี้", en="This position only"),
    Sharing.ORGANISATION: Text(th="ทุกตำแหน่งในหน่วยงานเดียวกัน", en="Every position of the same organisation"),
    Sharing.PUBLIC: Text(th="สาธารณะ", en="Everybody"),
}
STATES = {
    State.STANDING: Text(th="ใช้งาน", en="in use"),
    State.EXPIRED: Text(th="หมดอายุ", en="expired"),
    State.WITHDRAWN: Text(th="ถอนแล้ว", en="withdrawn"),
}
NAMES = {
    "title_th": Text(th="ชื่อไทย", en="Thai title"),
    "title_en": Text(th="ชื่ออังกฤษ", en="English title"),
    "layer": Text(th="ชั้นข้อมูล", en="Layer"),
    "filter": Text(th="เงื่อนไข (CQL2)", en="Filter (CQL2)"),
    "bbox": Text(th="กรอบพื้นที่ (bbox)", en="Box (bbox)"),
    "datetime": Text(th="ข้อมูล ณ วันที่", en="As of"),
    "ids": Text(th="รหัสรายการ", en="Ids"),
    "q": Text(th="คำค้น", en="Words"),
    "properties": Text(th="คุณลักษณะที่เลือก", en="Chosen attributes"),
    "exclude-properties": Text(th="คุณลักษณะที่ไม่เอา", en="Attributes left out"),
    "sharing": Text(th="ใครอ่านได้", en="Who may read it"),
}
"""What parts of a question are called for people; another is called by the name of its parameter."""


@dataclass(frozen=True, slots=True)
class Change:
    """What of a question was another before; None where there was none."""

    name: Text
    before: str | None
    after: str | None


def state_of(withdrawn: bool, expires_on: date, today: date) -> State:
    """``expires_on`` is the last day on which the feed answers."""
    if withdrawn:
        return State.WITHDRAWN
    return State.STANDING if today <= expires_on else State.EXPIRED


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """What differs between two questions told as ``asked``, in the order of ``NAMES``, the rest by name.

    >>> [(c.name.en, c.before, c.after) for c in changes({"filter": "a=1", "kind": "x"}, {"filter": "a=2"})]
    [('Filter (CQL2)', 'a=1', 'a=2'), ('kind', 'x', None)]
    """
    order = [*NAMES, *sorted((before.keys() | after.keys()) - NAMES.keys())]
    for name in order:
        if before.get(name) != after.get(name):
            yield Change(NAMES.get(name) or Text(th=name, en=name), before.get(name), after.get(name))


def as_address(parameters: Mapping[str, str]) -> str:
    """The question as the query of an address, always written alike.

    >>> as_address({"filter": "a > 1", "bbox": "1,2,3,4"})
    'bbox=1%2C2%2C3%2C4&filter=a+%3E+1'
    """
    return urlencode(sorted(parameters.items()))
